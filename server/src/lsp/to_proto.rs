//! The engine's results in the words of the protocol.

use serde_json::{Value, json};
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, DocumentChanges,
    Location, NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit,
    WorkspaceEdit,
};

use super::capabilities::Capabilities;
use super::document::Document;
use super::uri;
use crate::analysis::{Analysis, Finding, Occurrence, Related};
use crate::fix::Edit;
use crate::rule::{Level, RuleId};

/// The source of every diagnostic.
pub(super) const SOURCE: &str = "aadsts";
const RULE_PAGES: &str = "https://github.com/aadsts/aadsts/blob/main/server/src/rule";

/// All diagnostics of a document.
pub(super) fn diagnostics(document: &Document, analysis: &Analysis, capabilities: &Capabilities) -> Vec<Diagnostic> {
    analysis.findings.iter().map(|finding| diagnostic(document, analysis, finding, capabilities)).collect()
}

/// One diagnostic.
pub(super) fn diagnostic(
    document: &Document,
    analysis: &Analysis,
    finding: &Finding,
    capabilities: &Capabilities,
) -> Diagnostic {
    let related = capabilities.related_information && !finding.related.is_empty();
    Diagnostic {
        range: document.text.range(&finding.range, capabilities.encoding),
        severity: Some(severity(finding.level)),
        code: Some(NumberOrString::String(finding.rule.id().to_owned())),
        code_description: page(finding.rule).parse().ok().map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: related.then(|| {
            finding.related.iter().filter_map(|related| related_information(document, related, capabilities)).collect()
        }),
        tags: tag(finding.rule).filter(|tag| capabilities.tags.contains(tag)).map(|tag| vec![tag]),
        data: finding
            .occurrence
            .filter(|_| capabilities.data)
            .and_then(|index| analysis.occurrences.get(index))
            .map(data),
    }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Note => DiagnosticSeverity::INFORMATION,
        Level::Hint => DiagnosticSeverity::HINT,
    }
}

/// What is gone is struck through, and what can go is faded.
fn tag(rule: RuleId) -> Option<DiagnosticTag> {
    match rule {
        RuleId::RetiredClientId => Some(DiagnosticTag::DEPRECATED),
        RuleId::UnusedSuppression => Some(DiagnosticTag::UNNECESSARY),
        RuleId::FirstPartyClientId
        | RuleId::UngrantedScope
        | RuleId::BuiltInClient
        | RuleId::LookalikeClientId
        | RuleId::PlaceholderClientId
        | RuleId::InvalidConfiguration => None,
    }
}

/// What programs may want to know of a finding besides its words.
fn data(occurrence: &Occurrence) -> Value {
    json!({ "id": occurrence.entity.guid().map(|id| id.to_string()), "why": occurrence.why })
}

/// The address of a rule's page.
pub(super) fn page(rule: RuleId) -> String {
    format!("{RULE_PAGES}/{}.md", rule.id())
}

fn related_information(
    document: &Document,
    related: &Related,
    capabilities: &Capabilities,
) -> Option<DiagnosticRelatedInformation> {
    let range = document.text.range(&related.range, capabilities.encoding);
    let location = Location { uri: uri::typed(&document.uri)?, range };
    Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
}

/// An edit of this one document, bound to this version where the client can check it.
#[allow(clippy::mutable_key_type, reason = "the protocol type has URIs as keys, and nobody changes them")]
pub(super) fn workspace_edit<'a>(
    document: &Document,
    edits: impl IntoIterator<Item = &'a Edit>,
    capabilities: &Capabilities,
) -> Option<WorkspaceEdit> {
    let uri = uri::typed(&document.uri)?;
    let edits = edits.into_iter().map(|edit| TextEdit {
        range: document.text.range(&edit.range, capabilities.encoding),
        new_text: edit.text.clone(),
    });
    if !capabilities.document_changes {
        return Some(WorkspaceEdit { changes: Some([(uri, edits.collect())].into()), ..WorkspaceEdit::default() });
    }
    let edit = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: document.version },
        edits: edits.map(OneOf::Left).collect(),
    };
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(vec![edit])), ..WorkspaceEdit::default() })
}
