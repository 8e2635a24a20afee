//! The rows of `data/roles.toml` as const tables: classes of names, kinds of files, and the ordered rows.

use super::Role;
use crate::site::{Place, Relation};

mod rows {
    #![allow(clippy::unreadable_literal, reason = "ids as `build.rs` writes them")]

    use super::{Class, Classified, Condition, FileKind, FileRow, Lean, Outcome, Place, Relation, Role, Row, Word};

    include!(concat!(env!("OUT_DIR"), "/roles.rs"));
}

pub(crate) use rows::{FILES, FRAMES, NAMES, ROWS};

/// What a name says about the value that bears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// The OAuth client.
    Client,
    /// An app; which role it plays remains open.
    App,
    /// An API.
    Resource,
    /// A caller that an API lets in.
    Preauthorized,
    /// Target of a policy.
    Policy,
    /// A service principal.
    Lookup,
    /// Compared.
    Detection,
    /// Recorded.
    Recording,
    /// A list to look names up in.
    Catalogue,
    /// Text for people.
    Prose,
    /// Something else altogether.
    Neutral,
    /// A known word that says nothing.
    None,
}

impl Class {
    /// The role that the class by itself means.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Client => Role::Client,
            Self::Resource => Role::Resource,
            Self::Preauthorized => Role::PreauthorizedClient,
            Self::Policy => Role::PolicyTarget,
            Self::Lookup => Role::PrincipalLookup,
            Self::Detection => Role::Detection,
            Self::Recording => Role::Recording,
            Self::Catalogue => Role::Catalogue,
            Self::Prose => Role::Prose,
            Self::App | Self::Neutral | Self::None => Role::Unknown,
        }
    }
}

/// A pattern for a folded name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Word {
    Is(&'static str),
    Starts(&'static str),
    Ends(&'static str),
    Has(&'static str),
}

impl Word {
    pub(crate) fn matches(self, folded: &str) -> bool {
        match self {
            Self::Is(word) => folded == word,
            Self::Starts(word) => folded.starts_with(word),
            Self::Ends(word) => folded.ends_with(word),
            Self::Has(word) => folded.contains(word),
        }
    }
}

/// Whether one of the patterns matches.
pub(crate) fn any(words: &[Word], folded: &str) -> bool {
    !folded.is_empty() && words.iter().any(|word| word.matches(folded))
}

/// The rows of one table, in order. Tests switch single rows off, to see what each is needed for.
#[cfg(not(test))]
pub(super) fn in_force<T>(rows: &'static [T]) -> std::slice::Iter<'static, T> {
    rows.iter()
}

#[cfg(test)]
pub(super) use super::tests::in_force;

/// The row decided something; tests take note of it.
#[cfg(not(test))]
pub(super) fn used<T>(row: &'static T) -> &'static T {
    row
}

#[cfg(test)]
pub(super) use super::tests::used;

/// One row that gives names a class.
#[derive(Debug)]
pub(crate) struct Classified {
    pub(crate) class: Class,
    pub(crate) words: &'static [Word],
    /// Counts in data only.
    pub(crate) data_only: bool,
    /// The name of a type counts too.
    pub(crate) types: bool,
    /// A single word of a longer label may match.
    pub(crate) parts: bool,
}

/// Longer texts are no names, though names of settings hold a host name, in bytes.
const LONGEST_NAME: usize = 120;

/// The class of a value's own name.
pub(crate) fn class_of_name(name: &str) -> Option<Class> {
    row_of_name(name).map(|row| row.class)
}

/// The row that gives a name its class.
pub(super) fn row_of_name(name: &str) -> Option<&'static Classified> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let folded = super::fold(name);
    let folded = folded.trim_start_matches('$');
    in_force(NAMES).find(|row| any(row.words, folded)).map(used)
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// Cassette, log, snapshot.
    Recording,
    /// Detection rule or query.
    Detection,
    /// Rows of a table.
    Table,
    /// Documentation.
    Documentation,
    /// Somebody else's code, copied.
    Vendored,
    /// Written by a program.
    Generated,
}

/// One row that gives files a kind.
#[derive(Debug)]
pub(crate) struct FileRow {
    pub(crate) kind: FileKind,
    pub(crate) data: bool,
    pub(crate) path: &'static [&'static str],
    pub(crate) path_also: &'static [&'static str],
    pub(crate) path_end: &'static [&'static str],
    pub(crate) text: &'static [&'static str],
    pub(crate) text_also: &'static [&'static str],
}

