//! The handlers of requests. Each takes its snapshot before its first await, so that it answers about the text
//! that the client saw when it asked.

use std::sync::Arc;

use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, Hover, HoverParams, InitializeParams,
    InitializeResult, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri,
};

use super::document::Document;
use super::session::Session;
use super::{code_action, to_proto, uri};
use crate::analysis::Analysis;

/// Answers requests about one session.
#[derive(Debug)]
pub(super) struct Server {
    /// The state that notifications change.
    pub(super) session: Arc<Session>,
}

impl Server {
    fn document(&self, uri: &Uri) -> Option<Arc<Document>> {
        self.session.documents.get(&uri::own(uri))
    }

    /// The analysis of a snapshot, made on a thread that may be busy for long.
    async fn analysis(&self, document: &Arc<Document>) -> Result<Arc<Analysis>> {
        if let Some(analysis) = document.analysis() {
            // What follows leaves the protocol loop, too.
            tokio::task::yield_now().await;
            return Ok(analysis);
        }
        let _turn = document.turn.lock().await;
        let (session, document) = (self.session.clone(), document.clone());
        let analysis = tokio::task::spawn_blocking(move || session.analyze(&document)).await;
        analysis.map_err(|_| Error::internal_error())
    }
}

impl LanguageServer for Server {
    // The parameters were read by `Session::begin` already.
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        Ok(self.session.capabilities().answer())
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = params.text_document_position_params;
        let Some(document) = self.document(&place.text_document.uri) else { return Ok(None) };
        let capabilities = self.session.capabilities();
        let offset = document.text.offset(place.position, capabilities.encoding);
        let analysis = self.analysis(&document).await?;
        // Behind the last character counts as well, but less than in front of the first one of the next.
        let inside = |end: usize| {
            analysis.occurrences.iter().find(|found| found.range.start <= offset && offset < found.range.end + end)
        };
        Ok(inside(0).or_else(|| inside(1)).map(|occurrence| to_proto::hover(&document, occurrence, capabilities)))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let Some(document) = self.document(&params.text_document.uri) else { return Ok(None) };
        let analysis = self.analysis(&document).await?;
        let capabilities = self.session.capabilities();
        Ok(Some(code_action::actions(&document, &analysis, capabilities, params.range, &params.context)))
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        // Some clients ask before they open the document.
        let Some(document) = self.document(&params.text_document.uri) else {
            return Ok(full(FullDocumentDiagnosticReport::default()));
        };
        let result_id = document.serial.to_string();
        if params.previous_result_id.as_deref() == Some(&result_id) {
            let report = UnchangedDocumentDiagnosticReport { result_id };
            let report = RelatedUnchangedDocumentDiagnosticReport {
                unchanged_document_diagnostic_report: report,
                related_documents: None,
            };
            return Ok(DocumentDiagnosticReport::Unchanged(report).into());
        }
        let analysis = self.analysis(&document).await?;
        let items = to_proto::diagnostics(&document, &analysis, self.session.capabilities());
        Ok(full(FullDocumentDiagnosticReport { result_id: Some(result_id), items }))
    }
}

fn full(report: FullDocumentDiagnosticReport) -> DocumentDiagnosticReportResult {
    let report =
        RelatedFullDocumentDiagnosticReport { full_document_diagnostic_report: report, related_documents: None };
    DocumentDiagnosticReport::Full(report).into()
}
