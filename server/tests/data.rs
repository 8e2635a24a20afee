//! The tables hold what the sources hold, and every kind of bad row stops the build with file and line.
#![allow(missing_docs, dead_code)]

#[path = "../build/facts.rs"]
mod facts;
#[path = "../build/names.rs"]
mod names;
#[path = "../build/page.rs"]
mod page;
#[path = "../build/products.rs"]
mod products;
#[path = "../build/table.rs"]
mod table;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use aadsts::catalog::{self, Confidence, ConsentModel, GrantKind, Owner, Prior};
use aadsts::guid::Guid;

use crate::table::Fault;

const AZURE_CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
const ARM: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

fn guid(text: &str) -> Guid {
    text.parse().expect("a GUID")
}

#[test]
fn counts() {
    assert_eq!(catalog::apps().len(), 2036);
    assert_eq!(catalog::resource_uris().len(), 3659);
    assert_eq!(catalog::grant_count(), 12_637);
    assert_eq!(catalog::codes().len(), 443);
    assert_eq!(catalog::retired_apps().len(), 2);
    assert_eq!(catalog::placeholders().len(), 61);
    assert_eq!(catalog::apps().iter().filter(|app| catalog::is_matrix_client(app.id)).count(), 506);
    assert_eq!(catalog::apps().iter().filter(|app| catalog::is_tested_resource(app.id)).count(), 1598);
    let grants: usize = catalog::apps().iter().map(|app| catalog::grants_of(app.id).len()).sum();
    assert_eq!(grants, 12_637, "every grant is reachable through its client");
    assert_eq!(catalog::DATE, "2026-08-21");
    assert_eq!(catalog::GRANTS_DATE, "2026-05-22");
}

#[test]
fn unlicensed_sources_left_no_trace() {
    for tag in ["entrascopes-resource", "fp-permissions", "msandbu-signin-list"] {
        assert!(catalog::apps().iter().all(|app| !app.sources.tags().contains(tag)));
        assert!(catalog::codes().iter().all(|code| !code.sources.contains(tag)));
    }
}

#[test]
fn consent_models_follow_the_owner() {
    let of = |model| catalog::apps().iter().filter(|app| app.consent_model == model).count();
    assert_eq!(of(ConsentModel::Consent), 45);
    assert_eq!(of(ConsentModel::Preauthorization), 1038 + 364);
    assert_eq!(of(ConsentModel::Unknown), 589);
    let model = |id: &str| catalog::app(guid(id)).expect("listed").consent_model;
    assert_eq!(model(AZURE_CLI), ConsentModel::Preauthorization);
    assert_eq!(model("14d82eec-204b-4c2f-b7e8-296a70dab67e"), ConsentModel::Consent);
    assert_eq!(model("de8bc8b5-d9f9-48b1-a8ad-b748da725064"), ConsentModel::Consent);
    assert_eq!(model("80faf920-1908-4b52-b5ef-a8e7bedfc67a"), ConsentModel::Preauthorization);
}

#[test]
fn priors() {
    let prior = |id: &str| catalog::app(guid(id)).expect("listed").prior;
    for client in [
        "51f81489-12ee-4a9e-aaae-a2591f45987d",
        "2ad88395-b77d-4561-9441-d0e40824f9bc",
        "d1ddf0e4-d672-4dae-b554-9d5bdfd93547",
        "1b730954-1685-4b74-9bfd-dac224a7b894",
        "14d82eec-204b-4c2f-b7e8-296a70dab67e",
        "a672d62c-fc7b-4e81-a576-e60dc46e951d",
    ] {
        assert_eq!(prior(client), Prior::Client, "{client}");
    }
    for resource in [
        GRAPH,
        ARM,
        "00000002-0000-0ff1-ce00-000000000000",
        "00000003-0000-0ff1-ce00-000000000000",
        "499b84ac-1321-427f-aa17-267ca6975798",
        "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d",
        "6dae42f8-4368-4678-94ff-3960e28e3630",
        "41b23e61-6c1e-4545-b367-cd054e0ed4b4",
    ] {
        assert_eq!(prior(resource), Prior::Resource, "{resource}");
    }
    for both in [AZURE_CLI, "1950a258-227b-4e31-a9cf-717495945fc2", "d3590ed6-52b3-4102-aeff-aad2292ab01c"] {
        assert_eq!(prior(both), Prior::Both, "{both}");
    }
}

