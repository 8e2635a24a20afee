//! A GUID as a number: parsed from 32 hex digits, shown in the dashed lower-case form.

use std::fmt;
use std::str::FromStr;

/// A 128-bit identifier, most significant digit first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(pub u128);

impl Guid {
    /// Length in bytes of the dashed form.
    pub const DASHED_LEN: usize = 36;

    /// Reads the dashed form at the start of `bytes`, digits of either case. Ignores what follows.
    pub fn from_dashed_prefix(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..Self::DASHED_LEN)?;
        let mut value = 0u128;
        for (index, &byte) in bytes.iter().enumerate() {
            if matches!(index, 8 | 13 | 18 | 23) {
                if byte != b'-' {
                    return None;
                }
            } else {
                value = value << 4 | u128::from(hex_digit(byte)?);
            }
        }
        Some(Self(value))
    }

    /// Reads exactly 32 hex digits without dashes.
    pub fn from_simple(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != 32 {
            return None;
        }
        bytes.iter().try_fold(0u128, |value, &byte| Some(value << 4 | u128::from(hex_digit(byte)?))).map(Self)
    }

    /// The first block of eight digits, which people recognise an id by.
    pub fn first_block(self) -> u32 {
        (self.0 >> 96) as u32
    }
}

/// The value of one hex digit of either case.
pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

impl FromStr for Guid {
    type Err = ();

    /// Accepts the dashed form, with or without braces, parentheses or `urn:uuid:`, and 32 bare digits.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let text = text.get(..9).filter(|head| head.eq_ignore_ascii_case("urn:uuid:")).map_or(text, |_| &text[9..]);
        let text = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(text);
        let text = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text);
        let bytes = text.as_bytes();
        let guid =
            if bytes.len() == Self::DASHED_LEN { Self::from_dashed_prefix(bytes) } else { Self::from_simple(bytes) };
        guid.ok_or(())
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let v = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            (v >> 96) as u32,
            (v >> 80) as u16,
            (v >> 64) as u16,
            (v >> 48) as u16,
            v & 0xffff_ffff_ffff
        )
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
