//! What an editor shows while somebody reads or types: hovers, hints, links, lists, tags, commands.

use serde_json::{Value, json};

use client::{Client, able};

#[path = "lsp/client.rs"]
mod client;

const URI: &str = "file:///w/app.py";
const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const RETIRED: &str = "31359c7f-bd7e-475c-86db-fdb8c937548e";

fn value(hover: &Value) -> &str {
    hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{hover:#}"))
}

/// Opens a text and hovers where `|` stands.
fn hover_at(client: &mut Client, uri: &str, language: &str, text: &str) -> Value {
    let offset = text.find('|').expect("a cursor");
    let line = u32::try_from(text[..offset].matches('\n').count()).expect("few lines");
    let column = offset - text[..offset].rfind('\n').map_or(0, |at| at + 1);
    client.open(uri, language, &text.replace('|', ""));
    client.hover(uri, line, u32::try_from(column).expect("a short line"))
}

/// Labels of the list where `|` stands, and the first item.
fn complete(client: &mut Client, uri: &str, language: &str, text: &str) -> (Vec<String>, Value) {
    let offset = text.find('|').expect("a cursor");
    let line = text[..offset].matches('\n').count();
    let column = offset - text[..offset].rfind('\n').map_or(0, |at| at + 1);
    client.open(uri, language, &text.replace('|', ""));
    let params = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": column } });
    let answer = client.request("textDocument/completion", params);
    let items = answer["result"]["items"].as_array().cloned().unwrap_or_default();
    let labels = items.iter().map(|item| item["label"].as_str().expect("a label").to_owned()).collect();
    (labels, items.first().cloned().unwrap_or_default())
}

#[test]
fn a_rule_in_a_suppression_is_explained_and_linked() {
    let (mut client, _) = Client::initialized(able(false));
    let text = format!("# aadsts:ignore[retired-client-id, first-party|-client-id] ours\nclient_id = \"{ID}\"\n");
    let hover = hover_at(&mut client, URI, "python", &text);
    assert!(value(&hover).contains("first-party-client-id"), "{hover:#}");
    let range = json!({ "start": { "line": 0, "character": 35 }, "end": { "line": 0, "character": 56 } });
    assert_eq!(hover["range"], range);
    assert_eq!(client.hover(URI, 0, 5), Value::Null);
    let links =
        client.request("textDocument/documentLink", json!({ "textDocument": { "uri": URI } }))["result"].clone();
    assert_eq!(links[1]["range"], range);
    assert!(links[1]["target"].as_str().is_some_and(|page| page.ends_with("/first-party-client-id.md")), "{links:#}");
}

#[test]
fn keys_of_the_configuration_are_explained() {
    let (mut client, _) = Client::initialized(able(false));
    let uri = "file:///w/aadsts.toml";
    for (text, part) in [
        ("[fix]\nplace|holder = 'X'\n", "YOUR_TENANT_APP_CLIENT_ID"),
        ("[tenant]\napp|-id = '11112222-3333-4444-8555-666677778888'\n", "source.fixAll.aadsts"),
        ("[rules]\nfirst-party-c|lient-id = 'off'\n", "first-party-client-id"),
        ("[editor.ru|les]\n", "command line goes by"),
        ("[[al|low]]\n", "right where it stands"),
        ("confi|dence = 'certain'\n", "One of `likely`, `certain`."),
        ("[files]\nven|dored = 'off'\n", "One of `error`, `warning`, `note`, `hint`, `off`."),
    ] {
        let hover = hover_at(&mut client, uri, "toml", text);
        assert!(value(&hover).contains(part), "{text}: {hover:#}");
    }
    assert_eq!(hover_at(&mut client, uri, "toml", "[fix]\nplaceholder = 'X|Y'\n"), Value::Null);
    assert_eq!(hover_at(&mut client, "file:///w/other.toml", "toml", "[fix]\nplace|holder = 'X'\n"), Value::Null);
}

#[test]
fn a_code_is_explained_in_every_shape() {
    let (mut client, _) = Client::initialized(able(false));
    for text in [
        "AADSTS65|002: Consent",
        "aadsts650|02",
        "{\"error\":\"invalid_grant\",\"error_codes\":[650|02]}",
        "https://login.microsoftonline.com/error?code=650|02",
        "SigninLogs | where ResultType == \"65|002\"".replacen("| w", "¦ w", 1).as_str(),
        "errorCode: 650|02",
    ] {
        let hover = hover_at(&mut client, "untitled:x", "plaintext", text);
        assert!(value(&hover).contains("AADSTS65002"), "{text}: {hover:#}");
    }
    for text in ["port: 650|02", "6500|2", "x = [65|002]"] {
        assert_eq!(hover_at(&mut client, "untitled:x", "plaintext", text), Value::Null, "{text}");
    }
}

#[test]
fn a_plain_hover_reads_well_by_itself() {
    let mut params = able(false);
    params["capabilities"]["textDocument"]["hover"] = json!({ "contentFormat": ["plaintext"] });
    let (mut client, _) = Client::initialized(params);
    for (uri, text) in [
        ("file:///w/a.py", format!("client_id = \"|{ID}\"")),
        ("file:///w/a.py", "# aadsts:ignore[first|-party-client-id]\n".to_owned()),
        ("file:///w/aadsts.toml", "[f|ix]\n".to_owned()),
        ("file:///w/a.log", "AADSTS|50011".to_owned()),
    ] {
        let hover = hover_at(&mut client, uri, "", &text);
        assert_eq!(hover["contents"]["kind"], "plaintext");
        let value = value(&hover);
        assert!(!value.contains("**") && !value.contains("](") && !value.contains('`'), "{value}");
    }
}

#[test]
fn names_stand_behind_ids_only_when_asked_for() {
    let ask = |client: &mut Client| {
        client.open(URI, "python", &format!("# 😀\nx = '😀'; client_id = \"{ID}\"\nold = \"{RETIRED}\"\n"));
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
        client.request("textDocument/inlayHint", json!({ "textDocument": { "uri": URI }, "range": range }))["result"]
            .clone()
    };
    let (mut client, _) = Client::initialized(able(false));
    assert_eq!(ask(&mut client), Value::Null);
    for (encoding, column) in [("utf-8", 61), ("utf-16", 59), ("utf-32", 58)] {
        let mut params = able(false);
        params["initializationOptions"] = json!({ "inlayHints": true });
        params["capabilities"]["general"]["positionEncodings"] = json!([encoding]);
        let (mut client, _) = Client::initialized(params);
        let hints = ask(&mut client);
        let expected = json!({ "position": { "line": 1, "character": column }, "label": "Microsoft Azure CLI", "paddingLeft": true });
        assert_eq!(hints[0], expected, "{encoding}");
        assert_eq!(hints[1]["label"], "PnP Management Shell (retired)");
        assert_eq!(hints.as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn the_expectation_stands_above_a_request_only_when_asked_for() {
    let request = |client: &str, scope: &str| {
        format!(
            "app = msal.PublicClientApplication(\"{client}\")\napp.acquire_token_interactive(scopes=[\"{scope}\"])\n"
        )
    };
    let ask = |client: &mut Client, text: &str| {
        client.open(URI, "python", text);
        client.request("textDocument/codeLens", json!({ "textDocument": { "uri": URI } }))["result"].clone()
    };
    let missing = request(ID, "https://graph.microsoft.com/Mail.Read");
    let (mut client, _) = Client::initialized(able(false));
    assert_eq!(ask(&mut client, &missing), Value::Null);

    let mut params = able(false);
    params["initializationOptions"] = json!({ "codeLens": true });
    let (mut client, _) = Client::initialized(params);
    let lenses = ask(&mut client, &missing);
    let title = lenses[0]["command"]["title"].as_str().unwrap_or_else(|| panic!("{lenses:#}"));
    assert!(title.starts_with("AADSTS65002 expected as of ") && title.ends_with("missing: Mail.Read"), "{title}");
    assert_eq!(lenses[0]["range"]["start"]["line"], 1);
    assert_eq!(lenses[0]["command"]["command"], "", "this client cannot open a page");
    let lenses = ask(&mut client, &request(ID, "https://graph.microsoft.com/.default"));
    let title = lenses[0]["command"]["title"].as_str().unwrap_or_else(|| panic!("{lenses:#}"));
    assert!(title.starts_with("AADSTS65002 not expected as of "), "{title}");

    // Each request has its own, whoever else signs in with the same file.
    let other = request("1950a258-227b-4e31-a9cf-717495945fc2", "https://graph.microsoft.com/.default");
    let lenses = ask(&mut client, &format!("{missing}\n{}", other.replace("app", "other")));
    let said =
        |index: usize| (lenses[index]["range"]["start"]["line"].clone(), lenses[index]["command"]["title"].as_str());
    assert!(matches!(said(0), (line, Some(title)) if line == 1 && title.contains("missing: Mail.Read")), "{lenses:#}");
    assert!(matches!(said(1), (line, Some(title)) if line == 4 && title.contains("not expected")), "{lenses:#}");
    assert_eq!(lenses.as_array().map(Vec::len), Some(2));

    // What cannot be said is not said: an API of somebody else's, a scope that may be anything, no scope at all.
    for text in [
        request(ID, "all-of-it"),
        request(ID, "api://contoso-orders/Orders.Read"),
        format!("app = msal.PublicClientApplication(\"{ID}\")\n"),
    ] {
        assert_eq!(ask(&mut client, &text), json!([]), "{text}");
    }

    let mut params = able(false);
    params["initializationOptions"] = json!({ "codeLens": true });
    params["capabilities"]["window"] = json!({ "showDocument": { "support": true } });
    let (mut client, _) = Client::initialized(params);
    let command = ask(&mut client, &missing)[0]["command"].clone();
    assert_eq!(
        (&command["command"], &command["arguments"]),
        (&json!("aadsts.server.openPage"), &json!(["ungranted-scope"]))
    );
}

#[test]
fn switching_hints_on_asks_the_client_to_ask_again() {
    let mut params = able(false);
    params["capabilities"]["workspace"]["inlayHint"] = json!({ "refreshSupport": true });
    let (mut client, _) = Client::initialized(params);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "aadsts": { "inlayHints": true } } }));
    let question = client.wait_method("workspace/inlayHint/refresh");
    client.reply(&question, Value::Null);
    client.assert_alive();
}

