//! Messages in the shapes in which people meet them.

use super::{Message, message};
use crate::guid::Guid;

const CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
const TRACE: &str = "5fcef1ca-f9c3-4a07-aee3-3eb2261b4300";
const CORRELATION: &str = "05c32831-f9e3-4d9c-a0b1-1b497bc57713";

fn guid(text: &str) -> Option<Guid> {
    text.parse().ok()
}

#[track_caller]
fn read(text: &str) -> Message {
    Message::read(text).unwrap_or_else(|| panic!("no code in {text}"))
}

fn whole() -> String {
    format!(
        "AADSTS65002: Consent between first party application '{CLI}' and first party resource '{GRAPH}' must be \
         configured via preauthorization - applications owned and operated by Microsoft must get approval from the API \
         owner before requesting tokens for that API. Trace ID: {TRACE} Correlation ID: {CORRELATION} Timestamp: \
         2022-08-10 15:06:27Z"
    )
}

#[track_caller]
fn is_whole(text: &str) {
    let message = read(text);
    assert_eq!(message.codes, [65002], "{text}");
    assert_eq!(message.client, guid(CLI), "{text}");
    assert_eq!(message.resource, guid(GRAPH), "{text}");
    assert_eq!(message.trace_id, guid(TRACE), "{text}");
    assert_eq!(message.correlation_id, guid(CORRELATION), "{text}");
    assert_eq!(message.timestamp.as_deref(), Some("2022-08-10 15:06:27Z"), "{text}");
    assert_eq!((message.tenant, message.user), (None, None), "{text}");
}

#[test]
fn code_colon_sentence() {
    is_whole(&whole());
    is_whole(&format!("azure.core.exceptions.ClientAuthenticationError: invalid_request: {}", whole()));
    is_whole(&whole().replace(". Trace", ".\r\nTrace").replace(" Correlation", "\r\nCorrelation"));
}

#[test]
fn url_encoded() {
    let percent = |text: &str| {
        text.replace(':', "%3a").replace('\'', "%27").replace(' ', "+").replace('\r', "%0d").replace('\n', "%0a")
    };
    is_whole(&format!("http://localhost:5000/?error=invalid_request&error_description={}&state=x", percent(&whole())));
    is_whole(&format!("https://a.example/#error_description={}", percent(&whole()).replace('+', "%20")));
}

#[test]
fn json_body_of_the_token_endpoint() {
    let json = format!(
        "{{\"error\":\"invalid_grant\",\"error_description\":\"{}\",\"error_codes\":[65002],\"timestamp\":\"2022-08-10 \
         15:06:27Z\",\"trace_id\":\"{TRACE}\",\"correlation_id\":\"{CORRELATION}\",\"error_uri\":\"https://login.microsoftonline.com/error?code=65002\"}}",
        whole()
    );
    is_whole(&json);
    is_whole(&json.replace('"', "\\\""));
    is_whole(&json.replace('\'', "\\u0027"));
    is_whole(&json.replace('"', "\\\"").replace('\'', "\\\\u0027"));
}

#[test]
fn bare_numbers_count_under_a_key_only() {
    for text in [
        "{\"error\":\"invalid_grant\",\"error_codes\":[65002]}",
        "{\\\"error_codes\\\":[65002],\\\"timestamp\\\":1}",
        "\"error_codes\": [\n    65002\n  ]",
        "SigninLogs | where ResultType == 65002",
        "SigninLogs | where ResultType in (\"65002\")",
        "status: { errorCode: 65002, failureReason: 'x' }",
        "See https://login.microsoftonline.com/error?code=65002 for details",
        "https://login.microsoftonline.us/error?code=65002",
        "Error Code 65002 - [2024-01-02]: something",
        "{\"server_error_code\":65002}",
    ] {
        assert_eq!(read(text).codes, [65002], "{text}");
    }
    assert_eq!(read("where ResultType in (50076, \"50079\", 53003) | where x == 65002").codes, [50076, 50079, 53003]);
    assert_eq!(read("ErrorCode in (dynamic([50053, 50126]))").codes, [50053, 50126]);
    assert_eq!(read("u=https%3A%2F%2Flogin.microsoftonline.com%2Ferror%3Fcode%3D65002").codes, [65002]);
    for text in [
        "65002",
        "errorCode: x 65002",
        "ResultType == \"0\", 65002",
        "port 65002",
        "id=65002",
        "errorCode: 404",
        "errorCode: 12345678",
        "",
    ] {
        assert_eq!(Message::read(text), None, "{text}");
    }
}

#[test]
fn codes_with_the_prefix() {
    assert_eq!(read("if \"AADSTS50076\" in str(error):").codes, [50076]);
    assert_eq!(read("the error `AADSTS7000215` means").codes, [7_000_215]);
    assert_eq!(read("denied (AADSTS53003).").codes, [53003]);
    assert_eq!(read("def test_aadsts65002_sets_status").codes, [65002]);
    assert_eq!(read("Error Code 65002 - [2024-01-02]: AADSTS65002: x").codes, [65002]);
    assert_eq!(read("AADSTS50076 or AADSTS50079 or AADSTS50076").codes, [50076, 50079]);
    for text in ["AADSTS", "AADSTS1234", "AADSTS12345678", "AADSTS\\d{5,6}", "aadsts.toml"] {
        assert_eq!(Message::read(text), None, "{text}");
    }
}

