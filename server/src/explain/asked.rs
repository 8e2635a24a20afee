//! The hover over a scope or an API: what the clients of the same text hold of it.

use std::fmt::Write;
use std::ops::Range;

use super::application::facts_of;
use super::grants::name_of;
use super::hover::in_this_text;
use super::markdown::code_span;
use super::pair::{in_use, name_of_api, with_own};
use super::shared_text::{REGISTER, look_up};
use super::{Explanation, Subject, Uses, resource};
use crate::analysis::{Analysis, Entity};
use crate::catalog::{self, Cloud, ConsentModel, GRANTS_DATE, Scope};
use crate::expectation::{Api, Question, asked_at};
use crate::guid::Guid;
use crate::request::{Asked, Request};
use crate::role::Role;

/// How many clients of a text are named one by one.
const SHOWN_CLIENTS: usize = 4;

/// What stands at a place of a text, where it is a scope, or the URI of an API. `analysis` is that of the whole text,
/// of which `text` is the part that begins at byte `start`.
pub fn asked(text: &str, start: usize, offset: usize, analysis: &Analysis) -> Option<(Range<usize>, Explanation)> {
    let (range, target) = asked_at(text, offset)?;
    let written = text.get(range.clone())?;
    let mut out = match target.scope {
        "" => format!("**{}** · {}\n", name_of_api(target.api), code_span(written)),
        scope => format!("**{}** · scope of {}\n", code_span(scope), name_of_api(target.api)),
    };
    let here = |asked: &Asked| asked.range.start < start + range.end && start + range.start < asked.range.end;
    let own: Vec<&Request> = analysis.requests.iter().filter(|request| request.asked.iter().any(here)).collect();
    let questions = if own.is_empty() { clients(analysis) } else { questions(&own) };
    if questions.is_empty() {
        granted_to(&mut out, target.api, target.scope);
    } else {
        out.push_str(if own.is_empty() { "\nWith the clients of this text:\n\n" } else { "\nAsked for with:\n\n" });
    }
    for (client, cloud, app_only) in questions.iter().take(SHOWN_CLIENTS).copied() {
        let targets = [target];
        let line =
            in_use(&Question { cloud, app_only, observed: &analysis.observed, ..Question::new(client, &targets) });
        let line = line.trim_start_matches("- ");
        writeln!(out, "- **{}** (`{client}`): {}", name_of(client), line.trim_end()).unwrap_or_default();
    }
    if questions.len() > SHOWN_CLIENTS {
        writeln!(out, "- and {} more clients", questions.len() - SHOWN_CLIENTS).unwrap_or_default();
    }
    writeln!(
        out,
        "\n{}\n\n[AADSTS65002]({}) · [Register an application]({REGISTER})",
        with_own(&[target]),
        look_up(65002)
    )
    .unwrap_or_default();
    let explanation = match target.api {
        Api::Known(id) => {
            Explanation { markdown: out, ..resource(written, Scope { resource: id, name: target.scope }) }
        }
        Api::Own(uri) | Api::Unlisted(uri) => Explanation {
            subject: Subject::Resource,
            id: uri.to_owned(),
            title: uri.to_owned(),
            fields: Vec::new(),
            markdown: out,
        },
    };
    Some((range, explanation))
}

/// What the answer for one client depends on, beside what is asked for.
type Asking = (Guid, Cloud, bool);

/// Microsoft's applications that the text signs in as, each once.
fn clients(analysis: &Analysis) -> Vec<Asking> {
    let mut clients: Vec<Asking> = Vec::new();
    let written = analysis.occurrences.iter().filter(|occurrence| occurrence.role == Role::Client);
    let written = written.filter_map(|occurrence| match occurrence.entity {
        Entity::App(app) => Some(app.id),
        Entity::Retired(_)
        | Entity::Placeholder(_)
        | Entity::Lookalike(..)
        | Entity::PlaceholderText
        | Entity::ErrorCode(_) => None,
    });
    let brought = analysis.requests.iter().filter(|request| request.client.occurrence.is_none());
    for id in written.chain(brought.map(|request| request.client.id)) {
        if clients.iter().all(|(client, ..)| *client != id) {
            clients.push((id, Cloud::Public, false));
        }
    }
    clients
}

fn questions(requests: &[&Request]) -> Vec<Asking> {
    let mut questions = Vec::new();
    for request in requests {
        let question = (request.client.id, request.cloud, request.is_confidential());
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    questions
}

/// What the text asks for with a client, and what is expected of that, in Markdown; empty where it asks for nothing.
pub fn asked_with(client: Guid, analysis: &Analysis) -> String {
    in_this_text(client, analysis.into())
}

/// What a credential, session or command at a byte of the text signs in as, where nobody names a client id.
pub fn brought(offset: usize, analysis: &Analysis) -> Option<(Range<usize>, Explanation)> {
    let at = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    let request =
        analysis.requests.iter().find(|request| request.client.occurrence.is_none() && at(&request.client.range))?;
    let app = catalog::app(request.client.id)?;
    let here: Vec<Request> = analysis.requests.iter().filter(|other| other.client == request.client).cloned().collect();
    let uses = Uses { requests: &here, observed: &analysis.observed };
    let mut out =
        format!("**{}** · `{}`\n\nWithout a client id of yours this signs in as **{0}**.\n", name_of(app.id), app.id);
    out.push_str(&in_this_text(app.id, uses));
    writeln!(out, "\n[AADSTS65002]({}) · [Register an application]({REGISTER})", look_up(65002)).unwrap_or_default();
    Some((request.client.range.clone(), Explanation { markdown: out, ..facts_of(app) }))
}

/// Which clients that people borrow hold the scope, where the text itself has no client.
fn granted_to(out: &mut String, api: Api<'_>, scope: &str) {
    let Some(id) = api.id().filter(|id| catalog::is_tested_resource(*id)) else { return };
    let whole = scope.is_empty() || scope.eq_ignore_ascii_case(".default");
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for app in catalog::apps() {
        let borrowed = catalog::note(app.id).is_some() && app.consent_model == ConsentModel::Preauthorization;
        if borrowed && catalog::is_matrix_client(app.id) {
            let holds = catalog::grant(app.id, id).is_some_and(|grant| whole || grant.has(scope));
            if holds { &mut with } else { &mut without }.push(name_of(app.id));
        }
    }
    writeln!(out, "\nOf the clients that are borrowed most (measured {GRANTS_DATE}):\n").unwrap_or_default();
    let mut row = |words: &str, names: &[String]| {
        if !names.is_empty() {
            let more = if names.len() > 6 { format!(" and {} more", names.len() - 6) } else { String::new() };
            writeln!(out, "- {words}: {}{more}", names[..names.len().min(6)].join(", ")).unwrap_or_default();
        }
    };
    row("Granted to", &with);
    row("Not granted to, and AADSTS65002 expected with", &without);
}
