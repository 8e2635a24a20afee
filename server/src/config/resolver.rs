//! Path -> the configuration that governs it, for the command line and the server alike.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::SystemTime;

use super::{Config, FILE_NAME, Problem, file};
use crate::analysis::Options;

/// Which configuration counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The nearest file upward from what is judged.
    #[default]
    Nearest,
    /// This file, wherever the judged file is.
    File(PathBuf),
    /// None.
    Off,
}

/// A configuration file that was found.
#[derive(Debug)]
pub struct Governing {
    /// Where it is.
    pub path: PathBuf,
    /// What it says; what it last said when it was good, if it is broken now.
    pub config: Option<Arc<Config>>,
    /// What is wrong with it, here or in a file that it extends.
    pub problems: Vec<Problem>,
}

/// How one path is judged.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// For the engine.
    pub options: Options,
    /// The path is one of `exclude`, or a configuration file itself: nothing is reported in it.
    pub excluded: bool,
    /// Where that comes from; `None` without a configuration file.
    pub governing: Option<Arc<Governing>>,
}

impl Resolved {
    /// For the engine in an editor, which may show other levels than the command line.
    pub fn into_editor_options(self) -> Options {
        let mut options = self.options;
        if let Some(config) = self.governing.as_ref().and_then(|governing| governing.config.as_ref()) {
            options.levels.extend(&config.editor_levels);
        }
        options
    }

    /// The configuration that governs the path cannot be used as it stands now.
    pub fn broken(&self) -> bool {
        self.governing.as_ref().is_some_and(|governing| !governing.problems.is_empty())
    }
}

/// Finds and remembers configuration files, one look-up a folder. Shared between threads.
#[derive(Debug, Default)]
pub struct Resolver {
    choice: Choice,
    found: RwLock<Found>,
}

#[derive(Debug, Default)]
struct Found {
    by_folder: HashMap<PathBuf, Option<Arc<Governing>>>,
    by_file: HashMap<PathBuf, Arc<Governing>>,
    last_good: HashMap<PathBuf, Arc<Config>>,
    /// Everything that was looked at, and what was there.
    stamps: HashMap<PathBuf, Stamp>,
}

/// Time of the last change and length; `None` where there is no file.
type Stamp = Option<(SystemTime, u64)>;

impl Resolver {
    /// A resolver that has read nothing yet.
    pub fn new(choice: Choice) -> Self {
        Self { choice, found: RwLock::default() }
    }

    /// How a file at this path is judged. A relative path counts from the working directory.
    pub fn resolve(&self, path: &Path) -> Resolved {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let governing = self.governing(&path);
        let config = governing.as_ref().and_then(|governing| governing.config.as_ref());
        Resolved {
            options: config.map_or_else(Options::default, |config| config.options(&path)),
            excluded: path.file_name().is_some_and(|name| name == FILE_NAME) && !path.is_dir()
                || config.is_some_and(|config| config.excludes(&path))
                || governing.as_ref().is_some_and(|governing| self.is_left_out(&governing.path)),
            governing,
        }
    }

    /// Whether the folder of a configuration file is excluded by one further up: then so is everything in it, as nobody
    /// who walks folders would ever come upon the inner file.
    fn is_left_out(&self, file: &Path) -> bool {
        let Some(folder) = file.parent().filter(|_| self.choice == Choice::Nearest) else { return false };
        let Some(outer) = self.governing(folder) else { return false };
        outer.config.as_ref().is_some_and(|config| config.excludes(folder)) || self.is_left_out(&outer.path)
    }

    /// Reads everything again at the next look-up. A file that is broken by then keeps its last good meaning.
    pub fn refresh(&self) {
        let mut found = self.write();
        found.by_folder.clear();
        found.by_file.clear();
        found.stamps.clear();
    }

    /// Whether a file that counted is another one now, is gone, or one has come between. Asks the file system once for
    /// every folder that was looked at, and reads nothing.
    pub fn changed(&self) -> bool {
        let stamps = self.read().stamps.clone();
        stamps.into_iter().any(|(path, then)| stamp(&path) != then)
    }

    /// Every configuration file that was needed so far, in order.
    pub fn files(&self) -> Vec<Arc<Governing>> {
        let mut files: Vec<_> = self.read().by_file.values().cloned().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }

