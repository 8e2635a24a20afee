//! Inputs to begin with: the fixtures, and small texts for what no fixture is about.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::target::input;

/// A listed id.
pub const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/// Every fixture as an input of its own language and path.
pub fn texts() -> Vec<Vec<u8>> {
    fixtures().iter().map(|(path, text)| input::encode(path, text)).collect()
}

/// Ids and codes in all spellings.
pub fn ids() -> Vec<Vec<u8>> {
    let simple = ID.replace('-', "");
    let mut seeds: Vec<Vec<u8>> = [
        format!("{{{ID}}} urn:uuid:{ID} {simple}"),
        format!("appId eq %27{ID}%27 %7B{ID}%7D \\u0027{ID}\\u0027 \\x27{ID}"),
        format!("{ID}-{ID} a{ID} {ID}f {simple}0 0{simple}"),
        "AADSTS65002: aadsts700016, AADSTS7000215 AADSTS1234 AADSTS12345678".to_owned(),
        "0123456789abcdef-".repeat(40),
    ]
    .map(String::into_bytes)
    .to_vec();
    seeds.extend(fixtures().into_iter().map(|(_, text)| text.into_bytes()));
    seeds
}

/// Messages of the sign-in service and other words that people look up.
pub fn messages() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = [
        "65002",
        "AADSTS65002",
        ID,
        "first-party-client-id",
        "https://graph.microsoft.com/User.Read",
        "api://contoso/.default offline_access",
        "consent denied by the admin",
        "AADSTS65002: Consent between first party application '04b07795-8ddb-461a-bbee-02f9e1bf7b46' and first party \
         resource '00000003-0000-0000-c000-000000000000' must be configured via preauthorization. Trace ID: \
         11111111-2222-3333-4444-555555555555 Correlation ID: 66666666-7777-8888-9999-000000000000 Timestamp: \
         2026-01-02 03:04:05Z",
        "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS700016: Application with identifier 'x' was not \
         found in the directory 'Contoso'.\\r\\nTrace ID: a\",\"error_codes\":[700016]}",
        "https://localhost/?error=invalid_client&error_description=AADSTS7000215%3a+Invalid+client+secret",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    seeds.extend(fixtures().into_iter().filter(|(_, text)| text.contains("AADSTS")).map(|(_, text)| text.into_bytes()));
    seeds.extend(pages().into_iter().map(String::into_bytes));
    seeds
}

/// Configuration files, good and bad.
pub fn configurations() -> Vec<Vec<u8>> {
    let good = "exclude = [\"vendor/**\", \"*.min.js\"]\n[rules]\nfirst-party-client-id = \"error\"\nretired-client-id = \
                \"off\"\n[fix]\nplaceholder = \"CLIENT\"\nenvironment-variable = \"MY_ID\"\n[tenant]\napp-id = \
                \"11111111-2222-3333-4444-555555555555\"\n[[tenant.apps]]\npaths = [\"src/**/{a,b}[0-9]?.py\"]\napp-id = \
                \"11111111-2222-3333-4444-555555555556\"\n[[allow]]\nid = \"04b07795-8ddb-461a-bbee-02f9e1bf7b46\"\nreason \
                = \"why\"\nuntil = 2030-01-01\npaths = [\"x\"]\n";
    let bad = "extends = 3\nexclude = [\"[\", 4]\n[rules]\nnonsense = \"error\"\nretired-client-id = \"loud\"\n[fix]\nother \
               = 1\n[[allow]]\nid = \"no\"\n";
    [good, bad, "", "exclude = [", "a = \"\\ud800\""].map(|text| text.as_bytes().to_vec()).to_vec()
}

