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
pub use asked::asked;
pub use code::{code, title};
pub use hover::occurrence;
pub use lookup::{NotFound, lookup};
pub use message::{Message, bare_code_at, message};

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
