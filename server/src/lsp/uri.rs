//! The client's own spelling of a URI, kept through types that accept only what RFC 3986 allows.
//!
//! Editors send `[slug]`, spaces and `\` unencoded, and a strict type would refuse the whole message. So a
//! spelling that is not strictly valid travels through the typed part of the server in armour, which is taken
//! off again when a message leaves.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::Value;
use tower_lsp::ls_types::Uri;

const ARMOUR: &str = "aadsts-raw:";
const FIELDS: [&str; 7] = ["uri", "targetUri", "oldUri", "newUri", "scopeUri", "baseUri", "href"];

/// The typed form of a spelling.
pub(super) fn typed(own: &str) -> Option<Uri> {
    own.parse().ok().or_else(|| armoured(own).parse().ok())
}

/// The client's spelling of a typed URI.
pub(super) fn own(uri: &Uri) -> Cow<'_, str> {
    bare(uri.as_str()).map_or_else(|| Cow::Borrowed(uri.as_str()), Cow::Owned)
}

/// Puts armour on every URI of an incoming message that needs it.
pub(super) fn arm(message: &mut Value) {
    match message {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if FIELDS.contains(&name.as_str()) => {
                        if text.parse::<Uri>().is_err() {
                            *text = armoured(text);
                        }
                    }
                    _ => arm(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(arm),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Serialises an outgoing message with every URI in the client's spelling.
pub(super) fn serialize(message: &impl serde::Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string(message)?;
    if !text.contains(ARMOUR) {
        return Ok(text);
    }
    let mut value = serde_json::from_str(&text)?;
    disarm(&mut value);
    serde_json::to_string(&value)
}

fn disarm(message: &mut Value) {
    match message {
        Value::Object(fields) => {
            let armoured_names: Vec<String> = fields.keys().filter(|name| name.starts_with(ARMOUR)).cloned().collect();
            for name in armoured_names {
                if let (Some(own), Some(value)) = (bare(&name), fields.remove(&name)) {
                    fields.insert(own, value);
                }
            }
            for (name, value) in fields {
                match value {
                    Value::String(text) if FIELDS.contains(&name.as_str()) => {
                        if let Some(own) = bare(text) {
                            *text = own;
                        }
                    }
                    _ => disarm(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(disarm),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn armoured(own: &str) -> String {
    let mut out = ARMOUR.to_owned();
    for byte in own.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn bare(uri: &str) -> Option<String> {
    uri.strip_prefix(ARMOUR).map(decode)
}

/// Replaces percent escapes; what is no escape stays.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|&byte| crate::guid::hex_digit(byte));
        match (bytes[index], digit(index + 1), digit(index + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                index += 3;
            }
            (byte, _, _) => {
                out.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use serde_json::json;

    use super::*;

    const SPELLINGS: [&str; 8] = [
        "file:///a/[slug]/x y.py",
        "file:///c%3A/x.py",
        "file:///C:\\x\\%zz.py",
        "untitled:Untitled-1",
        "",
        "no scheme",
        "file:///ä/😀.py",
        "vscode-notebook-cell:/x.ipynb#W0sZmlsZQ%3D%3D",
    ];

    #[test]
    fn every_spelling_comes_back() {
        for spelling in SPELLINGS {
            let mut message = json!({ "params": { "textDocument": { "uri": spelling } } });
            arm(&mut message);
            let uri: Uri = serde_json::from_value(message["params"]["textDocument"]["uri"].clone()).unwrap();
            assert_eq!(own(&uri), spelling);
            assert_eq!(typed(spelling).as_ref(), Some(&uri));
            let edit = json!({ "uri": uri, "changes": { uri.as_str(): [] } });
            let sent: Value = serde_json::from_str(&serialize(&edit).unwrap()).unwrap();
            assert_eq!(sent, json!({ "uri": spelling, "changes": { spelling: [] } }));
        }
    }

    #[test]
    fn text_that_looks_like_armour_is_left_alone() {
        let message = json!({ "text": "aadsts-raw:%41" });
        assert_eq!(serialize(&message).unwrap(), message.to_string());
    }
}
