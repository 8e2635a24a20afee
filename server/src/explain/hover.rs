//! What stands in a hover over one place of a text: compact, the page is a link away.

use std::fmt::Write;

use super::application::facts_of;
use super::code::{brief, likely_causes, questions, relatives, steps};
use super::grants::{name_of, sentence};
use super::markdown::escape;
use super::message::{self, Message};
use super::pair;
use super::shared_text::{FIRST_PARTY, OWN_APPLICATION, REGISTER, as_client, look_up};
use super::{Explanation, Subject, Uses, code, placeholder, retired};
use crate::analysis::{Entity, Occurrence};
use crate::catalog::{self, App, Cloud, Code, Confidence, ConsentModel, RetiredApp};
use crate::expectation::{Question, Target};
use crate::guid::Guid;
use crate::request::Request;
use crate::role::Role;

/// The hover of an occurrence in `text`, which may be a part of the one that these are the uses of. Its facts are those of
/// the whole page.
pub fn occurrence(occurrence: &Occurrence, text: &str, uses: Uses<'_>) -> Explanation {
    match occurrence.entity {
        Entity::App(entry) => Explanation { markdown: over_app(entry, occurrence, uses), ..facts_of(entry) },
        Entity::Retired(entry) => {
            let page = retired(entry);
            Explanation { markdown: over_retired(entry, occurrence), ..page }
        }
        Entity::Placeholder(entry) => {
            let page = placeholder(entry);
            let mut out = format!("**Placeholder** · `{}`\n\n{}.\n", entry.id, escape(entry.label));
            over_placeholder(&mut out, occurrence);
            Explanation { markdown: out, ..page }
        }
        Entity::Lookalike(id, entry) => {
            let mut out = format!(
                "**No known application** · `{id}`\n\nIt begins like {} (`{}`) and goes on differently: ",
                escape(entry.name.as_str()),
                entry.id
            );
            out.push_str("a typo, or an invented id. ");
            out.push_str("Use the id of an application of your own.\n");
            writeln!(out, "\n{}.", escape(&occurrence.why)).unwrap_or_default();
            Explanation { markdown: out, ..facts_of(entry) }
        }
        Entity::PlaceholderText => {
            let mut out =
                "**Placeholder**\n\nThe quick fix wrote this in the place of a borrowed client id.\n".to_owned();
            over_placeholder(&mut out, occurrence);
            Explanation {
                subject: Subject::Placeholder,
                id: "placeholder".to_owned(),
                title: "placeholder for a client id".to_owned(),
                fields: Vec::new(),
                markdown: out,
            }
        }
        Entity::ErrorCode(number) => {
            let page = code(number);
            let message = Message::around(text, occurrence.range.clone());
            let mut fields = page.fields;
            let mut out = brief(number);
            if message.says_more_than_a_code() {
                // What this message says goes before what all of its kind say.
                let first_line = out.find('\n').map_or(out.len(), |end| end + 1);
                let mut facts = format!("\nIn this message:\n\n{}\n", message::bullets(&message).trim_end());
                let foresight = pair::foresight(&message, false);
                if !foresight.is_empty() {
                    write!(facts, "\n{foresight}").unwrap_or_default();
                }
                out.insert_str(first_line, &facts);
                fields.extend(message::fields(&message));
            }
            out.push('\n');
            if catalog::code(number).is_some_and(|code| code.page.is_some()) {
                write!(out, "The whole page: `aadsts explain AADSTS{number}` · ").unwrap_or_default();
            }
            // What is said of an unknown code ends with it.
            if catalog::code(number).is_some() {
                writeln!(out, "[Microsoft's look-up]({})", look_up(number)).unwrap_or_default();
            }
            Explanation { markdown: out, fields, ..page }
        }
    }
}

fn over_app(app: &App, occurrence: &Occurrence, uses: Uses<'_>) -> String {
    let mut out = format!("**{}** · `{}`\n\n", name_of(app.id), app.id);
    role(&mut out, occurrence);
    if occurrence.role == Role::Client || occurrence.role == Role::Unknown {
        writeln!(out, "\n{}", as_client(app)).unwrap_or_default();
        let asked = if occurrence.role == Role::Client { in_this_text(app.id, uses) } else { String::new() };
        // What this text asks for says more than what is granted in general.
        if !asked.is_empty() {
            out.push_str(&asked);
        } else if app.consent_model == ConsentModel::Preauthorization {
            let granted = sentence(app.id);
            if !granted.is_empty() {
                writeln!(out, "\n{granted}").unwrap_or_default();
            }
        }
        if occurrence.role == Role::Client {
            how_to_fix(&mut out, app);
        }
    }
    if occurrence.role != Role::Client
        && let Some(note) = catalog::note(app.id)
        && !note.legitimate.is_empty()
    {
        writeln!(out, "\nIn its right place: {}.", escape(note.legitimate)).unwrap_or_default();
    }
    if app.confidence == Confidence::Low {
        out.push_str("\nThat this id belongs to Microsoft rests on one weak source.\n");
    }
    out.push('\n');
    if matches!(occurrence.role, Role::Client | Role::Unknown) {
        if app.consent_model != ConsentModel::Consent {
            write!(out, "[AADSTS65002]({}) · ", look_up(65002)).unwrap_or_default();
        }
        write!(out, "[Register an application]({REGISTER}) · ").unwrap_or_default();
    }
    writeln!(out, "[Microsoft's own applications]({FIRST_PARTY})").unwrap_or_default();
    out
}

