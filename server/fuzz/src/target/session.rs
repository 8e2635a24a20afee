//! A whole session: a client that says anything, and then asks one question more.

use aadsts::lsp::{door, inside};
use serde_json::{Value, json};

use crate::random::hash;
use crate::{Facts, pace};

/// Bytes that a server may say for each byte that it heard, and besides.
const LOUDNESS: (usize, usize) = (400, 1 << 20);

/// What the lines of an input are on the wire: each a message in its frame, but what stands behind `!` goes out as it is.
/// So a changed byte changes a message, and seldom hides all that follow.
fn wire(bytes: &[u8]) -> Vec<u8> {
    let framed = |line: &[u8]| match line.strip_prefix(b"!") {
        Some(raw) => raw.to_vec(),
        None => [format!("Content-Length: {}\r\n\r\n", line.len()).as_bytes(), line].concat(),
    };
    bytes.split(|&byte| byte == b'\n').flat_map(framed).collect()
}

/// Any bytes as what a client says.
pub(crate) fn check(bytes: &[u8]) -> Facts {
    let body = json!({ "jsonrpc": "2.0", "id": "last", "method": "shutdown" }).to_string();
    let stream = wire(&[bytes, b"\n", body.as_bytes()].concat());
    let heard = door::frames(&stream);
    let said = pace::keep("session", stream.len(), 4_000, || inside::session(&stream));
    assert!(said.len() <= LOUDNESS.0 * stream.len() + LOUDNESS.1, "{} bytes about {}", said.len(), stream.len());
    let answers = door::frames(&said);
    assert!(answers.iter().all(Option::is_some), "a frame of the server holds no JSON");
    let method = |message: &Value| message["method"].as_str().unwrap_or_default().to_owned();
    let methods: Vec<String> = heard
        .iter()
        .flatten()
        .flat_map(|message| match message {
            Value::Array(batch) => batch.iter().map(method).collect(),
            one => vec![method(one)],
        })
        .collect();
    // A client that begins, does not leave early and whose last question is not swallowed gets its answer.
    let asked = methods.first().is_some_and(|first| first == "initialize")
        && !methods.iter().any(|method| method == "exit")
        && methods.iter().filter(|method| *method == "shutdown").count() == 1
        && heard.last().and_then(Option::as_ref).is_some_and(|message| message["id"] == "last");
    let answered = answers.iter().flatten().any(|answer| answer["id"] == "last");
    assert!(answered || !asked, "the last question has no answer");
    answers.iter().flatten().take(64).map(fact).collect()
}

/// What an answer or a notification shows: its kind, and the outline of what it carries.
fn fact(answer: &Value) -> u32 {
    let method = answer["method"].as_str().unwrap_or_default();
    let code = answer["error"]["code"].as_i64().unwrap_or_default();
    let carried = [&answer["result"], &answer["params"]["diagnostics"]].map(|value| outline(value, 3));
    hash(&[
        hash(&method.bytes().map(u64::from).collect::<Vec<_>>()).into(),
        code.unsigned_abs(),
        carried[0],
        carried[1],
    ])
}

/// The shape of a value: names and numbers of members down to a depth, and no words.
fn outline(value: &Value, depth: usize) -> u64 {
    let inner = |value: &Value| if depth == 0 { 0 } else { outline(value, depth - 1) };
    let parts: Vec<u64> = match value {
        Value::Null => vec![1],
        Value::Bool(_) => vec![2],
        Value::Number(_) => vec![3],
        Value::String(_) => vec![4],
        Value::Array(values) => [5, values.len().min(3) as u64].into_iter().chain(values.first().map(inner)).collect(),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| [name.len() as u64, inner(value)];
            std::iter::once(6).chain(fields.iter().take(12).flat_map(field)).collect()
        }
    };
    hash(&parts).into()
}