#[test]
fn a_code_leads_to_the_page_of_its_cloud() {
    let (mut client, _) = Client::initialized(able(false));
    for (text, host) in [
        ("AADSTS50011: wrong", "login.microsoftonline.com"),
        ("AADSTS50011 at https://login.microsoftonline.us/x", "login.microsoftonline.us"),
        ("AADSTS50011 at https://login.partner.microsoftonline.cn/x", "login.partner.microsoftonline.cn"),
    ] {
        client.open("untitled:x", "plaintext", text);
        let links = client.request("textDocument/documentLink", json!({ "textDocument": { "uri": "untitled:x" } }));
        assert_eq!(links["result"][0]["target"], format!("https://{host}/error?code=50011"));
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 11 } });
        assert_eq!(links["result"][0]["range"], range);
    }
}

#[test]
fn codes_and_rules_are_completed() {
    let (mut client, answer) = Client::initialized(able(false));
    assert_eq!(answer["result"]["capabilities"]["completionProvider"]["triggerCharacters"], json!(["[", "\"", "'"]));
    let (labels, first) = complete(&mut client, URI, "python", "# see aadsts6500|\n");
    assert!(
        labels.contains(&"AADSTS65002".to_owned()) && labels.iter().all(|label| label.starts_with("AADSTS6500")),
        "{labels:?}"
    );
    let range = json!({ "start": { "line": 0, "character": 6 }, "end": { "line": 0, "character": 16 } });
    assert_eq!(first["textEdit"]["range"], range);
    let (labels, _) = complete(&mut client, URI, "python", "# aadsts:ignore[fir|]\n");
    assert!(labels.contains(&"first-party-client-id".to_owned()), "{labels:?}");
    assert_eq!(complete(&mut client, URI, "python", "x = |\n").0, Vec::<String>::new());
    assert_eq!(complete(&mut client, "file:///w/aadsts.toml", "toml", "[fix]\nplace|\n").0[0], "placeholder");
}

