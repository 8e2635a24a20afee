//! Several names that are assigned to at once: `a, b = x, y` and `(a, b) = (x, y)`.

use super::super::names::{Target, begins_unit, callee, group, is_keyword, is_operator, target};
use super::{Step, Walk};
use crate::language::Traits;
use crate::tree::{Group, Kind, NONE, Tree};

/// How many tokens of such a statement are looked at.
const REACH: usize = 60;

/// The name that the element at `at`, or the element of the group at `at` that the walk came from, is assigned to.
/// In the second case the step of the element is taken back.
pub(super) fn target_of(tree: &Tree, at: usize, walk: &mut Walk) -> Option<Target> {
    if tree.language.traits.has(Traits::DATA) {
        return None;
    }
    match walk.steps.as_slice() {
        [] => flat(tree, at),
        [Step::Element { index, .. }] => {
            let target = bracketed(tree, at, *index)?;
            walk.steps.clear();
            Some(target)
        }
        _ => None,
    }
}

/// The first value of a list without brackets: `$ids = x, y`, `for id in x, y:`.
pub(super) fn first_of_list(tree: &Tree, at: usize) -> Option<usize> {
    let traits = tree.language.traits;
    let lists =
        traits.has(Traits::PARALLEL_ASSIGNMENT) && (traits.has(Traits::COMMANDS) || traits.has(Traits::INDENTED));
    let parent = tree.tokens[at].parent;
    let listed = parent == NONE
        || match group(tree, parent as usize) {
            Group::Brace => traits.has(Traits::COMMANDS),
            Group::Paren => callee(tree, parent as usize).is_some_and(|(chain, _)| is_keyword(&chain)),
            _ => false,
        };
    if !lists || !listed {
        return None;
    }
    let mut here = at;
    for _ in 0..REACH {
        let Some(comma) = here.checked_sub(1).filter(|&comma| tree.text_of(comma) == ",") else { break };
        let before = comma.checked_sub(1)?;
        if tree.kind_of(before) != Some(Kind::Str) || tree.tokens[before].parent != parent {
            return None;
        }
        here = before;
    }
    (here < at).then_some(here)
}

/// `a, b = x, y`.
fn flat(tree: &Tree, at: usize) -> Option<Target> {
    let parent = tree.tokens[at].parent;
    let statements = parent == NONE || matches!(group(tree, parent as usize), Group::Brace | Group::Block);
    if !tree.language.traits.has(Traits::PARALLEL_ASSIGNMENT) || !statements {
        return None;
    }
    let mut names: Vec<Vec<usize>> = Vec::new();
    let mut index = 0;
    let mut here = at;
    for _ in 0..REACH {
        if begins_unit(tree, here) {
            break;
        }
        let Some(before) = here.checked_sub(1) else { break };
        let token = &tree.tokens[before];
        here = if token.kind == Kind::Close && token.mate != NONE { token.mate as usize } else { before };
        if tree.tokens[here].parent != parent || tree.text_of(here) == ";" {
            break;
        }
        let comma = token.kind == Kind::Sep && tree.text_of(before) == ",";
        if tree.text_of(before) == "range" {
            return None;
        }
        if is_operator(tree, before, &["=", ":="]) {
            if !names.is_empty() {
                return None;
            }
            names.push(Vec::new());
        } else if let Some(last) = names.last_mut() {
            if comma {
                names.push(Vec::new());
            } else {
                last.push(here);
            }
        } else if comma {
            index += 1;
        }
    }
    names.reverse();
    (names.len() > 1).then(|| target(tree, names.get(index)?)).flatten()
}

/// `(a, b) = (x, y)`, `[a, b] = [x, y]`; `open` opens the right one.
fn bracketed(tree: &Tree, open: usize, index: usize) -> Option<Target> {
    let close = open.checked_sub(2).filter(|_| is_operator(tree, open - 1, &["=", ":="]))?;
    let left = tree.tokens[close].mate as usize;
    let pattern = tree.kind_of(close) == Some(Kind::Close)
        && matches!(group(tree, close), Group::Paren | Group::Bracket)
        && callee(tree, left).is_none_or(|(chain, _)| matches!(chain.as_str(), "let" | "var" | "const" | "val" | "my"));
    // `NAME: [&str; 2] = [x, y]` declares one name.
    if !pattern || is_operator(tree, left.wrapping_sub(1), &[":"]) {
        return None;
    }
    let mut elements: Vec<Vec<usize>> = vec![Vec::new()];
    for at in (left + 1..close).take(REACH).filter(|&at| tree.tokens[at].parent as usize == left) {
        match tree.tokens[at].kind {
            Kind::Sep if tree.text_of(at) == "," => elements.push(Vec::new()),
            Kind::Close | Kind::Sep => {}
            _ => elements.last_mut()?.insert(0, at),
        }
    }
    (elements.len() > 1).then(|| target(tree, elements.get(index)?)).flatten()
}
