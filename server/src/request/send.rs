//! Messages to objects as calls: `[receiver part:value part:value]`.

use crate::language::Traits;
use crate::role::fold;
use crate::site::callee;
use crate::tree::{Group, Kind, Tree};

/// A message to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Send {
    /// What it is as a call: `receiver.part`, or the type alone where it makes one.
    pub(super) chain: String,
    /// The word that the receiver ends in front of.
    pub(super) selector: usize,
}

/// The message in a bracket.
pub(super) fn at(tree: &Tree, open: usize) -> Option<Send> {
    let sends = tree.language.traits.has(Traits::SENDS) && tree.group_of(open) == Group::Bracket;
    if !sends || open.checked_sub(1).is_some_and(|before| tree.is_op(before, &["@"])) {
        return None;
    }
    let mut children = tree.children(open);
    let receiver = children.next()?;
    let mut last = receiver;
    let mut next = children.next()?;
    while tree.is_op(next, &[".", "->"]) {
        last = children.next()?;
        next = children.next()?;
    }
    let selector = Some(next).filter(|&next| tree.kind_of(next) == Some(Kind::Word))?;
    if !(tree.is_op(selector + 1, &[":"]) || tree.kind_of(selector + 1) == Some(Kind::Close)) {
        return None;
    }
    let made = match tree.kind_of(receiver)? {
        Kind::Word => None,
        // `[[Type alloc] initWith…:…]`
        Kind::Open => Some(tree.text_of(receiver + 1)).filter(|_| tree.text_of(receiver + 2) == "alloc"),
        _ => return None,
    };
    let chain = match made {
        Some(made) => made.to_owned(),
        None => format!("{}.{}", tree.text_of(last), tree.text_of(selector)),
    };
    Some(Send { chain, selector })
}

/// The call that a bracket belongs to, by its dotted chain, and where its expression begins.
pub(super) fn call(tree: &Tree, open: usize) -> Option<(String, usize)> {
    if tree.group_of(open) == Group::Paren { callee(tree, open) } else { at(tree, open).map(|send| (send.chain, open)) }
}

/// Whether a part of a message begins at a token.
pub(super) fn begins_part(tree: &Tree, token: usize) -> bool {
    tree.kind_of(token) == Some(Kind::Word) && tree.is_op(token + 1, &[":"])
}

/// What a part is told by its name, folded: `initWithScopes` tells scopes.
pub(super) fn told(name: &str) -> String {
    let folded = fold(name);
    let begins = ["initwith", "acquiretokenwith", "acquiretokenfor", "acquiretokensilentwith", "acquiretokensilentfor"];
    begins.iter().find_map(|begin| folded.strip_prefix(begin)).map(str::to_owned).unwrap_or(folded)
}
