//! The facts that ship with the program, as sorted const tables made by `build.rs`, and their look-ups.

mod names;
mod product;
mod text;

use crate::guid::Guid;
use names::Alias;
pub use names::{Permission, Use, aliases, named, permission, permissions};
pub use product::{Product, product_of, products};
pub use text::Text;

/// A Microsoft-owned application.
#[derive(Debug, PartialEq, Eq)]
pub struct App {
    /// Application (client) id.
    pub id: Guid,
    /// Display name; empty for a few apps whose name no source states.
    pub name: Text,
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
    /// Where the row comes from.
    pub sources: SourceSet,
}

/// The sources of a row; many rows share a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceSet(u16);

impl SourceSet {
    /// Short tags, separated by `;`, as listed in `data/SOURCES.md`.
    pub fn tags(self) -> &'static str {
        SOURCE_SETS[usize::from(self.0)]
    }
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
    pub symbol: Text,
    /// Our classification, kebab-case.
    pub category: Text,
    /// Last path segment of Microsoft's troubleshooting article; empty where there is none.
    pub article: Text,
    /// One sentence of our own about what it means; empty where none was written or a page says it.
    pub gist: Text,
    /// Short tags of the sources, separated by `;`.
    pub sources: Text,
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
    pub uri: Text,
    /// Index of the API in [`APPS`], or behind its end in [`OTHER_APIS`].
    app: u16,
    /// The cloud that its host belongs to.
    pub cloud: Cloud,
}

impl ResourceUri {
    /// Application id of the API.
    pub fn resource(&self) -> Guid {
        let app = usize::from(self.app);
        APPS.get(app).map_or_else(|| OTHER_APIS[app - APPS.len()], |app| app.id)
    }
}

/// A cloud of Microsoft's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cloud {
    /// The worldwide one.
    #[default]
    Public,
    /// US Government.
    Usgov,
    /// China, operated by 21Vianet.
    China,
    /// Germany, closed in 2021.
    Germany,
}

impl Cloud {
    /// The sovereign cloud whose authority a text names; `None` for the worldwide one, and where none is named.
    pub fn of_authority(text: &str) -> Option<Self> {
        let names = |hosts: &[&str]| hosts.iter().any(|host| text.contains(host));
        if names(&["login.microsoftonline.us"]) {
            Some(Self::Usgov)
        } else if names(&["login.chinacloudapi.cn", "login.partner.microsoftonline.cn"]) {
            Some(Self::China)
        } else {
            None
        }
    }

    /// The name in data and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Usgov => "usgov",
            Self::China => "china",
            Self::Germany => "germany",
        }
    }
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

/// A grant as it is stored: twelve thousand of them fit into 76 kB.
#[derive(Debug)]
struct GrantRow {
    /// Index of the API in [`APPS`].
    app: u16,
    kind: GrantKind,
    scopes: u16,
}

impl GrantRow {
    fn resource(&self) -> Guid {
        APPS[usize::from(self.app)].id
    }

    fn grant(&self) -> Grant {
        Grant { resource: self.resource(), kind: self.kind, scopes: self.scopes }
    }
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

/// What we noted about a client id that is copied often.
#[derive(Debug, PartialEq, Eq)]
pub struct Note {
    /// Application (client) id.
    pub id: Guid,
    /// What it is found in where it does not belong.
    pub copied_into: &'static str,
    /// Where it stands rightly; empty where nowhere.
    pub legitimate: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// All applications, by id.
pub fn apps() -> &'static [App] {
    &APPS
}

/// The application with this id.
pub fn app(id: Guid) -> Option<&'static App> {
    find(&APPS, &id, |app| app.id)
}

/// The application whose id begins like this one and goes on differently: a typo, or invented. Only the first eight
/// digits are compared, and only where they are distinctive.
pub fn resembled(id: Guid) -> Option<&'static App> {
    let first = |id: Guid| id.0 >> 96;
    let digits = |id: Guid| (0..8).fold(0u16, |seen, digit| seen | 1 << (first(id) >> (4 * digit) & 15));
    let at = APPS.partition_point(|app| first(app.id) < first(id));
    let app = APPS.get(at).filter(|app| first(app.id) == first(id) && app.id != id)?;
    let distinctive = digits(id).count_ones() >= LEAST_DIGITS && first(id) >= 0x10;
    (distinctive && app.confidence > Confidence::Low).then_some(app)
}

/// A beginning with fewer different digits is not distinctive.
const LEAST_DIGITS: u32 = 4;

/// All applications that are gone, by id.
pub fn retired_apps() -> &'static [RetiredApp] {
    &RETIRED
}

/// The application with this id, if it is one that is gone.
pub fn retired(id: Guid) -> Option<&'static RetiredApp> {
    find(&RETIRED, &id, |app| app.id)
}

/// All stand-ins for real ids, by id.
pub fn placeholders() -> &'static [Placeholder] {
    &PLACEHOLDERS
}

/// The stand-in with this id.
pub fn placeholder(id: Guid) -> Option<&'static Placeholder> {
    find(&PLACEHOLDERS, &id, |placeholder| placeholder.id)
}

/// The note about this id, if it is one of those that are copied most.
pub fn note(id: Guid) -> Option<&'static Note> {
    find(&NOTES, &id, |note| note.id)
}

