//! The rules for reading the grants, case by case.

use super::*;

const CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const POWERSHELL: &str = "1950a258-227b-4e31-a9cf-717495945fc2";
const GRAPH_TOOLS: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

fn id(text: &str) -> Guid {
    text.parse().unwrap_or_else(|()| panic!("{text}"))
}

#[track_caller]
fn is(client: &str, scopes: &str, truth: Truth, reason: Reason) {
    let targets: Vec<Target<'_>> = targets(scopes).collect();
    let answer = expect(&Question::new(id(client), &targets));
    assert_eq!((answer.truth, answer.reason), (truth, reason), "{client} {scopes}: {}", describe(&answer));
}

#[test]
fn by_the_grants() {
    use Truth::{Expected, NotExpected};
    is(CLI, "User.Read.All", NotExpected, Reason::ScopesGranted);
    is(CLI, "user.read.all openid", NotExpected, Reason::ScopesGranted);
    is(CLI, "https://graph.microsoft.com/Sites.FullControl.All", Expected, Reason::ScopeNotGranted);
    is(CLI, "https://graph.microsoft.com/.default", NotExpected, Reason::NoScopeNamed);
    is(CLI, ".default", NotExpected, Reason::NoScopeNamed);
    is(CLI, "00000003-0000-0000-c000-000000000000/.default offline_access", NotExpected, Reason::NoScopeNamed);
    is(CLI, "https://management.core.windows.net//.default", NotExpected, Reason::NoScopeNamed);
    is(CLI, "https://management.azure.com/user_impersonation", NotExpected, Reason::ScopesGranted);
    is(CLI, "https://www.wvd.microsoft.com/.default", Expected, Reason::PairNotGranted);
    is(CLI, "https://www.wvd.microsoft.com", Expected, Reason::PairNotGranted);
    is(
        "51f81489-12ee-4a9e-aaae-a2591f45987d",
        "https://{org}.crm.dynamics.com/user_impersonation",
        NotExpected,
        Reason::ScopesGranted,
    );
    is(
        "51f81489-12ee-4a9e-aaae-a2591f45987d",
        "https://contoso.crm4.dynamics.com//.default",
        NotExpected,
        Reason::NoScopeNamed,
    );
    is(
        "51f81489-12ee-4a9e-aaae-a2591f45987d",
        "https://contoso.crm.dynamics.com/mcp.tools",
        Expected,
        Reason::CatchAllOnly,
    );
}

#[test]
fn abstains_with_a_reason() {
    use Truth::Unknown;
    is(GRAPH_TOOLS, "Sites.FullControl.All", Unknown, Reason::ConsentingOwner);
    is("d1ddf0e4-d672-4dae-b554-9d5bdfd93547", "User.Read", Unknown, Reason::RetiredClient);
    is("00000000-0000-0000-0000-000000000000", "User.Read", Unknown, Reason::PlaceholderClient);
    is("f47ac10b-58cc-4372-a567-0e02b2c3d479", "User.Read", Unknown, Reason::NotMicrosoft);
    is(
        "a0c73c16-a7e3-4564-9a95-2bdf47383716",
        "https://outlook.office365.com/.default",
        Unknown,
        Reason::ClientNotMeasured,
    );
    is(CLI, "api://my-api/access", Unknown, Reason::NotMicrosoftApi);
    is(CLI, "f47ac10b-58cc-4372-a567-0e02b2c3d479/.default", Unknown, Reason::NotMicrosoftApi);
    is(CLI, "https://contoso.onmicrosoft.com/api/read", Unknown, Reason::NotMicrosoftApi);
    is(CLI, "https://brand-new.azure.com/.default", Unknown, Reason::ApiNotListed);
    is(CLI, "https://graph.microsoft.us/Sites.FullControl.All", Unknown, Reason::SovereignCloud);
    is(CLI, "https://management.chinacloudapi.cn/.default", Unknown, Reason::SovereignCloud);
    is(CLI, "", Unknown, Reason::NothingAsked);
    is(CLI, "https://graph.windows.net/.default", Unknown, Reason::GrantUnreadable);
    is(CLI, "https://graph.windows.net/User.Read", Unknown, Reason::GrantUnreadable);
}

#[test]
fn the_scopes_of_a_sign_in_decide_nothing() {
    is(CLI, "openid profile", Truth::NotExpected, Reason::NoScopeNamed);
    let without_graph = catalog::apps()
        .iter()
        .find(|app| {
            catalog::is_matrix_client(app.id)
                && app.consent_model == ConsentModel::Preauthorization
                && Api::GRAPH.id().is_some_and(|graph| catalog::grant(app.id, graph).is_none())
        })
        .expect("a fifth of the clients");
    is(&without_graph.id.to_string(), "openid", Truth::Unknown, Reason::SignInOnly);
    is(&without_graph.id.to_string(), "openid User.Read", Truth::Expected, Reason::PairNotGranted);
}

