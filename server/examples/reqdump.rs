//! Dump of requests (local, never committed).
use std::{env, fs, path::Path};
use aadsts::analysis::{analyze, Options, Entity};
use aadsts::rule::RuleId;
fn walk(p: &Path, out: &mut Vec<std::path::PathBuf>) {
    if p.is_dir() { let mut v: Vec<_> = fs::read_dir(p).unwrap().map(|e| e.unwrap().path()).collect(); v.sort(); for q in v { if q.file_name().is_some_and(|n| n == ".git") {continue} walk(&q, out) } }
    else if !p.to_string_lossy().ends_with(".expected") && !p.to_string_lossy().ends_with(".fixed") { out.push(p.to_owned()) }
}
fn main() {
    let mut quiet = false;
    let mut roots = vec![];
    for a in env::args().skip(1) { if a == "-q" { quiet = true } else { roots.push(a) } }
    let (mut nf, mut nc, mut nr, mut nb, mut nu) = (0,0,0,0,0);
    for root in &roots {
        let mut files = vec![]; walk(Path::new(root), &mut files);
        for f in files {
            let Ok(bytes) = fs::read(&f) else { continue };
            if bytes.contains(&0) { continue }
            let text = String::from_utf8_lossy(&bytes).into_owned(); let text = &text;
            let rel = f.strip_prefix(root).unwrap_or(&f).to_string_lossy().replace('\\', "/");
            let rel = if rel.is_empty() { f.file_name().unwrap().to_string_lossy().into_owned() } else { rel };
            let a = analyze(text, &rel, None, &Options::default());
            let line = |at: usize| 1 + text[..at].matches('\n').count();
            let clients: Vec<_> = a.findings.iter().filter(|x| x.rule == RuleId::FirstPartyClientId).collect();
            let special: Vec<_> = a.findings.iter().filter(|x| matches!(x.rule, RuleId::UngrantedScope | RuleId::BuiltInClient)).collect();
            nf += 1; nc += clients.len(); nr += a.requests.len(); nb += special.iter().filter(|x| x.rule == RuleId::BuiltInClient).count(); nu += special.iter().filter(|x| x.rule == RuleId::UngrantedScope).count();
            if quiet && a.requests.is_empty() && clients.is_empty() { continue }
            println!("== {}", f.display());
            for c in &clients { let Entity::App(app) = a.occurrences[c.occurrence.unwrap()].entity else { continue }; println!("  client {}: {} [{}]", line(c.range.start), app.name.to_string(), a.occurrences[c.occurrence.unwrap()].why); }
            for r in &a.requests {
                let asked: Vec<_> = r.asked.iter().map(|x| format!("{}{}@{}", if x.resource {"res:"} else {""}, x.text, line(x.range.start))).collect();
                println!("  REQ client@{} {:?} cloud={:?} flow={:?} secret={}", line(r.client.range.start), asked, r.cloud, r.flow, r.secret);
            }
            for s in &special { println!("  FIND {}:{} {}", line(s.range.start), s.rule.id(), s.message.chars().take(150).collect::<String>()); }
        }
    }
    println!("files {nf} clients {nc} requests {nr} ungranted {nu} built-in {nb}");
}
