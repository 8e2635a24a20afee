//! Notebooks over the pipes of the real binary: cells in order, each in its language, names from cell to cell.

use serde_json::{Value, json};

use client::{Client, able};
use edits::{applied, edits, menu, titled};

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/edits.rs"]
mod edits;

const NOTEBOOK: &str = "file:///w/analysis/report.ipynb";
const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

fn notebooks(pull: bool) -> Value {
    let mut params = able(pull);
    params["capabilities"]["notebookDocument"] = json!({ "synchronization": { "dynamicRegistration": true } });
    params
}

fn cell(name: &str) -> String {
    format!("vscode-notebook-cell:/w/analysis/report.ipynb#{name}")
}

fn document(name: &str, language: &str, text: &str) -> Value {
    json!({ "uri": cell(name), "languageId": language, "version": 1, "text": text })
}

fn open(client: &mut Client, cells: &[(&str, u32, &str, &str)]) {
    let order: Vec<Value> =
        cells.iter().map(|(name, kind, _, _)| json!({ "kind": kind, "document": cell(name) })).collect();
    let texts: Vec<Value> = cells.iter().map(|(name, _, language, text)| document(name, language, text)).collect();
    let notebook = json!({ "uri": NOTEBOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": order });
    client.notify("notebookDocument/didOpen", json!({ "notebookDocument": notebook, "cellTextDocuments": texts }));
}

fn change(client: &mut Client, version: u32, cells: &Value) {
    let notebook = json!({ "uri": NOTEBOOK, "version": version });
    client.notify("notebookDocument/didChange", json!({ "notebookDocument": notebook, "change": { "cells": cells } }));
}

/// The codes that are published for a cell next.
fn codes(client: &mut Client, name: &str) -> Vec<String> {
    let uri = cell(name);
    let message = client
        .wait(|message| message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri);
    let diagnostics = message["params"]["diagnostics"].as_array().expect("a list");
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().expect("a code").to_owned()).collect()
}

const FOUND: [&str; 1] = ["first-party-client-id"];
const NOTHING: [&str; 0] = [];

#[test]
fn only_clients_with_notebooks_are_told() {
    let (_, answer) = Client::initialized(able(false));
    assert!(answer["result"]["capabilities"].get("notebookDocumentSync").is_none());
    let (_, answer) = Client::initialized(notebooks(false));
    let selector = json!([{ "notebook": "*" }]);
    assert_eq!(answer["result"]["capabilities"]["notebookDocumentSync"]["notebookSelector"], selector);
}

#[test]
fn every_cell_is_judged_in_its_language() {
    let (mut client, _) = Client::initialized(notebooks(false));
    let (python, shell, prose) = (
        format!("client_id = '{ID}'"),
        format!("%%bash\naz login --service-principal -u {ID}\n"),
        format!("Azure CLI is `{ID}`"),
    );
    let powershell = format!("$clientId = \"{ID}\"");
    open(
        &mut client,
        &[
            ("a", 1, "markdown", &prose),
            ("b", 2, "python", &python),
            ("c", 2, "python", &shell),
            ("d", 2, "powershell", &powershell),
        ],
    );
    assert_eq!(codes(&mut client, "a"), NOTHING);
    for name in ["b", "c", "d"] {
        assert_eq!(codes(&mut client, name), FOUND, "{name}");
    }
    let hover = client.hover(&cell("a"), 0, 20);
    assert!(
        hover["contents"]["value"]
            .as_str()
            .is_some_and(|text| text.contains("only mentioned") || text.contains("**mentioned**")),
        "{hover:#}"
    );
}

#[test]
fn a_name_is_followed_from_cell_to_cell_as_they_change() {
    let (mut client, _) = Client::initialized(notebooks(false));
    let first = format!("CLI = '{ID}'");
    open(&mut client, &[("a", 2, "python", &first), ("b", 2, "python", "print(CLI)\n")]);
    assert_eq!(codes(&mut client, "a"), NOTHING);
    assert_eq!(codes(&mut client, "b"), NOTHING);

    // The use appears in another cell than the id.
    let text = "import msal\napp = msal.PublicClientApplication(CLI)\n";
    let content = json!({ "document": { "uri": cell("b"), "version": 2 }, "changes": [{ "text": text }] });
    change(&mut client, 2, &json!({ "textContent": [content] }));
    assert_eq!(codes(&mut client, "a"), FOUND);
    let hover = client.hover(&cell("a"), 0, 10);
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("at line 2 of cell 2")), "{hover:#}");

    // A cell comes between; then the one with the use goes.
    let array = json!({ "start": 1, "deleteCount": 0, "cells": [{ "kind": 2, "document": cell("c") }] });
    change(&mut client, 3, &json!({ "structure": { "array": array, "didOpen": [document("c", "python", "x = 1")] } }));
    assert_eq!(codes(&mut client, "c"), NOTHING);
    let hover = client.hover(&cell("a"), 0, 10);
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("of cell 3")), "{hover:#}");
    client.rest();
    let array = json!({ "start": 2, "deleteCount": 1 });
    change(&mut client, 4, &json!({ "structure": { "array": array, "didClose": [{ "uri": cell("b") }] } }));
    assert_eq!(codes(&mut client, "b"), NOTHING);
    assert_eq!(codes(&mut client, "a"), NOTHING);
}

