//! Fixtures: real-looking files with their expectations beside them, compared as sets.
//!
//! `UPDATE=1 cargo test --test fixtures` rewrites `.expected` and `.fixed`; read the difference by eye.

#[path = "fixtures/files.rs"]
mod files;
#[path = "fixtures/report.rs"]
mod report;
#[path = "fixtures/table.rs"]
mod table;

use std::ops::Range;

use aadsts::analysis::{Analysis, Finding, Options, analyze};
use aadsts::fix::{Applicability, Fix, FixKind};
use aadsts::role::Role;
use aadsts::rule::{Level, RuleId};

use files::{Entry, fixtures, read, updating, write};
use report::Report;

/// The role of a place that is a scope and no id.
const SCOPE: &str = "scope";
/// What stands for the role where a credential that brings a client is reported.
const CREDENTIAL: &str = "credential";

#[test]
fn occurrences_equal_the_expectations() {
    let mut report = Report::default();
    for fixture in fixtures() {
        let found = judge(&fixture.text, &fixture.path);
        if updating() {
            let mut found = found;
            found.sort_by_key(|(entry, _)| (entry.line, entry.column));
            let line = |(entry, _): &(Entry, String)| format!("{}:{} {entry}\n", entry.line, entry.column);
            write(&fixture.beside("expected"), &found.iter().map(line).collect::<String>());
            continue;
        }
        let expected = fixture.expected();
        let at = |entry: &Entry| (entry.line, entry.column);
        for (said, why) in found.iter().filter(|(entry, _)| !expected.contains(entry)) {
            match expected.iter().find(|entry| at(entry) == at(said)) {
                Some(entry) => report.add(&fixture, said, &format!("expected {entry}, found"), said, why),
                None => report.add(&fixture, said, "not expected", said, why),
            }
        }
        for missed in expected.iter().filter(|entry| !found.iter().any(|(said, _)| at(said) == at(entry))) {
            report.add(&fixture, missed, "missing", missed, "");
        }
    }
    report.finish();
}

#[test]
fn preferred_fixes_give_the_fixed_text() {
    let mut report = Report::default();
    for fixture in fixtures() {
        let analysis = run(&fixture.text, &fixture.path);
        let fixed = apply(&fixture.text, &replacements(&analysis));
        let path = fixture.beside("fixed");
        if !path.exists() {
            continue;
        }
        if updating() {
            write(&path, &fixed);
        } else {
            report.texts(&path, &read(&path), &fixed);
        }
        let again = run(&fixed, &fixture.path);
        report.texts(&path, &fixed, &apply(&fixed, &replacements(&again)));
        for finding in &again.findings {
            if finding.rule == RuleId::FirstPartyClientId && finding.fixes.iter().any(replaces) {
                let (line, column) = place(&fixed, finding.range.start);
                report.say(&format!("{}:{line}:{column}: still reported after its fix", path.display()));
            }
        }
    }
    report.finish();
}

/// Half-typed text is the normal case in an editor: what stands in front of the cursor decides.
#[test]
fn a_file_cut_off_behind_a_hit_keeps_its_verdict() {
    let mut report = Report::default();
    for fixture in fixtures() {
        let whole = judge(&fixture.text, &fixture.path);
        for ((line, why), range) in whole.iter().zip(ranges(&fixture.text, &fixture.path)) {
            if decided_later(line, why)
                || named_behind(&fixture.text[..range.start], why)
                || is_written(&fixture.text[range.end..])
            {
                continue;
            }
            let cut = &fixture.text[..range.end];
            // Three quotes that are never closed are also an empty string and a quote too many.
            if ["\"\"\"", "'''"].iter().any(|quotes| cut.matches(quotes).count() % 2 == 1) {
                continue;
            }
            // The id itself is meant, and not a scope in front of it.
            let mut ids = judge(cut, &fixture.path)
                .into_iter()
                .filter(|(entry, _)| ![SCOPE, CREDENTIAL].contains(&entry.role.as_str()));
            match ids.next_back() {
                Some((found, _)) if found.verdict == line.verdict => {}
                Some((_, why)) if counts_neighbours(&why) => {}
                Some((found, why)) => report.add(&fixture, line, "cut off here", &found, &why),
                None => report.add(&fixture, line, "cut off here", "nothing", ""),
            }
        }
    }
    report.finish();
}

