//! Path patterns of a configuration file, read as `.gitignore` reads them and relative to the file's folder.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns of one list, with the folder that they start at.
#[derive(Clone, Debug)]
pub(super) struct Globs {
    base: PathBuf,
    set: GlobSet,
}

impl Globs {
    /// `patterns` must each have passed [`check`].
    pub(super) fn new<'a>(base: &Path, patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut builder = GlobSetBuilder::new();
        for pattern in patterns {
            for glob in spellings(pattern).into_iter().filter_map(|spelling| build(&spelling).ok()) {
                builder.add(glob);
            }
        }
        Self { base: base.to_owned(), set: builder.build().unwrap_or_default() }
    }

    /// Whether one of the patterns names the path or a folder above it.
    pub(super) fn matches(&self, path: &Path) -> bool {
        path.strip_prefix(&self.base).is_ok_and(|relative| self.set.is_match(relative))
    }
}

/// What is wrong with a pattern.
pub(super) fn check(pattern: &str) -> Result<(), String> {
    if pattern.starts_with('!') {
        return Err(format!("pattern `{pattern}` starts with `!`, which is not supported"));
    }
    if pattern.trim_matches('/').is_empty() {
        return Err("empty pattern, expected a path or a glob such as `docs/**`".to_owned());
    }
    if pattern.contains('\\') || pattern.split('/').any(|part| part == "..") {
        return Err(format!("pattern `{pattern}` must use `/` and stay below the folder of {}", super::FILE_NAME));
    }
    spellings(pattern).iter().try_for_each(|spelling| {
        build(spelling).map(drop).map_err(|error| format!("pattern `{pattern}`: {}", error.kind()))
    })
}

/// A pattern without an inner slash matches at any depth; each matches the folder and everything below it.
fn spellings(pattern: &str) -> [String; 2] {
    let anchored = pattern.trim_end_matches('/').contains('/');
    let pattern = pattern.trim_start_matches("./").trim_matches('/');
    let prefix = if anchored { "" } else { "**/" };
    [format!("{prefix}{pattern}"), format!("{prefix}{pattern}/**")]
}

fn build(pattern: &str) -> Result<globset::Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_read_like_gitignore() {
        for (pattern, path, matches) in [
            ("docs", "/r/docs/a/b.md", true),
            ("docs", "/r/x/docs/b.md", true),
            ("docs/", "/r/docs/b.md", true),
            ("/docs", "/r/x/docs/b.md", false),
            ("docs/*.md", "/r/docs/b.md", true),
            ("docs/*.md", "/r/docs/a/b.md", false),
            ("docs/**/*.md", "/r/docs/a/b.md", true),
            ("*.lock", "/r/a/b/x.lock", true),
            ("*.{json,yaml}", "/r/a.yaml", true),
            ("docs", "/elsewhere/docs/b.md", false),
            ("doc", "/r/docs/b.md", false),
        ] {
            assert_eq!(check(pattern), Ok(()));
            let globs = Globs::new(Path::new("/r"), [pattern]);
            assert_eq!(globs.matches(Path::new(path)), matches, "{pattern} on {path}");
        }
    }

    #[test]
    fn bad_patterns_are_named() {
        for pattern in ["", "/", "!x", "../x", "a\\b", "a[", "{a"] {
            assert!(check(pattern).is_err(), "{pattern}");
        }
    }
}
