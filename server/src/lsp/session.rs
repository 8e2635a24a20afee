//! What the server knows during a session, and the events that change it, applied in arrival order.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use serde_json::Value;
use tower_lsp::Client;
use tower_lsp::ls_types::{
    ConfigurationItem, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Position, Range,
    Registration,
};

use super::capabilities::Capabilities;
use super::configuration::{self, Told};
use super::document::{Document, Documents};
use super::notebook;
use super::place::Folders;
use super::publish::Wanted;
use super::settings::{Files, Settings};
use super::text::Text;
use super::workspace::Workspace;
use crate::analysis::{self, Analysis, Finding, Options};
use crate::config::{self, Config, Problem, Resolver};
use crate::language::{self, Language};
use crate::rule::{Level, RuleId};

/// How long a client may take to answer a question.
const PATIENCE: Duration = Duration::from_secs(10);

/// The state of one session.
#[derive(Debug)]
pub(super) struct Session {
    /// The other side.
    pub(super) client: Client,
    /// Open documents.
    pub(super) documents: Documents,
    /// Documents whose diagnostics are to be pushed.
    pub(super) wanted: Wanted,
    /// Files that are not open.
    pub(super) workspace: Workspace,
    /// Wakes the thread that looks at configuration files.
    pub(super) looking: OnceLock<SyncSender<()>>,
    /// What the client was told about configuration files.
    pub(super) told: Told,
    capabilities: OnceLock<Capabilities>,
    folders: RwLock<Folders>,
    initial_settings: OnceLock<Settings>,
    settings: RwLock<Settings>,
    files: Files,
    /// Number of the last question for settings: an answer to an earlier one is too late.
    question: AtomicU64,
}

/// How a document is judged.
#[derive(Debug)]
pub(super) struct Judged {
    /// Below its workspace folder, with forward slashes.
    pub(super) path: String,
    /// The file that it stands for.
    pub(super) file: Option<PathBuf>,
    /// For the engine.
    pub(super) options: Options,
    /// Findings in it are left out.
    pub(super) excluded: bool,
    /// What the editor says, where that says anything.
    pub(super) language: Option<&'static Language>,
}

impl Judged {
    /// The file, where it is a configuration.
    fn configures(&self) -> Option<&Path> {
        self.file.as_deref().filter(|file| file.file_name().is_some_and(|name| name == config::FILE_NAME))
    }

    /// Whether a document that is judged like this says nothing.
    fn is_silent(&self, document: &Document) -> bool {
        let unread = document.text.unread(analysis::reach(&self.options));
        let silent = self.configures().is_none() && analysis::says_nothing(unread, &self.options);
        if silent {
            document.note_silence();
        }
        silent
    }
}

