//! The handlers of requests. Each takes its snapshot before its first await, so that it answers about the text
//! that the client saw when it asked.

use std::sync::Arc;

use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionParams, CompletionResponse,
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, DocumentLink,
    DocumentLinkParams, ExecuteCommandParams, FullDocumentDiagnosticReport, Hover, HoverParams, InitializeParams,
    InitializeResult, InlayHint, InlayHintParams, LSPAny, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, TextDocumentPositionParams, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult,
};

use super::document::Document;
use super::session::Session;
use super::{code_action, command, completion, configuration, hint, hover, lens, link, to_proto, uri, workspace};
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

    fn place(&self, place: &TextDocumentPositionParams) -> Option<(Arc<Document>, usize)> {
        let document = self.document(&place.text_document.uri)?;
        let offset = document.text.offset(place.position, self.session.capabilities().encoding);
        Some((document, offset))
    }

    /// The analysis of a snapshot, made on a thread that may be busy for long.
    async fn analysis(&self, document: &Arc<Document>) -> Result<Arc<Analysis>> {
        configuration::look(&self.session, false);
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
        Ok(self.session.capabilities().answer(&self.session.settings()))
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = params.text_document_position_params;
        let Some((document, offset)) = self.place(&place) else { return Ok(None) };
        let judged = self.session.judged_as(&document);
        if !hover::is_possible(&document, offset, &judged.options.placeholder) {
            return Ok(None);
        }
        let analysis = self.analysis(&document).await?;
        Ok(hover::at(&document, &analysis, offset, self.session.capabilities()))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let Some(document) = self.document(&params.text_document.uri) else { return Ok(None) };
        let analysis = self.analysis(&document).await?;
        Ok(Some(code_action::actions(&self.session, &document, &analysis, params.range, &params.context)))
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        Ok(code_action::resolve(&self.session, action))
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let Some((document, offset)) = self.place(&params.text_document_position) else { return Ok(None) };
        let session = self.session.clone();
        let list = tokio::task::spawn_blocking(move || completion::at(&session, &document, offset)).await;
        let list = list.map_err(|_| Error::internal_error())?;
        Ok((!list.items.is_empty()).then_some(CompletionResponse::List(list)))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let document = self.document(&params.text_document.uri);
        let Some(document) = document.filter(|_| self.session.settings().inlay_hints()) else { return Ok(None) };
        let capabilities = self.session.capabilities();
        let range = document.text.offsets(params.range, capabilities.encoding);
        let analysis = self.analysis(&document).await?;
        Ok(Some(hint::hints(&document, &analysis, &range, capabilities)))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let document = self.document(&params.text_document.uri);
        let Some(document) = document.filter(|_| self.session.settings().code_lens()) else { return Ok(None) };
        let analysis = self.analysis(&document).await?;
        let options = self.session.judged_as(&document).options;
        Ok(Some(lens::lenses(&document, &analysis, &options, self.session.capabilities())))
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let Some(document) = self.document(&params.text_document.uri) else { return Ok(None) };
        let analysis = self.analysis(&document).await?;
        Ok(Some(link::links(&document, &analysis, self.session.capabilities())))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        command::execute(&self.session, params).await
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        Ok(workspace::diagnostic(&self.session, params).await)
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