#[test]
fn a_fix_edits_the_cell() {
    let (mut client, _) = Client::initialized(notebooks(false));
    let text = format!("# 😀\nclient_id = '{ID}'\n");
    open(&mut client, &[("a", 2, "python", "x = 1\n"), ("b", 2, "python", &text)]);
    assert_eq!(codes(&mut client, "b"), FOUND);
    let line = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 60 } });
    let menu = menu(&mut client, &cell("b"), &line);
    let replace = titled(&menu, "Replace by the placeholder");
    assert_eq!(replace["edit"]["documentChanges"][0]["textDocument"], json!({ "uri": cell("b"), "version": 1 }));
    assert_eq!(applied(&text, edits(replace)), text.replace(ID, "YOUR_TENANT_APP_CLIENT_ID"));
    let ignored = applied(&text, edits(titled(&menu, "Ignore first-party-client-id here")));
    assert_eq!(ignored, format!("# 😀\n# aadsts:ignore[first-party-client-id]\nclient_id = '{ID}'\n"));
    let content = json!({ "document": { "uri": cell("b"), "version": 2 }, "changes": [{ "text": ignored }] });
    change(&mut client, 2, &json!({ "textContent": [content] }));
    assert_eq!(codes(&mut client, "b"), NOTHING);
}

#[test]
fn closing_a_notebook_clears_its_cells() {
    let (mut client, _) = Client::initialized(notebooks(false));
    open(&mut client, &[("a", 2, "python", &format!("client_id = '{ID}'"))]);
    assert_eq!(codes(&mut client, "a"), FOUND);
    let closed = json!({ "notebookDocument": { "uri": NOTEBOOK }, "cellTextDocuments": [{ "uri": cell("a") }] });
    client.notify("notebookDocument/didClose", closed);
    assert_eq!(codes(&mut client, "a"), NOTHING);
    assert_eq!(client.hover(&cell("a"), 0, 20), Value::Null);
}

#[test]
fn a_client_that_pulls_is_told_that_other_cells_changed() {
    let (mut client, _) = Client::initialized(notebooks(true));
    let first = format!("CLI = '{ID}'");
    open(&mut client, &[("a", 2, "python", &first), ("b", 2, "python", "")]);
    let content =
        json!({ "document": { "uri": cell("b"), "version": 2 }, "changes": [{ "text": "f(client_id=CLI)" }] });
    change(&mut client, 2, &json!({ "textContent": [content] }));
    let refresh = client.wait_method("workspace/diagnostic/refresh");
    client.reply(&refresh, Value::Null);
    let report = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": cell("a") } }));
    assert_eq!(report["result"]["items"][0]["code"], "first-party-client-id");
}

#[test]
fn half_a_notification_is_survived() {
    let (mut client, _) = Client::initialized(notebooks(false));
    for (method, params) in [
        ("notebookDocument/didOpen", json!({})),
        (
            "notebookDocument/didChange",
            json!({ "notebookDocument": { "uri": "x" }, "change": { "cells": { "structure": { "array": { "start": 9, "deleteCount": -1 } } } } }),
        ),
        ("notebookDocument/didChange", json!({ "notebookDocument": { "uri": "x" }, "change": 7 })),
        ("notebookDocument/didClose", json!({ "notebookDocument": { "uri": "x" } })),
        ("notebookDocument/didSave", json!(null)),
    ] {
        client.notify(method, params);
        client.assert_alive();
    }
}
