//! Findings, hovers and fixes as an editor sees them, over the pipes of the real binary.

use std::fs;

use serde_json::{Value, json};

use client::{Client, able, file_uri};
use edits::{applied, code_actions};

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/edits.rs"]
mod edits;

const URI: &str = "file:///w/app.py";
const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const TENANT_APP: &str = "11112222-3333-4444-8555-666677778888";

fn text() -> String {
    format!("import msal\napp = msal.PublicClientApplication(\"{ID}\")\n")
}

/// Where the id stands in `text()`, behind `shift` columns.
fn id_range(shift: u32) -> Value {
    let start = 36 + shift;
    json!({ "start": { "line": 1, "character": start }, "end": { "line": 1, "character": start + 36 } })
}

#[test]
fn a_borrowed_id_is_one_warning_with_its_page() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", &text());
    let diagnostics = client.published(URI, 1);
    let [diagnostic] = diagnostics.as_array().expect("a list").as_slice() else { panic!("{diagnostics:#}") };
    assert_eq!(diagnostic["range"], id_range(0));
    assert_eq!(diagnostic["severity"], 2);
    assert_eq!(diagnostic["source"], "aadsts");
    assert_eq!(diagnostic["code"], "first-party-client-id");
    let page = "https://github.com/aadsts/aadsts/blob/main/server/src/rule/first-party-client-id.md";
    assert_eq!(diagnostic["codeDescription"]["href"], page);
}

#[test]
fn pulled_diagnostics_are_those_that_would_be_pushed() {
    let (mut pushed, _) = Client::initialized(able(false));
    pushed.open(URI, "python", &text());
    let expected = pushed.published(URI, 1);
    let (mut client, _) = Client::initialized(able(true));
    client.open(URI, "python", &text());
    let report = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }));
    assert_eq!(report["result"]["items"], expected);
    assert_eq!(report["result"]["items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn findings_follow_the_edits() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", &text());
    let first = client.published(URI, 1);
    client.change(URI, 2, json!([{ "range": id_range(0), "text": "x" }]));
    assert_eq!(client.published(URI, 2), json!([]));
    let start = json!({ "line": 1, "character": 36 });
    let end = json!({ "line": 1, "character": 37 });
    client.change(URI, 3, json!([{ "range": { "start": start, "end": end }, "text": ID }]));
    assert_eq!(client.published(URI, 3), first);
}

#[test]
fn columns_are_counted_in_the_agreed_encoding() {
    for (encoding, width) in [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)] {
        let mut params = able(false);
        params["capabilities"]["general"]["positionEncodings"] = json!([encoding]);
        let (mut client, _) = Client::initialized(params);
        // The emoji stands in front of the id: in a statement of its own on the same line.
        let text = text().replace("app = msal", "n = '😀'; app = msal");
        client.open(URI, "python", &text);
        let diagnostics = client.published(URI, 1);
        // `n = '`, the emoji, `'; `
        assert_eq!(diagnostics[0]["range"], id_range(5 + width + 3), "{encoding}");
        assert_eq!(client.hover(URI, 1, 36 + 5 + width + 3)["range"], id_range(5 + width + 3), "{encoding}");
    }
}

#[test]
fn a_hover_names_the_app_and_the_error() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", &text());
    for column in [36, 54, 71, 72] {
        let hover = client.hover(URI, 1, column);
        assert_eq!(hover["range"], id_range(0));
        assert_eq!(hover["contents"]["kind"], "markdown");
        let value = hover["contents"]["value"].as_str().expect("text");
        assert!(value.contains("Microsoft Azure CLI") && value.contains("AADSTS65002"), "{value}");
    }
    assert_eq!(client.hover(URI, 1, 35), Value::Null);
    assert_eq!(client.hover(URI, 0, 3), Value::Null);
    assert_eq!(client.hover(URI, 99, 99), Value::Null);
}

