//! An entry of `aadsts.toml` that says that an id is right: where no comment can say so, and for a whole project.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tower_lsp::ls_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, ResourceOp, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::document::Document;
use super::session::Session;
use super::text::Text;
use super::{place, uri};
use crate::catalog;
use crate::config::FILE_NAME;
use crate::guid::Guid;

/// Whether an entry can be written for a document: it must be a file, and the client must be able to make one where
/// there is no configuration yet.
pub(super) fn is_possible(session: &Session, document: &Document) -> bool {
    configuration(session, document).is_some_and(|(path, _)| {
        let capabilities = session.capabilities();
        capabilities.document_changes && capabilities.create_files || open(session, &path).is_some() || path.exists()
    })
}

/// The edit that allows an id in the file of a document, or everywhere below the configuration file.
pub(super) fn edit(session: &Session, document: &Document, id: Guid, only_here: bool) -> Option<WorkspaceEdit> {
    let (path, file) = configuration(session, document)?;
    let pattern = if only_here { Some(pattern(file.strip_prefix(path.parent()?).ok()?)?) } else { None };
    let opened = open(session, &path);
    let on_disk = fs::read_to_string(&path).ok();
    let exists = opened.is_some() || path.exists();
    let text = match &opened {
        Some(document) => document.text.clone(),
        // A file that cannot be read must not be taken for an empty one.
        None if exists && on_disk.is_none() => return None,
        None => Text::new(&on_disk.unwrap_or_default()),
    };
    let capabilities = session.capabilities();
    let end = text.position(text.len(), capabilities.encoding);
    let edit = TextEdit {
        range: tower_lsp::ls_types::Range::new(end, end),
        new_text: entry(&String::from(&text), id, pattern.as_deref()),
    };
    let uri = opened.as_ref().map_or_else(|| place::uri_of(&path), |document| document.uri.clone());
    let uri = uri::typed(&uri)?;
    if !capabilities.document_changes {
        #[allow(clippy::mutable_key_type, reason = "the protocol type has URIs as keys, and nobody changes them")]
        let changes = [(uri, vec![edit])].into();
        return exists.then(|| WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let version = opened.and_then(|document| document.version);
    let text_document = OptionalVersionedTextDocumentIdentifier { uri: uri.clone(), version };
    let mut operations = Vec::new();
    if !exists {
        let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
        let create = CreateFile { uri, options: Some(options), annotation_id: None };
        operations.push(DocumentChangeOperation::Op(ResourceOp::Create(create)));
    }
    let edit = TextDocumentEdit { text_document, edits: vec![OneOf::Left(edit)] };
    operations.push(DocumentChangeOperation::Edit(edit));
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() })
}

/// The configuration file that governs a document, or the one that would, and the document's own file.
fn configuration(session: &Session, document: &Document) -> Option<(PathBuf, PathBuf)> {
    let file = session.judged_as(document).file?;
    let governing = session.resolver().resolve(&file).governing.map(|governing| governing.path.clone());
    let new = || Some(session.folders().holding(&file).or_else(|| file.parent().map(Path::to_owned))?.join(FILE_NAME));
    Some((governing.or_else(new)?, file))
}

fn open(session: &Session, path: &Path) -> Option<Arc<Document>> {
    let folders = session.folders();
    session.documents.all().into_iter().find(|document| folders.file(&document.uri).as_deref() == Some(path))
}

fn entry(text: &str, id: Guid, pattern: Option<&str>) -> String {
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut entry = String::new();
    if !text.is_empty() {
        entry.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
    }
    entry.push_str("[[allow]]\n");
    let name = catalog::app(id).map_or("", |app| app.name.as_str());
    let name = if name.is_empty() { String::new() } else { format!(" # {name}") };
    // Writing to a `String` cannot fail.
    let _ = writeln!(entry, "app-id = \"{id}\"{name}");
    if let Some(pattern) = pattern {
        let _ = writeln!(entry, "paths = [\"{pattern}\"]");
    }
    entry.push_str("reason = \"TODO: why this id is right here\"\n");
    entry.replace('\n', line_break)
}

/// A path as a pattern that means it and nothing else.
fn pattern(relative: &Path) -> Option<String> {
    let mut pattern = String::new();
    for part in relative.components() {
        pattern.push('/');
        for character in part.as_os_str().to_str()?.chars() {
            match character {
                '[' | ']' | '*' | '?' | '{' | '}' => {
                    let _ = write!(pattern, "[{character}]");
                }
                '"' | '\\' => return None,
                _ => pattern.push(character),
            }
        }
    }
    Some(pattern)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn an_entry_allows_the_file_and_no_other() {
        let id: Guid = "04b07795-8ddb-461a-bbee-02f9e1bf7b46".parse().unwrap();
        for (file, other) in [
            ("package.json", "a/package.json"),
            ("app/[slug]/x*.json", "app/s/xy.json"),
            ("a/{b}?.json", "a/bc.json"),
            ("ä ö/x.json", "ä ö/y.json"),
        ] {
            for before in ["", "exclude = ['x']", "exclude = ['x']\r\n"] {
                let text = format!("{before}{}", entry(before, id, Some(&pattern(Path::new(file)).unwrap())));
                let config = Config::parse(&text, Path::new("/r/aadsts.toml"))
                    .unwrap_or_else(|error| panic!("{text}: {error:?}"));
                let allowed = |name: &str| config.options(&Path::new("/r").join(name)).allow;
                assert_eq!((allowed(file), allowed(other)), (vec![id], vec![]), "{text}");
            }
        }
    }
}