#[test]
fn an_app_has_its_facts() {
    let cli = catalog::app(guid(AZURE_CLI)).expect("listed");
    assert_eq!(cli.name.as_str(), "Microsoft Azure CLI");
    assert_eq!((cli.owner, cli.confidence), (Owner::MicrosoftServices, Confidence::High));
    assert_eq!((cli.family, cli.public_client), (false, Some(true)));
    assert_eq!(catalog::app(Guid(0)), None);
    assert_eq!(catalog::app(Guid(u128::MAX)), None);
}

#[test]
fn grants_name_their_scopes() {
    let grant = catalog::grant(guid(AZURE_CLI), guid(GRAPH)).expect("granted");
    assert_eq!(grant.kind, GrantKind::Explicit);
    assert!(grant.has("user.readwrite.all"), "{:?}", grant.scopes().collect::<Vec<_>>());
    assert!(!grant.has("Sites.FullControl.All"));
    assert_eq!(catalog::grant(guid("14d82eec-204b-4c2f-b7e8-296a70dab67e"), guid(GRAPH)), None);
    assert_eq!(catalog::grants_of(Guid(u128::MAX)).len(), 0);
    assert_eq!(catalog::grants_of(Guid(0)).len(), 0);
}

/// Compares the packed table with the file, row by row.
#[test]
fn grants_survive_packing() {
    let text = data("grants.csv");
    let mut rows = 0;
    for line in text.lines().skip(1) {
        let [client, resource, kind, scopes] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let grant = catalog::grant(guid(client), guid(resource)).expect(line);
        assert_eq!(grant.scopes().collect::<Vec<_>>().join(" "), scopes, "{line}");
        assert_eq!(format!("{:?}", grant.kind).to_lowercase(), kind);
        rows += 1;
    }
    assert_eq!(rows, catalog::grant_count());
}

/// The table of grants is the largest; its budget is 2 MB of the binary.
#[test]
fn grants_are_small() {
    let rows = catalog::grant_count() * size_of::<catalog::Grant>() + 507 * size_of::<(Guid, u32)>();
    let text = data("grants.csv");
    let lists: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    let names: BTreeSet<&str> = lists.iter().flat_map(|list| list.split(' ')).collect();
    let members: usize = lists.iter().map(|list| list.split(' ').count()).sum();
    let sets = 2 * (members + lists.len() + 1);
    // A relocated reference costs 24 bytes besides its own 16.
    let scopes: usize = names.iter().map(|name| name.len() + 40).sum();
    assert!(rows + sets + scopes < 600_000, "{rows} + {sets} + {scopes}");
}

#[test]
fn uris_are_found_however_they_are_written() {
    let of = |uri: &str| catalog::resource_uri(uri).map(catalog::ResourceUri::resource);
    assert_eq!(of("https://graph.microsoft.com"), Some(guid(GRAPH)));
    assert_eq!(of("https://Graph.Microsoft.com/"), Some(guid(GRAPH)));
    assert_eq!(of("https://management.core.windows.net//"), Some(guid(ARM)));
    let dataverse = Some(guid("00000007-0000-0000-c000-000000000000"));
    assert_eq!(of("https://contoso.crm4.dynamics.com/"), dataverse);
    assert_eq!(of("https://contoso.api.crm.dynamics.com"), dataverse);
    assert_eq!(of("https://a.b.c.crm4.dynamics.com"), None, "the star is one label");
    assert_eq!(of("https://contoso.example"), None);
    assert_eq!(of(""), None);
    assert_eq!(of("https://"), None);
    for row in catalog::resource_uris() {
        assert_eq!(catalog::resource_uri(&row.uri), Some(row));
        assert_eq!(catalog::resource_uri(&format!("{}/", row.uri.to_uppercase())), Some(row));
    }
}

