//! What a place is described with.

use super::text::{Text, head};
use crate::language::NOTHING;

/// What a value is, syntactically. Exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a comment.
    Comment,
    /// A string that is a statement by itself, or the text of a page that people read.
    DocString,
    /// In a regular expression.
    Regex,
    /// Running text.
    Text,
    /// The key of an entry.
    MapKey,
    /// The label of a case.
    Case,
    /// In `x[…]`.
    Index,
    /// Operand of a comparison.
    Operand,
    /// Assigned, or the value of an entry, attribute or named argument.
    Value,
    /// Value of an option of a command: `-Name value`.
    Option,
    /// Positional argument.
    Argument,
    /// Element of a list or tuple, or a value by itself.
    Element,
    /// Returned by a function.
    Returned,
}

/// How a name relates to the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `name = value` and its kin.
    Value,
    /// `name=value` inside a string.
    Inside,
    /// `"…name=" + value`.
    Joined,
    /// `format("…name={}", value)`.
    Formatted,
    /// A default of the option, parameter or setting of that name.
    Default,
    /// `-name value`.
    Option,
    /// `("name", value)`.
    Paired,
    /// Element of a list of that name.
    Element,
    /// Text of a tag of that name.
    Tag,
    /// Returned by the function of that name.
    Returned,
    /// The string with the value in it is the value of that name.
    Within,
    /// The parameter of that name, of a function in the same file.
    Parameter,
}

/// A name that a value answers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As written, without sigils.
    pub text: String,
    /// How it relates to the value.
    pub relation: Relation,
    /// The command, call or slot between name and value, where there is one.
    pub of: String,
}

impl Name {
    pub(super) fn new(text: &str, relation: Relation, of: &str) -> Self {
        Self { text: head(text, 120).to_owned(), relation, of: head(of, 60).to_owned() }
    }

    /// The relation in words, such as "value of `client_id`".
    pub fn phrase(&self) -> String {
        let Self { text, relation, of } = self;
        match relation {
            Relation::Value => format!("value of `{text}`"),
            Relation::Inside => format!("value of `{text}` inside a string"),
            Relation::Joined => format!("joined to `{text}=`"),
            Relation::Formatted => format!("formatted into `{text}=`"),
            Relation::Default => format!("`{of}` of `{text}`"),
            Relation::Option if of.is_empty() => format!("value of the option `{text}`"),
            Relation::Option => format!("value of `-{text}` of `{of}`"),
            Relation::Paired => format!("paired with \"{text}\""),
            Relation::Element => format!("element of `{text}`"),
            Relation::Tag => format!("text of `<{text}>`"),
            Relation::Returned => format!("returned by `{text}`"),
            Relation::Within => format!("inside the value of `{text}`"),
            Relation::Parameter => format!("parameter `{text}` of `{of}`"),
        }
    }
}

/// A name whose uses in the file may tell what the value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// As written, without sigils.
    pub name: String,
    /// The token that declares it; `None` where the value has no token of its own, as with a function's result.
    pub token: Option<usize>,
    /// All segments, joined by dots.
    pub chain: String,
}

/// The call that the value is an argument of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Callee with its receivers, joined by dots.
    pub chain: String,
    /// Number of the argument, from 0; `None` for a named one.
    pub index: Option<usize>,
    /// Strings in front of the value in the same call.
    pub before: Vec<String>,
    /// It is a construction: `new X(…)`.
    pub constructs: bool,
    /// It declares parameters instead of passing arguments.
    pub declares: bool,
}

/// The kind of an enclosing frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameKind {
    /// The value of a key.
    Key,
    /// A bracketed block.
    Block,
    /// A tag.
    Tag,
    /// The body of a type.
    Type,
    /// The body of a function or a condition.
    Function,
    /// The arguments of a call.
    Call,
}

/// Something that encloses the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it is.
    pub kind: FrameKind,
    /// Its words, outermost left.
    pub words: Vec<String>,
    /// The token that names it, for keys.
    pub token: Option<usize>,
}

impl Frame {
    pub(super) fn new(kind: FrameKind, words: Vec<String>, token: Option<usize>) -> Self {
        Self { kind, words, token }
    }

    /// The value of a key that has no token in this tree.
    pub(crate) fn of_key(name: &str) -> Self {
        Self::new(FrameKind::Key, vec![name.to_owned()], None)
    }

    /// Its words in one line.
    pub fn label(&self) -> String {
        self.words.join(" ")
    }
}

/// The other side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// As written.
    pub operator: String,
    /// The chain of the other operand; empty when it is no name.
    pub other: String,
}

impl Comparison {
    /// Whether it only asks for a value at all.
    pub(crate) fn is_nothing(&self) -> bool {
        NOTHING.iter().any(|word| self.other.eq_ignore_ascii_case(word))
    }
}

/// Where a value stands.
#[derive(Clone, Debug)]
pub struct Site<'t> {
    /// What it is, syntactically.
    pub place: Place,
    /// Names that the value answers to, nearest first.
    pub keys: Vec<Name>,
    /// The name whose uses may tell more.
    pub binding: Option<Declaration>,
    /// The call it is an argument of.
    pub call: Option<Call>,
    /// The words of the command line it stands in, joined by blanks, lower case.
    pub command: String,
    /// What encloses it, inner first.
    pub path: Vec<Frame>,
    /// Its surroundings inside its string.
    pub text: Text<'t>,
    /// What it is compared with.
    pub operand: Option<Comparison>,
    /// Text that is joined behind it.
    pub joined_right: String,
    /// Names beside it that may say what it is: left operands of a fallback.
    pub hints: Vec<String>,
    /// Keys beside it in the innermost group.
    pub siblings: Vec<String>,
    /// Strings in front of it in the same list or tuple.
    pub tuple_before: Vec<String>,
    /// Its number in a tuple, from 0, where the tuple is an element of a list.
    pub tuple_position: Option<usize>,
    /// Opening tokens of the enclosing groups, inner first.
    pub groups: Vec<usize>,
    /// The start of the innermost group's text.
    pub surroundings: &'t str,
    /// Only a GUID is legal here.
    pub guid_only: bool,
    /// The token it stands in.
    pub token: usize,
    /// It stands outside of every bracket.
    pub at_top: bool,
    /// First byte of the value in the tree's text.
    pub start: usize,
}