#[test]
fn the_worst_api_of_several_decides() {
    let asked: Vec<_> =
        targets("User.Read.All api://mine/read https://www.wvd.microsoft.com/.default Mail.Send").collect();
    let answer = expect(&Question::new(id(CLI), &asked));
    assert_eq!(answer.truth, Truth::Expected);
    assert!(answer.several_apis());
    assert_eq!(answer.missing().map(|target| target.scope).collect::<Vec<_>>(), ["Mail.Send"]);
    let answer = expect(&Question::new(id(CLI), &asked[..2]));
    assert_eq!((answer.truth, answer.outcome), (Truth::Unknown, Outcome::OwnApi));
    let asked: Vec<_> = targets("openid User.Read.All Group.Read.All").collect();
    assert!(!expect(&Question::new(id(CLI), &asked)).several_apis());
}

#[test]
fn missing_and_granted_are_of_the_deciding_api() {
    let asked: Vec<_> = targets("openid User.Read.All Sites.FullControl.All").collect();
    let answer = expect(&Question::new(id(CLI), &asked));
    assert_eq!(answer.missing().map(|target| target.scope).collect::<Vec<_>>(), ["Sites.FullControl.All"]);
    assert!(answer.granted().any(|scope| scope == "User.Read.All"));
    assert_eq!(answer.grant_kind(), Some(GrantKind::Explicit));
    assert_eq!(answer.as_of, GRANTS_DATE);
}

#[test]
fn flow_cloud_and_place_count() {
    let asked = [v1_resource("https://graph.microsoft.com/")];
    let question = Question::new(id(CLI), &asked);
    assert_eq!(expect(&Question { app_only: true, ..question }).outcome, Outcome::AppOnly);
    assert_eq!(expect(&Question { cloud: Cloud::China, ..question }).reason, Reason::SovereignCloud);
    let own = Question { client: id("f47ac10b-58cc-4372-a567-0e02b2c3d479"), app_only: true, ..question };
    assert_eq!(expect(&own).reason, Reason::NotMicrosoft);
    let aks = [v1_resource("6dae42f8-4368-4678-94ff-3960e28e3630")];
    let question = Question { sanctioned: true, ..Question::new(id("80faf920-1908-4b52-b5ef-a8e7bedfc67a"), &aks) };
    let answer = expect(&question);
    assert_eq!((answer.truth, answer.outcome), (Truth::NotExpected, Outcome::Sanctioned));
    let other = [Target::of_scope("Mail.Send")];
    let answer = expect(&Question { targets: &other, ..question });
    assert_eq!((answer.truth, answer.outcome), (Truth::Unknown, Outcome::Sanctioned));
}

