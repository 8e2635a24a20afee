//! A piece of the one string that holds the words of the tables.

use std::fmt;
use std::ops::Deref;
use std::sync::LazyLock;

/// The words of all tables. They are a fifth of their size in the program, and are unpacked by the first who needs one,
/// in about a millisecond; what only asks for ids needs none.
static TEXTS: LazyLock<String> = LazyLock::new(|| {
    let packed = include_bytes!(concat!(env!("OUT_DIR"), "/texts.bin"));
    let unpacked = miniz_oxide::inflate::decompress_to_vec(packed).unwrap_or_default();
    String::from_utf8(unpacked).unwrap_or_default()
});

/// Words of a table. They lie in one string, so that ten thousand of them cost neither a pointer nor a relocation each.
#[derive(Clone, Copy)]
pub struct Text {
    /// First byte in the string of all words.
    pub(super) start: u32,
    /// Bytes.
    pub(super) length: u16,
}

impl Text {
    /// The words.
    pub fn as_str(self) -> &'static str {
        let start = self.start as usize;
        TEXTS.get(start..start + usize::from(self.length)).unwrap_or_default()
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