#[test]
fn scopes_name_their_api() {
    let of = |text| catalog::scope(text).map(|scope| (scope.resource, scope.name));
    assert_eq!(of("https://graph.microsoft.com/User.Read"), Some((guid(GRAPH), "User.Read")));
    assert_eq!(of("https://management.core.windows.net//.default"), Some((guid(ARM), ".default")));
    assert_eq!(of("https://graph.microsoft.com"), Some((guid(GRAPH), "")));
    assert_eq!(of("00000003-0000-0000-c000-000000000000/.default"), Some((guid(GRAPH), ".default")));
    assert_eq!(of("api://00000003-0000-0000-c000-000000000000/x"), Some((guid(GRAPH), "x")));
    assert_eq!(of("User.Read"), None);
    assert_eq!(of("api://my-own-api/read"), None);
}

#[test]
fn pages_stand_with_their_codes_and_point_back() {
    let paged: Vec<_> = catalog::codes().iter().filter_map(|code| Some((code.number, code.page?))).collect();
    let page_of = |number: u32| paged.iter().find(|(other, _)| *other == number).map(|(_, page)| *page);
    for (number, page) in &paged {
        assert!(!page.related.is_empty(), "{number}");
        for related in page.related {
            assert!(catalog::code(*related).is_some(), "{number} names {related}");
            if let Some(other) = page_of(*related) {
                assert!(other.related.contains(number), "{related} does not point back to {number}");
            }
        }
    }
}

fn data(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).expect(name)
}

#[test]
fn placeholders_and_negatives_are_no_apps() {
    let negative = facts::negative(&data("negative.txt")).expect("well-formed");
    assert_eq!(negative.len(), 5120);
    assert!(catalog::apps().iter().all(|app| !negative.contains(&app.id.0)));
    for placeholder in catalog::placeholders() {
        assert_eq!(catalog::placeholder(placeholder.id), Some(placeholder));
        assert_eq!(catalog::app(placeholder.id), None);
    }
}

fn tags() -> BTreeSet<String> {
    BTreeSet::from(["merill-graph".to_owned()])
}

#[track_caller]
fn fault<T>(result: Result<T, Fault>, expected: &str) {
    let Err(fault) = result else { panic!("accepted, expected {expected:?}") };
    assert!(fault.to_string().contains(expected), "{fault} does not contain {expected:?}");
}

const APPS: &str = "id,name,owner,kind,family,public_client,confidence,prior,sources\n";
const GOOD: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46,CLI,services,client,false,true,high,,merill-graph\n";

#[test]
fn bad_app_rows_stop_the_build() {
    let read = |rows: &str| facts::apps(&format!("{APPS}{rows}"), &BTreeSet::new(), &tags());
    assert_eq!(read(GOOD).expect("good").len(), 1);
    fault(read(&format!("{GOOD}{GOOD}")), "data/apps.csv:3: duplicate");
    let earlier = GOOD.replace("04b07795", "04b07794");
    fault(read(&format!("{GOOD}{earlier}")), "data/apps.csv:3: not sorted");
    fault(read(&GOOD.to_uppercase()), "apps.csv:2: \"04B07795");
    fault(read(&GOOD.replace("04b07795-", "04b07795")), "is not a dashed lower-case GUID");
    fault(read(&GOOD.replace("services", "contoso")), "\"contoso\" is none of");
    fault(read(&GOOD.replace("client,false", "server,false")), "\"server\" is none of");
    fault(read(&GOOD.replace("client,false", "client,")), "column 5 is empty");
    fault(read(&GOOD.replace("true", "yes")), "\"yes\" is neither true nor false");
    fault(read(&GOOD.replace("high", "sure")), "\"sure\" is none of");
    fault(read(&GOOD.replace("high,,", "high,maybe,")), "\"maybe\" is none of");
    fault(read(&GOOD.replace("merill-graph", "hearsay")), "source \"hearsay\" is not in SOURCES.md");
    fault(read(&GOOD.replace("merill-graph", "")), "column 9 is empty");
    fault(read(&GOOD.replace("merill-graph", "merill-graph;merill-graph")), "stands twice");
    fault(read(&GOOD.replace(",CLI,", ",")), "data/apps.csv:2: 8 fields where 9 are expected");
    fault(read(&GOOD.replace(",CLI,", ", CLI,")), "blanks around");
    fault(read(&GOOD.replace(",CLI,", ",\"C\nI\",")), "line break");
    fault(read(&format!("\n{GOOD}")), "apps.csv:2: empty line");
    fault(read(&GOOD.replace('\n', "\r\n")), "apps.csv:2: carriage return");
    fault(read(GOOD.trim_end()), "apps.csv:2: the last line does not end");
    fault(facts::apps(GOOD, &BTreeSet::new(), &tags()), "apps.csv:1: the header is not");
    fault(facts::apps("", &BTreeSet::new(), &tags()), "apps.csv");
    let negative = BTreeSet::from([guid(AZURE_CLI).0]);
    fault(facts::apps(&format!("{APPS}{GOOD}"), &negative, &tags()), "data/apps.csv:2: this GUID is known not to be");
}