fn seen(resource: &str, scopes: &[&str], outcome: Worked, date: &str) -> Observed {
    Observed {
        client: id(POWERSHELL),
        resource: resource.to_owned(),
        resource_id: v1_resource(resource).api.id(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        outcome,
        date: date.to_owned(),
        cloud: Cloud::Public,
        note: String::new(),
    }
}

#[track_caller]
fn with(observed: &[Observed], scopes: &str, truth: Truth, reason: Reason, as_of: &str) {
    let asked: Vec<_> = targets(scopes).collect();
    let answer = expect(&Question { observed, ..Question::new(id(POWERSHELL), &asked) });
    assert_eq!((answer.truth, answer.reason, answer.as_of), (truth, reason, as_of), "{scopes}");
}

#[test]
fn what_a_team_saw_counts_first() {
    let worked = seen("https://graph.microsoft.com", &["Synchronization.ReadWrite.All"], Worked::Yes, "2026-10-01");
    let failed = seen("https://graph.microsoft.com/", &["User.Read"], Worked::No, "2026-09-01");
    let all = [worked.clone(), failed];
    with(&all, "synchronization.readwrite.all", Truth::NotExpected, Reason::ObservedWorked, "2026-10-01");
    with(&all, "https://graph.microsoft.com/User.Read", Truth::Expected, Reason::ObservedFailed, "2026-09-01");
    with(
        &all,
        "Synchronization.ReadWrite.All Sites.FullControl.All",
        Truth::Expected,
        Reason::ScopeNotGranted,
        GRANTS_DATE,
    );
    let later = seen("https://graph.microsoft.com", &["Synchronization.ReadWrite.All"], Worked::No, "2026-11-01");
    with(&[later, worked], "Synchronization.ReadWrite.All", Truth::Expected, Reason::ObservedFailed, "2026-11-01");
    let unlisted = seen("https://brand-new.azure.com", &[], Worked::No, "2026-11-01");
    with(&[unlisted], "https://brand-new.azure.com/.default", Truth::Expected, Reason::ObservedFailed, "2026-11-01");
    let gov = Observed { cloud: Cloud::Usgov, ..seen("https://graph.microsoft.us", &[], Worked::Yes, "2026-11-01") };
    with(&[gov], "https://graph.microsoft.us/.default", Truth::NotExpected, Reason::ObservedWorked, "2026-11-01");
}

#[test]
fn the_scopes_of_a_sign_in_settle_nothing() {
    let seen = [seen("https://graph.microsoft.com", &["User.Read.All", "offline_access"], Worked::No, "2026-11-01")];
    with(&seen, "User.Read.All openid", Truth::Expected, Reason::ObservedFailed, "2026-11-01");
    let other: Vec<_> = targets("Directory.AccessAsUser.All offline_access").collect();
    let answer = expect(&Question { observed: &seen, ..Question::new(id(POWERSHELL), &other) });
    assert_ne!(answer.reason, Reason::ObservedFailed);
}

#[test]
fn together_failed_says_nothing_about_each() {
    let pair = [seen("https://graph.microsoft.com", &["User.Read.All", "Mail.Send"], Worked::No, "2026-11-01")];
    with(&pair, "User.Read.All Mail.Send", Truth::Expected, Reason::ObservedFailed, "2026-11-01");
    let alone: Vec<_> = targets("User.Read.All").collect();
    let answer = expect(&Question { observed: &pair, ..Question::new(id(POWERSHELL), &alone) });
    assert_ne!(answer.reason, Reason::ObservedFailed);
}

#[test]
fn values_are_read_in_one_place() {
    for (value, api, scope) in [
        ("User.Read", Some("00000003-0000-0000-c000-000000000000"), "User.Read"),
        ("https://graph.microsoft.com/User.Read", Some("00000003-0000-0000-c000-000000000000"), "User.Read"),
        ("HTTPS://Graph.Microsoft.com//.default", Some("00000003-0000-0000-c000-000000000000"), ".default"),
        (
            "https://analysis.windows.net/powerbi/api/Dataset.Read.All",
            Some("00000009-0000-0000-c000-000000000000"),
            "Dataset.Read.All",
        ),
        (
            "api://00000003-0000-0ff1-ce00-000000000000/.default",
            Some("00000003-0000-0ff1-ce00-000000000000"),
            ".default",
        ),
        (
            "https://contoso-my.sharepoint.com/Sites.Read.All",
            Some("00000003-0000-0ff1-ce00-000000000000"),
            "Sites.Read.All",
        ),
        ("https://api.contoso.com/orders/Orders.Read", None, "Orders.Read"),
        ("api://my-api", None, ""),
        ("api://f47ac10b-58cc-4372-a567-0e02b2c3d479/read", None, "read"),
        ("é://ö/ü", None, "ü"),
        ("", Some("00000003-0000-0000-c000-000000000000"), ""),
    ] {
        let target = Target::of_scope(value);
        assert_eq!((target.api.id(), target.scope), (api.map(id), scope), "{value}");
    }
    let vault = v1_resource("https://vault.azure.net/");
    let target = Target::of_scope_on("user_impersonation", vault.api, vault.cloud);
    assert_eq!(target.api, vault.api);
    assert_eq!(Target::of_scope_on("https://graph.microsoft.com/.default", vault.api, vault.cloud).api, Api::GRAPH);
    assert_eq!(v1_resource("https://api.contoso.com/orders").api, Api::Own("https://api.contoso.com/orders"));
    assert!(
        same_scope("https://graph.microsoft.com/User.Read", "user.read") && !same_scope("User.Read", "User.Read.All")
    );
}

#[test]
fn every_answer_has_words() {
    for outcome in Outcome::ALL {
        for text in [outcome.means(), outcome.cause(), outcome.way_out()] {
            assert!(text.ends_with('.') && !text.contains("  "), "{text}");
            assert!(!text.to_lowercase().contains("will "), "no promise: {text}");
        }
    }
    let ids: std::collections::BTreeSet<_> = Outcome::ALL.iter().map(|outcome| outcome.id()).collect();
    assert_eq!(ids.len(), Outcome::ALL.len());
}
