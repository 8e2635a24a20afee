//! What the client can do, read from raw JSON, and what the server answers to it.
//!
//! Raw, because one field of a wrong type must not cost the session, and because the key of the refresh request
//! is `workspace.diagnostics` in the specification but `workspace.diagnostic` in some clients.

use serde_json::Value;
use tower_lsp::ls_types::{
    CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions, DiagnosticOptions,
    DiagnosticServerCapabilities, DiagnosticTag, DocumentLinkOptions, ExecuteCommandOptions, HoverProviderCapability,
    InitializeResult, Notebook, NotebookDocumentSyncOptions, NotebookSelector, OneOf, PositionEncodingKind,
    SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use super::settings::Settings;
use super::{command, completion};
use crate::position::Encoding;

/// The kind of an action that cures or silences one finding.
pub(super) const QUICK_FIX: CodeActionKind = CodeActionKind::new("quickfix.aadsts");
/// The kind of the action that applies every safe fix of a document.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.aadsts");

/// What matters of the client's capabilities.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one independent answer of the client")]
pub(super) struct Capabilities {
    /// Unit of columns.
    pub(super) encoding: Encoding,
    /// The client asks for diagnostics and can be told to ask again.
    pub(super) pull: bool,
    /// Hovers may be Markdown.
    pub(super) markdown: bool,
    /// Edits may name the version that they are for.
    pub(super) document_changes: bool,
    /// Diagnostics may point to other places.
    pub(super) related_information: bool,
    /// Tags of diagnostics that the client shows.
    pub(super) tags: Vec<DiagnosticTag>,
    /// Diagnostics may carry data.
    pub(super) data: bool,
    /// Edits of code actions may come when they are chosen.
    pub(super) resolve_edits: bool,
    /// Edits may make files.
    pub(super) create_files: bool,
    /// The client applies edits that the server asks for.
    pub(super) apply_edits: bool,
    /// The client opens pages that the server names.
    pub(super) show_documents: bool,
    /// The client shows progress that the server begins.
    pub(super) progress: bool,
    /// The client can be told to ask for inlay hints again.
    pub(super) refresh_hints: bool,
    /// The client can be told to ask for code lenses again.
    pub(super) refresh_lenses: bool,
    /// Notebooks come as such, with their cells in order.
    pub(super) notebooks: bool,
    /// The client answers `workspace/configuration`.
    pub(super) configuration: bool,
    /// The client wants `workspace/didChangeConfiguration` to be registered.
    pub(super) register_configuration: bool,
    /// The client can watch files.
    pub(super) register_watchers: bool,
}

impl Capabilities {
    /// Reads the parameters of `initialize`.
    pub(super) fn read(params: &Value) -> Self {
        let flag = |path: &str| at(params, path).as_bool() == Some(true);
        let refresh = flag("workspace/diagnostics/refreshSupport") || flag("workspace/diagnostic/refreshSupport");
        Self {
            encoding: strings(at(params, "general/positionEncodings"))
                .find_map(|name| match name {
                    "utf-8" => Some(Encoding::Utf8),
                    "utf-16" => Some(Encoding::Utf16),
                    "utf-32" => Some(Encoding::Utf32),
                    _ => None,
                })
                .unwrap_or(Encoding::Utf16),
            pull: refresh && at(params, "textDocument/diagnostic").is_object(),
            markdown: strings(at(params, "textDocument/hover/contentFormat"))
                .find(|format| matches!(*format, "markdown" | "plaintext"))
                == Some("markdown"),
            document_changes: flag("workspace/workspaceEdit/documentChanges"),
            related_information: flag("textDocument/publishDiagnostics/relatedInformation")
                || flag("textDocument/diagnostic/relatedInformation"),
            tags: ["publishDiagnostics", "diagnostic"]
                .iter()
                .flat_map(|feature| numbers(at(params, &format!("textDocument/{feature}/tagSupport/valueSet"))))
                .filter_map(|tag| match tag {
                    1 => Some(DiagnosticTag::UNNECESSARY),
                    2 => Some(DiagnosticTag::DEPRECATED),
                    _ => None,
                })
                .collect(),
            data: flag("textDocument/publishDiagnostics/dataSupport") || flag("textDocument/diagnostic/dataSupport"),
            resolve_edits: flag("textDocument/codeAction/dataSupport")
                && strings(at(params, "textDocument/codeAction/resolveSupport/properties")).any(|name| name == "edit"),
            create_files: strings(at(params, "workspace/workspaceEdit/resourceOperations"))
                .any(|kind| kind == "create"),
            apply_edits: flag("workspace/applyEdit"),
            show_documents: flag("window/showDocument/support"),
            progress: flag("window/workDoneProgress"),
            refresh_hints: flag("workspace/inlayHint/refreshSupport"),
            refresh_lenses: flag("workspace/codeLens/refreshSupport"),
            notebooks: at(params, "notebookDocument/synchronization").is_object(),
            configuration: flag("workspace/configuration"),
            register_configuration: flag("workspace/didChangeConfiguration/dynamicRegistration"),
            register_watchers: flag("workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }

    /// The answer to `initialize`.
    pub(super) fn answer(&self, settings: &Settings) -> InitializeResult {
        let diagnostics = DiagnosticOptions {
            identifier: Some("aadsts".to_owned()),
            workspace_diagnostics: settings.workspace_diagnostics(),
            work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
            ..DiagnosticOptions::default()
        };
        InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(match self.encoding {
                    Encoding::Utf8 => PositionEncodingKind::UTF8,
                    Encoding::Utf16 => PositionEncodingKind::UTF16,
                    Encoding::Utf32 => PositionEncodingKind::UTF32,
                }),
                text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::INCREMENTAL),
                    save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
                    ..TextDocumentSyncOptions::default()
                })),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                code_action_provider: Some(
                    CodeActionOptions {
                        code_action_kinds: Some(vec![QUICK_FIX, FIX_ALL]),
                        resolve_provider: self.resolve_edits.then_some(true),
                        ..CodeActionOptions::default()
                    }
                    .into(),
                ),
                completion_provider: Some(CompletionOptions {
                    trigger_characters: Some(completion::TRIGGERS.map(str::to_owned).to_vec()),
                    ..CompletionOptions::default()
                }),
                document_link_provider: Some(DocumentLinkOptions {
                    resolve_provider: Some(false),
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                }),
                code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
                inlay_hint_provider: Some(OneOf::Left(true)),
                execute_command_provider: Some(ExecuteCommandOptions {
                    commands: command::COMMANDS.map(str::to_owned).to_vec(),
                    work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
                }),
                notebook_document_sync: self.notebooks.then(|| OneOf::Left(every_notebook())),
                diagnostic_provider: self.pull.then_some(DiagnosticServerCapabilities::Options(diagnostics)),
                workspace: Some(WorkspaceServerCapabilities {
                    workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                        supported: Some(true),
                        change_notifications: Some(OneOf::Left(true)),
                    }),
                    ..WorkspaceServerCapabilities::default()
                }),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "aadsts".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            offset_encoding: None,
        }
    }
}

