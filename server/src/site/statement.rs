//! The statement that a token stands in: out of lists, arguments and literals, not out of blocks.

use super::names::{begins_unit, group, is_operator, units_before};
use crate::language::Traits;
use crate::tree::{Group, Kind, NONE, Tree};

/// First token of the statement that the token stands in: out of lists, arguments and literals, not out of blocks. In
/// data it is the entry, in markup the tag. `None` where it cannot be found within reach.
pub(crate) fn statement_start(tree: &Tree, token: usize) -> Option<usize> {
    let data = tree.language.traits.has(Traits::DATA);
    let mut at = token;
    for _ in 0..64 {
        let parent = tree.tokens[at].parent;
        let open = parent as usize;
        let continues = parent != NONE
            && match group(tree, open) {
                Group::Paren | Group::Bracket => !data || tree.language.traits.has(Traits::SECTIONS),
                Group::Brace => !data && !is_block(tree, open),
                Group::Tag => return open.checked_sub(1),
                Group::Block | Group::None => false,
            };
        if !continues {
            return unit_start(tree, at);
        }
        at = open;
    }
    None
}

/// First token of the unit in its own group.
fn unit_start(tree: &Tree, token: usize) -> Option<usize> {
    let mut at = token;
    for _ in 0..400 {
        if begins_unit(tree, at) {
            return Some(at);
        }
        let Some(before) = at.checked_sub(1) else { return Some(at) };
        let previous = &tree.tokens[before];
        if tree.tokens[at].parent == before as u32 {
            return Some(at);
        }
        at = if previous.kind == Kind::Close && previous.mate != NONE { previous.mate as usize } else { before };
    }
    None
}

/// Whether the braces hold statements and are no literal.
fn is_block(tree: &Tree, open: usize) -> bool {
    // From one child to the next: what is inside of them is not looked at, however much it is.
    let mut children = tree.children(open).take(60);
    if children.any(|at| tree.tokens[at].kind == Kind::Sep && tree.text_of(at) == ";") {
        return true;
    }
    let entry = matches!(tree.tokens.get(open + 1).map(|first| first.kind), Some(Kind::Word | Kind::Str))
        && is_operator(tree, open + 2, &[":"]);
    let assigned = units_before(tree, open, 3).first().is_some_and(|&unit| {
        is_operator(tree, unit, tree.language.assignments) || is_operator(tree, unit, &["@", "(", "?", "||", "??"])
    });
    !entry && !assigned
}
