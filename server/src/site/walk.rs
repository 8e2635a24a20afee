//! The way outward from a value: one step for each thing that it is a part of.

use super::names::{
    self, Target, begins_unit, callee, declares_function, group, is_keyword, is_operator, plain_name, target,
    units_before,
};
use super::text::{before_placeholder, head};
use crate::language::{Shape, Traits};
use crate::tree::{Group, Kind, NONE, Tree};

/// How many groups outward a place is looked at.
const DEPTH: usize = 9;

/// One step outward.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Value of an assigned name, property, dictionary key, attribute or `name=` argument.
    Key { name: String, chain: String, token: usize },
    /// `-Name value` of a command.
    Option { name: String, command: String },
    /// Argument without a name. `before` holds the strings in front of it in the same call.
    Argument { chain: String, index: usize, before: Vec<String>, declares: bool },
    /// Element of a list or tuple.
    Element { index: usize, before: Vec<String> },
    /// Inside a block with these words in front of its bracket.
    Block { words: Vec<String> },
    /// Inside a tag: its name and the values of its naming attributes.
    Tag { words: Vec<String> },
    /// Inside the body of a type, a function or a condition.
    Body { words: Vec<String>, of_type: bool },
    /// Operand of a comparison.
    Compared { operator: String, other: String },
    /// Returned by a function.
    Returned { function: String },
}

/// Everything met on the way.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) steps: Vec<Step>,
    /// Names beside the value that may say what it is: left operands of a fallback.
    pub(super) hints: Vec<String>,
    /// Opening tokens of the enclosing groups, inner first.
    pub(super) groups: Vec<usize>,
    /// Text that is joined in front of the value.
    pub(super) joined_left: Option<String>,
    /// Text that is joined behind the value.
    pub(super) joined_right: Option<String>,
    /// The words of the command that the value stands in.
    pub(super) command: Vec<String>,
    /// The string whose method takes the value.
    pub(super) receiver: Option<String>,
    /// The value stands in `x[…]`.
    pub(super) indexes: bool,
    /// The call is a construction: `new X(…)`.
    pub(super) constructs: bool,
}

/// Walks outward from a token.
pub(super) fn walk(tree: &Tree, token: usize) -> Walk {
    let mut walk = Walk::default();
    let mut at = token;
    for depth in 0..DEPTH {
        own_step(tree, at, &mut walk, depth == 0);
        step_out_of_wrapper(tree, &mut at, &mut walk, depth == 0);
        let parent = tree.tokens[at].parent;
        if parent == NONE {
            break;
        }
        let open = parent as usize;
        walk.groups.push(open);
        match group(tree, open) {
            Group::Paren | Group::Bracket => at = out_of_brackets(tree, open, at, &mut walk, depth == 0),
            Group::Tag => {
                walk.steps.push(Step::Tag { words: tag_words(tree, open) });
                at = open;
                if depth > 4 || tree.tokens[open].parent == NONE {
                    break;
                }
            }
            Group::Brace => {
                at = open;
                if !out_of_braces(tree, open, &mut walk) {
                    break;
                }
            }
            Group::Block | Group::None => {
                let header = open.checked_sub(1).filter(|&before| {
                    tree.language.traits.has(Traits::SECTIONS) && tree.tokens[before].kind == Kind::Word
                });
                if let Some(header) = header {
                    walk.steps.push(Step::Block { words: vec![tree.content_of(header).to_owned()] });
                }
                at = open;
            }
        }
    }
    if tree.language.traits.has(Traits::INDENTED) && walk.steps.len() < DEPTH {
        let definitions = definitions_around(tree, token).into_iter().take(3);
        walk.steps.extend(definitions.map(|(name, of_type)| Step::Body { words: vec![name], of_type }));
    }
    walk
}

/// A wrapper hands its argument through: the value stands where the wrapper does.
fn step_out_of_wrapper(tree: &Tree, at: &mut usize, walk: &mut Walk, first: bool) {
    let Some(Step::Argument { chain, index: 0, .. }) = walk.steps.last() else { return };
    let mut names = chain.rsplit('.').map(crate::role::fold);
    // `new` hands through what its type does.
    let last = names.find(|name| name != "new").unwrap_or_default();
    if walk.steps.len() > 2 || !tree.language.wrappers.contains(&last.as_str()) {
        return;
    }
    let parent = tree.tokens[*at].parent;
    if parent == NONE {
        return;
    }
    let open = parent as usize;
    let Some((_, mut start)) = callee(tree, open) else { return };
    walk.steps.pop();
    if start > 0 && tree.text_of(start - 1) == "new" {
        start -= 1;
    }
    walk.groups.push(open);
    *at = start;
    own_step(tree, start, walk, first);
}