#[test]
fn a_client_without_markdown_gets_plain_text() {
    let mut params = able(false);
    params["capabilities"]["textDocument"]["hover"] = json!({ "contentFormat": ["plaintext"] });
    let (mut client, _) = Client::initialized(params);
    client.open(URI, "python", &text());
    let contents = &client.hover(URI, 1, 40)["contents"];
    assert_eq!(contents["kind"], "plaintext");
    let value = contents["value"].as_str().expect("text");
    assert!(value.contains("Microsoft Azure CLI") && !value.contains("**") && !value.contains("]("), "{value}");
}

#[test]
fn an_error_code_is_explained_in_any_document() {
    let (mut client, _) = Client::initialized(able(false));
    let uri = "output:extension-output-1";
    client.open(uri, "log", "2026-01-01 AADSTS65002: Consent between first party application\n");
    let hover = client.hover(uri, 0, 15);
    let value = hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{hover:#}"));
    assert!(value.contains("AADSTS65002"), "{value}");
    assert_eq!(
        hover["range"],
        json!({ "start": { "line": 0, "character": 11 }, "end": { "line": 0, "character": 22 } })
    );
}

#[test]
fn the_message_around_a_code_is_read() {
    let (mut client, _) = Client::initialized(able(false));
    let line = format!(
        "AADSTS65002: Consent between first party application '{ID}' and first party resource must be configured\n"
    );
    let text = "ä filler line\n".repeat(10_000) + &line;
    client.open(URI, "log", &text);
    let hover = client.hover(URI, 10_000, 3);
    let value = hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{hover:#}"));
    assert!(value.contains("Microsoft Azure CLI"), "{value}");
}

#[test]
fn the_preferred_fix_writes_the_placeholder() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", &text());
    let diagnostics = client.published(URI, 1);
    let actions =
        code_actions(&mut client, URI, &id_range(0), &json!({ "diagnostics": diagnostics, "only": ["quickfix"] }));
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(actions[0]["kind"], "quickfix");
    assert_eq!(actions[0]["diagnostics"], diagnostics);
    let change = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": URI, "version": 1 }));
    assert_eq!(applied(&text(), &change["edits"]), text().replace(ID, "YOUR_TENANT_APP_CLIENT_ID"));
}

#[test]
fn ignoring_here_silences_the_finding() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", &text());
    client.published(URI, 1);
    let actions = code_actions(&mut client, URI, &id_range(0), &json!({ "diagnostics": [] }));
    let ignore = actions.iter().find(|action| action["edit"].to_string().contains("aadsts:ignore"));
    let ignore = ignore.unwrap_or_else(|| panic!("{actions:#?}"));
    assert_ne!(ignore["isPreferred"], true);
    let text = applied(&text(), &ignore["edit"]["documentChanges"][0]["edits"]);
    assert!(text.contains("aadsts:ignore"), "{text}");
    client.change(URI, 2, json!([{ "text": text }]));
    assert_eq!(client.published(URI, 2), json!([]));
}

#[test]
fn a_configured_tenant_app_is_preferred_and_safe() {
    let mut params = able(false);
    params["initializationOptions"] = json!({ "tenantAppId": TENANT_APP });
    let (mut client, _) = Client::initialized(params);
    client.open(URI, "python", &text());
    client.published(URI, 1);
    let actions =
        code_actions(&mut client, URI, &id_range(0), &json!({ "diagnostics": [], "only": ["source.fixAll"] }));
    assert_eq!(actions[0]["kind"], "source.fixAll.aadsts");
    let edits = &actions[0]["edit"]["documentChanges"][0]["edits"];
    assert_eq!(applied(&text(), edits), text().replace(ID, TENANT_APP));
}

#[test]
fn without_a_tenant_app_there_is_nothing_safe_to_do() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", &text());
    client.published(URI, 1);
    assert_eq!(
        code_actions(&mut client, URI, &id_range(0), &json!({ "diagnostics": [], "only": ["source.fixAll"] })),
        Vec::<Value>::new()
    );
}

#[test]
fn levels_of_rules_come_from_the_client_and_change() {
    let mut params = able(false);
    params["initializationOptions"] = json!({ "rules": { "first-party-client-id": "hint" } });
    let (mut client, _) = Client::initialized(params);
    client.open(URI, "python", &text());
    assert_eq!(client.published(URI, 1)[0]["severity"], 4);
    for (level, severity) in [("note", json!(3)), ("error", json!(1)), ("off", Value::Null)] {
        let settings = json!({ "aadsts": { "rules": { "first-party-client-id": level } } });
        client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
        assert_eq!(client.published(URI, 1)[0]["severity"], severity, "{level}");
    }
}

