//! The token tree: tokens in text order, each knowing the bracket that encloses it.

#[cfg(any(test, feature = "fuzzing"))]
pub mod invariant;

use crate::language::Language;

/// Marks the absence of a token.
pub const NONE: u32 = u32::MAX;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Identifier, keyword, number, bare word, key.
    Word,
    /// String literal or bare value.
    Str,
    /// Operator.
    Op,
    /// Separator of elements or statements: `,` `;` and the dash of a YAML list.
    Sep,
    /// Opens a group.
    Open,
    /// Closes a group.
    Close,
    /// Comment.
    Comment,
    /// Running text.
    Text,
}

/// What kind of group an `Open` or `Close` token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Not a bracket.
    None,
    /// `( )`
    Paren,
    /// `[ ]`
    Bracket,
    /// `{ }`
    Brace,
    /// Zero-width: value of a YAML key, element of a YAML list, body of a `[section]`.
    Block,
    /// Zero-width or `<`: a tag with its attributes and children.
    Tag,
}

/// One token. Offsets are bytes.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Which bracket it is.
    pub group: Group,
    /// First byte.
    pub start: u32,
    /// Byte behind the last.
    pub end: u32,
    /// First byte of a string's content; `start` for others.
    pub inner_start: u32,
    /// Byte behind a string's content; `end` for others.
    pub inner_end: u32,
    /// Index of the enclosing `Open`, or [`NONE`].
    pub parent: u32,
    /// Index of the matching bracket; for an `Open` that is never closed, the index of the first token that is
    /// no longer inside it (possibly the number of tokens). [`NONE`] for other kinds.
    pub mate: u32,
    /// White space stands in front.
    pub space_before: bool,
    /// First of its logical line: a line break stands in front that no continuation character swallows.
    pub line_start: bool,
    /// The string may contain interpolations; see [`Tree::holes`].
    pub interpolated: bool,
}

/// The expression of one interpolation inside a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Index of the string token.
    pub token: u32,
    /// First byte of the interpolation, its opener included: the `$` of `${x}`.
    pub start: u32,
    /// Byte behind the interpolation, its closer included.
    pub end: u32,
}

/// A stretch of the text in a language of its own, such as the content of `<script>`.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// First byte.
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
    /// How it is read.
    pub language: &'static Language,
}

/// All tokens of a text.
pub struct Tree<'a> {
    /// The text.
    pub text: &'a str,
    /// How it was read.
    pub language: &'static Language,
    /// In text order; `start` never decreases.
    pub tokens: Vec<Token>,
    /// In the order of their tokens, then of the text.
    pub holes: Vec<Hole>,
    /// In text order; they do not overlap.
    pub parts: Vec<Part>,
    /// How many lines stand in front of the text, where it is a part of another.
    pub lines_before: usize,
}

/// Reads a text. Never fails; unclosed strings, comments and brackets are repaired.
pub fn of<'a>(text: &'a str, language: &'static Language) -> Tree<'a> {
    crate::lexer::lex(text, language)
}

