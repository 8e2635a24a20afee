//! What the lexer makes of each language, of broken text and of hostile text.

mod hostile;
mod repair;
mod rows;
mod shapes;

use crate::language::by_name;
use crate::tree::invariant::check as consistent;
use crate::tree::{Group, Kind, Tree, of};

/// Tokens in short: a letter for the kind and the text (`s` shows the content and `%` the number of holes), `/` in
/// front of the first of a line, zero-width tokens without text.
fn dump(tree: &Tree) -> String {
    let mut words = Vec::new();
    for (index, token) in tree.tokens.iter().enumerate() {
        let text = match token.kind {
            Kind::Str => tree.content_of(index),
            _ => tree.text_of(index),
        };
        let kind = match (token.kind, token.group) {
            (Kind::Word, _) => "w:",
            (Kind::Str, _) => "s:",
            (Kind::Op, _) => "o:",
            (Kind::Sep, _) => ",:",
            (Kind::Comment, _) => "c:",
            (Kind::Text, _) => "t:",
            (Kind::Open, Group::Block) => "{b",
            (Kind::Open, Group::Tag) => "{t",
            (Kind::Close, Group::Block | Group::Tag) => "}",
            (Kind::Open | Kind::Close, _) => "",
        };
        let start = if token.line_start { "/" } else { "" };
        let text = if kind == "}" { String::new() } else { text.replace('\n', "⏎").replace('\r', "␍") };
        let holes: Vec<&str> =
            tree.holes_of(index).iter().map(|hole| &tree.text[hole.start as usize..hole.end as usize]).collect();
        let holes = if holes.is_empty() { String::new() } else { format!("%[{}]", holes.join(" ")) };
        words.push(format!("{start}{kind}{text}{holes}"));
    }
    words.join(" ")
}

#[track_caller]
fn check(language: &str, text: &str, expected: &str) {
    let tree = of(text, by_name(language).expect(language));
    consistent(&tree);
    let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
    let actual = dump(&tree).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(actual == expected, "{language}: {text}\n  expected: {expected}\n  actual:   {actual}");
}
