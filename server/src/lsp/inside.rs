//! A whole session as a function of bytes, for the fuzz target and for tests that run without processes.

use std::io::{self, Cursor, Read, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::frame::{self, Frame};
use super::transport::Wires;

/// How long a client waits for answers that do not come.
const PATIENCE: Duration = Duration::from_millis(50);

/// Serves a client that says all this at once and leaves when it was answered; what the server wrote.
pub fn session(bytes: &[u8]) -> Vec<u8> {
    let output = Output::default();
    let input = Input { bytes: Cursor::new(bytes.to_vec()), output: output.clone() };
    if let Ok(wires) = Wires::of(input, output.clone(), None) {
        super::serve(wires);
    }
    let written = output.0.0.lock().unwrap_or_else(PoisonError::into_inner);
    written.clone()
}

/// How many messages have an id, and a method or none.
fn count(bytes: &[u8], method: bool) -> usize {
    let mut reader = Cursor::new(bytes);
    let mut messages = Vec::new();
    while let Ok(Some(frame)) = frame::read(&mut reader) {
        match frame {
            Frame::Message(Value::Array(batch)) => messages.extend(batch),
            Frame::Message(message) => messages.push(message),
            Frame::Bad(_) => {}
        }
    }
    let counts = |message: &&Value| message.get("id").is_some() && message.get("method").is_some() == method;
    messages.iter().filter(counts).count()
}

/// What the client says.
struct Input {
    bytes: Cursor<Vec<u8>>,
    output: Output,
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        if read == 0 {
            let asked = count(self.bytes.get_ref(), true);
            let (written, more) = &*self.output.0;
            let written = written.lock().unwrap_or_else(PoisonError::into_inner);
            // Whatever became of the answers, the client leaves.
            let _ = more.wait_timeout_while(written, PATIENCE, |written| count(written, false) < asked);
        }
        Ok(read)
    }
}

/// Where a session writes.
#[derive(Clone, Default)]
struct Output(Arc<(Mutex<Vec<u8>>, Condvar)>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes);
        self.0.1.notify_all();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const METHODS: [&str; 12] = [
        "initialize",
        "initialized",
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/hover",
        "textDocument/codeAction",
        "textDocument/diagnostic",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWorkspaceFolders",
        "$/cancelRequest",
        "shutdown",
    ];

    fn framed(body: &str) -> Vec<u8> {
        format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever is said, what comes back are frames, and one for each request that was asked before the end.
        #[test]
        fn any_session_ends_in_frames(
            methods in prop::collection::vec((prop::sample::select(&METHODS[..]), any::<bool>(), "[\\[\\]{}\":,0-9a-z]{0,12}"), 0..12),
        ) {
            let mut input = Vec::new();
            for (id, (method, request, junk)) in methods.iter().enumerate() {
                let params = serde_json::from_str::<serde_json::Value>(junk).unwrap_or_else(|_| serde_json::json!({ "textDocument": { "uri": junk, "text": junk } }));
                let mut message = serde_json::json!({ "jsonrpc": "2.0", "method": method, "params": params });
                if *request {
                    message["id"] = id.into();
                }
                input.extend(framed(&message.to_string()));
                if junk.len() == 7 {
                    input.extend(framed(junk));
                }
            }
            input.extend(framed(r#"{"jsonrpc":"2.0","method":"exit"}"#));
            let output = session(&input);
            let mut reader = Cursor::new(&output);
            let mut answers = std::collections::BTreeSet::new();
            while let Ok(Some(frame)) = frame::read(&mut reader) {
                let frame::Frame::Message(message) = frame else { panic!("{}", String::from_utf8_lossy(&output)) };
                if let Some(id) = message["id"].as_u64().filter(|_| message.get("method").is_none()) {
                    prop_assert!(answers.insert(id), "answered twice");
                }
            }
        }
    }
}
