//! The lexer, by the shape of the text.

use aadsts::language::{LANGUAGES, Language, Shape};
use aadsts::tree::{self, Kind};

use super::input::Input;
use crate::random::hash;
use crate::{Facts, pace};

/// How often the time of plain text any text may take.
const TIMES: u32 = 40;

/// Brackets, separators and statement ends.
pub(crate) fn code(bytes: &[u8]) -> Facts {
    check(bytes, Shape::Code)
}

/// Indentation.
pub(crate) fn yaml(bytes: &[u8]) -> Facts {
    check(bytes, Shape::Yaml)
}

/// Tags.
pub(crate) fn markup(bytes: &[u8]) -> Facts {
    check(bytes, Shape::Markup)
}

/// Keys and the rest of the line.
pub(crate) fn lines(bytes: &[u8]) -> Facts {
    check(bytes, Shape::Lines)
}

/// Running text and fences.
pub(crate) fn prose(bytes: &[u8]) -> Facts {
    check(bytes, Shape::Prose)
}

fn check(bytes: &[u8], shape: Shape) -> Facts {
    let input = Input::of(bytes);
    let rows: Vec<&'static Language> = LANGUAGES.iter().copied().filter(|language| language.shape == shape).collect();
    let chosen = rows[usize::from(bytes.first().copied().unwrap_or(0)) % rows.len()];
    let language = if input.language.shape == shape { input.language } else { chosen };
    let text = &*input.text;
    let tree = pace::keep("tree::of", text.len(), TIMES, || tree::of(text, language));
    tree::invariant::check(&tree);
    only_blanks_between(&tree);
    let row = crate::random::hash_text(language.name);
    let kind = |at: usize| {
        tree.tokens
            .get(at)
            .map_or(0, |token| 1 + token.kind as u64 + 8 * token.group as u64 + 64 * u64::from(token.line_start))
    };
    let mut facts: Facts = (0..tree.tokens.len().min(4000))
        .map(|at| {
            let interpolated = u64::from(tree.tokens[at].interpolated);
            hash(&[row, kind(at), kind(at + 1), kind(at + 2), interpolated])
        })
        .collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// No word of code is lost between two tokens: what no token covers is white space or a character that the language
/// reads as such.
fn only_blanks_between(tree: &tree::Tree) {
    if tree.language.shape != Shape::Code {
        return;
    }
    let mut covered = 0;
    for token in &tree.tokens {
        let start = token.start as usize;
        if start > covered {
            let between = &tree.text[covered..start];
            assert!(
                !between.contains(|c: char| c.is_ascii_alphanumeric()),
                "{}: no token covers {between:?}",
                tree.language.name
            );
        }
        // Comments inside of strings and brackets may end later than what follows begins.
        covered = covered.max(token.end as usize);
    }
    let ends_in_text = tree.tokens.last().is_none_or(|token| token.kind != Kind::Text);
    let rest = &tree.text[covered.min(tree.text.len())..];
    assert!(!ends_in_text || !rest.contains(|c: char| c.is_ascii_alphanumeric()), "no token covers {rest:?}");
}
