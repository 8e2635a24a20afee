//! The quick-fix menu over the pipes of the real binary: replacements, ways to silence, edits of other files.

use std::fs;

use serde_json::{Value, json};

use client::{Client, able, file_uri};
use edits::{applied, code_actions, edits, menu, titled};

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/edits.rs"]
mod edits;

const URI: &str = "file:///w/app.py";
const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const RETIRED: &str = "31359c7f-bd7e-475c-86db-fdb8c937548e";
const TENANT_APP: &str = "11112222-3333-4444-8555-666677778888";

/// A client that resolves actions, makes files and opens pages.
fn capable() -> Value {
    let mut params = able(false);
    params["capabilities"]["workspace"]["workspaceEdit"]["resourceOperations"] = json!(["create"]);
    params["capabilities"]["workspace"]["applyEdit"] = true.into();
    params["capabilities"]["window"] = json!({ "showDocument": { "support": true } });
    params["capabilities"]["textDocument"]["codeAction"] =
        json!({ "dataSupport": true, "resolveSupport": { "properties": ["edit"] } });
    params
}

fn line(line: u32) -> Value {
    json!({ "start": { "line": line, "character": 0 }, "end": { "line": line, "character": 99 } })
}

#[test]
fn the_menu_goes_from_cure_to_silence_to_reading() {
    let (mut client, answer) = Client::initialized(capable());
    assert_eq!(answer["result"]["capabilities"]["codeActionProvider"]["resolveProvider"], true);
    client.open(URI, "python", &format!("client_id = \"{ID}\"\n"));
    let menu = menu(&mut client, URI, &line(0));
    let titles: Vec<&str> = menu.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Replace by the placeholder YOUR_TENANT_APP_CLIENT_ID",
            "Read it from the environment variable AZURE_CLIENT_ID",
            "Ignore first-party-client-id here",
            "Ignore first-party-client-id in this file",
            &format!("Allow {ID} in this project (aadsts.toml)"),
            "Show how to register your own app for this",
            "Open the page of first-party-client-id",
        ]
    );
    // Eglot 1.9 drops every action whose kind is not the very one that it asked for.
    assert!(menu.iter().all(|(_, action)| action["kind"] == "quickfix"));
    for context in [json!({ "diagnostics": [] }), json!({ "diagnostics": [], "only": ["quickfix.aadsts"] })] {
        let actions = code_actions(&mut client, URI, &line(0), &context);
        assert!(actions.len() >= 6 && actions.iter().all(|action| action["kind"] == "quickfix.aadsts"), "{context}");
    }
    let preferred: Vec<&String> =
        menu.iter().filter(|(_, action)| action["isPreferred"] == true).map(|(title, _)| title).collect();
    assert_eq!(preferred, ["Replace by the placeholder YOUR_TENANT_APP_CLIENT_ID"]);
}

#[test]
fn one_action_replaces_an_id_everywhere_in_the_file() {
    let mut params = able(false);
    params["initializationOptions"] = json!({ "tenantAppId": TENANT_APP });
    let (mut client, _) = Client::initialized(params);
    let text = format!("client_id = \"{ID}\"\nother = Credential(client_id=\"{ID}\")\nclient_id = \"{RETIRED}\"\n");
    client.open(URI, "python", &text);
    let here = menu(&mut client, URI, &line(0));
    let action = titled(&here, &format!("Use your tenant's app {TENANT_APP} in all 2 places of this file"));
    assert_eq!(applied(&text, edits(action)), text.replace(ID, TENANT_APP));
    let retired = menu(&mut client, URI, &line(2));
    assert!(retired.iter().all(|(title, _)| !title.contains("in all")), "{retired:#?}");
}

#[test]
fn ignoring_takes_a_comment_that_is_there() {
    let (mut client, _) = Client::initialized(able(false));
    let text = format!("# aadsts:ignore[retired-client-id] shared\nclient_id = \"{ID}\"\n");
    client.open(URI, "python", &text);
    let here = menu(&mut client, URI, &line(1));
    let expected = text.replace("[retired-client-id]", "[retired-client-id, first-party-client-id]");
    assert_eq!(applied(&text, edits(titled(&here, "Ignore first-party-client-id here"))), expected);

    let text = format!("#!/usr/bin/env python3\n# aadsts:ignore-file[retired-client-id]\nclient_id = \"{ID}\"\n");
    client.change(URI, 2, json!([{ "text": text }]));
    let here = menu(&mut client, URI, &line(2));
    let expected = text.replace("[retired-client-id]", "[retired-client-id, first-party-client-id]");
    assert_eq!(applied(&text, edits(titled(&here, "Ignore first-party-client-id in this file"))), expected);
}