#[test]
fn names_a_missing_application_and_its_tenant() {
    let text = "AADSTS700016: Application with identifier 'd1ddf0e4-d672-4dae-b554-9d5bdfd93547' was not found in the \
                directory 'Contoso Ltd'. This can happen if the application has not been installed by the administrator \
                of the tenant or consented to by any user in the tenant.";
    let read = read(text);
    assert_eq!(read.client, guid("d1ddf0e4-d672-4dae-b554-9d5bdfd93547"));
    assert_eq!(read.tenant.as_deref(), Some("Contoso Ltd"));
    let page = message(text).expect("a code").markdown;
    assert!(page.contains("**Microsoft Intune PowerShell**") && page.contains("retired since 2024-04"), "{page}");
}

#[test]
fn other_messages() {
    let consent = read(&format!(
        "AADSTS65001: The user or administrator has not consented to use the application with ID '{CLI}' named 'az'. Send an \
         interactive authorization request for this user and resource. Trace ID: {TRACE}"
    ));
    assert_eq!((consent.client, consent.resource, consent.trace_id), (guid(CLI), None, guid(TRACE)));

    let redirect = read(&format!(
        "AADSTS50011: The redirect URI 'http://localhost:5000/callback' specified in the request does not match the \
         redirect URIs configured for the application '{CLI}'."
    ));
    assert_eq!(redirect.redirect_uri.as_deref(), Some("http://localhost:5000/callback"));
    assert_eq!(redirect.client, guid(CLI));

    let tenant =
        read("AADSTS90002: Tenant 'contoso.example' not found. Check to make sure you have the correct tenant ID");
    assert_eq!(tenant.tenant.as_deref(), Some("contoso.example"));

    let second_factor = read(
        "AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, \
         you must use multi-factor authentication to access '797f4846-ba00-4fd7-ba43-dac1f8f63013'.",
    );
    assert_eq!(second_factor.resource, guid("797f4846-ba00-4fd7-ba43-dac1f8f63013"));
    assert_eq!(second_factor.client, None);

    let secret = read(&format!(
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret \
         value, not the client secret ID, for a secret added to app '{CLI}'."
    ));
    assert_eq!(secret.client, guid(CLI));
    let page = message(&format!("AADSTS7000215: Invalid client secret for a secret added to app '{CLI}'."))
        .expect("a code")
        .markdown;
    assert!(page.contains("Nobody outside Microsoft holds a credential of Microsoft Azure CLI"), "{page}");

    let unlisted = read(&format!(
        "AADSTS650057: Invalid resource. The client has requested access to a resource which is not listed in the requested \
         permissions in the client's application registration. Client app ID: {CLI}(az). Resource value from request: \
         https://graph.microsoft.com. Resource app ID: {GRAPH}. List of valid resources from app registration: ."
    ));
    assert_eq!((unlisted.client, unlisted.resource), (guid(CLI), guid(GRAPH)));

    let guest = read(
        "AADSTS50020: User account 'anna@contoso.example' from identity provider 'https://sts.windows.net/x/' does not exist \
         in tenant 'Fabrikam' and cannot access the application '14d82eec-204b-4c2f-b7e8-296a70dab67e'(Microsoft Graph \
         Command Line Tools) in that tenant.",
    );
    assert_eq!(guest.user.as_deref(), Some("anna@contoso.example"));
    assert_eq!(guest.tenant.as_deref(), Some("Fabrikam"));
    assert_eq!(guest.client, guid("14d82eec-204b-4c2f-b7e8-296a70dab67e"));

    let principal = read(
        "AADSTS500011: The resource principal named https://graph.microsoft.com/ was not found in the tenant named contoso. \
         This can happen",
    );
    assert_eq!(principal.resource, guid(GRAPH));
    assert_eq!(principal.tenant.as_deref(), Some("contoso"));
}

#[test]
fn takes_the_request_from_a_url_around_the_code() {
    let text = format!(
        "GET https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize?client_id={CLI}&scope=openid+\
         https%3A%2F%2Fgraph.microsoft.com%2FSites.Read.All+https%3A%2F%2Fgraph.microsoft.com%2FUser.Read.All&state=1 -> AADSTS65002: x"
    );
    let read = read(&text);
    assert_eq!(read.client, guid(CLI));
    assert_eq!(read.resource, guid(GRAPH));
    assert_eq!(read.tenant.as_deref(), Some("contoso.example"));
    assert_eq!(read.scopes.len(), 3, "{:?}", read.scopes);
    let page = message(&text).expect("a code").markdown;
    assert!(page.contains("The grants foresaw this") && page.contains("; not granted: `Sites.Read.All`;"), "{page}");
}

