//! The argument of `explain`: what people paste, tried in a fixed order.

use std::fmt;

use super::markdown::code_span;
use super::{Explanation, app, code, message, placeholder, resource, retired, rule, search};
use crate::catalog::{self, App, Scope};
use crate::guid::Guid;
use crate::rule::RuleId;

/// Nothing is known about an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// The argument, shortened where it is long.
    pub argument: String,
    /// What may have been meant.
    pub suggestions: Vec<String>,
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing is known about {}", code_span(&self.argument))?;
        match self.suggestions.as_slice() {
            [] => Ok(()),
            suggestions => write!(f, "; did you mean {}?", suggestions.join(", ")),
        }
    }
}

impl std::error::Error for NotFound {}

/// Explains an error code, a GUID, a rule id, a URI or scope, an error message, or words to search for: the first of
/// these that the argument is.
///
/// # Errors
///
/// Nothing fits; with what may have been meant.
pub fn lookup(argument: &str) -> Result<Explanation, NotFound> {
    let argument = argument.trim();
    if let Some(number) = code_number(argument) {
        return Ok(code(number));
    }
    if let Some(id) = guid(argument) {
        return by_guid(id).ok_or_else(|| not_found(argument, near_ids(id)));
    }
    if let Some(id) = RuleId::from_id(&argument.to_ascii_lowercase()) {
        return Ok(rule(id));
    }
    if let Some(scope) = catalog::scope(argument) {
        return Ok(resource(argument, scope));
    }
    if let Some(scope) = scope_of_graph(argument) {
        return Ok(resource(argument, scope));
    }
    if let Some(message) = message(argument) {
        return Ok(message);
    }
    if let Some(resource_id) = api_of_url(argument) {
        return Ok(resource(argument, Scope { resource: resource_id, name: "" }));
    }
    search::words(argument).ok_or_else(|| not_found(argument, search::near(argument)))
}

fn not_found(argument: &str, suggestions: Vec<String>) -> NotFound {
    NotFound { argument: argument.chars().take(80).collect(), suggestions }
}

/// `AADSTS65002`, `aadsts 65002`, `65002`.
fn code_number(argument: &str) -> Option<u32> {
    let digits = argument.get(..6).filter(|prefix| prefix.eq_ignore_ascii_case("aadsts"));
    let digits = digits.map_or(argument, |_| argument[6..].trim_start_matches([' ', ':', '-', '_']));
    let digits = digits.trim_end_matches(':');
    let plausible = (5..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plausible { digits.parse().ok() } else { None }
}

/// A GUID in any of its forms, also in the quotes it was copied with.
fn guid(argument: &str) -> Option<Guid> {
    argument.trim_matches(['"', '\'', '`', ',', ';']).parse().ok()
}

/// A scope without an API, such as `Mail.Send`: the service takes it for one of Microsoft Graph.
fn scope_of_graph(argument: &str) -> Option<Scope<'_>> {
    const GRAPH: Guid = Guid(0x0000_0003_0000_0000_c000_0000_0000_0000);
    if !argument.contains('.') || argument.contains(char::is_whitespace) {
        return None;
    }
    let granted = |app: &App| catalog::grant(app.id, GRAPH).is_some_and(|grant| grant.has(argument));
    catalog::apps().iter().any(granted).then_some(Scope { resource: GRAPH, name: argument })
}

/// The API that a URL leads to: the longest beginning of it that is an identifier URI.
fn api_of_url(argument: &str) -> Option<Guid> {
    if argument.contains(['\n', '\r']) {
        return None;
    }
    // Longer beginnings name no API.
    let mut url = crate::site::head(argument.split(['?', '#', ' ']).next()?, 500);
    let host = url.find("://")? + 3;
    loop {
        if let Some(row) = catalog::resource_uri(url) {
            return Some(row.resource());
        }
        let slash = url[host..].rfind('/')?;
        url = &url[..host + slash];
    }
}

fn by_guid(id: Guid) -> Option<Explanation> {
    if let Some(entry) = catalog::retired(id) {
        return Some(retired(entry));
    }
    if let Some(entry) = catalog::app(id) {
        return Some(app(entry));
    }
    catalog::placeholder(id).map(placeholder)
}

