//! `aadsts.toml`: what it may say, and what that means for one path.

mod file;
mod glob;
pub mod keys;
mod observed;
mod resolver;
mod schema;

use std::path::{Path, PathBuf};

pub use self::resolver::{Choice, Governing, Resolved, Resolver};
pub use self::schema::{levels, schema};

use self::glob::Globs;
use crate::analysis::Options;
use crate::guid::Guid;
use crate::position::{Encoding, LineIndex};
use crate::rule::{Level, RuleId};

/// The name that a configuration file must have to be found.
pub const FILE_NAME: &str = "aadsts.toml";

/// A configuration file, read and found good, with what it extends already merged in.
#[derive(Clone, Debug)]
pub struct Config {
    path: PathBuf,
    base: Options,
    exclude: Vec<Globs>,
    tenant_apps: Vec<(Globs, Guid)>,
    allow: Vec<Allow>,
    /// Levels that count in editors only.
    editor_levels: Vec<(RuleId, Option<Level>)>,
    /// The files that this one extends, however far.
    parents: Vec<PathBuf>,
}

/// Which of the values that have a default a file states itself.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each stands for one value")]
struct Said {
    placeholder: bool,
    environment_variable: bool,
    confidence: bool,
    documentation: bool,
    vendored: bool,
    generated: bool,
}

/// An `[[allow]]` entry that has not expired.
#[derive(Clone, Debug)]
struct Allow {
    id: Guid,
    /// `None` allows the id everywhere.
    paths: Option<Globs>,
}

/// Something wrong in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was found.
    pub path: PathBuf,
    /// Bytes to underline in the file.
    pub range: std::ops::Range<usize>,
    /// 1-based line of the start.
    pub line: u32,
    /// 1-based column of the start in code points.
    pub column: u32,
    /// What is wrong and what is allowed, on one line.
    pub message: String,
}

fn take_unless<T>(stated: bool, own: &mut T, inherited: T) {
    if !stated {
        *own = inherited;
    }
}

impl Problem {
    fn new(path: &Path, text: &str, range: std::ops::Range<usize>, message: String) -> Self {
        let start = LineIndex::new(text).position(text, range.start, Encoding::Utf32);
        Self { path: path.to_owned(), range, line: start.line + 1, column: start.column + 1, message }
    }
}

impl Config {
    /// Reads a configuration text as if it stood at `path`, for instance from an editor's buffer. What it extends is
    /// read from disk.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, with its place: a text that is no TOML has one problem, others as many as there are.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Vec<Problem>> {
        file::parse(text, path)
    }

    /// The file that it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether files at this absolute path are left out.
    pub fn excludes(&self, path: &Path) -> bool {
        self.exclude.iter().any(|globs| globs.matches(path))
    }

    /// How a file at this absolute path is judged.
    pub fn options(&self, path: &Path) -> Options {
        let mut options = self.base.clone();
        if let Some(&(_, id)) = self.tenant_apps.iter().find(|(globs, _)| globs.matches(path)) {
            options.tenant_app = Some(id);
        }
        let here = self.allow.iter().filter(|allow| allow.paths.as_ref().is_none_or(|globs| globs.matches(path)));
        options.allow.extend(here.map(|allow| allow.id));
        options
    }

    /// Takes over from the file that this one extends whatever this one leaves open.
    fn extend(&mut self, parent: Self, said: Said) {
        let base = parent.base;
        let (own, caps) = (&mut self.base, base.caps);
        take_unless(said.placeholder, &mut own.placeholder, base.placeholder);
        take_unless(said.environment_variable, &mut own.environment_variable, base.environment_variable);
        take_unless(said.confidence, &mut own.confidence, base.confidence);
        take_unless(said.documentation, &mut own.caps.documentation, caps.documentation);
        take_unless(said.vendored, &mut own.caps.vendored, caps.vendored);
        take_unless(said.generated, &mut own.caps.generated, caps.generated);
        self.base.tenant_app = self.base.tenant_app.or(base.tenant_app);
        for (rule, level) in base.levels {
            if self.base.levels.iter().all(|&(own, _)| own != rule) {
                self.base.levels.push((rule, level));
            }
        }
        for (rule, level) in parent.editor_levels {
            if self.editor_levels.iter().all(|&(own, _)| own != rule) {
                self.editor_levels.push((rule, level));
            }
        }
        self.parents.push(parent.path);
        self.parents.extend(parent.parents);
        // The own entries come last: of two on one day the later one counts.
        self.base.observed.splice(0..0, base.observed);
        self.exclude.extend(parent.exclude);
        self.tenant_apps.extend(parent.tenant_apps);
        self.allow.extend(parent.allow);
    }
}