impl Session {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            documents: Documents::default(),
            wanted: Wanted::default(),
            workspace: Workspace::default(),
            looking: OnceLock::new(),
            told: Told::default(),
            capabilities: OnceLock::new(),
            folders: RwLock::default(),
            initial_settings: OnceLock::new(),
            settings: RwLock::default(),
            files: Files::default(),
            question: AtomicU64::new(0),
        }
    }

    /// Takes in the parameters of `initialize`. A second time changes nothing.
    pub(super) fn begin(&self, params: &Value) {
        if self.capabilities.set(Capabilities::read(params)).is_err() {
            return;
        }
        *self.folders.write().unwrap_or_else(PoisonError::into_inner) = Folders::read(params);
        let settings = Settings::read(params.get("initializationOptions").unwrap_or(&Value::Null));
        let _ = self.initial_settings.set(settings.clone());
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// What the client can do.
    pub(super) fn capabilities(&self) -> &Capabilities {
        self.capabilities.get_or_init(|| Capabilities::read(&Value::Null))
    }

    /// Applies a notification if it changes the state. Stores, signals and returns: it never waits for anything.
    /// Returns whether the notification was one of these.
    pub(super) fn apply(self: &Arc<Self>, method: &str, params: &Value) -> bool {
        let is_known = self.apply_now(method, params);
        // Behind the event: what it made known is no change any more.
        let own = uri_of(params).is_some_and(|uri| uri.ends_with(config::FILE_NAME));
        configuration::look(self, method == "textDocument/didSave" && !own);
        is_known
    }

    fn apply_now(self: &Arc<Self>, method: &str, params: &Value) -> bool {
        match method {
            "textDocument/didOpen" => self.open(params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didClose" => self.close(params),
            "textDocument/didSave" => {
                self.workspace.change();
                if uri_of(params).is_some_and(|uri| uri.ends_with(config::FILE_NAME)) {
                    self.judge_again();
                }
            }
            "workspace/didChangeWorkspaceFolders" => {
                self.folders.write().unwrap_or_else(PoisonError::into_inner).change(params);
                self.judge_again();
            }
            "workspace/didChangeWatchedFiles" => {
                self.workspace.change();
                let mut changes = params.get("changes").and_then(Value::as_array).into_iter().flatten();
                if changes.any(|change| text_of(change, "uri").is_some_and(|uri| uri.ends_with(config::FILE_NAME))) {
                    self.judge_again();
                }
            }
            "workspace/didChangeConfiguration" if self.capabilities().configuration => self.ask_settings(),
            "workspace/didChangeConfiguration" => {
                self.take_settings(params.get("settings").unwrap_or(&Value::Null));
            }
            _ if method.starts_with("notebookDocument/") => notebook::apply(self, method, params),
            "initialized" => {
                self.register();
                if self.capabilities().configuration {
                    self.ask_settings();
                }
            }
            _ => return false,
        }
        true
    }

    /// Analyses a snapshot, unless that was done before.
    pub(super) fn analyze(&self, document: &Document) -> Arc<Analysis> {
        document.analysis_or(|| {
            let judged = self.judged_as(document);
            configuration::tell(self);
            if let Some((notebook, index)) = &document.notebook {
                let mut analysis = notebook.analysis(*index, &judged.path, &judged.options);
                if judged.excluded {
                    analysis.findings.clear();
                }
                return analysis;
            }
            tracing::debug!(serial = document.serial, language = judged.language.map(|row| row.name), "analysing");
            if judged.is_silent(document) {
                return Analysis::default();
            }
            let text = String::from(&document.text);
            let mut analysis = analysis::analyze(&text, &judged.path, judged.language, &judged.options);
            if judged.excluded {
                analysis.findings.clear();
            }
            if let Some(file) = judged.configures() {
                analysis.findings.extend(problems(&text, file));
            }
            analysis
        })
    }

    /// The analysis of a snapshot where it costs next to nothing: little was edited, and nothing is said by that.
    pub(super) fn analyze_at_once(&self, document: &Document) -> Option<Arc<Analysis>> {
        if !document.is_hardly_changed() {
            return None;
        }
        self.judged_as(document).is_silent(document).then(|| document.analysis_or(Analysis::default))
    }

    /// How a document is judged.
    pub(super) fn judged_as(&self, document: &Document) -> Judged {
        let folders = self.folders();
        let uri = document.notebook.as_ref().map_or(&document.uri, |(notebook, _)| &notebook.uri);
        let (path, file) = (folders.relative(uri), folders.file(uri));
        let (options, excluded) = self.options(file.as_deref());
        // `plaintext` is what an editor says when it does not know: the path may know better.
        let language = language::by_id(&document.language_id).filter(|language| language.name != language::TEXT.name);
        Judged { path, file, options, excluded, language }
    }

    /// How a file is judged, and whether findings in it are left out.
    pub(super) fn options(&self, file: Option<&Path>) -> (Options, bool) {
        self.files.options(file, &self.settings())
    }

    /// Path -> configuration.
    pub(super) fn resolver(&self) -> &Resolver {
        self.files.resolver()
    }

    /// Whether it is time to look whether a configuration file changed.
    pub(super) fn is_time_to_look(&self) -> bool {
        self.files.is_time_to_look()
    }

    /// What the user set, as far as the client told.
    pub(super) fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The workspace folders.
    pub(super) fn folders(&self) -> Folders {
        self.folders.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn open(&self, params: &Value) {
        let document = params.get("textDocument").unwrap_or(&Value::Null);
        self.put_document(document);
        if let Some(uri) = text_of(document, "uri") {
            self.want(uri);
        }
    }

    /// Takes in a `TextDocumentItem`.
    pub(super) fn put_document(&self, document: &Value) {
        let (Some(uri), Some(text)) = (text_of(document, "uri"), text_of(document, "text")) else {
            tracing::warn!("a document was opened without uri or text");
            return;
        };
        let language_id = text_of(document, "languageId").unwrap_or_default();
        if self.workspace.take_over(uri) && self.capabilities().pull {
            self.wanted.add(uri);
        }
        self.documents.put(uri, version_of(document), language_id, Text::new(text));
    }

    fn change(self: &Arc<Self>, params: &Value) {
        let changed = self.change_document(params.get("textDocument"), params.get("contentChanges"));
        if changed.len() > 1 {
            self.want_cells(&changed);
        } else if let Some(uri) = changed.first() {
            self.want(uri);
        }
    }

    /// Applies the changes of a document. Returns the URIs of the documents that are to be judged anew.
    pub(super) fn change_document(&self, document: Option<&Value>, changes: Option<&Value>) -> Vec<String> {
        let document = document.unwrap_or(&Value::Null);
        let Some(old) = text_of(document, "uri").and_then(|uri| self.documents.get(uri)) else {
            tracing::warn!("didChange for a document that is not open");
            return Vec::new();
        };
        let encoding = self.capabilities().encoding;
        let mut text = old.editable();
        for change in changes.and_then(Value::as_array).into_iter().flatten() {
            let new = text_of(change, "text").unwrap_or_default();
            let range = change.get("range").filter(|range| !range.is_null());
            let ends = range.map(|range| (position(&range["start"]), position(&range["end"])));
            match ends {
                None => text = Text::new(new),
                Some((Some(start), Some(end))) => text.edit(Range::new(start, end), new, encoding),
                Some((None, _) | (_, None)) => tracing::warn!("didChange with a wrong range"),
            }
        }
        self.documents.put(&old.uri, version_of(document).or(old.version), &old.language_id, text)
    }

    fn close(&self, params: &Value) {
        if let Some(uri) = uri_of(params) {
            self.close_document(uri);
        }
    }

    /// Forgets a document and clears what was said about it.
    pub(super) fn close_document(&self, uri: &str) {
        self.documents.remove(uri);
        self.workspace.change();
        if let Some(file) = self.folders().file(uri).filter(|_| uri.ends_with(config::FILE_NAME)) {
            self.told.forget(&file);
        }
        self.want(uri);
    }

    /// Cells of one notebook say something new, also those that were not edited: a client that asks must ask again.
    pub(super) fn want_cells(self: &Arc<Self>, uris: &[String]) {
        if self.capabilities().pull {
            self.ask_to_pull();
        }
        for uri in uris {
            self.want(uri);
        }
    }

    fn want(&self, uri: &str) {
        if !self.capabilities().pull {
            self.wanted.add(uri);
        }
    }

    /// Judges every open document anew, because settings, folders or `aadsts.toml` changed.
    pub(super) fn judge_again(self: &Arc<Self>) {
        self.files.refresh();
        self.workspace.change();
        self.documents.renew();
        if self.capabilities().pull {
            self.ask_to_pull();
        } else {
            for uri in self.documents.uris() {
                self.wanted.add(&uri);
            }
        }
    }

    /// Tells the client that hints and lenses are other ones now.
    fn ask_for_extras(self: &Arc<Self>) {
        let session = self.clone();
        tokio::spawn(async move {
            if session.capabilities().refresh_hints {
                log_failure("inlay hint refresh", session.client.inlay_hint_refresh()).await;
            }
            if session.capabilities().refresh_lenses {
                log_failure("code lens refresh", session.client.code_lens_refresh()).await;
            }
        });
    }

    fn ask_to_pull(self: &Arc<Self>) {
        let session = self.clone();
        tokio::spawn(async move {
            log_failure("diagnostic refresh", session.client.workspace_diagnostic_refresh()).await;
        });
    }

    fn take_settings(self: &Arc<Self>, section: &Value) {
        let base = self.initial_settings.get().cloned().unwrap_or_default();
        let new = Settings::read(section).over(&base);
        let old = std::mem::replace(&mut *self.settings.write().unwrap_or_else(PoisonError::into_inner), new.clone());
        if old != new {
            self.judge_again();
            self.ask_for_extras();
        }
    }

    fn ask_settings(self: &Arc<Self>) {
        let question = self.question.fetch_add(1, Ordering::Relaxed) + 1;
        let session = self.clone();
        tokio::spawn(async move {
            let items = vec![ConfigurationItem { scope_uri: None, section: Some("aadsts".to_owned()) }];
            let Some(answer) = log_failure("configuration", session.client.configuration(items)).await else { return };
            if session.question.load(Ordering::Relaxed) == question {
                session.take_settings(answer.first().unwrap_or(&Value::Null));
            }
        });
    }

    fn register(self: &Arc<Self>) {
        let capabilities = self.capabilities();
        let mut registrations = Vec::new();
        if capabilities.register_watchers {
            // Files that are not open matter only to a client that wants to hear about them.
            let all = self.settings().workspace_diagnostics() && capabilities.pull;
            let pattern = if all { "**/*".to_owned() } else { format!("**/{}", config::FILE_NAME) };
            let watcher = FileSystemWatcher { glob_pattern: GlobPattern::String(pattern), kind: None };
            let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher] };
            registrations.push(("workspace/didChangeWatchedFiles", serde_json::to_value(options).ok()));
        }
        if capabilities.register_configuration {
            let section = serde_json::json!({ "section": "aadsts" });
            registrations.push(("workspace/didChangeConfiguration", Some(section)));
        }
        if registrations.is_empty() {
            return;
        }
        let registrations = registrations.into_iter().map(|(method, register_options)| Registration {
            id: format!("aadsts {method}"),
            method: method.to_owned(),
            register_options,
        });
        let registrations = registrations.collect();
        let session = self.clone();
        tokio::spawn(async move {
            log_failure("registration", session.client.register_capability(registrations)).await;
        });
    }
}

