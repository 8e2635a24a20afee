//! A client for any language server: nothing in it panics on what a server does, and every wait ends.

#![allow(dead_code, reason = "each program that includes it uses its part")]
#![allow(clippy::needless_pass_by_value, reason = "messages are written in place")]

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything takes on a busy machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// A server and a text in which it finds something.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) command: Vec<OsString>,
    /// The editor's name for the language of the text.
    pub(crate) language: &'static str,
    /// What the name of a file ends in.
    pub(crate) suffix: &'static str,
    /// A text with one finding and a line break at its end.
    pub(crate) text: &'static str,
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<(Instant, Value)>,
    /// Lets the reading thread begin.
    listen: Option<Sender<()>>,
    /// Received, but not asked for yet.
    pub(crate) kept: Vec<(Instant, Value)>,
    next_id: i64,
    /// Requests of the server are answered while something is waited for.
    pub(crate) answering: bool,
    /// The folder that it serves.
    pub(crate) root: PathBuf,
    pub(crate) started: Instant,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Code(i32),
    Killed,
    GoesOn,
}

/// Why nothing came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// The process ended, with this code.
    Dead(Option<i32>),
    /// It runs and does not answer.
    Deaf,
}

impl std::fmt::Display for Silence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dead(Some(code)) => write!(f, "dies with {code}"),
            Self::Dead(None) => write!(f, "is killed"),
            Self::Deaf => write!(f, "does not answer"),
        }
    }
}

impl Program {
    /// Starts it in a folder of its own, which must exist, and reads what it writes.
    pub(crate) fn start(&self, root: &Path) -> Server {
        let mut server = self.start_deaf(root);
        server.listen = None;
        server
    }

    /// Starts it and reads nothing until [`Server::listen`].
    pub(crate) fn start_deaf(&self, root: &Path) -> Server {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).current_dir(root).env_clear().env("HOME", root).env("AADSTS_LOG", "off");
        for name in ["PATH", "SystemRoot"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let started = Instant::now();
        let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot start {}: {error}", self.name));
        let input = child.stdin.take();
        let stdout = child.stdout.take().expect("stdout is piped");
        let (output_sender, output) = mpsc::channel();
        let (listen, may_listen) = mpsc::channel::<()>();
        thread::spawn(move || {
            // Fails as soon as the sender is dropped, which is the signal.
            let _ = may_listen.recv();
            let mut reader = BufReader::with_capacity(1 << 16, stdout);
            while let Some(body) = read_frame(&mut reader) {
                let now = Instant::now();
                let Ok(message) = serde_json::from_slice(&body) else { return };
                if output_sender.send((now, message)).is_err() {
                    return;
                }
            }
        });
        Server {
            child,
            input,
            output,
            listen: Some(listen),
            kept: Vec::new(),
            next_id: 0,
            answering: true,
            root: root.to_owned(),
            started,
        }
    }

    /// Starts it and gets it past `initialize`.
    pub(crate) fn initialized(&self, root: &Path, asks: bool) -> Result<Server, Silence> {
        let mut server = self.start(root);
        server.answering = !asks;
        server.request("initialize", server.able(asks))?;
        server.notify("initialized", json!({}));
        Ok(server)
    }
}

/// Reads a body below its header.
pub(crate) fn read_frame(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                length = header.strip_prefix("Content-Length: ").and_then(|length| length.parse().ok()).or(length);
            }
        }
    }
    let mut body = vec![0; length?];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