/// What the text asks for with this client, and what is expected of that; empty where it asks for nothing.
pub(super) fn in_this_text(client: Guid, uses: Uses<'_>) -> String {
    let mut all: Vec<Target<'_>> = Vec::new();
    let mut lines = String::new();
    let mut done: Vec<(Cloud, bool)> = Vec::new();
    let own = || uses.requests.iter().filter(|request| request.client.id == client);
    for request in own() {
        // Each cloud and each way of signing in has its own answer.
        let kind = (request.cloud, request.is_confidential());
        if done.contains(&kind) {
            continue;
        }
        done.push(kind);
        let mut asked: Vec<Target<'_>> = Vec::new();
        for (_, target) in
            own().filter(|other| (other.cloud, other.is_confidential()) == kind).flat_map(Request::targets)
        {
            if !asked.contains(&target) {
                asked.push(target);
            }
        }
        let (cloud, app_only) = kind;
        let question = Question { cloud, app_only, observed: uses.observed, ..Question::new(client, &asked) };
        lines.push_str(&pair::in_use(&question));
        all.append(&mut asked);
    }
    if lines.is_empty() {
        return lines;
    }
    format!("\nAsked for in this text:\n\n{lines}\n{}\n", pair::with_own(&all))
}

/// The short form of the page about AADSTS65002, or the general advice where that error is not the point.
fn how_to_fix(out: &mut String, app: &App) {
    let page = match catalog::code(65002) {
        Some(Code { page: Some(page), .. }) if app.consent_model == ConsentModel::Preauthorization => page,
        _ => {
            writeln!(out, "\n**How to fix it:** {OWN_APPLICATION}").unwrap_or_default();
            return;
        }
    };
    writeln!(out, "\n**AADSTS65002** means: {}", page.meaning).unwrap_or_default();
    likely_causes(out, page);
    out.push_str("\n**How to fix it**\n\n");
    // The first steps of the page find the id, which the reader of a hover has found already.
    for (index, step) in steps(page).skip(3).take(4).enumerate() {
        writeln!(out, "{}. {step}", index + 1).unwrap_or_default();
    }
    questions(out, page);
    relatives(out, page);
}

fn over_retired(retired: &RetiredApp, occurrence: &Occurrence) -> String {
    let RetiredApp { id, name, since, error, replacement, .. } = retired;
    let mut out = format!("**{}** (retired) · `{id}`\n\n", escape(name));
    role(&mut out, occurrence);
    writeln!(
        out,
        "\nThis application has been gone since {since}: signing in with it ends in **AADSTS{error}**.\nInstead: {}.\n\n\
         [AADSTS{error}]({}) · [Register an application]({REGISTER})",
        escape(replacement),
        look_up(*error)
    )
    .unwrap_or_default();
    out
}

fn over_placeholder(out: &mut String, occurrence: &Occurrence) {
    out.push('\n');
    if occurrence.role == Role::Client {
        role(out, occurrence);
        writeln!(
            out,
            "\nNo tenant knows an application with this id: signing in ends in **AADSTS700016**.\n{OWN_APPLICATION}"
        )
        .unwrap_or_default();
    } else {
        role(out, occurrence);
    }
    writeln!(out, "\n[Register an application]({REGISTER})").unwrap_or_default();
}

/// What the id does at this place, how that is known, and that nothing is wrong where nothing is.
fn role(out: &mut String, occurrence: &Occurrence) {
    let meaning = match occurrence.role {
        Role::Client => "Here it is the OAuth **client** of this code",
        Role::Resource => "Here it is the **API** that a token is for",
        Role::PreauthorizedClient => "Here it is **a caller that your own API or app lets in**",
        Role::SanctionedClient => "Here it stands **where Microsoft prescribes it**",
        Role::PolicyTarget => "Here a **policy** is aimed at this application",
        Role::PrincipalLookup => "Here its **service principal is looked up** or created; nobody signs in as it",
        Role::Catalogue => "Here it is an **entry of a table** of applications",
        Role::Detection => "Here it is **compared with a log**",
        Role::Recording => "Here it stands in a **recording** or in output",
        Role::Prose => "Here it is only **mentioned**",
        Role::Unknown => "What it does here could not be shown",
        Role::ErrorCode => "",
    };
    out.push_str(meaning);
    if !occurrence.why.is_empty() {
        write!(out, " ({})", occurrence.why).unwrap_or_default();
    }
    out.push_str(match occurrence.role {
        Role::Client | Role::Unknown | Role::ErrorCode => ".\n",
        Role::Resource
        | Role::PreauthorizedClient
        | Role::SanctionedClient
        | Role::PolicyTarget
        | Role::PrincipalLookup
        | Role::Catalogue
        | Role::Detection
        | Role::Recording
        | Role::Prose => ". There is nothing to fix.\n",
    });
}

