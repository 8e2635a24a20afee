//! The protocol, driven over the pipes of the real binary: life cycle, transport, synchronisation.

use serde_json::{Value, json};

use client::{Client, able};

#[path = "lsp/client.rs"]
mod client;

const URI: &str = "file:///w/app.py";

fn shut_down(client: &mut Client) {
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
    client.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
}

#[test]
fn initialize_says_who_answers_and_what_it_can_do() {
    let (_, answer) = Client::initialized(able(false));
    let result = &answer["result"];
    assert_eq!(result["serverInfo"], json!({ "name": "aadsts", "version": env!("CARGO_PKG_VERSION") }));
    let capabilities = &result["capabilities"];
    assert_eq!(capabilities["textDocumentSync"]["change"], 2);
    assert_eq!(capabilities["hoverProvider"], true);
    assert_eq!(
        capabilities["codeActionProvider"]["codeActionKinds"],
        json!(["quickfix.aadsts", "source.fixAll.aadsts"])
    );
    assert!(capabilities.get("diagnosticProvider").is_none());
}

#[test]
fn the_first_known_encoding_of_the_client_is_taken() {
    for (offered, taken) in [
        (json!(["utf-32", "utf-8", "utf-16"]), "utf-32"),
        (json!(["utf-8", "utf-16"]), "utf-8"),
        (json!(["utf-7"]), "utf-16"),
        (Value::Null, "utf-16"),
    ] {
        let (_, answer) =
            Client::initialized(json!({ "capabilities": { "general": { "positionEncodings": offered } } }));
        assert_eq!(answer["result"]["capabilities"]["positionEncoding"], taken);
    }
}

#[test]
fn unexpected_types_in_initialize_cost_nothing() {
    let (mut client, answer) = Client::initialized(
        json!({ "processId": "x", "capabilities": { "textDocument": [1], "workspace": "y" }, "rootUri": 3 }),
    );
    assert!(answer["result"].is_object(), "{answer}");
    client.assert_alive();
}