/// Steps out of `( )` or `[ ]`; returns the token that stands for the group outside.
fn out_of_brackets(tree: &Tree, open: usize, at: usize, walk: &mut Walk, first: bool) -> usize {
    let round = group(tree, open) == Group::Paren;
    let called =
        callee(tree, open).filter(|(chain, _)| round || !(tree.tokens[open].space_before || is_keyword(chain)));
    let Some((chain, start)) = called else { return open };
    if !round && first && !tree.tokens[open].space_before && tree.tokens[open - 1].kind == Kind::Word {
        walk.indexes = true;
    }
    if round && !matches!(walk.steps.last(), Some(Step::Argument { .. })) && !is_keyword(&chain) {
        let (index, before) = position(tree, at);
        let declares = start > 0 && declares_function(tree.language, tree.text_of(start - 1));
        walk.steps.push(Step::Argument { chain, index, before, declares });
    }
    start
}

/// Steps out of `{ }`; false when the walk ends there.
fn out_of_braces(tree: &Tree, open: usize, walk: &mut Walk) -> bool {
    if let Some(name) = initialized(tree, open, walk) {
        walk.steps = vec![name];
        return true;
    }
    let units = units_before(tree, open, 14);
    let literal = units.first().is_none_or(|&unit| {
        is_operator(tree, unit, tree.language.assignments)
            || is_operator(tree, unit, &["@", "(", "?", "||", "??"])
            || tree.text_of(unit) == "return"
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

/// `name{"VALUE"}`: a name that its braces give a value to.
fn initialized(tree: &Tree, open: usize, walk: &Walk) -> Option<Step> {
    let name = open.checked_sub(1)?;
    let alone = tree.tokens[open].mate as usize == open + 2 && tree.tokens[open + 1].kind == Kind::Str;
    let initializes = tree.language.traits.has(Traits::BRACES_INITIALIZE)
        && !tree.tokens[open].space_before
        && tree.tokens[name].kind == Kind::Word;
    (alone && initializes && walk.steps.len() == 1).then(|| {
        let text = tree.text_of(name).to_owned();
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

/// The text of a unit: a string's content, the start of a group, a word.
fn unit_text(tree: &Tree, unit: usize, most: usize) -> String {
    let token = &tree.tokens[unit];
    match token.kind {
        Kind::Str => head(tree.content_of(unit), 200).to_owned(),
        Kind::Open => {
            let end = tree.tokens.get(token.mate as usize).map_or(token.end, |close| close.end);
            let text = tree.text.get(token.start as usize..end as usize).unwrap_or("");
            head(text, most).to_owned()
        }
        _ => tree.text_of(unit).to_owned(),
    }
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
fn tag_words(tree: &Tree, open: usize) -> Vec<String> {
    let mut words = Vec::new();
    if open > 0 {
        words.push(tree.text_of(open - 1).to_owned());
    }
    let mut at = open + 1;
    for _ in 0..12 {
        let is_attribute =
            tree.tokens.get(at).is_some_and(|token| token.kind == Kind::Word && token.parent as usize == open);
        if !is_attribute || !is_operator(tree, at + 1, &["="]) {
            break;
        }
        let attribute = tree.text_of(at).to_ascii_lowercase();
        if matches!(attribute.as_str(), "key" | "name" | "id" | "property" | "x:name" | "x:key" | "type" | "label") {
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
            _ => false,
        }
    {
        words.push(head(tree.content_of(other + 1), 120).to_owned());
    }
    words
}

/// What the value is inside its own group.
fn own_step(tree: &Tree, at: usize, walk: &mut Walk, first: bool) {
    let language = tree.language;
    let units = units_before(tree, at, 40);
    if first && looks_right(tree, at, walk) {
        return;
    }
    if !first
        && let (Some(&unit), [Step::Element { index, .. }]) = (units.first(), walk.steps.as_slice())
        && is_operator(tree, unit, &["%"])
        && units.len() > 1
        && tree.tokens[units[1]].kind == Kind::Str
    {
        walk.joined_left = before_placeholder(tree.content_of(units[1]), *index).map(str::to_owned);
    }
    if let Some(&unit) = units.first()
        && looks_left(tree, unit, &units, walk, first)
    {
        return;
    }
    if step_of_operator(tree, at, &units, walk, first) {
        return;
    }
    if units.len() >= 2
        && tree.tokens[units[0]].kind == Kind::Word
        && units.iter().any(|&unit| tree.text_of(unit) == "define")
    {
        let name = tree.text_of(units[0]).to_owned();
        walk.steps.push(Step::Key { name, chain: String::new(), token: units[0] });
        return;
    }
    let (index, before) = position(tree, at);
    let parent = tree.tokens[at].parent;
    if parent != NONE
        && group(tree, parent as usize) == Group::Paren
        && let Some((chain, start)) = callee(tree, parent as usize)
        && !is_keyword(&chain)
    {
        if first {
            let text_before = start.checked_sub(1).map_or("", |before| tree.text_of(before));
            walk.constructs |= text_before == "new";
            if tree.tokens[start].kind == Kind::Str {
                walk.receiver = Some(head(tree.content_of(start), 400).to_owned());
            }
            let strings = (start..parent as usize).filter(|&token| tree.tokens[token].kind == Kind::Str).take(4);
            walk.hints.extend(strings.map(|token| head(tree.content_of(token), 60).to_owned()));
        }
        let last = chain.rsplit('.').next().unwrap_or("");
        let declares = start > 0 && declares_function(language, tree.text_of(start - 1))
            || last == "param"
            || last == "constructor";
        walk.steps.push(Step::Argument { chain, index, before, declares });
        return;
    }
    if language.traits.has(Traits::COMMANDS) && !units.is_empty() {
        let words = command_words(tree, &units);
        if let Some(verb) = words.first().filter(|verb| !is_keyword(verb))
            && units.iter().all(|&unit| !is_operator(tree, unit, &["="]))
        {
            walk.steps.push(Step::Argument {
                chain: verb.clone(),
                index: words.len() - 1,
                before: words[1..].to_vec(),
                declares: false,
            });
            walk.command = words;
            return;
        }
    }
    walk.steps.push(Step::Element { index, before });
}

/// What stands to the right of the value; true when that decides the step.
fn looks_right(tree: &Tree, at: usize, walk: &mut Walk) -> bool {
    let token = &tree.tokens[at];
    let right = if token.kind == Kind::Open { token.mate.saturating_add(1) as usize } else { at + 1 };
    let Some(next) = tree.tokens.get(right).filter(|next| next.parent == token.parent) else { return false };
    let text = tree.text_of(right);
    let compares = match next.kind {
        Kind::Op => is_comparison(tree, right),
        Kind::Word => {
            is_comparison(tree, right)
                && (text.starts_with('-') || matches!(text, "in" | "eq" | "ne"))
                && !begins_unit(tree, right)
        }
        _ => false,
    };
    if compares {
        walk.steps.push(Step::Compared { operator: text.to_owned(), other: tree.text_of(right + 1).to_owned() });
        return true;
    }
    if is_operator(tree, right, tree.language.glue)
        && tree.tokens.get(right + 1).is_some_and(|other| other.kind == Kind::Str)
    {
        walk.joined_right = Some(head(tree.content_of(right + 1), 60).to_owned());
    }
    false
}

/// Whether the token is a comparison of the language.
pub(super) fn is_comparison(tree: &Tree, index: usize) -> bool {
    let text = tree.text_of(index);
    let language = tree.language;
    let known = |word: &str| language.comparisons.contains(&word);
    known(text) || language.traits.has(Traits::CASELESS) && known(&text.to_ascii_lowercase())
}

/// What stands directly in front: an option of a command, or text that is joined.
fn looks_left(tree: &Tree, unit: usize, units: &[usize], walk: &mut Walk, first: bool) -> bool {
    let text = tree.text_of(unit);
    let commands = tree.language.traits.has(Traits::COMMANDS);
    let option = if commands && is_option(tree, unit) {
        Some(unit)
    } else if commands && is_operator(tree, unit, &[":", "="]) {
        units.get(1).copied().filter(|&before| is_option(tree, before))
    } else {
        None
    };
    if let Some(option) = option {
        walk.command = command_words(tree, units);
        let command = walk.command.first().cloned().unwrap_or_default();
        walk.steps.push(Step::Option { name: plain_name(tree.text_of(option)).to_owned(), command });
        return true;
    }
    if let Some(&other) = units.get(1)
        && first
        && tree.tokens[other].kind == Kind::Str
    {
        if is_operator(tree, unit, &["%"]) || text == "-f" {
            walk.joined_left = before_placeholder(tree.content_of(other), 0).map(str::to_owned);
        }
        if is_operator(tree, unit, tree.language.glue) {
            walk.joined_left = Some(tree.content_of(other).to_owned());
        }
    }
    false
}

/// `-Name` or `--name` that takes a value, and is no operator.
fn is_option(tree: &Tree, index: usize) -> bool {
    let text = tree.text_of(index);
    tree.tokens[index].kind == Kind::Word
        && text.len() > 1
        && text.starts_with('-')
        && !is_comparison(tree, index)
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "-or" | "-and" | "-not" | "-f" | "-split" | "-join" | "-replace"
        )
}

/// The words of a command, from its verb on.
fn command_words(tree: &Tree, units: &[usize]) -> Vec<String> {
    let end = units.iter().position(|&unit| is_operator(tree, unit, &["=", "+="])).unwrap_or(units.len());
    let content = units[..end].iter().rev().filter(|&&unit| tree.tokens[unit].kind != Kind::Op);
    content.map(|&unit| head(&unit_text(tree, unit, 40), 80).to_owned()).collect()
}

/// Looks through the units in front for the operator that says what the value is.
fn step_of_operator(tree: &Tree, at: usize, units: &[usize], walk: &mut Walk, first: bool) -> bool {
    let language = tree.language;
    let commands = language.traits.has(Traits::COMMANDS);
    let indented = language.traits.has(Traits::INDENTED);
    let ternary = units.iter().any(|&unit| is_operator(tree, unit, &["?"]));
    let mut in_condition = false;
    let mut index = 0;
    while index < units.len() {
        let unit = units[index];
        let rest = &units[index + 1..];
        let text = tree.text_of(unit);
        let kind = tree.tokens[unit].kind;
        if index > 0 && ternary && kind == Kind::Op && text == "?" {
            in_condition = true;
        }
        // `value if condition else other`: what stands in the condition is compared with something else.
        if text == "else"
            && kind == Kind::Word
            && indented
            && let Some(skip) = units[index..].iter().position(|&other| tree.text_of(other) == "if")
        {
            index += skip + 1;
            continue;
        }
        match kind {
            Kind::Op if is_comparison(tree, unit) && !in_condition => {
                let other = target(tree, rest).map(|target| target.chain).unwrap_or_default();
                walk.steps.push(Step::Compared { operator: text.to_owned(), other });
                return true;
            }
            Kind::Op if is_comparison(tree, unit) => {}
            Kind::Word if is_comparison(tree, unit) && (!commands || text.starts_with('-')) => {
                walk.steps.push(compared_or_iterated(tree, at, text, rest));
                return true;
            }
            Kind::Word if matches!(text, "of" | "in") && (commands || is_iterated(tree, rest)) => {
                if let Some(target) = target(tree, rest) {
                    walk.steps.push(key(target));
                    return true;
                }
            }
            Kind::Word if text.eq_ignore_ascii_case("return") => {
                walk.steps.push(Step::Returned { function: enclosing_function(tree, at) });
                return true;
            }
            Kind::Op if language.assignments.contains(&text) && !(text == ":" && ternary) => {
                let Some(target) = target(tree, rest) else {
                    if matches!(text, ":" | "=>") && !rest.is_empty() {
                        index += 1;
                        continue;
                    }
                    return false;
                };
                if in_condition_of_words(tree, rest) {
                    walk.steps.push(Step::Compared { operator: text.to_owned(), other: target.chain });
                    return true;
                }
                if text == ":" && matches!(target.name.as_str(), "else" | "case" | "try") {
                    index += 1;
                    continue;
                }
                if first {
                    for &other in rest
                        .iter()
                        .take(12)
                        .filter(|&&other| tree.tokens[other].kind == Kind::Open && other != target.token)
                    {
                        walk.hints.extend(first_string_in(tree, other));
                    }
                }
                walk.steps.push(key(target));
                return true;
            }
            Kind::Word if index > 0 && first => walk.hints.push(text.to_owned()),
            Kind::Str if index > 0 && first => walk.hints.push(head(tree.content_of(unit), 60).to_owned()),
            Kind::Open if index > 0 && first => walk.hints.extend(first_string_in(tree, unit)),
            _ => {}
        }
        index += 1;
    }
    false
}

/// Whether the nearest keyword in front of a name begins a condition and no assignment.
fn in_condition_of_words(tree: &Tree, rest: &[usize]) -> bool {
    let conditions = tree.language.conditions;
    !conditions.is_empty()
        && rest
            .iter()
            .map(|&unit| tree.text_of(unit).to_ascii_lowercase())
            .find(|word| word == "set" || conditions.contains(&word.as_str()))
            .is_some_and(|word| word != "set")
}

fn key(target: Target) -> Step {
    Step::Key { name: target.name, chain: target.chain, token: target.token }
}

/// `x in (…)` compares, `for x in (…)` gives `x` its values.
fn compared_or_iterated(tree: &Tree, at: usize, operator: &str, rest: &[usize]) -> Step {
    let parent = tree.tokens[at].parent;
    let loop_head = parent != NONE
        && callee(tree, parent as usize).is_some_and(|(chain, _)| matches!(chain.as_str(), "for" | "foreach"));
    let target = target(tree, rest);
    if operator == "in"
        && (is_iterated(tree, rest) || loop_head)
        && let Some(target) = target
    {
        return key(target);
    }
    Step::Compared { operator: operator.to_owned(), other: target.map(|target| target.chain).unwrap_or_default() }
}

fn is_iterated(tree: &Tree, rest: &[usize]) -> bool {
    let begins_loop = |word: &str| matches!(word, "for" | "foreach" | "async" | "const" | "let" | "var");
    if rest.iter().any(|&unit| begins_loop(tree.text_of(unit))) {
        return true;
    }
    // `for client, name in`: behind the comma the loop begins one element further left.
    let Some(&nearest) = rest.first() else { return false };
    let head = (nearest.saturating_sub(16)..=nearest).rev().map(|at| (tree.tokens[at].kind, tree.text_of(at)));
    head.take_while(|(kind, text)| *kind == Kind::Word || *text == ",").any(|(_, text)| begins_loop(text))
}

fn first_string_in(tree: &Tree, open: usize) -> Option<String> {
    let end = (tree.tokens[open].mate as usize).min(open + 6).min(tree.tokens.len());
    let string = (open + 1..end).find(|&token| tree.tokens[token].kind == Kind::Str)?;
    Some(head(tree.content_of(string), 60).to_owned())
}

/// The number of the element in its group, from 0, and the strings in front of it.
fn position(tree: &Tree, at: usize) -> (usize, Vec<String>) {
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

/// The name of the function whose body the token stands in; empty when there is none.
fn enclosing_function(tree: &Tree, at: usize) -> String {
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
                    return tree.text_of(name).to_owned();
                }
            }
            if let Some(&name) = units.first()
                && tree.tokens[name].kind == Kind::Word
                && !matches!(tree.text_of(name), "get" | "else" | "try")
            {
                return tree.text_of(name).to_owned();
            }
        }
        parent = tree.tokens[open].parent;
    }
    String::new()
}

/// The names of the enclosing `def` and `class` by smaller indentation, inner first. Looks back a bounded way.
fn definitions_around(tree: &Tree, at: usize) -> Vec<(String, bool)> {
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

/// What kind of text the language is, as far as a place cares.
pub(super) fn is_markup(tree: &Tree) -> bool {
    tree.language.shape == Shape::Markup
}

/// The groups directly inside a group.
pub(super) fn groups_in<'t>(tree: &'t Tree, open: usize, most: usize) -> impl Iterator<Item = usize> + 't {
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
pub(super) fn sibling(tree: &Tree, open: usize, keys: &[&str]) -> Option<String> {
    entries(tree, open, 200).find(|(name, _)| keys.contains(&name.to_ascii_lowercase().as_str())).and_then(
        |(_, value)| {
            let token = tree.tokens.get(value)?;
            matches!(token.kind, Kind::Str | Kind::Word).then(|| head(tree.content_of(value), 200).to_owned())
        },
    )
}

/// The names of all keys of a group, and the options of a command in it.
pub(super) fn keys_of(tree: &Tree, open: usize) -> Vec<String> {
    entries(tree, open, 250).map(|(name, _)| name.to_owned()).collect()
}

/// Key names of a group with the index of the token behind their operator.
fn entries<'t>(tree: &Tree<'t>, open: usize, most: usize) -> impl Iterator<Item = (&'t str, usize)> {
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
            found.push((names::plain_name(raw), at + 2));
        } else if token.kind == Kind::Word
            && tree.language.traits.has(Traits::COMMANDS)
            && tree.text_of(at).starts_with('-')
        {
            found.push((names::plain_name(tree.text_of(at)), at + 1));
        }
        at += 1;
    }
    found.into_iter()
}
