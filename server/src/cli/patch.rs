//! Two texts -> a unified diff that `patch` and `git apply` take.

use std::fmt::{self, Write};

use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token, UnifiedDiffConfig, UnifiedDiffPrinter};

/// The patch from `old` to `new`, for the file shown as `path`.
pub(super) fn unified(path: &str, old: &str, new: &str) -> String {
    let path = path.trim_start_matches('/');
    let input = InternedInput::new(old, new);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let lines = Lines(&input.interner);
    let hunks = diff.unified_diff(&lines, UnifiedDiffConfig::default(), &input);
    format!("--- a/{path}\n+++ b/{path}\n{hunks}")
}

/// Lines with their mark in front, and a note behind a last line without a line break.
struct Lines<'a>(&'a Interner<&'a str>);

impl Lines<'_> {
    fn line(&self, mut out: impl Write, mark: char, token: Token) -> fmt::Result {
        let line = self.0[token];
        write!(out, "{mark}{line}")?;
        if line.ends_with('\n') { Ok(()) } else { out.write_str("\n\\ No newline at end of file\n") }
    }
}

impl UnifiedDiffPrinter for Lines<'_> {
    fn display_header(
        &self,
        mut out: impl Write,
        start_before: u32,
        start_after: u32,
        len_before: u32,
        len_after: u32,
    ) -> fmt::Result {
        writeln!(out, "@@ -{},{len_before} +{},{len_after} @@", start_before + 1, start_after + 1)
    }

    fn display_context_token(&self, out: impl Write, token: Token) -> fmt::Result {
        self.line(out, ' ', token)
    }

    fn display_hunk(&self, mut out: impl Write, before: &[Token], after: &[Token]) -> fmt::Result {
        for &token in before {
            self.line(&mut out, '-', token)?;
        }
        for &token in after {
            self.line(&mut out, '+', token)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn a_last_line_without_line_break_is_noted() {
        assert_eq!(
            unified("/a.py", "x\nold", "x\nnew"),
            "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x\n-old\n\\ No newline at end of file\n+new\n\\ No newline at end of file\n"
        );
        assert_eq!(unified("a.py", "old\n", "new\n"), "--- a/a.py\n+++ b/a.py\n@@ -1,1 +1,1 @@\n-old\n+new\n");
    }
}
