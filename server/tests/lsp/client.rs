//! A client of the real binary: one thread reads, everything waits with a limit, nothing sleeps.

#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::needless_pass_by_value, reason = "messages are written in place")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

pub(crate) struct Client {
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    exit: Receiver<Option<i32>>,
    /// Lets the reading thread begin.
    listen: Option<Sender<()>>,
    /// Received, but not asked for yet.
    kept: Vec<Value>,
    next_id: i64,
    /// The number of the process.
    pub(crate) process: u32,
}

/// The real binary in a clean environment. `AADSTS_TEST_RECORDS` names a folder where every session is recorded, to be
/// held against the types of the protocol.
pub(crate) fn server() -> Command {
    static SESSIONS: AtomicU32 = AtomicU32::new(0);
    let mut command = Command::new(env!("CARGO_BIN_EXE_aadsts"));
    command.arg("lsp").env_clear().env("AADSTS_LOG", "off");
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    if let Some(folder) = std::env::var_os("AADSTS_TEST_RECORDS") {
        let name = format!("{}-{}.jsonl", std::process::id(), SESSIONS.fetch_add(1, Ordering::Relaxed));
        command.arg("--record-text").arg("--record").arg(Path::new(&folder).join(name));
    }
    command
}

impl Client {
    /// Starts the server and says nothing.
    pub(crate) fn start() -> Self {
        let mut client = Self::start_deaf();
        client.listen();
        client
    }

    /// Begins to read what the server writes.
    pub(crate) fn listen(&mut self) {
        self.listen = None;
    }

    /// Starts the server and reads nothing until told to.
    pub(crate) fn start_deaf() -> Self {
        Self::spawn(server())
    }

    /// Starts a command that serves on its standard input and output, and reads nothing until told to.
    pub(crate) fn spawn(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().expect("the binary starts");
        let process = server.id();
        let input = server.stdin.take();
        let stdout = server.stdout.take().expect("stdout is piped");
        let (output_sender, output) = mpsc::channel();
        let (listen, may_listen) = mpsc::channel::<()>();
        thread::spawn(move || {
            // Fails as soon as the sender is dropped, which is the signal.
            let _ = may_listen.recv();
            let mut reader = BufReader::new(stdout);
            while let Some(message) = read(&mut reader) {
                if output_sender.send(message).is_err() {
                    return;
                }
            }
        });
        let (exit_sender, exit) = mpsc::channel();
        thread::spawn(move || exit_sender.send(server.wait().ok().and_then(|status| status.code())));
        Self { input, output, exit, listen: Some(listen), kept: Vec::new(), next_id: 0, process }
    }

    /// Starts the server and initializes it; returns the server's answer, too.
    pub(crate) fn initialized(params: Value) -> (Self, Value) {
        let mut client = Self::start();
        let answer = client.request("initialize", params);
        client.notify("initialized", json!({}));
        (client, answer)
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("input is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    /// Sends a body below a correct header.
    pub(crate) fn send_body(&mut self, body: &[u8]) {
        let header = format!("Content-Length: {}\r\n\r\n", body.len());
        self.send_raw(&[header.as_bytes(), body].concat());
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.send_body(message.to_string().as_bytes());
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

    /// Sends a request so many times from a thread that a server may stop: its ids are a number and `filler`. The
    /// numbers that were sent come back.
    pub(crate) fn ask_from_a_thread(&mut self, method: &str, filler: &str, count: usize) -> Receiver<usize> {
        let mut input = self.input.take().expect("input is open");
        let mut message = json!({ "jsonrpc": "2.0", "method": method });
        let filler = filler.to_owned();
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            for number in 1..=count {
                message["id"] = format!("{number} {filler}").into();
                let body = message.to_string();
                let sent = write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).and_then(|()| input.flush());
                if sent.is_err() || sender.send(number).is_err() {
                    break;
                }
            }
            // The input stays open: its end would end the server.
            thread::park_timeout(2 * LIMIT);
        });
        receiver
    }

    /// How many of these requests were answered while something else was waited for.
    pub(crate) fn kept_answers(&self, ids: &[i64]) -> usize {
        self.kept.iter().filter(|message| message["id"].as_i64().is_some_and(|id| ids.contains(&id))).count()
    }