#[test]
fn exit_after_shutdown_is_0_at_once_though_input_stays_open() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", "x = 1\n");
    shut_down(&mut client);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn exit_without_shutdown_is_1() {
    let (mut client, _) = Client::initialized(able(false));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
    let mut client = Client::start();
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn end_of_input_is_1_at_every_stage() {
    let mut client = Client::start();
    client.close_input();
    assert_eq!(client.exit_code(), Some(1));

    let (mut client, _) = Client::initialized(able(false));
    client.close_input();
    assert_eq!(client.exit_code(), Some(1));

    // A question of the server is open.
    let mut params = able(false);
    params["capabilities"]["workspace"]["configuration"] = true.into();
    let (mut client, _) = Client::initialized(params);
    client.wait_method("workspace/configuration");
    client.close_input();
    assert_eq!(client.exit_code(), Some(1));

    let (mut client, _) = Client::initialized(able(false));
    client.request("shutdown", Value::Null);
    client.close_input();
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn requests_at_the_wrong_time_are_refused() {
    let mut client = Client::start();
    assert_eq!(client.request("textDocument/hover", json!({}))["error"]["code"], -32002);
    assert!(client.request("initialize", able(false))["result"].is_object());
    assert_eq!(client.request("initialize", able(false))["error"]["code"], -32600);
    client.request("shutdown", Value::Null);
    assert_eq!(client.request("textDocument/hover", json!({}))["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn undecodable_frames_are_answered_and_survived() {
    let (mut client, _) = Client::initialized(able(false));
    let frames: [&[u8]; 6] = [
        b"Content-Length: 11\r\n\r\n{\"jsonrpc\":",
        b"Content-Length: 2\r\n\r\n\xff\xfe",
        b"Content-Length: x\r\n\r\n",
        b"Content-Lenght: 2\r\n\r\n{}",
        b"garbage\r\n\r\n",
        b"Content-Length: 0\r\n\r\n",
    ];
    for frame in frames {
        client.send_raw(frame);
        let answer = client.wait(|message| message["error"]["code"] == -32700);
        assert_eq!(answer["id"], Value::Null);
        client.assert_alive();
    }
    shut_down(&mut client);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn messages_that_are_no_requests_are_answered_and_survived() {
    let (mut client, _) = Client::initialized(able(false));
    for body in
        ["{}", "[]", "7", "null", "\"x\"", "[[]]", r#"{"jsonrpc":"2.0","id":9,"result":1}"#, r#"{"method":7,"id":1}"#]
    {
        client.send_body(body.as_bytes());
        client.assert_alive();
    }
    client.send_body(b"{\"jsonrpc\":\"1.0\",\"method\":\"x\",\"id\":1}");
    client.wait(|message| message["error"]["code"] == -32600);
}

#[test]
fn odd_but_decodable_frames_are_served() {
    let (mut client, _) = Client::initialized(able(false));
    let body = br#"{"jsonrpc":"2.0","id":"low","method":"test/unknown"}"#;
    client.send_raw(format!("content-length: {}\r\ncontent-type: x\r\n\r\n", body.len()).as_bytes());
    client.send_raw(body);
    client.wait(|message| message["id"] == "low" && message["error"]["code"] == -32601);

    client.send_body(br#"[{"jsonrpc":"2.0","id":"one","method":"test/a"},{"jsonrpc":"2.0","method":"$/b"},{"jsonrpc":"2.0","id":"two","method":"test/c"}]"#);
    client.wait(|message| message["id"] == "one");
    client.wait(|message| message["id"] == "two");

    let text = r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///w/s.py","languageId":"python","version":1,"text":"a\ud800b"}}}"#;
    client.send_body(text.as_bytes());
    assert_eq!(client.published("file:///w/s.py", 1), json!([]));
}

#[test]
fn every_spelling_of_a_uri_gets_diagnostics_under_that_spelling() {
    let (mut client, _) = Client::initialized(able(false));
    for uri in [
        "file:///w/app/[slug]/page.ts",
        "file:///w/app/%5Bslug%5D/page.ts",
        "file:///w/a b/ä😀.py",
        "file:///c%3A/x.cs",
        "file:///C:\\x\\y.cs",
        "file://wsl$/Ubuntu/x.py",
        "file:///w/%zz^.py",
        "untitled:Untitled-1",
        "vscode-notebook-cell:/w/x.ipynb#W0sZmlsZQ%3D%3D",
        "output:extension-output-#1",
        "relative/x.py",
        "",
    ] {
        client.open(uri, "python", "x = 1\n");
        assert_eq!(client.published(uri, 1), json!([]));
        assert_eq!(client.hover(uri, 0, 0), Value::Null);
        let params = json!({
            "textDocument": { "uri": uri }, "context": { "diagnostics": [] },
            "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } },
        });
        assert_eq!(client.request("textDocument/codeAction", params)["result"], json!([]));
    }
}

#[test]
fn diagnostics_are_pushed_in_order_and_end_with_the_last_version() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", "");
    for version in 2..=500 {
        let end = json!({ "line": 0, "character": version - 2 });
        client.change(URI, version, json!([{ "range": { "start": end, "end": end }, "text": "x" }]));
    }
    let mut last = 0;
    while last < 500 {
        let message = client.wait_method("textDocument/publishDiagnostics");
        let version = message["params"]["version"].as_i64().expect("a version");
        assert!(version > last, "{version} after {last}");
        last = version;
    }
    assert_eq!(client.rest(), Vec::<Value>::new());
}

#[test]
fn closing_clears_and_forgets() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", "x = 1\n");
    client.published(URI, 1);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    let cleared = client.wait_method("textDocument/publishDiagnostics");
    assert_eq!(cleared["params"], json!({ "uri": URI, "diagnostics": [] }));
    client.change(URI, 2, json!([{ "text": "y" }]));
    assert_eq!(client.hover(URI, 0, 0), Value::Null);
    client.open(URI, "python", "z");
    assert_eq!(client.published(URI, 1), json!([]));
}

#[test]
fn a_client_that_pulls_is_never_pushed_to() {
    for key in ["diagnostics", "diagnostic"] {
        let mut params = able(true);
        let workspace = params["capabilities"]["workspace"].as_object_mut().expect("an object");
        workspace.remove("diagnostics");
        workspace.insert(key.to_owned(), json!({ "refreshSupport": true }));
        let (mut client, answer) = Client::initialized(params);
        assert_eq!(answer["result"]["capabilities"]["diagnosticProvider"]["identifier"], "aadsts");
        let pull = |client: &mut Client, previous: Value| {
            let mut params = json!({ "textDocument": { "uri": URI } });
            if !previous.is_null() {
                params["previousResultId"] = previous;
            }
            client.request("textDocument/diagnostic", params)["result"].clone()
        };
        assert_eq!(pull(&mut client, Value::Null), json!({ "kind": "full", "items": [] }), "before it is open");
        client.open(URI, "python", "x = 1\n");
        let first = pull(&mut client, Value::Null);
        assert_eq!((&first["kind"], &first["items"]), (&json!("full"), &json!([])));
        let again = pull(&mut client, first["resultId"].clone());
        assert_eq!(again, json!({ "kind": "unchanged", "resultId": first["resultId"] }));
        client.change(URI, 2, json!([{ "text": "y = 2\n" }]));
        assert_eq!(pull(&mut client, first["resultId"].clone())["kind"], "full");
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
        assert_eq!(client.rest(), Vec::<Value>::new());
    }
}

#[test]
fn a_client_that_cannot_refresh_is_pushed_to() {
    let mut params = able(true);
    params["capabilities"]["workspace"]["diagnostics"] = json!({});
    let (mut client, answer) = Client::initialized(params);
    assert!(answer["result"]["capabilities"].get("diagnosticProvider").is_none());
    client.open(URI, "python", "x = 1\n");
    assert_eq!(client.published(URI, 1), json!([]));
}

#[test]
fn settings_are_asked_for_and_changes_judge_again() {
    let mut params = able(false);
    params["capabilities"]["workspace"]["configuration"] = true.into();
    let (mut client, _) = Client::initialized(params);
    client.open(URI, "python", "x = 1\n");
    client.published(URI, 1);
    let question = client.wait_method("workspace/configuration");
    assert_eq!(question["params"]["items"], json!([{ "section": "aadsts" }]));
    client.reply(&question, json!([{ "placeholder": "MINE" }]));
    client.published(URI, 1);

    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    let question = client.wait_method("workspace/configuration");
    client.reply(&question, json!([{ "placeholder": "OTHER" }]));
    client.published(URI, 1);
}

#[test]
fn settings_may_come_with_the_notification() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", "x = 1\n");
    client.published(URI, 1);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "aadsts": { "placeholder": "MINE" } } }));
    client.published(URI, 1);
}