/// What is wrong with a configuration file that is open in the editor.
fn problems(text: &str, file: &Path) -> Vec<Finding> {
    let problems = Config::parse(text, file).err().into_iter().flatten().filter(|problem| problem.path == file);
    problems.map(problem).collect()
}

/// A problem of a configuration file as a finding.
pub(super) fn problem(problem: Problem) -> Finding {
    Finding {
        rule: RuleId::InvalidConfiguration,
        level: Level::Error,
        range: problem.range,
        message: problem.message,
        occurrence: None,
        related: Vec::new(),
        fixes: Vec::new(),
    }
}

/// Waits for the client's answer, but not for ever.
pub(super) async fn log_failure<T>(
    what: &str,
    answer: impl Future<Output = tower_lsp::jsonrpc::Result<T>>,
) -> Option<T> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::warn!("the client refused {what}: {error}");
            None
        }
        Err(_) => {
            tracing::warn!("the client did not answer {what}");
            None
        }
    }
}

fn text_of<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn uri_of(params: &Value) -> Option<&str> {
    text_of(params.get("textDocument")?, "uri")
}

/// A position, without the detour through the types: a burst of edits has thousands of them.
fn position(value: &Value) -> Option<Position> {
    let number = |name: &str| value.get(name)?.as_u64()?.try_into().ok();
    Some(Position::new(number("line")?, number("character")?))
}

fn version_of(document: &Value) -> Option<i32> {
    document.get("version").and_then(Value::as_i64).and_then(|version| version.try_into().ok())
}
