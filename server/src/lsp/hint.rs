//! Inlay hints: the name of an application behind its id.

use std::ops::Range;

use tower_lsp::ls_types::{InlayHint, InlayHintLabel, Position};

use super::capabilities::Capabilities;
use super::document::Document;
use crate::analysis::{Analysis, Entity};

/// The hints that begin in a byte range.
pub(super) fn hints(
    document: &Document,
    analysis: &Analysis,
    range: &Range<usize>,
    capabilities: &Capabilities,
) -> Vec<InlayHint> {
    let shown =
        analysis.occurrences.iter().filter(|found| range.start <= found.range.end && found.range.start <= range.end);
    let named = shown.filter_map(|found| {
        let name = match found.entity {
            Entity::App(app) if !app.name.is_empty() => app.name.as_str().to_owned(),
            Entity::Retired(app) => format!("{} (retired)", app.name),
            Entity::App(_) | Entity::Placeholder(_) | Entity::PlaceholderText | Entity::ErrorCode(_) => return None,
        };
        Some(hint(document.text.position(found.range.end, capabilities.encoding), name))
    });
    named.collect()
}

fn hint(position: Position, name: String) -> InlayHint {
    InlayHint {
        position,
        label: InlayHintLabel::String(name),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}
