//! Code actions: the fixes of the findings that the client asks about, and all safe fixes of the document.

use tower_lsp::ls_types::{CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, Diagnostic, NumberOrString, Range};

use super::capabilities::{Capabilities, FIX_ALL};
use super::document::Document;
use super::settings::rule_name;
use super::to_proto;
use crate::analysis::{Analysis, Finding};
use crate::fix::{Applicability, Edit, FixKind};

/// All actions for a range and a context.
pub(super) fn actions(
    document: &Document,
    analysis: &Analysis,
    capabilities: &Capabilities,
    range: Range,
    context: &CodeActionContext,
) -> Vec<CodeActionOrCommand> {
    let mut actions = Vec::new();
    if wanted(context, &CodeActionKind::QUICKFIX) {
        for finding in &analysis.findings {
            let own = to_proto::diagnostic(document, finding, capabilities);
            if let Some(diagnostic) = asked_about(document, capabilities, finding, range, context, own) {
                actions.extend(quick_fixes(document, capabilities, finding, &diagnostic));
            }
        }
    }
    if wanted(context, &FIX_ALL) {
        actions.extend(fix_all(document, analysis, capabilities));
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// Kinds are paths: asking for `source` is asking for everything below it.
fn wanted(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    context.only.as_ref().is_none_or(|only| {
        only.iter().any(|asked| {
            let rest = kind.as_str().strip_prefix(asked.as_str());
            rest.is_some_and(|rest| asked.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// The diagnostic to attach if the client asks about this finding. Some clients send the whole document as range
/// and mean the diagnostics of the context, others leave the context empty and mean the range.
fn asked_about(
    document: &Document,
    capabilities: &Capabilities,
    finding: &Finding,
    range: Range,
    context: &CodeActionContext,
    own: Diagnostic,
) -> Option<Diagnostic> {
    let meets = |range: Range| {
        let asked = document.text.offsets(range, capabilities.encoding);
        asked.start <= finding.range.end && finding.range.start <= asked.end
    };
    if context.diagnostics.is_empty() {
        return meets(range).then_some(own);
    }
    let same = context.diagnostics.iter().find(|diagnostic| {
        let code = matches!(&diagnostic.code, Some(NumberOrString::String(code)) if code == rule_name(finding.rule));
        // Editors may trim what they send back; a foreign source is the only thing that rules it out.
        let source = diagnostic.source.as_deref().is_none_or(|source| source == to_proto::SOURCE);
        code && source && meets(diagnostic.range)
    });
    same.cloned()
}

fn quick_fixes(document: &Document, capabilities: &Capabilities, finding: &Finding, diagnostic: &Diagnostic) -> Vec<CodeAction> {
    let applicable = finding.fixes.iter().filter(|fix| fix.applicability != Applicability::DisplayOnly && !fix.edits.is_empty());
    let actions = applicable.enumerate().filter_map(|(index, fix)| {
        Some(CodeAction {
            title: fix.title.clone(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic.clone()]),
            edit: Some(to_proto::workspace_edit(document, &fix.edits, capabilities)?),
            // A preferred action may be applied by one keystroke: silencing is never that.
            is_preferred: Some(index == 0 && fix.kind != FixKind::Ignore),
            ..CodeAction::default()
        })
    });
    actions.collect()
}

fn fix_all(document: &Document, analysis: &Analysis, capabilities: &Capabilities) -> Option<CodeAction> {
    let mut edits: Vec<&Edit> = Vec::new();
    for finding in &analysis.findings {
        let safe = finding.fixes.iter().find(|fix| fix.applicability == Applicability::Safe && !fix.edits.is_empty());
        let Some(fix) = safe else { continue };
        // Two findings may want the same import; anything else in one place waits for the next run.
        let new: Vec<&Edit> = fix.edits.iter().filter(|edit| !edits.contains(edit)).collect();
        if new.iter().all(|new| edits.iter().all(|old| apart(old, new))) {
            edits.extend(new);
        }
    }
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    if edits.is_empty() {
        return None;
    }
    Some(CodeAction {
        title: "Fix all safe aadsts findings".to_owned(),
        kind: Some(FIX_ALL),
        edit: Some(to_proto::workspace_edit(document, edits, capabilities)?),
        ..CodeAction::default()
    })
}

fn apart(one: &Edit, other: &Edit) -> bool {
    one.range != other.range && (one.range.end <= other.range.start || other.range.end <= one.range.start)
}
