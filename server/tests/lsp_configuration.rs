//! `aadsts.toml` in the editor: which file counts, how changes arrive, and that the command line agrees.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use serde_json::{Value, json};

use client::{Client, able, file_uri};

#[path = "lsp/client.rs"]
mod client;

const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const RETIRED: &str = "31359c7f-bd7e-475c-86db-fdb8c937548e";

fn text() -> String {
    format!("client_id = \"{ID}\"\n")
}

fn write(root: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is writable");
    fs::write(&path, text).expect("the folder is writable");
    path
}

/// Waits for diagnostics of any version with these severities, since files are judged again at their own time.
fn wait_severities(client: &mut Client, uri: &str, expected: &[u64]) {
    client.wait(|message| {
        let diagnostics = message["params"]["diagnostics"].as_array();
        let severities =
            |all: &Vec<Value>| all.iter().filter_map(|found| found["severity"].as_u64()).collect::<Vec<_>>();
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == uri
            && diagnostics.is_some_and(|all| severities(all) == expected)
    });
}

#[test]
fn the_nearest_file_counts_in_any_folder_and_without_one() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "aadsts.toml", "[rules]\nfirst-party-client-id = 'note'\n");
    write(root.path(), "two/deep/er/aadsts.toml", "[rules]\nfirst-party-client-id = 'error'\n");
    let uri = |name: &str| file_uri(&root.path().join(name));
    for folders in [json!([]), json!([{ "uri": uri("one"), "name": "1" }, { "uri": uri("two"), "name": "2" }])] {
        let mut params = able(false);
        params["rootUri"] = Value::Null;
        params["workspaceFolders"] = folders;
        let (mut client, _) = Client::initialized(params);
        for (name, severity) in [("one/a.py", 3), ("two/a.py", 3), ("two/deep/er/still/a.py", 1)] {
            client.open(&uri(name), "python", &text());
            assert_eq!(client.published(&uri(name), 1)[0]["severity"], severity, "{name}");
        }
    }
}

#[test]
fn editors_have_levels_of_their_own() {
    let root = tempfile::tempdir().expect("a folder");
    write(
        root.path(),
        "aadsts.toml",
        "[rules]\nfirst-party-client-id = 'error'\n[editor.rules]\nfirst-party-client-id = 'hint'\n",
    );
    let file = write(root.path(), "a.py", &text());
    let (mut client, _) = Client::initialized(able(false));
    client.open(&file_uri(&file), "python", &text());
    assert_eq!(client.published(&file_uri(&file), 1)[0]["severity"], 4);
    assert_eq!(checked(root.path()), [("a.py".to_owned(), 1, "first-party-client-id".to_owned(), "error".to_owned())]);
}

#[test]
fn a_change_on_disk_is_noticed_without_a_watcher() {
    let root = tempfile::tempdir().expect("a folder");
    let uri = file_uri(&root.path().join("a.py"));
    let (mut client, _) = Client::initialized(able(false));
    client.open(&uri, "python", &text());
    wait_severities(&mut client, &uri, &[2]);
    write(root.path(), "base.toml", "[rules]\nfirst-party-client-id = 'note'\n");
    write(root.path(), "aadsts.toml", "extends = 'base.toml'\n");
    for (expected, next) in
        [(3, "[rules]\nfirst-party-client-id = 'error'\n"), (1, "[rules]\nfirst-party-client-id = 'hint'\n"), (4, "")]
    {
        // Any sign of life will do: the files are looked at once a second at most, so it takes as many as it takes.
        let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
        loop {
            assert!(std::time::Instant::now() < end, "{expected} was never published");
            client.hover(&uri, 0, 20);
            let seen = client.rest().iter().any(|message| message["params"]["diagnostics"][0]["severity"] == expected);
            if seen {
                break;
            }
        }
        write(root.path(), "base.toml", next);
    }
}

#[test]
fn saving_a_file_that_is_extended_counts_at_once() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "aadsts.toml", "extends = 'base.toml'\n");
    let base = write(root.path(), "base.toml", "[rules]\nfirst-party-client-id = 'note'\n");
    let uri = file_uri(&root.path().join("a.py"));
    let mut params = able(false);
    params["capabilities"]["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    let (mut client, _) = Client::initialized(params);
    client.open(&uri, "python", &text());
    wait_severities(&mut client, &uri, &[3]);
    write(root.path(), "base.toml", "[rules]\nfirst-party-client-id = 'error'\n");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": file_uri(&base) } }));
    wait_severities(&mut client, &uri, &[1]);
}

