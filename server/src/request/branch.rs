//! A name that gets its value in several branches is each of these values where the branches meet.

use std::ops::Range;

use super::bound;
use super::draft::Draft;
use super::follow::Search;
use super::function;
use crate::binding::scope;
use crate::tree::{Kind, Tree};

/// So far a block reaches, in tokens.
const REACH: usize = 1200;
/// What stands in front of a statement that is a branch by itself.
const HEADS: &[&str] = &[")", ":", "then", "else", "->", "=>", "&&", "||", "do", ";;"];

impl Search<'_> {
    /// The uses of a name that gets several values, where one of them may be the client.
    pub(super) fn branches(&mut self, name: &str, declared: usize, draft: &Draft, depth: usize) {
        let tree = self.tree;
        let writes = bound::all_written(self.index, tree, name, declared);
        if writes.len() < 2 || writes.len() > bound::MOST_WRITTEN || !writes.contains(&declared) {
            return;
        }
        let blocks: Vec<(usize, Range<usize>)> = writes.iter().map(|&at| (at, block(tree, at))).collect();
        let scope = scope(tree, declared);
        // A field is seen by every method, a variable by its function alone.
        let function = function::around(tree, declared).filter(|_| !bound::is_member(tree, declared));
        let body = function.map(|function| function.body(tree));
        let draft = Draft { chosen: true, ..draft.clone() };
        self.uses_in(name, declared, &draft, depth, |place| {
            let at = place.token;
            let seen = scope.as_ref().is_none_or(|scope| place.is_in(tree, name, scope)) && !writes.contains(&at);
            // What a function does is done later than what stands around it.
            let other = || function::around(tree, at).is_some_and(|other| !other.body(tree).contains(&declared));
            let later = body.is_none() && other();
            let overwrites = |(write, block): &(usize, Range<usize>)| {
                *write > declared
                    && (later && block.contains(&declared)
                        || *write < at && (block.contains(&declared) || block.contains(&at)))
            };
            let within = body.as_ref().is_none_or(|body| body.contains(&at));
            seen && within
                && (later || at > declared)
                && !blocks.iter().any(overwrites)
                && !function::shadows(tree, name, declared, at)
        });
    }
}

/// The statements of the block that an assignment stands in: it is done whenever one of these is reached behind it.
fn block(tree: &Tree, at: usize) -> Range<usize> {
    let own = &tree.tokens[at];
    let before = at.checked_sub(1).filter(|_| !own.line_start).map_or("", |before| tree.text_of(before));
    if HEADS.contains(&before) {
        return at..at + 1;
    }
    let column = |at: usize| {
        let start = tree.tokens[at].start as usize;
        start - memchr::memrchr(b'\n', &tree.text.as_bytes()[..start]).map_or(0, |newline| newline + 1)
    };
    let head = (at.saturating_sub(16)..=at).rev().find(|&at| tree.tokens[at].line_start).unwrap_or(at);
    let left = column(head);
    let leaves = |other: &usize| {
        let token = &tree.tokens[*other];
        token.line_start && token.parent == own.parent && token.kind != Kind::Comment && column(*other) < left
    };
    let (open, close) = match tree.parent_of(at) {
        Some(open) => (open, tree.behind(open)),
        None => (0, tree.tokens.len()),
    };
    let (first, last) = (open.max(at.saturating_sub(REACH)), close.min(at + REACH));
    if left == 0 {
        return open..close;
    }
    let begin = (first..at).rev().find(leaves).map_or(first, |before| before + 1);
    begin..(at..last).find(leaves).unwrap_or(last)
}