#[test]
fn bad_rows_of_the_other_tables_stop_the_build() {
    let uri = |row: &str| facts::resources(&format!("uri,resource,cloud,sources\n{row}\n"), &tags());
    let good = format!("https://a.example,{GRAPH},public,merill-graph");
    assert_eq!(uri(&good).expect("good").len(), 1);
    fault(uri(&good.replace("example", "example/")), "resources.csv:2: a URI is written without");
    fault(uri(&good.replace("example", "Example")), "lower case");
    fault(uri(&good.replace("public", "mars")), "\"mars\" is none of");
    fault(uri(&good.replace(GRAPH, "graph")), "\"graph\" is not a dashed");
    let path = |path: &str| good.replace("example", &format!("example/{path}"));
    assert_eq!(uri(&format!("{}\n{}", path("A"), path("b"))).expect("good").len(), 2);
    fault(uri(&format!("{}\n{}", path("B"), path("a"))), "resources.csv:3: not sorted");
    fault(uri(&format!("{}\n{}", path("A"), path("a"))), "resources.csv:3: duplicate");

    let apps = facts::apps(&format!("{APPS}{GOOD}"), &BTreeSet::new(), &tags()).expect("good");
    let grant = |row: &str| facts::grants(&format!("client,resource,kind,scopes\n{row}\n"), &apps);
    let good = format!("{AZURE_CLI},{AZURE_CLI},explicit,a b");
    assert_eq!(grant(&good).expect("good")[0].scopes, ["a", "b"]);
    fault(grant(&good.replace("explicit", "implied")), "\"implied\" is none of");
    fault(grant(&good.replace("a b", "a  b")), "one blank");
    fault(grant(&good.replace("a b", "")), "column 4 is empty");
    fault(grant(&format!("{AZURE_CLI},{GRAPH},explicit,a")), "grants.csv:2: client or resource is not in apps.csv");
    fault(grant(&format!("{good}\n{good}")), "grants.csv:3: duplicate");

    let code = |row: &str| facts::codes(&format!("code,symbol,category,article,gist,sources\n{row}\n"), &tags());
    assert_eq!(code("65002,,consent,,,merill-graph").expect("good").len(), 1);
    fault(code("650,,consent,,,merill-graph"), "codes.csv:2: a code has five to seven digits");
    fault(code("065002,,consent,,,merill-graph"), "\"065002\" is not a number");
    fault(code("65002,,User Consent,,,merill-graph"), "kebab-case");
    fault(code("65002,,consent,,Half a,merill-graph"), "codes.csv:2: the gist is one sentence");
    fault(code("65002,,,,,merill-graph"), "column 3 is empty");
    fault(code("700016,,consent,,,merill-graph\n65002,,consent,,,merill-graph"), "codes.csv:3: not sorted");

    let retired = |row: &str| facts::retired(&format!("id,name,owner,since,error,replacement,source\n{row}\n"));
    assert_eq!(retired(&format!("{GRAPH},n,microsoft,2024,700016,r,s")).expect("good").len(), 1);
    fault(retired(&format!("{GRAPH},n,contoso,2024,700016,r,s")), "retired.csv:2: \"contoso\"");
    fault(retired(&format!("{GRAPH},n,microsoft,2024,AADSTS700016,r,s")), "is not a number");

    let placeholder = |row: &str, negative: &[u128]| {
        let negative = negative.iter().copied().collect();
        facts::placeholders(&format!("id,label,sources\n{row}\n"), &negative, &tags())
    };
    let good = format!("{GRAPH},label,merill-graph");
    assert_eq!(placeholder(&good, &[guid(GRAPH).0]).expect("good").len(), 1);
    fault(placeholder(&good, &[]), "placeholders.csv:2: a placeholder must stand in negative.txt");

    let note = |row: &str| facts::notes(&format!("id,copied_into,legitimate\n{row}\n"), &apps);
    assert_eq!(note(&format!("{AZURE_CLI},scripts,")).expect("good").len(), 1);
    fault(note(&format!("{GRAPH},scripts,")), "notes.csv:2: this id is not in apps.csv");

    let alias = |row: &str| names::aliases(&format!("name,use,id\n{row}\n"), &apps, &[]);
    assert_eq!(alias(&format!("azure-cli,client,{AZURE_CLI}")).expect("good").len(), 1);
    fault(alias(&format!("Azure CLI,client,{AZURE_CLI}")), "aliases.csv:2: \"Azure CLI\" is not kebab-case");
    fault(alias(&format!("azure-cli,server,{AZURE_CLI}")), "\"server\" is none of");
    fault(alias(&format!("graph,api,{GRAPH}")), "neither in apps.csv nor in retired.csv");
    fault(alias(&format!("b,api,{AZURE_CLI}\na,api,{AZURE_CLI}")), "aliases.csv:3: not sorted");

    let permission = |rows: &str, negative: &[u128]| {
        names::permissions(&format!("name,use,id,consent\n{rows}\n"), &negative.iter().copied().collect())
    };
    let good = format!("User.Read,application,{GRAPH},admin\nUser.Read,delegated,{ARM},user");
    let known = [guid(GRAPH).0, guid(ARM).0];
    let read = permission(&good, &known).expect("good");
    assert_eq!((read.len(), read[0].delegated, read[0].application, read[0].admin), (1, known[1], known[0], false));
    fault(permission(&good, &known[..1]), "permissions.csv:3: the id of a permission must stand in negative.txt");
    fault(permission(&good.replace(",admin", ",user"), &known), "always needs an administrator");
    fault(permission(&good.replace("delegated", "public"), &known), "\"public\" is none of");
    fault(
        permission(&format!("User.Read,delegated,{ARM},user\nUser.Read,application,{GRAPH},admin"), &known),
        "not sorted",
    );

    fault(facts::negative("0\n"), "negative.txt:1: not 32");
    let (one, two) = ("0".repeat(31) + "1\n", "0".repeat(31) + "2\n");
    assert_eq!(facts::negative(&format!("{one}{two}")).expect("good").len(), 2);
    fault(facts::negative(&format!("{two}{one}")), "negative.txt:2: not sorted");
    fault(facts::negative(&format!("{one}{one}")), "negative.txt:2: not sorted, or a duplicate");

    assert_eq!(facts::sources("| `a`, `b` | x | y | 2026-01-02 | MIT |\n").expect("good").len(), 2);
    fault(facts::sources("| `a` | x | y | 2026 | MIT |\n"), "SOURCES.md:1: \"2026\" is not a date");
    fault(facts::sources("| `a` | x | y | MIT |\n"), "SOURCES.md:1: not five columns");
    fault(
        facts::sources("| `a` | x | y | | MIT |\n| `a` | x | y | | MIT |\n"),
        "SOURCES.md:2: source \"a\" stands twice",
    );
}

