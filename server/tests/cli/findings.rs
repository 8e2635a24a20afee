//! What findings look like in each format. Needs the engine and the catalogue.

use std::fmt::Write;

use std::process::Stdio;

use serde_json::Value;

use super::sandbox::{ID, OWN, Sandbox};

fn login() -> String {
    format!("import msal\n\nname = \"ключ\"; client_id = \"{ID}\"\napp = msal.PublicClientApplication(client_id)\n")
}

#[test]
fn one_object_a_finding() {
    let sandbox = Sandbox::new(&[("src/login.py", &login())]);
    let run = sandbox.run(&["check", "--format", "jsonl"]).expect(1);
    let objects = run.objects();
    assert_eq!(objects.len(), 1, "{}", run.stdout);
    let object = &objects[0];
    for (key, value) in [
        ("rule", Value::from("first-party-client-id")),
        ("level", Value::from("warning")),
        ("path", Value::from("src/login.py")),
        ("line", Value::from(3)),
        ("column", Value::from(29)),
        ("end_line", Value::from(3)),
        ("end_column", Value::from(65)),
        ("guid", Value::from(ID)),
        ("role", Value::from("client")),
    ] {
        assert_eq!(object[key], value, "{key}");
    }
    assert!(object["app"].as_str().unwrap().contains("Azure CLI"));
    assert!(!object["why"].as_str().unwrap().is_empty());
    assert!(!object["message"].as_str().unwrap().is_empty());
    assert!(object["fixes"].as_array().is_some_and(|fixes| !fixes.is_empty()));
}

#[test]
fn a_document_holds_the_same_objects() {
    let sandbox = Sandbox::new(&[("a.py", &login()), ("b.py", &login())]);
    let lines = sandbox.run(&["check", "--format", "jsonl"]).expect(1).objects();
    let document: Value = serde_json::from_str(&sandbox.run(&["check", "--format", "json"]).expect(1).stdout).unwrap();
    assert_eq!(document["findings"], Value::Array(lines));
}

#[test]
fn the_full_format_points_at_the_id() {
    let sandbox = Sandbox::new(&[("login.py", &login())]);
    let run = sandbox.run(&["check"]).expect(1).says("1 finding in 1 of 1 file");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[0].starts_with("login.py:3:29 warning[first-party-client-id] "), "{}", run.stdout);
    let source = lines.iter().position(|line| line.contains(ID) && line.starts_with("3 |")).unwrap();
    let column = lines[source].chars().position(|character| character == '0').unwrap();
    let caret = lines[source + 1].chars().position(|character| character == '^').unwrap();
    assert_eq!(caret, column, "{}", run.stdout);
    assert_eq!(lines[source + 1].matches('^').count(), ID.len());
    assert!(run.stdout.contains("= help: "), "{}", run.stdout);
}

#[test]
fn the_concise_format_is_one_line() {
    let sandbox = Sandbox::new(&[("login.py", &login())]);
    let run = sandbox.run(&["check", "--format", "concise", "--quiet"]).expect(1);
    assert_eq!(run.stdout.lines().count(), 1);
    assert!(run.stdout.starts_with("login.py:3:29: warning[first-party-client-id] "), "{}", run.stdout);
    assert_eq!(run.stderr, "");
}

