//! Pages about an id: a Microsoft app, an app that is gone, a placeholder, an API and a scope on it.

use std::fmt::Write;

use super::grants::{foremost, name_of, scopes_of, sentence};
use super::markdown::{code_span, enumeration, escape};
use super::shared_text::{REGISTER, as_client, confidence_name, consent_model_name, kind_name, look_up, owner_name};
use super::{Explanation, Subject};
use crate::catalog::{
    self, App, Cloud, ConsentModel, DATE, GRANTS_DATE, GrantKind, Kind, Placeholder, RetiredApp, Scope,
};
use crate::expectation::is_sign_in_scope;
use crate::guid::Guid;

/// How many APIs the page of an app lists one by one.
const LISTED_APIS: usize = 15;

/// The page of a Microsoft app.
pub fn app(app: &'static App) -> Explanation {
    let mut out = format!("# {}\n\n`{}` is an application that Microsoft owns.\n", escape(title_of(app)), app.id);
    facts(&mut out, app);

    if app.kind == Kind::Resource {
        out.push_str("\n## As an API\n\n");
        out.push_str("It is right where code names the API that a token is for: as resource, scope or audience.\n");
    }
    out.push_str("\n## As a client id in your own code\n\n");
    out.push_str(as_client(app));
    out.push('\n');
    if let Some(note) = catalog::note(app.id) {
        writeln!(out, "\n- Copied into: {}.", escape(note.copied_into)).unwrap_or_default();
        let legitimate = if note.legitimate.is_empty() { "no place known" } else { note.legitimate };
        writeln!(out, "- In its right place: {}.", escape(legitimate)).unwrap_or_default();
    }
    granted_to(&mut out, app);
    uris(&mut out, app.id);

    out.push_str("\n## See also\n\n");
    if app.consent_model != ConsentModel::Consent {
        writeln!(out, "- [AADSTS65002]({})", look_up(65002)).unwrap_or_default();
    }
    writeln!(out, "- [Register an application]({REGISTER})").unwrap_or_default();
    writeln!(out, "- Sources of this entry: {}", escape(&app.sources.tags().replace(';', ", "))).unwrap_or_default();
    writeln!(out, "- Date of the catalogue: {DATE}").unwrap_or_default();

    Explanation { markdown: out, ..facts_of(app) }
}

fn title_of(app: &App) -> &'static str {
    if app.name.is_empty() { "Microsoft app without a known name" } else { app.name.as_str() }
}

/// The facts of a Microsoft app, for those who write a page of their own.
pub(super) fn facts_of(app: &App) -> Explanation {
    Explanation {
        subject: Subject::App,
        id: app.id.to_string(),
        title: format!("{} ({})", title_of(app), app.id),
        fields: vec![
            ("app_id", app.id.to_string()),
            ("name", app.name.to_string()),
            ("owner", owner_name(app.owner).to_owned()),
            ("kind", kind_name(app.kind).to_owned()),
            ("consent_model", consent_model_name(app.consent_model).to_owned()),
            ("family", app.family.to_string()),
            ("public_client", app.public_client.map_or(String::new(), |public| public.to_string())),
            ("confidence", confidence_name(app.confidence).to_owned()),
            ("sources", app.sources.tags().to_owned()),
            ("granted_apis", catalog::grants_of(app.id).len().to_string()),
            ("date", DATE.to_owned()),
        ],
        markdown: String::new(),
    }
}

fn facts(out: &mut String, app: &App) {
    let public = match app.public_client {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not measured",
    };
    let consent = match app.consent_model {
        ConsentModel::Preauthorization => "pre-authorisation by the owner of each API",
        ConsentModel::Consent => "ordinary consent",
        ConsentModel::Unknown => "not known",
    };
    let rows = [
        ("Owner", owner_name(app.owner)),
        ("Seen as", kind_name(app.kind)),
        ("Gets permissions by", consent),
        ("Public client", public),
        ("Confidence", confidence_name(app.confidence)),
    ];
    out.push('\n');
    for (name, value) in rows {
        writeln!(out, "- {name}: {value}").unwrap_or_default();
    }
    if app.family {
        out.push_str("- Family of client ids: yes, its refresh tokens are accepted for the other members too\n");
    }
}

fn granted_to(out: &mut String, app: &App) {
    let grants = foremost(app.id);
    if grants.is_empty() {
        return;
    }
    writeln!(out, "\n## Granted without consent\n\n{}", sentence(app.id)).unwrap_or_default();
    out.push_str("\"Catch-all\" means that a token is issued with a general value such as `user_impersonation`, and no other scope of that API.\n\n");
    for grant in grants.iter().take(LISTED_APIS) {
        let scopes = match grant.kind {
            GrantKind::Generic => "catch-all".to_owned(),
            GrantKind::Explicit | GrantKind::Anomalous => scopes_of(*grant, 12),
        };
        writeln!(out, "- {}: {scopes}", name_of(grant.resource)).unwrap_or_default();
    }
    if grants.len() > LISTED_APIS {
        writeln!(out, "- and {} more APIs", grants.len() - LISTED_APIS).unwrap_or_default();
    }
}

