//! Reads an error message as somebody got it: which codes, and who wanted what from whom.

mod decode;
mod read;

use std::fmt::Write;
use std::ops::Range;

use super::code::{self, title};
use super::grants::{name_of, scopes_of};
use super::markdown::{code_span, enumeration};
use super::pair::foresight;
use super::shared_text::{OWN_APPLICATION, as_client, look_up};
use super::{Explanation, Subject};
use crate::catalog::{self, ConsentModel, GRANTS_DATE, GrantKind, Kind};
use crate::expectation::is_sign_in_scope;
use crate::guid::Guid;

/// What was found in an error message. Everything but the codes is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The codes, in order, each once.
    pub codes: Vec<u32>,
    /// The application that signed in.
    pub client: Option<Guid>,
    /// The API that was asked for, as an id.
    pub resource: Option<Guid>,
    /// The API as the message writes it, where that is not an id.
    pub resource_text: Option<String>,
    /// The tenant: an id, a domain or a name.
    pub tenant: Option<String>,
    /// Scopes that were asked for.
    pub scopes: Vec<String>,
    /// Sign-in name of the user.
    pub user: Option<String>,
    /// The address to return to.
    pub redirect_uri: Option<String>,
    /// Trace id.
    pub trace_id: Option<Guid>,
    /// Correlation id.
    pub correlation_id: Option<Guid>,
    /// Time as the message writes it.
    pub timestamp: Option<String>,
}

/// How far around the first code a long text is read, in bytes.
const BEFORE: usize = 2_000;
const BEHIND: usize = 6_000;

/// How many lines below a code can still belong to its message.
const LINES_BELOW: usize = 12;

/// The code without its prefix that stands at a place of a short text, under a key that says that it is one.
pub fn bare_code_at(text: &str, offset: usize) -> Option<(Range<usize>, u32)> {
    let codes = read::bare_codes(&text.to_ascii_lowercase());
    codes.into_iter().find(|(range, _)| range.start <= offset && offset <= range.end)
}

impl Message {
    /// Reads a text; `None` if no code is in it. URL-encoded and JSON-escaped texts are decoded first.
    pub fn read(text: &str) -> Option<Self> {
        let Some(first) = read::first_code(text) else {
            // A link to the look-up page hides its number behind the encoding.
            let message = read::message(&decode::decode(slice(text, 0..BEHIND)));
            return if message.codes.is_empty() { None } else { Some(message) };
        };
        let window = slice(text, first.saturating_sub(BEFORE)..first + BEHIND);
        let message = read::message(&decode::decode(window));
        // Decoding may not lose what was found, whatever stood around it.
        if message.codes.is_empty() { None } else { Some(message) }
    }

    /// Reads the message that a code at `range` of a longer text belongs to: its line, and lines below that go on
    /// with what messages end with.
    pub(super) fn around(text: &str, range: Range<usize>) -> Self {
        let start = text.get(..range.start).map_or(0, |before| before.rfind('\n').map_or(0, |index| index + 1));
        let start = start.max(range.start.saturating_sub(BEFORE));
        let mut end =
            text.get(range.end..).map_or(text.len(), |rest| range.end + rest.find('\n').unwrap_or(rest.len()));
        for line in text.get(end..).unwrap_or("").split('\n').skip(1).take(LINES_BELOW) {
            if !read::goes_on(line) {
                break;
            }
            end += 1 + line.len();
        }
        read::message(&decode::decode(slice(text, start..end.min(range.end + BEHIND))))
    }

    /// Whether there is something to show besides the code.
    pub(super) fn says_more_than_a_code(&self) -> bool {
        let bare = Self { codes: self.codes.clone(), ..Self::default() };
        *self != bare
    }
}

/// A part of a text, widened to whole characters.
fn slice(text: &str, range: Range<usize>) -> &str {
    let mut start = range.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = range.end.min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    text.get(start..end).unwrap_or("")
}

/// The page about a whole error message; `None` if no code is in it.
pub fn message(text: &str) -> Option<Explanation> {
    let message = Message::read(text)?;
    let first = *message.codes.first()?;
    let page = code::code(first);
    let mut out = format!("# AADSTS{first}\n\n");
    if message.says_more_than_a_code() {
        write!(out, "## In this message\n\n{}", bullets(&message)).unwrap_or_default();
        let verdict = verdict(&message);
        if !verdict.is_empty() {
            write!(out, "\n{verdict}").unwrap_or_default();
        }
        out.push_str("\n## What it means\n\n");
    }
    let (_, body) = page.markdown.split_once("\n\n").unwrap_or(("", &page.markdown));
    out.push_str(body);
    if message.codes.len() > 1 {
        out.push_str("\n## Other codes in this message\n\n");
        for other in &message.codes[1..] {
            writeln!(out, "- [{}]({})", title(*other), look_up(*other)).unwrap_or_default();
        }
    }
    let mut all = page.fields;
    all.extend(fields(&message));
    Some(Explanation { subject: Subject::Message, id: page.id, title: page.title, fields: all, markdown: out })
}