/// Known ids that begin with the same block, or differ in a few digits only.
fn near_ids(id: Guid) -> Vec<String> {
    let digits_apart = |other: Guid| {
        let difference = id.0 ^ other.0;
        (0..32).filter(|digit| difference >> (digit * 4) & 0xf != 0).count()
    };
    let mut near: Vec<(usize, &App)> = catalog::apps()
        .iter()
        .map(|app| (digits_apart(app.id), app))
        // Many ids of Microsoft's own services differ in the first block alone, and then mean something else.
        .filter(|(apart, app)| *apart <= 3 || app.id.first_block() == id.first_block() && app.id.first_block() > 0xffff)
        .collect();
    near.sort_by_key(|(apart, _)| *apart);
    near.iter().take(3).map(|(_, app)| format!("{} ({})", app.id, app.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Subject;
    use super::lookup;

    #[track_caller]
    fn is(argument: &str, subject: Subject, id: &str) {
        let explanation = lookup(argument).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((explanation.subject, explanation.id.as_str()), (subject, id), "{argument}");
        assert!(!explanation.title.is_empty() && !explanation.markdown.is_empty());
        let names: std::collections::BTreeSet<_> = explanation.fields.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), explanation.fields.len(), "{:?}", explanation.fields);
        let plain = explanation.to_plain();
        assert!(!plain.contains("**") && !plain.contains("]("), "{plain}");
    }

    #[test]
    fn in_the_decided_order() {
        let cli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
        let graph = "00000003-0000-0000-c000-000000000000";
        is("AADSTS65002", Subject::Code, "AADSTS65002");
        is("aadsts65002:", Subject::Code, "AADSTS65002");
        is(" 7000215 ", Subject::Code, "AADSTS7000215");
        is("1234567", Subject::Code, "AADSTS1234567");
        is(cli, Subject::App, cli);
        is("{04B07795-8DDB-461A-BBEE-02F9E1BF7B46}", Subject::App, cli);
        is("04b077958ddb461abbee02f9e1bf7b46", Subject::App, cli);
        is("\"04b07795-8ddb-461a-bbee-02f9e1bf7b46\",", Subject::App, cli);
        is("31359c7f-bd7e-475c-86db-fdb8c937548e", Subject::RetiredApp, "31359c7f-bd7e-475c-86db-fdb8c937548e");
        is("d1ddf0e4-d672-4dae-b554-9d5bdfd93547", Subject::RetiredApp, "d1ddf0e4-d672-4dae-b554-9d5bdfd93547");
        is("00000000-0000-0000-0000-000000000000", Subject::Placeholder, "00000000-0000-0000-0000-000000000000");
        is("first-party-client-id", Subject::Rule, "first-party-client-id");
        is("https://graph.microsoft.com/Mail.Read", Subject::Resource, graph);
        is("https://graph.microsoft.com/.default", Subject::Resource, graph);
        is("https://graph.microsoft.com", Subject::Resource, graph);
        is("https://graph.microsoft.com/v1.0/me?$select=id", Subject::Resource, graph);
        is("04b07795", Subject::App, cli);
        is("Mail.Send", Subject::Resource, graph);
        is("invalid_grant: AADSTS65002: Consent between", Subject::Message, "AADSTS65002");
        is("https://login.microsoftonline.com/error?code=50011", Subject::Message, "AADSTS50011");
        is("azure cli", Subject::Search, "azure cli");
        is("Microsoft Azure CLI", Subject::App, cli);
        is("AdminConsentRequired", Subject::Code, "AADSTS90094");
    }

    #[test]
    fn a_scope_says_who_has_it() {
        let page = lookup("https://graph.microsoft.com/User.Read.All").expect("known").markdown;
        assert!(page.contains("Microsoft Azure CLI"), "{page}");
        let page = lookup("https://graph.microsoft.com/No.Such.Scope").expect("known").markdown;
        assert!(page.contains("0 clients of Microsoft's have it"), "{page}");
    }

    #[test]
    fn a_title_has_one_line() {
        assert!(!lookup("azure\ncli").expect("found").title.contains('\n'));
        assert!(lookup("https://graph.microsoft.com/\n}").is_err());
    }

    #[test]
    fn near_misses_are_suggested() {
        let error = lookup("04b07795-1111-461a-bbee-02f9e1bf7b46").expect_err("unknown");
        assert!(error.suggestions[0].contains("Microsoft Azure CLI"), "{error}");
        assert!(error.to_string().starts_with("nothing is known about `04b07795-1111"), "{error}");
        let error = lookup("Microsoft Azure CIL").expect_err("unknown");
        assert!(error.suggestions.iter().any(|name| name == "Microsoft Azure CLI"), "{error}");
        let error = lookup("first-party-client-ids").expect_err("unknown");
        assert_eq!(error.suggestions.first().map(String::as_str), Some("first-party-client-id"));
        for argument in ["", "https:///", "https://contoso.example/a/b", "api://my-own-api/read"] {
            assert!(lookup(argument).is_err(), "{argument}");
        }
        assert!(lookup("f47ac10b-58cc-4372-a567-0e02b2c3d479").expect_err("unknown").suggestions.is_empty());
        for long in ["ä", "/", "a.", "https://", "https://a/", "error_code"] {
            assert!(lookup(&long.repeat(100_000)).is_err(), "{long}");
        }
    }
}
