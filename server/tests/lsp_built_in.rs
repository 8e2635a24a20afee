//! Credentials without a client id in an editor: what a hover says and what the quick fixes write.

use serde_json::{Value, json};

use client::{Client, able};
use edits::{applied, edits, menu, titled};

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/edits.rs"]
mod edits;

const URI: &str = "file:///w/app.py";
const TEXT: &str = "from azure.identity import DeviceCodeCredential\n\ncredential = DeviceCodeCredential(tenant_id=TENANT)\n\
                    credential.get_token('https://graph.microsoft.com/Mail.Read')\n";

/// A client that resolves actions and makes files.
fn capable() -> Value {
    let mut params = able(false);
    params["capabilities"]["workspace"]["workspaceEdit"]["resourceOperations"] = json!(["create"]);
    params["capabilities"]["textDocument"]["codeAction"] =
        json!({ "dataSupport": true, "resolveSupport": { "properties": ["edit"] } });
    params
}

#[test]
fn a_credential_and_its_scope_name_each_other_in_a_hover() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", TEXT);
    let hover = client.hover(URI, 2, 20);
    let text = hover["contents"]["value"].as_str().unwrap_or_default().to_owned();
    assert!(text.contains("Without a client id of yours this signs in as **Microsoft Azure CLI**"), "{hover:#}");
    assert!(text.contains("not granted: `Mail.Read`"), "{hover:#}");
    assert_eq!(hover["range"]["start"], json!({ "line": 2, "character": 13 }));
    let hover = client.hover(URI, 3, 40);
    let text = hover["contents"]["value"].as_str().unwrap_or_default().to_owned();
    assert!(text.contains("Asked for with:\n\n- **Microsoft Azure CLI**"), "{hover:#}");
}

#[test]
fn the_menu_of_a_credential_names_a_client() {
    let (mut client, _) = Client::initialized(capable());
    client.open(URI, "python", TEXT);
    let line = json!({ "start": { "line": 2, "character": 0 }, "end": { "line": 2, "character": 99 } });
    let menu = menu(&mut client, URI, &line);
    let titles: Vec<&str> = menu.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Name a client of your own: YOUR_TENANT_APP_CLIENT_ID",
            "Read it from the environment variable AZURE_CLIENT_ID",
            "Ignore built-in-client here",
            "Ignore built-in-client in this file",
            "Show how to register your own app for this",
        ],
        "{titles:?}"
    );
    let shown = client.request("codeAction/resolve", titled(&menu, "Show how").clone());
    assert!(shown["result"]["edit"].to_string().contains("Mail.Read"), "{shown:#}");
    let read = applied(TEXT, edits(titled(&menu, "Read it from the environment variable AZURE_CLIENT_ID")));
    assert!(read.contains("import os\n"), "{read}");
    assert!(
        read.contains("DeviceCodeCredential(client_id=os.environ[\"AZURE_CLIENT_ID\"], tenant_id=TENANT)"),
        "{read}"
    );
    let ignored = applied(TEXT, edits(titled(&menu, "Ignore built-in-client here")));
    assert!(ignored.contains("# aadsts:ignore[built-in-client]\ncredential = "), "{ignored}");
}
