//! Site -> Role: the first matching row of an ordered table decides, and says why.

mod follow;
mod matching;
mod stored;
pub(crate) mod table;
#[cfg(test)]
mod tests;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::binding::{Index, Scope, Use};
use crate::catalog::{App, Kind, Prior};
use crate::guid::Guid;
use crate::language::{Shape, Traits};
use crate::site::{self, Frame, FrameKind, Site};
use crate::tree::Tree;
use matching::Facts;
use table::{Classified, FileKind, Lean, Outcome, ROWS, in_force, used};

/// What an id does at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Is, or plainly becomes, the OAuth client identity of this code or configuration.
    Client,
    /// The API that a token is for.
    Resource,
    /// A caller that the developer's own API names.
    PreauthorizedClient,
    /// A use that Microsoft itself prescribes.
    SanctionedClient,
    /// Target of a Conditional Access, consent or admin policy.
    PolicyTarget,
    /// A service principal is looked up or created.
    PrincipalLookup,
    /// A table or list from id to name.
    Catalogue,
    /// Compared with a log field.
    Detection,
    /// Cassette, log, mocked response, token cache, sample output.
    Recording,
    /// Comment, help text, description, documentation sentence.
    Prose,
    /// None of the others could be shown.
    Unknown,
    /// An AADSTS code, which has no role to play.
    ErrorCode,
}

impl Role {
    /// The name shown to people and in JSON, kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Resource => "resource",
            Self::PreauthorizedClient => "preauthorized-client",
            Self::SanctionedClient => "sanctioned-client",
            Self::PolicyTarget => "policy-target",
            Self::PrincipalLookup => "principal-lookup",
            Self::Catalogue => "catalogue",
            Self::Detection => "detection",
            Self::Recording => "recording",
            Self::Prose => "prose",
            Self::Unknown => "unknown",
            Self::ErrorCode => "error-code",
        }
    }
}

/// A name in lower case without `_`, `-`, `.` and other separators.
pub(crate) fn fold(name: &str) -> String {
    if name.is_ascii() {
        let mut folded = String::with_capacity(name.len());
        let kept = name.bytes().filter(|byte| byte.is_ascii_alphanumeric() || *byte == b'$');
        folded.extend(kept.map(|byte| char::from(byte.to_ascii_lowercase())));
        return folded;
    }
    name.chars().filter(|c| c.is_alphanumeric() || *c == '$').flat_map(char::to_lowercase).collect()
}

/// Whether the name says that its value is text for people.
pub(crate) fn says_prose(name: &str) -> bool {
    table::class_of_name(name) == Some(table::Class::Prose)
}

/// Whether the name says that its value is the client, or an app.
pub(crate) fn says_client_or_app(name: &str) -> bool {
    is_client_or_app(table::class_of_name(name))
}

fn is_client_or_app(class: Option<table::Class>) -> bool {
    matches!(class, Some(table::Class::Client | table::Class::App))
}

/// What is known of the id itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::struct_excessive_bools, reason = "facts that rows ask for one by one")]
pub(crate) struct Subject {
    id: u128,
    leans: LeanKey,
    only_client: bool,
    client_kind: bool,
    public: bool,
    family: bool,
}

/// [`Lean`] in a form that can be a key of a map.
type LeanKey = u8;

impl Subject {
    /// An id of which nothing is known.
    pub(crate) const UNKNOWN: Self =
        Self { id: 0, leans: 2, only_client: false, client_kind: false, public: false, family: false };

    /// What the catalogue knows of the app.
    pub(crate) fn of(app: &App) -> Self {
        let public = app.public_client == Some(true);
        let leans = match app.kind {
            Kind::Client => 0,
            Kind::Both if public => 0,
            Kind::Resource => 1,
            Kind::Both | Kind::Unknown => 2,
        };
        Self {
            id: app.id.0,
            leans,
            only_client: app.prior == Prior::Client,
            client_kind: app.kind == Kind::Client,
            // Where nobody measured it, an app that is only ever a client of people is one.
            public: public || app.public_client.is_none() && app.prior == Prior::Client,
            family: app.family,
        }
    }

    fn leans(self) -> Lean {
        match self.leans {
            0 => Lean::Client,
            1 => Lean::Resource,
            _ => Lean::None,
        }
    }
}

/// A listed id in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) guid: Guid,
}

/// The judgement of one place.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) role: Role,
    pub(crate) row: &'static str,
    pub(crate) why: String,
    pub(crate) likely: bool,
    /// Byte offset in the tree's text of the use that decided, where following a name did.
    pub(crate) decided_at: Option<usize>,
}

/// The kinds that a file has, by its path and the start of its text.
pub(crate) fn kinds_of_file(path: &str, tree_traits: Traits, shape: Shape, text: &str) -> Vec<FileKind> {
    let written = crate::generated::is_generated(path, text);
    let path = format!("/{}", path.to_ascii_lowercase());
    let data = tree_traits.has(Traits::DATA);
    let start = site::head(text, 20_000);
    let any = |list: &[&str], text: &str| list.iter().any(|word| text.contains(word));
    let mut kinds: Vec<FileKind> = in_force(table::FILES)
        .filter(|row| {
            (!row.data || data && shape != Shape::Lines)
                && (row.path.is_empty() || any(row.path, &path))
                && (row.path_also.is_empty() || any(row.path_also, &path))
                && (row.path_end.is_empty() || row.path_end.iter().any(|end| path.ends_with(end)))
                && (row.text.is_empty() || any(row.text, start))
                && (row.text_also.is_empty() || any(row.text_also, start))
        })
        .map(|row| used(row).kind)
        .collect();
    if written {
        kinds.push(FileKind::Generated);
    }
    if tree_traits.has(Traits::QUERY) {
        kinds.push(FileKind::Detection);
    }
    if tree_traits.has(Traits::TABLE) {
        kinds.push(FileKind::Table);
    }
    if tree_traits.has(Traits::DOCUMENTATION) {
        kinds.push(FileKind::Documentation);
    }
    kinds
}