#[test]
fn silent_places_are_occurrences() {
    let text = format!("# {ID} is Azure CLI\nclient_id = \"{ID}\"\n");
    let sandbox = Sandbox::new(&[("login.py", &text)]);
    assert_eq!(sandbox.run(&["check", "--format", "jsonl"]).expect(1).objects().len(), 1);
    let objects = sandbox.run(&["check", "--format", "jsonl", "--occurrences"]).expect(1).objects();
    assert_eq!(objects.len(), 2);
    let silent = &objects[0];
    assert_eq!((&silent["rule"], &silent["level"], &silent["message"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!((&silent["role"], &silent["guid"]), (&Value::from("prose"), &Value::from(ID)));
    for key in ["why", "row", "certainty", "app"] {
        assert!(silent[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {silent}");
    }
    assert_eq!(objects[1]["rule"], "first-party-client-id");
    sandbox.run(&["check", "--occurrences"]).expect(1).shows("login.py:1:3 prose ").says("1 place without a finding");
    sandbox.run(&["check", "--occurrences", "--format", "concise"]).expect(1).shows("login.py:1:3: prose ");
}

#[test]
fn output_is_in_order_of_path() {
    let names: Vec<String> = (0..40).map(|number| format!("d{}/f{number:02}.py", number % 7)).collect();
    let text = login();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
    let sandbox = Sandbox::new(&files);
    let run = sandbox.run(&["check", "--format", "jsonl"]).expect(1);
    let paths: Vec<String> = run.objects().iter().map(|object| object["path"].as_str().unwrap().to_owned()).collect();
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(paths, sorted);
}

#[test]
fn paths_are_shown_as_given() {
    let sandbox = Sandbox::new(&[("src/login.py", &login())]);
    let shown = |path: &str| {
        let run = sandbox.run(&["check", "--format", "jsonl", path]).expect(1);
        run.objects()[0]["path"].as_str().unwrap().to_owned()
    };
    assert_eq!(shown("src"), "src/login.py");
    assert_eq!(shown("./src/login.py"), "src/login.py");
    assert_eq!(shown("src/../src"), "src/../src/login.py");
    let absolute = sandbox.path("src/login.py").to_str().unwrap().replace('\\', "/");
    assert_eq!(shown(sandbox.path("src").to_str().unwrap()), absolute);
}

#[test]
fn standard_input_is_judged_as_the_named_file() {
    let sandbox = Sandbox::new(&[]);
    let run =
        sandbox.run_with(&["check", "-", "--stdin-filename", "src/login.py", "--format", "jsonl"], login().as_bytes());
    let objects = run.expect(1).objects();
    assert_eq!((objects.len(), &objects[0]["path"]), (1, &Value::from("src/login.py")));
}

#[test]
fn positions_are_right_in_every_encoding() {
    let text = login();
    let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect::<Vec<u8>>()
    };
    let sandbox = Sandbox::new(&[]);
    sandbox.write("mark.py", [b"\xEF\xBB\xBF", text.as_bytes()].concat());
    sandbox.write("little.py", utf16([0xFF, 0xFE], u16::to_le_bytes));
    sandbox.write("big.py", utf16([0xFE, 0xFF], u16::to_be_bytes));
    sandbox.write("crlf.py", text.replace('\n', "\r\n"));
    sandbox.write("latin.py", [&b"# caf\xe9\n\n"[..], &text.as_bytes()["import msal\n\n".len()..]].concat());
    let objects = sandbox.run(&["check", "--format", "jsonl"]).expect(1).objects();
    assert_eq!(objects.len(), 5);
    for object in objects {
        assert_eq!((&object["line"], &object["column"]), (&Value::from(3), &Value::from(29)), "{object}");
    }
}

#[test]
fn configuration_changes_levels_and_allows() {
    let sandbox = Sandbox::new(&[("src/login.py", &login())]);
    let code = |text: &str| {
        sandbox.write("aadsts.toml", text);
        sandbox.run(&["check"]).code
    };
    assert_eq!(code(""), 1);
    assert_eq!(code("[rules]\nfirst-party-client-id = 'off'\n"), 0);
    assert_eq!(code("[rules]\nfirst-party-client-id = 'note'\n"), 0);
    assert_eq!(code("[rules]\nfirst-party-client-id = 'error'\n"), 1);
    let allow = |paths: &str, expires: &str| {
        format!("[[allow]]\napp-id = '{ID}'\npaths = ['{paths}']\nreason = 'sample'\nexpires = {expires}\n")
    };
    assert_eq!(code(&allow("src/", "9999-12-31")), 0);
    assert_eq!(code(&allow("lib/", "9999-12-31")), 1);
    assert_eq!(code(&allow("src/", "2001-01-01")), 1);
    assert_eq!(code(&format!("[tenant]\napp-id = '{ID}'\n")), 2, "Microsoft's app is not the tenant's");
    assert_eq!(code(&format!("[tenant]\napp-id = '{OWN}'\n")), 1);
}

#[test]
fn the_level_decides_what_is_shown() {
    let sandbox = Sandbox::new(&[("login.py", &login())]);
    let run = sandbox.run(&["check", "--level", "error"]).expect(0);
    assert_eq!(run.stdout, "");
    sandbox.run(&["check", "--level", "warning"]).expect(1);
}

#[test]
fn a_place_is_explained() {
    let sandbox = Sandbox::new(&[("login.py", &login())]);
    sandbox.run(&["explain", "--at", "login.py:3"]).expect(0).shows("login.py:3:29").shows("role: client, ");
    sandbox.run(&["explain", "--at", "login.py:3:40"]).expect(0).shows("login.py:3:29");
    sandbox.run(&["explain", "--at", "login.py:3:2"]).expect(2).says("no known id");
    let run = sandbox.run(&["explain", "--at", "login.py:3", "--format", "json"]).expect(0);
    assert_eq!(run.objects()[0]["role"], "client");
}

#[test]
fn pages_are_found_by_code_id_rule_and_message() {
    let sandbox = Sandbox::new(&[]);
    for query in ["AADSTS65002", "aadsts65002", "65002"] {
        sandbox.run(&["explain", query]).expect(0).shows("65002");
    }
    sandbox.run(&["explain", ID]).expect(0).shows("Azure CLI");
    sandbox.run(&["explain", "first-party-client-id"]).expect(0).shows("first-party-client-id");
    let message =
        format!("AADSTS65002: Consent between first party application '{ID}' and first party resource failed.");
    sandbox.run(&["explain", &message]).expect(0).shows("65002");
    sandbox.run_with(&["explain", "-"], message.as_bytes()).expect(0).shows("65002");
    let run = sandbox.run(&["explain", "AADSTS65002", "--format", "json"]).expect(0);
    let page: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(page["markdown"].as_str().is_some_and(|text| text.contains("65002")));
    let run = sandbox.run(&["explain", "nonsense-without-meaning"]).expect(2);
    assert!(!run.stderr.is_empty() && run.stdout.is_empty());
}

#[test]
fn a_line_of_ten_megabytes_works() {
    let mut text = String::from("const a = {");
    while text.len() < 10_000_000 {
        text.push_str("k:\"é-padding-padding-padding-padding-padding-padding-padding-padding-padding\",");
    }
    write!(text, "clientId:\"{ID}\"}};").unwrap();
    let sandbox = Sandbox::new(&[("bundle.js", &text)]);
    let run = sandbox.run(&["check"]).expect(1);
    assert!(run.stdout.len() < 4000 && run.stdout.contains(ID), "{}", run.stdout.len());
}

#[test]
fn a_reader_that_goes_away_stops_quietly() {
    let text = format!("client_id = \"{ID}\"\n").repeat(400);
    let sandbox = Sandbox::new(&[("login.py", &text)]);
    for format in ["full", "concise", "json", "jsonl"] {
        let mut command = sandbox.command(&["check", "--format", format]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}: {output:?}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
    }
}

#[test]
fn the_confidence_can_be_chosen() {
    // What an unknown function does with it is no more than likely.
    let likely = format!("Connect-MgGraph -AccessToken (Get-MyToken '{ID}')\n");
    let sandbox = Sandbox::new(&[("likely.ps1", &likely), ("certain.py", &login())]);
    let paths = |arguments: &[&str]| -> Vec<String> {
        let run = sandbox.run(&[&["check", "--format", "jsonl"], arguments].concat()).expect(1);
        run.objects().iter().map(|object| object["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(paths(&[]), ["certain.py", "likely.ps1"]);
    assert_eq!(paths(&["--confidence", "certain"]), ["certain.py"]);
    sandbox.write("aadsts.toml", "confidence = \"certain\"\n");
    assert_eq!(paths(&[]), ["certain.py"]);
    assert_eq!(paths(&["--confidence", "likely"]), ["certain.py", "likely.ps1"]);
    sandbox.run(&["check", "--confidence", "sure"]).expect(2).says("expected likely or certain");
}

#[test]
fn what_nobody_here_maintains_is_quiet_unless_configured() {
    let sandbox = Sandbox::new(&[("vendor/lib/login.py", &login())]);
    sandbox.run(&["check"]).expect(0);
    let hint = sandbox.run(&["check", "--level", "hint", "--format", "jsonl"]).expect(0).objects();
    assert_eq!(hint[0]["level"], "hint");
    sandbox.write("aadsts.toml", "[files]\nvendored = \"error\"\n");
    // The most that a finding may be: the level of the rule itself is lower.
    assert_eq!(sandbox.run(&["check", "--format", "jsonl"]).expect(1).objects()[0]["level"], "warning");
    sandbox.write("aadsts.toml", "[files]\nvendored = \"off\"\n");
    assert!(sandbox.run(&["check", "--level", "hint", "--format", "jsonl"]).expect(0).objects().is_empty());
}

#[test]
fn a_scope_is_not_given_the_evidence_of_its_client() {
    let code = format!(
        "import msal\nSCOPES = [\"https://graph.microsoft.com/Mail.Send\"]\napp = msal.PublicClientApplication(\"{ID}\")\n\
         app.acquire_token_interactive(SCOPES)\n"
    );
    let sandbox = Sandbox::new(&[("mail.py", &code)]);
    let run = sandbox.run(&["check"]).expect(1).shows("2:12 error[ungranted-scope] AADSTS65002 expected");
    let carets: Vec<&str> = run.stdout.lines().filter(|line| line.contains('^')).collect();
    assert_eq!(carets.len(), 2, "{}", run.stdout);
    assert!(carets[0].ends_with('^'), "{}", carets[0]);
    assert!(carets[1].contains("argument 1 of `msal.PublicClientApplication`"), "{}", carets[1]);
}

#[test]
fn what_goes_with_a_borrowed_client_has_its_own_code() {
    let form = format!(
        "body = {{\"client_id\": \"{ID}\", \"client_secret\": secret, \"redirect_uri\": \"http://localhost\"}}\n"
    );
    let page = format!("msal.PublicClientApplication(\"{ID}\", redirect_uri=\"https://reports.contoso.com/auth\")\n");
    let none = format!("body = {{\"client_id\": \"{ID}\", \"client_secret\": None, \"redirect_uri\": REDIRECT}}\n");
    let other = format!("body = {{\"cli_client_id\": \"{ID}\", \"client_id\": own, \"client_secret\": secret}}\n");
    let chosen = format!("body = {{\"client_id\": own or \"{ID}\", \"client_secret\": secret}}\n");
    let default = format!(
        "def token(client_id=\"{ID}\", client_secret=None):\n    return post({{\"client_id\": client_id, \"grant_type\": \
         \"client_credentials\"}})\n"
    );
    let maybe = format!("body = {{\"client_id\": \"{ID}\", \"client_secret\": secret if secret else None}}\n");
    let sandbox = Sandbox::new(&[
        ("a.py", &form),
        ("b.py", &page),
        ("c.py", &none),
        ("d.py", &other),
        ("e.py", &chosen),
        ("f.py", &maybe),
        ("g.py", &default),
    ]);
    let findings = sandbox.run(&["check", "--format", "jsonl"]).expect(1).objects();
    let message = |path: &str| {
        let own = findings.iter().find(|finding| finding["path"] == path).unwrap();
        own["message"].as_str().unwrap().to_owned()
    };
    assert!(message("a.py").ends_with("The client secret beside it ends in AADSTS700025."), "{}", message("a.py"));
    assert!(message("b.py").ends_with("The redirect URI beside it ends in AADSTS50011."), "{}", message("b.py"));
    for path in ["c.py", "d.py", "e.py", "f.py", "g.py"] {
        assert!(message(path).ends_with("use its id."), "{}", message(path));
    }
    let full = sandbox.run(&["check", "a.py"]).expect(1);
    assert!(full.stdout.contains("a.py") && full.stdout.contains("note: 1:79: AADSTS700025: "), "{}", full.stdout);
}

#[test]
fn settings_of_spark_are_one_client_for_each_server() {
    let key = |name: &str, server: &str| format!("fs.azure.account.oauth2.client.{name}{server}");
    let (id, secret) = (key("id", ".lake.dfs.core.windows.net"), key("secret", ".lake.dfs.core.windows.net"));
    let other = key("secret", ".archive.dfs.core.windows.net");
    let set = |id: &str, secret: &str| {
        format!(
            "spark.conf.set(\"{id}\", \"{ID}\")\nspark.conf.set(\"{secret}\", dbutils.secrets.get(\"lake\", \"key\"))\n"
        )
    };
    let settings = format!("configs = {{\"{}\": \"{ID}\", \"{}\": SECRET}}\n", key("id", ""), key("secret", ""));
    let lines = format!("spark.hadoop.{id} {ID}\nspark.hadoop.{secret} {{{{secrets/lake/key}}}}\n");
    let cluster =
        format!("{{\"spark_conf\": {{\"spark.hadoop.{id}\": \"{ID}\", \"spark.hadoop.{secret}\": \"{{{{s}}}}\"}}}}\n");
    let two = format!("{}{}", set(&id, &secret), set(&key("id", ".archive.dfs.core.windows.net"), &other));
    let pairs = format!("form.append('client_id', '{ID}');\nform.append('client_secret', secret);\n");
    let sandbox = Sandbox::new(&[
        ("set.py", &set(&id, &secret)),
        ("settings.py", &settings),
        ("spark-defaults.conf", &lines),
        ("cluster.json", &cluster),
        ("two.py", &two),
        ("form.js", &pairs),
        ("other.py", &set(&id, &other)),
        ("joined.py", &set(&id, &secret).replace("lake.dfs.core.windows.net\"", "\" + ACCOUNT + \".net\"")),
    ]);
    let findings = sandbox.run(&["check", "--format", "jsonl"]).expect(1).objects();
    assert_eq!(findings.len(), 9, "{findings:?}");
    for finding in findings {
        let (path, message) = (finding["path"].as_str().unwrap(), finding["message"].as_str().unwrap());
        let end = if path == "other.py" { "use its id." } else { "The client secret beside it ends in AADSTS700025." };
        assert!(message.ends_with(end), "{path}: {message}");
    }
    let storage = sandbox.run(&["register", "spark-defaults.conf"]).expect(0);
    storage.shows("# Beside consent, for Azure Storage:");
}

#[test]
fn client_and_scope_point_at_each_other() {
    let text =
        format!("app = msal.PublicClientApplication(\"{ID}\")\napp.acquire_token_interactive([\"Mail.Read\"])\n");
    let sandbox = Sandbox::new(&[("login.py", &text)]);
    let full = sandbox.run(&["check"]).expect(1);
    assert!(full.stdout.contains("note: 2:33: Mail.Read is asked for with this client"), "{}", full.stdout);
    assert!(full.stdout.contains("note: 1:37: the request is made with this client"), "{}", full.stdout);
    let silenced = text.replace("\napp.", "\n# aadsts:ignore[ungranted-scope]\napp.");
    let sandbox = Sandbox::new(&[("login.py", &silenced)]);
    let full = sandbox.run(&["check"]).expect(1);
    assert!(!full.stdout.contains("is asked for with this client"), "{}", full.stdout);
}

#[test]
fn a_credential_that_is_asked_twice_is_reported_once() {
    let text = "credential = InteractiveBrowserCredential()\ncredential.get_token(\"https://www.wvd.microsoft.com/.default\")\n\
                credential.get_token(\"https://graph.microsoft.com/Mail.Read\")\n";
    let sandbox = Sandbox::new(&[("login.py", text)]);
    let findings = sandbox.run(&["check", "--format", "jsonl"]).expect(1).objects();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["level"], "warning");
    assert!(findings[0]["message"].as_str().unwrap().contains("missing: Mail.Read"), "{findings:?}");
}
