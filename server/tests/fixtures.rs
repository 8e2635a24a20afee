//! Fixtures: real-looking files with their expectations beside them, compared as sets.
//!
//! `UPDATE=1 cargo test --test fixtures` rewrites `.expected` and `.fixed`; read the difference by eye.

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use aadsts::analysis::{Analysis, Options, analyze};
use aadsts::fix::{Applicability, Fix, FixKind};
use aadsts::role::Role;
use aadsts::rule::{Level, RuleId};

/// Languages that must have a file with findings and a file without any.
const MAIN_LANGUAGES: &[&str] = &[
    "python",
    "javascript",
    "typescript",
    "csharp",
    "java",
    "go",
    "powershell",
    "shell",
    "json",
    "yaml",
    "toml",
    "terraform",
    "xml",
    "dotenv",
    "properties",
    "ini",
    "plaintext",
];

#[test]
fn occurrences_equal_the_expectations() {
    let mut report = Report::default();
    for fixture in fixtures() {
        let found = judge(&fixture.text, &fixture.path);
        if updating() {
            let lines: Vec<String> =
                found.iter().map(|(entry, _)| format!("{}:{} {entry}", entry.line, entry.column)).collect();
            write(&fixture.beside("expected"), &(lines.join("\n") + "\n"));
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
            if decided_later(line, why) {
                continue;
            }
            let cut = &fixture.text[..range.end];
            // Three quotes that are never closed are also an empty string and a quote too many.
            if ["\"\"\"", "'''"].iter().any(|quotes| cut.matches(quotes).count() % 2 == 1) {
                continue;
            }
            match judge(cut, &fixture.path).pop() {
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

#[test]
fn every_main_language_has_findings_and_silences() {
    let fixtures = fixtures();
    for language in MAIN_LANGUAGES {
        let files: Vec<&Fixture> = fixtures.iter().filter(|fixture| fixture.language == *language).collect();
        let loud = files.iter().filter(|fixture| fixture.expected().iter().any(Entry::is_finding)).count();
        let quiet =
            files.iter().filter(|fixture| !fixture.expected().iter().any(|line| line.reports("warning"))).count();
        assert!(loud > 0 && quiet > 0, "{language}: {loud} fixtures with findings, {quiet} without");
    }
}

/// One file of `fixtures/`.
struct Fixture {
    file: PathBuf,
    language: String,
    /// Below the language's folder, as it would be in a repository.
    path: String,
    text: String,
}

impl Fixture {
    fn beside(&self, what: &str) -> PathBuf {
        let mut name = self.file.clone().into_os_string();
        name.push(".");
        name.push(what);
        name.into()
    }

    fn expected(&self) -> BTreeSet<Entry> {
        let path = self.beside("expected");
        read(&path).lines().map(|line| Entry::parse(line, &path)).collect()
    }
}

/// One line of an `.expected` file: a place and what is said of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    line: usize,
    column: usize,
    role: String,
    verdict: String,
}

impl Entry {
    fn parse(text: &str, path: &Path) -> Self {
        let read = || {
            let (position, rest) = text.split_once(' ')?;
            let (line, column) = position.split_once(':')?;
            let (role, verdict) = rest.split_once(' ')?;
            Some(Self {
                line: line.parse().ok()?,
                column: column.parse().ok()?,
                role: role.into(),
                verdict: verdict.into(),
            })
        };
        read().unwrap_or_else(|| panic!("{}: `{text}` is not `LINE:COLUMN ROLE VERDICT`", path.display()))
    }

    fn is_finding(&self) -> bool {
        self.verdict != "ok"
    }

    fn reports(&self, level: &str) -> bool {
        self.verdict.starts_with(level)
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.role, self.verdict)
    }
}

/// Collects every difference, so that one run shows them all.
#[derive(Default)]
struct Report {
    text: String,
    count: usize,
}

impl Report {
    fn add(&mut self, fixture: &Fixture, at: &Entry, what: &str, said: impl fmt::Display, why: &str) {
        let source = fixture.text.lines().nth(at.line - 1).unwrap_or_default();
        // Long lines are shown from 60 characters in front of the place.
        let skipped = at.column.saturating_sub(61);
        let shown: String = source.chars().skip(skipped).take(140).collect();
        let indent: String =
            shown.chars().take(at.column - 1 - skipped).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let reason = if why.is_empty() { String::new() } else { format!(" ({why})") };
        self.say(&format!(
            "fixtures/{}/{}:{}:{}: {what}: {said}{reason}\n    {shown}\n    {indent}^",
            fixture.language, fixture.path, at.line, at.column
        ));
    }

    fn texts(&mut self, path: &Path, expected: &str, found: &str) {
        let expected: Vec<&str> = expected.split('\n').collect();
        let found: Vec<&str> = found.split('\n').collect();
        for index in 0..expected.len().max(found.len()) {
            let (left, right) = (expected.get(index), found.get(index));
            if left != right {
                let show = |line: Option<&&str>| line.copied().unwrap_or("(end of text)").to_owned();
                self.say(&format!("{}:{}\n    - {}\n    + {}", path.display(), index + 1, show(left), show(right)));
            }
        }
    }

    fn say(&mut self, text: &str) {
        self.count += 1;
        let _ = writeln!(self.text, "{text}");
    }

    fn finish(self) {
        assert!(self.count == 0, "{} differences\n{}", self.count, self.text);
    }
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
            .filter(|finding| finding.occurrence == Some(index))
            .map(|finding| verdict(finding.level, finding.rule))
            .collect();
        let verdict = if verdicts.is_empty() { "ok".to_owned() } else { verdicts.join("+") };
        let (line, column) = place(text, occurrence.range.start);
        let role = role_name(occurrence.role).to_owned();
        lines.push((Entry { line, column, role, verdict }, format!("{}: {}", occurrence.row, occurrence.why)));
    }
    for finding in analysis.findings.iter().filter(|finding| finding.occurrence.is_none()) {
        let (line, column) = place(text, finding.range.start);
        let verdict = verdict(finding.level, finding.rule);
        lines.push((Entry { line, column, role: "directive".to_owned(), verdict }, finding.message.clone()));
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

/// Whether text behind the place decided: a use at a later line, the rows of a table below its first row, or the
/// settings beside an app id.
fn decided_later(line: &Entry, why: &str) -> bool {
    let later_use = why
        .split("line ")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok())
        .any(|number| number > line.line);
    later_use || line.role == Role::Catalogue.name() || why.split(':').next().is_some_and(|row| row.contains("-beside-"))
        // What stands behind the id decided.
        || why.starts_with("identity-at-token-endpoint")
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

fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let mut files = Vec::new();
    collect(&root, &mut files);
    // What stands directly in the folder concerns all fixtures.
    files.retain(|file| file.parent() != Some(&root));
    files.sort();
    assert!(files.len() >= 60, "only {} fixtures below {}", files.len(), root.display());
    let fixture = |file: PathBuf| {
        let below =
            file.strip_prefix(&root).expect("the walk started at the root").to_string_lossy().replace('\\', "/");
        let (language, path) = below.split_once('/').expect("fixtures stand below their language");
        Fixture { language: language.to_owned(), path: path.to_owned(), text: read(&file), file }
    };
    files.into_iter().map(fixture).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder of fixtures is readable") {
        let path = entry.expect("an entry of the folder is readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if !path.extension().is_some_and(|extension| extension == "expected" || extension == "fixed") {
            files.push(path);
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}
