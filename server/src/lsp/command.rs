//! Commands: what cannot be said as an edit, a hover or a list.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{ExecuteCommandParams, ShowDocumentParams};

use super::session::{Session, log_failure};
use super::{allow, registration, silence, to_proto, workspace};
use crate::catalog;
use crate::explain;
use crate::rule::RuleId;

// In VS Code a command of the server is a command of the editor, so these must differ from those of the extension.
/// Explains a code, an id, a scope, a rule or a message: `[text]` -> `{ title, markdown, plain }`.
const EXPLAIN: &str = "aadsts.server.explain";
/// Says what a bug report needs: `[]` -> text.
const DEBUG_INFORMATION: &str = "aadsts.server.debugInformation";
/// Looks at every file of the workspace: `[]` -> `{ files, findings }`.
const SCAN_WORKSPACE: &str = "aadsts.server.scanWorkspace";
/// Silences a finding: `[{ uri, position, where: "here" | "file" | "project" }]` -> whether that was done.
const IGNORE: &str = "aadsts.server.ignore";
/// Opens the page of a rule in the browser: `[rule]` -> whether that was done.
pub(super) const OPEN_PAGE: &str = "aadsts.server.openPage";

/// Writes out how to register an application of one's own: `[{ uri, form? }]` -> `{ title, language, text }`.
const REGISTER: &str = "aadsts.server.register";

/// All commands.
pub(super) const COMMANDS: [&str; 6] = [EXPLAIN, DEBUG_INFORMATION, SCAN_WORKSPACE, IGNORE, OPEN_PAGE, REGISTER];

/// Carries out a command.
pub(super) async fn execute(session: &Arc<Session>, params: ExecuteCommandParams) -> Result<Option<Value>> {
    let argument = params.arguments.first().cloned().unwrap_or(Value::Null);
    match params.command.as_str() {
        EXPLAIN => Ok(Some(explanation(argument.as_str().unwrap_or_default()))),
        DEBUG_INFORMATION => Ok(Some(debug_information(session).into())),
        SCAN_WORKSPACE => Ok(Some(workspace::scan(session, params.work_done_progress_params.work_done_token).await)),
        IGNORE => ignore(session, &argument).await.map(|done| Some(done.into())),
        REGISTER => register(session, &argument).map(Some),
        OPEN_PAGE => open_page(session, &argument).await.map(|done| Some(done.into())),
        other => Err(Error::invalid_params(format!("there is no command `{other}`"))),
    }
}

fn explanation(text: &str) -> Value {
    match explain::lookup(text) {
        Ok(page) => json!({ "title": page.title, "plain": page.to_plain(), "markdown": page.markdown }),
        Err(_) => Value::Null,
    }
}

/// No text of a document and no path below a workspace folder is in it.
fn debug_information(session: &Session) -> String {
    let capabilities = session.capabilities();
    let mut out = format!(
        "aadsts {} (facts of {}) on {} {}\n",
        env!("CARGO_PKG_VERSION"),
        catalog::DATE,
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    // Writing to a `String` cannot fail.
    let _ = writeln!(out, "client: {capabilities:?}");
    let _ = writeln!(out, "settings: {:?}", session.settings());
    let _ = writeln!(out, "workspace folders: {}", session.folders().on_disk().len());
    let _ = writeln!(out, "open documents: {}", session.documents.uris().len());
    for file in session.resolver().files() {
        let _ = writeln!(out, "configuration: {} ({} problems)", file.path.display(), file.problems.len());
    }
    out
}

async fn open_page(session: &Session, argument: &Value) -> Result<bool> {
    let rule = argument.as_str().and_then(RuleId::from_id);
    let rule = rule.ok_or_else(|| Error::invalid_params("the argument is the id of a rule"))?;
    let Ok(uri) = to_proto::page(rule).parse() else { return Ok(false) };
    let params = ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
    Ok(log_failure("window/showDocument", session.client.show_document(params)).await == Some(true))
}

fn register(session: &Session, argument: &Value) -> Result<Value> {
    let text = |name: &str| argument.get(name).and_then(Value::as_str);
    let uri = text("uri").ok_or_else(|| Error::invalid_params("the argument is an object with uri"))?;
    let Some(document) = session.documents.get(uri) else { return Ok(Value::Null) };
    Ok(registration::text(&document, &session.analyze(&document), text("form")))
}

async fn ignore(session: &Session, argument: &Value) -> Result<bool> {
    let wrong = || Error::invalid_params("the argument is an object with uri, position and where");
    let uri = argument.get("uri").and_then(Value::as_str).ok_or_else(wrong)?;
    let position = argument.get("position").and_then(|position| serde_json::from_value(position.clone()).ok());
    let position = position.ok_or_else(wrong)?;
    let place = argument.get("where").and_then(Value::as_str).unwrap_or("here");
    let Some(document) = session.documents.get(uri) else { return Ok(false) };
    let offset = document.text.offset(position, session.capabilities().encoding);
    let analysis = session.analyze(&document);
    let finding = analysis.findings.iter().find(|found| found.range.start <= offset && offset <= found.range.end);
    let Some(finding) = finding else { return Ok(false) };
    let edit = if place == "project" {
        let occurrence = finding.occurrence.and_then(|index| analysis.occurrences.get(index));
        let id = occurrence.and_then(|occurrence| occurrence.entity.guid());
        id.and_then(|id| allow::edit(session, &document, id, false))
    } else {
        let edits = match place {
            "file" => silence::in_file(session, &document, &analysis, finding),
            _ => silence::here(&document, &analysis, finding),
        };
        edits.and_then(|edits| to_proto::workspace_edit(&document, &edits, session.capabilities()))
    };
    let Some(edit) = edit.filter(|_| session.capabilities().apply_edits) else { return Ok(false) };
    let answer = log_failure("workspace/applyEdit", session.client.apply_edit(edit)).await;
    Ok(answer.is_some_and(|answer| answer.applied))
}
