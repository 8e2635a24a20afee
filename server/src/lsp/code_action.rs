//! Code actions: the fixes of the findings that the client asks about, ways to silence them, and all safe fixes of the
//! document.

use serde_json::{Value, json};
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, Command, Diagnostic, NumberOrString, Range,
};

use super::capabilities::{Capabilities, FIX_ALL, QUICK_FIX};
use super::document::Document;
use super::session::Session;
use super::{allow, command, registration, silence, to_proto};
use crate::analysis::{Analysis, Finding};
use crate::fix::{Applicability, Edit, Fix, FixKind};
use crate::guid::Guid;
use crate::role::Role;
use crate::rule::RuleId;

/// All actions for a range and a context.
pub(super) fn actions(
    session: &Session,
    document: &Document,
    analysis: &Analysis,
    range: Range,
    context: &CodeActionContext,
) -> Vec<CodeActionOrCommand> {
    let capabilities = session.capabilities();
    let mut actions = Vec::new();
    if wanted(context, &QUICK_FIX) {
        // Some clients, such as Eglot 1.9, drop every action whose kind is not the very one that they asked for.
        let asked = |kind: &CodeActionKind| context.only.as_ref().is_some_and(|only| only.contains(kind));
        let kind = if asked(&CodeActionKind::QUICKFIX) { CodeActionKind::QUICKFIX } else { QUICK_FIX };
        for finding in &analysis.findings {
            let own = to_proto::diagnostic(document, analysis, finding, capabilities);
            if let Some(diagnostic) = asked_about(document, capabilities, finding, range, context, own) {
                let asked = Asked { session, document, analysis, finding, diagnostic, kind: kind.clone() };
                actions.extend(asked.replacements());
                actions.extend(asked.silences());
                actions.extend(asked.registration());
                actions.extend(asked.page());
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
        let code = matches!(&diagnostic.code, Some(NumberOrString::String(code)) if code == finding.rule.id());
        // Editors may trim what they send back; a foreign source is the only thing that rules it out.
        let source = diagnostic.source.as_deref().is_none_or(|source| source == to_proto::SOURCE);
        code && source && meets(diagnostic.range)
    });
    same.cloned()
}

/// A finding that the client asks about.
struct Asked<'a> {
    session: &'a Session,
    document: &'a Document,
    analysis: &'a Analysis,
    finding: &'a Finding,
    diagnostic: Diagnostic,
    /// Of every action.
    kind: CodeActionKind,
}

