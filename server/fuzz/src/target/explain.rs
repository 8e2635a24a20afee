//! Explanations of any words and any message.

use aadsts::explain::{self, Explanation};

use crate::random::{hash, hash_text};
use crate::{Facts, pace};

/// How often the time of plain text any text may take: a search looks through all pages.
const TIMES: u32 = 600;

/// Checks any bytes.
pub(crate) fn check(bytes: &[u8]) -> Facts {
    let text = String::from_utf8_lossy(bytes);
    let mut facts = Vec::new();
    match pace::keep("explain::lookup", text.len().max(1 << 15), TIMES, || explain::lookup(&text)) {
        Ok(page) => page_is_whole(&page, &mut facts),
        Err(_) => facts.push(0),
    }
    if let Some(page) = pace::keep("explain::message", text.len(), TIMES, || explain::message(&text)) {
        page_is_whole(&page, &mut facts);
    }
    facts
}

fn page_is_whole(page: &Explanation, facts: &mut Facts) {
    assert!(!page.markdown.is_empty() && !page.title.is_empty(), "{page:?}");
    assert!(!page.title.contains('\n'), "a title has one line: {:?}", page.title);
    let mut names: Vec<&str> = page.fields.iter().map(|(name, _)| *name).collect();
    facts.push(hash(&[page.subject as u64, names.iter().fold(0, |sum, name| sum ^ hash_text(name))]));
    facts.extend(names.iter().map(|name| hash(&[1, hash_text(name)])));
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(count, names.len(), "a field stands twice: {:?}", page.fields);
    let plain = pace::keep("to_plain", page.markdown.len(), TIMES, || page.to_plain());
    assert!(!plain.trim().is_empty(), "no plain text: {page:?}");
}