/// The facts of a message for programs.
pub(super) fn fields(message: &Message) -> Vec<(&'static str, String)> {
    let name = |id: Option<Guid>| id.and_then(catalog::app).map(|app| app.name.to_string());
    let text = |id: Option<Guid>| id.map(|id| id.to_string());
    let pairs = [
        ("client_id", text(message.client)),
        ("client", name(message.client)),
        ("resource_id", text(message.resource)),
        ("resource", name(message.resource).or_else(|| message.resource_text.clone())),
        ("tenant", message.tenant.clone()),
        ("scopes", (!message.scopes.is_empty()).then(|| message.scopes.join(" "))),
        ("user", message.user.clone()),
        ("redirect_uri", message.redirect_uri.clone()),
        ("trace_id", text(message.trace_id)),
        ("correlation_id", text(message.correlation_id)),
        ("timestamp", message.timestamp.clone()),
    ];
    pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The facts of a message for people.
pub(super) fn bullets(message: &Message) -> String {
    let mut out = String::new();
    let mut row = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            writeln!(out, "- {name}: {value}").unwrap_or_default();
        }
    };
    row("Client", message.client.map(|id| described(id, "not an application of Microsoft's that is known here")));
    let resource = message.resource.map(|id| described(id, "not known here"));
    row("API", resource.or_else(|| message.resource_text.as_deref().map(code_span)));
    let scopes: Vec<String> = message.scopes.iter().map(|scope| code_span(scope)).collect();
    row("Scopes asked for", (!scopes.is_empty()).then(|| enumeration(&scopes)));
    row("Tenant", message.tenant.as_deref().map(code_span));
    row("User", message.user.as_deref().map(code_span));
    row("Redirect URI", message.redirect_uri.as_deref().map(code_span));
    row("Trace id", message.trace_id.map(|id| format!("`{id}`")));
    row("Correlation id", message.correlation_id.map(|id| format!("`{id}`")));
    row("Time", message.timestamp.as_deref().map(code_span));
    out
}

fn described(id: Guid, otherwise: &str) -> String {
    if let Some(retired) = catalog::retired(id) {
        return format!("**{}** (`{id}`), retired since {}", retired.name, retired.since);
    }
    if catalog::placeholder(id).is_some() {
        return format!("`{id}`, a placeholder");
    }
    match catalog::app(id) {
        Some(_) => format!("**{}** (`{id}`), owned by Microsoft", name_of(id)),
        None => format!("`{id}`, {otherwise}"),
    }
}

/// What the catalogue adds to this very message. How a client gets its permissions explains only some errors.
fn verdict(message: &Message) -> String {
    let mut out = String::new();
    let Some(client) = message.client else { return out };
    if let Some(retired) = catalog::retired(client) {
        return format!("This application is gone; instead: {}.\n", retired.replacement);
    }
    let Some(app) = catalog::app(client) else { return out };
    let code = message.codes.first().and_then(|number| catalog::code(*number));
    match code.map_or("", |code| code.category.as_str()) {
        "consent" => {}
        "client-credentials" => {
            return format!(
                "Nobody outside Microsoft holds a credential of {}, so no secret or certificate of yours fits it.\n{OWN_APPLICATION}\n",
                name_of(client)
            );
        }
        "app-config" => {
            return format!(
                "Nobody outside Microsoft can change the registration of {}.\n{OWN_APPLICATION}\n",
                name_of(client)
            );
        }
        _ => return out,
    }
    if app.kind != Kind::Resource {
        writeln!(out, "{}", as_client(app)).unwrap_or_default();
    }
    if message.codes.first() == Some(&65002) {
        let foresight = foresight(message, true);
        if !foresight.is_empty() {
            write!(out, "\n{foresight}").unwrap_or_default();
        }
        return out;
    }
    if app.consent_model == ConsentModel::Preauthorization
        && let Some(resource) = message.resource
        && catalog::is_matrix_client(client)
        && catalog::is_tested_resource(resource)
    {
        granted(&mut out, client, resource, &message.scopes);
    }
    out
}

/// What the client has on the API, and which of the scopes asked for are not in it.
fn granted(out: &mut String, client: Guid, resource: Guid, scopes: &[String]) {
    let (client_name, api) = (name_of(client), name_of(resource));
    match catalog::grant(client, resource) {
        None => writeln!(out, "\nAs measured on {GRANTS_DATE}, {client_name} has no grant on {api} at all.")
            .unwrap_or_default(),
        Some(grant) => match grant.kind {
            GrantKind::Anomalous => {}
            GrantKind::Generic => writeln!(
                out,
                "\nAs measured on {GRANTS_DATE}, {client_name} gets a token for {api} with the catch-all value {} alone; no \
                 other scope of it by name.",
                scopes_of(grant, 3)
            )
            .unwrap_or_default(),
            GrantKind::Explicit => {
                writeln!(out, "\nAs measured on {GRANTS_DATE}, {client_name} has on {api}: {}.", scopes_of(grant, 12))
                    .unwrap_or_default();
                let missing: Vec<String> = scopes
                    .iter()
                    .map(|scope| scope.rsplit('/').next().unwrap_or(scope))
                    .filter(|scope| !scope.is_empty() && *scope != ".default" && !is_sign_in_scope(scope))
                    .filter(|scope| !grant.has(scope))
                    .map(code_span)
                    .collect();
                if !missing.is_empty() {
                    writeln!(out, "Not among them: {}.", enumeration(&missing)).unwrap_or_default();
                }
            }
        },
    }
}

#[cfg(test)]
mod tests;
