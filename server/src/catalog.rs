//! The facts that ship with the program, as sorted const tables made by `build.rs`, and their look-ups.

use crate::guid::Guid;

/// A Microsoft-owned application.
#[derive(Debug, PartialEq, Eq)]
pub struct App {
    /// Application (client) id.
    pub id: Guid,
    /// Display name; empty for a few apps whose name no source states.
    pub name: &'static str,
    /// Organisation that owns the app registration.
    pub owner: Owner,
    /// What the app was seen doing.
    pub kind: Kind,
    /// Who decides which scopes it gets.
    pub consent_model: ConsentModel,
    /// Member of the family of client ids that share refresh tokens.
    pub family: bool,
    /// Whether it is a public client; `None` when not measured.
    pub public_client: Option<bool>,
    /// How sure the sources are.
    pub confidence: Confidence,
    /// What its id suggests about a place that says nothing else.
    pub prior: Prior,
    /// Short tags of the sources, separated by `;`, as listed in `data/SOURCES.md`.
    pub sources: &'static str,
}

/// The owner organisation of an app registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Tenant f8cdef31-…: apps under pre-authorisation.
    MicrosoftServices,
    /// Tenant 72f988bf-…: ordinary multi-tenant apps of the company.
    MicrosoftCorporate,
    /// Tenant cdc5aeea-…: ordinary multi-tenant apps.
    MicrosoftOther,
    /// No source states the owner.
    Unknown,
}

/// What an app was seen doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Seen as an OAuth client.
    Client,
    /// Seen as the audience of a token.
    Resource,
    /// Seen as both.
    Both,
    /// Only known to exist.
    Unknown,
}

/// Who decides which scopes an app gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentModel {
    /// The owner of the API has pre-authorised scopes: others fail with AADSTS65002.
    Preauthorization,
    /// Users and administrators consent, as for any multi-tenant app.
    Consent,
    /// Not known.
    Unknown,
}

/// How sure the sources of a row are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// One weak source: shown on hover only.
    Low,
    /// Seen as an audience, or in a curated list.
    Medium,
    /// Read from a Microsoft tenant or from Microsoft's own list, or measured.
    High,
}

/// What an id by itself says about a place whose surroundings decide nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prior {
    /// Exists only to be a client: needs evidence before silence.
    Client,
    /// Only an API: needs strong evidence before a finding.
    Resource,
    /// Truly both.
    Both,
    /// Nothing known.
    Unknown,
}

/// An app that was deleted or switched off.
#[derive(Debug, PartialEq, Eq)]
pub struct RetiredApp {
    /// Application (client) id.
    pub id: Guid,
    /// Display name.
    pub name: &'static str,
    /// `microsoft` or `community`.
    pub owner: &'static str,
    /// Date or month since when, ISO 8601.
    pub since: &'static str,
    /// The error that sign-in ends with, as an AADSTS number.
    pub error: u32,
    /// What to use instead.
    pub replacement: &'static str,
    /// Where this is documented.
    pub source: &'static str,
}

/// A GUID that documentation and templates use as a stand-in for a real id.
#[derive(Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The GUID.
    pub id: Guid,
    /// What it is.
    pub label: &'static str,
}

/// An AADSTS error code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The number after `AADSTS`.
    pub number: u32,
    /// Microsoft's symbol; empty where none is published.
    pub symbol: &'static str,
    /// Our classification, kebab-case.
    pub category: &'static str,
    /// Last path segment of Microsoft's troubleshooting article; empty where there is none.
    pub article: &'static str,
    /// Short tags of the sources, separated by `;`.
    pub sources: &'static str,
    /// The page written for it, if there is one.
    pub page: Option<&'static Page>,
}

/// A page about one error code, from `data/aadsts/<code>.md`.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// How many people it stops: `low`, `medium` or `high`.
    pub severity: &'static str,
    /// Category for readers, such as `authentication`.
    pub category: &'static str,
    /// Who can fix it: `developer`, `tenant-admin`, `user`, `microsoft`, separated by `, `.
    pub who: &'static str,
    /// One sentence.
    pub meaning: &'static str,
    /// OAuth 2.0 error value (RFC 6749), such as `invalid_client`; empty where unknown.
    pub oauth_error: &'static str,
    /// Whether trying again, or signing in interactively, helps: one short sentence.
    pub retry: &'static str,
    /// Related codes.
    pub related: &'static [u32],
    /// Date of the text, ISO 8601.
    pub date: &'static str,
    /// Everything below the front matter, Markdown.
    pub body: &'static str,
}

/// An identifier URI of an API.
#[derive(Debug, PartialEq, Eq)]
pub struct ResourceUri {
    /// Scheme and host in lower case, no trailing slash; `*` is one host label.
    pub uri: &'static str,
    /// Application id of the API.
    pub resource: Guid,
    /// `public`, `usgov`, `china` or `germany`.
    pub cloud: &'static str,
}

/// What Microsoft granted one client on one API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The API.
    pub resource: Guid,
    /// Whether the scopes name what was granted.
    pub kind: GrantKind,
    /// Index of the scope set; read it with [`Grant::scopes`].
    pub(crate) scopes: u16,
}

/// How a grant's scopes are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    /// Scopes that the API defines.
    Explicit,
    /// Only a catch-all value: a token is issued, named scopes are not granted.
    Generic,
    /// Not to be interpreted.
    Anomalous,
}

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// The application with this id.
pub fn app(id: Guid) -> Option<&'static App> {
    APPS.binary_search_by_key(&id, |app| app.id).ok().map(|index| &APPS[index])
}

/// Date of the newest source of the catalogue, ISO 8601.
pub static DATE: &str = "2026-11-23";

/// All applications, by id.
pub fn apps() -> &'static [App] {
    APPS
}

/// All error codes, by number.
pub fn codes() -> &'static [Code] {
    &[]
}
