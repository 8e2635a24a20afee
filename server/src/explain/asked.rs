//! The hover over a scope or an API: what the clients of the same text hold of it.

use std::fmt::Write;
use std::ops::Range;

use super::grants::name_of;
use super::markdown::code_span;
use super::pair::{in_use, name_of_api, with_own};
use super::shared_text::{REGISTER, look_up};
use super::{Explanation, Subject, resource};
use crate::analysis::{Analysis, Entity};
use crate::catalog::{self, ConsentModel, GRANTS_DATE, Scope};
use crate::expectation::{Api, asked_at};
use crate::guid::Guid;
use crate::role::Role;

/// How many clients of a text are named one by one.
const SHOWN_CLIENTS: usize = 4;

/// What stands at a place of a text, where it is a scope, or the URI of an API. `analysis` is that of the whole text,
/// of which `text` may be a part.
pub fn asked(text: &str, offset: usize, analysis: &Analysis) -> Option<(Range<usize>, Explanation)> {
    let (range, target) = asked_at(text, offset)?;
    let written = text.get(range.clone())?;
    let mut out = match target.scope {
        "" => format!("**{}** · {}\n", name_of_api(target.api), code_span(written)),
        scope => format!("**{}** · scope of {}\n", code_span(scope), name_of_api(target.api)),
    };
    let clients = clients(analysis);
    if clients.is_empty() {
        granted_to(&mut out, target.api, target.scope);
    } else {
        out.push_str("\nWith the clients of this text:\n\n");
    }
    for client in clients.iter().take(SHOWN_CLIENTS) {
        let line = in_use(*client, &[target]);
        let line = line.trim_start_matches("- ");
        writeln!(out, "- **{}** (`{client}`): {}", name_of(*client), line.trim_end()).unwrap_or_default();
    }
    if clients.len() > SHOWN_CLIENTS {
        writeln!(out, "- and {} more clients", clients.len() - SHOWN_CLIENTS).unwrap_or_default();
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

/// Microsoft's applications that the text signs in as, each once.
fn clients(analysis: &Analysis) -> Vec<Guid> {
    let mut clients = Vec::new();
    for occurrence in analysis.occurrences.iter().filter(|occurrence| occurrence.role == Role::Client) {
        if let Entity::App(app) = occurrence.entity
            && !clients.contains(&app.id)
        {
            clients.push(app.id);
        }
    }
    clients
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
