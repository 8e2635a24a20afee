//! How to register an application of one's own for what a document asks for: a page beside the document, or as text.

use serde_json::{Value, json};
use tower_lsp::ls_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::document::Document;
use super::session::Session;
use super::uri;
use crate::analysis::Analysis;
use crate::register::{Form, Plan, Requests, page, render};

/// The file that the action writes. It is never written over.
const FILE: &str = "register-own-app.md";

/// Whether the client can make the file.
pub(super) fn is_possible(session: &Session, document: &Document) -> bool {
    let capabilities = session.capabilities();
    capabilities.document_changes && capabilities.create_files && document.uri.starts_with("file:")
}

/// The edit that makes the page beside the document.
pub(super) fn edit(document: &Document, analysis: &Analysis) -> Option<WorkspaceEdit> {
    let plan = plan(document, analysis)?;
    let (folder, _) = document.uri.rsplit_once('/')?;
    let uri = uri::typed(&format!("{folder}/{FILE}"))?;
    let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
    let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
    let start = Position::new(0, 0);
    let edit = TextEdit { range: Range::new(start, start), new_text: page(&plan) };
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version: None };
    let operations = vec![
        DocumentChangeOperation::Op(ResourceOp::Create(create)),
        DocumentChangeOperation::Edit(TextDocumentEdit { text_document, edits: vec![OneOf::Left(edit)] }),
    ];
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() })
}

/// The registration as text: in one form, or as the whole page.
pub(super) fn text(document: &Document, analysis: &Analysis, form: Option<&str>) -> Value {
    let Some(plan) = plan(document, analysis) else { return Value::Null };
    match form.and_then(|name| Form::ALL.into_iter().find(|form| form.name() == name)) {
        Some(form) => json!({ "title": plan.name, "language": form.fence(), "text": render(&plan, form) }),
        None => json!({ "title": plan.name, "language": "markdown", "text": page(&plan) }),
    }
}

fn plan(document: &Document, analysis: &Analysis) -> Option<Plan> {
    let mut parts = document.uri.rsplit('/');
    let (file, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let requests = Requests::of(file, &String::from(&document.text), analysis)?;
    Some(Plan::new(&requests, folder))
}
