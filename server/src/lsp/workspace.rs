//! Findings in files that are not open: asked for as a whole, streamed, and never kept.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};
use tower_lsp::ls_types::notification::{Notification, Progress};
use tower_lsp::ls_types::{
    Diagnostic, FullDocumentDiagnosticReport, ProgressToken, UnchangedDocumentDiagnosticReport,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::document::Documents;
use super::publish::Publish;
use super::session::{Session, log_failure};
use super::text::Text;
use super::{place, to_proto, uri};
use crate::analysis;
use crate::source;
use crate::walk::{self, Met};

/// Reports in one message.
const BATCH: usize = 32;
/// Files with findings that one look reports. Whoever has more is helped by the command line.
const MOST: usize = 1000;
/// Reports that wait for the client.
const QUEUE: usize = 64;
/// Files between two words about progress.
const STEP: usize = 500;

/// What is remembered between two looks.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// Rises whenever a file may have changed.
    changes: AtomicU64,
    changed: Notify,
    /// `changes` as it was when the client was last answered.
    answered: Mutex<Option<u64>>,
    /// Files that diagnostics were pushed for though they are not open.
    pushed: Mutex<HashSet<String>>,
}

impl Workspace {
    /// A file may have changed.
    pub(super) fn change(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_waiters();
    }

    /// Forgets that something was pushed for a file, since it is opened; says whether there was.
    pub(super) fn take_over(&self, uri: &str) -> bool {
        self.pushed.lock().unwrap_or_else(PoisonError::into_inner).remove(uri)
    }

    /// Waits until there is something new to say. A client that is answered asks again at once.
    async fn news(&self) -> u64 {
        loop {
            let changed = self.changed.notified();
            let now = self.changes.load(Ordering::Relaxed);
            if *self.answered.lock().unwrap_or_else(PoisonError::into_inner) != Some(now) {
                return now;
            }
            changed.await;
        }
    }
}

/// What one file says.
struct Report {
    uri: String,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Changes with what is said, whatever else happens to the file.
    fn id(&self) -> String {
        let mut hasher = DefaultHasher::new();
        serde_json::to_string(&self.diagnostics).unwrap_or_default().hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}

/// A look at all files, on threads of its own.
struct Look {
    reports: mpsc::Receiver<Report>,
    files: Arc<AtomicU64>,
    /// Tells the threads that nobody listens any more.
    stop: Arc<AtomicBool>,
}

impl Drop for Look {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Look {
    fn begin(session: &Arc<Session>) -> Self {
        let (sender, reports) = mpsc::channel(QUEUE);
        let look = Self { reports, files: Arc::default(), stop: Arc::default() };
        let (session, files, stop) = (session.clone(), look.files.clone(), look.stop.clone());
        tokio::task::spawn_blocking(move || {
            let open = open_files(&session.documents, &session);
            for (folder, path) in session.folders().on_disk() {
                walk::each(std::slice::from_ref(&path), session.resolver(), |met| {
                    let Met::File(target) = met else { return };
                    if stop.load(Ordering::Relaxed) || open.contains(&target.disk) {
                        return;
                    }
                    files.fetch_add(1, Ordering::Relaxed);
                    let own = format!("{}/{}", folder.trim_end_matches('/'), place::encoded(&target.inner));
                    if let Some(report) = report(&session, own, &target.disk) {
                        let _ = sender.blocking_send(report);
                    }
                });
            }
        });
        look
    }
}

fn open_files(documents: &Documents, session: &Session) -> HashSet<PathBuf> {
    let folders = session.folders();
    documents.uris().iter().filter_map(|uri| folders.file(uri)).collect()
}

/// Judges one file as an open document of the same text would be.
fn report(session: &Session, uri: String, disk: &std::path::Path) -> Option<Report> {
    let (options, excluded) = session.options(Some(disk));
    if excluded {
        return None;
    }
    let source = source::decode(fs::read(disk).ok()?)?;
    let path = session.folders().relative(&uri);
    let analysis = analysis::analyze(&source.text, &path, None, &options);
    if analysis.findings.is_empty() {
        return None;
    }
    let document = Documents::apart(uri, Text::new(&source.text));
    let diagnostics = to_proto::diagnostics(&document, &analysis, session.capabilities());
    Some(Report { uri: document.uri, diagnostics })
}

/// Answers `workspace/diagnostic`. The answer to a second question waits until something has changed.
pub(super) async fn diagnostic(
    session: &Arc<Session>,
    params: WorkspaceDiagnosticParams,
) -> WorkspaceDiagnosticReportResult {
    let changes = session.workspace.news().await;
    let work = Work::begin(session, params.work_done_progress_params.work_done_token, false).await;
    let partial = params.partial_result_params.partial_result_token;
    let mut previous: HashMap<String, String> = params
        .previous_result_ids
        .iter()
        .map(|known| (uri::own(&known.uri).into_owned(), known.value.clone()))
        .collect();
    let mut look = Look::begin(session);
    let (mut items, mut count) = (Vec::new(), 0);
    while let Some(report) = look.reports.recv().await {
        count += 1;
        if count > MOST {
            break;
        }
        items.extend(item(&report, previous.remove(&report.uri).as_ref()));
        work.report(look.files.load(Ordering::Relaxed)).await;
        if let Some(token) = partial.as_ref().filter(|_| items.len() >= BATCH) {
            send(session, token, json!({ "items": std::mem::take(&mut items) })).await;
        }
    }
    // What was reported before and says nothing any more is cleared, unless it is open and answers for itself.
    for (gone, _) in previous.into_iter().filter(|(uri, _)| session.documents.get(uri).is_none()) {
        items.extend(item(&Report { uri: gone, diagnostics: Vec::new() }, None));
    }
    work.end(look.files.load(Ordering::Relaxed), count).await;
    *session.workspace.answered.lock().unwrap_or_else(PoisonError::into_inner) = Some(changes);
    if let Some(token) = partial.as_ref().filter(|_| !items.is_empty()) {
        send(session, token, json!({ "items": std::mem::take(&mut items) })).await;
    }
    WorkspaceDiagnosticReport { items }.into()
}

fn item(report: &Report, known: Option<&String>) -> Option<WorkspaceDocumentDiagnosticReport> {
    let uri = uri::typed(&report.uri)?;
    let id = report.id();
    if known == Some(&id) {
        let report = UnchangedDocumentDiagnosticReport { result_id: id };
        return Some(WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version: None,
            unchanged_document_diagnostic_report: report,
        }));
    }
    let report = FullDocumentDiagnosticReport { result_id: Some(id), items: report.diagnostics.clone() };
    Some(WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: None,
        full_document_diagnostic_report: report,
    }))
}

