//! The name that an expression is assigned to.

use super::bound;
use crate::tree::{Kind, NONE, Tree};

/// So many tokens stand between a name and the operator behind its type.
const MOST_TYPE: usize = 12;

/// The name that the expression which begins at a token is assigned to, with its token.
pub(super) fn assigned_name(tree: &Tree, start: usize) -> Option<(String, usize)> {
    let parent = tree.tokens.get(start)?.parent;
    let mut at = start;
    let mut colon = false;
    for _ in 0..16 {
        at = at.checked_sub(1)?;
        let mut token = &tree.tokens[at];
        if token.kind == Kind::Close && token.mate != NONE {
            at = token.mate as usize;
            token = &tree.tokens[at];
        }
        if token.parent != parent || token.kind == Kind::Sep {
            return None;
        }
        if tree.is_op(at, &["=", ":=", "<-"]) {
            return name_left_of(tree, at).filter(|_| !colon);
        }
        // A colon is a choice behind `?` only.
        colon = tree.is_op(at, &[":"]) || colon && !tree.is_op(at, &["?"]);
        if bound::is_defined(tree, at) {
            return Some((tree.text_of(at).to_owned(), at));
        }
        let goes_on = match token.kind {
            Kind::Word => !matches!(tree.text_of(at), "return" | "in" | "yield"),
            Kind::Op => matches!(tree.text_of(at), "." | "::" | "&" | "*" | "@" | "<" | ">") || is_choice(tree, at),
            Kind::Open => true,
            // `legacy ? "…" : "…"`
            Kind::Str => {
                !tree.tokens[at + 1].line_start && (is_choice(tree, at + 1) || is_choice(tree, at.wrapping_sub(1)))
            }
            Kind::Sep | Kind::Close | Kind::Comment | Kind::Text => false,
        };
        if !goes_on {
            return None;
        }
    }
    None
}

/// Whether a token stands between values of which one is taken.
fn is_choice(tree: &Tree, at: usize) -> bool {
    let words = ["?", ":", "?:", "??", "||", "==", "===", "!=", "!==", "if", "else", "or", "and"];
    matches!(tree.kind_of(at), Some(Kind::Op | Kind::Word)) && words.contains(&tree.text_of(at))
}

fn name_left_of(tree: &Tree, operator: usize) -> Option<(String, usize)> {
    let mut at = operator.checked_sub(1)?;
    // `app, err := …`
    while at >= 2 && tree.kind_of(at - 1) == Some(Kind::Sep) && tree.kind_of(at - 2) == Some(Kind::Word) {
        if tree.tokens[at].line_start {
            break;
        }
        at -= 2;
    }
    // `name: type = …`, `NAME: &[&str] = …`
    let mut left = at;
    for _ in 0..MOST_TYPE {
        if tree.tokens[left].line_start {
            break;
        }
        let Some(before) = left.checked_sub(1) else { break };
        let token = &tree.tokens[before];
        if tree.is_op(before, &[":"]) {
            let name = before.checked_sub(1).filter(|&name| tree.kind_of(name) == Some(Kind::Word));
            return name.map(|name| (tree.text_of(name).to_owned(), name));
        }
        left = match token.kind {
            Kind::Close if token.mate != NONE => token.mate as usize,
            Kind::Word => before,
            Kind::Op if matches!(tree.text_of(before), "&" | "*" | "<" | ">" | "." | "::" | "?" | "|") => before,
            _ => break,
        };
    }
    (tree.kind_of(at) == Some(Kind::Word)).then(|| (tree.text_of(at).to_owned(), at))
}
