//! Names on the right of a value: `VALUE as name`, and the variable of a block that runs for each element of a list.

use super::super::names::{callee, group, name_at, plain_name};
use super::Step;
use crate::language::{BEGINS_LOOP, IN_LOOP, Traits};
use crate::tree::{Group, Kind, NONE, Tree};

/// Methods that run a block for each element of what they are called on, folded.
const EACH: &[&str] = &[
    "each",
    "foreach",
    "foreachobject",
    "map",
    "flatmap",
    "collect",
    "select",
    "eachwithindex",
    "eachwithobject",
    "concatmap",
    "foreachasync",
    "parallelmap",
];
/// What the element is called in a block that gives it no name.
const IMPLICIT: &[&str] = &["it", "$_", "_1"];
/// So many tokens are looked at.
const REACH: usize = 24;

/// The name behind the value or the list at `at`.
pub(super) fn name_behind(tree: &Tree, at: usize) -> Option<Step> {
    let is_value = matches!(tree.kind_of(at), Some(Kind::Str));
    let mut right = tree.behind(at);
    if is_value && tree.language.traits.has(Traits::COMMANDS) {
        // `'…', '…' | ForEach-Object { … }`
        while tree.text_of(right) == "," && right < at + REACH {
            right = tree.behind(right + 1);
        }
    }
    let mut called = false;
    for _ in 0..8 {
        let next = tree.tokens.get(right).filter(|next| next.parent == tree.tokens[at].parent)?;
        match next.kind {
            Kind::Open if !next.line_start && matches!(next.group, Group::Paren | Group::Bracket) => {
                right = tree.behind(right);
                continue;
            }
            Kind::Op | Kind::Word => {}
            Kind::Sep if tree.text_of(right) == "|" => {}
            _ => return None,
        }
        let text = tree.text_of(right);
        if !called && binds_right(tree, at, right) {
            return bound_behind(tree, right);
        }
        let piped = text == "|" && tree.language.traits.has(Traits::COMMANDS);
        let member = matches!(text, "." | "?.") && !is_value;
        if !(piped || member) {
            return None;
        }
        let method = right + 1;
        let each = text == "|" && tree.text_of(method) == "%";
        if each || EACH.contains(&crate::role::fold(name_at(tree, method)).as_str()) {
            return variable(tree, method + 1);
        }
        called = true;
        right = method + 1;
    }
    None
}

/// Whether what stands at `right` gives the value in front of it a name; a cast does not.
fn binds_right(tree: &Tree, at: usize, right: usize) -> bool {
    let words = tree.language.binds_right;
    !words.is_empty()
        && words.contains(&tree.text_of(right).to_ascii_lowercase().as_str())
        && tree
            .parent_of(at)
            .and_then(|open| callee(tree, open))
            .is_none_or(|(chain, _)| !tree.language.wrappers.contains(&crate::role::fold(&chain).as_str()))
}

/// `as $name`, `as $key => $name`.
fn bound_behind(tree: &Tree, right: usize) -> Option<Step> {
    let first = right + 1;
    let token = if tree.is_op(first + 1, &["=>"]) { first + 2 } else { first };
    (tree.kind_of(token) == Some(Kind::Word)).then(|| key(tree, token, token))
}

/// The variable of the block that begins at `at`: `(x => …)`, `{ x -> … }`, `{ |x| … }`, `do |x|`.
fn variable(tree: &Tree, at: usize) -> Option<Step> {
    let open = match tree.kind_of(at)? {
        Kind::Open => at,
        // `do |x|`
        Kind::Word if tree.is_op(at + 1, &["|"]) => at,
        _ => return None,
    };
    let first = open + 1;
    if tree.is_op(first, &["|"]) {
        // The block ends with its bracket; a `do` has none.
        let scope = if tree.kind_of(open) == Some(Kind::Open) { open } else { first + 1 };
        return Some(key(tree, first + 1, scope)).filter(|_| tree.kind_of(first + 1) == Some(Kind::Word));
    }
    if tree.kind_of(open) != Some(Kind::Open) {
        return None;
    }
    // `(id, index) => …`, `async (id) => …`, `function (id) { … }`
    let named = (first..first + 3)
        .take_while(|&at| matches!(tree.text_of(at), "async" | "function" | "("))
        .last()
        .map_or(first, |at| at + 1);
    let parameter = |at: usize| {
        let behind = tree.tokens.get(at).map_or(NONE, |token| token.parent);
        let arrow = [at + 1, tree.behind(behind as usize)];
        tree.kind_of(at) == Some(Kind::Word)
            && (named > first && tree.text_of(named - 1) == "("
                || arrow.iter().any(|&at| matches!(tree.text_of(at), "=>" | "->" | "in")))
    };
    if parameter(named) {
        return Some(key(tree, named, open));
    }
    let end = tree.behind(open).min(open + 4 * REACH);
    let numbered = |at: usize| tree.text_of(at) == "0" && tree.text_of(at - 1) == "$";
    let implicit = (first..end).find(|&at| IMPLICIT.contains(&tree.text_of(at)) || numbered(at));
    implicit.filter(|_| group(tree, open) == Group::Brace).map(|at| key(tree, at, open))
}

/// The name is known in the bracket that `scope` opens.
fn key(tree: &Tree, name: usize, scope: usize) -> Step {
    let name = plain_name(name_at(tree, name)).to_owned();
    Step::Key { chain: name.clone(), name, token: scope }
}

/// The only variable of a loop over what stands at `token`.
pub(crate) fn loop_variable(tree: &Tree, token: usize) -> Option<usize> {
    let variable = token.checked_sub(2).filter(|_| IN_LOOP.contains(&tree.text_of(token - 1)))?;
    (tree.kind_of(variable) == Some(Kind::Word)).then_some(variable)
}

/// The variables that a loop over the list at `token` unpacks its elements into, or those that the value there is
/// assigned to, where they are several.
pub(crate) fn loop_variables(tree: &Tree, token: usize) -> Vec<usize> {
    let before = token.checked_sub(1).map_or("", |before| tree.text_of(before));
    let distance = match before {
        "range" => 3,
        "=" | ":=" => 2,
        word if IN_LOOP.contains(&word) => 2,
        _ => return Vec::new(),
    };
    let Some(end) = token.checked_sub(distance) else { return Vec::new() };
    let bracketed = tree.kind_of(end) == Some(Kind::Close);
    let mut at = end - usize::from(bracketed && end > 0);
    let mut variables = Vec::new();
    let opener = loop {
        if tree.kind_of(at) != Some(Kind::Word) || variables.len() == 8 {
            return Vec::new();
        }
        variables.push(at);
        let Some(before) = at.checked_sub(1) else { break at };
        // A type may stand in front.
        let typed = bracketed && tree.kind_of(before) == Some(Kind::Word);
        let before = before - usize::from(typed && before > 0);
        if tree.text_of(before) != "," || before == 0 {
            break before;
        }
        at = before - 1;
    };
    let loops = bracketed || BEGINS_LOOP.contains(&tree.text_of(opener));
    if IN_LOOP.contains(&before) && !loops {
        return Vec::new();
    }
    variables.reverse();
    if variables.len() > 1 { variables } else { Vec::new() }
}
