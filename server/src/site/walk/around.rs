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
    let mut parent = tree.tokens[at].parent;
    for _ in 0..6 {
        if parent == NONE {
            break;
        }
        let open = parent as usize;
        if group(tree, open) == Group::Brace {
            let units = units_before(tree, open, 30);
            for (index, &unit) in units.iter().enumerate() {
                if tree.tokens[unit].kind == Kind::Open
                    && group(tree, unit) == Group::Paren
                    && let Some(&name) = units.get(index + 1)
                    && tree.tokens[name].kind == Kind::Word
                    && !is_keyword(tree.text_of(name))
                {
                    return name_at(tree, name).to_owned();
                }
            }
            if let Some(&name) = units.first()
                && tree.tokens[name].kind == Kind::Word
                && !matches!(tree.text_of(name), "get" | "else" | "try")
            {
                return name_at(tree, name).to_owned();
            }
        }
        parent = tree.tokens[open].parent;
    }
    String::new()
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