    /// Waits until nobody can write to us any more.
    pub(crate) fn assert_output_ends(&mut self) {
        let end = Instant::now() + LIMIT;
        while self.output.recv_timeout(end.saturating_duration_since(Instant::now())).is_ok() {}
        assert!(Instant::now() < end, "the server goes on");
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer(&mut self, id: i64) -> Value {
        self.wait(|message| message.get("method").is_none() && message["id"] == id)
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Answers a request of the server.
    pub(crate) fn reply(&mut self, request: &Value, result: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }));
    }

    /// A number of `/proc/PID/status` in bytes, such as `VmRSS`; `None` on systems without it.
    pub(crate) fn memory(&self, what: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
        Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
    }

    /// Waits for the first message that fits, and keeps the others.
    pub(crate) fn wait(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.kept.iter().position(&fits) {
            return self.kept.remove(index);
        }
        let end = Instant::now() + LIMIT;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(message) if fits(&message) => return message,
                Ok(message) => self.kept.push(message),
                Err(error) => panic!("no such message ({error}); kept {:#?}", self.kept),
            }
        }
    }

    pub(crate) fn wait_method(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == method)
    }

    /// Waits for pushed diagnostics of this version.
    pub(crate) fn published(&mut self, uri: &str, version: i64) -> Value {
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"].clone()
    }

    /// Waits until the last that was said about a document is about this version; the diagnostics.
    pub(crate) fn last_published(&mut self, uri: &str, version: i64) -> Value {
        let about =
            |message: &Value| message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri;
        let end = Instant::now() + LIMIT;
        loop {
            let last = self.kept.iter().rev().find(|message| about(message));
            if let Some(last) = last.filter(|message| message["params"]["version"] == version) {
                return last["params"]["diagnostics"].clone();
            }
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(message) => self.kept.push(message),
                Err(error) => panic!("no version {version} of {uri} ({error}); kept {:#?}", self.kept),
            }
        }
    }

    /// Holds everything that was published against the order of versions, which this client never lets fall.
    pub(crate) fn assert_versions_never_fall(&mut self) {
        self.kept.extend(self.output.try_iter());
        let mut last: HashMap<&str, i64> = HashMap::new();
        for message in self.kept.iter().filter(|message| message["method"] == "textDocument/publishDiagnostics") {
            let uri = message["params"]["uri"].as_str().expect("a URI");
            if let Some(version) = message["params"]["version"].as_i64() {
                let before = last.insert(uri, version).unwrap_or(0);
                assert!(before <= version, "{uri}: {version} behind {before}");
            }
        }
    }

    /// Everything received that was not waited for, after the server answered one more request.
    pub(crate) fn rest(&mut self) -> Vec<Value> {
        self.request("test/unknown", json!({}));
        std::mem::take(&mut self.kept)
    }

    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    pub(crate) fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        let answer =
            self.request("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": position }));
        assert!(answer.get("error").is_none(), "{answer:#}");
        answer["result"].clone()
    }

    /// Whether the server still answers.
    pub(crate) fn assert_alive(&mut self) {
        assert_eq!(self.request("test/unknown", json!({}))["error"]["code"], -32601);
    }

    pub(crate) fn close_input(&mut self) {
        self.input = None;
    }

    /// Waits for the end of the process.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        self.exit.recv_timeout(LIMIT).expect("the server ends")
    }
}

fn read(reader: &mut impl BufRead) -> Option<Value> {
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
    let mut body = vec![0; length.expect("every message has a length")];
    reader.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("every message is JSON"))
}

/// A client that can do everything, as parameters of `initialize`.
pub(crate) fn able(pull: bool) -> Value {
    let mut params = json!({
        "processId": null,
        "rootUri": "file:///w",
        "workspaceFolders": [{ "uri": "file:///w", "name": "w" }],
        "capabilities": {
            "general": { "positionEncodings": ["utf-16"] },
            "workspace": { "workspaceEdit": { "documentChanges": true } },
            "textDocument": {
                "hover": { "contentFormat": ["markdown", "plaintext"] },
                "publishDiagnostics": { "relatedInformation": true, "versionSupport": true, "codeDescriptionSupport": true },
            },
        },
    });
    if pull {
        params["capabilities"]["textDocument"]["diagnostic"] = json!({ "dynamicRegistration": false });
        params["capabilities"]["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    }
    params
}

/// The URI of a file as a client that encodes nothing writes it.
pub(crate) fn file_uri(path: &Path) -> String {
    let path = path.to_str().expect("a temporary path is text").replace('\\', "/");
    format!("file:///{}", path.trim_start_matches('/'))
}
