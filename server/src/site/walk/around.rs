//! The functions and types around a value.

use super::super::names::{group, is_keyword, name_at, units_before};
use super::super::text::head;
use crate::language::Traits;
use crate::tree::{Group, Kind, NONE, Tree};

/// The name of the function whose body the token stands in; empty when there is none.
pub(super) fn enclosing_function(tree: &Tree, at: usize) -> String {
    if tree.language.traits.has(Traits::INDENTED) {
        return definitions_around(tree, at).into_iter().next().map(|(name, _)| name).unwrap_or_default();
    }
    enclosing_function_token(tree, at).map(|name| name_at(tree, name).to_owned()).unwrap_or_default()
}

/// The word that names the function whose braces the token stands in.
pub(in crate::site) fn enclosing_function_token(tree: &Tree, at: usize) -> Option<usize> {
    let mut parent = tree.tokens[at].parent;
    for _ in 0..6 {
        if parent == NONE {
            break;
        }
        let open = parent as usize;
        if group(tree, open) == Group::Brace {
            let units = units_before(tree, open, 30);
            let first = units.iter().rev().find(|&&unit| tree.tokens[unit].kind == Kind::Word);
            if first.is_some_and(|&first| matches!(tree.text_of(first), "switch" | "match" | "when")) {
                parent = tree.tokens[open].parent;
                continue;
            }
            // `var name: Type {`
            let declared = |pair: &&[usize]| {
                matches!(tree.text_of(pair[1]), "var" | "let" | "val") && tree.is_op(pair[0] + 1, &[":"])
            };
            if let Some(pair) = units.windows(2).find(declared) {
                return Some(pair[0]);
            }
            for (index, &unit) in units.iter().enumerate() {
                if tree.tokens[unit].kind == Kind::Open
                    && group(tree, unit) == Group::Paren
                    && let Some(&name) = units.get(index + 1)
                    && tree.tokens[name].kind == Kind::Word
                    && !is_keyword(tree.text_of(name))
                {
                    return Some(name);
                }
            }
            if let Some(&name) = units.first()
                && tree.tokens[name].kind == Kind::Word
                && !matches!(tree.text_of(name), "get" | "else" | "try")
                && !is_part_of_function(tree, tree.text_of(name))
            {
                return Some(name);
            }
        }
        parent = tree.tokens[open].parent;
    }
    None
}

/// `begin`, `process` and `end` are parts of a function in PowerShell.
pub(in crate::site) fn is_part_of_function(tree: &Tree, word: &str) -> bool {
    tree.language.traits.has(Traits::COMMANDS)
        && ["begin", "process", "end"].iter().any(|part| word.eq_ignore_ascii_case(part))
}

/// What a function calls the element of its result at `position`: `(string Id, string Scope) Name(…)`,
/// `func name(…) (id, scope string)`.
pub(in crate::site) fn result_member(tree: &Tree, function: usize, position: usize) -> Option<String> {
    let in_front = function.checked_sub(1).filter(|&close| tree.kind_of(close) == Some(Kind::Close));
    let open = match in_front {
        Some(close) => tree.tokens[close].mate as usize,
        None => tree.behind(function + 1),
    };
    if tree.kind_of(open) != Some(Kind::Open) || group(tree, open) != Group::Paren {
        return None;
    }
    let mut members: Vec<Option<usize>> = vec![None];
    for at in tree.children(open).take(40) {
        match tree.tokens[at].kind {
            Kind::Sep => members.push(None),
            // Behind the type, or in front of it.
            Kind::Word if in_front.is_some() || members.last()?.is_none() => *members.last_mut()? = Some(at),
            _ => {}
        }
    }
    members.get(position)?.map(|member| name_at(tree, member).to_owned())
}

/// The word that begins the `match` or `switch` whose arm gives the value at `at`, and its brace.
pub(super) fn head_of_arm(tree: &Tree, at: usize, units: &[usize]) -> Option<(usize, usize)> {
    let open = tree.parent_of(at).filter(|&open| group(tree, open) == Group::Brace)?;
    let arrow = |&&unit: &&usize| tree.is_op(unit, &["=>", "->"]);
    if tree.language.traits.has(Traits::COMMANDS) || tree.language.traits.has(Traits::DATA) {
        return None;
    }
    units.iter().take(6).find(arrow)?;
    let heads = |&unit: &usize| matches!(tree.text_of(unit), "match" | "switch" | "when");
    Some((units_before(tree, open, 8).into_iter().find(heads)?, open))
}

/// The names of the enclosing `def` and `class` by smaller indentation, inner first. Looks back a bounded way.
pub(super) fn definitions_around(tree: &Tree, at: usize) -> Vec<(String, bool)> {
    let mut outermost = at;
    for _ in 0..8 {
        match tree.tokens[outermost].parent {
            NONE => break,
            parent => outermost = parent as usize,
        }
    }
    let text = tree.text;
    let line_start = |offset: usize| {
        // A longer line is no code that people indent.
        let window = offset.saturating_sub(2000);
        text.as_bytes()[window..offset].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| window + at + 1)
    };
    let indent =
        |start: usize| text.as_bytes()[start..].iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
    let mut start = line_start(tree.tokens[outermost].start as usize);
    let mut limit = indent(start);
    let mut names = Vec::new();
    for _ in 0..300 {
        if start == 0 || limit == 0 {
            break;
        }
        start = line_start(start - 1);
        let own = indent(start);
        let line = head(&text[start + own..], 160);
        if own >= limit || line.is_empty() || line.starts_with(['\n', '\r', '#']) {
            continue;
        }
        limit = own;
        let line = line.strip_prefix("async ").unwrap_or(line);
        if let Some(rest) = line.strip_prefix("def ").or_else(|| line.strip_prefix("class ")) {
            let name = rest.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
            names.push((name, line.starts_with("class ")));
        }
    }
    names
}
