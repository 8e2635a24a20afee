//! Open documents: immutable snapshots, replaced as a whole by every edit.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use dashmap::DashMap;

use super::notebook::{Notebook, Notebooks};
use super::text::Text;
use crate::analysis::Analysis;

/// One version of one document.
#[derive(Debug)]
pub(super) struct Document {
    /// In the client's own spelling.
    pub(super) uri: String,
    /// The client's number for it.
    pub(super) version: Option<i32>,
    /// What the editor calls the language.
    pub(super) language_id: String,
    /// Its text.
    pub(super) text: Text,
    /// Differs between any two snapshots of a session, also where text and version are the same.
    pub(super) serial: u64,
    /// The notebook that it is a cell of, as it was with this version, and its place in it.
    pub(super) notebook: Option<(Arc<Notebook>, usize)>,
    /// Whoever waits for an analysis of any version on a thread: the others wait without one, so that a text that takes
    /// long leaves threads for the rest.
    pub(super) turn: Arc<tokio::sync::Mutex<()>>,
    analysis: OnceLock<Arc<Analysis>>,
    /// Its text was seen to say nothing.
    silent: AtomicBool,
}

impl Document {
    /// Remembers that the whole text was seen to say nothing: of the next version only what was edited need be looked at.
    pub(super) fn note_silence(&self) {
        self.silent.store(true, Ordering::Relaxed);
    }

    /// Whether next to nothing of it can say anything that did not before. Cells say what their notebook says.
    pub(super) fn is_hardly_changed(&self) -> bool {
        self.notebook.is_none() && self.text.is_hardly_unread()
    }

    /// The text, to be edited.
    pub(super) fn editable(&self) -> Text {
        let text = self.text.clone();
        if self.silent.load(Ordering::Relaxed) { text.read() } else { text }
    }

    /// The analysis, if it was made already.
    pub(super) fn analysis(&self) -> Option<Arc<Analysis>> {
        self.analysis.get().cloned()
    }

    /// The analysis, made by `analyze` at the first call. Later calls wait for it.
    pub(super) fn analysis_or(&self, analyze: impl FnOnce() -> Analysis) -> Arc<Analysis> {
        self.analysis.get_or_init(|| Arc::new(analyze())).clone()
    }
}

/// What a snapshot has in common with others.
struct Shared {
    turn: Arc<tokio::sync::Mutex<()>>,
    notebook: Option<(Arc<Notebook>, usize)>,
}

impl Shared {
    fn of(document: &Document) -> Self {
        Self { turn: document.turn.clone(), notebook: document.notebook.clone() }
    }
}

/// All open documents. Only the protocol loop changes what they say; snapshots leave, guards of the map do not.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: DashMap<String, Arc<Document>>,
    notebooks: Notebooks,
    serial: AtomicU64,
}

impl Documents {
    /// A text that is not open, for what is said about it.
    pub(super) fn apart(uri: String, text: Text) -> Document {
        Document {
            uri,
            version: None,
            language_id: String::new(),
            text,
            serial: 0,
            turn: Arc::default(),
            notebook: None,
            analysis: OnceLock::new(),
            silent: AtomicBool::new(false),
        }
    }

    /// The newest snapshot.
    pub(super) fn get(&self, uri: &str) -> Option<Arc<Document>> {
        self.open.get(uri).map(|entry| entry.value().clone())
    }

    /// Whether nothing newer than this snapshot is known.
    pub(super) fn is_current(&self, document: &Document) -> bool {
        self.open.get(&document.uri).is_some_and(|entry| entry.serial == document.serial)
    }

    /// The URIs of all open documents.
    pub(super) fn uris(&self) -> Vec<String> {
        self.open.iter().map(|entry| entry.key().clone()).collect()
    }

    /// The newest snapshots of all open documents.
    pub(super) fn all(&self) -> Vec<Arc<Document>> {
        self.open.iter().map(|entry| entry.value().clone()).collect()
    }

    /// Takes in a document or a new version of one. Returns the URIs of the documents that are to be judged anew.
    pub(super) fn put(&self, uri: &str, version: Option<i32>, language_id: &str, text: Text) -> Vec<String> {
        let turn = self.get(uri).map(|old| old.turn.clone()).unwrap_or_default();
        self.insert(uri, version, language_id, text, Shared { turn, notebook: None });
        match self.notebooks.of_cell(uri) {
            Some(notebook) => self.gather(&notebook),
            None => vec![uri.to_owned()],
        }
    }

    /// Forgets a document.
    pub(super) fn remove(&self, uri: &str) {
        self.open.remove(uri);
    }

    /// Takes in which cells a notebook has, and whether each is code. None of them forgets it. Returns the URIs of the
    /// documents that are to be judged anew.
    pub(super) fn set_cells(&self, notebook: &str, cells: Vec<(String, bool)>) -> Vec<String> {
        self.notebooks.set(notebook, cells);
        self.gather(notebook)
    }

    /// The cells of a notebook, and whether each is code.
    pub(super) fn cells(&self, notebook: &str) -> Vec<(String, bool)> {
        self.notebooks.cells(notebook)
    }

    /// Replaces every snapshot by one of the same text of which nothing is known. Each under its own lock, so that an
    /// edit that arrives meanwhile is not undone.
    pub(super) fn renew(&self) {
        self.open.alter_all(|uri, old| {
            self.snapshot(
                uri.clone(),
                old.version,
                old.language_id.clone(),
                old.text.clone().forgotten(),
                Shared::of(&old),
            )
        });
        for notebook in self.notebooks.uris() {
            self.gather(&notebook);
        }
    }

    /// Gives every cell of a notebook a snapshot that knows the others as they are now.
    fn gather(&self, uri: &str) -> Vec<String> {
        let open = |(cell, code): &(String, bool)| Some((self.get(cell)?, *code));
        let cells: Vec<(Arc<Document>, bool)> = self.cells(uri).iter().filter_map(open).collect();
        let notebook = Arc::new(Notebook::new(uri, &cells));
        for (index, (cell, _)) in cells.iter().enumerate() {
            let shared = Shared { notebook: Some((notebook.clone(), index)), ..Shared::of(cell) };
            self.insert(&cell.uri, cell.version, &cell.language_id, cell.text.clone(), shared);
        }
        cells.into_iter().map(|(cell, _)| cell.uri.clone()).collect()
    }

    fn insert(&self, uri: &str, version: Option<i32>, language_id: &str, text: Text, shared: Shared) {
        let document = self.snapshot(uri.to_owned(), version, language_id.to_owned(), text, shared);
        self.open.insert(uri.to_owned(), document);
    }

    fn snapshot(
        &self,
        uri: String,
        version: Option<i32>,
        language_id: String,
        text: Text,
        shared: Shared,
    ) -> Arc<Document> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let Shared { turn, notebook } = shared;
        let (analysis, silent) = (OnceLock::new(), AtomicBool::new(false));
        Arc::new(Document { uri, version, language_id, text, serial, notebook, turn, analysis, silent })
    }
}