#[test]
fn a_missing_last_bracket_changes_no_verdict() {
    let mut report = Report::default();
    for fixture in fixtures() {
        let Some(bracket) = fixture.text.rfind([')', ']', '}', '>']) else {
            continue;
        };
        let mut text = fixture.text.clone();
        text.remove(bracket);
        let whole = judge(&fixture.text, &fixture.path);
        let broken = judge(&text, &fixture.path);
        for ((before, _), (after, why)) in whole.iter().zip(&broken) {
            if before.verdict != after.verdict {
                report.add(&fixture, before, "without the last bracket", after, why);
            }
        }
        if whole.len() != broken.len() {
            report.say(&format!("{}: {} places became {}", fixture.path, whole.len(), broken.len()));
        }
    }
    report.finish();
}

/// Somebody types a string three lines above: what stands below is judged as before, as far as it still can be read.
#[test]
fn a_lone_quote_three_lines_above_changes_no_verdict() {
    let mut report = Report::default();
    for fixture in fixtures() {
        let whole = judge(&fixture.text, &fixture.path);
        let mut checked = 0;
        for (line, _) in &whole {
            if line.line <= 3 || line.line == checked {
                continue;
            }
            checked = line.line;
            // Behind its end the quote would leave a here-document open down to the end of the text.
            let above = fixture.text.lines().nth(line.line - 4).unwrap_or("").trim();
            let opened =
                ["<<", "<<-", "<<~", "<<'", "<<\""].iter().any(|open| fixture.text.contains(&format!("{open}{above}")));
            if !above.is_empty() && opened {
                continue;
            }
            let end = fixture.text.match_indices('\n').nth(line.line - 4).map_or(0, |(at, _)| at);
            for quote in ['"', '\''] {
                let mut text = fixture.text.clone();
                text.insert(end, quote);
                let broken = judge(&text, &fixture.path);
                for (before, _) in whole.iter().filter(|(entry, _)| entry.line == line.line && entry.role != SCOPE) {
                    let same = |entry: &Entry| (entry.line, entry.column) == (before.line, before.column);
                    match broken.iter().find(|(entry, _)| same(entry)) {
                        Some((after, _)) if after.verdict == before.verdict => {}
                        Some((after, why)) => report.add(&fixture, before, &format!("with a lone {quote}"), after, why),
                        None => report.add(&fixture, before, &format!("with a lone {quote}"), "nothing", ""),
                    }
                }
            }
        }
    }
    report.finish();
}

#[test]
fn the_folder_of_the_fixtures_is_no_evidence() {
    let mut report = Report::default();
    for fixture in fixtures() {
        let elsewhere = format!("fixtures/{}/{}", fixture.language, fixture.path);
        let here = judge(&fixture.text, &fixture.path);
        let there = judge(&fixture.text, &elsewhere);
        for ((before, _), (after, why)) in here.iter().zip(&there) {
            if before != after {
                report.add(&fixture, before, "below fixtures/", after, why);
            }
        }
    }
    report.finish();
}

fn run(text: &str, path: &str) -> Analysis {
    analyze(text, path, None, &Options::default())
}

