//! The server ends when it must and only then: records, replays, clients that die, do not read or never answer, and
//! texts of a size that nobody expects.

use std::fs;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use client::{Client, able, server};

#[path = "lsp/client.rs"]
mod client;

const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const URI: &str = "file:///w/app.py";

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect()
}

/// A recorded session; the lines of the record.
fn recorded(folder: &tempfile::TempDir, arguments: &[&str]) -> (std::path::PathBuf, Vec<Value>) {
    let path = folder.path().join("session.jsonl");
    let mut command = Command::new(env!("CARGO_BIN_EXE_aadsts"));
    command.arg("lsp").args(arguments).arg("--record").arg(&path).env_clear().env("AADSTS_LOG", "off");
    let mut client = Client::spawn(command);
    client.listen();
    let mut params = able(false);
    params["capabilities"]["workspace"]["configuration"] = true.into();
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    let question = client.wait_method("workspace/configuration");
    client.reply(&question, json!([{ "placeholder": "MINE" }]));
    client.open(URI, "python", &format!("secretive_name = 1\nclient_id = \"{ID}\"\n"));
    client.published(URI, 1);
    client.send_body(b"{");
    client.hover(URI, 1, 20);
    client.change(URI, 2, json!([{ "text": format!("client_id = \"{ID}\"\nclientId = \"{ID}\"\n") }]));
    assert_eq!(client.published(URI, 2).as_array().map(Vec::len), Some(2));
    client.request("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
    let text = fs::read_to_string(&path).expect("the record is there");
    (path, lines(&text))
}

#[test]
fn a_record_holds_every_message_and_no_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, record) = recorded(&folder, &[]);
    let text = fs::read_to_string(path).expect("the record is there");
    assert!(!text.contains("secretive") && text.contains("xxxxxxxxx_xxxx = 0"), "{text}");
    assert!(text.contains(ID), "ids that everybody knows stay");
    assert_eq!(record[0]["aadsts"], env!("CARGO_PKG_VERSION"));
    let of = |from: &str| record.iter().filter(|line| line["from"] == from).count();
    assert_eq!((of("client"), record.iter().filter(|line| line.get("bad").is_some()).count()), (9, 1));
    assert!(of("server") >= 7, "{record:#?}");
}

#[test]
fn a_record_with_text_keeps_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, _) = recorded(&folder, &["--record-text"]);
    assert!(fs::read_to_string(path).expect("the record is there").contains("secretive_name = 1"));
}

#[test]
fn a_replay_says_what_was_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, record) = recorded(&folder, &["--record-text"]);
    let replay = |path: &std::path::Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aadsts"));
        command.arg("lsp").arg("--replay").arg(path).env_clear().env("AADSTS_LOG", "off");
        command.output().expect("the binary starts")
    };
    let output = replay(&path);
    assert_eq!(output.status.code(), Some(0));
    let again = lines(&String::from_utf8(output.stdout).expect("text"));
    // Answers come in the order of their requests; what is published may come between them.
    let said = |lines: &[Value], published: bool| -> Vec<Value> {
        let own = lines.iter().filter(|line| line["from"] == "server").map(|line| line["msg"].clone());
        own.filter(|message| (message["method"] == "textDocument/publishDiagnostics") == published).collect()
    };
    assert_eq!(said(&again, false), said(&record, false));
    assert_eq!(said(&again, true).last(), said(&record, true).last());

    // An answer that is not given today is missed.
    let mut text = fs::read_to_string(&path).expect("the record is there");
    text.push_str("{\"t\":1,\"from\":\"server\",\"msg\":{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":null}}\n");
    let changed = folder.path().join("changed.jsonl");
    fs::write(&changed, text.replace("\"method\":\"shutdown\"", "\"method\":\"test/other\"")).expect("written");
    assert_eq!(replay(&changed).status.code(), Some(1));
    fs::write(&changed, "no record").expect("written");
    assert_eq!(replay(&changed).status.code(), Some(2));
    assert_eq!(replay(&folder.path().join("nowhere")).status.code(), Some(2));
}

