//! Edits that cure a finding, with the promise each of them makes.

mod suppression;

use std::ops::Range;

pub(crate) use self::suppression::remove;
pub use self::suppression::{append, in_file};

use crate::analysis::place::Placed;
use crate::analysis::{Occurrence, Options};
use crate::guid::Guid;
use crate::language::{Language, Traits};
use crate::request::BuiltIn;
use crate::rule::RuleId;
use crate::site::head;

/// Bytes of the start of a text that are looked at for each finding.
const START: usize = 10_000;

/// A possible edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// Non-overlapping replacements, in order of position.
    pub edits: Vec<Edit>,
    /// What it promises.
    pub applicability: Applicability,
    /// Which step of the ladder it is.
    pub kind: FixKind,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte range to replace; empty for an insertion.
    pub range: Range<usize>,
    /// New text.
    pub text: String,
}

/// What a fix promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Keeps the program's meaning as configured: may be applied automatically.
    Safe,
    /// Changes what the program does: a person must want it.
    Unsafe,
    /// Text to read, nothing to apply.
    DisplayOnly,
}

/// The step of the ladder that a fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixKind {
    /// The tenant's own app id from `aadsts.toml`.
    TenantApp,
    /// The placeholder for an app id.
    Placeholder,
    /// A look-up in the environment.
    Environment,
    /// A suppression comment.
    Ignore,
    /// A suppression comment that goes, because it suppresses nothing.
    Unignore,
}

/// The fixes for a finding, preferred first.
pub(crate) fn of(
    text: &str,
    language: &'static Language,
    options: &Options,
    rule: RuleId,
    occurrence: &Occurrence,
    placed: &Placed,
) -> Vec<Fix> {
    let mut fixes = Vec::new();
    let id = &occurrence.range;
    // Where one name feeds a client and something else, no literal can be right for both.
    let shared = !placed.other_uses.is_empty();
    if let Some(app) = options.tenant_app.filter(|_| !shared) {
        fixes.push(Fix {
            title: format!("Use your tenant's app {app}"),
            edits: vec![Edit { range: id.clone(), text: app.to_string() }],
            applicability: Applicability::Safe,
            kind: FixKind::TenantApp,
        });
    }
    if rule != RuleId::PlaceholderClientId && !shared {
        let placeholder = if placed.guid_only { Guid(0).to_string() } else { options.placeholder.clone() };
        fixes.push(Fix {
            title: format!("Replace by the placeholder {placeholder}"),
            edits: vec![Edit { range: id.clone(), text: placeholder }],
            applicability: Applicability::Unsafe,
            kind: FixKind::Placeholder,
        });
    }
    if !shared {
        fixes.extend(environment(text, language, options, placed));
    }
    fixes.extend(suppression::here(text, language, rule, id, placed.statement, placed.part, placed.commented));
    fixes
}

/// The comment that silences a rule at a place.
pub(crate) fn ignore(text: &str, language: &Language, rule: RuleId, at: &Range<usize>, placed: &Placed) -> Option<Fix> {
    suppression::here(text, language, rule, at, placed.statement, placed.part, placed.commented)
}

/// The fixes for a credential, session or command that brings a client, preferred first. `quote` begins and ends a text
/// of the language there.
pub(crate) fn of_built_in(
    text: &str,
    language: &'static Language,
    options: &Options,
    made: &BuiltIn,
    quote: char,
) -> Vec<Fix> {
    let mut fixes = Vec::new();
    let id = &made.request.client.range;
    if let Some(slot) = &made.slot {
        let quoted = |id: &str| if slot.quoted { id.to_owned() } else { format!("{quote}{id}{quote}") };
        let edit = |id: &str| vec![Edit { range: slot.range.clone(), text: slot.with(&quoted(id)) }];
        if let Some(app) = options.tenant_app {
            fixes.push(Fix {
                title: format!("Name your tenant's app {app} as the client"),
                edits: edit(&app.to_string()),
                applicability: Applicability::Safe,
                kind: FixKind::TenantApp,
            });
        }
        fixes.push(Fix {
            title: format!("Name a client of your own: {}", options.placeholder),
            edits: edit(&options.placeholder),
            applicability: Applicability::Unsafe,
            kind: FixKind::Placeholder,
        });
        if !slot.quoted {
            fixes.extend(looked_up(text, language, options, slot.range.clone(), |value| slot.with(value)));
        }
    }
    let commented = language.traits.has(Traits::RARE_COMMENTS) && text.contains("//");
    fixes.extend(suppression::here(text, language, RuleId::BuiltInClient, id, made.statement, None, commented));
    fixes
}

/// Reads the id from the environment, with the import that this needs.
fn environment(text: &str, language: &Language, options: &Options, placed: &Placed) -> Option<Fix> {
    looked_up(text, language, options, placed.literal.clone()?, str::to_owned)
}

/// Puts a look-up in the environment into a place, with the import that this needs.
fn looked_up(
    text: &str,
    language: &Language,
    options: &Options,
    place: Range<usize>,
    around: impl Fn(&str) -> String,
) -> Option<Fix> {
    let (expression, import) = language.environment?;
    let variable = &options.environment_variable;
    let mut edits = Vec::new();
    if !import.is_empty()
        && let Some(at) = import_offset(text, import)
    {
        edits.push(Edit { range: at..at, text: format!("{import}{}", line_ending(text)) });
    }
    edits.push(Edit { range: place, text: around(&expression.replace("{}", variable)) });
    if edits.is_sorted_by_key(|edit| edit.range.start) {
        Some(Fix {
            title: format!("Read it from the environment variable {variable}"),
            edits,
            applicability: Applicability::Unsafe,
            kind: FixKind::Environment,
        })
    } else {
        None
    }
}

/// Where an import can be added: in front of the first line that begins like it and is no `__future__` import, else
/// behind the interpreter line. `None` where it is imported already. Only the start of a text is looked at.
fn import_offset(text: &str, import: &str) -> Option<usize> {
    let word = import.split(' ').next().unwrap_or(import);
    let mut first = None;
    let mut at = 0;
    for line in head(text, START).split_inclusive('\n').take(200) {
        if line.trim() == import {
            return None;
        }
        let alike = line.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '))
            || word == "import" && line.starts_with("from ");
        if alike && !line.contains("__future__") && first.is_none() {
            first = Some(at);
        }
        at += line.len();
    }
    let behind_interpreter =
        if text.starts_with("#!") { head(text, START).find('\n').map_or(text.len(), |end| end + 1) } else { 0 };
    Some(first.unwrap_or(behind_interpreter))
}

pub(crate) fn line_ending(text: &str) -> &'static str {
    if head(text, START).split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n")) {
        "\r\n"
    } else {
        "\n"
    }
}
