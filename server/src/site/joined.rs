//! The text of a string and of what is joined to it: pieces of one longer text.

use super::names::is_operator;
use crate::language::Traits;
use crate::tree::{Group, Kind, NONE, Tree};

/// So many pieces are looked at on either side, and so many names of a chain that is one of them.
const PIECES: usize = 16;
const NAMES: usize = 8;
/// So many bytes all pieces may have together.
const LONGEST: usize = 6000;

/// The text from the first to the last piece that the token is joined to, whatever stands between them; `None` where it
/// stands alone.
pub(crate) fn joined<'t>(tree: &Tree<'t>, token: usize) -> Option<&'t str> {
    let first = std::iter::successors(Some(token), |&at| piece_before(tree, at)).take(PIECES).last()?;
    let last = std::iter::successors(Some(token), |&at| piece_behind(tree, at)).take(PIECES).last()?;
    let (first, last) = (tree.tokens[first].start as usize, tree.tokens[last].end as usize);
    let own = &tree.tokens[token];
    // A long text may hold many values, each of which asks.
    let (alone, length) = ((own.end - own.start) as usize, last - first);
    (length > alone && length < LONGEST).then(|| tree.text.get(first..last).unwrap_or(""))
}

/// Strings that follow each other are one, where no command takes them as arguments.
fn is_string(tree: &Tree, at: usize) -> bool {
    tree.kind_of(at) == Some(Kind::Str) && !tree.language.traits.has(Traits::COMMANDS)
}

/// The first token of the piece that ends in front of the token.
fn piece_before(tree: &Tree, at: usize) -> Option<usize> {
    let parent = tree.tokens[at].parent;
    let mut before = at.checked_sub(1)?;
    // The end of a line that goes on in Visual Basic.
    before -= usize::from(tree.text_of(before) == "_");
    if is_operator(tree, before, tree.language.glue) {
        before = before.checked_sub(1)?;
    } else if !(is_string(tree, at) && is_string(tree, before)) {
        return None;
    }
    for _ in 0..NAMES {
        let token = &tree.tokens[before];
        let group = token.kind == Kind::Close && token.mate != NONE;
        let first = if group { token.mate as usize } else { before };
        if tree.tokens[first].parent != parent || matches!(token.kind, Kind::Sep | Kind::Op | Kind::Open) {
            return None;
        }
        let Some(previous) = first.checked_sub(1) else { return Some(first) };
        before = if tree.is_op(previous, &[".", "?.", "->", "::"]) {
            previous.checked_sub(1)?
        } else if group && tree.kind_of(previous) == Some(Kind::Word) {
            previous
        } else {
            return Some(first);
        };
    }
    None
}

/// The last token of the piece that begins behind the token.
fn piece_behind(tree: &Tree, at: usize) -> Option<usize> {
    let parent = tree.tokens[at].parent;
    let mut next = at + 1;
    if is_operator(tree, next, tree.language.glue) {
        next += 1;
        next += usize::from(tree.text_of(next) == "_");
    } else if !(is_string(tree, at) && is_string(tree, next)) {
        return None;
    }
    for _ in 0..NAMES {
        let token = tree.tokens.get(next).filter(|token| token.parent == parent)?;
        let last = match token.kind {
            Kind::Str | Kind::Word => next,
            Kind::Open if token.mate != NONE && tree.group_of(next) != Group::Tag => token.mate as usize,
            _ => return None,
        };
        next = if tree.is_op(last + 1, &[".", "?.", "->", "::"]) {
            last + 2
        } else if tree.kind_of(last + 1) == Some(Kind::Open) && tree.group_of(last + 1) == Group::Paren {
            last + 1
        } else {
            return Some(last);
        };
    }
    None
}
