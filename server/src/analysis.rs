//! The engine's one door: `analyze` turns one text into occurrences, findings and directives.

use std::ops::Range;

use crate::catalog::{App, Placeholder, RetiredApp};
use crate::fix::Fix;
use crate::guid::Guid;
use crate::language::Language;
use crate::role::Role;
use crate::rule::{Level, RuleId};
use crate::suppress::Directive;

/// How the caller wants a text judged. The default is what an empty `aadsts.toml` means.
#[derive(Clone, Debug)]
pub struct Options {
    /// Text that the quick fix writes in place of a borrowed id.
    pub placeholder: String,
    /// The tenant's own application id for this path, if one is configured.
    pub tenant_app: Option<Guid>,
    /// Environment variable that the look-up fix reads.
    pub environment_variable: String,
    /// Levels that replace a rule's default; `None` switches the rule off.
    pub levels: Vec<(RuleId, Option<Level>)>,
    /// Ids allowed by an `[[allow]]` entry for this path.
    pub allow: Vec<Guid>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            placeholder: "YOUR_TENANT_APP_CLIENT_ID".to_owned(),
            tenant_app: None,
            environment_variable: "AZURE_CLIENT_ID".to_owned(),
            levels: Vec::new(),
            allow: Vec::new(),
        }
    }
}

/// What is known about the thing that stands at a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entity {
    /// A Microsoft application that is in use.
    App(&'static App),
    /// An application that was deleted or switched off.
    Retired(&'static RetiredApp),
    /// A GUID that stands in for a real one.
    Placeholder(&'static Placeholder),
    /// The words that the quick fix wrote.
    PlaceholderText,
    /// An AADSTS error code.
    ErrorCode(u32),
}

impl Entity {
    /// The GUID, where the entity has one.
    pub fn guid(self) -> Option<Guid> {
        match self {
            Self::App(app) => Some(app.id),
            Self::Retired(retired) => Some(retired.id),
            Self::Placeholder(placeholder) => Some(placeholder.id),
            Self::PlaceholderText | Self::ErrorCode(_) => None,
        }
    }
}

/// How sure the judgement of a role is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The surroundings suggest it.
    Likely,
    /// The surroundings say it.
    Certain,
}

/// A known id, placeholder or error code in a text, with its role.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// Byte range of the id or code itself, without quotes or braces.
    pub range: Range<usize>,
    /// What stands there.
    pub entity: Entity,
    /// What it does there.
    pub role: Role,
    /// How sure that is.
    pub certainty: Certainty,
    /// The id of the row of `roles.toml` that decided.
    pub row: &'static str,
    /// The evidence in words, such as "value of `client_id`".
    pub why: String,
}

/// A problem to report.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// How bad it is.
    pub level: Level,
    /// Byte range to underline.
    pub range: Range<usize>,
    /// One line for people.
    pub message: String,
    /// Index into [`Analysis::occurrences`] of the place that caused it.
    pub occurrence: Option<usize>,
    /// Other places in the same text that explain it.
    pub related: Vec<Related>,
    /// Possible edits, preferred first.
    pub fixes: Vec<Fix>,
}

/// Another place that explains a finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// Byte range.
    pub range: Range<usize>,
    /// What is there.
    pub message: String,
}

/// Everything that one text says.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Every known id, placeholder and error code, in order of position.
    pub occurrences: Vec<Occurrence>,
    /// What to report, in order of position. Suppressed findings are not in it.
    pub findings: Vec<Finding>,
    /// Suppression comments.
    pub directives: Vec<Directive>,
}

/// Analyses one text. `path` is relative to the root of the scan, with forward slashes; its words count as
/// evidence. `language` is what an editor says; `None` lets path and first line decide.
pub fn analyze(text: &str, path: &str, language: Option<&'static Language>, options: &Options) -> Analysis {
    let _ = (text, path, language, options);
    Analysis::default()
}