#[test]
fn scopes_end_where_the_sentence_begins() {
    let scopes = |text: &str| read(text).scopes.join(" ");
    assert_eq!(scopes("AADSTS65002: x scope=openid Mail.Read Trace ID: 1"), "openid Mail.Read");
    assert_eq!(scopes("AADSTS65002 ?scope=Mail.Read"), "Mail.Read");
    assert_eq!(scopes("AADSTS70011: The scope 'Foo.Bar' is not valid."), "Foo.Bar");
    assert_eq!(scopes("AADSTS65002: \"scope\":\"user_impersonation\""), "user_impersonation");
    assert_eq!(scopes("AADSTS50011: the scope of this is wide."), "");
}

#[test]
fn the_page_is_filled() {
    let explanation = message(&whole()).expect("a code");
    let page = &explanation.markdown;
    assert!(page.contains("Client: **Microsoft Azure CLI** (`04b07795-8ddb-461a-bbee-02f9e1bf7b46`)"), "{page}");
    assert!(page.contains("API: **Microsoft Graph**"), "{page}");
    assert!(page.contains("Microsoft Azure CLI gets a token for Microsoft Graph"), "{page}");
    assert!(page.contains("## Likely causes") && page.contains("## Questions"), "{page}");
    let field = |name| explanation.fields.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
    assert_eq!(field("client"), Some("Microsoft Azure CLI"));
    assert_eq!(field("resource_id"), Some(GRAPH));
    assert_eq!(field("correlation_id"), Some(CORRELATION));
    assert_eq!(explanation.id, "AADSTS65002");
}

#[test]
fn says_whether_the_grants_foresaw_it() {
    let page = |resource: &str, more: &str| {
        message(&whole().replace(GRAPH, resource).replace("must be", &format!("{more}must be")))
            .expect("a code")
            .markdown
    };
    let virtual_desktop = page("9cdead84-a844-4324-93f2-b2e6bb768d07", "");
    assert!(
        virtual_desktop.contains("The grants foresaw this") && virtual_desktop.contains("granted: nothing"),
        "{virtual_desktop}"
    );
    assert!(!virtual_desktop.contains("[[observed]]"), "{virtual_desktop}");
    let not_named = page(GRAPH, "");
    assert!(not_named.contains("The message names no scope"), "{not_named}");
    let entry = not_named.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an entry");
    assert!(entry.contains("date = 2022-08-10\n") && entry.contains("the scope that the request named"), "{entry}");
    let granted = page(GRAPH, "scope=User.Read.All ");
    assert!(granted.contains("did not foresee this") && granted.contains("scopes = [\"User.Read.All\"]"), "{granted}");
    let foreign = page("f47ac10b-58cc-4372-a567-0e02b2c3d479", "");
    assert!(!foreign.contains("[[observed]]"), "an API that is not known: {foreign}");
}

#[test]
fn foreign_text_cannot_become_markup() {
    let page = message("AADSTS90002: Tenant '`](http://evil.example) <b>' not found.").expect("a code").markdown;
    assert!(page.contains("- Tenant: `](http://evil.example) <b>`\n"), "{page}");
}

#[test]
fn only_the_message_around_a_code_is_read() {
    let text = format!("client_id = '{CLI}'\nlog('x: AADSTS50076')\nresource = '{GRAPH}'\n");
    let start = text.find("AADSTS").expect("code");
    let around = Message::around(&text, start..start + 11);
    assert!(!around.says_more_than_a_code(), "{around:?}");
    let log = format!(
        "before {CORRELATION}\n{}\nafter {GRAPH}",
        whole().replace(" Trace", "\nTrace").replace(" Timestamp", "\nTimestamp")
    );
    let start = log.find("AADSTS").expect("code");
    let around = Message::around(&log, start..start + 11);
    assert_eq!((around.client, around.trace_id), (guid(CLI), guid(TRACE)));
    assert_eq!(around.timestamp.as_deref(), Some("2022-08-10 15:06:27Z"));
}

#[test]
fn survives_any_text() {
    for text in [
        "AADSTS65002 '\u{fffd}ä€",
        "scope=AADSTS65002",
        "AADSTS65002 tenant '",
        "AADSTS65002 @@ a@ @b.c x@.y",
        "ä@ö.ü AADSTS65002%3",
    ] {
        assert_eq!(read(text).codes, [65002]);
    }
    let long = format!("{}AADSTS65002{}", "ä".repeat(5000), "€'".repeat(5000));
    assert_eq!(read(&long).codes, [65002]);
}

proptest::proptest! {
    #[test]
    fn never_fails(text in "(AADSTS65002|%[0-9A-F]{2}|\\\\|'|scope=|tenant '|timestamp|@|\\PC|\n|[0-9a-f]{8}-){0,40}") {
        let _ = message(&text).map(|explanation| explanation.to_plain());
        let digit_behind = |start: usize| text[start + 11..].starts_with(|c: char| c.is_ascii_digit());
        for (start, _) in text.match_indices("AADSTS65002").filter(|(start, _)| !digit_behind(*start)) {
            proptest::prop_assert!(!Message::around(&text, start..start + 11).codes.is_empty() || text[..start].contains('%'));
        }
    }
}