#[test]
fn an_error_in_a_file_that_nobody_has_open_is_a_diagnostic_in_it() {
    let root = tempfile::tempdir().expect("a folder");
    let configuration = write(root.path(), "aadsts.toml", "# ä😀\n[rules]\nfirst-party-client-id = 'note'\n");
    let (uri, own) = (file_uri(&root.path().join("a.py")), file_uri(&configuration));
    let saved = json!({ "textDocument": { "uri": own } });
    let (mut client, _) = Client::initialized(able(false));
    client.open(&uri, "python", &text());
    wait_severities(&mut client, &uri, &[3]);

    write(root.path(), "aadsts.toml", "x = '😀' # ä\n[rules]\nfirst-party-client-id = 'loud'\n");
    client.notify("textDocument/didSave", saved.clone());
    wait_severities(&mut client, &own, &[1]);
    wait_severities(&mut client, &uri, &[3]);

    write(root.path(), "aadsts.toml", "[rules]\nfirst-party-client-id = 'hint'\n");
    client.notify("textDocument/didSave", saved);
    wait_severities(&mut client, &own, &[]);
    wait_severities(&mut client, &uri, &[4]);
}

#[test]
fn what_is_typed_into_a_configuration_counts_for_others_when_it_is_saved() {
    let root = tempfile::tempdir().expect("a folder");
    let configuration = write(root.path(), "aadsts.toml", "[rules]\nfirst-party-client-id = 'note'\n");
    let (uri, own) = (file_uri(&root.path().join("a.py")), file_uri(&configuration));
    let (mut client, _) = Client::initialized(able(false));
    client.open(&own, "toml", "[rules]\nfirst-party-client-id = 'note'\n");
    assert_eq!(client.published(&own, 1), json!([]));
    client.open(&uri, "python", &text());
    assert_eq!(client.published(&uri, 1)[0]["severity"], 3);

    client.change(&own, 2, json!([{ "text": "[rules]\nfirst-party-client-id = 'err" }]));
    assert_eq!(client.published(&own, 2)[0]["severity"], 1, "its own errors are shown as they are typed");
    let typed = "[rules]\nfirst-party-client-id = 'error'\n";
    client.change(&own, 3, json!([{ "text": typed }]));
    assert_eq!(client.published(&own, 3), json!([]));
    client.change(&uri, 2, json!([{ "text": text() }]));
    assert_eq!(client.published(&uri, 2)[0]["severity"], 3, "as on the command line");

    write(root.path(), "aadsts.toml", typed);
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": own } }));
    wait_severities(&mut client, &uri, &[1]);
}

#[test]
fn a_file_outweighs_the_answer_of_the_client_and_that_the_initial_options() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "aadsts.toml", "[rules]\nretired-client-id = 'note'\n");
    let uri = file_uri(&root.path().join("a.py"));
    let mut params = able(false);
    params["capabilities"]["workspace"]["configuration"] = true.into();
    params["initializationOptions"] = json!({ "rules": { "retired-client-id": "hint", "first-party-client-id": "hint", "unused-suppression": "hint" } });
    let (mut client, _) = Client::initialized(params);
    let question = client.wait_method("workspace/configuration");
    client.reply(&question, json!([{ "rules": { "retired-client-id": "error", "first-party-client-id": "error" } }]));
    client.open(&uri, "python", &format!("{}client_id = \"{RETIRED}\"\nx = 1 # aadsts:ignore\n", text()));
    wait_severities(&mut client, &uri, &[1, 3, 4]);
}

/// What the command line finds below a folder: path, line, rule, level.
fn checked(root: &Path) -> Vec<(String, u64, String, String)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aadsts"));
    command.args(["check", "--format", "json", "--level", "hint", "."]).current_dir(root).env_clear();
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    let output = command.output().expect("the program runs");
    let printed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let mut found: Vec<_> = printed["findings"]
        .as_array()
        .unwrap_or_else(|| panic!("{printed:#}"))
        .iter()
        .filter(|finding| finding["rule"] != "invalid-configuration")
        .map(|finding| {
            (
                text(&finding["path"]),
                finding["line"].as_u64().expect("a line"),
                text(&finding["rule"]),
                text(&finding["level"]),
            )
        })
        .collect();
    found.sort();
    found
}

