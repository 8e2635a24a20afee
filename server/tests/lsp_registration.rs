//! What an editor shows of token requests: scopes and APIs under the cursor, and the registration that replaces an id.

use serde_json::{Value, json};

use client::{Client, able};
use edits::{menu, titled};

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/edits.rs"]
mod edits;

const URI: &str = "file:///w/exporter/app.py";
const TEXT: &str = "import msal\nCLIENT_ID = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'\n\
    SCOPES = ['https://graph.microsoft.com/Sites.FullControl.All', 'User.Read.All']\n\
    app = msal.PublicClientApplication(CLIENT_ID)\napp.acquire_token_interactive(SCOPES)\nvault = 'https://vault.azure.net/'\n";

fn line(line: u32) -> Value {
    json!({ "start": { "line": line, "character": 0 }, "end": { "line": line, "character": 99 } })
}

#[track_caller]
fn says(hover: &Value, parts: &[&str]) {
    let value = hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{hover:#}"));
    for part in parts {
        assert!(value.contains(part), "no {part:?} in {value}");
    }
    assert!(value.lines().count() <= 42, "{} lines are too long for a hover: {value}", value.lines().count());
}

#[test]
fn a_scope_says_whether_the_client_of_the_text_holds_it() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", TEXT);
    let missing = client.hover(URI, 2, 50);
    says(
        &missing,
        &["scope of Microsoft Graph", "**Microsoft Azure CLI**", "AADSTS65002 expected", "an administrator consents"],
    );
    assert_eq!(missing["range"]["start"], json!({ "line": 2, "character": 11 }));
    says(&client.hover(URI, 2, 70), &["`User.Read.All`", "AADSTS65002 not expected"]);
    says(&client.hover(URI, 5, 15), &["Azure Key Vault", "`user_impersonation`"]);
    assert_eq!(client.hover(URI, 0, 8), Value::Null);
}

#[test]
fn the_client_says_what_is_expected_of_its_requests() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", TEXT);
    let hover = client.hover(URI, 1, 20);
    says(&hover, &["Asked for in this text", "- Microsoft Graph `Sites.FullControl.All` and `User.Read.All`"]);
    // Nothing asks for the vault with this client.
    assert!(!hover.to_string().contains("Key Vault"), "{hover:#}");
    says(&hover, &["not granted: `Sites.FullControl.All`", "aadsts register"]);
}

#[test]
fn without_a_client_the_borrowed_ones_are_named() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", "scopes = ['https://graph.microsoft.com/Sites.FullControl.All']\n");
    says(&client.hover(URI, 0, 20), &["borrowed most", "AADSTS65002 expected with"]);
    client.change(URI, 2, json!([{ "text": "scopes = ['api://contoso-orders/Orders.Read']\n" }]));
    says(&client.hover(URI, 0, 20), &["`Orders.Read`", "scope of `api://contoso-orders`"]);
}

#[test]
fn a_page_with_the_registration_is_made_beside_the_file() {
    let mut params = able(false);
    params["capabilities"]["workspace"]["workspaceEdit"]["resourceOperations"] = json!(["create"]);
    let (mut client, _) = Client::initialized(params);
    client.open(URI, "python", TEXT);
    let menu = menu(&mut client, URI, &line(1));
    let action = titled(&menu, "Show how to register your own app for this");
    let [create, write] = action["edit"]["documentChanges"].as_array().expect("operations").as_slice() else {
        panic!("{action:#}")
    };
    assert_eq!((&create["kind"], &create["uri"]), (&json!("create"), &json!("file:///w/exporter/register-own-app.md")));
    assert_eq!(create["options"], json!({ "overwrite": false, "ignoreIfExists": true }));
    let page = write["edits"][0]["newText"].as_str().expect("text");
    for part in ["# Register exporter", "`app.py:2 (now Microsoft Azure CLI)`", "az ad app create", "ADMIN CONSENT"] {
        assert!(page.contains(part), "no {part:?} in {page}");
    }
}

#[test]
fn the_registration_is_text_for_clients_that_ask() {
    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", TEXT);
    let mut run = |argument: Value| {
        let params = json!({ "command": "aadsts.server.register", "arguments": [argument] });
        client.request("workspace/executeCommand", params)
    };
    let answer = run(json!({ "uri": URI, "form": "terraform" }))["result"].clone();
    assert_eq!((&answer["title"], &answer["language"]), (&json!("exporter"), &json!("terraform")));
    assert!(answer["text"].as_str().is_some_and(|text| text.contains("azuread_application")), "{answer:#}");
    assert_eq!(run(json!({ "uri": URI }))["result"]["language"], "markdown");
    assert_eq!(run(json!({ "uri": "file:///w/none.py" }))["result"], Value::Null);
    assert_eq!(run(json!(7))["error"]["code"], -32602);
}