#[test]
fn diagnostics_after_edits_equal_those_of_a_fresh_open() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", "");
    let mut version = 1;
    for (index, character) in text().char_indices() {
        let before = &text()[..index];
        let line = before.matches('\n').count();
        let column = index - before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = json!({ "line": line, "character": column });
        version += 1;
        client.change(URI, version, json!([{ "range": { "start": end, "end": end }, "text": character.to_string() }]));
    }
    let typed = client.published(URI, version);
    client.open("file:///w/other.py", "python", &text());
    assert_eq!(typed, client.published("file:///w/other.py", 1));
}

#[test]
fn the_nearest_configuration_file_counts_and_is_followed() {
    let root = tempfile::tempdir().expect("a folder");
    let configuration = root.path().join("aadsts.toml");
    let write = |text: &str| fs::write(&configuration, text).expect("the folder is writable");
    let uri = file_uri(&root.path().join("app.py"));
    let saved = json!({ "textDocument": { "uri": file_uri(&configuration) } });
    let mut params = able(false);
    params["workspaceFolders"] = json!([{ "uri": file_uri(root.path()), "name": "root" }]);
    params["initializationOptions"] = json!({ "placeholder": "OF_THE_CLIENT" });

    write("[rules]\nfirst-party-client-id = 'note'\n[fix]\nplaceholder = 'OF_THE_FILE'\n");
    let (mut client, _) = Client::initialized(params);
    client.open(&uri, "python", &text());
    assert_eq!(client.published(&uri, 1)[0]["severity"], 3);
    let actions = code_actions(&mut client, &uri, &id_range(0), &json!({ "diagnostics": [], "only": ["quickfix"] }));
    let edits = &actions[0]["edit"]["documentChanges"][0]["edits"];
    assert_eq!(applied(&text(), edits), text().replace(ID, "OF_THE_FILE"));

    write("[rules]\nfirst-party-client-id = 'error'\n");
    client.notify("textDocument/didSave", saved.clone());
    assert_eq!(client.published(&uri, 1)[0]["severity"], 1);
    let actions = code_actions(&mut client, &uri, &id_range(0), &json!({ "diagnostics": [], "only": ["quickfix"] }));
    let edits = &actions[0]["edit"]["documentChanges"][0]["edits"];
    assert_eq!(applied(&text(), edits), text().replace(ID, "OF_THE_CLIENT"));

    write("[rules\n");
    client.notify("textDocument/didSave", saved.clone());
    assert_eq!(client.published(&uri, 1)[0]["severity"], 1, "the last good meaning stays");

    write("exclude = ['app.py']\n");
    let event = json!({ "changes": [{ "uri": file_uri(&configuration), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", event);
    assert_eq!(client.published(&uri, 1), json!([]));
    assert_eq!(client.hover(&uri, 1, 40)["range"], id_range(0), "an excluded file is still explained");
}

#[test]
fn an_untrusted_workspace_does_not_choose_what_a_fix_writes() {
    let root = tempfile::tempdir().expect("a folder");
    let configuration = format!("[tenant]\napp-id = '{TENANT_APP}'\n");
    fs::write(root.path().join("aadsts.toml"), configuration).expect("the folder is writable");
    let uri = file_uri(&root.path().join("app.py"));
    for (trusted, expected) in [(true, TENANT_APP), (false, "YOUR_TENANT_APP_CLIENT_ID")] {
        let mut params = able(false);
        params["initializationOptions"] = json!({ "trusted": trusted });
        let (mut client, _) = Client::initialized(params);
        client.open(&uri, "python", &text());
        client.published(&uri, 1);
        let context = json!({ "diagnostics": [], "only": ["quickfix"] });
        let actions = code_actions(&mut client, &uri, &id_range(0), &context);
        let edits = &actions[0]["edit"]["documentChanges"][0]["edits"];
        assert_eq!(applied(&text(), edits), text().replace(ID, expected));
    }
}
