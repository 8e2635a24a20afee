//! What one line of output is about: a finding, or with `--occurrences` an id that is fine.

use std::collections::HashSet;
use std::ops::Range;

use crate::analysis::{Analysis, Entity, Finding, Occurrence};
use crate::position::{Encoding, LineIndex, Position};
use crate::rule::Level;

/// A finding, a silent occurrence, or both in one.
pub(super) struct Row<'a> {
    pub(super) range: Range<usize>,
    pub(super) finding: Option<&'a Finding>,
    pub(super) occurrence: Option<&'a Occurrence>,
}

/// A judged text, as the formats see it.
pub(super) struct Page<'a> {
    /// As shown to people.
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) lines: &'a LineIndex,
    pub(super) verbose: bool,
}

impl Page<'_> {
    /// 1-based line and column in code points.
    pub(super) fn place(&self, offset: usize) -> Position {
        let position = self.lines.position(self.text, offset, Encoding::Utf32);
        Position { line: position.line + 1, column: position.column + 1 }
    }
}

/// The rows of a text in order of position. Findings milder than `level` are no rows, unless all occurrences are.
pub(super) fn rows(analysis: &Analysis, level: Level, all: bool) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = analysis
        .findings
        .iter()
        .filter(|finding| all || finding.level >= level)
        .map(|finding| Row {
            range: finding.range.clone(),
            finding: Some(finding),
            occurrence: finding.occurrence.and_then(|index| analysis.occurrences.get(index)),
        })
        .collect();
    if all {
        let reported: HashSet<_> = analysis.findings.iter().filter_map(|finding| finding.occurrence).collect();
        for (index, occurrence) in analysis.occurrences.iter().enumerate() {
            if !reported.contains(&index) {
                rows.push(Row { range: occurrence.range.clone(), finding: None, occurrence: Some(occurrence) });
            }
        }
        rows.sort_by_key(|row| (row.range.start, row.range.end));
    }
    rows
}

impl Row<'_> {
    pub(super) fn level(&self) -> Option<Level> {
        self.finding.map(|finding| finding.level)
    }

    pub(super) fn rule(&self) -> Option<&'static str> {
        self.finding.map(|finding| finding.rule.id())
    }

    /// What is said in one line.
    pub(super) fn message(&self) -> String {
        match (self.finding, self.occurrence) {
            (Some(finding), _) => finding.message.clone(),
            (None, Some(occurrence)) => name_of(occurrence.entity),
            (None, None) => String::new(),
        }
    }
}

/// What stands at a place, in words.
pub(super) fn name_of(entity: Entity) -> String {
    match (entity, display_name(entity)) {
        (Entity::ErrorCode(number), _) => format!("AADSTS{number}"),
        (Entity::PlaceholderText, _) => "placeholder".to_owned(),
        (Entity::App(app), None) => format!("an application of Microsoft without a known name ({})", app.id),
        (_, Some(name)) => entity.guid().map_or_else(|| name.to_owned(), |id| format!("{name} ({id})")),
        (_, None) => entity.guid().map(|id| id.to_string()).unwrap_or_default(),
    }
}

/// The display name of an application or placeholder.
pub(super) fn display_name(entity: Entity) -> Option<&'static str> {
    let name = match entity {
        Entity::App(app) => app.name.as_str(),
        Entity::Retired(app) => app.name,
        Entity::Placeholder(placeholder) => placeholder.label,
        // The name of an application that it is not would mislead.
        Entity::Lookalike(..) | Entity::PlaceholderText | Entity::ErrorCode(_) => "",
    };
    Some(name).filter(|name| !name.is_empty())
}
