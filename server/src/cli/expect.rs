//! `aadsts expect`: whether AADSTS65002 is expected for one request.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::Status;
use super::args::{ExpectArguments, ExpectFormat, ExpectedCloud};
use super::check::choice;
use super::console::{BOLD, Console, printable};
use crate::catalog::{self, Cloud, GrantKind, Use};
use crate::config::Resolver;
use crate::expectation::{self, Api, Expectation, Question, Target, Truth, api_named, client_named, is_sign_in_scope};
use crate::guid::Guid;

/// Columns of the text answer.
const WIDTH: usize = 96;

pub(super) fn run(arguments: &ExpectArguments, console: &Console) -> anyhow::Result<Status> {
    let client =
        client_named(&arguments.client).ok_or_else(|| unknown_name(&arguments.client, "client", Use::Client))?;
    let named = |text| api_named(text).ok_or_else(|| unknown_name(text, "API", Use::Api));
    let resource = arguments.resource.as_deref().map(named).transpose()?;
    // People separate scopes as they do in requests and as they do in lists.
    let separates = |character: char| character.is_whitespace() || character == ',';
    let scopes: Vec<&str> =
        arguments.scope.iter().flat_map(|scope| scope.split(separates)).filter(|scope| !scope.is_empty()).collect();
    let mut targets: Vec<Target<'_>> = scopes
        .iter()
        .map(|scope| match resource {
            Some(resource) => Target::of_scope_on(scope, resource.api, resource.cloud),
            None => Target::of_scope(scope),
        })
        .collect();
    // Scopes of the sign-in itself ask the API for nothing: it is asked for as a whole.
    if targets.iter().all(|target| is_sign_in_scope(target.scope)) {
        targets.extend(resource);
    }
    if targets.is_empty() {
        anyhow::bail!("nothing is asked for: the scope is empty");
    }
    let resolver = Resolver::new(choice(&arguments.configuration));
    let settings = resolver.resolve(Path::new("aadsts"));
    if settings.broken() {
        for problem in resolver.problems() {
            console.error(&format!(
                "{}:{}:{}: {}",
                problem.path.display(),
                problem.line,
                problem.column,
                problem.message
            ));
        }
        return Ok(Status::Failure);
    }
    let question = Question {
        cloud: match arguments.cloud {
            ExpectedCloud::Public => Cloud::Public,
            ExpectedCloud::Usgov => Cloud::Usgov,
            ExpectedCloud::China => Cloud::China,
        },
        app_only: arguments.app_only,
        observed: &settings.options.observed,
        ..Question::new(client, &targets)
    };
    let answer = expectation::expect(&question);
    let mut out = console.out();
    match arguments.format {
        ExpectFormat::Text => write!(out, "{}", text(&answer, &scopes))?,
        ExpectFormat::Json => writeln!(out, "{}", serde_json::to_string(&json(&answer, &scopes))?)?,
    }
    out.flush()?;
    Ok(match answer.truth {
        Truth::NotExpected => Status::Clean,
        Truth::Expected => Status::Findings,
        Truth::Unknown => Status::Unknown,
    })
}

fn unknown_name(text: &str, what: &str, usage: Use) -> anyhow::Error {
    let names: Vec<&str> = catalog::aliases(usage).map(|(name, _)| name).collect();
    let uri = if usage == Use::Api { "a URI, " } else { "" };
    anyhow::anyhow!("no {what} is known as `{text}`, expected {uri}an id or one of {}", names.join(", "))
}

/// The answer for programs. The names of the fields are a promise.
#[derive(Serialize)]
struct Answer<'a> {
    client: String,
    resource: Option<String>,
    scopes: &'a [&'a str],
    expectation: &'static str,
    outcome: &'static str,
    reason: String,
    missing: Vec<&'a str>,
    granted: Vec<&'static str>,
    grant_kind: Option<&'static str>,
    as_of: &'a str,
}

