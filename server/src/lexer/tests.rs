//! What the lexer makes of each language, of broken text and of hostile text.

mod hostile;
mod repair;
mod rows;
mod shapes;

use crate::language::by_name;
use crate::tree::{Group, Kind, NONE, Tree, of};

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

/// What must hold for every tree of every text.
#[track_caller]
fn consistent(tree: &Tree) {
    let count = tree.tokens.len() as u32;
    let mut last = 0;
    let mut open: Vec<u32> = Vec::new();
    for (index, token) in (0..).zip(&tree.tokens) {
        assert!(token.start >= last, "token {index} begins in front of the one before it");
        last = token.start;
        assert!(
            token.start <= token.inner_start && token.inner_start <= token.inner_end,
            "content of {index}: {token:?}"
        );
        assert!(token.inner_end <= token.end && token.end as usize <= tree.text.len(), "end of {index}: {token:?}");
        for offset in [token.start, token.end, token.inner_start, token.inner_end] {
            assert!(tree.text.is_char_boundary(offset as usize), "{index} cuts a character: {token:?}");
        }
        // What was given up in front of this token is no longer open.
        while let Some(&top) = open.last()
            && tree.tokens[top as usize].mate <= index
            && token.mate != top
        {
            open.pop();
        }
        if token.kind == Kind::Close {
            let mate = token.mate;
            assert_eq!(open.pop(), Some(mate), "{index} closes something else than the innermost group");
            assert_eq!(tree.tokens[mate as usize].mate, index);
            assert_eq!(tree.tokens[mate as usize].group, token.group);
            assert_eq!(tree.tokens[mate as usize].parent, token.parent);
        } else {
            assert_eq!(token.parent, open.last().copied().unwrap_or(NONE), "parent of {index}");
        }
        match token.kind {
            Kind::Open => {
                assert!(token.mate > index && token.mate <= count, "mate of {index}");
                open.push(index);
            }
            Kind::Close => {}
            _ => assert_eq!((token.mate, token.group), (NONE, Group::None)),
        }
        assert_eq!(token.interpolated, !tree.holes_of(index as usize).is_empty());
    }
    assert!(tree.holes.is_sorted_by_key(|hole| (hole.token, hole.start)));
    for hole in &tree.holes {
        let token = tree.tokens[hole.token as usize];
        assert_eq!(token.kind, Kind::Str);
        assert!(
            token.inner_start <= hole.start && hole.start < hole.end && hole.end <= token.inner_end,
            "{hole:?} {token:?}"
        );
        assert!(tree.text.get(hole.start as usize..hole.end as usize).is_some());
    }
}
