//! What is expected of a client on the APIs that a text or a message names, in a few lines of Markdown.

use std::fmt::Write;

use super::grants::name_of;
use super::markdown::{code_span, enumeration, escape};
use super::message::Message;
use crate::catalog::{self, Cloud};
use crate::expectation::{Api, Expectation, Outcome, Question, Reason, Target, Truth, expect, is_sign_in_scope};
use crate::guid::Guid;

/// How many APIs a hover names one by one.
const SHOWN_APIS: usize = 4;
/// How many granted scopes stand in one line.
const SHOWN_SCOPES: usize = 8;

/// One line for each API that a question asks for: whether AADSTS65002 is expected, what is missing and what is granted.
pub(super) fn in_use(question: &Question<'_>) -> String {
    let mut out = String::new();
    let apis = by_api(question.targets);
    for targets in apis.iter().take(SHOWN_APIS) {
        let answer = expect(&Question { targets, ..*question });
        let Some(target) = targets.first() else { continue };
        let scopes: Vec<String> =
            targets.iter().filter(|one| !one.scope.is_empty()).map(|one| code_span(one.scope)).collect();
        let scopes = if scopes.is_empty() { String::new() } else { format!(" {}", enumeration(&scopes)) };
        let verdict = match answer.truth {
            Truth::Expected => format!("**AADSTS65002 expected** as of {}", answer.as_of),
            Truth::NotExpected => format!("AADSTS65002 not expected as of {}", answer.as_of),
            Truth::Unknown => format!("no statement, {}", escape(&answer.reason.sentence(&answer))),
        };
        let seen = if answer.outcome == Outcome::Observed { format!(", {}", reason(&answer)) } else { String::new() };
        write!(out, "- {}{scopes}: {verdict}{seen}", name_of_api(target.api)).unwrap_or_default();
        out.push_str(&parts(&answer));
        out.push('\n');
    }
    if apis.len() > SHOWN_APIS {
        writeln!(out, "- and {} more APIs", apis.len() - SHOWN_APIS).unwrap_or_default();
    }
    out
}

/// What is missing and what is granted, behind a verdict.
fn parts(answer: &Expectation<'_>) -> String {
    let mut out = String::new();
    let missing: Vec<String> = answer.missing().map(|target| code_span(target.scope)).collect();
    if !missing.is_empty() {
        write!(out, "; not granted: {}", enumeration(&missing)).unwrap_or_default();
    }
    let granted: Vec<&str> = answer.granted().filter(|scope| !is_sign_in_scope(scope)).collect();
    if !granted.is_empty() {
        let mut shown: Vec<String> = granted.iter().take(SHOWN_SCOPES).map(|scope| code_span(scope)).collect();
        if granted.len() > SHOWN_SCOPES {
            shown.push(format!("{} more", granted.len() - SHOWN_SCOPES));
        }
        write!(out, "; granted: {}", enumeration(&shown)).unwrap_or_default();
    } else if answer.outcome == Outcome::NotGranted {
        out.push_str("; granted: nothing");
    }
    out
}