#[test]
fn a_suppression_that_suppresses_nothing_can_be_removed() {
    let (mut client, _) = Client::initialized(able(false));
    let text = "x = 1\n# aadsts:ignore[first-party-client-id] once\ny = 2\n";
    client.open(URI, "python", text);
    let here = menu(&mut client, URI, &line(1));
    assert_eq!(here.len(), 1, "{here:#?}");
    let action = titled(&here, "Remove this suppression");
    assert_eq!(action["isPreferred"], true);
    assert_eq!(applied(text, edits(action)), "x = 1\ny = 2\n");
}

#[test]
fn ignoring_in_the_file_silences_it() {
    let (mut client, _) = Client::initialized(able(false));
    for (language, name, text) in [
        ("python", "a.py", format!("#!/usr/bin/python\nclient_id = \"{ID}\"\n")),
        ("xml", "web.config", format!("<?xml version=\"1.0\"?>\n<add key=\"ClientId\" value=\"{ID}\" />\n")),
        ("powershell", "a.ps1", format!("$clientId = '{ID}'\r\n")),
        ("yaml", "a.yml", format!("client_id: {ID}\n")),
    ] {
        let uri = format!("file:///w/{name}");
        client.open(&uri, language, &text);
        assert_eq!(client.published(&uri, 1).as_array().map(Vec::len), Some(1), "{name}");
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
        let here = menu(&mut client, &uri, &whole);
        let silenced = applied(&text, edits(titled(&here, "Ignore first-party-client-id in this file")));
        client.change(&uri, 2, json!([{ "text": silenced }]));
        assert_eq!(client.published(&uri, 2), json!([]), "{silenced}");
    }
}

#[test]
fn ignoring_here_speaks_the_language_of_the_place() {
    let (mut client, _) = Client::initialized(able(false));
    let own = "// aadsts:ignore[first-party-client-id]\n";
    let outer = "<!-- aadsts:ignore[first-party-client-id] -->\n";
    for (language, name, before, after, comment) in [
        ("vue", "a.vue", "<script>\n", "export default { clientId: \"ID\" }\n</script>\n", own),
        ("html", "a.html", "<body>\n<script>\n  ", "const clientId = \"ID\";\n</script>\n", own),
        // In front of the tag the script has not begun.
        ("html", "b.html", "<body>\n", "<script>const clientId = \"ID\";</script>\n", outer),
        ("xml", "a.xml", "<a>\n  ", "<add key=\"ClientId\" value=\"ID\" />\n</a>\n", outer),
    ] {
        let (uri, after) = (format!("file:///w/{name}"), after.replace("ID", ID));
        let text = format!("{before}{after}");
        client.open(&uri, language, &text);
        assert_eq!(client.published(&uri, 1).as_array().map(Vec::len), Some(1), "{name}");
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
        let here = menu(&mut client, &uri, &whole);
        let silenced = applied(&text, edits(titled(&here, "Ignore first-party-client-id here")));
        let indent = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        assert_eq!(silenced, format!("{before}{comment}{indent}{after}"));
        client.change(&uri, 2, json!([{ "text": silenced }]));
        assert_eq!(client.published(&uri, 2), json!([]), "{silenced}");
    }
}

#[test]
fn json_is_silenced_by_an_entry_of_the_configuration() {
    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir(root.path().join("app")).expect("a folder");
    let uri = file_uri(&root.path().join("app/[settings].json"));
    let text = format!("{{\n  \"clientId\": \"{ID}\"\n}}\n");
    let mut params = capable();
    params["workspaceFolders"] = json!([{ "uri": file_uri(root.path()), "name": "root" }]);
    let (mut client, _) = Client::initialized(params);
    client.open(&uri, "json", &text);
    assert_eq!(client.published(&uri, 1).as_array().map(Vec::len), Some(1));
    let here = menu(&mut client, &uri, &line(1));
    assert!(here.iter().all(|(title, _)| !title.starts_with("Ignore")), "{here:#?}");
    let action = titled(&here, &format!("Allow {ID} in this file (aadsts.toml)"));
    assert!(action.get("edit").is_none(), "it touches another file, so it is resolved");

    let resolved = client.request("codeAction/resolve", action.clone())["result"].clone();
    let operations = resolved["edit"]["documentChanges"].as_array().expect("operations");
    assert_eq!(operations[0]["kind"], "create");
    let configuration = root.path().join("aadsts.toml");
    assert_eq!(operations[0]["uri"], file_uri(&configuration).replace('\\', "/"));
    assert_eq!(operations[1]["textDocument"]["version"], Value::Null);
    let written = applied("", &operations[1]["edits"]);
    assert!(written.contains("paths = [\"/app/[[]settings[]].json\"]"), "{written}");
    fs::write(&configuration, &written).expect("the folder is writable");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": file_uri(&configuration) } }));
    assert_eq!(client.published(&uri, 1), json!([]));

    // The next entry goes behind the first, also into a file that is open and not saved.
    let configuration_uri = file_uri(&configuration);
    let unsaved = format!("{written}# not saved");
    client.open(&configuration_uri, "toml", &unsaved);
    let other = file_uri(&root.path().join("other.json"));
    client.open(&other, "json", &text);
    let here = menu(&mut client, &other, &line(1));
    let action = titled(&here, &format!("Allow {ID} in this project (aadsts.toml)"));
    let resolved = client.request("codeAction/resolve", action.clone())["result"].clone();
    let change = &resolved["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": configuration_uri, "version": 1 }));
    let written = applied(&unsaved, &change["edits"]);
    assert!(
        written.starts_with(&format!("{unsaved}\n\n[[allow]]\napp-id = \"{ID}\" # Microsoft Azure CLI\nreason")),
        "{written}"
    );
}

