//! Client and scope inside one text: an address, the body of a form, a connection string.

use std::ops::Range;

use super::Asked;
use super::value::{Label, label};

/// What the text around a client id asks for. `range` is that of the id, in a text that begins at byte `start`.
pub(super) fn read(text: &str, start: usize, range: &Range<usize>) -> Vec<Asked> {
    let mut asked = Vec::new();
    let Some(at) = range.start.checked_sub(start) else { return asked };
    // `;` separates settings, `&` parameters; whichever stands beside the id separates its neighbours.
    let around = |separator: char| {
        text.get(..at).is_some_and(|before| before.contains(separator))
            || text.get(at..).is_some_and(|behind| behind.contains(separator))
    };
    let separator = if around('&') { '&' } else { ';' };
    for part in text.split(separator) {
        let offset = part.as_ptr() as usize - text.as_ptr() as usize;
        let Some((name, value)) = part.split_once('=') else { continue };
        let name = name.rsplit(['?', ' ', '"', '\'', '\n']).next().unwrap_or(name);
        let resource = match label(name) {
            Some(Label::Scopes) => false,
            Some(Label::Resource) => true,
            Some(Label::Authority | Label::Secret) | None => continue,
        };
        let end = value.find(['"', '\'', '\n', '#', '`']).unwrap_or(value.len());
        let value = &value[..end];
        let from = start + offset + part.find('=').map_or(0, |equals| equals + 1);
        if let Some(text) = decoded(value).filter(|text| !text.trim().is_empty()) {
            asked.push(Asked { text, range: from..from + value.len(), resource });
        }
    }
    asked
}

/// A value without its percent signs; `None` where a program fills something in.
fn decoded(value: &str) -> Option<String> {
    if value.contains(['{', '}', '$', '<', '>']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok())?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = &behind[2..];
            }
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}
