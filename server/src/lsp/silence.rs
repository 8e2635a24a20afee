//! Comments that silence a finding.

use super::document::Document;
use super::session::Session;
use crate::analysis::{self, Analysis, Finding};
use crate::fix::{self, Edit, FixKind};
use crate::rule::RuleId;
use crate::suppress::Cover;

/// A comment above the statement, or one more rule in the comment that stands there.
pub(super) fn here(document: &Document, analysis: &Analysis, finding: &Finding) -> Option<Vec<Edit>> {
    let fix = finding.fixes.iter().find(|fix| fix.kind == FixKind::Ignore)?;
    let line = fix.edits.first()?.range.start;
    let covers = |found: &&crate::suppress::Directive| found.cover != Cover::File && found.covers.contains(&line);
    let mut existing = analysis.directives.iter().filter(covers).peekable();
    if existing.peek().is_none() {
        return Some(fix.edits.clone());
    }
    let text = String::from(&document.text);
    let appended = existing.find_map(|found| fix::append(&text, found, finding.rule));
    Some(appended.map_or_else(|| fix.edits.clone(), |edit| vec![edit]))
}

/// A comment for the whole document. `None` where its format has no comments.
pub(super) fn in_file(
    session: &Session,
    document: &Document,
    analysis: &Analysis,
    finding: &Finding,
) -> Option<Vec<Edit>> {
    if finding.occurrence.is_none() && finding.rule != RuleId::BuiltInClient {
        return None;
    }
    let text = String::from(&document.text);
    let judged = session.judged_as(document);
    let language = analysis::language_of(&text, &judged.path, judged.language);
    Some(vec![fix::in_file(&text, language, finding.rule, &analysis.directives)?])
}
