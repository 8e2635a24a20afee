//! Client and scope inside one text: an address, the body of a form, a connection string.

use super::Asked;
use super::label::{Label, label};
use super::template::{Filling, MARK, Template};
use super::value::Reader;
use crate::expectation::{self, Api, authority};

/// What the text around a client asks for.
pub(super) fn read(template: &Template, reader: &Reader) -> Vec<Asked> {
    let mut asked = Vec::new();
    let text = template.text.as_str();
    let at = template.client;
    // `;` separates settings, `&` parameters; whichever stands beside the id separates its neighbours.
    let around = |separator: char| {
        text.get(..at).is_some_and(|before| before.contains(separator))
            || text.get(at..).is_some_and(|behind| behind.contains(separator))
    };
    let separator = if around('&') { '&' } else { ';' };
    for part in text.split(separator) {
        let offset = part.as_ptr() as usize - text.as_ptr() as usize;
        let Some((name, value)) = part.split_once('=') else { continue };
        let value = value.trim_start_matches(' ');
        let name = name.rsplit(['?', '"', '\'', '\n']).next().unwrap_or(name).trim();
        let name = name.rsplit(' ').next().filter(|_| separator == '&').unwrap_or(name);
        // In markup `&` is written out.
        let name = name.strip_prefix("amp;").unwrap_or(name);
        let from = offset + part.len() - value.len();
        let end = value.find(['"', '\'', '\n', '#', '`']).unwrap_or(value.len());
        let value = value[..end].trim_end_matches(' ');
        let resource = match label(name) {
            Some(Label::Scopes) => false,
            Some(Label::Resource) => true,
            Some(Label::Authority) if is_api(value) => true,
            _ => continue,
        };
        if value.contains(MARK) {
            for word in value.split([' ', '+']).flat_map(|words| words.split("%20")).filter(|word| !word.is_empty()) {
                let from = from + (word.as_ptr() as usize - value.as_ptr() as usize);
                filled(template, word, from, reader, resource, &mut asked);
            }
        } else if let Some(text) = decoded(value).filter(|text| !text.trim().is_empty()) {
            let from = template.place(from);
            asked.push(Asked { text, range: from..from + value.len(), resource });
        }
    }
    asked
}

/// Reads a word of a value that a program fills in, as a whole or in part. It begins at an offset of the text.
fn filled(template: &Template, word: &str, from: usize, reader: &Reader, resource: bool, asked: &mut Vec<Asked>) {
    let mut text = String::new();
    for part in word.split_inclusive(MARK) {
        let Some(written) = part.strip_suffix(MARK) else {
            text.push_str(part);
            continue;
        };
        let mark = from + (part.as_ptr() as usize - word.as_ptr() as usize) + written.len();
        let mut read = Vec::new();
        match template.filling(mark) {
            Some(Filling::Name(name, token)) => reader.name(name, *token, resource, &mut read),
            Some(Filling::Units(units)) => reader.handed(units, resource, &mut read),
            None => {}
        }
        // What a form is filled with may be encoded already.
        for asked in &mut read {
            if let Some(text) = decoded(&asked.text).filter(|_| asked.text.contains('%')) {
                asked.text = text;
            }
        }
        if word.trim_matches(['{', '}']).len() == MARK.len_utf8() {
            return asked.extend(read);
        }
        let [one] = read.as_slice() else { return };
        text.push_str(written);
        text.push_str(&one.text);
    }
    if let Some(text) = decoded(&text) {
        let end = template.place(from + word.len() - 1) + 1;
        asked.push(Asked { text, range: template.place(from)..end.max(template.place(from)), resource });
    }
}

/// Whether an address is that of an API and not where people sign in.
pub(super) fn is_api(value: &str) -> bool {
    value.contains("://") && authority(value).is_none() && matches!(expectation::v1_resource(value).api, Api::Known(_))
}

/// A value without its percent signs; `None` where a program fills something in.
fn decoded(value: &str) -> Option<String> {
    if value.contains(['{', '}', '$', '<', '>', MARK]) {
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