/// A configuration for one folder.
fn configuration() -> impl Strategy<Value = String> {
    let exclude =
        prop::sample::select(vec!["", "exclude = ['b']\n", "exclude = ['*.py']\n", "exclude = ['/a/x.py', 'c/**']\n"]);
    let level = prop::sample::select(vec![
        "",
        "first-party-client-id = 'error'\n",
        "first-party-client-id = 'off'\n",
        "retired-client-id = 'hint'\n",
    ]);
    let allow = prop::sample::select(vec![
        String::new(),
        format!("[[allow]]\napp-id = '{ID}'\nreason = 'ours'\n"),
        format!("[[allow]]\napp-id = '{RETIRED}'\npaths = ['b/**', 'x.py']\nreason = 'ours'\n"),
    ]);
    (exclude, level, allow).prop_map(|(exclude, level, allow)| format!("{exclude}[rules]\n{level}{allow}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// One resolver, one walker: whatever the folders configure, both sides report the same, in files that are open and
    /// in files that are not.
    #[test]
    fn the_editor_and_the_command_line_agree(
        configurations in prop::collection::vec(prop::option::of(configuration()), 4),
        ignored in prop::sample::select(vec!["", "c/", "*.yml", "a/b/x.py"]),
    ) {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir(root.path().join(".git")).expect("the folder is writable");
        write(root.path(), ".gitignore", ignored);
        let folders = [".", "a", "a/b", "c"];
        let mut texts = Vec::new();
        for (folder, configuration) in folders.iter().zip(&configurations) {
            if let Some(configuration) = configuration {
                write(root.path(), &format!("{folder}/aadsts.toml"), configuration);
            }
            for (name, text) in [
                ("x.py", format!("client_id = \"{ID}\"\nclient_id = \"{RETIRED}\"\n")),
                ("y.yml", format!("client_id: {ID}\n")),
            ] {
                write(root.path(), &format!("{folder}/{name}"), &text);
                texts.push((format!("{folder}/{name}").trim_start_matches("./").to_owned(), text));
            }
        }
        let expected = checked(root.path());

        let mut params = able(true);
        params["workspaceFolders"] = json!([{ "uri": file_uri(root.path()), "name": "root" }]);
        params["initializationOptions"] = json!({ "workspaceDiagnostics": true });
        let (mut client, _) = Client::initialized(params);
        let found = |uri: &str, items: &Value| -> Vec<(String, u64, String, String)> {
            let path = uri.strip_prefix(&format!("{}/", file_uri(root.path()))).expect("below the root").to_owned();
            let level = |severity: u64| ["error", "warning", "note", "hint"][usize::try_from(severity).expect("small") - 1].to_owned();
            items.as_array().expect("items").iter().map(|item| {
                let line = item["range"]["start"]["line"].as_u64().expect("a line") + 1;
                (path.clone(), line, item["code"].as_str().expect("a code").to_owned(), level(item["severity"].as_u64().expect("a severity")))
            }).collect()
        };
        let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }))["result"].clone();
        let mut closed: Vec<_> = report["items"].as_array().expect("items").iter()
            .flat_map(|report| found(report["uri"].as_str().expect("a uri"), &report["items"])).collect();
        closed.sort();
        prop_assert_eq!(&closed, &expected, "files that are not open");

        let mut open = Vec::new();
        for (path, text) in &texts {
            let uri = format!("{}/{path}", file_uri(root.path()));
            client.open(&uri, "", text);
            let report = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
            // A file that git ignores is not searched, but judged like any other once somebody opens it.
            let git_ignored = match ignored { "" => false, "c/" => path.starts_with("c/"), "*.yml" => path.contains(".yml"), _ => path == ignored };
            if !git_ignored {
                open.extend(found(&uri, &report["result"]["items"]));
            }
        }
        open.sort();
        prop_assert_eq!(&open, &expected, "open files");
    }
}