#[test]
fn changed_settings_ask_a_pulling_client_to_pull_again() {
    let (mut client, _) = Client::initialized(able(true));
    client.open(URI, "python", "x = 1\n");
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "aadsts": { "placeholder": "MINE" } } }));
    let refresh = client.wait_method("workspace/diagnostic/refresh");
    client.reply(&refresh, Value::Null);
    client.assert_alive();
}

#[test]
fn a_client_that_refuses_or_ignores_questions_is_served() {
    let mut params = able(false);
    params["capabilities"]["workspace"]["configuration"] = true.into();
    params["capabilities"]["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    params["capabilities"]["workspace"]["didChangeConfiguration"] = json!({ "dynamicRegistration": true });
    let (mut client, _) = Client::initialized(params);
    let registration = client.wait_method("client/registerCapability");
    assert_eq!(
        registration["params"]["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"],
        "**/aadsts.toml"
    );
    client.send(&json!({ "jsonrpc": "2.0", "id": registration["id"], "error": { "code": -32603, "message": "no" } }));
    client.wait_method("workspace/configuration");
    client.open(URI, "python", "x = 1\n");
    client.published(URI, 1);
    shut_down(&mut client);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn a_client_that_writes_without_reading_is_not_blocked() {
    let mut client = Client::start_deaf();
    let initialize = client.ask("initialize", able(false));
    // More answers than the pipe holds, asked for before any of them is read.
    let ids: Vec<i64> = (0..5_000).map(|_| client.ask("test/unknown", json!({ "filler": "x".repeat(100) }))).collect();
    client.listen();
    assert!(client.answer(initialize)["result"].is_object());
    for id in ids {
        assert_eq!(client.answer(id)["error"]["code"], -32601);
    }
}

#[test]
fn a_client_that_never_reads_can_leave() {
    let mut client = Client::start_deaf();
    client.ask("initialize", able(false));
    for _ in 0..5_000 {
        client.ask("test/unknown", json!({}));
    }
    client.ask("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn a_broken_configuration_file_is_a_diagnostic_in_it() {
    let (mut client, _) = Client::initialized(able(false));
    let uri = "file:///w/aadsts.toml";
    client.open(uri, "toml", "[rules]\nfirst-party-client-id = 'loud'\n");
    let diagnostics = client.published(uri, 1);
    assert_eq!(diagnostics.as_array().map(Vec::len), Some(1), "{diagnostics:#}");
    assert_eq!((&diagnostics[0]["code"], &diagnostics[0]["severity"]), (&json!("invalid-configuration"), &json!(1)));
    assert_eq!(diagnostics[0]["range"]["start"]["line"], 1);
    client.change(uri, 2, json!([{ "text": "[rules]\nfirst-party-client-id = 'note'\n" }]));
    assert_eq!(client.published(uri, 2), json!([]));
}

#[test]
fn two_hundred_documents_at_once_all_get_their_last_version() {
    let (mut client, _) = Client::initialized(able(false));
    let uris: Vec<String> = (0..200).map(|index| format!("file:///w/{index}.py")).collect();
    for uri in &uris {
        client.open(uri, "python", "x = 1\n");
    }
    for uri in &uris {
        client.change(uri, 2, json!([{ "text": "y = 2\n" }]));
    }
    for uri in &uris {
        assert_eq!(client.published(uri, 2), json!([]));
    }
}
