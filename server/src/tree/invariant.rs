//! What must hold for every tree of every text, as tests and fuzz targets ask it.

use super::{Group, Kind, NONE, Tree};

/// Panics where something does not hold that holds for every tree of every text: tokens in order and inside the text,
/// brackets matched, parents right, interpolations inside their strings.
///
/// # Panics
///
/// Where the tree is wrong; that is its purpose.
#[track_caller]
pub fn check(tree: &Tree) {
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
        // The text between tags reads properties, as strings do.
        assert!(matches!(token.kind, Kind::Str | Kind::Text), "{token:?}");
        assert!(
            token.inner_start <= hole.start && hole.start < hole.end && hole.end <= token.inner_end,
            "{hole:?} {token:?}"
        );
        assert!(tree.text.get(hole.start as usize..hole.end as usize).is_some());
    }
}