/// Looks at every file once and pushes what was found, for clients that never ask.
pub(super) async fn scan(session: &Arc<Session>, token: Option<ProgressToken>) -> Value {
    let work = Work::begin(session, token, true).await;
    let mut look = Look::begin(session);
    let mut found = HashSet::new();
    let mut findings = 0;
    while let Some(report) = look.reports.recv().await {
        if found.len() == MOST {
            break;
        }
        findings += report.diagnostics.len();
        push(session, &report).await;
        found.insert(report.uri);
        work.report(look.files.load(Ordering::Relaxed)).await;
    }
    let files = look.files.load(Ordering::Relaxed);
    let old = {
        let mut pushed = session.workspace.pushed.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *pushed, found.clone())
    };
    for gone in old.difference(&found).filter(|uri| session.documents.get(uri).is_none()) {
        push(session, &Report { uri: gone.clone(), diagnostics: Vec::new() }).await;
    }
    work.end(files, found.len()).await;
    json!({ "files": files, "filesWithFindings": found.len(), "findings": findings })
}

async fn push(session: &Session, report: &Report) {
    let params = json!({ "uri": report.uri, "diagnostics": report.diagnostics });
    session.client.send_notification::<Publish>(params).await;
}

async fn send(session: &Session, token: &ProgressToken, value: Value) {
    session.client.send_notification::<RawProgress>(json!({ "token": token, "value": value })).await;
}

/// `$/progress` as raw JSON: partial results are of any type.
enum RawProgress {}

impl Notification for RawProgress {
    type Params = Value;
    const METHOD: &'static str = Progress::METHOD;
}

/// The progress of one look, where anybody wants to see it.
struct Work {
    session: Arc<Session>,
    token: Option<ProgressToken>,
    said: AtomicU64,
}

impl Work {
    /// `own` asks the client for a progress where it gave no token.
    async fn begin(session: &Arc<Session>, token: Option<ProgressToken>, own: bool) -> Self {
        let mut work = Self { session: session.clone(), token, said: AtomicU64::new(0) };
        if work.token.is_none() && own && session.capabilities().progress {
            let token = ProgressToken::String("aadsts/scan".to_owned());
            let created = session.client.create_work_done_progress(token.clone());
            work.token = log_failure("a progress", created).await.map(|()| token);
        }
        work.say(json!({ "kind": "begin", "title": "aadsts", "cancellable": false, "message": "looking at files" }))
            .await;
        work
    }

    async fn report(&self, files: u64) {
        if files >= self.said.load(Ordering::Relaxed) + STEP as u64 {
            self.said.store(files, Ordering::Relaxed);
            self.say(json!({ "kind": "report", "message": format!("{files} files") })).await;
        }
    }

    async fn end(&self, files: u64, found: usize) {
        let more = if found >= MOST { " or more" } else { "" };
        let message = format!("findings in {}{more} of {files} files", found.min(MOST));
        self.say(json!({ "kind": "end", "message": message })).await;
    }

    async fn say(&self, value: Value) {
        if let Some(token) = &self.token {
            send(&self.session, token, value).await;
        }
    }
}