impl Asked<'_> {
    /// What writes something else in the place of the id: here, and then everywhere in the file.
    fn replacements(&self) -> Vec<CodeAction> {
        let replacing = |fix: &&Fix| is_applicable(fix) && fix.kind != FixKind::Ignore;
        let fixes: Vec<&Fix> = self.finding.fixes.iter().filter(replacing).collect();
        let here = fixes.iter().enumerate().filter_map(|(index, fix)| {
            // A preferred action may be applied by one keystroke: silencing is never that.
            Some(CodeAction { is_preferred: Some(index == 0), ..self.edit(&fix.title, &fix.edits)? })
        });
        let mut actions: Vec<CodeAction> = here.collect();
        actions.extend(fixes.first().and_then(|fix| self.everywhere(fix)));
        actions
    }

    /// The same fix for every finding about the same id.
    fn everywhere(&self, fix: &Fix) -> Option<CodeAction> {
        let id = |finding: &Finding| self.analysis.occurrences.get(finding.occurrence?)?.entity.guid();
        let own = id(self.finding)?;
        let alike = self.analysis.findings.iter().filter(|finding| id(finding) == Some(own));
        let fixes = alike.filter_map(|finding| finding.fixes.iter().find(|other| other.kind == fix.kind));
        let (edits, count) = together(fixes);
        if count < 2 {
            return None;
        }
        self.edit(&format!("{} in all {count} places of this file", fix.title), edits)
    }

    /// A comment here or in the file, or an entry of `aadsts.toml`.
    fn silences(&self) -> Vec<CodeAction> {
        let rule = self.finding.rule.id();
        let comments = [
            (format!("Ignore {rule} here"), silence::here(self.document, self.analysis, self.finding)),
            (
                format!("Ignore {rule} in this file"),
                silence::in_file(self.session, self.document, self.analysis, self.finding),
            ),
        ];
        let written = comments.into_iter().filter_map(|(title, edits)| self.edit(&title, &edits?));
        let mut actions: Vec<CodeAction> = written.collect();
        actions.extend(self.allows(actions.is_empty()));
        actions
    }

    /// Entries of `aadsts.toml`: for the whole project, and for this file where no comment can do it.
    fn allows(&self, here_too: bool) -> Vec<CodeAction> {
        let occurrence = self.finding.occurrence.and_then(|index| self.analysis.occurrences.get(index));
        let Some(id) = occurrence.and_then(|occurrence| occurrence.entity.guid()) else { return Vec::new() };
        if !allow::is_possible(self.session, self.document) {
            return Vec::new();
        }
        let places = [("this file", true), ("this project", false)];
        let offered = places.into_iter().filter(|(_, only_here)| here_too || !only_here);
        let actions = offered.filter_map(|(name, only_here)| {
            let action = CodeAction {
                title: format!("Allow {id} in {name} (aadsts.toml)"),
                kind: Some(self.kind.clone()),
                diagnostics: Some(vec![self.diagnostic.clone()]),
                ..CodeAction::default()
            };
            if self.session.capabilities().resolve_edits {
                let data = json!({ "document": self.document.uri, "id": id.to_string(), "onlyHere": only_here });
                return Some(CodeAction { data: Some(data), ..action });
            }
            Some(CodeAction { edit: Some(allow::edit(self.session, self.document, id, only_here)?), ..action })
        });
        actions.collect()
    }

    /// Writes out how to register an application of one's own, into a page beside the file.
    fn registration(&self) -> Option<CodeAction> {
        let occurrence = self.finding.occurrence.and_then(|index| self.analysis.occurrences.get(index));
        let client = occurrence.is_some_and(|occurrence| occurrence.role == Role::Client);
        let brought = self.finding.rule == RuleId::BuiltInClient;
        if !client && !brought || !registration::is_possible(self.session, self.document) {
            return None;
        }
        let action = CodeAction {
            title: "Show how to register your own app for this".to_owned(),
            kind: Some(self.kind.clone()),
            diagnostics: Some(vec![self.diagnostic.clone()]),
            ..CodeAction::default()
        };
        if self.session.capabilities().resolve_edits {
            let data = json!({ "document": self.document.uri, "register": true });
            return Some(CodeAction { data: Some(data), ..action });
        }
        Some(CodeAction { edit: Some(registration::edit(self.document, self.analysis)?), ..action })
    }

    /// Opens the page of the rule.
    fn page(&self) -> Option<CodeAction> {
        let rule = self.finding.rule.id();
        let title = format!("Open the page of {rule}");
        self.session.capabilities().show_documents.then(|| CodeAction {
            title: title.clone(),
            kind: Some(self.kind.clone()),
            diagnostics: Some(vec![self.diagnostic.clone()]),
            command: Some(Command {
                title,
                command: command::OPEN_PAGE.to_owned(),
                arguments: Some(vec![rule.into()]),
            }),
            ..CodeAction::default()
        })
    }

    fn edit<'e>(&self, title: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Option<CodeAction> {
        Some(CodeAction {
            title: title.to_owned(),
            kind: Some(self.kind.clone()),
            diagnostics: Some(vec![self.diagnostic.clone()]),
            edit: Some(to_proto::workspace_edit(self.document, edits, self.session.capabilities())?),
            ..CodeAction::default()
        })
    }
}

/// Fills in the edit of an action that was chosen.
pub(super) fn resolve(session: &Session, mut action: CodeAction) -> CodeAction {
    let data = action.data.as_ref().unwrap_or(&Value::Null);
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let document = text("document").and_then(|uri| session.documents.get(uri));
    let id: Option<Guid> = text("id").and_then(|id| id.parse().ok());
    let only_here = data.get("onlyHere").and_then(Value::as_bool) == Some(true);
    if data.get("register").is_some() {
        action.edit = document.and_then(|document| registration::edit(&document, &session.analyze(&document)));
    } else if let (None, Some(document), Some(id)) = (&action.edit, document, id) {
        action.edit = allow::edit(session, &document, id, only_here);
    }
    action
}

