//! Paths of the command line -> files, in parallel.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::config::Resolver;

/// A file to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) disk: PathBuf,
    /// As people see it: as it was given, with forward slashes.
    pub(crate) shown: String,
    /// As the engine sees it: below what was searched, for its words count as evidence.
    pub(crate) inner: String,
    /// It was named on the command line, not found in a folder.
    pub(crate) named: bool,
}

/// What a walk came across.
pub(crate) enum Met {
    File(Target),
    /// Something that cannot be looked at, and whether it was named.
    Unreadable {
        message: String,
        named: bool,
    },
}

const METADATA: [&str; 5] = [".git", ".hg", ".svn", ".jj", ".bzr"];

/// Calls `look` for every file below `paths`, on several threads, and collects what it returns, in no order.
pub(crate) fn each<T: Send>(paths: &[PathBuf], resolver: &Resolver, look: impl Fn(Met) -> T + Sync) -> Vec<T> {
    let Some((first, others)) = paths.split_first() else { return Vec::new() };
    let mut builder = WalkBuilder::new(first);
    for path in others {
        builder.add(path);
    }
    builder.hidden(false).follow_links(false);
    let (sender, receiver) = mpsc::channel();
    // Folders that overlap must not have their files looked at, and fixed, twice.
    let seen = (paths.len() > 1).then(|| Mutex::new(HashSet::new()));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            builder.build_parallel().run(|| {
                let sender = sender.clone();
                let (look, seen) = (&look, seen.as_ref());
                Box::new(move |entry| {
                    let met = match entry {
                        Ok(entry) if left_out(&entry, resolver) => return WalkState::Skip,
                        Ok(entry) => meet(&entry),
                        Err(error) => Some(Met::Unreadable { named: depth(&error) == 0, message: reason(&error) }),
                    };
                    if let Some(met) = met.filter(|met| is_new(met, seen)) {
                        let _ = sender.send(look(met));
                    }
                    WalkState::Continue
                })
            });
            drop(sender);
        });
        receiver.into_iter().collect()
    })
}

fn meet(entry: &DirEntry) -> Option<Met> {
    let named = entry.depth() == 0;
    let disk = entry.path();
    let file_type = entry.file_type()?;
    if named {
        // Named links are followed, and pipes read; `<(command)` is one.
        return match std::fs::metadata(disk) {
            Ok(metadata) if metadata.is_dir() => None,
            Ok(_) => Some(Met::File(Target::named(disk))),
            Err(error) => Some(Met::Unreadable { message: format!("cannot read {}: {error}", disk.display()), named }),
        };
    }
    let root = disk.ancestors().nth(entry.depth())?;
    let inner = slashes(disk.strip_prefix(root).ok()?);
    file_type.is_file().then(|| Met::File(Target { disk: disk.to_owned(), shown: shown(disk), inner, named }))
}

impl Target {
    pub(crate) fn named(path: &Path) -> Self {
        Self { disk: path.to_owned(), shown: shown(path), inner: below(path), named: true }
    }
}

/// Metadata of version control, and folders that the configuration leaves out.
fn left_out(entry: &DirEntry, resolver: &Resolver) -> bool {
    entry.depth() > 0
        && (METADATA.iter().any(|name| entry.file_name() == *name)
            || entry.file_type().is_some_and(|kind| kind.is_dir()) && resolver.resolve(entry.path()).excluded)
}

fn is_new(met: &Met, seen: Option<&Mutex<HashSet<PathBuf>>>) -> bool {
    match (met, seen) {
        (Met::File(target), Some(seen)) => {
            let path = std::path::absolute(&target.disk).unwrap_or_else(|_| target.disk.clone());
            seen.lock().unwrap_or_else(PoisonError::into_inner).insert(path)
        }
        _ => true,
    }
}

fn depth(error: &ignore::Error) -> usize {
    match error {
        ignore::Error::WithDepth { depth, .. } => *depth,
        ignore::Error::WithPath { err, .. } | ignore::Error::WithLineNumber { err, .. } => depth(err),
        // An unreadable .gitignore and the like: never something that was named.
        _ => usize::MAX,
    }
}

fn reason(error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithDepth { err, .. } => reason(err),
        ignore::Error::WithPath { path, err } => format!("cannot read {}: {}", path.display(), reason(err)),
        other => other.to_string(),
    }
}

/// A path as people see it.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    slashes(path)
}

/// The part of a named file's path that says something about the file: not where the checkout happens to stand.
fn below(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let here = std::env::current_dir().ok();
    let repository = || absolute.ancestors().skip(1).find(|folder| folder.join(".git").exists());
    let below = here
        .as_deref()
        .filter(|here| absolute.starts_with(here))
        .or_else(repository)
        .and_then(|folder| absolute.strip_prefix(folder).ok())
        .or_else(|| absolute.file_name().map(Path::new));
    slashes(below.unwrap_or(path))
}

fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") }
}