/// A message in its frame.
pub(crate) fn framed(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

impl Server {
    /// Begins to read.
    pub(crate) fn listen(&mut self) {
        self.listen = None;
    }

    /// Parameters of `initialize`; `asks` lets the server ask questions.
    pub(crate) fn able(&self, asks: bool) -> Value {
        let uri = self.uri("");
        let uri = uri.trim_end_matches('/');
        json!({
            "processId": std::process::id(), "rootUri": uri, "rootPath": self.root,
            "workspaceFolders": [{ "uri": uri, "name": "w" }],
            "capabilities": {
                "general": { "positionEncodings": ["utf-16"] },
                "workspace": {
                    "configuration": asks, "workspaceFolders": true,
                    "didChangeConfiguration": { "dynamicRegistration": asks },
                    "didChangeWatchedFiles": { "dynamicRegistration": asks },
                },
                "textDocument": {
                    "publishDiagnostics": { "versionSupport": true, "relatedInformation": false },
                    "hover": { "contentFormat": ["markdown", "plaintext"] },
                    "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
                },
            },
        })
    }

    /// The URI of a file below the folder, nothing encoded.
    pub(crate) fn uri(&self, name: &str) -> String {
        let path = self.root.to_string_lossy().replace('\\', "/");
        format!("file:///{}/{name}", path.trim_start_matches('/'))
    }

    /// Sends bytes as they are. A server that does not take them will be found out.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        if let Some(input) = &mut self.input {
            let _ = input.write_all(bytes).and_then(|()| input.flush());
        }
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.send_raw(&framed(message.to_string().as_bytes()));
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and returns its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        self.next_id
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Silence> {
        let id = self.ask(method, params);
        self.answer(id).map(|(_, message)| message)
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer(&mut self, id: i64) -> Result<(Instant, Value), Silence> {
        self.wait(LIMIT, |message| message.get("method").is_none() && message["id"] == id)
    }

    /// Waits for the first message that fits, and keeps the others.
    pub(crate) fn wait(&mut self, limit: Duration, fits: impl Fn(&Value) -> bool) -> Result<(Instant, Value), Silence> {
        if let Some(index) = self.kept.iter().position(|(_, message)| fits(message)) {
            return Ok(self.kept.remove(index));
        }
        let end = Instant::now() + limit;
        loop {
            let Ok((time, message)) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) else {
                return Err(self.silence());
            };
            if self.answering && message.get("method").is_some() && message.get("id").is_some() {
                let count = message["params"]["items"].as_array().map_or(0, Vec::len);
                let result = if count > 0 { json!(vec![Value::Null; count]) } else { Value::Null };
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
            }
            if fits(&message) {
                return Ok((time, message));
            }
            self.kept.push((time, message));
        }
    }

    fn silence(&mut self) -> Silence {
        // The pipe closes a little before the process ends.
        for _ in 0..20 {
            match self.child.try_wait() {
                Ok(Some(status)) => return Silence::Dead(status.code()),
                _ => thread::park_timeout(Duration::from_millis(5)),
            }
        }
        Silence::Deaf
    }

    /// Waits for diagnostics of a document that fit; the parameters.
    pub(crate) fn published(
        &mut self,
        uri: &str,
        limit: Duration,
        fits: impl Fn(&Value) -> bool,
    ) -> Result<(Instant, Value), Silence> {
        let (time, message) = self.wait(limit, |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && fits(&message["params"])
        })?;
        Ok((time, message["params"].clone()))
    }

    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Whether it still answers.
    pub(crate) fn alive(&mut self) -> Result<(), Silence> {
        self.request("test/unknown", json!({})).map(drop)
    }

    /// What is left of its input, for a thread that writes whatever happens.
    pub(crate) fn take_input(&mut self) -> Option<ChildStdin> {
        self.input.take()
    }

    /// Waits for the end of the process.
    pub(crate) fn end(&mut self, limit: Duration) -> End {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.code().map_or(End::Killed, End::Code);
            }
            thread::park_timeout(Duration::from_millis(5));
        }
        End::GoesOn
    }

    /// A number of `/proc/PID/status` in bytes, such as `VmRSS`; `None` where there is no such file.
    pub(crate) fn memory(&self, what: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
        Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
    }

    /// Seconds of processor time so far.
    pub(crate) fn processor_seconds(&self) -> Option<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let mut fields = stat[stat.rfind(')')? + 1..].split_ascii_whitespace().skip(11);
        let ticks: f64 = fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?;
        Some(ticks / 100.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listen = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