/// Frames, good and bad.
pub fn frames() -> Vec<Vec<u8>> {
    let framed = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    let message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\",\"params\":{\"text\":\"\\ud800\"}}";
    [
        framed(message),
        framed(message) + &framed("[]") + &framed("{"),
        format!("content-length:2\n\n{{}}{}", framed("{}")),
        format!("Content-Lenght: 2\r\n\r\n{{}}{}", framed("{}")),
        format!(
            "Content-Length: 99999999999\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{message}"
        ),
        "Content-Length: x\r\n\r\n".to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec()
}

/// Sessions, whole and broken, one message a line.
pub fn sessions() -> Vec<Vec<u8>> {
    let say = |method: &str, params: Value| json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string();
    let ask = |method: &str, params: Value| {
        json!({ "jsonrpc": "2.0", "id": method, "method": method, "params": params }).to_string()
    };
    let pulls = json!({
        "workspace": { "diagnostics": { "refreshSupport": true }, "workspaceEdit": { "documentChanges": true } },
        "textDocument": { "diagnostic": {}, "publishDiagnostics": { "relatedInformation": true } },
        "general": { "positionEncodings": ["utf-8"] },
    });
    let begin = |capabilities: Value| {
        let options = json!({ "codeLens": true, "inlayHints": true });
        let params = json!({ "capabilities": capabilities, "initializationOptions": options });
        [ask("initialize", params), say("initialized", json!({}))].join("\n")
    };
    let uri = "file:///a/[x]/b.py";
    let text = format!(
        "import msal\napp = msal.PublicClientApplication(\"{ID}\")  # 😀 AADSTS65002\n\
         app.acquire_token_interactive([\"Mail.Read\"])  # aadsts:ignore[retired-client-id]\n"
    );
    let document = json!({ "uri": uri });
    let item = json!({ "uri": uri, "languageId": "python", "version": 1, "text": text });
    let open = say("textDocument/didOpen", json!({ "textDocument": item }));
    let range = json!({ "start": { "line": 0, "character": 3 }, "end": { "line": 1, "character": 50 } });
    let change = |version: i32, changes: Value| {
        let document = json!({ "uri": uri, "version": version });
        say("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }))
    };
    let edit = change(2, json!([{ "range": range, "text": "x" }, { "range": range, "text": text }]));
    let empty = change(3, json!([{ "text": "nothing of note" }]));
    let typed = change(4, json!([{ "range": { "start": range["start"], "end": range["start"] }, "text": ID }]));
    let place = json!({ "textDocument": document, "position": { "line": 1, "character": 40 } });
    let hover = ask("textDocument/hover", place.clone());
    let complete = ask("textDocument/completion", place);
    let part = json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } });
    let asked = ["codeAction", "inlayHint", "codeLens", "documentLink", "diagnostic"]
        .map(|name| ask(&format!("textDocument/{name}"), part.clone()))
        .join("\n");
    let close = say("textDocument/didClose", json!({ "textDocument": document }));
    let ignore = json!({ "uri": uri, "position": { "line": 1, "character": 40 }, "where": "file" });
    let commands = [("explain", json!("65002")), ("ignore", ignore), ("debugInformation", Value::Null)]
        .map(|(name, argument)| {
            let command = format!("aadsts.server.{name}");
            ask("workspace/executeCommand", json!({ "command": command, "arguments": [argument] }))
        })
        .join("\n");
    let settings = say(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "aadsts": { "placeholder": "MINE", "rules": { "first-party-client-id": "off" } } } }),
    );
    let cell =
        |number: u32| json!({ "uri": format!("cell:{number}"), "languageId": "python", "version": 1, "text": text });
    let notebook = say(
        "notebookDocument/didOpen",
        json!({
            "notebookDocument": { "uri": "file:///n.ipynb", "notebookType": "x", "version": 1, "cells": [
                { "kind": 2, "document": "cell:1" }, { "kind": 1, "document": "cell:2" } ] },
            "cellTextDocuments": [cell(1), cell(2)],
        }),
    );
    let spliced = say(
        "notebookDocument/didChange",
        json!({
            "notebookDocument": { "uri": "file:///n.ipynb", "version": 2 },
            "change": { "cells": {
                "structure": { "array": { "start": 0, "deleteCount": 1, "cells": [] }, "didClose": [{ "uri": "cell:1" }] },
                "textContent": [{ "document": { "uri": "cell:2", "version": 2 }, "changes": [{ "text": "x" }] }],
            } },
        }),
    );
    let cancel = say("$/cancelRequest", json!({ "id": "textDocument/hover" }));
    let first = begin(json!({}));
    [
        vec![&*first, &open, &hover, &asked, &edit, &hover, &asked, &close],
        vec![&*first, &open, &empty, &typed, &hover, &cancel, &settings, &edit, &complete, &close, &close, &hover],
        vec![&*begin(pulls), &open, &asked, &typed, &asked, &commands, &settings, &asked],
        vec![&*first, &notebook, &spliced, &asked, &commands],
        vec![
            &*first,
            "[{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"nothing\"}]",
            "{",
            "!Content-Length: x\r\n\r\n",
            &hover,
        ],
        vec![&*open, &first, &open],
    ]
    .map(|lines| lines.join("\n").into_bytes())
    .to_vec()
}

/// Spellings of URIs that editors send.
pub fn uris() -> Vec<Vec<u8>> {
    [
        "file:///a/[slug]/x y.py",
        "file:///c%3A/x.py",
        "file:///C:\\x\\%zz.py",
        "file://server/share/x",
        "untitled:Untitled-1",
        "vscode-notebook-cell:/x.ipynb#W0sZmlsZQ%3D%3D",
        "output:extension-output-1",
        "file:///ä/😀.py",
        "",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

/// Every fixture with its path below the folder of its language.
fn fixtures() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut found: Vec<(String, String)> = files(&root)
        .into_iter()
        .filter(|path| path.extension().is_none_or(|extension| extension != "expected" && extension != "fixed"))
        .filter_map(|path| {
            let name = path.strip_prefix(&root).ok()?.to_string_lossy().replace('\\', "/");
            Some((name, fs::read_to_string(&path).ok()?))
        })
        .collect();
    found.sort();
    found
}

/// The pages of error codes.
fn pages() -> Vec<String> {
    let mut pages = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/aadsts"));
    pages.sort();
    pages.into_iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