#[cfg(test)]
mod tests {
    use super::occurrence;
    use crate::analysis::{Certainty, Entity, Occurrence};
    use crate::catalog;
    use crate::explain::Uses;
    use crate::guid::Guid;
    use crate::role::Role;

    fn over(entity: Entity, role: Role) -> Occurrence {
        Occurrence {
            range: 0..0,
            entity,
            role,
            certainty: Certainty::Certain,
            row: "test",
            why: "value of `client_id`".to_owned(),
        }
    }

    #[track_caller]
    fn hover(id: &str, role: Role) -> String {
        let id: Guid = id.parse().expect("a GUID");
        let entity = catalog::retired(id)
            .map(Entity::Retired)
            .or_else(|| catalog::app(id).map(Entity::App))
            .or_else(|| catalog::placeholder(id).map(Entity::Placeholder))
            .expect("known");
        let hover = occurrence(&over(entity, role), "", Uses::default()).markdown;
        assert!(hover.lines().count() <= 38, "too long for a hover: {hover}");
        assert!(hover.contains("value of `client_id`"), "{hover}");
        assert!(hover.trim_end().ends_with(')'), "does not end with links: {hover}");
        hover
    }

    const CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    #[test]
    fn a_preauthorised_client_names_the_error_and_the_way_out() {
        let hover = hover(CLI, Role::Client);
        for part in [
            "**Microsoft Azure CLI**",
            CLI,
            "AADSTS65002",
            "Microsoft Graph",
            "Likely causes",
            "1. Register an application",
            "4. ",
            "Questions",
            "Related errors",
        ] {
            assert!(hover.contains(part), "no {part}: {hover}");
        }
    }

    #[test]
    fn a_client_under_consent_has_its_own_text() {
        let hover = hover("14d82eec-204b-4c2f-b7e8-296a70dab67e", Role::Client);
        assert!(hover.contains("works by consent") && hover.contains("shared"), "{hover}");
        assert!(hover.contains("AADSTS65002 is not expected"), "{hover}");
    }

    #[test]
    fn an_unknown_model_claims_nothing() {
        let hover = hover("a0c73c16-a7e3-4564-9a95-2bdf47383716", Role::Client);
        assert!(hover.contains("is not known"), "{hover}");
    }

    #[test]
    fn other_roles_say_why_there_is_no_problem() {
        for role in [
            Role::Resource,
            Role::PreauthorizedClient,
            Role::SanctionedClient,
            Role::PolicyTarget,
            Role::PrincipalLookup,
            Role::Catalogue,
            Role::Detection,
            Role::Recording,
            Role::Prose,
        ] {
            let hover = hover(CLI, role);
            assert!(hover.contains("There is nothing to fix.") && !hover.contains("How to fix"), "{hover}");
        }
        let hover = hover(CLI, Role::Unknown);
        assert!(hover.contains("could not be shown") && hover.contains("AADSTS65002"), "{hover}");
    }

    #[test]
    fn an_api_as_a_client_is_called_a_mix_up() {
        let hover = hover("00000003-0000-0000-c000-000000000000", Role::Client);
        assert!(hover.contains("known as an API and not as a client"), "{hover}");
    }

    #[test]
    fn retired_apps_and_placeholders() {
        assert!(hover("31359c7f-bd7e-475c-86db-fdb8c937548e", Role::Client).contains("AADSTS700016"));
        assert!(hover("11111111-1111-1111-1111-111111111111", Role::Client).contains("AADSTS700016"));
        let written = occurrence(&over(Entity::PlaceholderText, Role::Client), "", Uses::default()).markdown;
        assert!(written.contains("quick fix"), "{written}");
    }

    #[test]
    fn every_app_fits_in_every_role() {
        for app in catalog::apps() {
            let hover = occurrence(&over(Entity::App(app), Role::Client), "", Uses::default());
            assert!(hover.markdown.lines().count() <= 38, "{}", hover.markdown);
            assert!(!hover.to_plain().contains("**"), "{}", hover.to_plain());
        }
    }

    #[test]
    fn a_code_is_filled_with_its_message() {
        let text = format!(
            "2024-01-01 login failed: AADSTS65002: Consent between first party application '{CLI}' and first party \
             resource '00000003-0000-0000-c000-000000000000' must be configured\nnext line {CLI}\n"
        );
        let start = text.find("AADSTS").expect("a code");
        let occurrence = occurrence(
            &Occurrence { range: start..start + 11, ..over(Entity::ErrorCode(65002), Role::ErrorCode) },
            &text,
            Uses::default(),
        );
        let hover = &occurrence.markdown;
        assert!(
            hover.contains("Client: **Microsoft Azure CLI**") && hover.contains("API: **Microsoft Graph**"),
            "{hover}"
        );
        assert!(hover.contains("Likely causes") && hover.contains("What to do"), "{hover}");
        assert!(occurrence.fields.iter().any(|(name, value)| *name == "client" && value == "Microsoft Azure CLI"));
        assert!(hover.lines().count() <= 38, "{hover}");
    }
}
