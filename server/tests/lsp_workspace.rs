//! Findings in files that are not open, asked for or scanned, over the pipes of the real binary.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use client::{Client, able, file_uri};

#[path = "lsp/client.rs"]
mod client;

const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

fn workspace(files: usize) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for index in 0..files {
        write(root.path(), &format!("src/{index:03}.py"), &format!("# ä\nclient_id = \"{ID}\"\n"));
    }
    write(root.path(), "clean.py", "x = 1\n");
    root
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is writable");
    fs::write(path, text).expect("the folder is writable");
}

fn pulling(root: &Path) -> Value {
    let mut params = able(true);
    params["workspaceFolders"] = json!([{ "uri": file_uri(root), "name": "root" }]);
    params["initializationOptions"] = json!({ "workspaceDiagnostics": true });
    params
}

fn previous(reports: &[Value]) -> Vec<Value> {
    reports.iter().map(|report| json!({ "uri": report["uri"], "value": report["resultId"] })).collect()
}

#[test]
fn the_whole_workspace_is_reported_only_when_that_is_wanted() {
    let (_, answer) = Client::initialized(able(true));
    assert_eq!(answer["result"]["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], false);
    let root = workspace(1);
    let (_, answer) = Client::initialized(pulling(root.path()));
    assert_eq!(answer["result"]["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
}

#[test]
fn results_stream_with_progress() {
    let root = workspace(70);
    let (mut client, _) = Client::initialized(pulling(root.path()));
    let params = json!({ "previousResultIds": [], "partialResultToken": "part", "workDoneToken": 7 });
    let answer = client.request("workspace/diagnostic", params);
    assert_eq!(answer["result"], json!({ "items": [] }), "everything went out in parts");
    let messages = client.rest();
    let values = |token: &Value| -> Vec<Value> {
        let progress =
            messages.iter().filter(|message| message["method"] == "$/progress" && message["params"]["token"] == *token);
        progress.map(|message| message["params"]["value"].clone()).collect()
    };
    let work = values(&json!(7));
    assert_eq!((&work[0]["kind"], &work[work.len() - 1]["kind"]), (&json!("begin"), &json!("end")));
    assert_eq!(work[work.len() - 1]["message"], "findings in 70 of 71 files");
    let parts = values(&json!("part"));
    assert!(parts.len() > 2, "{} parts", parts.len());
    let mut uris: Vec<&str> = parts
        .iter()
        .flat_map(|part| part["items"].as_array().expect("items"))
        .filter_map(|item| item["uri"].as_str())
        .collect();
    uris.sort_unstable();
    let expected: Vec<String> = (0..70).map(|index| format!("{}/src/{index:03}.py", file_uri(root.path()))).collect();
    assert_eq!(uris, expected);
}

#[test]
fn a_second_question_waits_for_news_and_says_what_changed() {
    let root = workspace(3);
    let (mut client, _) = Client::initialized(pulling(root.path()));
    let first = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }))["result"]["items"].clone();
    let first = first.as_array().expect("items").clone();
    assert_eq!(first.len(), 3);
    let second = client.ask("workspace/diagnostic", json!({ "previousResultIds": previous(&first) }));
    assert!(client.rest().is_empty(), "nothing is new");

    let uri = |name: &str| format!("{}/{name}", file_uri(root.path()));
    write(root.path(), "src/000.py", "x = 1\n");
    write(root.path(), "src/001.py", &format!("\n\nclient_id = \"{ID}\"\n"));
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri("src/000.py"), "type": 2 }] }));
    let items = client.answer(second)["result"]["items"].clone();
    let mut said: Vec<_> = items
        .as_array()
        .expect("items")
        .iter()
        .map(|item| {
            (
                item["uri"].as_str().expect("a uri").to_owned(),
                item["kind"].as_str().expect("a kind").to_owned(),
                item["items"].as_array().map(Vec::len),
            )
        })
        .collect();
    said.sort();
    let expected =
        [("src/000.py", "full", Some(0)), ("src/001.py", "full", Some(1)), ("src/002.py", "unchanged", None)];
    assert_eq!(said, expected.map(|(name, kind, count)| (uri(name), kind.to_owned(), count)));
}

#[test]
fn a_waiting_question_can_be_cancelled_and_holds_nothing_up() {
    let root = workspace(1);
    let (mut client, _) = Client::initialized(pulling(root.path()));
    client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let waiting = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    client.notify("$/cancelRequest", json!({ "id": waiting }));
    assert_eq!(client.answer(waiting)["error"]["code"], -32800);
    client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    client.request("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn a_scan_pushes_what_it_finds_and_clears_what_is_gone() {
    let root = workspace(2);
    write(root.path(), ".ignore", "vendored\n");
    write(root.path(), "vendored/x.py", &format!("client_id = \"{ID}\"\n"));
    write(root.path(), "aadsts.toml", "exclude = ['out']\n");
    write(root.path(), "out/x.py", &format!("client_id = \"{ID}\"\n"));
    let mut params = able(false);
    params["workspaceFolders"] = json!([{ "uri": file_uri(root.path()), "name": "root" }]);
    params["capabilities"]["window"] = json!({ "workDoneProgress": true });
    let (mut client, _) = Client::initialized(params);
    let uri = |name: &str| format!("{}/{name}", file_uri(root.path()));
    let scan = |client: &mut Client| {
        let id = client.ask("workspace/executeCommand", json!({ "command": "aadsts.server.scanWorkspace" }));
        let question = client.wait_method("window/workDoneProgress/create");
        client.reply(&question, Value::Null);
        client.answer(id)["result"].clone()
    };
    let pushed = |client: &mut Client, name: &str| {
        let message = client.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri(name)
        });
        message["params"]["diagnostics"].as_array().expect("a list").len()
    };
    let result = scan(&mut client);
    assert_eq!((&result["findings"], &result["filesWithFindings"]), (&json!(2), &json!(2)), "{result}");
    assert_eq!((pushed(&mut client, "src/000.py"), pushed(&mut client, "src/001.py")), (1, 1));
    let rest = client.rest();
    assert!(rest.iter().all(|message| message["method"] != "textDocument/publishDiagnostics"), "{rest:#?}");

    // One is mended on disk; the other is opened, and answers for itself from then on.
    write(root.path(), "src/000.py", "x = 1\n");
    client.open(&uri("src/001.py"), "python", "x = 1\n");
    assert_eq!(client.published(&uri("src/001.py"), 1), json!([]));
    assert_eq!(scan(&mut client)["findings"], 0);
    assert_eq!(pushed(&mut client, "src/000.py"), 0);
}
