//! What arrives on the wire: frames and URIs.

use aadsts::lsp::door;
use serde_json::{Value, json};

use crate::random::hash;
use crate::{Facts, pace};

/// Any bytes as frames, and any bytes as the body of one between two good ones.
pub(crate) fn frames(bytes: &[u8]) -> Facts {
    let read = pace::keep("frames", bytes.len(), 200, || door::frames(bytes));
    assert!(read.len() <= bytes.len(), "{} frames from {} bytes", read.len(), bytes.len());
    let good = |number: u8| {
        let body = json!({ "jsonrpc": "2.0", "method": number.to_string() }).to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    };
    let between = format!("Content-Length: {}\r\n\r\n", bytes.len()).into_bytes();
    let stream = [good(1), between, bytes.to_vec(), good(2)].concat();
    let three = pace::keep("frames", stream.len(), 200, || door::frames(&stream));
    let [Some(first), _, Some(last)] = three.as_slice() else {
        panic!("{} frames instead of three, the first and the last good ones", three.len());
    };
    assert_eq!((&first["method"], &last["method"]), (&json!("1"), &json!("2")));
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        assert_eq!(three[1].as_ref(), Some(&value), "a body of good JSON is not what it was");
    }
    let kinds: Vec<u64> = read.iter().take(6).map(|frame| frame.as_ref().map_or(0, kind)).collect();
    vec![hash(&kinds), hash(&[7, three[1].as_ref().map_or(0, kind)])]
}

fn kind(value: &Value) -> u64 {
    match value {
        Value::Null => 1,
        Value::Bool(_) => 2,
        Value::Number(_) => 3,
        Value::String(_) => 4,
        Value::Array(values) => 5 + values.len().min(4) as u64,
        Value::Object(fields) => 10 + fields.len().min(6) as u64,
    }
}

/// Any text as the spelling of a URI.
pub(crate) fn uri(bytes: &[u8]) -> Facts {
    let spelling = &*String::from_utf8_lossy(bytes);
    let typed = pace::keep("uri", spelling.len(), 200, || door::through_types(spelling));
    assert_eq!(typed.as_deref(), Some(spelling), "a spelling does not come back");
    assert!(door::is_accepted(spelling), "the types refuse {spelling:?}");
    let message = json!({
        "params": { "textDocument": { "uri": spelling }, "changes": { "x": [{ "newUri": spelling, "text": spelling }] } }
    });
    let through = pace::keep("uri in a message", spelling.len(), 200, || door::through_message(&message));
    assert_eq!(through.as_ref(), Some(&message), "a message does not come back");
    let special = spelling.bytes().filter(|byte| !byte.is_ascii_alphanumeric());
    special.take(40).map(|byte| hash(&[u64::from(byte)])).collect()
}
