//! The one task that pushes diagnostics: newest version only, one analysis of a document at a time.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::{Id, JoinSet};
use tower_lsp::ls_types::notification::{Notification, PublishDiagnostics};

use super::document::Document;
use super::session::Session;
use super::to_proto;

/// Documents that changed since they were last looked at, each once, however often it changed.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    uris: Mutex<BTreeSet<String>>,
    changed: Notify,
}

impl Wanted {
    /// Asks for the diagnostics of a document.
    pub(super) fn add(&self, uri: &str) {
        self.uris.lock().unwrap_or_else(PoisonError::into_inner).insert(uri.to_owned());
        self.changed.notify_one();
    }

    async fn take(&self) -> BTreeSet<String> {
        loop {
            self.changed.notified().await;
            let taken = std::mem::take(&mut *self.uris.lock().unwrap_or_else(PoisonError::into_inner));
            if !taken.is_empty() {
                return taken;
            }
        }
    }
}

/// Analyses under way for the publisher. Hovers have threads of their own, however many documents wait here.
const AT_ONCE: usize = 4;

/// Publishes for as long as the session lasts.
pub(super) async fn run(session: Arc<Session>) {
    let mut waiting = BTreeSet::new();
    let mut running: HashMap<Id, String> = HashMap::new();
    let mut analyses: JoinSet<(Arc<Document>, Value)> = JoinSet::new();
    // An edit that arrives between the look at the list and the look at the document is wanted once more, though
    // its snapshot is under way already.
    let mut published: HashMap<String, u64> = HashMap::new();
    loop {
        tokio::select! {
            mut uris = session.wanted.take() => waiting.append(&mut uris),
            Some(ended) = analyses.join_next_with_id() => match ended {
                Ok((id, (document, params))) => {
                    running.remove(&id);
                    if session.documents.is_current(&document) {
                        send(&session, params).await;
                        published.insert(document.uri.clone(), document.serial);
                    } else {
                        tracing::debug!(serial = document.serial, "dropped a stale analysis");
                    }
                }
                Err(error) => {
                    tracing::error!("the analysis of a document panicked");
                    running.remove(&error.id());
                }
            },
        }
        while running.len() < AT_ONCE {
            // One analysis of a document at a time: a later version waits for the earlier one to be dropped.
            let idle = |uri: &&String| running.values().all(|other| other != *uri);
            let Some(uri) = waiting.iter().find(idle).cloned() else { break };
            waiting.remove(&uri);
            let Some(document) = session.documents.get(&uri) else {
                published.remove(&uri);
                send(&session, json!({ "uri": uri, "diagnostics": [] })).await;
                continue;
            };
            if published.get(&uri) == Some(&document.serial) {
                continue;
            }
            let for_analysis = session.clone();
            let task = analyses.spawn_blocking(move || {
                let params = params(&for_analysis, &document);
                (document, params)
            });
            running.insert(task.id(), uri);
        }
    }
}

fn params(session: &Session, document: &Document) -> Value {
    let analysis = session.analyze(document);
    let diagnostics = to_proto::diagnostics(document, &analysis, session.capabilities());
    let mut params = json!({ "uri": document.uri, "diagnostics": diagnostics });
    if let Some(version) = document.version {
        params["version"] = version.into();
    }
    params
}

async fn send(session: &Session, params: Value) {
    session.client.send_notification::<Publish>(params).await;
}

/// `textDocument/publishDiagnostics` as raw JSON, which holds the URI in the client's own spelling.
pub(super) enum Publish {}

impl Notification for Publish {
    type Params = Value;
    const METHOD: &'static str = PublishDiagnostics::METHOD;
}
