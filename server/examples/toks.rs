//! local
fn main(){ let p=std::env::args().nth(1).unwrap(); let t=std::fs::read_to_string(&p).unwrap(); let l=aadsts::language::of_path(&p,&t); let tree=aadsts::tree::of(&t,l); for (i,k) in tree.tokens.iter().enumerate(){ println!("{i} {:?} {:?} {:?} parent {} mate {} ls {} sp {}", k.kind,k.group,tree.text_of(i),k.parent as i32,k.mate as i32,k.line_start,k.space_before);} }