#[test]
fn bad_products_stop_the_build() {
    let apps = facts::apps(&format!("{APPS}{GOOD}"), &BTreeSet::new(), &tags()).expect("good");
    let good = format!(
        "[[product]]\nid = 'x'\nname = 'X'\napis = ['{AZURE_CLI}']\nhints = []\nscope = ''\nroles = 'none'\n\
         azure-role = ''\nuser = ['A sentence.']\napp = []\n"
    );
    assert!(products::generate(&good, &apps).expect("good").contains("roles:false"));
    for (from, to, message) in [
        (AZURE_CLI, GRAPH, "is not in apps.csv"),
        (AZURE_CLI, "x", "is not a dashed lower-case GUID"),
        ("'none'", "'some'", "expected \"consent\" or \"none\""),
        ("A sentence.", "Half a", "is not one line of sentences"),
        ("scope", "scopes", "unknown field `scopes`"),
    ] {
        let error = products::generate(&good.replace(from, to), &apps).expect_err(message);
        assert!(error.contains(message), "{error}");
    }
    let twice = format!("{good}{}", good.replace("'x'", "'y'"));
    assert!(products::generate(&twice, &apps).is_err_and(|error| error.contains("belongs to another product too")));
}

const PAGE: &str = r#"+++
code = 65002
severity = "low"
category = "authentication"
who = ["developer"]
meaning = "It failed."
oauth_error = ""
retry = "No."
related = [65001]
date = "2026-08-21"
[[sources]]
title = "A page"
url = "https://example.com/"
+++

