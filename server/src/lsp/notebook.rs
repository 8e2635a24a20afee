//! Notebooks: which cells they have, and the one analysis that their cells share.

use std::sync::{Arc, OnceLock};

use dashmap::DashMap;
use serde_json::Value;

use super::document::Document;
use super::session::Session;
use super::text::Text;
use crate::analysis::{Analysis, Cell, Options, analyze_cells};
use crate::language;

/// The cells of one notebook at one moment.
#[derive(Debug)]
pub(super) struct Notebook {
    /// In the client's own spelling.
    pub(super) uri: String,
    cells: Vec<(String, Text, bool)>,
    analyses: OnceLock<Vec<Analysis>>,
}

impl Notebook {
    pub(super) fn new(uri: &str, cells: &[(Arc<Document>, bool)]) -> Self {
        let cells = cells.iter().map(|(cell, code)| (cell.language_id.clone(), cell.text.clone(), *code));
        Self { uri: uri.to_owned(), cells: cells.collect(), analyses: OnceLock::new() }
    }

    /// What one of the cells says. The first to ask pays for all.
    pub(super) fn analysis(&self, index: usize, path: &str, options: &Options) -> Analysis {
        let analyses = self.analyses.get_or_init(|| {
            let texts: Vec<String> = self.cells.iter().map(|(_, text, _)| String::from(text)).collect();
            let cells = self.cells.iter().zip(&texts).map(|((id, _, code), text)| Cell {
                text,
                language: language::by_id(id).filter(|language| language.name != language::TEXT.name),
                code: *code,
            });
            analyze_cells(&cells.collect::<Vec<_>>(), path, options)
        });
        analyses.get(index).cloned().unwrap_or_default()
    }
}

/// All open notebooks: their cells in order, and whether each is code.
#[derive(Debug, Default)]
pub(super) struct Notebooks(DashMap<String, Vec<(String, bool)>>);

impl Notebooks {
    pub(super) fn set(&self, uri: &str, cells: Vec<(String, bool)>) {
        if cells.is_empty() {
            self.0.remove(uri);
        } else {
            self.0.insert(uri.to_owned(), cells);
        }
    }

    pub(super) fn cells(&self, uri: &str) -> Vec<(String, bool)> {
        self.0.get(uri).map(|cells| cells.value().clone()).unwrap_or_default()
    }

    pub(super) fn uris(&self) -> Vec<String> {
        self.0.iter().map(|entry| entry.key().clone()).collect()
    }

    /// The notebook that has this cell.
    pub(super) fn of_cell(&self, uri: &str) -> Option<String> {
        let holds = |cells: &Vec<(String, bool)>| cells.iter().any(|(cell, _)| cell == uri);
        self.0.iter().find(|entry| holds(entry.value())).map(|entry| entry.key().clone())
    }
}

/// Applies one of the notifications about notebooks.
pub(super) fn apply(session: &Arc<Session>, method: &str, params: &Value) {
    let Some(uri) = params.pointer("/notebookDocument/uri").and_then(Value::as_str) else {
        tracing::warn!("{method} without the uri of the notebook");
        return;
    };
    let changed = match method {
        "notebookDocument/didOpen" => {
            each(params.get("cellTextDocuments"), |cell| session.put_document(cell));
            session.documents.set_cells(uri, cells_of(params.pointer("/notebookDocument/cells")))
        }
        "notebookDocument/didChange" => change(session, uri, params.pointer("/change/cells").unwrap_or(&Value::Null)),
        "notebookDocument/didClose" => {
            let cells = session.documents.cells(uri);
            session.documents.set_cells(uri, Vec::new());
            close(session, cells.into_iter().map(|(cell, _)| cell));
            return;
        }
        _ => return,
    };
    session.want_cells(&changed);
}

fn change(session: &Arc<Session>, uri: &str, change: &Value) -> Vec<String> {
    let mut cells = session.documents.cells(uri);
    if let Some(structure) = change.get("structure") {
        each(structure.get("didOpen"), |cell| session.put_document(cell));
        let number = |name: &str| structure.pointer(&format!("/array/{name}")).and_then(Value::as_u64).unwrap_or(0);
        let start = usize::try_from(number("start")).unwrap_or(usize::MAX).min(cells.len());
        let end = start.saturating_add(usize::try_from(number("deleteCount")).unwrap_or(usize::MAX)).min(cells.len());
        cells.splice(start..end, cells_of(structure.pointer("/array/cells")));
    }
    each(change.get("data"), |cell| {
        for (own, code) in cells_of(Some(&Value::Array(vec![cell.clone()]))) {
            cells.iter_mut().filter(|(other, _)| *other == own).for_each(|cell| cell.1 = code);
        }
    });
    each(change.get("textContent"), |content| {
        session.change_document(content.get("document"), content.get("changes"));
    });
    // A cell that moved was opened or stays open; only those that are in no notebook any more are closed.
    let mut closed = Vec::new();
    each(change.pointer("/structure/didClose"), |cell| {
        closed.extend(cell.get("uri").and_then(Value::as_str).map(str::to_owned));
    });
    closed.retain(|uri| cells.iter().all(|(cell, _)| cell != uri));
    let changed = session.documents.set_cells(uri, cells);
    close(session, closed.into_iter());
    changed
}

fn close(session: &Arc<Session>, cells: impl Iterator<Item = String>) {
    for cell in cells {
        session.close_document(&cell);
    }
}

fn cells_of(cells: Option<&Value>) -> Vec<(String, bool)> {
    let cells = cells.and_then(Value::as_array).into_iter().flatten();
    let read = |cell: &Value| {
        let code = cell.get("kind").and_then(Value::as_u64) != Some(1);
        Some((cell.get("document")?.as_str()?.to_owned(), code))
    };
    cells.filter_map(read).collect()
}

fn each(values: Option<&Value>, apply: impl FnMut(&Value)) {
    values.and_then(Value::as_array).into_iter().flatten().for_each(apply);
}
