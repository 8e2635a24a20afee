//! What stands beside a value in its group: its number, the keys, the groups.

use super::super::names::{self, is_operator};
use super::super::text::head;
use crate::language::Traits;
use crate::tree::{Kind, NONE, Tree};

/// The number of the element in its group, from 0, and the strings in front of it.
pub(super) fn position(tree: &Tree, at: usize) -> (usize, Vec<String>) {
    let parent = tree.tokens[at].parent;
    let mut index = 0;
    let mut before: Vec<String> = Vec::new();
    let mut token_index = at;
    for step in 0..300 {
        let Some(previous) = token_index.checked_sub(1) else { break };
        token_index = previous;
        if token_index as u32 == parent {
            break;
        }
        let token = &tree.tokens[token_index];
        if token.kind == Kind::Close && token.mate != NONE && (token.mate as usize) < token_index {
            let wraps_one_string = token.start == token.end
                && token.mate as usize + 2 == token_index
                && tree.tokens[token_index - 1].kind == Kind::Str
                && before.len() < 8;
            if wraps_one_string {
                before.push(head(tree.content_of(token_index - 1), 200).to_owned());
            }
            token_index = token.mate as usize;
            continue;
        }
        if token.parent != parent {
            break;
        }
        match token.kind {
            Kind::Sep if tree.text_of(token_index) == ";" => break,
            Kind::Sep if tree.text_of(token_index) == "," => index += 1,
            // `:name` of Ruby and Elixir.
            Kind::Word
                if before.len() < 8
                    && token_index > 0
                    && is_operator(tree, token_index - 1, &[":"])
                    && tree.tokens[token_index - 1].end == token.start
                    && tree.tokens[token_index - 1].space_before =>
            {
                before.push(tree.text_of(token_index).to_owned());
            }
            Kind::Str if before.len() < 8 => before.push(head(tree.content_of(token_index), 200).to_owned()),
            _ => {}
        }
        if parent == NONE && token.line_start && step > 0 {
            break;
        }
    }
    before.reverse();
    (index, before)
}

/// The groups directly inside a group.
pub(in crate::site) fn groups_in<'t>(tree: &'t Tree, open: usize, most: usize) -> impl Iterator<Item = usize> + 't {
    let close = (tree.tokens[open].mate as usize).min(tree.tokens.len());
    let mut at = open + 1;
    std::iter::from_fn(move || {
        while at < close {
            let here = at;
            let token = &tree.tokens[at];
            at = if token.kind == Kind::Open { (token.mate as usize).max(at) + 1 } else { at + 1 };
            if token.kind == Kind::Open {
                return Some(here);
            }
        }
        None
    })
    .take(most)
}

/// The string values or words of sibling keys with one of these names in the group.
pub(in crate::site) fn sibling(tree: &Tree, open: usize, keys: &[&str]) -> Option<String> {
    entries(tree, open, 200).find(|(name, _)| keys.contains(&name.to_ascii_lowercase().as_str())).and_then(
        |(_, value)| {
            let token = tree.tokens.get(value)?;
            matches!(token.kind, Kind::Str | Kind::Word).then(|| head(tree.content_of(value), 200).to_owned())
        },
    )
}

/// The names of all keys of a group, and the options of a command in it.
pub(in crate::site) fn keys_of(tree: &Tree, open: usize) -> Vec<String> {
    entries(tree, open, 250).map(|(name, _)| name.to_owned()).collect()
}

/// Key names of a group with the index of the token behind their operator.
pub(in crate::site) fn entries<'t>(
    tree: &Tree<'t>,
    open: usize,
    most: usize,
) -> impl Iterator<Item = (&'t str, usize)> {
    let close = (tree.tokens[open].mate as usize).min(tree.tokens.len());
    let mut at = open + 1;
    let mut seen = 0;
    let tree: &Tree<'t> = tree;
    let mut found = Vec::new();
    while at < close && seen < most {
        seen += 1;
        let token = &tree.tokens[at];
        if token.kind == Kind::Open {
            at = (token.mate as usize).max(at) + 1;
            continue;
        }
        if matches!(token.kind, Kind::Word | Kind::Str) && is_operator(tree, at + 1, &["=", ":", "=>"]) {
            let raw = if token.kind == Kind::Str { tree.content_of(at) } else { tree.text_of(at) };
            found.push((names::plain_name(head(raw, 200)), at + 2));
        } else if token.kind == Kind::Word
            && tree.language.traits.has(Traits::COMMANDS)
            && tree.text_of(at).starts_with('-')
        {
            found.push((names::plain_name(names::name_at(tree, at)), at + 1));
        }
        at += 1;
    }
    found.into_iter()
}

/// The texts of a list of names in the group: `names = {"-c", "--client-id"}`.
pub(in crate::site) fn names_listed(tree: &Tree, open: usize) -> Vec<String> {
    let lists = ["names", "aliases", "flags"];
    let list = entries(tree, open, 60).find(|(name, _)| lists.contains(&name.to_ascii_lowercase().as_str()));
    let Some((_, list)) = list.filter(|&(_, value)| tree.kind_of(value) == Some(Kind::Open)) else { return Vec::new() };
    let texts = tree.children(list).take(8).filter(|&at| tree.kind_of(at) == Some(Kind::Str));
    texts.map(|at| tree.content_of(at).trim_start_matches('-').to_owned()).collect()
}
