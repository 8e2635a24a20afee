//! Open documents: immutable snapshots, replaced as a whole by every edit.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use dashmap::DashMap;

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
    /// Whoever waits for an analysis of any version on a thread: the others wait without one, so that a text that takes
    /// long leaves threads for the rest.
    pub(super) turn: Arc<tokio::sync::Mutex<()>>,
    analysis: OnceLock<Arc<Analysis>>,
}

impl Document {
    /// The analysis, if it was made already.
    pub(super) fn analysis(&self) -> Option<Arc<Analysis>> {
        self.analysis.get().cloned()
    }

    /// The analysis, made by `analyze` at the first call. Later calls wait for it.
    pub(super) fn analysis_or(&self, analyze: impl FnOnce() -> Analysis) -> Arc<Analysis> {
        self.analysis.get_or_init(|| Arc::new(analyze())).clone()
    }
}

/// All open documents. Only the protocol loop changes what they say; snapshots leave, guards of the map do not.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: DashMap<String, Arc<Document>>,
    serial: AtomicU64,
}

impl Documents {
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

    /// Takes in a document or a new version of one.
    pub(super) fn put(&self, uri: &str, version: Option<i32>, language_id: &str, text: Text) {
        let turn = self.get(uri).map(|old| old.turn.clone()).unwrap_or_default();
        let document = self.snapshot(uri.to_owned(), version, language_id.to_owned(), text, turn);
        self.open.insert(uri.to_owned(), document);
    }

    /// Forgets a document.
    pub(super) fn remove(&self, uri: &str) {
        self.open.remove(uri);
    }

    /// Replaces every snapshot by one of the same text without an analysis. Each under its own lock, so that an
    /// edit that arrives meanwhile is not undone.
    pub(super) fn renew(&self) {
        self.open.alter_all(|uri, old| {
            self.snapshot(uri.clone(), old.version, old.language_id.clone(), old.text.clone(), old.turn.clone())
        });
    }

    fn snapshot(
        &self,
        uri: String,
        version: Option<i32>,
        language_id: String,
        text: Text,
        turn: Arc<tokio::sync::Mutex<()>>,
    ) -> Arc<Document> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        Arc::new(Document { uri, version, language_id, text, serial, turn, analysis: OnceLock::new() })
    }
}
