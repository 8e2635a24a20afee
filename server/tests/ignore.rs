//! Suppressions that the fixes write, tried on every finding of every fixture.

use std::fs;
use std::path::{Path, PathBuf};

use aadsts::analysis::{Analysis, Options, analyze};
use aadsts::fix::{self, Edit, FixKind};
use aadsts::language;
use aadsts::role::Role;
use aadsts::rule::RuleId;

#[test]
fn ignoring_here_silences_the_finding_and_nothing_before_it() {
    let (mut tried, mut complaints) = (0, Vec::new());
    for (path, text) in fixtures() {
        let before = judge(&text, &path);
        for finding in &before.findings {
            let Some(fix) = finding.fixes.iter().find(|fix| fix.kind == FixKind::Ignore) else { continue };
            tried += 1;
            let shown = format!("{path}: {:?}", fix.edits);
            let [edit] = fix.edits.as_slice() else { panic!("{shown}") };
            let text = applied(&text, edit);
            let after = judge(&text, &path);
            let place = finding.range.start + if edit.range.start <= finding.range.start { edit.text.len() } else { 0 };
            if after.findings.iter().any(|other| other.range.start == place) {
                complaints.push(format!("{shown}: still reported"));
            }
            if after.findings.iter().any(|finding| finding.rule == RuleId::UnusedSuppression) {
                complaints.push(format!("{shown}: silences nothing"));
            }
            if roles(&before) != roles(&after) {
                complaints.push(format!("{shown}: changes roles"));
            }
        }
    }
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
    assert!(tried > 100, "only {tried} findings could be ignored");
}

#[test]
fn ignoring_in_the_file_silences_the_rule_and_changes_no_role() {
    let mut tried = 0;
    for (path, text) in fixtures() {
        let before = judge(&text, &path);
        let Some(rule) = before.findings.first().map(|finding| finding.rule) else { continue };
        let language = language::of_path(&path, &text);
        let Some(edit) = fix::in_file(&text, language, rule, &before.directives) else { continue };
        tried += 1;
        let text = applied(&text, &edit);
        let after = judge(&text, &path);
        assert!(after.findings.iter().all(|finding| finding.rule != rule), "{path}\n{text}");
        assert_eq!(roles(&before), roles(&after), "{path}\n{text}");
    }
    assert!(tried > 50, "only {tried} files could be ignored");
}

fn judge(text: &str, path: &str) -> Analysis {
    analyze(text, path, None, &Options::default())
}

fn roles(analysis: &Analysis) -> Vec<Role> {
    analysis.occurrences.iter().map(|found| found.role).collect()
}

fn applied(text: &str, edit: &Edit) -> String {
    let mut text = text.to_owned();
    text.replace_range(edit.range.clone(), &edit.text);
    text
}

/// The fixtures, by their path below the folder of their language.
fn fixtures() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").join("fixtures");
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let expected = PathBuf::from(format!("{}.expected", entry.display()));
            if entry.is_dir() {
                folders.push(entry);
            } else if expected.exists() {
                let below: PathBuf = entry.strip_prefix(&root).expect("below").components().skip(1).collect();
                let text = String::from_utf8_lossy(&fs::read(&entry).expect("readable")).into_owned();
                files.push((below.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    files
}