/// The client dies, and somebody else holds its end of the pipe open.
#[cfg(unix)]
#[test]
fn the_end_of_the_clients_process_ends_the_server() {
    let mut command = Command::new("sh");
    command.arg("-c").arg("\"$0\" lsp; exit").arg(env!("CARGO_BIN_EXE_aadsts")).env("AADSTS_LOG", "off");
    let mut client = Client::spawn(command);
    client.listen();
    let mut params = able(false);
    params["processId"] = client.process.into();
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client.assert_alive();
    if !cfg!(target_os = "linux") {
        return;
    }
    let killed = Command::new("kill").arg("-9").arg(client.process.to_string()).status().expect("kill runs");
    assert!(killed.success());
    client.exit_code();
    client.assert_output_ends();
}

#[test]
fn a_process_that_is_not_ours_to_watch_is_ignored() {
    let mut gone = Command::new(env!("CARGO_BIN_EXE_aadsts")).arg("--version").output().map(|_| 0).expect("it runs");
    gone += 4_000_000;
    for process in [json!(0), json!(gone), json!(-5), json!("x")] {
        let mut params = able(false);
        params["processId"] = process;
        let (mut client, answer) = Client::initialized(params);
        assert!(answer["result"].is_object());
        client.assert_alive();
    }
}

#[test]
fn what_waits_for_a_deaf_client_is_bounded() {
    const COUNT: usize = 1_000;
    let mut deaf = Client::start_deaf();
    let initialize = deaf.ask("initialize", able(false));
    // An answer repeats the id of its request: 100 MB of answers, three times what may wait.
    let progress = deaf.ask_from_a_thread("test/unknown", &"x".repeat(100_000), COUNT);
    let mut asked = 0;
    // The server takes no more when nothing moves for long.
    while let Ok(number) = progress.recv_timeout(Duration::from_secs(1)) {
        asked = number;
    }
    let peak = deaf.memory("VmHWM");
    assert!(asked < COUNT, "everything was read, though nothing was taken");
    deaf.listen();
    assert!(deaf.answer(initialize)["result"].is_object());
    let last = format!("{COUNT} ");
    deaf.wait(|message| message["id"].as_str().is_some_and(|id| id.starts_with(&last)));
    if let Some(peak) = peak {
        assert!(peak < 80 << 20, "{} MB while {asked} of {COUNT} requests were asked", peak >> 20);
    }
}

#[test]
fn a_thousand_documents_and_memory_afterwards() {
    let (mut client, _) = Client::initialized(able(false));
    let text = format!("{}client_id = \"{ID}\"\n", "x = 1\n".repeat(500));
    let uris: Vec<String> = (0..1000).map(|index| format!("file:///w/{index}.py")).collect();
    let round = |client: &mut Client| {
        for uri in &uris {
            client.open(uri, "python", &text);
        }
        for uri in &uris {
            let diagnostics = client.published(uri, 1);
            assert_eq!(diagnostics[0]["range"]["start"]["line"], 500);
        }
        for uri in &uris {
            client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        }
        for uri in &uris {
            let cleared = |message: &Value| message["params"] == json!({ "uri": uri, "diagnostics": [] });
            client.wait(cleared);
        }
    };
    round(&mut client);
    let first = client.memory("VmRSS");
    for _ in 0..2 {
        round(&mut client);
    }
    if let (Some(first), Some(last)) = (first, client.memory("VmRSS")) {
        assert!(last < first + (8 << 20), "{} MB, then {} MB", first >> 20, last >> 20);
    }
}