/// What an application of one's own would get instead.
pub(super) fn with_own(asked: &[Target<'_>]) -> String {
    let (mut admin, mut user) = (Vec::new(), Vec::new());
    for target in asked.iter().filter(|target| target.api == Api::GRAPH) {
        let Some(row) = catalog::permission(target.scope).filter(|row| row.delegated().is_some()) else { continue };
        let list = if row.needs_admin() { &mut admin } else { &mut user };
        let name = code_span(&row.name);
        if !list.contains(&name) {
            list.push(name);
        }
    }
    let mut out = "With an application of your own, consent decides".to_owned();
    if !user.is_empty() {
        write!(out, "; people can consent to {} themselves", enumeration(&user)).unwrap_or_default();
    }
    if !admin.is_empty() {
        write!(out, "; an administrator consents to {}", enumeration(&admin)).unwrap_or_default();
    }
    out.push_str(" (`aadsts register` writes the registration out).");
    out
}

/// Whether the grants foresaw the error of a message, and what to note where they did not.
/// `entry` asks for the entry of `aadsts.toml` that makes it foreseen.
pub(super) fn foresight(message: &Message, entry: bool) -> String {
    let (Some(client), true) = (message.client, message.codes.contains(&65002)) else { return String::new() };
    let api = match (message.resource, &message.resource_text) {
        (Some(id), _) if catalog::app(id).is_some() => Api::Known(id),
        (None, Some(text)) => crate::expectation::v1_resource(text).api,
        (Some(_), _) | (None, None) => return String::new(),
    };
    let mut targets: Vec<Target<'_>> =
        message.scopes.iter().map(|scope| Target::of_scope_on(scope, api, Cloud::Public)).collect();
    let named = targets.iter().any(|target| !target.asks_for_all() && !is_sign_in_scope(target.scope));
    targets.push(Target { api, scope: "", cloud: Cloud::Public });
    let answer = expect(&Question::new(client, &targets));
    let mut out = match (answer.truth, answer.reason) {
        (Truth::Expected, _) => format!("The grants foresaw this, as of {}: {}", answer.as_of, reason(&answer)),
        (Truth::Unknown, _) => format!("The grants say nothing about this: {}", reason(&answer)),
        (Truth::NotExpected, Reason::NoScopeNamed) if !named => format!(
            "The message names no scope. As of {}, {} gets a token for {} with its granted scopes, so most likely the \
             request named another one",
            answer.as_of,
            name_of(client),
            name_of_api(api)
        ),
        (Truth::NotExpected, _) => format!(
            "The grants did not foresee this: as of {}, {}. They change without notice, and differ between clouds",
            answer.as_of,
            reason(&answer)
        ),
    };
    out.push_str(&parts(&answer));
    out.push_str(".\n");
    if entry {
        out.push_str(
            "\nThe way out is an application of your own; `aadsts register` writes its registration out for the code that \
             was running.\n",
        );
    }
    if entry && answer.truth != Truth::Expected && catalog::app(client).is_some() {
        let known = answer.truth == Truth::NotExpected;
        let entry = observed(message, client, api, known);
        if !entry.is_empty() {
            write!(out, "\nSo that it is foreseen from now on, note it in `aadsts.toml`:\n\n{entry}")
                .unwrap_or_default();
        }
    }
    out
}

fn reason(answer: &Expectation<'_>) -> String {
    escape(&answer.reason.sentence(answer))
}

/// The entry that makes an outcome count from now on. Where the pair is known to work without named scopes, an entry
/// without scopes would be wrong, so it asks for them in words that no configuration accepts.
fn observed(message: &Message, client: Guid, api: Api<'_>, works_unnamed: bool) -> String {
    let day = message.timestamp.as_deref().and_then(|time| time.get(..10)).filter(|day| is_day(day));
    let scopes: Vec<String> = message
        .scopes
        .iter()
        .filter(|scope| is_plain(scope) && !is_sign_in_scope(scope))
        .map(|scope| format!("\"{scope}\""))
        .collect();
    let scopes = match (scopes.is_empty(), works_unnamed) {
        (true, true) => "[\"the scope that the request named\"]".to_owned(),
        (true, false) => "[] # the scopes that the request named".to_owned(),
        (false, _) => format!("[{}]", scopes.join(", ")),
    };
    let resource = match api {
        Api::Known(id) => id.to_string(),
        Api::Own(uri) | Api::Unlisted(uri) if is_plain(uri) => uri.to_owned(),
        Api::Own(_) | Api::Unlisted(_) => return String::new(),
    };
    format!(
        "```toml\n[[observed]]\nclient = \"{client}\"\nresource = \"{resource}\"\nscopes = {scopes}\noutcome = \"failed\"\ndate = {}\n```\n",
        day.unwrap_or("2026-01-31 # the day")
    )
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:/".contains(&byte))
}

fn is_day(text: &str) -> bool {
    text.bytes()
        .enumerate()
        .all(|(index, byte)| if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}

/// What is asked for, one list for each API, in order.
pub(super) fn by_api<'a>(asked: &[Target<'a>]) -> Vec<Vec<Target<'a>>> {
    let mut apis: Vec<Vec<Target<'a>>> = Vec::new();
    for target in asked.iter().filter(|target| !is_sign_in_scope(target.scope)) {
        match apis.iter_mut().find(|targets| targets.first().is_some_and(|first| first.api == target.api)) {
            Some(targets) if targets.contains(target) => {}
            Some(targets) => targets.push(*target),
            None => apis.push(vec![*target]),
        }
    }
    apis
}

/// The name of an API, ready for Markdown.
pub(super) fn name_of_api(api: Api<'_>) -> String {
    match api {
        Api::Known(id) => name_of(id),
        Api::Own(uri) | Api::Unlisted(uri) => code_span(uri),
    }
}
