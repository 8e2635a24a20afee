//! Blocks, tags and braces: what their headers say about the values inside.

use super::super::names::{self, Target, callee, group, is_operator, name_at, target, units_before};
use super::super::text::head;
use super::own::is_comparison;
use super::{Step, Walk, unit_text};
use crate::language::Traits;
use crate::tree::{Group, Kind, NONE, Tree};

/// Steps out of `{ }`; false when the walk ends there.
pub(super) fn out_of_braces(tree: &Tree, open: usize, walk: &mut Walk) -> bool {
    if let Some(name) = initialized(tree, open, walk) {
        // The parts of a pair keep their places.
        if tree.tokens[open].mate as usize == open + 2 {
            walk.steps.clear();
        }
        walk.steps.push(name);
        return true;
    }
    let units = units_before(tree, open, 14);
    if is_arm_of_switch(tree, open, &units) {
        return true;
    }
    if let Some(name) = defaulted(tree, open, &units, walk) {
        walk.hints.push(name.to_owned());
        return true;
    }
    let literal = units.first().is_none_or(|&unit| {
        is_operator(tree, unit, tree.language.assignments)
            || is_operator(tree, unit, &["@", "(", "?", "||", "??", "%"])
            || is_comparison(tree, unit)
            || tree.text_of(unit) == "return"
            // `[]string{…}`
            || tree.kind_of(unit) == Some(Kind::Word)
                && units.get(1).is_some_and(|&list| {
                    group(tree, list) == Group::Bracket && tree.tokens[list].mate as usize == list + 1
                })
                && units.len() > 2
                && (is_operator(tree, units[2], tree.language.assignments) || tree.text_of(units[2]) == "range")
    });
    if literal {
        return true;
    }
    let words: Vec<String> = units.iter().rev().map(|&unit| unit_text(tree, unit, 60)).collect();
    let has = |word: &str| words.iter().any(|other| other == word);
    let conditional = ["if", "else", "elseif", "switch", "match", "when", "try"].iter().any(|word| has(word));
    let assigned = units.iter().any(|&unit| is_operator(tree, unit, tree.language.assignments));
    let parent = tree.tokens[open].parent;
    let in_parentheses = parent != NONE && group(tree, parent as usize) == Group::Paren;
    let expression =
        conditional && assigned || words.first().is_some_and(|word| word == "if") && open > 0 && in_parentheses;
    let constructs = has("new") || has("=");
    walk.steps.push(block(tree, &units, words));
    if expression || constructs {
        return true;
    }
    outer_blocks(tree, open, walk);
    false
}

/// `switch (…) { 'a' { VALUE } default { VALUE } }` of PowerShell: what a label runs is a value of the whole.
pub(super) fn is_arm_of_switch(tree: &Tree, open: usize, units: &[usize]) -> bool {
    let [label] = units else { return false };
    let switch = |outer: usize| {
        units_before(tree, outer, 4).iter().any(|&unit| tree.text_of(unit).eq_ignore_ascii_case("switch"))
    };
    tree.language.traits.has(Traits::COMMANDS)
        && tree.kind_of(open) == Some(Kind::Open)
        && matches!(tree.tokens[*label].kind, Kind::Str | Kind::Word | Kind::Open)
        && tree.parent_of(open).is_some_and(|outer| tree.group_of(outer) == Group::Brace && switch(outer))
}

/// `fetch("name") { VALUE }`, `ifEmpty { VALUE }`: a block that gives what is missing; the name of that.
fn defaulted<'t>(tree: &'t Tree<'t>, open: usize, units: &[usize], walk: &Walk) -> Option<&'t str> {
    let alone = tree.tokens[open].mate as usize == open + 2 && walk.steps.len() <= 1;
    let paren = *units.first().filter(|&&unit| alone && group(tree, unit) == Group::Paren)?;
    let (chain, _) = callee(tree, paren)?;
    let fetches = chain.rsplit('.').next().is_some_and(|last| last == "fetch" || last == "getOrElse");
    let name = (paren + 1..tree.tokens[paren].mate as usize)
        .find(|&at| matches!(tree.tokens[at].kind, Kind::Str | Kind::Word))?;
    fetches.then(|| tree.content_of(name))
}