impl<'a> Tree<'a> {
    /// The text of a token; empty for an index out of range.
    pub fn text_of(&self, index: usize) -> &'a str {
        self.tokens.get(index).and_then(|token| self.text.get(token.start as usize..token.end as usize)).unwrap_or("")
    }

    /// The content of a string token, its text for others.
    pub fn content_of(&self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .and_then(|token| self.text.get(token.inner_start as usize..token.inner_end as usize))
            .unwrap_or("")
    }

    /// Whether the token is one of these operators.
    pub fn is_op(&self, index: usize, operators: &[&str]) -> bool {
        self.kind_of(index) == Some(Kind::Op) && operators.contains(&self.text_of(index))
    }

    /// The kind of a token.
    pub fn kind_of(&self, index: usize) -> Option<Kind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    /// The group that a bracket belongs to; [`Group::None`] for other tokens and indices out of range.
    pub fn group_of(&self, index: usize) -> Group {
        self.tokens.get(index).map_or(Group::None, |token| token.group)
    }

    /// The `Open` that encloses a token.
    pub fn parent_of(&self, index: usize) -> Option<usize> {
        self.tokens.get(index).map(|token| token.parent).filter(|&parent| parent != NONE).map(|parent| parent as usize)
    }

    /// Index of the first token behind a token or, for an `Open`, behind its group.
    pub fn behind(&self, index: usize) -> usize {
        match self.tokens.get(index) {
            Some(Token { kind: Kind::Open, mate, .. }) => {
                let mate = *mate as usize;
                // The closer itself belongs to the group; where it is missing, the mate is already outside.
                let closed = self.tokens.get(mate).is_some_and(|token| token.mate as usize == index);
                mate + usize::from(closed)
            }
            _ => index + 1,
        }
    }

    /// The tokens directly inside a group, in order; a nested group appears as its `Open` only.
    pub fn children(&self, open: usize) -> impl Iterator<Item = usize> {
        let end = self.tokens.get(open).map_or(0, |token| token.mate as usize).min(self.tokens.len());
        let first = open.checked_add(1).filter(|&first| first < end);
        std::iter::successors(first, move |&index| Some(self.behind(index)).filter(|&next| next < end))
    }

    /// The holes of a string token.
    pub fn holes_of(&self, index: usize) -> &[Hole] {
        let first = self.holes.partition_point(|hole| (hole.token as usize) < index);
        let count = self.holes[first..].iter().take_while(|hole| hole.token as usize == index).count();
        &self.holes[first..first + count]
    }

    /// The hole of a string token that contains a byte offset.
    pub fn hole_at(&self, index: usize, offset: usize) -> Option<Hole> {
        self.holes_of(index).iter().copied().find(|hole| (hole.start as usize..hole.end as usize).contains(&offset))
    }

    /// The innermost token whose text contains the byte range, preferring content over brackets.
    pub fn token_at(&self, start: usize, end: usize) -> Option<usize> {
        let mut index = self.tokens.partition_point(|token| token.start as usize <= start);
        let mut seen = 0;
        while index > 0 && seen < 64 {
            index -= 1;
            seen += 1;
            let token = &self.tokens[index];
            if token.end as usize >= end && token.end > token.start && !matches!(token.kind, Kind::Open | Kind::Close) {
                return Some(index);
            }
        }
        None
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::{Group, Kind, of};
    use crate::language::by_name;

    #[test]
    fn children_leave_nested_groups_out() {
        let tree = of("f(a, g(b), [c]) d", by_name("javascript").unwrap());
        let children: Vec<&str> = tree.children(1).map(|index| tree.text_of(index)).collect();
        assert_eq!(children, ["a", ",", "g", "(", ",", "["]);
        assert_eq!(tree.text_of(tree.behind(1)), "d");
        assert_eq!(tree.group_of(1), Group::Paren);
        assert_eq!(tree.parent_of(2), Some(1));
        assert_eq!(tree.parent_of(0), None);
    }

    #[test]
    fn an_unclosed_group_ends_where_it_was_given_up() {
        let tree = of("{ a: [1, b } c", by_name("javascript").unwrap());
        let bracket = (0..tree.tokens.len()).find(|&index| tree.group_of(index) == Group::Bracket).unwrap();
        assert_eq!(tree.text_of(tree.behind(bracket)), "}");
        assert_eq!(tree.children(bracket).count(), 3);
        let empty = of("(", by_name("javascript").unwrap());
        assert_eq!((empty.children(0).count(), empty.behind(0)), (0, 1));
    }

    #[test]
    fn tokens_and_holes_are_found_by_offset() {
        let text = "a = `x${id}y`";
        let tree = of(text, by_name("javascript").unwrap());
        let token = tree.token_at(8, 10).unwrap();
        assert_eq!(tree.kind_of(token), Some(Kind::Str));
        assert_eq!(tree.content_of(token), "x${id}y");
        let hole = tree.hole_at(token, 8).unwrap();
        assert_eq!(&text[hole.start as usize..hole.end as usize], "${id}");
        assert_eq!(tree.hole_at(token, 5), None);
        assert!(tree.is_op(1, &["="]) && !tree.is_op(99, &["="]));
    }
}
