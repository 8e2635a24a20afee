//! Inline suppressions: `aadsts:ignore[rule] reason` in the language's own comments.

use std::ops::Range;

use crate::rule::RuleId;

/// The word that starts every directive.
const WORD: &str = "aadsts:ignore";
/// What a comment can begin with, in any language.
const OPENERS: &[&str] = &["#", "//", "--", "/*", "*", "<!--", "<#", ";", "'", "%", "rem", "::", "{-", "(*", "!"];

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
    /// Whether it silences the rule at a place: `line` is where the place is, `statement` where its statement starts.
    pub(crate) fn silences(&self, rule: RuleId, place: usize, statement: usize) -> bool {
        let named = self.rules.is_empty() && self.unknown.is_empty() || self.rules.contains(&rule);
        named && (self.covers.contains(&place) || self.covers.contains(&statement))
    }
}

/// Finds the directives of a text.
pub(crate) fn find(text: &str) -> Vec<Directive> {
    memchr::memmem::find_iter(text.as_bytes(), WORD).filter_map(|start| read(text, start)).collect()
}

fn read(text: &str, start: usize) -> Option<Directive> {
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line_start..start].trim_end().to_ascii_lowercase();
    let opener = OPENERS.iter().filter(|opener| before.ends_with(*opener)).max_by_key(|opener| opener.len())?;
    let alone = before[..before.len() - opener.len()].trim().is_empty();
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
    if let Some(inside) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inside, _)| inside)
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
        Cover::NextLine => next_lines(text, line_end(text, end)),
        Cover::Line if alone => next_lines(text, line_end(text, end)),
        Cover::Line => line_start..line_end(text, end),
    };
    Some(Directive { range: start..end, rules, unknown, cover, covers, used: false })
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at + 1)
}

/// From the end of the directive's line to the end of the first line that is neither blank nor a comment.
fn next_lines(text: &str, from: usize) -> Range<usize> {
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        let line = text[at..end].trim_start();
        let skipped = line.is_empty() || OPENERS[..6].iter().any(|opener| line.starts_with(opener));
        at = end;
        if !skipped {
            break;
        }
    }
    from..at
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
        assert!(!directive.silences(RuleId::PlaceholderClientId, directive.covers.start, 0));
        assert!(find("# aadsts:ignore")[0].rules.is_empty());
    }
}