/// What an id suggests by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lean {
    /// Seen as a public client.
    Client,
    /// Only seen as an API.
    Resource,
    /// Neither, or not known.
    None,
}

/// Where a row takes the role from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    /// Always this one.
    Role(Role),
    /// The uses of the name.
    Uses,
    /// The uses of the object's name.
    Object,
    /// The class of the value's own name.
    Key,
    /// The class of the nearest frame that has one.
    Frame,
    /// The class of the parameter.
    Parameter,
    /// The uses of the parameter.
    ParameterUses,
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) why: &'static str,
    pub(crate) likely: bool,
    pub(crate) when: When,
    pub(crate) unless: &'static [When],
}

/// Conditions that must all hold, the cheap ones first.
pub(crate) type When = &'static [Condition];

/// One thing that a row asks; the words are explained at the top of `roles.toml`. Lists hold where one member does.
#[derive(Debug)]
pub(crate) enum Condition {
    Place(&'static [Place]),
    Exact(bool),
    Data(bool),
    Key(&'static [Class]),
    Relation(&'static [Relation]),
    Leans(&'static [Lean]),
    Constructs(bool),
    Argument(usize),
    HasBefore(bool),
    OnlyClient(bool),
    ClientKind(bool),
    Public(bool),
    Family(bool),
    Followed(bool),
    Bound(bool),
    Declared(bool),
    Grouped(bool),
    AtTop(bool),
    Unnamed(bool),
    Within(&'static [Class]),
    Word(bool),
    File(&'static [FileKind]),
    App(&'static [u128]),
    SiblingsMost(usize),
    Name(&'static [Word]),
    Callee(&'static [Word]),
    Call(&'static [Word]),
    Segment(&'static [Word]),
    Command(&'static [&'static str]),
    Left(&'static [&'static str]),
    LeftTrimmed(&'static [&'static str]),
    LeftWords(&'static [&'static str]),
    LeftHas(&'static [&'static str]),
    Right(&'static [&'static str]),
    JoinedRight(&'static [&'static str]),
    Behind(&'static [&'static str]),
    Around(&'static [&'static str]),
    AroundWords(&'static [&'static str]),
    Sentence(bool),
    IdList(bool),
    BareLine(bool),
    BehindUri(bool),
    Type(&'static [Class]),
    CallClass(&'static [Class]),
    Inside(&'static [Word]),
    Frame(&'static [Class]),
    FrameSegment(&'static [Word]),
    FrameCallee(&'static [Word]),
    Outer(&'static [Class]),
    OuterWords(&'static [Word]),
    /// So many of the keys at least.
    Siblings(&'static [Word], u8),
    Akin(&'static [&'static str]),
    Pairs(&'static [(&'static str, &'static str)]),
    RowOfNames(bool),
    AlikeLeast(usize),
    AlikeMost(usize),
    ListedLeast(usize),
    NearLeast(usize),
    NearMost(usize),
    Commented(&'static [&'static str]),
    Paragraph(&'static [&'static str]),
    Chain(&'static [Word]),
    Hint(&'static [Class]),
    UsesMost(usize),
    Parameter(&'static [Class]),
    ParameterUses(&'static [Role]),
    Uses(&'static [Role]),
    Object(&'static [Role]),
    ObjectKey(&'static [Class]),
}
