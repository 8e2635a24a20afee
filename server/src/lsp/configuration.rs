//! `aadsts.toml` while the editor runs: what changed on disk, and what is wrong with a file that nobody has open.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::json;
use tokio::runtime::Handle;

use super::document::Documents;
use super::publish::Publish;
use super::session::{self, Session};
use super::text::Text;
use super::{place, to_proto};
use crate::analysis::Analysis;
use crate::config::Problem;

/// The problems that the client was told about, by file.
#[derive(Debug, Default)]
pub(super) struct Told(Mutex<BTreeMap<PathBuf, Vec<Problem>>>);

impl Told {
    /// Takes in what is wrong now. Returns the files about which there is something new to say.
    fn update(&self, problems: Vec<Problem>) -> Vec<(PathBuf, Vec<Problem>)> {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_empty() && problems.is_empty() {
            return Vec::new();
        }
        let mut now: BTreeMap<PathBuf, Vec<Problem>> = BTreeMap::new();
        for problem in problems {
            now.entry(problem.path.clone()).or_default().push(problem);
        }
        let gone = told.keys().filter(|path| !now.contains_key(*path)).map(|path| (path.clone(), Vec::new()));
        let new = now.iter().filter(|(path, problems)| told.get(*path) != Some(*problems));
        let news = gone.chain(new.map(|(path, problems)| (path.clone(), problems.clone()))).collect();
        *told = now;
        news
    }

    /// Forgets what was said, because the client cleared it.
    pub(super) fn forget(&self, path: &std::path::Path) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
    }
}

/// Looks whether a configuration file changed on disk. Not every client watches files, and none watches those that are
/// named behind `extends`. At most once a second unless something was `saved`, and away from the protocol loop.
pub(super) fn look(session: &Arc<Session>, saved: bool) {
    if session.is_time_to_look() || saved {
        let sender = session.looking.get_or_init(|| begin(session));
        // Full means that a look is due anyway; closed, that no thread could be started.
        let _ = sender.try_send(());
    }
}

/// One thread for all looks: it may wait for a slow disk, and what it does is so little that it must not be a reason for
/// one more of the threads that hold the memory of large texts.
fn begin(session: &Arc<Session>) -> SyncSender<()> {
    let (sender, due) = mpsc::sync_channel(1);
    let (session, runtime) = (Arc::downgrade(session), Handle::current());
    let looks = move || {
        while due.recv().is_ok() {
            let Some(session) = session.upgrade() else { return };
            if session.resolver().changed() {
                let _entered = runtime.enter();
                session.judge_again();
            }
        }
    };
    if let Err(error) = thread::Builder::new().name("configuration".to_owned()).spawn(looks) {
        tracing::error!("cannot start a thread: {error}");
    }
    sender
}

/// Says what is wrong with configuration files that are not open; an open one says it itself. The configuration that
/// was good last stays in force meanwhile.
pub(super) fn tell(session: &Session) {
    let news = session.told.update(session.resolver().problems());
    if news.is_empty() {
        return;
    }
    let folders = session.folders();
    let open: Vec<PathBuf> = session.documents.uris().iter().filter_map(|uri| folders.file(uri)).collect();
    for (path, problems) in news.into_iter().filter(|(path, _)| !open.contains(path)) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let document = Documents::apart(place::uri_of(&path), Text::new(&text));
        let findings = problems.into_iter().map(session::problem).collect();
        let analysis = Analysis { findings, ..Analysis::default() };
        let diagnostics = to_proto::diagnostics(&document, &analysis, session.capabilities());
        let params = json!({ "uri": document.uri, "diagnostics": diagnostics });
        let client = session.client.clone();
        tokio::spawn(async move { client.send_notification::<Publish>(params).await });
    }
}