fn uris(out: &mut String, id: Guid) {
    let uris: Vec<_> = catalog::resource_uris().iter().filter(|row| row.resource() == id).collect();
    if uris.is_empty() {
        return;
    }
    out.push_str("\n## Identifier URIs\n\n");
    for row in uris.iter().take(8) {
        let cloud = if row.cloud == Cloud::Public { String::new() } else { format!(" (cloud: {})", row.cloud.name()) };
        writeln!(out, "- {}{cloud}", code_span(&row.uri)).unwrap_or_default();
    }
    if uris.len() > 8 {
        writeln!(out, "- and {} more", uris.len() - 8).unwrap_or_default();
    }
}

/// The page of an app that was deleted or switched off.
pub fn retired(retired: &'static RetiredApp) -> Explanation {
    let RetiredApp { id, name, owner, since, error, replacement, source } = retired;
    let whose = if *owner == "microsoft" { "Microsoft's" } else { "a community project's" };
    let markdown = format!(
        "# {name} (retired)\n\n`{id}` was {whose} application.\n\
         It has been gone since {since}: signing in with it ends in **AADSTS{error}**.\n\n\
         - Instead: {}.\n- Evidence: {}.\n\n## See also\n\n- [AADSTS{error}]({})\n- [Register an application]({REGISTER})\n",
        escape(replacement),
        escape(source),
        look_up(*error),
        name = escape(name),
    );
    Explanation {
        subject: Subject::RetiredApp,
        id: id.to_string(),
        title: format!("{name}, retired ({id})"),
        fields: vec![
            ("app_id", id.to_string()),
            ("name", (*name).to_owned()),
            ("owner", (*owner).to_owned()),
            ("retired_since", (*since).to_owned()),
            ("error", format!("AADSTS{error}")),
            ("replacement", (*replacement).to_owned()),
            ("evidence", (*source).to_owned()),
        ],
        markdown,
    }
}

/// The page of a stand-in for a real id.
pub fn placeholder(placeholder: &'static Placeholder) -> Explanation {
    let Placeholder { id, label } = placeholder;
    let markdown = format!(
        "# Placeholder\n\n`{id}` is not a registered application: {}.\n\
         Documentation and templates use it in the place of a real id.\n\
         As a client id it ends in **AADSTS700016**, because no tenant knows it.\n\n## See also\n\n\
         - [AADSTS700016]({})\n- [Register an application]({REGISTER})\n",
        escape(label),
        look_up(700_016),
    );
    Explanation {
        subject: Subject::Placeholder,
        id: id.to_string(),
        title: format!("{label} ({id})"),
        fields: vec![("guid", id.to_string()), ("label", (*label).to_owned())],
        markdown,
    }
}

/// The page of an API as a URI or scope names it: `https://graph.microsoft.com/Mail.Read`.
pub fn resource(text: &str, scope: Scope<'_>) -> Explanation {
    let Scope { resource, name } = scope;
    let api = name_of(resource);
    let plain_api = catalog::app(resource).map_or_else(|| resource.to_string(), |app| app.name.to_string());
    let mut out = format!("# {}\n\n", code_span(text));
    match name {
        "" => writeln!(out, "This is {api} (`{resource}`)."),
        ".default" => writeln!(
            out,
            "This asks for everything that the client was granted on {api} (`{resource}`).\n\
             The token carries those scopes and no others; the API answers 403 where one is missing."
        ),
        name => writeln!(out, "This is the scope {} of {api} (`{resource}`).", code_span(name)),
    }
    .unwrap_or_default();

    let mut granted = String::new();
    if !matches!(name, "" | ".default") && !is_sign_in_scope(name) {
        let holders: Vec<&App> = catalog::apps()
            .iter()
            .filter(|app| catalog::grant(app.id, resource).is_some_and(|grant| grant.has(name)))
            .collect();
        if catalog::is_tested_resource(resource) {
            let count = holders.len();
            granted = count.to_string();
            let clients = if count == 1 { "client of Microsoft's has" } else { "clients of Microsoft's have" };
            write!(out, "\n{count} {clients} it without consent (measured {GRANTS_DATE})").unwrap_or_default();
            let mut best: Vec<&&App> = holders.iter().collect();
            best.sort_by_key(|app| (catalog::note(app.id).is_none(), app.name.as_str()));
            let names: Vec<String> = best.iter().take(6).map(|app| name_of(app.id)).collect();
            if !names.is_empty() {
                let among = if names.len() < count { ", among them " } else { ": " };
                write!(out, "{among}{}", enumeration(&names)).unwrap_or_default();
            }
            out.push_str(".\nEvery other client of Microsoft's that asks for it is expected to end in AADSTS65002.\n");
        }
        out.push_str("An application of your own gets it by consent.\n");
    }
    uris(&mut out, resource);
    Explanation {
        subject: Subject::Resource,
        id: resource.to_string(),
        title: if name.is_empty() { plain_api.clone() } else { format!("{name} on {plain_api}") },
        fields: vec![
            ("resource_id", resource.to_string()),
            ("resource", plain_api),
            ("scope", name.to_owned()),
            ("clients_granted", granted),
        ],
        markdown: out,
    }
}