/// All error codes, by number.
pub fn codes() -> &'static [Code] {
    &CODES
}

/// The error code with this number.
pub fn code(number: u32) -> Option<&'static Code> {
    find(&CODES, &number, |code| code.number)
}

/// All identifier URIs, by URI in lower case.
pub fn resource_uris() -> &'static [ResourceUri] {
    &RESOURCE_URIS
}

/// Longer texts are no identifier URI, in bytes. Every label of one is tried as a `*`, so that this bounds the work.
const LONGEST_URI: usize = 500;

/// The API that an identifier URI names. Case and trailing slashes do not matter; a `*` of the table stands for one
/// label of the host or one segment of the path.
pub fn resource_uri(uri: &str) -> Option<&'static ResourceUri> {
    if uri.len() > LONGEST_URI {
        return None;
    }
    let uri = uri.trim().trim_end_matches('/').to_ascii_lowercase();
    if let Some(found) = exact_uri(&uri) {
        return Some(found);
    }
    let start = uri.find("://")? + 3;
    let mut from = start;
    while from < uri.len() {
        let to = uri[from..].find(['.', '/', ':']).map_or(uri.len(), |length| from + length);
        if to > from {
            let pattern = format!("{}*{}", &uri[..from], &uri[to..]);
            if let Some(found) = exact_uri(&pattern) {
                return Some(found);
            }
        }
        from = to + 1;
    }
    None
}

fn exact_uri(lower: &str) -> Option<&'static ResourceUri> {
    RESOURCE_URIS
        .binary_search_by(|row| row.uri.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(lower.bytes()))
        .ok()
        .map(|index| &RESOURCE_URIS[index])
}

/// An API and the name of a scope on it, as they stand in one value of a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The API.
    pub resource: Guid,
    /// The name behind the API's URI or id; empty where the value names the API alone.
    pub name: &'a str,
}

/// Reads `https://graph.microsoft.com/User.Read`, `{id}/.default`, `api://{id}/name` or the URI of an API alone.
/// A bare name such as `User.Read` names no API and is none.
pub fn scope(text: &str) -> Option<Scope<'_>> {
    let text = text.trim();
    if let Some(resource) = resource_of(text) {
        return Some(Scope { resource, name: "" });
    }
    let (resource, name) = text.rsplit_once('/').filter(|(_, name)| !name.contains(char::is_whitespace))?;
    Some(Scope { resource: resource_of(resource)?, name })
}

/// The API that a URI, `api://{id}`, `spn:{id}` or an id names, among those that the catalogue knows.
fn resource_of(text: &str) -> Option<Guid> {
    if let Some(row) = resource_uri(text) {
        return Some(row.resource());
    }
    let text = text.trim_end_matches('/');
    let id = ["api://", "spn:"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    // An API can have a URI here and no row of its own.
    let listed = |id: Guid| app(id).is_some() || RESOURCE_URIS.iter().any(|row| row.resource() == id);
    id.parse().ok().filter(|id| listed(*id))
}

/// What this client was granted on this API. `None` says that nothing was, or that the pair was not measured:
/// see [`is_matrix_client`] and [`is_tested_resource`].
pub fn grant(client: Guid, resource: Guid) -> Option<Grant> {
    find(rows_of(client), &resource, GrantRow::resource).map(GrantRow::grant)
}

/// Everything that this client was granted, by API.
pub fn grants_of(client: Guid) -> impl ExactSizeIterator<Item = Grant> {
    rows_of(client).iter().map(GrantRow::grant)
}

fn rows_of(client: Guid) -> &'static [GrantRow] {
    match CLIENTS.binary_search_by_key(&client, |(id, _)| *id) {
        Ok(index) if index + 1 < CLIENTS.len() => &GRANTS[CLIENTS[index].1 as usize..CLIENTS[index + 1].1 as usize],
        _ => &[],
    }
}

/// How many pairs of client and API have a grant.
pub fn grant_count() -> usize {
    GRANTS.len()
}

/// Whether the grants of this client were measured.
pub fn is_matrix_client(id: Guid) -> bool {
    !rows_of(id).is_empty()
}

/// Whether this API was among those for which clients were tested.
pub fn is_tested_resource(id: Guid) -> bool {
    app(id).is_some_and(|app| app.sources.tags().split(';').any(|tag| tag == "roadtools-resource"))
}

impl Grant {
    /// The scopes that the token carried.
    pub fn scopes(self) -> impl Iterator<Item = &'static str> {
        let set = usize::from(self.scopes);
        let range = usize::from(SCOPE_SET_STARTS[set])..usize::from(SCOPE_SET_STARTS[set + 1]);
        SCOPE_SETS[range].iter().map(|name| SCOPE_NAMES[usize::from(*name)].as_str())
    }

    /// Whether the token carried this scope. Names of scopes are compared without regard to case.
    pub fn has(self, scope: &str) -> bool {
        self.scopes().any(|name| name.eq_ignore_ascii_case(scope))
    }
}

fn find<T, K: Ord>(rows: &'static [T], key: &K, of: impl Fn(&T) -> K) -> Option<&'static T> {
    rows.binary_search_by_key(key, of).ok().map(|index| &rows[index])
}
