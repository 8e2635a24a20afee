//! `aadsts expect`: answers, exit codes, JSON, and what a team saw.

use serde_json::Value;

use super::sandbox::{ID, Sandbox};

fn json(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Value {
    let all = [&["expect", "--format", "json"], arguments].concat();
    serde_json::from_str(&sandbox.run(&all).expect(code).stdout).unwrap()
}

#[test]
fn each_truth_has_its_exit_code() {
    let sandbox = Sandbox::new(&[]);
    for (arguments, code, said) in [
        (
            &["--client", "azure-cli", "--resource", "graph", "--scope", "Sites.FullControl.All"][..],
            1,
            "AADSTS65002 is expected as of 2",
        ),
        (&["--client", ID, "--resource", "https://vault.azure.net/"], 0, "AADSTS65002 is not expected as of 2"),
        (&["--client", "graph-cli", "--scope", "Mail.Read"], 3, "Unknown"),
        (&["--client", "azure-cli", "--resource", "graph", "--cloud", "china"], 3, "public cloud"),
        (&["--client", "azure-cli", "--resource", "api://my-api"], 3, "preAuthorizedApplications"),
        (&["--client", "azure-cli", "--resource", "graph", "--app-only"], 3, "AADSTS7000215"),
        (&["--client", "pnp", "--resource", "sharepoint"], 3, "AADSTS700016"),
        (&["--client", "11111111-2222-3333-4444-555555555555", "--resource", "graph"], 3, "AADSTS700016"),
        (&["--client", "7d1f0a52-3c4e-4b7a-9a53-2f6f0c8e1d90", "--resource", "graph"], 3, "consent decides"),
        (&["--client", "Microsoft Azure CLI", "--scope", "openid", "profile"], 0, "not expected"),
    ] {
        let all = [&["expect"], arguments].concat();
        sandbox.run(&all).expect(code).shows(said);
    }
}

#[test]
fn the_text_names_what_is_missing_granted_and_to_be_done() {
    let sandbox = Sandbox::new(&[]);
    let run = sandbox
        .run(&["expect", "--client", "azure-cli", "--resource", "graph", "--scope", "Mail.Send User.Read.All"])
        .expect(1);
    for part in
        ["missing    Mail.Send\n", "Microsoft Azure CLI", "Directory.AccessAsUser.All", "Way out", "aadsts register"]
    {
        assert!(run.stdout.contains(part), "no {part} in\n{}", run.stdout);
    }
    let listed = sandbox.run(&["expect", "--client", "azure-cli", "--scope", "Mail.Send,User.Read.All"]).expect(1);
    assert_eq!(listed.stdout, run.stdout);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 100), "{}", run.stdout);
    sandbox
        .run(&["expect", "--client", "azure-cli", "--scope", "Mail.Send", "https://vault.azure.net/.default"])
        .expect(1)
        .shows("AADSTS28000");
}

#[test]
fn the_fields_of_json_are_a_promise() {
    let sandbox = Sandbox::new(&[]);
    let answer = json(&sandbox, &["--client", "azure-cli", "--resource", "graph", "--scope", "Mail.Send", "openid"], 1);
    let names: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    let mut promised = [
        "client",
        "resource",
        "scopes",
        "expectation",
        "outcome",
        "reason",
        "missing",
        "granted",
        "grant_kind",
        "as_of",
    ];
    promised.sort_unstable();
    assert_eq!(names, promised);
    assert_eq!(answer["client"], ID);
    assert_eq!(answer["resource"], "00000003-0000-0000-c000-000000000000");
    assert_eq!(answer["scopes"], serde_json::json!(["Mail.Send", "openid"]));
    assert_eq!(answer["expectation"], "expected");
    assert_eq!(answer["outcome"], "not-granted");
    assert_eq!(answer["missing"], serde_json::json!(["Mail.Send"]));
    assert_eq!(answer["grant_kind"], "explicit");
    assert!(answer["granted"].as_array().unwrap().iter().any(|scope| scope == "User.Read.All"));
    let absent = json(&sandbox, &["--client", "azure-cli", "--resource", "virtual-desktop"], 1);
    assert_eq!((&absent["grant_kind"], &absent["granted"]), (&Value::Null, &serde_json::json!([])));
    let unknown = json(&sandbox, &["--client", "graph-cli", "--resource", "graph"], 3);
    assert_eq!((&unknown["expectation"], &unknown["outcome"]), (&"unknown".into(), &"ordinary-consent".into()));
    assert!(unknown["reason"].as_str().unwrap().contains("consent"));
}

#[test]
fn what_cannot_be_understood_is_a_usage_error() {
    let sandbox = Sandbox::new(&[]);
    for (arguments, part) in [
        (&["--client", "azure-cli"][..], "--resource"),
        (&["--resource", "graph"], "--client"),
        (&["--client", "azure", "--resource", "graph"], "azure-cli, azure-data-studio"),
        (&["--client", "azure-cli", "--resource", "grph"], "no API is known as `grph`"),
        (&["--client", "azure-cli", "--scope", " "], "the scope is empty"),
        (&["--client", "azure-cli", "--resource", "graph", "--cloud", "moon"], "usgov"),
        (&["--client", "azure-cli", "--resource", "graph", "--config", "gone.toml"], "gone.toml"),
    ] {
        let all = [&["expect"], arguments].concat();
        let run = sandbox.run(&all).expect(2).says(part);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn what_the_team_saw_counts_first() {
    let entry = "[[observed]]\nclient = 'azure-cli'\nresource = 'graph'\nscopes = ['Mail.Send']\noutcome = 'worked'\ndate = 2026-10-02\n";
    let sandbox = Sandbox::new(&[("aadsts.toml", entry)]);
    let question = ["--client", "azure-cli", "--resource", "graph", "--scope", "Mail.Send"];
    let answer = json(&sandbox, &question, 0);
    assert_eq!((&answer["outcome"], &answer["as_of"]), (&"observed".into(), &"2026-10-02".into()));
    json(&sandbox, &[&question[..], &["--no-config"]].concat(), 1);
    sandbox.write("aadsts.toml", entry.replace("worked", "perhaps"));
    sandbox.run(&[&["expect"], &question[..]].concat()).expect(2).says("5:11: unknown outcome `perhaps`");
}
