//! The search for shapes against a naive one.

use std::sync::OnceLock;

use aadsts::candidate::{Value, find};
use regex::bytes::Regex;

use crate::random::hash;
use crate::{Facts, pace};

/// Checks any bytes.
pub(crate) fn check(bytes: &[u8]) -> Facts {
    let found = pace::keep("candidate::find", bytes.len(), 8, || find(bytes));
    let mut facts = vec![hash(&[found.len().min(20) as u64])];
    facts.extend(found.iter().map(|candidate| {
        let kind = match candidate.value {
            Value::Guid(_) => 0,
            Value::Simple(_) => 1,
            Value::Code(_) => 2,
        };
        let around = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().map_or(256, u64::from);
        hash(&[kind, around(candidate.start.checked_sub(1)), around(Some(candidate.end))])
    }));
    if bytes.len() <= 4096 {
        let ranges: Vec<(usize, usize)> = found.iter().map(|candidate| (candidate.start, candidate.end)).collect();
        assert_eq!(ranges, naive(bytes), "in {}", bytes.escape_ascii());
    }
    facts
}

struct Patterns {
    dashed: Regex,
    simple: Regex,
    code: Regex,
    left: Regex,
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let regex = |pattern: &str| Regex::new(pattern).expect("the pattern is written here");
        Patterns {
            dashed: regex("(?i-u)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
            simple: regex("(?i-u)^[0-9a-f]{32}"),
            code: regex("(?i-u)^AADSTS[0-9]{5,7}"),
            left: regex(r"(?i-u)(^|[^0-9a-f]|%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2})$"),
        }
    })
}

/// All that the definition allows, tried at every byte.
fn naive(bytes: &[u8]) -> Vec<(usize, usize)> {
    let Patterns { dashed, simple, code, left } = patterns();
    let run = |at: usize| bytes.get(at).is_some_and(|byte| *byte == b'-' || byte.is_ascii_hexdigit());
    let mut found = Vec::new();
    let mut guid_end = 0;
    for start in 0..bytes.len() {
        let rest = &bytes[start..];
        if let Some(code) = code.find(rest).filter(|code| !rest.get(code.end()).is_some_and(u8::is_ascii_digit)) {
            found.push((start, start + code.end()));
        }
        if start < guid_end || !left.is_match(&bytes[start.saturating_sub(6)..start]) {
            continue;
        }
        let behind = |length: usize| !rest.get(length).is_some_and(u8::is_ascii_alphanumeric);
        let length = if dashed.is_match(rest) && behind(36) {
            36
        } else if simple.is_match(rest) && behind(32) && !run(start + 32) && (start == 0 || !run(start - 1)) {
            32
        } else {
            continue;
        };
        guid_end = start + length;
        found.push((start, guid_end));
    }
    found
}