#[test]
fn a_document_of_20_mb_is_typed_into() {
    let (mut client, _) = Client::initialized(able(false));
    let line = "2026-11-25 06:00:00 INFO request served in 12 ms, nothing of note happened here at all\n";
    let text = line.repeat((20 << 20) / line.len());
    let last = text.lines().count();
    let mut left = Vec::new();
    for _ in 0..3 {
        client.open(URI, "log", &text);
        assert_eq!(client.published(URI, 1), json!([]));
        let mut typed = 0;
        for character in "AADSTS65002".chars() {
            let end = json!({ "line": last, "character": typed });
            typed += 1;
            client.change(URI, 1 + typed, json!([{ "range": { "start": end, "end": end }, "text": character }]));
        }
        client.published(URI, 12);
        let hover = client.hover(URI, last as u32, 4);
        assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("65002")), "{hover}");
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
        client.wait(|message| message["params"] == json!({ "uri": URI, "diagnostics": [] }));
        client.assert_alive();
        left.extend(client.memory("VmRSS"));
    }
    // What the text took in pieces of a kilobyte may stay with the allocator, once; whole copies of it may not.
    let megabytes: Vec<u64> = left.iter().map(|bytes| bytes >> 20).collect();
    assert!(megabytes.iter().all(|left| *left < 48), "{megabytes:?} MB after closing");
    if let Some(peak) = client.memory("VmHWM") {
        // Seven copies: received, edited, looked at, each of them for two versions on a busy machine.
        assert!(peak < 160 << 20, "{} MB at most", peak >> 20);
    }
}

#[test]
fn ten_thousand_edits_in_a_burst_end_right() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", "");
    let text = format!("client_id = \"{ID}\"\n");
    // The text once and again, character by character, in front of what is there.
    let characters: Vec<char> = text.chars().rev().collect();
    for (version, number) in (0..10_000_usize).zip(2..) {
        let start = json!({ "line": 0, "character": 0 });
        let new = characters[version % characters.len()];
        let change = json!([{ "range": { "start": start, "end": start }, "text": new }]);
        client.change(URI, number, change);
    }
    let whole = 10_000 / characters.len();
    let diagnostics = client.published(URI, 10_001);
    assert_eq!(diagnostics.as_array().map(Vec::len), Some(whole));
    client.assert_alive();
}

#[test]
fn many_hovers_on_a_slow_text_leave_threads_for_others() {
    let (mut client, _) = Client::initialized(able(false));
    let small = "file:///w/small.py";
    client.open(small, "python", &format!("client_id = \"{ID}\"\n"));
    client.published(small, 1);
    client.open(URI, "python", &format!("client_id = \"{ID}\"\n").repeat(1_500));
    let position = json!({ "line": 1_499, "character": 20 });
    let place = json!({ "textDocument": { "uri": URI }, "position": position });
    let slow: Vec<i64> = (0..200).map(|_| client.ask("textDocument/hover", place.clone())).collect();
    // A new version of the small text needs a thread, too, and its hover comes before those of the other.
    client.change(small, 2, json!([{ "text": format!("\nclient_id = \"{ID}\"\n") }]));
    assert!(client.hover(small, 1, 20).is_object());
    assert!(client.kept_answers(&slow) == 0, "the slow text was not slow");
    for id in slow {
        assert!(client.answer(id)["result"].is_object());
    }
}

#[test]
fn a_client_that_dies_at_any_stage_leaves_no_process() {
    let stages: [&dyn Fn(&mut Client); 6] = [
        &|_| {},
        &|client| {
            client.ask("initialize", able(false));
        },
        &|client| client.send_raw(b"Content-Length: 100\r\n\r\n{\"half"),
        &|client| client.send_raw(b"Content-Len"),
        &|client| {
            client.ask("initialize", able(false));
            client.notify("initialized", json!({}));
            client.open(URI, "python", &format!("client_id = \"{ID}\"\n").repeat(2_000));
            client.ask(
                "textDocument/hover",
                json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 20 } }),
            );
        },
        &|client| {
            client.ask("initialize", able(false));
            client.ask("shutdown", Value::Null);
        },
    ];
    for reads in [true, false] {
        for (number, stage) in stages.iter().enumerate() {
            let mut client = if reads { Client::start() } else { Client::spawn(server()) };
            stage(&mut client);
            client.close_input();
            assert_eq!(client.exit_code(), Some(1), "stage {number}, reading: {reads}");
        }
    }
}
