//! The rows of `data/roles.toml` as const tables: classes of names, kinds of files, and the ordered rows.

use super::Role;
use crate::site::{Place, Relation};

mod rows {
    #![allow(clippy::unreadable_literal, reason = "ids as `build.rs` writes them")]

    use super::{Class, Classified, FileKind, FileRow, Lean, Outcome, Place, Relation, Role, Row, When, Word};

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

/// Conditions that must all hold; the words are explained at the top of `roles.toml`. Empty means: anything.
#[derive(Debug)]
pub(crate) struct When {
    pub(crate) place: &'static [Place],
    pub(crate) relation: &'static [Relation],
    pub(crate) key: &'static [Class],
    pub(crate) name: &'static [Word],
    pub(crate) left: &'static [&'static str],
    pub(crate) left_trimmed: &'static [&'static str],
    pub(crate) left_words: &'static [&'static str],
    pub(crate) left_has: &'static [&'static str],
    pub(crate) right: &'static [&'static str],
    pub(crate) joined_right: &'static [&'static str],
    pub(crate) around: &'static [&'static str],
    pub(crate) around_words: &'static [&'static str],
    pub(crate) call: &'static [Word],
    pub(crate) callee: &'static [Word],
    pub(crate) segment: &'static [Word],
    pub(crate) of_type: &'static [Class],
    pub(crate) call_class: &'static [Class],
    pub(crate) command: &'static [&'static str],
    pub(crate) frame: &'static [Class],
    pub(crate) frame_segment: &'static [Word],
    pub(crate) frame_callee: &'static [Word],
    pub(crate) outer: &'static [Class],
    pub(crate) outer_words: &'static [Word],
    pub(crate) siblings: &'static [Word],
    pub(crate) pairs: &'static [&'static str],
    pub(crate) chain: &'static [Word],
    pub(crate) inside: &'static [Word],
    pub(crate) app: &'static [u128],
    pub(crate) hint: &'static [Class],
    pub(crate) leans: &'static [Lean],
    pub(crate) file: &'static [FileKind],
    pub(crate) object_key: &'static [Class],
    pub(crate) parameter: &'static [Class],
    pub(crate) uses: &'static [Role],
    pub(crate) object: &'static [Role],
    pub(crate) parameter_uses: &'static [Role],
    pub(crate) argument: Option<usize>,
    pub(crate) siblings_least: Option<usize>,
    pub(crate) siblings_most: Option<usize>,
    pub(crate) alike_least: Option<usize>,
    pub(crate) alike_most: Option<usize>,
    pub(crate) listed_least: Option<usize>,
    pub(crate) near_least: Option<usize>,
    pub(crate) near_most: Option<usize>,
    pub(crate) uses_most: Option<usize>,
    pub(crate) exact: Option<bool>,
    pub(crate) has_before: Option<bool>,
    pub(crate) constructs: Option<bool>,
    pub(crate) only_client: Option<bool>,
    pub(crate) client_kind: Option<bool>,
    pub(crate) public: Option<bool>,
    pub(crate) family: Option<bool>,
    pub(crate) data: Option<bool>,
    pub(crate) row_of_names: Option<bool>,
    pub(crate) sentence: Option<bool>,
    pub(crate) id_list: Option<bool>,
    pub(crate) bound: Option<bool>,
    pub(crate) declared: Option<bool>,
    pub(crate) grouped: Option<bool>,
    pub(crate) at_top: Option<bool>,
    pub(crate) unnamed: Option<bool>,
    pub(crate) word: Option<bool>,
    pub(crate) bare_line: Option<bool>,
    pub(crate) behind_uri: Option<bool>,
    pub(crate) followed: Option<bool>,
}

impl When {
    /// Matches every place.
    pub(crate) const ANY: Self = Self {
        place: &[],
        relation: &[],
        key: &[],
        name: &[],
        left: &[],
        left_trimmed: &[],
        left_words: &[],
        left_has: &[],
        right: &[],
        joined_right: &[],
        around: &[],
        around_words: &[],
        call: &[],
        callee: &[],
        segment: &[],
        of_type: &[],
        call_class: &[],
        command: &[],
        frame: &[],
        frame_segment: &[],
        frame_callee: &[],
        outer: &[],
        outer_words: &[],
        siblings: &[],
        pairs: &[],
        chain: &[],
        inside: &[],
        app: &[],
        hint: &[],
        leans: &[],
        file: &[],
        object_key: &[],
        parameter: &[],
        uses: &[],
        object: &[],
        parameter_uses: &[],
        argument: None,
        siblings_least: None,
        siblings_most: None,
        alike_least: None,
        alike_most: None,
        listed_least: None,
        near_least: None,
        near_most: None,
        uses_most: None,
        exact: None,
        has_before: None,
        constructs: None,
        only_client: None,
        client_kind: None,
        public: None,
        family: None,
        data: None,
        row_of_names: None,
        sentence: None,
        id_list: None,
        bound: None,
        declared: None,
        grouped: None,
        at_top: None,
        unnamed: None,
        word: None,
        bare_line: None,
        behind_uri: None,
        followed: None,
    };
}
