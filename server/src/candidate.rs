//! Bytes -> candidates: what looks like a GUID or an AADSTS code, found by shape alone.
//!
//! Every GUID spans a multiple of 32, so only each thirty-second byte is looked at until one of them is a hex
//! digit or a dash; the run around it is then read once.

use std::ops::Range;

use crate::guid::{Guid, hex_digit};

/// Distance between the bytes that are looked at: the shortest form of a GUID.
const STRIDE: usize = 32;

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

/// Finds all candidates, in order of position. Linear in the length of the text, whatever it holds.
pub fn find(bytes: &[u8]) -> Vec<Candidate> {
    let mut found = Vec::new();
    find_guids(bytes, &mut found);
    let guids = found.len();
    find_codes(bytes, &mut found);
    if guids > 0 && guids < found.len() {
        found.sort_unstable_by_key(|candidate| candidate.start);
    }
    found
}

fn find_guids(bytes: &[u8], found: &mut Vec<Candidate>) {
    let mut probe = STRIDE - 1;
    let mut read_to = 0;
    while probe < bytes.len() {
        if !is_run_byte(bytes[probe]) {
            probe += STRIDE;
            continue;
        }
        let start =
            bytes[read_to..probe].iter().rposition(|&byte| !is_run_byte(byte)).map_or(read_to, |at| read_to + at + 1);
        let end = bytes[probe..].iter().position(|&byte| !is_run_byte(byte)).map_or(bytes.len(), |at| probe + at);
        if end - start >= STRIDE {
            read_run(bytes, start, end, found);
        }
        read_to = end;
        probe = end + STRIDE;
    }
}

/// Reads the GUIDs of one run of hex digits and dashes.
fn read_run(bytes: &[u8], start: usize, end: usize, found: &mut Vec<Candidate>) {
    if end - start == STRIDE
        && let Some(guid) = Guid::from_simple(&bytes[start..end])
    {
        if is_left_edge(bytes, start) && is_right_edge(bytes, end) {
            found.push(Candidate { start, end, value: Value::Simple(guid) });
        }
        return;
    }
    // Behind an escape such as `%27` or `\u0027` the run begins with digits that belong to the escape.
    let mut at = start;
    while at + Guid::DASHED_LEN <= end {
        let dash = bytes[at + 8] == b'-';
        match dash.then(|| Guid::from_dashed_prefix(&bytes[at..end])).flatten() {
            Some(guid) if is_left_edge(bytes, at) && is_right_edge(bytes, at + Guid::DASHED_LEN) => {
                let candidate_end = at + Guid::DASHED_LEN;
                found.push(Candidate { start: at, end: candidate_end, value: Value::Guid(guid) });
                at = candidate_end;
            }
            _ => at += 1,
        }
    }
}

fn is_run_byte(byte: u8) -> bool {
    byte == b'-' || byte.is_ascii_hexdigit()
}

/// No hex digit stands in front, unless it ends an escape: `%27`, `%7B`, `\u0027`, `\x27`.
fn is_left_edge(bytes: &[u8], start: usize) -> bool {
    let before = &bytes[..start];
    let Some(last) = before.last() else { return true };
    if !last.is_ascii_hexdigit() {
        return true;
    }
    let escaped = |opener: &[u8], digits: usize| {
        before.len() >= opener.len() + digits && {
            let (rest, hex) = before.split_at(before.len() - digits);
            rest.ends_with(opener) && hex.iter().all(u8::is_ascii_hexdigit)
        }
    };
    escaped(b"%", 2) || escaped(b"\\u", 4) || escaped(b"\\x", 2)
}

