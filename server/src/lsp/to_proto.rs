//! The engine's results in the words of the protocol.

use std::ops::Range;

use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DocumentChanges, Hover,
    HoverContents, Location, MarkupContent, MarkupKind, NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::capabilities::Capabilities;
use super::document::Document;
use super::uri;
use crate::analysis::{Analysis, Finding, Occurrence, Related};
use crate::explain;
use crate::fix::Edit;
use crate::rule::{Level, RuleId};

/// The source of every diagnostic.
pub(super) const SOURCE: &str = "aadsts";
/// Bytes on either side of an error code that may belong to its message. A log of any length is hovered as fast.
const MESSAGE_REACH: usize = 16 << 10;
const RULE_PAGES: &str = "https://github.com/aadsts/aadsts/blob/main/server/src/rule";

/// All diagnostics of a document.
pub(super) fn diagnostics(document: &Document, analysis: &Analysis, capabilities: &Capabilities) -> Vec<Diagnostic> {
    analysis.findings.iter().map(|finding| diagnostic(document, finding, capabilities)).collect()
}

/// One diagnostic.
pub(super) fn diagnostic(document: &Document, finding: &Finding, capabilities: &Capabilities) -> Diagnostic {
    let related = capabilities.related_information && !finding.related.is_empty();
    Diagnostic {
        range: document.text.range(&finding.range, capabilities.encoding),
        severity: Some(severity(finding.level)),
        code: Some(NumberOrString::String(finding.rule.id().to_owned())),
        code_description: page(finding.rule),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: related.then(|| {
            finding.related.iter().filter_map(|related| related_information(document, related, capabilities)).collect()
        }),
        tags: None,
        data: None,
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

fn page(rule: RuleId) -> Option<CodeDescription> {
    let href = format!("{RULE_PAGES}/{}.md", rule.id()).parse().ok()?;
    Some(CodeDescription { href })
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

/// The hover of what stands at a place.
pub(super) fn hover(document: &Document, occurrence: &Occurrence, capabilities: &Capabilities) -> Hover {
    let (text, range) = document.text.around(&occurrence.range, MESSAGE_REACH);
    let explanation = explain::occurrence(&Occurrence { range, ..occurrence.clone() }, &text);
    let contents = if capabilities.markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: explanation.markdown }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: explanation.to_plain() }
    };
    let range: &Range<usize> = &occurrence.range;
    Hover { contents: HoverContents::Markup(contents), range: Some(document.text.range(range, capabilities.encoding)) }
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