/// A name in lower case, the start of the type whose member it is, and the id that it holds.
type Followed = (String, Option<Scope>, Subject);

/// A name and its scope.
type Scoped = (String, Option<Scope>);

/// Places with what they are, in words.
pub(crate) type OtherUses = Vec<(Range<usize>, String)>;

/// Judges the places of one tree.
pub(crate) struct Judge<'t> {
    tree: &'t Tree<'t>,
    hits: &'t [Hit],
    kinds: &'t [FileKind],
    /// What encloses this text in the text that it is embedded in.
    outer: &'t [Frame],
    index: OnceCell<Index<'t>>,
    /// Offsets of the line breaks, in order.
    breaks: OnceCell<Vec<usize>>,
    followed: RefCell<HashMap<Followed, Option<Verdict>>>,
    /// Uses of a name in other roles, by the name and the type that it is a member of.
    others: RefCell<HashMap<Scoped, OtherUses>>,
    /// What single uses showed.
    judged: RefCell<HashMap<(Use, Subject, usize), Verdict>>,
    /// The rows that give names and frames their classes, by what they were found for.
    named: RefCell<HashMap<String, Option<&'static Classified>>>,
    framed: RefCell<HashMap<(String, FrameKind), Option<&'static Classified>>>,
    /// The entries of groups, by their opening tokens.
    entries: RefCell<HashMap<usize, Rc<[Entry]>>>,
}

/// The key of an entry, folded, and whether a literal follows it.
type Entry = (String, bool);

impl<'t> Judge<'t> {
    pub(crate) fn new(tree: &'t Tree<'t>, hits: &'t [Hit], kinds: &'t [FileKind], outer: &'t [Frame]) -> Self {
        Self {
            tree,
            hits,
            kinds,
            outer,
            index: OnceCell::new(),
            breaks: OnceCell::new(),
            followed: RefCell::default(),
            others: RefCell::default(),
            judged: RefCell::default(),
            named: RefCell::default(),
            framed: RefCell::default(),
            entries: RefCell::default(),
        }
    }

    /// Judges the id at `start..end` inside the token; the site is what it was judged by.
    pub(crate) fn judge(&self, token: usize, start: usize, end: usize, subject: Subject) -> (Verdict, Site<'t>) {
        let site = self.site(token, start, end);
        (self.classify(&site, subject, 0), site)
    }

    fn site(&self, token: usize, start: usize, end: usize) -> Site<'t> {
        let mut site = site::of(self.tree, token, start, end);
        site.path.extend_from_slice(self.outer);
        site
    }

    fn classify(&self, site: &Site<'t>, subject: Subject, depth: usize) -> Verdict {
        let facts = Facts::new(self, site, subject, depth);
        for row in in_force(ROWS) {
            if facts.matches(row.when) && !row.unless.iter().any(|veto| facts.matches(veto)) {
                let (role, decided_at) = match row.outcome {
                    Outcome::Role(role) => (role, None),
                    Outcome::Key => (facts.key_class().map_or(Role::Unknown, table::Class::role), None),
                    Outcome::Frame => (facts.frame_class().map_or(Role::Unknown, table::Class::role), None),
                    Outcome::Parameter => (facts.parameter_class().map_or(Role::Unknown, table::Class::role), None),
                    Outcome::Uses => facts.uses().map_or((Role::Unknown, None), |uses| (uses.role, uses.decided_at)),
                    Outcome::Object => {
                        facts.object().map_or((Role::Unknown, None), |uses| (uses.role, uses.decided_at))
                    }
                    Outcome::ParameterUses => {
                        facts.parameter_uses().map_or((Role::Unknown, None), |uses| (uses.role, uses.decided_at))
                    }
                };
                return Verdict { role, row: used(row).id, why: facts.words(row.why), likely: row.likely, decided_at };
            }
        }
        Verdict { role: Role::Unknown, row: "", why: String::new(), likely: false, decided_at: None }
    }

    /// Whether the name says that its value is the client, or an app.
    pub(crate) fn says_client_or_app(&self, name: &str) -> bool {
        is_client_or_app(self.class_of(name))
    }

    /// The class of a value's own name; the same names come again and again in a text.
    fn class_of(&self, name: &str) -> Option<table::Class> {
        if let Some(row) = self.named.borrow().get(name) {
            return row.map(used).map(|row| row.class);
        }
        let row = table::row_of_name(name);
        self.named.borrow_mut().insert(name.to_owned(), row);
        row.map(|row| row.class)
    }

    /// The entries of a group around a value; those of outer groups are asked for again by other values.
    fn entries(&self, open: usize, innermost: bool) -> Rc<[Entry]> {
        let read = || site::entries_of(self.tree, open).map(|(key, literal)| (fold(key), literal)).collect();
        if innermost { read() } else { self.entries.borrow_mut().entry(open).or_insert_with(read).clone() }
    }

    fn index(&self) -> &Index<'t> {
        self.index.get_or_init(|| Index::of(self.tree))
    }
}
