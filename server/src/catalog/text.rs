//! A piece of the one string that holds the words of the tables.

use std::fmt;
use std::ops::Deref;

/// Words of a table. They lie in one string, so that ten thousand of them cost neither a pointer nor a relocation each.
#[derive(Clone, Copy)]
pub struct Text {
    /// First byte in [`super::TEXTS`].
    pub(super) start: u32,
    /// Bytes.
    pub(super) length: u16,
}

impl Text {
    /// The words.
    pub fn as_str(self) -> &'static str {
        let start = self.start as usize;
        super::TEXTS.get(start..start + usize::from(self.length)).unwrap_or_default()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(formatter)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}
