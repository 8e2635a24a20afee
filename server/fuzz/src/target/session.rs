//! A whole session: a client that says anything, and then asks one question more.

use aadsts::lsp::{door, inside};
use serde_json::{Value, json};

use crate::random::hash;
use crate::{Facts, pace};

/// Bytes that a server may say for each byte that it heard, and besides.
const LOUDNESS: (usize, usize) = (400, 1 << 20);

/// Any bytes as what a client says.
pub(crate) fn check(bytes: &[u8]) -> Facts {
    let body = json!({ "jsonrpc": "2.0", "id": "last", "method": "shutdown" }).to_string();
    let last = format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
    let stream = [bytes, &last].concat();
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
    answers
        .iter()
        .flatten()
        .take(8)
        .map(|answer| hash(&[answer["method"].to_string().len() as u64, u64::from(answer["error"].is_null())]))
        .collect()
}
