//! `--record`: every message of a session in a file, one JSON object a line, without the text of documents.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde_json::{Value, json};

use crate::{candidate, catalog};

/// Members whose strings are, or may quote, the text of a document.
const TEXTS: [&str; 8] = ["text", "newText", "value", "message", "contents", "label", "documentation", "detail"];

/// Writes messages in the order in which they are read and written.
#[derive(Debug)]
pub(super) struct Recorder {
    file: Mutex<File>,
    start: Instant,
    with_text: bool,
}

impl Recorder {
    /// Begins a file; `with_text` keeps the text of documents as it is.
    pub(super) fn create(path: &Path, with_text: bool) -> io::Result<Self> {
        let recorder = Self { file: Mutex::new(File::create(path)?), start: Instant::now(), with_text };
        recorder
            .write(&json!({ "aadsts": env!("CARGO_PKG_VERSION"), "facts": catalog::DATE, "with_text": with_text }))?;
        Ok(recorder)
    }

    /// Takes down a message of the client.
    pub(super) fn client(&self, message: &Value) {
        self.take("client", message.clone());
    }

    /// Takes down that something of the client could not be decoded.
    pub(super) fn undecodable(&self, reason: &str) {
        self.log(&json!({ "t": self.seconds(), "from": "client", "bad": reason }));
    }

    /// Takes down a message of the server.
    pub(super) fn server(&self, text: &str) {
        if let Ok(message) = serde_json::from_str(text) {
            self.take("server", message);
        }
    }

    fn take(&self, from: &str, mut message: Value) {
        if !self.with_text {
            redact(&mut message);
        }
        self.log(&json!({ "t": self.seconds(), "from": from, "msg": message }));
    }

    fn log(&self, line: &Value) {
        // A full disk costs the record, not the session.
        if let Err(error) = self.write(line) {
            tracing::warn!("cannot write the record: {error}");
        }
    }

    fn write(&self, line: &Value) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // In one piece, so that an abrupt end leaves whole lines.
        file.write_all(format!("{line}\n").as_bytes())
    }

    /// Since the start, to a tenth of a millisecond.
    fn seconds(&self) -> f64 {
        f64::from(self.start.elapsed().as_micros() as u32 / 100) / 10_000.0
    }
}

/// Blots out what is or may quote text of a document. Its length and its lines stay, so that positions keep their
/// meaning, and so do the ids and codes that are known to everybody.
pub(super) fn redact(message: &mut Value) {
    let Value::Object(fields) = message else {
        if let Value::Array(values) = message {
            values.iter_mut().for_each(redact);
        }
        return;
    };
    for (name, value) in fields {
        match value {
            Value::String(text) if TEXTS.contains(&name.as_str()) => *text = blotted(text),
            // The words of an error are ours or the protocol's.
            Value::Object(_) if name == "error" => {}
            Value::Array(values) if name == "contents" => {
                for value in values {
                    match value {
                        Value::String(text) => *text = blotted(text),
                        _ => redact(value),
                    }
                }
            }
            _ => redact(value),
        }
    }
}

fn blotted(text: &str) -> String {
    let known = candidate::find(text.as_bytes()).into_iter().filter(|candidate| match candidate.value {
        candidate::Value::Guid(guid) | candidate::Value::Simple(guid) => {
            catalog::app(guid).is_some() || catalog::retired(guid).is_some() || catalog::placeholder(guid).is_some()
        }
        candidate::Value::Code(_) => true,
    });
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for candidate in known {
        out.extend(text[at..candidate.start].chars().map(blot));
        out.push_str(&text[candidate.range()]);
        at = candidate.end;
    }
    out.extend(text[at..].chars().map(blot));
    out
}

/// A character of the same kind and of the same width in every encoding.
fn blot(character: char) -> char {
    match character {
        '0'..='9' => '0',
        _ if !character.is_alphanumeric() => character,
        _ => match character.len_utf8() {
            1 => 'x',
            2 => 'é',
            3 => '字',
            _ => '\u{20000}',
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_private_stays_and_everything_keeps_its_place() {
        let text = "client_id = '04b07795-8ddb-461a-bbee-02f9e1bf7b46' # Señor 😀 7\r\nAADSTS65002: 12ab34cd-0000-4000-8000-00000000beef";
        let expected = "xxxxxx_xx = '04b07795-8ddb-461a-bbee-02f9e1bf7b46' # xxéxx 😀 0\r\nAADSTS65002: 00xx00xx-0000-0000-0000-00000000xxxx";
        assert_eq!(blotted(text), expected);
        let mut message = json!({
            "id": 1, "method": "x", "error": { "message": "parse error" },
            "params": { "textDocument": { "uri": "file:///w/app.py", "text": text },
                "contentChanges": [{ "text": "secret" }], "cells": [{ "contents": ["secret", { "value": "secret" }] }] },
        });
        redact(&mut message);
        let left = message.to_string();
        assert!(!left.contains("secret") && !left.contains("Señor"), "{left}");
        assert!(left.contains("parse error") && left.contains("file:///w/app.py"), "{left}");
    }
}