#[test]
fn a_client_that_resolves_nothing_gets_the_edit_at_once() {
    let root = tempfile::tempdir().expect("a folder");
    let configuration = root.path().join("aadsts.toml");
    fs::write(&configuration, "exclude = ['x']\n").expect("the folder is writable");
    let uri = file_uri(&root.path().join("a.json"));
    let mut params = able(false);
    params["capabilities"]["workspace"]["workspaceEdit"] = json!({});
    let (mut client, _) = Client::initialized(params);
    client.open(&uri, "json", &format!("{{\n  \"clientId\": \"{ID}\"\n}}\n"));
    let here = menu(&mut client, &uri, &line(1));
    let changes = &titled(&here, &format!("Allow {ID} in this project"))["edit"]["changes"];
    let edit = &changes[file_uri(&configuration)][0];
    assert_eq!(edit["range"]["start"], json!({ "line": 1, "character": 0 }));

    // Without a configuration there is no file to edit, and this client cannot make one.
    fs::remove_file(&configuration).expect("the folder is writable");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": file_uri(&configuration) } }));
    let here = menu(&mut client, &uri, &line(1));
    assert!(here.iter().all(|(title, _)| !title.starts_with("Allow")), "{here:#?}");
}

#[test]
fn opening_a_page_asks_the_client_for_it() {
    let (mut client, _) = Client::initialized(capable());
    client.open(URI, "python", &format!("client_id = \"{ID}\"\n"));
    let here = menu(&mut client, URI, &line(0));
    let command = titled(&here, "Open the page")["command"].clone();
    let id = client
        .ask("workspace/executeCommand", json!({ "command": command["command"], "arguments": command["arguments"] }));
    let question = client.wait_method("window/showDocument");
    let page = "https://github.com/aadsts/aadsts/blob/main/server/src/rule/first-party-client-id.md";
    assert_eq!(question["params"], json!({ "uri": page, "external": true }));
    client.reply(&question, json!({ "success": true }));
    assert_eq!(client.answer(id)["result"], true);
}

#[test]
fn the_command_to_ignore_applies_the_edit() {
    let (mut client, _) = Client::initialized(capable());
    let text = format!("x = 1\nclient_id = \"{ID}\"\n");
    client.open(URI, "python", &text);
    for (place, expected) in [
        ("here", format!("x = 1\n# aadsts:ignore[first-party-client-id]\nclient_id = \"{ID}\"\n")),
        ("file", format!("# aadsts:ignore-file[first-party-client-id]\n{text}")),
    ] {
        let argument = json!({ "uri": URI, "position": { "line": 1, "character": 20 }, "where": place });
        let params = json!({ "command": "aadsts.server.ignore", "arguments": [argument] });
        let id = client.ask("workspace/executeCommand", params);
        let question = client.wait_method("workspace/applyEdit");
        assert_eq!(applied(&text, edits(&question["params"])), expected);
        client.reply(&question, json!({ "applied": true }));
        assert_eq!(client.answer(id)["result"], true);
    }
    let nowhere = json!({ "uri": URI, "position": { "line": 0, "character": 0 } });
    let params = json!({ "command": "aadsts.server.ignore", "arguments": [nowhere] });
    assert_eq!(client.request("workspace/executeCommand", params)["result"], false);
    let params = json!({ "command": "aadsts.server.ignore", "arguments": [7] });
    assert_eq!(client.request("workspace/executeCommand", params)["error"]["code"], -32602);
}
