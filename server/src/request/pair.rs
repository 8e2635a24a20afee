//! Values that stand behind their names one by one: `("client_id", ID)`, `form.append("client_id", ID)`,
//! `body["client_id"] = ID`, and their neighbours.

use super::bound::units_behind;
use super::value::entries;
use super::{label, send};
use crate::site::callee;
use crate::tree::{Group, Kind, NONE, Tree};

/// So far around a pair its neighbours are looked for, in tokens.
const REACH: usize = 300;

/// A name and the tokens of its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) value: Vec<usize>,
}

/// The pair that a bracket holds.
pub(super) fn in_bracket(tree: &Tree, open: usize) -> Option<Pair> {
    let mut all = entries(tree, open).into_iter();
    if send::at(tree, open).is_some() {
        // `[form setObject:ID forKey:@"client_id"]`
        let (Some((Some(_), value)), Some((Some(key), name)), None) = (all.next(), all.next(), all.next()) else {
            return None;
        };
        let [name] = name.as_slice() else { return None };
        let named = tree.text_of(key) == "forKey" && tree.kind_of(*name) == Some(Kind::Str);
        return named.then(|| Pair { name: tree.content_of(*name).to_owned(), value });
    }
    let (Some((None, name)), Some((None, value)), None) = (all.next(), all.next(), all.next()) else { return None };
    let (name, rest) = name.split_first()?;
    let written = tree.content_of(*name);
    // `"….client.id." + account + "…"`
    let joined = || label::setting(written).is_some() && tree.is_op(rest[0], &["+", "%"]);
    let named = tree.kind_of(*name) == Some(Kind::Str) && (rest.is_empty() || joined());
    named.then(|| Pair { name: written.to_owned(), value })
}

/// The pairs beside the one that a bracket holds, itself included: what the same call is given, or what stands in the
/// same list.
pub(super) fn beside(tree: &Tree, open: usize) -> Vec<Pair> {
    let own = callee(tree, open);
    let alike = |other: &usize| {
        let called = callee(tree, *other);
        match (&own, called) {
            (None, None) => tree.group_of(*other) == tree.group_of(open),
            // The same method of the same object, or the next one of a chain.
            (Some((chain, start)), Some((other, at))) => *chain == other || *start == at && last(chain) == last(&other),
            _ => false,
        }
    };
    near(tree, open)
        .filter(|&at| tree.kind_of(at) == Some(Kind::Open))
        .filter(alike)
        .filter_map(|at| in_bracket(tree, at))
        .collect()
}

fn last(chain: &str) -> &str {
    chain.rsplit(['.', ':']).next().unwrap_or(chain)
}

/// What is assigned to the parts of the object whose name stands at a token: `body["scope"] = …`, `body.scope = …`.
pub(super) fn assigned(tree: &Tree, object: usize) -> Vec<Pair> {
    let name = tree.text_of(object);
    near(tree, object).filter(|&at| tree.text_of(at) == name).filter_map(|at| part(tree, at)).collect()
}

/// The part of an object that gets a value: the object's name stands at the token.
pub(super) fn part(tree: &Tree, object: usize) -> Option<Pair> {
    let next = object + 1;
    let (name, operator) = if tree.group_of(next) == Group::Bracket && tree.kind_of(next) == Some(Kind::Open) {
        let single = tree.behind(next) == next + 3 && tree.kind_of(next + 1) == Some(Kind::Str);
        (single.then_some(next + 1)?, next + 3)
    } else if tree.is_op(next, &[".", "->"]) && tree.kind_of(next + 1) == Some(Kind::Word) {
        (next + 1, next + 2)
    } else {
        return None;
    };
    tree.is_op(operator, &["="]).then(|| Pair {
        name: tree.content_of(name).to_owned(),
        value: units_behind(tree, operator, tree.tokens[object].parent),
    })
}

/// The name of the object whose part gets the value that begins at a token.
pub(super) fn object_of(tree: &Tree, value: usize) -> Option<usize> {
    let operator = value.checked_sub(1).filter(|&operator| tree.is_op(operator, &["="]))?;
    let before = operator.checked_sub(1)?;
    let object = match tree.kind_of(before)? {
        Kind::Close if tree.group_of(before) == Group::Bracket => (tree.tokens[before].mate as usize).checked_sub(1)?,
        Kind::Word if before >= 2 && tree.is_op(before - 1, &[".", "->"]) => before - 2,
        _ => return None,
    };
    let own = tree.kind_of(object) == Some(Kind::Word)
        && !["self", "this", "$this"].contains(&tree.text_of(object))
        && part(tree, object).is_some();
    own.then_some(object)
}

/// The tokens of the same bracket around one, within reach; at the top of a text no further than the function goes.
fn near(tree: &Tree, around: usize) -> impl Iterator<Item = usize> {
    let parent = tree.tokens[around].parent;
    let begins = |at: usize| {
        parent == NONE && tree.tokens[at].line_start && tree.language.function_words.contains(&tree.text_of(at))
    };
    let first =
        (around.saturating_sub(REACH)..around).rev().find(|&at| begins(at)).unwrap_or(around.saturating_sub(REACH));
    let far = tree.tokens.len().min(around + REACH);
    let end = (around + 1..far).find(|&at| begins(at)).unwrap_or(far);
    (first..end).filter(move |&at| tree.tokens[at].parent == parent)
}
