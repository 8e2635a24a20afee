//! `--fix`: once is enough, nothing fixable is left, and nothing else changes.

use aadsts::analysis::{Analysis, analyze};
use aadsts::cli::door::fixed;
use aadsts::language::{self, Shape};
use aadsts::tree::{self, Kind, Token, Tree};

use super::analyze;
use super::input::Input;
use crate::random::hash;
use crate::{Facts, pace};

/// Rounds of fixing, each of which judges the text again.
const TIMES: u32 = 6 * analyze::TIMES;

/// The length of an id in its usual form.
const ID: usize = 36;

/// Checks any bytes.
pub(crate) fn check(bytes: &[u8]) -> Facts {
    let input = Input::of(bytes);
    let text = &*input.text;
    let unsafe_too = bytes.get(2).is_none_or(|byte| byte & 8 == 0);
    let judge = |text: &str| analyze(text, &input.path, input.said, &input.options);
    let analysis = judge(text);
    let mut facts = analyze::facts(&input, &analysis);
    let Some((after, applied)) = pace::keep("fix", text.len(), TIMES, || fixed(text, unsafe_too, judge)) else {
        return facts;
    };
    facts.push(hash(&[5, applied.min(9) as u64]));
    analyze::ranges_fit(&after, &judge(&after));
    if let Some((twice, more)) = fixed(&after, unsafe_too, judge) {
        panic!("fixing twice changes {more} more, behind {applied}\n{}", difference(&after, &twice));
    }
    if applied == 1 {
        tokens_outside_stay(&input, &analysis, &after);
    }
    facts
}

/// The tokens that the one edit does not touch are the same before and after.
fn tokens_outside_stay(input: &Input, analysis: &Analysis, after: &str) {
    let before = &*input.text;
    let language = input
        .said
        .filter(|language| language.shape != Shape::Prose)
        .unwrap_or_else(|| language::of_path(&input.path, before));
    let start = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let rest = before.len().min(after.len()) - start;
    let behind = before.bytes().rev().zip(after.bytes().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old, new) = (tree::of(before, language), tree::of(after, language));
    // What is edited in part, such as a comment behind a comment, or an id and what is written right behind it without
    // quotes, ends elsewhere.
    let holding = |tree: &Tree, at: usize| {
        let holds = |token: &&Token| (token.start as usize + 1..token.end as usize).contains(&at);
        tree.tokens.iter().find(holds).map(|token| (token.start as usize, token.end as usize))
    };
    let rest = |tree: &Tree, text: &str| holding(tree, text.len() - behind).map_or(behind, |(_, end)| text.len() - end);
    let behind = rest(&old, before).min(rest(&new, after));
    // Where half a quote is gone, an id stands between strings, and what it is decides what the next quote is; and a
    // quote right behind a word may be an apostrophe.
    let quoted = (0..old.tokens.len()).any(|index| {
        let token = &old.tokens[index];
        let holds = (token.start as usize..token.end as usize).contains(&start);
        let apart = index == 0 || old.tokens[index - 1].end < token.start || old.tokens[index - 1].kind != Kind::Word;
        holds && apart && token.kind == Kind::Str && old.content_of(index).len() == ID
    });
    let line = &before[before.len() - behind..];
    let behind = if quoted { behind } else { line.find('\n').map_or(0, |end| line.len() - end) };
    let start = holding(&old, start).map_or(start, |(start, _)| start);
    let changed = || format!("{:?}\n{}", analysis.findings.first(), difference(before, after));
    let front = |tree: &Tree| texts(tree, |token| token.end as usize <= start);
    assert_eq!(front(&old), front(&new), "tokens in front of the edit changed: {}", changed());
    let back = |tree: &Tree| texts(tree, |token| token.start as usize >= tree.text.len() - behind);
    assert_eq!(back(&old), back(&new), "tokens behind the edit changed: {}", changed());
}

/// The wanted tokens that have a text.
fn texts(tree: &Tree, wanted: impl Fn(&Token) -> bool) -> Vec<(Kind, String)> {
    let has_text = |token: &Token| token.start < token.end && wanted(token);
    let indices = (0..tree.tokens.len()).filter(|&index| has_text(&tree.tokens[index]));
    indices.map(|index| (tree.tokens[index].kind, tree.text_of(index).to_owned())).collect()
}

/// Where two texts begin to differ.
fn difference(old: &str, new: &str) -> String {
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let window = |text: &str| {
        let (from, to) = (text.floor_char_boundary(same.saturating_sub(200)), (same + 200).min(text.len()));
        text[from..text.ceil_char_boundary(to)].to_owned()
    };
    format!("--- before\n{}\n--- after\n{}", window(old), window(new))
}