    /// Everything wrong in the files that were needed so far, in order of path and place.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems: Vec<_> =
            self.read().by_file.values().flat_map(|governing| governing.problems.iter().cloned()).collect();
        problems.sort_by(|a, b| (&a.path, a.range.start).cmp(&(&b.path, b.range.start)));
        problems.dedup();
        problems
    }

    fn governing(&self, path: &Path) -> Option<Arc<Governing>> {
        match &self.choice {
            Choice::Off => None,
            Choice::File(file) => {
                let file = std::path::absolute(file).unwrap_or_else(|_| file.clone());
                let known = self.read().by_file.get(&file).cloned();
                Some(known.unwrap_or_else(|| load(&mut self.write(), &file)))
            }
            Choice::Nearest => {
                let folder = path.parent()?;
                if let Some(known) = self.read().by_folder.get(folder) {
                    return known.clone();
                }
                nearest(&mut self.write(), folder)
            }
        }
    }

    // A thread that panicked while it held the lock leaves at worst a look-up undone.
    fn read(&self) -> RwLockReadGuard<'_, Found> {
        self.found.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Found> {
        self.found.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nearest(found: &mut Found, folder: &Path) -> Option<Arc<Governing>> {
    let mut passed = Vec::new();
    let mut result = None;
    for folder in folder.ancestors() {
        if let Some(known) = found.by_folder.get(folder) {
            result.clone_from(known);
            break;
        }
        passed.push(folder);
        let file = folder.join(FILE_NAME);
        // A folder of this name configures nothing; a file that cannot be looked at is reported by `load`.
        if file.symlink_metadata().is_ok() && !file.is_dir() {
            result = Some(load(found, &file));
            break;
        }
        found.stamps.insert(file, None);
    }
    for folder in passed {
        found.by_folder.insert(folder.to_owned(), result.clone());
    }
    result
}

fn load(found: &mut Found, path: &Path) -> Arc<Governing> {
    if let Some(known) = found.by_file.get(path) {
        return Arc::clone(known);
    }
    let mut looked_at = Vec::new();
    let (config, problems) = match file::load(path, &mut looked_at) {
        Ok(config) => {
            let config = Arc::new(config);
            found.last_good.insert(path.to_owned(), Arc::clone(&config));
            (Some(config), Vec::new())
        }
        Err(problems) => (found.last_good.get(path).cloned(), problems),
    };
    looked_at.push(path.to_owned());
    looked_at.extend(config.iter().flat_map(|config| config.parents.clone()));
    looked_at.extend(problems.iter().map(|problem| problem.path.clone()));
    for file in looked_at {
        let stamp = stamp(&file);
        found.stamps.insert(file, stamp);
    }
    let governing = Arc::new(Governing { path: path.to_owned(), config, problems });
    found.by_file.insert(path.to_owned(), Arc::clone(&governing));
    governing
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok().filter(|metadata| !metadata.is_dir())?;
    Some((metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::rule::{Level, RuleId};

    #[test]
    fn the_nearest_file_counts_alone() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("a/b")).unwrap();
        fs::write(root.path().join(FILE_NAME), "[fix]\nplaceholder = 'OUTER'").unwrap();
        fs::write(root.path().join("a").join(FILE_NAME), "exclude = ['b']").unwrap();
        let resolver = Resolver::new(Choice::Nearest);
        assert_eq!(resolver.resolve(&root.path().join("x.py")).options.placeholder, "OUTER");
        let inner = resolver.resolve(&root.path().join("a/x.py"));
        assert_eq!(inner.options.placeholder, Options::default().placeholder);
        assert!(!inner.excluded);
        assert!(resolver.resolve(&root.path().join("a/b/x.py")).excluded);
        fs::create_dir_all(root.path().join("a/b/c")).unwrap();
        fs::write(root.path().join("a/b/c").join(FILE_NAME), "").unwrap();
        resolver.refresh();
        assert!(resolver.resolve(&root.path().join("a/b/c/d/x.py")).excluded, "left out with the folder that it is in");
        assert!(Resolver::new(Choice::Off).resolve(&root.path().join("x.py")).governing.is_none());
        let fixed = Resolver::new(Choice::File(root.path().join(FILE_NAME)));
        assert_eq!(fixed.resolve(&root.path().join("a/x.py")).options.placeholder, "OUTER");
    }

    #[test]
    fn a_broken_file_keeps_its_last_good_meaning() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(FILE_NAME);
        let path = root.path().join("x.py");
        fs::write(&file, "[fix]\nplaceholder = 'GOOD'").unwrap();
        let resolver = Resolver::default();
        assert!(!resolver.resolve(&path).broken());
        fs::write(&file, "[fix]\nplaceholder = ").unwrap();
        assert!(!resolver.resolve(&path).broken(), "remembered");
        resolver.refresh();
        let settings = resolver.resolve(&path);
        assert!(settings.broken());
        assert_eq!(settings.options.placeholder, "GOOD");
        assert_eq!(resolver.problems().len(), 1);
        fs::remove_file(&file).unwrap();
        resolver.refresh();
        assert!(resolver.resolve(&path).governing.is_none());
    }

    #[test]
    fn what_changes_on_disk_is_noticed() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join(".git")).unwrap();
        fs::create_dir_all(root.path().join("a/b")).unwrap();
        let write = |name: &str, text: &str| fs::write(root.path().join(name), text).unwrap();
        let resolver = Resolver::default();
        let placeholder = || resolver.resolve(&root.path().join("a/b/x.py")).options.placeholder;
        let expect = |name: &str, text: &str, expected: &str| {
            placeholder();
            assert!(!resolver.changed(), "before {name}");
            write(name, text);
            assert!(resolver.changed(), "after {name}");
            resolver.refresh();
            assert_eq!(placeholder(), expected, "{name}");
        };
        expect("aadsts.toml", "[fix]\nplaceholder = 'OUTER'", "OUTER");
        expect("aadsts.toml", "[fix]\nplaceholder = 'LONGER'", "LONGER");
        expect("a/aadsts.toml", "extends = '../base.toml'", "YOUR_TENANT_APP_CLIENT_ID");
        expect("base.toml", "[fix]\nplaceholder = 'BASE'", "BASE");
        expect("base.toml", "[fix]\nplaceholder = 'OTHER'", "OTHER");
        expect("base.toml", "[fix]\nplaceholder = ", "OTHER");
        expect("base.toml", "[fix]\nplaceholder = 'REPAIRED'", "REPAIRED");
        fs::remove_file(root.path().join("a/aadsts.toml")).unwrap();
        assert!(resolver.changed());
    }

    #[test]
    fn editors_may_show_other_levels() {
        let root = tempfile::tempdir().unwrap();
        let rules = "[rules]\nfirst-party-client-id = 'error'\nretired-client-id = 'off'\n[editor.rules]\nfirst-party-client-id = 'hint'";
        fs::write(root.path().join(FILE_NAME), rules).unwrap();
        let resolved = Resolver::default().resolve(&root.path().join("x.py"));
        let levels = |options: &Options| {
            let level = |rule| options.levels.iter().rfind(|(own, _)| *own == rule).map(|(_, level)| *level);
            (level(RuleId::FirstPartyClientId), level(RuleId::RetiredClientId))
        };
        assert_eq!(levels(&resolved.options), (Some(Some(Level::Error)), Some(None)));
        assert_eq!(levels(&resolved.into_editor_options()), (Some(Some(Level::Hint)), Some(None)));
    }

    #[test]
    fn extends_stays_in_the_repository_and_ends() {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("outside.toml", "");
        write("r/.git/HEAD", "");
        write("r/shared/base.toml", "exclude = ['x']\n[fix]\nplaceholder = 'BASE'\nenvironment-variable = 'BASE'");
        write("r/app/aadsts.toml", "extends = '../shared/base.toml'\n[fix]\nplaceholder = 'APP'");
        write("r/loop/aadsts.toml", "extends = 'b.toml'");
        write("r/loop/b.toml", "extends = 'aadsts.toml'");
        write("r/leave/aadsts.toml", "\nextends = '../../outside.toml'");
        write("r/gone/aadsts.toml", "extends = 'nothing.toml'");
        write("r/deep/aadsts.toml", "extends = 'b.toml'");
        write("r/deep/b.toml", "\n\ny = 1");
        let resolver = Resolver::default();
        let resolve = |name: &str| resolver.resolve(&root.path().join(name));
        let app = resolve("r/app/x/f.py");
        assert!(!app.broken());
        assert_eq!((app.options.placeholder.as_str(), app.options.environment_variable.as_str()), ("APP", "BASE"));
        assert!(!app.excluded, "patterns count from the folder of the file that states them");
        for (name, line, part) in [
            ("r/loop/f.py", 1, "in turn"),
            ("r/leave/f.py", 2, "leaves the repository"),
            ("r/gone/f.py", 1, "cannot read `nothing.toml`"),
            ("r/deep/f.py", 3, "unknown field `y`"),
        ] {
            let governing = resolve(name).governing.unwrap();
            assert!(governing.config.is_none());
            let [problem] = governing.problems.as_slice() else { panic!("{name}: {:?}", governing.problems) };
            assert!(problem.message.contains(part) && problem.line == line, "{problem:?}");
        }
    }
}
