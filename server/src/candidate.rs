//! Bytes -> candidates: what looks like a GUID, an AADSTS code or our placeholder, found by shape alone.

use std::ops::Range;

use crate::guid::Guid;

/// Something that looks like an id or a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// First byte.
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
    /// What it looks like.
    pub value: Value,
}

impl Candidate {
    /// The byte range.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// What a candidate looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A GUID in its dashed form.
    Guid(Guid),
    /// 32 hex digits, which count only where a key says so.
    Simple(Guid),
    /// `AADSTS` and five to seven digits.
    Code(u32),
}

/// Finds all candidates, in order of position.
pub fn find(bytes: &[u8]) -> Vec<Candidate> {
    let _ = bytes;
    Vec::new()
}