#[test]
fn a_client_position_offers_the_own_app_and_never_one_of_microsofts() {
    let own = "11112222-3333-4444-8555-666677778888";
    let mut params = able(false);
    params["initializationOptions"] = json!({ "tenantAppId": own });
    let (mut client, _) = Client::initialized(params);
    for (language, text) in [
        ("python", "import msal\napp = msal.PublicClientApplication(\"|\")\n"),
        ("python", "client_id = \"abc|def\"\n"),
        ("yaml", "azure:\n  client_id: \"|\"\n"),
        ("json", "{ \"clientId\": \"|\" }\n"),
    ] {
        let uri = format!("file:///w/x.{language}");
        let (labels, first) = complete(&mut client, &uri, language, text);
        assert_eq!(labels, [own, "YOUR_TENANT_APP_CLIENT_ID"], "{text}");
        assert_eq!(first["textEdit"]["newText"], own);
    }
    for text in ["resource = \"|\"\n", "name = \"|\"\n", "# client_id: \"|\"\n"] {
        assert_eq!(complete(&mut client, URI, "python", text).0, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn findings_carry_tags_and_data_where_the_client_takes_them() {
    let mut params = able(false);
    let publish = &mut params["capabilities"]["textDocument"]["publishDiagnostics"];
    publish["tagSupport"] = json!({ "valueSet": [1, 2] });
    publish["dataSupport"] = true.into();
    let text = format!("client_id = \"{RETIRED}\"\nx = 1  # aadsts:ignore[first-party-client-id]\n");
    let (mut client, _) = Client::initialized(params);
    client.open(URI, "python", &text);
    let diagnostics = client.published(URI, 1);
    assert_eq!((&diagnostics[0]["code"], &diagnostics[0]["tags"]), (&json!("retired-client-id"), &json!([2])));
    assert_eq!(diagnostics[0]["data"], json!({ "id": RETIRED, "why": "value of `client_id`" }));
    assert_eq!((&diagnostics[1]["code"], &diagnostics[1]["tags"]), (&json!("unused-suppression"), &json!([1])));

    let (mut client, _) = Client::initialized(able(false));
    client.open(URI, "python", &text);
    let diagnostics = client.published(URI, 1);
    assert!(diagnostics[0].get("tags").is_none() && diagnostics[0].get("data").is_none(), "{diagnostics:#}");
}

#[test]
fn commands_explain_and_describe() {
    let (mut client, answer) = Client::initialized(able(false));
    let commands = answer["result"]["capabilities"]["executeCommandProvider"]["commands"].as_array().expect("commands");
    assert!(commands.iter().all(|name| name.as_str().is_some_and(|name| name.starts_with("aadsts.server."))));
    let page = include_str!("../../editors/configuration.md");
    assert!(commands.iter().all(|name| name.as_str().is_some_and(|name| page.contains(&format!("| `{name}` |")))));
    let mut run = |command: &str, arguments: Value| {
        client.request("workspace/executeCommand", json!({ "command": command, "arguments": arguments }))
    };
    let page = run("aadsts.server.explain", json!([ID]))["result"].clone();
    assert!(page["title"].as_str().is_some_and(|title| title.contains("Microsoft Azure CLI")), "{page:#}");
    assert!(page["plain"].as_str().is_some_and(|text| !text.contains("**")), "{page:#}");
    assert_eq!(run("aadsts.server.explain", json!([]))["result"], Value::Null);
    let text = run("aadsts.server.debugInformation", json!([]))["result"].clone();
    assert!(
        text.as_str().is_some_and(|text| text.contains(env!("CARGO_PKG_VERSION")) && text.contains("Utf16")),
        "{text}"
    );
    assert_eq!(run("aadsts.server.none", json!([]))["error"]["code"], -32602);
}
