//! The stress table: what clients and networks do to a server, one row each, for any server.

#![allow(clippy::needless_pass_by_value, reason = "errors are mapped by name")]

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::driver::{End, LIMIT, Program, Server, Silence, framed};

/// What a server did, in a few words: as it must, or not.
pub(crate) type Outcome = Result<String, String>;

/// A row of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// What the row asks for.
    pub(crate) must: &'static str,
    pub(crate) run: fn(&Program, &Path) -> Outcome,
}

/// Long enough for a server that is going to say something.
const SOON: Duration = Duration::from_secs(5);

pub(crate) const ROWS: &[Row] = &[
    Row { name: "text with half a surrogate pair", must: "live, U+FFFD", run: half_a_surrogate },
    Row { name: "bad JSON", must: "live, -32700", run: |p, root| undecodable(p, root, &framed(br#"{"jsonrpc":"#)) },
    Row {
        name: "bad UTF-8",
        must: "live",
        run: |p, root| {
            undecodable(p, root, &framed(b"{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"t\":\"\xff\"}}"))
        },
    },
    Row {
        name: "wrong header",
        must: "live, -32700",
        run: |p, root| undecodable(p, root, b"Content-Lenght: 2\r\n\r\n{}"),
    },
    Row {
        name: "lower-case header",
        must: "serve",
        run: |p, root| undecodable(p, root, b"content-length: 34\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"$/foo\"}"),
    },
    Row {
        name: "`Content-Type` without a charset",
        must: "serve",
        run: |p, root| {
            let header = b"Content-Length: 34\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n";
            undecodable(p, root, &[header.as_slice(), br#"{"jsonrpc":"2.0","method":"$/foo"}"#].concat())
        },
    },
    Row { name: "JSON-RPC batch", must: "serve", run: batch },
    Row { name: "odd spellings of URIs", must: "diagnostics under the client's own", run: spellings },
    Row { name: "`untitled:` and notebook cells", must: "serve", run: other_schemes },
    Row { name: "shutdown and exit, input left open", must: "0 at once", run: orderly_exit },
    Row { name: "exit without shutdown", must: "1", run: abrupt_exit },
    Row { name: "end of input", must: "1", run: end_of_input },
    Row { name: "client gone, a question to it open", must: "exit", run: gone_with_a_question },
    Row { name: "client gone while it is being written to", must: "exit", run: gone_while_written_to },
    Row { name: "1,000 edits in a burst", must: "fewer than 20 runs, last right", run: burst },
    Row { name: "cancelling while four requests run", must: "answered at once", run: cancelling },
    Row { name: "client writes and does not read", must: "alive, bounded", run: deaf_client },
    Row { name: "client never answers", must: "serve", run: mute_client },
    Row { name: "request that was not announced", must: "-32601", run: unannounced },
    Row { name: "1 MB of brackets in one document", must: "others as fast as ever", run: hostile_neighbour },
];

fn said(silence: Silence) -> String {
    silence.to_string()
}

fn open_one(program: &Program, server: &mut Server, name: &str) -> String {
    let uri = server.uri(&format!("{name}{}", program.suffix));
    server.open(&uri, program.language, program.text);
    uri
}

fn some(params: &Value) -> bool {
    params["diagnostics"].as_array().is_some_and(|diagnostics| !diagnostics.is_empty())
}

fn half_a_surrogate(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    let uri = server.uri(&format!("x{}", program.suffix));
    let text = json!(program.text).to_string();
    let text = format!("{}\\ud800\"", &text[..text.len() - 1]);
    let body = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{"uri":{},"languageId":"{}","version":1,"text":{text}}}}}}}"#,
        json!(uri),
        program.language
    );
    server.send_raw(&framed(body.as_bytes()));
    server.alive().map_err(said)?;
    server.published(&uri, SOON, some).map(|_| "lives".to_owned()).map_err(|_| "drops the document".to_owned())
}

/// Something undecodable, or decodable and odd, and then a request.
fn undecodable(program: &Program, root: &Path, bytes: &[u8]) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    server.send_raw(bytes);
    server.alive().map_err(said)?;
    let told = server.kept.iter().any(|(_, message)| message["error"]["code"] == -32700);
    Ok(if told { "lives, -32700".to_owned() } else { "lives".to_owned() })
}

fn batch(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    server.send(&json!([
        { "jsonrpc": "2.0", "id": "a", "method": "test/a" }, { "jsonrpc": "2.0", "method": "$/b" },
        { "jsonrpc": "2.0", "id": "c", "method": "test/c" },
    ]));
    for id in ["a", "c"] {
        let answers = |message: &Value| message["id"] == id || message.as_array().is_some();
        server.wait(SOON, answers).map_err(said)?;
    }
    server.alive().map_err(said)?;
    Ok("served".to_owned())
}