fn is_applicable(fix: &Fix) -> bool {
    fix.applicability != Applicability::DisplayOnly && !fix.edits.is_empty()
}

/// The edits of as many fixes as can be applied together, and how many these are.
fn together<'a>(fixes: impl Iterator<Item = &'a Fix>) -> (Vec<&'a Edit>, usize) {
    let mut edits: Vec<&Edit> = Vec::new();
    let mut count = 0;
    for fix in fixes {
        // Two findings may want the same import; anything else in one place waits for the next run.
        let new: Vec<&Edit> = fix.edits.iter().filter(|edit| !edits.contains(edit)).collect();
        if new.iter().all(|new| edits.iter().all(|old| apart(old, new))) {
            edits.extend(new);
            count += 1;
        }
    }
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    (edits, count)
}

fn fix_all(document: &Document, analysis: &Analysis, capabilities: &Capabilities) -> Option<CodeAction> {
    let safe = |fix: &&Fix| fix.applicability == Applicability::Safe && !fix.edits.is_empty();
    let (edits, _) = together(analysis.findings.iter().filter_map(|finding| finding.fixes.iter().find(safe)));
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::sync::Arc;

    use tower_lsp::LspService;

    use super::*;
    use crate::lsp::server::Server;
    use crate::lsp::text::Text;
    use crate::rule::{Level, RuleId};

    const TEXT: &str = "a = 'one'\nb = '😀two'\n";

    fn fix(title: &str, kind: FixKind, applicability: Applicability, edits: &[(usize, usize, &str)]) -> Fix {
        let edits = edits.iter().map(|&(start, end, text)| Edit { range: start..end, text: text.to_owned() });
        Fix { title: title.to_owned(), edits: edits.collect(), applicability, kind }
    }

    fn finding(range: std::ops::Range<usize>, fixes: Vec<Fix>) -> Finding {
        Finding {
            rule: RuleId::FirstPartyClientId,
            level: Level::Warning,
            range,
            message: "borrowed".to_owned(),
            occurrence: None,
            related: Vec::new(),
            fixes,
        }
    }

    /// Two findings: `one` with the whole ladder, `two` with a safe fix that needs an import.
    fn analysis() -> Analysis {
        let one = finding(
            5..8,
            vec![
                fix(
                    "Use the tenant's app",
                    FixKind::TenantApp,
                    Applicability::Safe,
                    &[(0, 0, "import x\n"), (5, 8, "mine")],
                ),
                fix("Insert the placeholder", FixKind::Placeholder, Applicability::Unsafe, &[(5, 8, "YOURS")]),
                fix("Read this", FixKind::Placeholder, Applicability::DisplayOnly, &[]),
                fix(
                    "Ignore first-party-client-id here",
                    FixKind::Ignore,
                    Applicability::Unsafe,
                    &[(0, 0, "# aadsts:ignore\n")],
                ),
            ],
        );
        let two = finding(
            19..22,
            vec![fix(
                "Use the tenant's app",
                FixKind::TenantApp,
                Applicability::Safe,
                &[(0, 0, "import x\n"), (19, 22, "mine")],
            )],
        );
        Analysis { findings: vec![one, two], ..Analysis::default() }
    }

    fn ask(document_changes: bool, range: Value, context: Value) -> Vec<Value> {
        ask_about(&analysis(), document_changes, range, context)
    }

    fn ask_about(analysis: &Analysis, document_changes: bool, range: Value, context: Value) -> Vec<Value> {
        let (service, _socket) = LspService::new(|client| Server { session: Arc::new(Session::new(client)) });
        let session = service.inner().session.clone();
        session.begin(&json!({ "capabilities": {
            "workspace": { "workspaceEdit": { "documentChanges": document_changes } }
        } }));
        session.documents.put("file:///x", Some(7), "python", Text::new(TEXT));
        let document = session.documents.get("file:///x").unwrap();
        let (range, context) = (serde_json::from_value(range).unwrap(), serde_json::from_value(context).unwrap());
        let actions = actions(&session, &document, analysis, range, &context);
        actions.into_iter().map(|action| serde_json::to_value(action).unwrap()).collect()
    }

    fn titles(actions: &[Value]) -> Vec<&str> {
        actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
    }

    fn range(line: u32, start: u32, end: u32) -> Value {
        json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
    }

    const ALL: &str = "Fix all safe aadsts findings";

    #[test]
    fn an_empty_context_means_the_range() {
        let actions = ask(true, range(0, 6, 6), json!({ "diagnostics": [] }));
        assert_eq!(
            titles(&actions),
            ["Use the tenant's app", "Insert the placeholder", "Ignore first-party-client-id here", ALL]
        );
        assert_eq!(actions[0]["diagnostics"][0]["code"], "first-party-client-id");
        let preferred: Vec<_> = actions.iter().map(|action| action["isPreferred"].as_bool()).collect();
        assert_eq!(preferred, [Some(true), Some(false), None, None]);
        let actions = ask(true, range(0, 0, 2), json!({ "diagnostics": [], "only": ["quickfix"] }));
        assert_eq!(titles(&actions), [""; 0]);
    }

    #[test]
    fn a_context_outweighs_the_range() {
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
        let ours = json!({ "range": range(1, 7, 10), "code": "first-party-client-id", "source": "aadsts", "message": "as sent" });
        let actions = ask(true, whole.clone(), json!({ "diagnostics": [ours], "only": ["quickfix"] }));
        assert_eq!(titles(&actions), ["Use the tenant's app"]);
        assert_eq!(actions[0]["diagnostics"][0]["message"], "as sent");
        let foreign =
            json!({ "range": range(1, 7, 10), "code": "first-party-client-id", "source": "pyright", "message": "" });
        assert_eq!(ask(true, whole, json!({ "diagnostics": [foreign], "only": ["quickfix"] })), [Value::Null; 0]);
    }

    #[test]
    fn only_the_asked_kinds_are_given() {
        for (only, expected) in [
            (
                json!(["quickfix"]),
                vec!["Use the tenant's app", "Insert the placeholder", "Ignore first-party-client-id here"],
            ),
            (json!(["source"]), vec![ALL]),
            (json!(["source.fixAll"]), vec![ALL]),
            (json!(["source.fixAll.aadsts"]), vec![ALL]),
            (json!(["source.fixAll.other"]), vec![]),
            (json!(["source.fix", "refactor"]), vec![]),
        ] {
            let actions = ask(true, range(0, 5, 8), json!({ "diagnostics": [], "only": only }));
            assert_eq!(titles(&actions), expected, "{only}");
        }
    }

    #[test]
    fn edits_name_the_version_where_the_client_can_check_it() {
        let edits = json!([
            { "range": range(0, 0, 0), "newText": "import x\n" },
            { "range": range(0, 5, 8), "newText": "mine" },
            { "range": range(1, 7, 10), "newText": "mine" },
        ]);
        let only = json!({ "diagnostics": [], "only": ["source.fixAll"] });
        let edit = &ask(true, range(0, 0, 0), only.clone())[0]["edit"];
        assert_eq!(
            edit["documentChanges"],
            json!([{ "textDocument": { "uri": "file:///x", "version": 7 }, "edits": edits }])
        );
        let edit = &ask(false, range(0, 0, 0), only)[0]["edit"];
        assert_eq!(*edit, json!({ "changes": { "file:///x": edits } }));
    }

    #[test]
    fn fixes_that_meet_are_not_applied_together() {
        let one = fix("", FixKind::TenantApp, Applicability::Safe, &[(5, 8, "x")]);
        let other = fix("", FixKind::TenantApp, Applicability::Safe, &[(7, 9, "y")]);
        let findings = vec![finding(5..8, vec![one]), finding(7..9, vec![other])];
        let analysis = Analysis { findings, ..Analysis::default() };
        let actions =
            ask_about(&analysis, false, range(0, 0, 0), json!({ "diagnostics": [], "only": ["source.fixAll"] }));
        assert_eq!(actions[0]["edit"]["changes"]["file:///x"].as_array().unwrap().len(), 1);
    }
}
