//! Inline suppressions: `aadsts:ignore[rule] reason` in the language's own comments.

use std::ops::Range;

use crate::rule::RuleId;

/// A suppression comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Byte range of the directive's words inside the comment.
    pub range: Range<usize>,
    /// Rules it names; empty means all.
    pub rules: Vec<RuleId>,
    /// Byte range of the text it covers.
    pub covers: Range<usize>,
    /// Whether it suppressed anything.
    pub used: bool,
}
