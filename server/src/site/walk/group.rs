//! What stands beside a value in its group: its number, the keys, the groups.

use super::super::names::{self, is_operator};
use super::super::text::head;
use crate::guid::Guid;
use crate::language::{Shape, Traits};
use crate::tree::{Group, Kind, NONE, Tree};

/// So many bytes of the lines around a value are looked at.
const AROUND: usize = 2000;

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
            // `[--client-id, VALUE]` of YAML.
            Kind::Word
                if before.len() < 8
                    && token_index > 0
                    && is_operator(tree, token_index - 1, &["-", "--"])
                    && tree.tokens[token_index - 1].end == token.start
                    && tree.language.shape == Shape::Yaml =>
            {
                before.push(format!("--{}", tree.text_of(token_index)));
            }
            // `[name, VALUE]` of YAML.
            Kind::Word
                if before.len() < 8
                    && tree.language.shape == Shape::Yaml
                    && tree.kind_of(token_index + 1) == Some(Kind::Sep) =>
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
pub(crate) fn keys_of(tree: &Tree, open: usize) -> Vec<String> {
    entries(tree, open, 250).map(|(name, _)| name.to_owned()).collect()
}

/// So many tokens of a file of settings stand around a value, on either side.
const LINES: usize = 24;

/// The tokens of the lines around a value that stands in no section and no bracket, and those of the command around
/// it; none in other code.
fn tokens_around(tree: &Tree, token: usize) -> std::ops::Range<usize> {
    if tree.language.traits.has(Traits::COMMANDS) {
        let starts = |&at: &usize| tree.tokens[at].line_start;
        let first = (token.saturating_sub(LINES)..=token).rev().find(starts);
        let end = (token + 1..tree.tokens.len().min(token + LINES)).find(starts);
        return first.unwrap_or(token)..end.unwrap_or_else(|| tree.tokens.len().min(token + LINES));
    }
    if !tree.language.traits.has(Traits::DATA) || tree.language.shape == Shape::Prose {
        return token..token;
    }
    let is_outside =
        |at: &usize| tree.parent_of(*at).is_none() && !matches!(tree.tokens[*at].kind, Kind::Open | Kind::Close);
    let first = (token.saturating_sub(LINES)..token).rev().take_while(is_outside).last();
    let last = (token..tree.tokens.len().min(token + LINES)).take_while(is_outside).last();
    first.unwrap_or(token)..last.map_or(token, |last| last + 1)
}

/// The keys of the lines around a value: those that begin as its own key does where it begins with `kusto.` or
/// `M365_`.
pub(in crate::site) fn keys_of_lines(tree: &Tree, token: usize) -> Vec<String> {
    let is_key =
        |&at: &usize| tree.tokens[at].kind == Kind::Word && is_operator(tree, at + 1, tree.language.assignments);
    let keys = tokens_around(tree, token).filter(is_key);
    let keys: Vec<(usize, &str)> = keys.map(|at| (at, names::plain_name(tree.text_of(at)))).collect();
    let first_word = |name: &'_ str| name.split_once(['.', '_', '-']).map_or(0, |(first, _)| first.len());
    let own = keys.iter().rfind(|(at, _)| *at < token).map_or("", |(_, name)| *name);
    // `app_id` has no more words than it needs.
    let length = first_word(own);
    let prefix = own.get(length + 1..).is_some_and(|rest| length > 0 && rest.contains(['.', '_', '-']));
    let akin = |name: &str| first_word(name) == length && name.starts_with(&own[..length]);
    let kin = keys.iter().filter(|(_, name)| prefix && akin(name)).count();
    let belongs = |name: &str| !prefix || kin > 1 && akin(name);
    keys.iter().filter(|(_, name)| belongs(name)).map(|(_, name)| (*name).to_owned()).collect()
}

/// The text of the lines around a value, so much of it that many values can ask.
pub(in crate::site) fn lines_around<'t>(tree: &Tree<'t>, token: usize) -> &'t str {
    let tokens = tokens_around(tree, token);
    let (Some(first), Some(last)) = (tree.tokens.get(tokens.start), tree.tokens.get(tokens.end.saturating_sub(1)))
    else {
        return "";
    };
    if tokens.is_empty() {
        ""
    } else {
        head(tree.text.get(first.start as usize..last.end as usize).unwrap_or(""), AROUND)
    }
}

/// Whether the first value in the group is the key of an entry: `["KEY"] = value`, and `{ "KEY", "value" }` where what
/// stands around is called a map or a dictionary.
pub(in crate::site) fn is_key_of_map(tree: &Tree, open: usize) -> bool {
    let close = tree.tokens[open].mate as usize;
    if tree.group_of(open) == Group::Bracket {
        let indexes = open > 0 && tree.kind_of(open - 1) == Some(Kind::Word) && !tree.tokens[open].space_before;
        return close == open + 2 && !indexes && is_operator(tree, close + 1, &["=", ":", "=>"]);
    }
    let pair = tree.group_of(open) == Group::Brace
        && close == open + 4
        && tree.text_of(open + 2) == ","
        && tree.kind_of(open + 3) == Some(Kind::Str)
        && Guid::from_dashed_prefix(tree.content_of(open + 3).as_bytes()).is_none();
    pair && tree.parent_of(open).is_some_and(|map| {
        let named = |&unit: &usize| {
            let name = names::name_at(tree, unit).to_ascii_lowercase();
            tree.kind_of(unit) == Some(Kind::Word) && (name.ends_with("dictionary") || name.ends_with("map"))
        };
        names::units_before(tree, map, 14).iter().any(named)
    })
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
            let behind = (token.mate as usize).max(at) + 1;
            // `[key]=value`
            if behind == at + 3 && token.space_before && is_operator(tree, behind, &["="]) {
                found.push((names::name_at(tree, at + 1), behind + 1));
            }
            at = behind;
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