fn spellings(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    let mut silent = Vec::new();
    let suffix = program.suffix;
    let below = server.uri("");
    for name in ["app/[slug]/x", "app/%5Bslug%5D/x", "a b/x", "\u{e4}/\u{1f600}", "a%5Cb", "a\\b", "%zz^"] {
        let uri = format!("{below}{name}{suffix}");
        server.open(&uri, program.language, program.text);
        if server.published(&uri, SOON, some).is_err() {
            silent.push(name);
        }
    }
    for name in ["file:///c%3A/x", "file:///C:/x", "file://server/share/x", "file://wsl$/Ubuntu/x"] {
        let uri = format!("{name}{suffix}");
        server.open(&uri, program.language, program.text);
        if server.published(&uri, SOON, some).is_err() {
            silent.push(name);
        }
    }
    server.alive().map_err(said)?;
    if silent.is_empty() { Ok("served".to_owned()) } else { Err(format!("silent in {} of 11", silent.len())) }
}

fn other_schemes(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    let mut silent = Vec::new();
    for uri in ["untitled:Untitled-1", "vscode-notebook-cell:/w/x.ipynb#W0sZmlsZQ%3D%3D"] {
        server.open(uri, program.language, program.text);
        if server.published(uri, SOON, some).is_err() {
            silent.push(uri.split(':').next().unwrap_or_default());
        }
    }
    server.alive().map_err(said)?;
    if silent.is_empty() { Ok("served".to_owned()) } else { Err(format!("silent in {}", silent.join(", "))) }
}

fn code(expected: i32, end: End) -> Outcome {
    match end {
        End::Code(code) if code == expected => Ok(format!("{code}")),
        End::Code(code) => Err(format!("{code}")),
        End::Killed => Err("is killed".to_owned()),
        End::GoesOn => Err("goes on".to_owned()),
    }
}

fn no_orphan(end: End) -> Outcome {
    if end == End::GoesOn { Err("orphan".to_owned()) } else { Ok("exits".to_owned()) }
}

fn orderly_exit(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    open_one(program, &mut server, "x");
    server.request("shutdown", Value::Null).map_err(said)?;
    server.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    code(0, server.end(SOON))
}

fn abrupt_exit(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    server.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    code(1, server.end(SOON))
}

fn end_of_input(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    drop(server.take_input());
    code(1, server.end(SOON))
}

fn gone_with_a_question(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, true).map_err(said)?;
    open_one(program, &mut server, "x");
    // A server that asks nothing cannot be hung by this.
    let _ =
        server.wait(Duration::from_secs(1), |message| message.get("method").is_some() && message.get("id").is_some());
    drop(server.take_input());
    no_orphan(server.end(SOON))
}

fn gone_while_written_to(program: &Program, root: &Path) -> Outcome {
    let mut server = program.start_deaf(root);
    server.ask("initialize", server.able(false));
    server.notify("initialized", json!({}));
    for index in 0..200 {
        open_one(program, &mut server, &format!("x{index}"));
    }
    for _ in 0..200 {
        server.ask("test/unknown", json!({ "filler": "x".repeat(100) }));
    }
    drop(server.take_input());
    no_orphan(server.end(SOON))
}

fn burst(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    let uri = server.uri(&format!("x{}", program.suffix));
    let text = "\n".repeat(1000) + program.text;
    server.open(&uri, program.language, &text);
    server.published(&uri, LIMIT, some).map_err(said)?;
    server.kept.clear();
    let mut messages = Vec::new();
    for version in 2..=1001 {
        // In the end every line is gone that was put in, and the text is what it was.
        let line = json!({ "line": 0, "character": 0 });
        let change = if version <= 501 {
            json!({ "range": { "start": line, "end": line }, "text": "\n" })
        } else {
            json!({ "range": { "start": line, "end": { "line": 1, "character": 0 } }, "text": "" })
        };
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [change] });
        let message = json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params });
        messages.extend(framed(message.to_string().as_bytes()));
    }
    // In one piece: a client that is kept waiting between two of them would not be one burst.
    server.send_raw(&messages);
    let last = |params: &Value| params["version"].as_i64().is_none_or(|version| version == 1001) && some(params);
    let (_, params) = server.published(&uri, LIMIT, last).map_err(said)?;
    if params["diagnostics"][0]["range"]["start"]["line"].as_u64() < Some(1000) {
        return Err("wrong in the end".to_owned());
    }
    server.alive().map_err(said)?;
    let runs =
        1 + server.kept.iter().filter(|(_, message)| message["method"] == "textDocument/publishDiagnostics").count();
    let words = format!("{runs} runs");
    if runs < 20 { Ok(words) } else { Err(words) }
}