## Likely causes

One.

## What to do

Two.

## Questions

Three.
"#;

#[test]
fn bad_pages_stop_the_build() {
    let read = |text: &str| page::read("65002", text, &[65001, 65002]);
    let page = read(PAGE).expect("good");
    assert!(page.body.starts_with("## Likely causes"));
    assert!(page.body.ends_with("## Sources\n\n- [A page](https://example.com/)\n"));
    fault(page::read("65001", PAGE, &[65001, 65002]), "data/aadsts/65001.md:2: code 65002 is not the file's name");
    fault(page::read("65002", PAGE, &[65001]), "65002.md:2: code 65002 is not in codes.csv");
    fault(read(&PAGE[3..]), "65002.md:1: no front matter");
    fault(read(&PAGE.replace("severity = ", "severity ")), "65002.md:3: front matter");
    fault(read(&PAGE.replace("severity", "weight")), "unknown field `weight`");
    fault(read(&PAGE.replace("\"low\"", "\"mild\"")), "65002.md:3: severity \"mild\"");
    fault(read(&PAGE.replace("[\"developer\"]", "[\"nobody\"]")), "65002.md:5:");
    fault(read(&PAGE.replace("[\"developer\"]", "[]")), "65002.md:5:");
    fault(read(&PAGE.replace("It failed.", "")), "65002.md:6: meaning is empty");
    fault(read(&PAGE.replace("[65001]", "[65003]")), "65002.md:9: related code 65003");
    fault(read(&PAGE.replace("[65001]", "[65002]")), "related code 65002 is not another code");
    fault(read(&PAGE.replace("2026-08-21", "August")), "65002.md:10: \"August\" is not a date");
    fault(read(&PAGE.replace("https:", "http:")), "https link");
    fault(read(&PAGE.replace("## Questions", "## Answers")), "65002.md:24: section \"Answers\" is unknown");
    fault(read(&PAGE.replace("## What to do\n", "")), "is unknown or not in its order");
    fault(read(PAGE.split("## Questions").next().expect("text")), "section \"Questions\" is missing");
    fault(read(&PAGE.replace('\n', "\r\n")), "carriage return");
}

fn assert_ascending<T: Ord + Debug>(values: impl Iterator<Item = T>) {
    let values: Vec<T> = values.collect();
    for pair in values.windows(2) {
        assert!(pair[0] < pair[1], "{pair:?}");
    }
}

#[test]
fn tables_ascend() {
    assert_ascending(catalog::apps().iter().map(|app| app.id));
    assert_ascending(catalog::codes().iter().map(|code| code.number));
    assert_ascending(catalog::resource_uris().iter().map(|row| row.uri.to_ascii_lowercase()));
    for app in catalog::apps() {
        assert_ascending(catalog::grants_of(app.id).map(|grant| grant.resource));
    }
}
