//! Inline suppressions: `aadsts:ignore[rule] reason` in the language's own comments.

mod silencer;

use std::ops::Range;

pub(crate) use silencer::Silencer;

use crate::rule::RuleId;
use crate::site::head;

/// The word that starts every directive.
const WORD: &str = "aadsts:ignore";
/// What a comment can begin with, in any language.
const OPENERS: &[&str] = &["#", "//", "--", "/*", "*", "<!--", "<#", ";", "'", "%", "rem", "::", "{-", "(*", "!"];

/// The longest list of rules that is read, in bytes.
const LONGEST_LIST: usize = 1_000;

/// How far a directive reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// Its own line, or the next where it stands alone.
    Line,
    /// The next line.
    NextLine,
    /// The whole text.
    File,
}

/// A suppression comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Byte range of the directive's words inside the comment.
    pub range: Range<usize>,
    /// Rules it names; empty means all.
    pub rules: Vec<RuleId>,
    /// Names in its brackets that no rule has.
    pub unknown: Vec<String>,
    /// How far it reaches.
    pub cover: Cover,
    /// Byte range of the lines it covers: a statement that starts in them is covered whole.
    pub covers: Range<usize>,
    /// Whether it suppressed anything.
    pub used: bool,
}

impl Directive {
    fn names(&self, rule: RuleId) -> bool {
        self.rules.is_empty() && self.unknown.is_empty() || self.rules.contains(&rule)
    }
}

/// Whether a text may have directives.
pub(crate) fn is_mentioned(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), WORD.as_bytes()).is_some()
}

/// Finds the directives of a text, in order of position.
pub(crate) fn find(text: &str) -> Vec<Directive> {
    let mut lines = None;
    memchr::memmem::find_iter(text.as_bytes(), WORD)
        .filter_map(|start| read(text, start, lines.get_or_insert_with(|| Lines::of(text))))
        .collect()
}

fn read(text: &str, start: usize, lines: &mut Lines) -> Option<Directive> {
    let line = lines.at(start);
    let before = text[lines.starts[line]..start].trim_end();
    let opener = opener(before)?;
    let alone = lines.text_of(line) + opener.len() >= lines.starts[line] + before.len();
    let rest = &text[start + WORD.len()..];
    let (cover, rest) = [("-next-line", Cover::NextLine), ("-file", Cover::File)]
        .into_iter()
        .find_map(|(kind, cover)| rest.strip_prefix(kind).map(|rest| (cover, rest)))
        .unwrap_or((Cover::Line, rest));
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_') {
        return None;
    }
    let mut end = text.len() - rest.len();
    let (mut rules, mut unknown) = (Vec::new(), Vec::new());
    if let Some(inside) =
        rest.strip_prefix('[').and_then(|rest| head(rest, LONGEST_LIST).split_once(']')).map(|(inside, _)| inside)
        && !inside.contains('\n')
    {
        end += inside.len() + 2;
        for name in inside.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match RuleId::from_id(name) {
                Some(rule) => rules.push(rule),
                None => unknown.push(name.to_owned()),
            }
        }
    }
    let covers = match cover {
        Cover::File => 0..text.len() + 1,
        Cover::NextLine => lines.behind(line),
        Cover::Line if alone => lines.behind(line),
        Cover::Line => lines.starts[line]..lines.end(line),
    };
    Some(Directive { range: start..end, rules, unknown, cover, covers, used: false })
}

/// What begins the comment that a text ends with. Letters count in any case.
pub(crate) fn opener(before: &str) -> Option<&'static str> {
    let ends = |opener: &&&str| {
        let at = before.len().checked_sub(opener.len());
        at.is_some_and(|at| before.as_bytes()[at..].eq_ignore_ascii_case(opener.as_bytes()))
    };
    OPENERS.iter().filter(ends).max_by_key(|opener| opener.len()).copied()
}

/// The lines of a text, for questions that come in the order of the text: all answers together cost one reading.
struct Lines<'t> {
    text: &'t str,
    /// Where each line begins.
    starts: Vec<usize>,
    /// A line and the first behind it, itself included, that is neither blank nor a comment.
    code: (usize, usize),
    /// A line and the place of its first character that is not blank.
    first: (usize, usize),
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(newlines.map(|newline| newline + 1)).collect();
        Self { text, starts, code: (usize::MAX, 0), first: (usize::MAX, 0) }
    }

    /// The number of the line that an offset is in.
    fn at(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// Behind the line break.
    fn end(&self, line: usize) -> usize {
        self.starts.get(line + 1).copied().unwrap_or(self.text.len())
    }

    /// Where the text of a line begins, behind its blanks.
    fn text_of(&mut self, line: usize) -> usize {
        if self.first.0 != line {
            let whole = &self.text[self.starts[line]..self.end(line)];
            self.first = (line, self.starts[line] + whole.len() - whole.trim_start().len());
        }
        self.first.1
    }

    /// From the end of a line to the end of the first line behind it that is neither blank nor a comment.
    fn behind(&mut self, line: usize) -> Range<usize> {
        let from = self.end(line);
        let (known_from, known) = self.code;
        if !(known_from..=known).contains(&(line + 1)) {
            let skipped = |line: &usize| {
                let text = self.text[self.starts[*line]..self.end(*line)].trim_start();
                text.is_empty() || OPENERS[..6].iter().any(|opener| text.starts_with(opener))
            };
            let code = (line + 1..self.starts.len()).find(|line| !skipped(line)).unwrap_or(self.starts.len());
            self.code = (line + 1, code);
        }
        from..self.end(self.code.1).max(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|directive| text.get(directive.covers).unwrap_or("everything")).collect()
    }

    #[test]
    fn what_a_directive_covers() {
        assert_eq!(covered("a = 1\n# aadsts:ignore\n\n# why\nb = 2\nc = 3\n"), ["\n# why\nb = 2\n"]);
        assert_eq!(
            covered("a = 1 // aadsts:ignore[first-party-client-id] shared\nb"),
            ["a = 1 // aadsts:ignore[first-party-client-id] shared\n"]
        );
        assert_eq!(covered("x\n<!-- aadsts:ignore-next-line -->\ny\nz"), ["y\n"]);
        assert_eq!(covered("# aadsts:ignore-file\nx"), ["everything"]);
        assert_eq!(covered("REM aadsts:ignore\nset X=1\n"), ["set X=1\n"]);
    }

    #[test]
    fn what_is_no_directive() {
        assert!(find("write `aadsts:ignore` into a comment").is_empty());
        assert!(find("# aadsts:ignored").is_empty());
        assert!(find("# aadsts:ignore-all").is_empty());
    }

    #[test]
    fn rules_that_it_names() {
        let directive = find("# aadsts:ignore[first-party-client-id, nonsense] because").remove(0);
        assert_eq!(directive.rules, [RuleId::FirstPartyClientId]);
        assert_eq!(directive.unknown, ["nonsense"]);
        assert!(directive.names(RuleId::FirstPartyClientId) && !directive.names(RuleId::PlaceholderClientId));
        assert!(find("# aadsts:ignore")[0].rules.is_empty());
    }
}
