//! The bytes of a file <-> its text.

use std::borrow::Cow;

/// A file's text and how to write it back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// Without byte order mark.
    pub(crate) text: String,
    pub(crate) encoding: Encoding,
    /// Some bytes had no meaning and were replaced: positions are right, but the file cannot be written back.
    pub(crate) lossy: bool,
}

/// How a text is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16LittleEndian,
    Utf16BigEndian,
}

const MARK_UTF8: &[u8] = b"\xEF\xBB\xBF";
const MARK_LITTLE: &[u8] = b"\xFF\xFE";
const MARK_BIG: &[u8] = b"\xFE\xFF";

/// How far into a file a NUL byte says that it is no text. Behind that a log that was truncated while written, which
/// leaves NULs, is still a log.
const SNIFFED: usize = 8000;

/// Reads a file's bytes as text; `None` for binary files.
pub(crate) fn decode(bytes: Vec<u8>) -> Option<Source> {
    if let Some(rest) = bytes.strip_prefix(MARK_LITTLE) {
        return Some(decode_utf16(rest, Encoding::Utf16LittleEndian, u16::from_le_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(MARK_BIG) {
        return Some(decode_utf16(rest, Encoding::Utf16BigEndian, u16::from_be_bytes));
    }
    if memchr::memchr(0, &bytes[..bytes.len().min(SNIFFED)]).is_some() {
        return None;
    }
    let (bytes, encoding) = match bytes.strip_prefix(MARK_UTF8) {
        Some(rest) => (rest.to_vec(), Encoding::Utf8WithMark),
        None => (bytes, Encoding::Utf8),
    };
    Some(match String::from_utf8(bytes) {
        Ok(text) => Source { text, encoding, lossy: false },
        Err(error) => Source { text: String::from_utf8_lossy(error.as_bytes()).into_owned(), encoding, lossy: true },
    })
}

fn decode_utf16(bytes: &[u8], encoding: Encoding, unit: fn([u8; 2]) -> u16) -> Source {
    let (units, rest) = bytes.as_chunks::<2>();
    let mut lossy = !rest.is_empty();
    let text = char::decode_utf16(units.iter().map(|&pair| unit(pair)))
        .map(|character| {
            character.unwrap_or_else(|_| {
                lossy = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    Source { text, encoding, lossy }
}

/// The bytes that store a text.
pub(crate) fn encode(text: &str, encoding: Encoding) -> Cow<'_, [u8]> {
    let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
        let mut all = mark.to_vec();
        all.extend(text.encode_utf16().flat_map(bytes));
        Cow::Owned(all)
    };
    match encoding {
        Encoding::Utf8 => Cow::Borrowed(text.as_bytes()),
        Encoding::Utf8WithMark => Cow::Owned([MARK_UTF8, text.as_bytes()].concat()),
        Encoding::Utf16LittleEndian => utf16(MARK_LITTLE, u16::to_le_bytes),
        Encoding::Utf16BigEndian => utf16(MARK_BIG, u16::to_be_bytes),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_and_binary_are_told_apart() {
        assert_eq!(decode(b"\x7fELF\0\0".to_vec()), None);
        let late = [vec![b'a'; SNIFFED], vec![0; 10]].concat();
        assert!(decode(late).is_some_and(|source| !source.lossy));
        assert_eq!(decode(Vec::new()).map(|source| source.text), Some(String::new()));
    }

    #[test]
    fn lines_survive_bytes_that_mean_nothing() {
        let source = decode(b"a\xFF\nb\xC3\nc".to_vec()).unwrap();
        assert!(source.lossy);
        assert_eq!(source.text, "a\u{fffd}\nb\u{fffd}\nc");
        let source = decode(b"\xFF\xFEa\0\x00\xD8b\0c".to_vec()).unwrap();
        assert_eq!((source.text.as_str(), source.lossy), ("a\u{fffd}b", true));
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_back(text in "[^\\x00\u{feff}]{0,40}") {
            for encoding in
                [Encoding::Utf8, Encoding::Utf8WithMark, Encoding::Utf16LittleEndian, Encoding::Utf16BigEndian]
            {
                let source = decode(encode(&text, encoding).into_owned());
                prop_assert_eq!(source, Some(Source { text: text.clone(), encoding, lossy: false }));
            }
        }
    }
}