/// `name{"VALUE"}`: a name that its braces give a value to.
fn initialized(tree: &Tree, open: usize, walk: &Walk) -> Option<Step> {
    let name = open.checked_sub(1)?;
    let alone = tree.tokens[open].mate as usize == open + 2 && tree.tokens[open + 1].kind == Kind::Str;
    let pairs = tree.kind_of(open + 1) == Some(Kind::Open) && tree.group_of(open + 1) == Group::Brace;
    let initializes = tree.language.traits.has(Traits::BRACES_INITIALIZE)
        && !tree.tokens[open].space_before
        && tree.tokens[name].kind == Kind::Word;
    (initializes && (alone && walk.steps.len() == 1 || pairs)).then(|| {
        let text = name_at(tree, name).to_owned();
        Step::Key { chain: text.clone(), name: text, token: name }
    })
}

/// A block of settings, or the body of something that runs: the names of functions and conditions say nothing about
/// the values inside.
fn block(tree: &Tree, units: &[usize], words: Vec<String>) -> Step {
    let language = tree.language;
    let caseless = language.traits.has(Traits::CASELESS);
    let is = |list: &[&str]| {
        units.iter().filter(|&&unit| tree.tokens[unit].kind == Kind::Word).any(|&unit| {
            let word = tree.text_of(unit);
            list.iter().any(|other| word == *other || caseless && word.eq_ignore_ascii_case(other))
        })
    };
    if language.traits.has(Traits::DATA) || is(&["new"]) {
        return Step::Block { words };
    }
    let of_type = is(language.type_words);
    let has_parameters =
        || units.iter().any(|&unit| group(tree, unit) == Group::Paren && tree.tokens[unit].kind == Kind::Open);
    let runs = of_type
        || language.traits.has(Traits::COMMANDS)
        || is(language.function_words)
        || is(&["if", "else", "for", "foreach", "while", "switch", "try", "catch", "do", "namespace"])
        || has_parameters();
    if runs { Step::Body { words, of_type } } else { Step::Block { words } }
}

/// Outside of a block only its labels matter.
fn outer_blocks(tree: &Tree, from: usize, walk: &mut Walk) {
    let mut parent = tree.tokens[from].parent;
    for _ in 0..5 {
        if parent == NONE {
            return;
        }
        let open = parent as usize;
        let units = units_before(tree, open, 10);
        let words: Vec<String> = units
            .iter()
            .rev()
            .filter(|&&unit| matches!(tree.tokens[unit].kind, Kind::Word | Kind::Str))
            .map(|&unit| unit_text(tree, unit, 60))
            .collect();
        if units.first().is_some_and(|&unit| is_operator(tree, unit, tree.language.assignments)) {
            if let Some(Target { name, chain, token }) = target(tree, &units[1..]) {
                walk.steps.push(Step::Key { name, chain, token });
            }
        } else if !words.is_empty() {
            walk.steps.push(block(tree, &units, words));
        } else if group(tree, open) == Group::Paren
            && let Some((chain, _)) = callee(tree, open)
        {
            walk.steps.push(Step::Argument { chain, index: 0, before: Vec::new(), declares: false });
        }
        walk.groups.push(open);
        parent = tree.tokens[open].parent;
    }
}

/// The name of a tag and the values of its attributes that name it; for a property list also the key in front, for
/// `<name>…</name><value>` the name.
pub(super) fn tag_words(tree: &Tree, open: usize) -> Vec<String> {
    let mut words = Vec::new();
    if open > 0 {
        words.push(name_at(tree, open - 1).to_owned());
    }
    let mut at = open + 1;
    for _ in 0..12 {
        let is_attribute =
            tree.tokens.get(at).is_some_and(|token| token.kind == Kind::Word && token.parent as usize == open);
        if !is_attribute || !is_operator(tree, at + 1, &["="]) {
            break;
        }
        let attribute = name_at(tree, at).to_ascii_lowercase();
        // `x:Key`, `DTS:ObjectName`
        let attribute = attribute.rsplit(':').next().unwrap_or_default();
        let names = matches!(attribute, "key" | "name" | "id" | "property" | "label" | "include" | "objectname");
        if names || attribute == "type" && words.len() <= 1 {
            words.push(head(tree.content_of(at + 2), 120).to_owned());
        }
        at += 4;
    }
    // A comment may stand between the name and its value.
    if let Some(before) = open.checked_sub(1).and_then(|tag| names::previous(tree, tag))
        && tree.tokens[before].kind == Kind::Close
        && tree.tokens[before].mate != NONE
        && let other = tree.tokens[before].mate as usize
        && other > 0
        && match tree.text_of(other - 1) {
            "key" => true,
            "name" => tree.text_of(open - 1) == "value",
            // Arguments of an attribute of an assembly.
            "_Parameter1" => tree.text_of(open - 1) == "_Parameter2",
            _ => false,
        }
    {
        words.push(head(tree.content_of(other + 1), 120).to_owned());
    }
    words
}