/// A document that takes long.
fn long_text(program: &Program, bytes: usize) -> String {
    program.text.repeat(bytes / program.text.len() + 1)
}

fn cancelling(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    let uri = server.uri(&format!("x{}", program.suffix));
    server.open(&uri, program.language, &long_text(program, 300_000));
    let position = json!({ "line": 0, "character": 20 });
    let params = json!({
        "textDocument": { "uri": uri }, "position": position,
        "range": { "start": position, "end": position }, "context": { "diagnostics": [] },
    });
    let ids: Vec<i64> = (0..4).map(|_| server.ask("textDocument/codeAction", params.clone())).collect();
    let start = Instant::now();
    for id in &ids {
        server.notify("$/cancelRequest", json!({ "id": id }));
    }
    let mut last = start;
    for id in ids {
        last = last.max(server.answer(id).map_err(said)?.0);
    }
    // Until the text is judged, which the requests were waiting for.
    let done = server.published(&uri, LIMIT, |_| true).map(|(time, _)| time).map_err(said)?;
    let (cancelled, judged) = (last - start, done.saturating_duration_since(start));
    let words = format!("after {:.0} ms of {:.0}", cancelled.as_secs_f64() * 1e3, judged.as_secs_f64() * 1e3);
    if cancelled < judged / 2 { Ok(words) } else { Err(words) }
}

fn deaf_client(program: &Program, root: &Path) -> Outcome {
    const REQUESTS: i64 = 20_000;
    let mut server = program.start_deaf(root);
    let initialize = server.ask("initialize", server.able(false));
    let Some(mut input) = server.take_input() else { return Err("no input".to_owned()) };
    let (progress_sender, progress) = std::sync::mpsc::channel();
    // A server that stops reading stops this thread, too.
    thread::spawn(move || {
        use std::io::Write;
        let filler = "x".repeat(100);
        for id in 2..=REQUESTS {
            let body = json!({ "jsonrpc": "2.0", "id": id, "method": "test/unknown", "params": { "filler": filler } });
            if input.write_all(&framed(body.to_string().as_bytes())).is_err() || progress_sender.send(id).is_err() {
                return;
            }
        }
        // Stays open until the test is over.
        let _ = progress_sender.send(REQUESTS + 1);
        thread::park_timeout(LIMIT);
    });
    let mut written = 1;
    while let Ok(id) = progress.recv_timeout(Duration::from_secs(2)) {
        written = id;
        if id > REQUESTS {
            break;
        }
    }
    let peak = server.memory("VmHWM").unwrap_or(0) >> 20;
    server.listen();
    server.answer(initialize).map_err(said)?;
    if written <= REQUESTS {
        return Err(format!("stops reading after {written} requests"));
    }
    server.answer(REQUESTS).map_err(said)?;
    Ok(format!("alive, {peak} MB"))
}

fn mute_client(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, true).map_err(said)?;
    let uri = open_one(program, &mut server, "x");
    server.published(&uri, SOON, some).map_err(|_| "never serves".to_owned())?;
    server.alive().map_err(said)?;
    Ok("served".to_owned())
}

fn unannounced(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    let uri = open_one(program, &mut server, "x");
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 0 } });
    let answer = server.request("textDocument/prepareCallHierarchy", place);
    let code = answer.map_err(said)?["error"]["code"].clone();
    server.alive().map_err(said)?;
    if code == -32601 { Ok("-32601".to_owned()) } else { Err(format!("lives, {code}")) }
}

fn hostile_neighbour(program: &Program, root: &Path) -> Outcome {
    let mut server = program.initialized(root, false).map_err(said)?;
    let near = open_one(program, &mut server, "near");
    server.published(&near, LIMIT, some).map_err(said)?;
    let hostile = server.uri(&format!("hostile{}", program.suffix));
    server.open(&hostile, program.language, &(program.text.to_owned() + &"[".repeat(1_000_000)));
    let start = Instant::now();
    let line = program.text.lines().count();
    let end = json!({ "line": line, "character": 0 });
    server.change(&near, 2, json!([{ "range": { "start": end, "end": end }, "text": program.text }]));
    let many = |params: &Value| params["diagnostics"].as_array().is_some_and(|diagnostics| diagnostics.len() > 1);
    let (time, _) = server.published(&near, LIMIT, many).map_err(said)?;
    server.alive().map_err(said)?;
    let took = time - start;
    let words = format!("{:.0} ms", took.as_secs_f64() * 1e3);
    if took < Duration::from_millis(500) { Ok(words) } else { Err(words) }
}
