//! What there is to say about an app, a code, a rule or an error message, as Markdown and as plain text.

mod application;
mod asked;
mod code;
mod grants;
mod hover;
mod lookup;
mod markdown;
mod message;
mod pair;
mod plain;
mod search;
mod shared_text;

pub use application::{app, placeholder, resource, retired};
pub use asked::{asked, asked_with, brought};
pub use code::{code, title};
pub use hover::occurrence;
pub use lookup::{NotFound, lookup};
pub use message::{Message, bare_code_at, message};

use crate::analysis::Analysis;
use crate::expectation::Observed;
use crate::request::Request;
use crate::rule::RuleId;

/// What an explanation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A Microsoft application.
    App,
    /// An application that is gone.
    RetiredApp,
    /// A stand-in for an id.
    Placeholder,
    /// An error code.
    Code,
    /// A rule of ours.
    Rule,
    /// An API's URI or a scope on it.
    Resource,
    /// An error message as somebody got it.
    Message,
    /// Several things that the words fit.
    Search,
}

impl Subject {
    /// The name in JSON, kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::RetiredApp => "retired-app",
            Self::Placeholder => "placeholder",
            Self::Code => "code",
            Self::Rule => "rule",
            Self::Resource => "resource",
            Self::Message => "message",
            Self::Search => "search",
        }
    }
}

/// What a text does with the clients in it, as far as an explanation depends on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Uses<'a> {
    /// The requests that it makes.
    pub requests: &'a [Request],
    /// What the team saw happen.
    pub observed: &'a [Observed],
}

impl<'a> From<&'a Analysis> for Uses<'a> {
    fn from(analysis: &'a Analysis) -> Self {
        Self { requests: &analysis.requests, observed: &analysis.observed }
    }
}

/// One explanation, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What it is about.
    pub subject: Subject,
    /// GUID, `AADSTS` code, rule id, or the words asked for.
    pub id: String,
    /// One line without markup.
    pub title: String,
    /// The single facts, name and value, for programs. Names are unique, in `snake_case`.
    pub fields: Vec<(&'static str, String)>,
    /// The whole text. It does not repeat itself in [`Self::fields`]; it says the same in sentences.
    pub markdown: String,
}

impl Explanation {
    /// The text without markup, for terminals and for editors that cannot show Markdown.
    pub fn to_plain(&self) -> String {
        plain::from_markdown(&self.markdown)
    }
}

/// A piece of Markdown without its markup.
pub fn plain(markdown: &str) -> String {
    plain::from_markdown(markdown)
}

/// The page of a rule.
pub fn rule(rule: RuleId) -> Explanation {
    Explanation {
        subject: Subject::Rule,
        id: rule.id().to_owned(),
        title: format!("{}: {}", rule.id(), rule.summary().replace('`', "")),
        fields: vec![("rule", rule.id().to_owned()), ("summary", rule.summary().to_owned())],
        markdown: rule.docs().to_owned(),
    }
}
