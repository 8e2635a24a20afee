//! The one task that pushes diagnostics: newest version only, one analysis of a document at a time, few in a burst.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::{Id, JoinSet};
use tower_lsp::ls_types::notification::{Notification, PublishDiagnostics};

use super::document::Document;
use super::session::Session;
use super::to_proto;
use crate::analysis::Analysis;

/// Analyses under way for the publisher. Hovers have threads of their own, however many documents wait here.
const AT_ONCE: usize = 4;
/// A document whose edits overtake its analysis is left alone until they pause for as long as that took, and for at
/// least this long: shorter than anybody types, longer than a program that sends edits pauses.
const SHORTEST_PAUSE: Duration = Duration::from_millis(2);
/// The pause doubles as often as edits overtake, up to this or to how long the analysis takes. So long, too, are edits
/// taken in that were received already before the first of them is looked at.
const LONGEST_PAUSE: Duration = Duration::from_millis(32);

/// Documents that changed since they were last looked at, each once, however often it changed.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// With the time of the last change.
    uris: Mutex<BTreeMap<String, Instant>>,
    changed: Notify,
    /// More was received than was taken in.
    more: AtomicBool,
    settled: Notify,
}

impl Wanted {
    /// Asks for the diagnostics of a document.
    pub(super) fn add(&self, uri: &str) {
        let mut uris = self.uris();
        if let Some(time) = uris.get_mut(uri) {
            *time = Instant::now();
        } else {
            uris.insert(uri.to_owned(), Instant::now());
            self.changed.notify_one();
        }
    }

    /// Says whether more was received behind the message that is taken in next.
    pub(super) fn expect_more(&self, more: bool) {
        if self.more.swap(more, Ordering::Relaxed) && !more {
            self.settled.notify_waiters();
        }
    }

    /// Waits for documents. Nothing is lost if somebody stops waiting.
    async fn take(&self) -> BTreeMap<String, Instant> {
        loop {
            let (changed, settled) = (self.changed.notified(), self.settled.notified());
            if !self.uris().is_empty() {
                if self.more.load(Ordering::Relaxed) {
                    let _ = tokio::time::timeout(LONGEST_PAUSE, settled).await;
                }
                return std::mem::take(&mut *self.uris());
            }
            changed.await;
        }
    }

    fn uris(&self) -> MutexGuard<'_, BTreeMap<String, Instant>> {
        self.uris.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An analysis that has ended.
struct Ended {
    document: Arc<Document>,
    params: Value,
    took: Duration,
}

/// What the publisher knows of the documents that it publishes.
#[derive(Default)]
struct Publisher {
    /// Documents to publish, with the time of their last change.
    waiting: BTreeMap<String, Instant>,
    running: HashMap<Id, String>,
    analyses: JoinSet<Ended>,
    /// An edit that arrives between the look at the list and the look at the document is wanted once more, though
    /// its snapshot is under way already.
    published: HashMap<String, u64>,
    /// Documents whose edits overtook their analysis, and the pause to wait for.
    hurried: HashMap<String, Duration>,
}

/// Publishes for as long as the session lasts.
pub(super) async fn run(session: Arc<Session>) {
    let mut publisher = Publisher::default();
    loop {
        let due = publisher.waiting.keys().filter_map(|uri| publisher.due(uri)).min();
        let pause = async {
            match due {
                Some(due) => tokio::time::sleep_until(due.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            uris = session.wanted.take() => publisher.waiting.extend(uris),
            Some(ended) = publisher.analyses.join_next_with_id() => match ended {
                Ok((id, ended)) => {
                    publisher.running.remove(&id);
                    publisher.end(&session, ended).await;
                }
                Err(error) => {
                    tracing::error!("the analysis of a document panicked");
                    publisher.running.remove(&error.id());
                }
            },
            () = pause => {}
        }
        while publisher.running.len() < AT_ONCE && publisher.begin(&session).await {}
    }
}

impl Publisher {
    /// When a document may be analysed that is waiting for its edits to pause.
    fn due(&self, uri: &str) -> Option<Instant> {
        Some(*self.waiting.get(uri)? + *self.hurried.get(uri)?)
    }

    /// Takes up the next document; says whether there was one.
    async fn begin(&mut self, session: &Arc<Session>) -> bool {
        let now = Instant::now();
        // One analysis of a document at a time: a later version waits for the earlier one to be dropped.
        let idle = |uri: &&String| {
            self.running.values().all(|other| other != *uri) && self.due(uri).is_none_or(|due| due <= now)
        };
        let Some(uri) = self.waiting.keys().find(idle).cloned() else { return false };
        self.waiting.remove(&uri);
        let Some(document) = session.documents.get(&uri) else {
            self.published.remove(&uri);
            self.hurried.remove(&uri);
            send(session, json!({ "uri": uri, "diagnostics": [] })).await;
            return true;
        };
        if self.published.get(&uri) == Some(&document.serial) {
            return true;
        }
        if let Some(analysis) = session.analyze_at_once(&document) {
            send(session, params(session, &document, &analysis)).await;
            self.published.insert(uri, document.serial);
            return true;
        }
        let session = session.clone();
        let task = self.analyses.spawn_blocking(move || {
            let start = Instant::now();
            let params = params(&session, &document, &session.analyze(&document));
            Ended { document, params, took: start.elapsed() }
        });
        self.running.insert(task.id(), uri);
        true
    }

    async fn end(&mut self, session: &Session, ended: Ended) {
        let Ended { document, params, took } = ended;
        if session.documents.is_current(&document) {
            if let Some(pause) = self.hurried.get_mut(&document.uri) {
                *pause = *pause * 3 / 4;
                if *pause < SHORTEST_PAUSE {
                    self.hurried.remove(&document.uri);
                }
            }
            send(session, params).await;
            self.published.insert(document.uri.clone(), document.serial);
        } else {
            let doubled = self.hurried.get(&document.uri).map_or(SHORTEST_PAUSE, |pause| *pause * 2);
            self.hurried.insert(document.uri.clone(), doubled.min(LONGEST_PAUSE).max(took));
            tracing::debug!(serial = document.serial, "dropped a stale analysis");
        }
    }
}

fn params(session: &Session, document: &Document, analysis: &Analysis) -> Value {
    let diagnostics = to_proto::diagnostics(document, analysis, session.capabilities());
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
