//! The hover: what stands under the cursor, read from the analysis or, where that does not list it, from the text.

use std::ops::Range;

use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use super::capabilities::Capabilities;
use super::document::Document;
use crate::analysis::{Analysis, Certainty, Entity, Occurrence};
use crate::candidate;
use crate::config::{self, keys};
use crate::expectation::asked_at;
use crate::explain::{self, Explanation, Uses};
use crate::request;
use crate::role::Role;
use crate::rule::{Level, RuleId};
use crate::suppress::Directive;

/// Bytes on either side of an error code that may belong to its message. A log of any length is hovered as fast.
const MESSAGE_REACH: usize = 16 << 10;
/// Bytes on either side of the cursor in which the thing that it stands on lies whole, with the key of a bare code.
const REACH: usize = 160;

/// Whether anything can stand at a place that is worth an analysis. Most of a text is nothing of ours, and a hover over
/// it must not wait for one.
pub(super) fn is_possible(document: &Document, offset: usize, placeholder: &str) -> bool {
    let (text, here) = document.text.around(&(offset..offset), REACH);
    is_configuration(document)
        || candidate::find(text.as_bytes()).iter().any(|found| found.start <= here.start && here.start <= found.end)
        || memchr::memmem::find(text.as_bytes(), b"aadsts:ignore").is_some()
        || !placeholder.is_empty() && memchr::memmem::find(text.as_bytes(), placeholder.as_bytes()).is_some()
        || explain::bare_code_at(&text, here.start).is_some()
        || asked_at(&text, here.start).is_some()
        || request::is_mentioned(&text)
}

/// The hover at a place.
pub(super) fn at(
    document: &Document,
    analysis: &Analysis,
    offset: usize,
    capabilities: &Capabilities,
) -> Option<Hover> {
    let (explanation, range) = occurrence(document, analysis, offset)
        .or_else(|| directive(document, &analysis.directives, offset))
        .or_else(|| key(document, offset))
        .or_else(|| bare_code(document, offset))
        .or_else(|| asked(document, analysis, offset))
        .or_else(|| explain::brought(offset, analysis).map(|(range, explanation)| (explanation, range)))?;
    let contents = if capabilities.markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: explanation.markdown }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: explanation.to_plain() }
    };
    let range = document.text.range(&range, capabilities.encoding);
    Some(Hover { contents: HoverContents::Markup(contents), range: Some(range) })
}

fn occurrence(document: &Document, analysis: &Analysis, offset: usize) -> Option<(Explanation, Range<usize>)> {
    // Behind the last character counts as well, but less than in front of the first one of the next.
    let inside = |end: usize| {
        analysis.occurrences.iter().find(|found| found.range.start <= offset && offset < found.range.end + end)
    };
    let occurrence = inside(0).or_else(|| inside(1))?;
    Some((explained(document, occurrence, analysis.into()), occurrence.range.clone()))
}

/// The explanation of an occurrence, with the message around it where it is a code.
fn explained(document: &Document, occurrence: &Occurrence, uses: Uses<'_>) -> Explanation {
    let (text, range) = document.text.around(&occurrence.range, MESSAGE_REACH);
    explain::occurrence(&Occurrence { range, ..occurrence.clone() }, &text, uses)
}

/// The rule that a suppression names at a place.
fn directive(document: &Document, directives: &[Directive], offset: usize) -> Option<(Explanation, Range<usize>)> {
    let (rule, range) = rules(document, directives).find(|(_, range)| range.start <= offset && offset <= range.end)?;
    Some((explain::rule(rule), range))
}

/// The rules that suppressions name, and where.
pub(super) fn rules(document: &Document, directives: &[Directive]) -> impl Iterator<Item = (RuleId, Range<usize>)> {
    directives.iter().flat_map(|directive| {
        let (text, _) = document.text.around(&directive.range, 0);
        let open = text.find('[').map_or(text.len(), |at| at + 1);
        let mut at = open;
        let names = text[open..].trim_end_matches(']').split(',').filter_map(|name| {
            let start = at + name.len() - name.trim_start().len();
            at += name.len() + 1;
            let rule = RuleId::from_id(name.trim())?;
            Some((rule, directive.range.start + start..directive.range.start + start + rule.id().len()))
        });
        names.collect::<Vec<_>>()
    })
}

/// The key of `aadsts.toml` at a place.
fn key(document: &Document, offset: usize) -> Option<(Explanation, Range<usize>)> {
    if !is_configuration(document) {
        return None;
    }
    let cursor = keys::cursor(&String::from(&document.text), offset);
    if cursor.in_value || cursor.word.is_empty() {
        return None;
    }
    let rule = ["rules.", "editor.rules."].iter().find_map(|table| RuleId::from_id(cursor.path.strip_prefix(table)?));
    if let Some(rule) = rule {
        return Some((explain::rule(rule), cursor.word));
    }
    let key = keys::find(&cursor.path)?;
    let values = match key.kind {
        keys::Kind::Text(default) if !default.is_empty() => format!("\n\nDefault: `{default}`."),
        keys::Kind::Choice(words) => format!("\n\nOne of `{}`.", words.join("`, `")),
        keys::Kind::Level => format!("\n\nOne of `{}`.", Level::choices().join("`, `")),
        _ => String::new(),
    };
    let markdown = format!("**{}** · {}\n\n{}{values}\n", key.path, key.kind.name(), key.text);
    let explanation = Explanation {
        subject: explain::Subject::Search,
        id: key.path.to_owned(),
        title: key.path.to_owned(),
        fields: Vec::new(),
        markdown,
    };
    Some((explanation, cursor.word))
}

/// A code without its prefix under a key that says what it is.
fn bare_code(document: &Document, offset: usize) -> Option<(Explanation, Range<usize>)> {
    let (text, here) = document.text.around(&(offset..offset), REACH);
    let (range, number) = explain::bare_code_at(&text, here.start)?;
    let moved = |at: usize| at + offset - here.start;
    let occurrence = Occurrence {
        range: moved(range.start)..moved(range.end),
        entity: Entity::ErrorCode(number),
        role: Role::ErrorCode,
        certainty: Certainty::Certain,
        row: "error-code",
        why: String::new(),
    };
    Some((explained(document, &occurrence, Uses::default()), occurrence.range))
}

/// A scope, or the URI of an API.
fn asked(document: &Document, analysis: &Analysis, offset: usize) -> Option<(Explanation, Range<usize>)> {
    let (text, here) = document.text.around(&(offset..offset), REACH);
    let (range, explanation) = explain::asked(&text, offset - here.start, here.start, analysis)?;
    let moved = |at: usize| at + offset - here.start;
    Some((explanation, moved(range.start)..moved(range.end)))
}

/// Whether a document is a configuration file of ours.
pub(super) fn is_configuration(document: &Document) -> bool {
    document.uri.ends_with(config::FILE_NAME)
}
