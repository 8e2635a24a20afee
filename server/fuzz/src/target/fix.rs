//! `--fix`: once is enough, nothing fixable is left, and nothing else changes.

use aadsts::analysis::analyze;
use aadsts::cli::door::fixed;
use aadsts::language;
use aadsts::tree::{self, Tree};

use super::analyze;
use super::input::Input;
use crate::random::hash;
use crate::{Facts, pace};

/// So many rounds until nothing changes: fixes that were in each other's way wait for the next.
const MOST_ROUNDS: usize = 4;

/// Checks any bytes.
pub(crate) fn check(bytes: &[u8]) -> Facts {
    let input = Input::of(bytes);
    let text = &*input.text;
    let unsafe_too = bytes.get(2).is_none_or(|byte| byte & 8 == 0);
    let judge = |text: &str| analyze(text, &input.path, input.said, &input.options);
    let analysis = judge(text);
    let mut facts = analyze::facts(&input, &analysis);
    let round = || fixed(text, &analysis, unsafe_too);
    let Some((mut after, mut applied, mut wanted)) = pace::keep("fix", text.len(), analyze::TIMES, round) else {
        return facts;
    };
    facts.push(hash(&[5, applied.min(9) as u64, wanted.min(9) as u64]));
    tokens_outside_stay(&input, &analysis, &after, unsafe_too);
    let mut rounds = 1;
    loop {
        let again = judge(&after);
        analyze::ranges_fit(&after, &again);
        let Some((next, more, left)) = fixed(&after, &again, unsafe_too) else { break };
        assert!(applied < wanted, "fixing twice changes more: {more} of {left}\nonce: {after}\ntwice: {next}");
        rounds += 1;
        assert!(rounds <= MOST_ROUNDS, "fixing does not end: {next}");
        (after, applied, wanted) = (next, more, left);
    }
    let last = judge(&after);
    assert!(fixed(&after, &last, unsafe_too).is_none(), "something fixable is left");
    facts
}

/// The tokens that no edit touches are the same ones before and after.
fn tokens_outside_stay(input: &Input, analysis: &aadsts::analysis::Analysis, after: &str, unsafe_too: bool) {
    let before = &*input.text;
    let language = input
        .said
        .filter(|language| language.shape != language::Shape::Prose)
        .unwrap_or_else(|| language::of_path(&input.path, before));
    // Only whole replacements of ids say where they are: in front of the first and behind the last nothing moves.
    let [finding] = analysis.findings.as_slice() else { return };
    let Some((alone, 1, 1)) = fixed(before, analysis, unsafe_too) else { return };
    if alone != after {
        return;
    }
    let start = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let rest = before.len().min(after.len()) - start;
    let behind = before.bytes().rev().zip(after.bytes().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old, new) = (tree::of(before, language), tree::of(after, language));
    let front = |tree: &Tree| texts(tree, |token| token.end as usize <= start && token.start < token.end);
    assert_eq!(front(&old), front(&new), "tokens in front of the edit changed: {finding:?}\n{after}");
    let back = |tree: &Tree| {
        let from = tree.text.len() - behind;
        texts(tree, |token| token.start as usize >= from && token.start < token.end)
    };
    assert_eq!(back(&old), back(&new), "tokens behind the edit changed: {finding:?}\n{after}");
}

fn texts(tree: &Tree, wanted: impl Fn(&tree::Token) -> bool) -> Vec<(tree::Kind, String)> {
    let indices = (0..tree.tokens.len()).filter(|&index| wanted(&tree.tokens[index]));
    indices.map(|index| (tree.tokens[index].kind, tree.text_of(index).to_owned())).collect()
}
