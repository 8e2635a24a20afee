//! What the server knows during a session, and the events that change it, applied in arrival order.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use serde_json::Value;
use tower_lsp::Client;
use tower_lsp::ls_types::{
    ConfigurationItem, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration,
};

use super::capabilities::Capabilities;
use super::document::{Document, Documents};
use super::place::Folders;
use super::publish::Wanted;
use super::settings::{Files, Settings};
use super::text::Text;
use crate::analysis::{self, Analysis, Finding};
use crate::config::{self, Config};
use crate::language;
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
    capabilities: OnceLock<Capabilities>,
    folders: RwLock<Folders>,
    initial_settings: OnceLock<Settings>,
    settings: RwLock<Settings>,
    files: Files,
    /// Number of the last question for settings: an answer to an earlier one is too late.
    question: AtomicU64,
}

impl Session {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            documents: Documents::default(),
            wanted: Wanted::default(),
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
        match method {
            "textDocument/didOpen" => self.open(params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didClose" => self.close(params),
            "textDocument/didSave" => {
                if uri_of(params).is_some_and(|uri| uri.ends_with(config::FILE_NAME)) {
                    self.judge_again();
                }
            }
            "workspace/didChangeWorkspaceFolders" => {
                self.folders.write().unwrap_or_else(PoisonError::into_inner).change(params);
                self.judge_again();
            }
            "workspace/didChangeWatchedFiles" => {
                let mut changes = params.get("changes").and_then(Value::as_array).into_iter().flatten();
                if changes.any(|change| text_of(change, "uri").is_some_and(|uri| uri.ends_with(config::FILE_NAME))) {
                    self.judge_again();
                }
            }
            "workspace/didChangeConfiguration" if self.capabilities().configuration => self.ask_settings(),
            "workspace/didChangeConfiguration" => {
                self.take_settings(params.get("settings").unwrap_or(&Value::Null));
            }
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
            let folders = self.folders.read().unwrap_or_else(PoisonError::into_inner).clone();
            let settings = self.settings.read().unwrap_or_else(PoisonError::into_inner).clone();
            let (path, file) = (folders.relative(&document.uri), folders.file(&document.uri));
            let (options, excluded) = self.files.options(file.as_deref(), &settings);
            // `plaintext` is what an editor says when it does not know: the path may know better.
            let language =
                language::by_id(&document.language_id).filter(|language| language.name != language::TEXT.name);
            tracing::debug!(serial = document.serial, language = language.map(|language| language.name), "analysing");
            let text = String::from(&document.text);
            let mut analysis = analysis::analyze(&text, &path, language, &options);
            if excluded {
                analysis.findings.clear();
            }
            if let Some(file) = file.filter(|file| file.file_name().is_some_and(|name| name == config::FILE_NAME)) {
                analysis.findings.extend(problems(&text, &file));
            }
            analysis
        })
    }

    fn open(&self, params: &Value) {
        let document = params.get("textDocument").unwrap_or(&Value::Null);
        let (Some(uri), Some(text)) = (text_of(document, "uri"), text_of(document, "text")) else {
            tracing::warn!("didOpen without uri or text");
            return;
        };
        let language_id = text_of(document, "languageId").unwrap_or_default();
        self.documents.put(uri, version_of(document), language_id, Text::new(text));
        self.want(uri);
    }

    fn change(&self, params: &Value) {
        let Some(old) = uri_of(params).and_then(|uri| self.documents.get(uri)) else {
            tracing::warn!("didChange for a document that is not open");
            return;
        };
        let encoding = self.capabilities().encoding;
        let mut text = old.text.clone();
        for change in params.get("contentChanges").and_then(Value::as_array).into_iter().flatten() {
            let new = text_of(change, "text").unwrap_or_default();
            match change.get("range").filter(|range| !range.is_null()) {
                None => text = Text::new(new),
                Some(range) => match serde_json::from_value(range.clone()) {
                    Ok(range) => text.edit(range, new, encoding),
                    Err(error) => tracing::warn!("didChange with a wrong range: {error}"),
                },
            }
        }
        let version = version_of(params.get("textDocument").unwrap_or(&Value::Null));
        self.documents.put(&old.uri, version.or(old.version), &old.language_id, text);
        self.want(&old.uri);
    }

    fn close(&self, params: &Value) {
        if let Some(uri) = uri_of(params) {
            self.documents.remove(uri);
            self.want(uri);
        }
    }

    fn want(&self, uri: &str) {
        if !self.capabilities().pull {
            self.wanted.add(uri);
        }
    }

    /// Judges every open document anew, because settings, folders or `aadsts.toml` changed.
    fn judge_again(self: &Arc<Self>) {
        self.files.refresh();
        self.documents.renew();
        if self.capabilities().pull {
            let session = self.clone();
            tokio::spawn(async move {
                log_failure("diagnostic refresh", session.client.workspace_diagnostic_refresh()).await;
            });
        } else {
            for uri in self.documents.uris() {
                self.wanted.add(&uri);
            }
        }
    }

    fn take_settings(self: &Arc<Self>, section: &Value) {
        let base = self.initial_settings.get().cloned().unwrap_or_default();
        let new = Settings::read(section).over(&base);
        let old = std::mem::replace(&mut *self.settings.write().unwrap_or_else(PoisonError::into_inner), new.clone());
        if old != new {
            self.judge_again();
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
            let watcher = FileSystemWatcher {
                glob_pattern: GlobPattern::String(format!("**/{}", config::FILE_NAME)),
                kind: None,
            };
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
    let findings = problems.map(|problem| Finding {
        rule: RuleId::InvalidConfiguration,
        level: Level::Error,
        range: problem.range,
        message: problem.message,
        occurrence: None,
        related: Vec::new(),
        fixes: Vec::new(),
    });
    findings.collect()
}

/// Waits for the client's answer, but not for ever.
async fn log_failure<T>(what: &str, answer: impl Future<Output = tower_lsp::jsonrpc::Result<T>>) -> Option<T> {
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

fn version_of(document: &Value) -> Option<i32> {
    document.get("version").and_then(Value::as_i64).and_then(|version| version.try_into().ok())
}
