//! `--replay`: a recorded session once more, without an editor; what happens now goes to standard output as a record.
//!
//! The client of the record says the next thing when the server has said what it had said by then, so that a replay
//! means the same on a faster and on a slower machine.

use std::collections::HashMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::mpsc::{self as std_mpsc, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::frame::Frame;
use super::out::{Held, Out, Outgoing};
use super::transport::{Heard as Incoming, Wires};

/// How long the server may take to say what it said in the record.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a line of a record says.
enum Said {
    Client(Frame),
    Server(Value),
}

/// Starts a replay. The thread says in the end how many recorded answers did not come.
pub(super) fn wires(path: &Path) -> io::Result<(Wires, JoinHandle<usize>)> {
    let said = read(&fs::read_to_string(path)?)?;
    let (incoming_sender, incoming) = mpsc::channel(1);
    let (out, outgoing, held) = Out::new();
    let (wires, ended) = Wires::new(incoming, out);
    let (heard_sender, heard) = std_mpsc::channel();
    let printed = heard_sender.clone();
    thread::Builder::new().name("stdout".to_owned()).spawn(move || {
        if let Err(error) = print(outgoing, &held, &printed) {
            tracing::warn!("cannot write the replay: {error}");
        }
        drop(ended);
    })?;
    let player =
        thread::Builder::new().name("replay".to_owned()).spawn(move || play(said, &incoming_sender, &heard))?;
    drop(heard_sender);
    Ok((wires, player))
}

fn read(text: &str) -> io::Result<Vec<Said>> {
    let mut said = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line: Value = serde_json::from_str(line)
            .map_err(|error| io::Error::other(format!("line {number} is not JSON: {error}")))?;
        match (line["from"].as_str(), line.get("msg"), line["bad"].as_str()) {
            (Some("client"), Some(message), _) => said.push(Said::Client(Frame::Message(message.clone()))),
            (Some("client"), None, Some(reason)) => said.push(Said::Client(Frame::Bad(reason.to_owned()))),
            (Some("server"), Some(message), _) => said.push(Said::Server(message.clone())),
            _ if number == 1 => {}
            _ => return Err(io::Error::other(format!("line {number} is no message"))),
        }
    }
    Ok(said)
}

/// What the server said so far.
#[derive(Default)]
struct Heard {
    /// Ids of requests that it answered.
    answered: Vec<Value>,
    /// Ids of its own requests, by method, in order.
    asked: HashMap<String, Vec<Value>>,
    /// The version of each document that it published last.
    published: HashMap<String, Value>,
}

/// The document and its version, where a message publishes diagnostics.
fn published(message: &Value) -> Option<(String, Value)> {
    let params = message.get("params").filter(|_| message["method"] == "textDocument/publishDiagnostics")?;
    Some((params["uri"].as_str()?.to_owned(), params["version"].clone()))
}

impl Heard {
    fn take(&mut self, message: &Value) {
        self.published.extend(published(message));
        let Some(id) = message.get("id") else { return };
        match message["method"].as_str() {
            Some(method) => self.asked.entry(method.to_owned()).or_default().push(id.clone()),
            None => self.answered.push(id.clone()),
        }
    }

    /// Listens until `enough`, but not for ever.
    fn wait(&mut self, heard: &Receiver<Value>, enough: impl Fn(&Self) -> bool) -> bool {
        let end = Instant::now() + PATIENCE;
        while !enough(self) {
            match heard.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(message) => self.take(&message),
                Err(_) => return false,
            }
        }
        true
    }
}

fn play(said: Vec<Said>, incoming: &mpsc::Sender<Incoming>, heard: &Receiver<Value>) -> usize {
    let mut live = Heard::default();
    // Requests of the server: how many of each method the record has, and the number that each has today.
    let mut asked: HashMap<String, usize> = HashMap::new();
    let mut today: Vec<(Value, Value)> = Vec::new();
    let mut missing = 0;
    let mut current: HashMap<String, Value> = HashMap::new();
    for next in said {
        match next {
            // Diagnostics of the version that the client has sent last will come, those of an earlier one may not.
            Said::Server(message) if message["method"] == "textDocument/publishDiagnostics" => {
                let Some((uri, version)) = published(&message) else { continue };
                if !version.is_null() && current.get(&uri) == Some(&version) {
                    missing += usize::from(!live.wait(heard, |live| live.published.get(&uri) == Some(&version)));
                }
            }
            Said::Server(message) => match (message.get("id"), message["method"].as_str()) {
                (Some(id), None) => missing += usize::from(!live.wait(heard, |live| live.answered.contains(id))),
                (Some(id), Some(method)) => {
                    let count = asked.entry(method.to_owned()).or_default();
                    let nth = *count;
                    *count += 1;
                    let number = |live: &Heard| live.asked.get(method)?.get(nth).cloned();
                    if live.wait(heard, |live| number(live).is_some()) {
                        today.extend(number(&live).map(|now| (id.clone(), now)));
                    } else {
                        missing += 1;
                    }
                }
                (None, _) => {}
            },
            Said::Client(mut frame) => {
                if let Frame::Message(message) = &mut frame {
                    let document = &message["params"]["textDocument"];
                    if let (Some(uri), Some(version)) = (document["uri"].as_str(), document.get("version")) {
                        current.insert(uri.to_owned(), version.clone());
                    }
                    if message.get("method").is_none()
                        && let Some((_, now)) = today.iter().rev().find(|(then, _)| Some(then) == message.get("id"))
                    {
                        message["id"] = now.clone();
                    }
                    // Whoever replays is not the client of the record.
                    if message["method"] == "initialize" && message["params"].is_object() {
                        message["params"]["processId"] = Value::Null;
                    }
                }
                if incoming.blocking_send((frame, false)).is_err() {
                    return missing;
                }
            }
        }
    }
    missing
}

/// Writes what the server says as lines of a record.
fn print(mut outgoing: mpsc::UnboundedReceiver<Outgoing>, held: &Held, heard: &Sender<Value>) -> io::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    while let Some(next) = outgoing.blocking_recv() {
        match next {
            Outgoing::Message(text) => {
                held.give_back(text.len());
                if let Ok(message) = serde_json::from_str::<Value>(&text) {
                    writeln!(output, "{}", json!({ "from": "server", "msg": message }))?;
                    // Fails when the record is at its end.
                    let _ = heard.send(message);
                }
            }
            Outgoing::Finish(done) => {
                output.flush()?;
                let _ = done.send(());
                return Ok(());
            }
        }
    }
    output.flush()
}