/// Neither a letter nor a digit stands behind.
fn is_right_edge(bytes: &[u8], end: usize) -> bool {
    bytes.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

fn find_codes(bytes: &[u8], found: &mut Vec<Candidate>) {
    const PREFIX: &[u8] = b"aadsts";
    const D: usize = 2;
    for at in memchr::memchr2_iter(b'd', b'D', bytes) {
        let Some(start) = at.checked_sub(D) else { continue };
        let Some(prefix) = bytes.get(start..start + PREFIX.len()) else { continue };
        if !prefix.eq_ignore_ascii_case(PREFIX) {
            continue;
        }
        let digits_start = start + PREFIX.len();
        let digits = bytes[digits_start..].iter().take(8).take_while(|byte| byte.is_ascii_digit()).count();
        if (5..=7).contains(&digits) {
            let end = digits_start + digits;
            let number = bytes[digits_start..end]
                .iter()
                .fold(0, |number, &byte| number * 10 + u32::from(hex_digit(byte).unwrap_or(0)));
            found.push(Candidate { start, end, value: Value::Code(number) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    /// All that the definition allows, found by a regular expression at every offset.
    fn naive(bytes: &[u8]) -> Vec<(usize, usize)> {
        let dashed =
            regex::bytes::Regex::new("(?i-u)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").unwrap();
        let simple = regex::bytes::Regex::new("(?i-u)^[0-9a-f]{32}").unwrap();
        let code = regex::bytes::Regex::new("(?i-u)^AADSTS[0-9]{5,7}").unwrap();
        let left =
            regex::bytes::Regex::new(r"(?i-u)(^|[^0-9a-f]|%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2})$").unwrap();
        let run = |at: usize| bytes.get(at).is_some_and(|&byte| is_run_byte(byte));
        let mut found = Vec::new();
        let mut guid_end = 0;
        for start in 0..bytes.len() {
            if let Some(m) = code.find(&bytes[start..])
                && !bytes.get(start + m.end()).is_some_and(u8::is_ascii_digit)
            {
                found.push((start, start + m.end()));
            }
            let behind = |end: usize| !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
            if start < guid_end || !left.is_match(&bytes[..start]) {
                continue;
            }
            if dashed.is_match(&bytes[start..]) && behind(start + 36) {
                guid_end = start + 36;
                found.push((start, guid_end));
            } else if simple.is_match(&bytes[start..])
                && !run(start + 32)
                && (start == 0 || !run(start - 1))
                && behind(start + 32)
            {
                guid_end = start + 32;
                found.push((start, guid_end));
            }
        }
        found
    }

    fn ranges(bytes: &[u8]) -> Vec<(usize, usize)> {
        find(bytes).into_iter().map(|candidate| (candidate.start, candidate.end)).collect()
    }

    #[test]
    fn every_form_of_a_guid() {
        for (text, expected) in [
            (ID.to_owned(), 1),
            (ID.to_uppercase(), 1),
            (format!("{{{ID}}}({ID})"), 2),
            (format!("urn:uuid:{ID}"), 1),
            (format!("appId eq %27{ID}%27"), 1),
            (format!("%7B{ID}%7D"), 1),
            (format!("\\u0027{ID}\\u0027"), 1),
            (ID.replace('-', ""), 1),
            (format!("brk-{ID}://x"), 1),
            (format!("{ID}-{ID}"), 2),
            (format!("a{ID}"), 0),
            (format!("{ID}f"), 0),
            (format!("{ID}z"), 0),
            (format!("{}0", ID.replace('-', "")), 0),
            (ID[1..].to_owned(), 0),
        ] {
            assert_eq!(find(text.as_bytes()).len(), expected, "{text}");
            assert_eq!(ranges(text.as_bytes()), naive(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn every_form_of_a_code() {
        let numbers = |text: &str| -> Vec<u32> {
            find(text.as_bytes())
                .into_iter()
                .filter_map(|candidate| if let Value::Code(number) = candidate.value { Some(number) } else { None })
                .collect()
        };
        assert_eq!(numbers("AADSTS65002: Consent"), [65002]);
        assert_eq!(numbers("error_description=AADSTS65002%3A+Consent"), [65002]);
        assert_eq!(numbers("test_aadsts65002_sets_status"), [65002]);
        assert_eq!(numbers("(AADSTS7000215) `AADSTS700016`"), [7_000_215, 700_016]);
        assert_eq!(numbers("AADSTS1234 AADSTS12345678 AADSTS"), [0u32; 0]);
    }

    #[test]
    fn position_of_a_guid_does_not_matter() {
        for padding in 0..80 {
            let text = format!("{}{ID}{}", "x".repeat(padding), " ".repeat(padding));
            assert_eq!(ranges(text.as_bytes()), [(padding, padding + 36)]);
        }
    }

    proptest! {
        #[test]
        fn same_as_a_naive_regular_expression(pieces in prop::collection::vec(prop_oneof![
            Just(ID.to_owned()), Just(ID.to_uppercase()), Just(ID.replace('-', "")), Just("-".to_owned()),
            Just("AADSTS65002".to_owned()), Just("aadsts".to_owned()), Just("%27".to_owned()), Just("\\u0027".to_owned()),
            "[0-9a-f-]{1,40}", "[ -~]{1,12}", "[0-9]{1,9}", ".{0,4}",
        ], 0..24)) {
            let text = pieces.concat();
            prop_assert_eq!(ranges(text.as_bytes()), naive(text.as_bytes()), "{}", text);
        }

        #[test]
        fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(ranges(&bytes), naive(&bytes));
        }
    }
}