/// What the engine says of a text, in the notation of the expectations, with the reasons.
fn judge(text: &str, path: &str) -> Vec<(Entry, String)> {
    let analysis = run(text, path);
    let mut lines: Vec<(Entry, String)> = Vec::new();
    for (index, occurrence) in analysis.occurrences.iter().enumerate() {
        let verdicts: Vec<String> = analysis
            .findings
            .iter()
            .filter(|finding| finding.occurrence == Some(index) && finding.range == occurrence.range)
            .map(|finding| verdict(finding.level, finding.rule))
            .collect();
        let verdict = if verdicts.is_empty() { "ok".to_owned() } else { verdicts.join("+") };
        let (line, column) = place(text, occurrence.range.start);
        let role = role_name(occurrence.role).to_owned();
        lines.push((Entry { line, column, role, verdict }, format!("{}: {}", occurrence.row, occurrence.why)));
    }
    // A scope is no occurrence of an id: its finding stands on a line of its own.
    let at_occurrence = |finding: &Finding| {
        let occurrence = finding.occurrence.and_then(|index| analysis.occurrences.get(index));
        occurrence.is_some_and(|occurrence| occurrence.range == finding.range)
    };
    for finding in analysis.findings.iter().filter(|finding| !at_occurrence(finding)) {
        let (line, column) = place(text, finding.range.start);
        let verdict = verdict(finding.level, finding.rule);
        let role = match finding.rule {
            RuleId::UngrantedScope => SCOPE,
            RuleId::BuiltInClient => CREDENTIAL,
            _ => "directive",
        };
        lines.push((Entry { line, column, role: role.to_owned(), verdict }, finding.message.clone()));
    }
    lines
}

fn role_name(role: Role) -> &'static str {
    role.name()
}

fn verdict(level: Level, rule: RuleId) -> String {
    format!("{}[{}]", level.name(), rule.id())
}

fn ranges(text: &str, path: &str) -> Vec<Range<usize>> {
    run(text, path).occurrences.into_iter().map(|occurrence| occurrence.range).collect()
}

/// Whether the name that decided, as in "`DefaultValue` of `ClientId`" and `VALUE AS name`, does not stand in front of the id.
fn named_behind(before: &str, why: &str) -> bool {
    let name = ["of `", "paired with \""]
        .iter()
        .find_map(|phrase| why.split_once(phrase))
        .and_then(|(_, rest)| rest.split(['`', '"']).next());
    name.is_some_and(|name| !before.contains(name))
}

/// Whether the command behind whose string this stands writes it into a file.
fn is_written(behind: &str) -> bool {
    behind.trim_start_matches(['"', '\'', '\\', ' ']).starts_with(['>', '|'])
}

/// Whether text behind the place decided: a use at a later line, the rows of a table below its first row, or the
/// settings beside an app id.
fn decided_later(line: &Entry, why: &str) -> bool {
    let later_use = why
        .split("line ")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok())
        // A block behind a list stands on its line.
        .any(|number| number >= line.line);
    // Lines of a cell count from its own start.
    let in_cell = why.contains(" of cell ");
    later_use || in_cell || line.role == Role::Catalogue.name() || why.split(':').next().is_some_and(|row| row.contains("-beside-"))
        // What stands behind the id decided.
        || ["identity-at-token-endpoint", "kept-token", "recorded-exchange", "words-of-element", "user-of-connection", "in-front-of-"].iter().any(|row| why.starts_with(row))
}

/// A constant for other files is a finding only where it stands alone: the constants below it are cut off.
fn counts_neighbours(why: &str) -> bool {
    why.starts_with("shared-constant: ")
}

/// Whether a fix replaces the id, as opposed to silencing the finding or reading the environment.
fn replaces(fix: &Fix) -> bool {
    matches!(fix.kind, FixKind::TenantApp | FixKind::Placeholder) && fix.applicability != Applicability::DisplayOnly
}

/// The edits of the preferred fix of every finding that can be cured by a replacement.
fn replacements(analysis: &Analysis) -> Vec<(Range<usize>, String)> {
    let mut edits: Vec<(Range<usize>, String)> = analysis
        .findings
        .iter()
        .filter_map(|finding| finding.fixes.first().filter(|fix| replaces(fix)))
        .flat_map(|fix| fix.edits.iter().map(|edit| (edit.range.clone(), edit.text.clone())))
        .collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    edits.dedup();
    edits
}

fn apply(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut end = 0;
    for (range, new) in edits {
        assert!(range.start >= end, "edits overlap at byte {}", range.start);
        result.push_str(&text[end..range.start]);
        result.push_str(new);
        end = range.end;
    }
    result.push_str(&text[end..]);
    result
}

/// Entry and column, 1-based, columns in code points. Counted here again, so that the test shares no code with the
/// program.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}