/// Every notebook with all its cells: a code or an id can stand in any.
fn every_notebook() -> NotebookDocumentSyncOptions {
    let selector = NotebookSelector::ByNotebook { notebook: Notebook::String("*".to_owned()), cells: None };
    NotebookDocumentSyncOptions { notebook_selector: vec![selector], save: Some(false) }
}

fn at<'a>(params: &'a Value, path: &str) -> &'a Value {
    let pointer = format!("/capabilities/{path}");
    params.pointer(&pointer).unwrap_or(&Value::Null)
}

fn numbers(value: &Value) -> impl Iterator<Item = u64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_u64)
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_announced_means_the_oldest_client() {
        for params in [json!({}), json!(null), json!({ "capabilities": { "general": [], "workspace": 3 } })] {
            let read = Capabilities::read(&params);
            assert_eq!(read.encoding, Encoding::Utf16);
            assert!(!read.pull && !read.markdown && !read.document_changes && !read.configuration);
        }
    }

    #[test]
    fn both_spellings_of_the_refresh_key_count() {
        for key in ["diagnostics", "diagnostic"] {
            let params = json!({ "capabilities": {
                "workspace": { key: { "refreshSupport": true } }, "textDocument": { "diagnostic": {} }
            } });
            assert!(Capabilities::read(&params).pull, "{key}");
        }
    }

    #[test]
    fn the_first_known_encoding_wins() {
        let params = json!({ "capabilities": { "general": { "positionEncodings": ["x", "utf-32", "utf-8"] } } });
        assert_eq!(Capabilities::read(&params).encoding, Encoding::Utf32);
    }
}