fn json<'a>(answer: &Expectation<'a>, scopes: &'a [&'a str]) -> Answer<'a> {
    Answer {
        client: answer.client().to_string(),
        resource: answer.api.map(api_text),
        scopes,
        expectation: answer.truth.name(),
        outcome: answer.outcome.id(),
        reason: answer.reason.sentence(answer),
        missing: answer.missing().map(|target| target.scope).collect(),
        granted: answer.granted().collect(),
        grant_kind: answer.grant_kind().map(|kind| match kind {
            GrantKind::Explicit => "explicit",
            GrantKind::Generic => "generic",
            GrantKind::Anomalous => "anomalous",
        }),
        as_of: answer.as_of,
    }
}

fn api_text(api: Api<'_>) -> String {
    match api {
        Api::Known(id) => id.to_string(),
        Api::Own(uri) | Api::Unlisted(uri) => uri.to_owned(),
    }
}

fn text(answer: &Expectation<'_>, scopes: &[&str]) -> String {
    let mut out = match answer.truth {
        Truth::Expected => format!("{BOLD}AADSTS65002 is expected{BOLD:#} as of {}.\n\n", answer.as_of),
        Truth::NotExpected => format!("{BOLD}AADSTS65002 is not expected{BOLD:#} as of {}.\n\n", answer.as_of),
        Truth::Unknown => format!("{BOLD}Unknown{BOLD:#} whether AADSTS65002 comes.\n\n"),
    };
    row(&mut out, "client", &described(answer.client()));
    if let Some(api) = answer.api {
        row(&mut out, "API", &api.id().map_or_else(|| api_text(api), described));
    }
    if !scopes.is_empty() {
        row(&mut out, "asked for", &scopes.join(" "));
    }
    let missing: Vec<&str> = answer.missing().map(|target| target.scope).collect();
    if !missing.is_empty() {
        row(&mut out, "missing", &missing.join(" "));
    }
    let granted: Vec<&str> = answer.granted().collect();
    if !granted.is_empty() {
        let label = if answer.grant_kind() == Some(GrantKind::Generic) { "granted *" } else { "granted" };
        row(&mut out, label, &granted.join(" "));
    }
    out.push('\n');
    if answer.grant_kind() == Some(GrantKind::Generic) {
        row(&mut out, "*", "a catch-all value: a token is issued, and no scope is granted by name");
    }
    row(&mut out, "Because", &format!("{}.", answer.reason.sentence(answer)));
    row(&mut out, "Means", answer.outcome.means());
    row(&mut out, "Cause", answer.outcome.cause());
    row(&mut out, "Way out", answer.outcome.way_out());
    if answer.several_apis() {
        row(
            &mut out,
            "Beware",
            "One token is for one API: asking for scopes of several in one request fails by itself (AADSTS28000, AADSTS70011).",
        );
    }
    if answer.truth == Truth::Expected {
        row(&mut out, "Try", "`aadsts register` prints a registration of your own for the requests of a folder.");
    }
    out
}

fn described(id: Guid) -> String {
    let name = catalog::app(id)
        .map(|app| app.name.as_str())
        .or_else(|| catalog::retired(id).map(|app| app.name))
        .filter(|name| !name.is_empty());
    name.map_or_else(|| id.to_string(), |name| format!("{name} ({id})"))
}

/// A label and words behind it, broken into lines that begin below each other.
fn row(out: &mut String, label: &str, words: &str) {
    const INDENT: usize = 11;
    let mut column = INDENT;
    let _ = write!(out, "{label:<INDENT$}");
    for (index, word) in printable(words).split_whitespace().enumerate() {
        let length = word.chars().count();
        if index > 0 {
            if column + 1 + length > WIDTH {
                let _ = write!(out, "\n{:INDENT$}", "");
                column = INDENT;
            } else {
                out.push(' ');
                column += 1;
            }
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}
