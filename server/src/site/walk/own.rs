//! What a value is inside its own group: the operator, option or call that it belongs to.

use super::super::names::{
    Target, begins_unit, callee, created_type, declares_function, group, is_declaration, is_keyword, is_operator,
    name_at, plain_name, target,
};
use super::super::names::{previous, units_before};
use super::super::text::{before_placeholder, head, tail};
use super::around::{enclosing_function, head_of_arm};
use super::block::is_arm_of_switch;
use super::group::position;
use super::{Step, Walk, iterated, parallel, unit_text};
use crate::language::{BEGINS_LOOP, DEFINES, GIVES, IN_LOOP, Traits};
use crate::tree::{Group, Kind, NONE, Tree};

/// Bytes of a format string in which its placeholders are counted.
const FORMAT: usize = 4_000;

/// What the value is inside its own group.
pub(super) fn own_step(tree: &Tree, at: usize, walk: &mut Walk, first: bool) {
    let language = tree.language;
    let units = units_before(tree, at, 40);
    if first && looks_right(tree, at, walk) {
        return;
    }
    if let ([] | [Step::Element { .. }], Some((head, open))) = (walk.steps.as_slice(), head_of_arm(tree, at, &units)) {
        // The arm's value is that of the whole, which may be the result of a function.
        let ends = tree.kind_of(tree.behind(open)).is_none_or(|kind| kind == Kind::Close);
        if begins_unit(tree, head) && ends {
            walk.steps.push(Step::Returned { function: enclosing_function(tree, head) });
        } else {
            own_step(tree, head, walk, first);
        }
        return;
    }
    if walk.steps.len() <= 3
        && walk.steps.iter().all(|step| matches!(step, Step::Element { .. } | Step::Key { .. } | Step::Block { .. }))
        && let Some(step) = iterated::name_behind(tree, at)
    {
        // `new[] { … }`
        walk.steps.retain(|step| !matches!(step, Step::Block { .. }));
        walk.steps.push(step);
        return;
    }
    if !first
        && let (Some(&unit), [Step::Element { index, .. }]) = (units.first(), walk.steps.as_slice())
        && is_operator(tree, unit, &["%"])
        && units.len() > 1
        && tree.tokens[units[1]].kind == Kind::Str
    {
        walk.joined_left = before_placeholder(head(tree.content_of(units[1]), FORMAT), *index).map(str::to_owned);
    }
    if let Some(&unit) = units.first()
        && looks_left(tree, unit, &units, walk, first)
    {
        return;
    }
    if let [keyword, colon, ..] = units.as_slice()
        && language.traits.has(Traits::KEYWORDS)
        && is_operator(tree, *colon, &[":"])
    {
        let name = tree.text_of(*keyword).to_owned();
        walk.steps.push(Step::Key { chain: name.clone(), name, token: *keyword });
        return;
    }
    // `Name As New Type(…)`
    if let [new, r#as, name, ..] = units.as_slice()
        && tree.text_of(*new).eq_ignore_ascii_case("new")
        && tree.text_of(*r#as).eq_ignore_ascii_case("as")
    {
        let text = name_at(tree, *name).to_owned();
        walk.steps.push(Step::Key { chain: text.clone(), name: text, token: *name });
        return;
    }
    if let Some(target) = parallel::target_of(tree, at, walk) {
        walk.steps.push(key(target));
        return;
    }
    // `dict "name" "VALUE"`
    if let Some(&unit) = units.first()
        && language.traits.has(Traits::PAIRED_STRINGS)
        && tree.kind_of(unit) == Some(Kind::Str)
        && tree.content_of(unit).bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    {
        let name = tree.content_of(unit).to_owned();
        walk.steps.push(Step::Key { chain: name.clone(), name, token: unit });
        return;
    }
    // `CREATE SECRET (TYPE azure, CLIENT_ID 'VALUE')`
    // `:setvar ClientId "VALUE"`
    let gives = |unit: &usize| GIVES.iter().any(|word| tree.text_of(*unit).eq_ignore_ascii_case(word));
    if let [unit, rest @ ..] = units.as_slice()
        && language.traits.has(Traits::NAMED_OPTIONS)
        && tree.kind_of(*unit) == Some(Kind::Word)
        && (rest.is_empty() && tree.parent_of(at).is_some_and(|open| group(tree, open) == Group::Paren)
            || rest.first().is_some_and(gives))
        && !is_comparison(tree, *unit)
    {
        let name = tree.text_of(*unit).to_owned();
        walk.steps.push(Step::Key { chain: name.clone(), name, token: *unit });
        return;
    }
    if step_of_operator(tree, at, &units, walk, first) {
        return;
    }
    if let Some(first_element) = parallel::first_of_list(tree, at) {
        let steps = walk.steps.len();
        own_step(tree, first_element, walk, first);
        let (index, before) = position(tree, at);
        match walk.steps.get_mut(steps) {
            Some(Step::Element { index: first, .. }) => *first = index,
            Some(Step::Returned { .. }) => walk.steps.insert(steps, Step::Element { index, before }),
            _ => {}
        }
        return;
    }
    if units.len() >= 2
        && tree.tokens[units[0]].kind == Kind::Word
        && units.iter().any(|&unit| DEFINES.contains(&tree.text_of(unit)))
    {
        let name = name_at(tree, units[0]).to_owned();
        walk.steps.push(Step::Key { name, chain: String::new(), token: units[0] });
        return;
    }
    // `@name VALUE` of a module, `@name %{…}`.
    let attribute = units.strip_prefix(&[at.wrapping_sub(1)]).filter(|_| tree.is_op(at.wrapping_sub(1), &["%"]));
    if let [unit] = attribute.unwrap_or(units.as_slice())
        && tree.text_of(*unit).starts_with('@')
        && tree.tokens[*unit].line_start
        && !language.traits.has(Traits::COMMANDS)
    {
        let name = plain_name(tree.text_of(*unit)).to_owned();
        walk.steps.push(Step::Key { chain: name.clone(), name, token: *unit });
        return;
    }
    let (index, before) = position(tree, at);
    if first && !before.is_empty() {
        walk.text_in_front = elements_to_text(tree, at);
    }
    let parent = tree.tokens[at].parent;
    if parent != NONE
        && group(tree, parent as usize) == Group::Paren
        && let Some((chain, start)) = callee(tree, parent as usize)
        && let made = created(tree, &chain, start).or_else(|| declared_type(tree, start))
        && (made.is_some() || !is_keyword(&chain))
    {
        if first {
            let text_before = start.checked_sub(1).map_or("", |before| tree.text_of(before));
            walk.constructs |= text_before == "new" || made.is_some();
            if tree.tokens[start].kind == Kind::Str {
                walk.receiver = Some(head(tree.content_of(start), 400).to_owned());
            }
            let near = (start..parent as usize).take(200);
            let strings = near.filter(|&token| tree.tokens[token].kind == Kind::Str).take(4);
            walk.hints.extend(strings.map(|token| head(tree.content_of(token), 60).to_owned()));
            if tree.tokens[parent as usize].mate as usize == at + 1 && walk.joined_left.is_none() {
                walk.joined_left = written_before(tree, start, &chain);
            }
            // `CONCAT('client_id=', VALUE, …)`
            let joins = chain.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("concat"));
            let text = at.checked_sub(2).filter(|&text| joins && tree.kind_of(text) == Some(Kind::Str));
            if let Some(text) = text.filter(|_| tree.text_of(at - 1) == ",") {
                walk.joined_left = Some(tail(tree.content_of(text), 400).to_owned());
            }
        }
        let chain = made.map_or(chain, str::to_owned);
        let last = chain.rsplit('.').next().unwrap_or("");
        let declares = language.function_words.is_empty() && is_declaration(tree, parent as usize - 1)
            || start > 0 && declares_function(language, tree.text_of(start - 1))
            || last == "param"
            || last == "constructor";
        let mut before = before;
        // `Option(VALUE, "--name")`.
        if before.is_empty() {
            let behind = (at + 1..tree.tokens.len()).take(6).take_while(|&token| tree.tokens[token].parent == parent);
            let mut options =
                behind.filter(|&token| tree.tokens[token].kind == Kind::Str).map(|token| tree.content_of(token));
            before.extend(options.find(|text| text.starts_with("--")).map(str::to_owned));
        }
        // `put(KEY_CLIENT_ID, VALUE)`
        if let Some(constant) = constant_in_front(tree, at).filter(|_| sets(last)) {
            before.push(constant.to_owned());
        }
        // `set(NAME VALUE)`.
        if let Some(&unit) = units.first().filter(|_| language.traits.has(Traits::COMMANDS)) {
            // `set(ENV{NAME} VALUE)`
            let braced = group(tree, unit) == Group::Brace && tree.tokens[unit].mate as usize == unit + 2;
            let word = unit + usize::from(braced);
            if tree.tokens[word].kind == Kind::Word {
                before.push(tree.text_of(word).to_owned());
            }
        }
        // `define(NAME, VALUE)`
        let name = parent as usize + 1;
        let is_name = matches!(tree.kind_of(name), Some(Kind::Word | Kind::Str));
        if last == "define" && index == 1 && is_name {
            let text = name_at(tree, name).to_owned();
            walk.steps.push(Step::Key { chain: text.clone(), name: text, token: name });
            return;
        }
        walk.steps.push(Step::Argument { chain, index, before, declares });
        return;
    }
    // `Type name{ …, VALUE }`
    if parent != NONE
        && group(tree, parent as usize) == Group::Brace
        && !tree.tokens[parent as usize].space_before
        && tree.tokens[parent as usize].mate > parent + 2
        && let Some(made) = (parent as usize).checked_sub(1).and_then(|name| declared_type(tree, name))
    {
        walk.constructs |= first;
        walk.steps.push(Step::Argument { chain: made.to_owned(), index, before, declares: false });
        return;
    }
    if language.traits.has(Traits::COMMANDS) && !units.is_empty() && !is_arm_of_switch(tree, at, &units) {
        let words = command_words(tree, &units);
        if let Some(verb) = words.first().filter(|verb| !is_keyword(verb) && !verb.starts_with('['))
            && units.iter().all(|&unit| !is_operator(tree, unit, &["="]))
        {
            // `set -l name VALUE`, `SetEnv NAME VALUE`
            let name = tree.text_of(units[0]);
            if GIVES.iter().any(|word| verb.eq_ignore_ascii_case(word))
                && words.len() > 1
                && !name.starts_with('-')
                && tree.kind_of(units[0]) == Some(Kind::Word)
            {
                let name = plain_name(name).to_owned();
                walk.steps.push(Step::Key { chain: name.clone(), name, token: units[0] });
                return;
            }
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

/// The type that `new(…)` makes where the declaration names it.
fn created<'t>(tree: &Tree<'t>, chain: &str, start: usize) -> Option<&'t str> {
    if chain == "new" { created_type(tree, start) } else { None }
}

/// The type of `Type name(VALUE)`, where `name` stands at `start`.
fn declared_type<'t>(tree: &Tree<'t>, start: usize) -> Option<&'t str> {
    let before = start.checked_sub(1).filter(|_| tree.language.traits.has(Traits::BRACES_INITIALIZE))?;
    let name = name_at(tree, before);
    let is_type = tree.kind_of(before) == Some(Kind::Word)
        && tree.kind_of(start) == Some(Kind::Word)
        && !is_keyword(name)
        && !tree.tokens[start].line_start
        && !matches!(name, "co_return" | "co_await" | "else" | "do");
    is_type.then_some(name)
}

/// Whether a function of this name gives something a value under a name.
pub(in crate::site) fn sets(function: &str) -> bool {
    let folded = crate::role::fold(function);
    ["set", "put", "add", "append", "insert", "property", "validate"].iter().any(|verb| folded.contains(verb))
}

/// The name of the constant that is the whole argument in front of the one at `at`.
fn constant_in_front<'t>(tree: &Tree<'t>, at: usize) -> Option<&'t str> {
    let name = at.checked_sub(2).filter(|_| tree.text_of(at - 1) == ",")?;
    let written = tree.text_of(name);
    let constant = written.strip_prefix('k').unwrap_or(written).starts_with(char::is_uppercase);
    (tree.kind_of(name) == Some(Kind::Word) && constant).then_some(written)
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
        // What is empty shows as it is written.
        let other = Some(name_at(tree, right + 1)).filter(|other| !other.is_empty());
        let other = other.unwrap_or_else(|| tree.text_of(right + 1)).to_owned();
        walk.steps.push(Step::Compared { operator: text.to_owned(), other });
        return true;
    }
    if tree.is_op(right, &["|>", "%>%"])
        && let Some(chain) = chain_at(tree, right + 1)
    {
        walk.steps.push(Step::Argument { chain, index: 0, before: Vec::new(), declares: false });
        return true;
    }
    // `name.is_empty() ? VALUE : name`
    if is_operator(tree, right, &[":"])
        && units_before(tree, at, 2).first().is_some_and(|&unit| is_operator(tree, unit, &["?"]))
        && tree.kind_of(right + 1) == Some(Kind::Word)
    {
        walk.hints.push(tree.text_of(right + 1).to_owned());
    }
    if is_operator(tree, right, tree.language.glue)
        && tree.tokens.get(right + 1).is_some_and(|other| other.kind == Kind::Str)
    {
        walk.joined_right = Some(head(tree.content_of(right + 1), 60).to_owned());
    }
    false
}

/// The dotted name of the function that a value is piped into; none for an anonymous one, and for one that gives the
/// value back.
fn chain_at(tree: &Tree, first: usize) -> Option<String> {
    let mut chain = String::new();
    let mut at = first;
    while tree.kind_of(at) == Some(Kind::Word) && at < first + 16 {
        chain.push_str(name_at(tree, at));
        if !is_operator(tree, at + 1, &[".", "::"]) {
            break;
        }
        chain.push('.');
        at += 2;
    }
    let last = crate::role::fold(chain.rsplit('.').next()?);
    let named = !chain.is_empty() && !["fun", "fn", "function"].contains(&last.as_str());
    (named && !tree.language.wrappers.contains(&last.as_str())).then_some(chain)
}

/// Whether the token is a comparison of the language.
pub(super) fn is_comparison(tree: &Tree, index: usize) -> bool {
    let text = tree.text_of(index);
    let language = tree.language;
    let known = |word: &str| language.comparisons.contains(&word);
    known(text)
        || language.traits.has(Traits::CASELESS) && known(&text.to_ascii_lowercase())
        || language.traits.has(Traits::TESTS) && text == "=" && in_test(tree, index)
}

/// Whether the operator stands in `[ … ]` or behind `test`.
fn in_test(tree: &Tree, index: usize) -> bool {
    if !tree.tokens[index].space_before {
        return false;
    }
    let parent = tree.parent_of(index);
    let bracket =
        parent.is_some_and(|open| tree.group_of(open) == Group::Bracket && tree.tokens[open + 1].space_before);
    bracket || (index.saturating_sub(4)..index).any(|at| matches!(tree.text_of(at), "test" | "expr"))
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
        walk.steps.push(Step::Option { name: plain_name(name_at(tree, option)).to_owned(), command });
        return true;
    }
    // `"client_id=" NAME` of C
    if first && tree.tokens[unit].kind == Kind::Str && joins_by_standing(tree, unit + 1) {
        walk.joined_left = Some(tail(tree.content_of(unit), 400).to_owned());
    }
    if let Some(&other) = units.get(1)
        && first
        && tree.tokens[other].kind == Kind::Str
    {
        if is_operator(tree, unit, &["%"]) || text == "-f" {
            walk.joined_left = before_placeholder(head(tree.content_of(other), FORMAT), 0).map(str::to_owned);
        }
        if is_operator(tree, unit, tree.language.glue) {
            walk.joined_left = Some(tail(tree.content_of(other), 400).to_owned());
        }
    }
    false
}

/// Whether a name behind a string is a part of its text, as a macro is.
fn joins_by_standing(tree: &Tree, name: usize) -> bool {
    let traits = tree.language.traits;
    tree.kind_of(name) == Some(Kind::Word)
        && ![Traits::COMMANDS, Traits::DATA, Traits::KEYWORDS].iter().any(|&other| traits.has(other))
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
    // A colon belongs to the question mark in front of it, where there is one: `key: condition ? value : other`.
    // `if a == b set "NAME=VALUE"` compares nothing with the value.
    let given = units.first().is_some_and(|&unit| {
        tree.kind_of(unit) == Some(Kind::Word) && GIVES.iter().any(|word| tree.text_of(unit).eq_ignore_ascii_case(word))
    });
    let units = if commands && given { &units[..1] } else { units };
    let has_question = |units: &[usize]| units.iter().any(|&unit| is_operator(tree, unit, &["?"]));
    let mut in_condition = false;
    let mut index = 0;
    while index < units.len() {
        let unit = units[index];
        let rest = &units[index + 1..];
        let text = tree.text_of(unit);
        let kind = tree.tokens[unit].kind;
        if kind == Kind::Op && text == "?" {
            in_condition = true;
        }
        // `if condition then value else other`: the condition says nothing about the value.
        if kind == Kind::Word
            && !language.conditions.is_empty()
            && ["then", "else"].iter().any(|word| text.eq_ignore_ascii_case(word))
            && let Some(skip) = rest.iter().position(|&other| tree.text_of(other).eq_ignore_ascii_case("if"))
        {
            index += skip + 2;
            continue;
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
            Kind::Word if IN_LOOP.contains(&text) && (commands || is_iterated(tree, rest)) => {
                if let Some(target) = target(tree, rest) {
                    walk.steps.push(key(target));
                    return true;
                }
            }
            Kind::Word if text.eq_ignore_ascii_case("return") => {
                // `return x, y`
                if language.traits.has(Traits::PARALLEL_ASSIGNMENT) && tree.text_of(tree.behind(at)) == "," {
                    walk.steps.push(Step::Element { index: 0, before: Vec::new() });
                }
                walk.steps.push(Step::Returned { function: enclosing_function(tree, at) });
                return true;
            }
            Kind::Op if language.assignments.contains(&text) && !(text == ":" && has_question(rest)) => {
                let Some(target) = target(tree, rest) else {
                    if matches!(text, ":" | "=>") && !rest.is_empty() {
                        index += 1;
                        continue;
                    }
                    return false;
                };
                if in_condition_of_words(tree, at, rest) {
                    walk.steps.push(Step::Compared { operator: text.to_owned(), other: target.chain });
                    return true;
                }
                if text == ":" && matches!(target.name.as_str(), "else" | "case" | "try") {
                    index += 1;
                    continue;
                }
                if first && text != "=" && walk.joined_left.is_none() {
                    walk.joined_left = appended_to(tree, target.token);
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
                // `echo name=VALUE`
                if commands && first && rest.len() > 1 && text == "=" {
                    walk.command = command_words(tree, rest);
                }
                walk.steps.push(key(target));
                return true;
            }
            Kind::Word if index > 0 && first => walk.hints.push(head(text, 60).to_owned()),
            Kind::Str if index > 0 && first => walk.hints.push(head(tree.content_of(unit), 60).to_owned()),
            Kind::Open if index > 0 && first => {
                walk.hints.extend(first_string_in(tree, unit));
                // `(options != null ? options.ClientId : null) ?? VALUE`
                if is_operator(tree, units[index - 1], &["??", "||", "?:"]) {
                    let members =
                        tree.children(unit).take(16).filter(|&at| at > 0 && is_operator(tree, at - 1, &[".", "?."]));
                    walk.hints.extend(members.map(|at| name_at(tree, at).to_owned()));
                }
            }
            _ => {}
        }
        index += 1;
    }
    false
}

/// The end of the text that the name at `token` was given last, where more is appended to it: `body = "client_id="`
/// in front of `body += VALUE`.
fn appended_to(tree: &Tree, token: usize) -> Option<String> {
    const REACH: usize = 48;
    if !is_operator(tree, token + 1, &["+=", ".=", "&=", "..=", "^=", "<>="]) {
        return None;
    }
    let (name, parent) = (tree.text_of(token), tree.tokens[token].parent);
    let given = |&at: &usize| {
        tree.tokens[at].parent == parent
            && tree.kind_of(at) == Some(Kind::Word)
            && tree.text_of(at) == name
            && tree.kind_of(at + 1) == Some(Kind::Op)
    };
    let last = (token.saturating_sub(REACH)..token).rev().find(given)? + 2;
    (tree.kind_of(last) == Some(Kind::Str)).then(|| tail(tree.content_of(last), 400).to_owned())
}

/// The end of the text that the statement in front wrote, where one call writes after the other:
/// `text.Append("client_id=");` in front of `text.Append(VALUE)`. The chain of the latter begins at `start`.
fn written_before(tree: &Tree, start: usize, chain: &str) -> Option<String> {
    let writes = crate::role::fold(chain.rsplit('.').next()?);
    if !["append", "write", "pushstr"].contains(&writes.as_str()) {
        return None;
    }
    let end = previous(tree, start)?;
    let close = if tree.text_of(end) == ";" { previous(tree, end)? } else { end };
    let open =
        Some(tree.tokens[close].mate).filter(|&mate| tree.kind_of(close) == Some(Kind::Close) && mate != NONE)?;
    let (text, same) = (open as usize + 1, callee(tree, open as usize).is_some_and(|(other, _)| other == chain));
    (same && text + 1 == close && tree.kind_of(text) == Some(Kind::Str))
        .then(|| tail(tree.content_of(text), 400).to_owned())
}

/// How many elements in front of the one at `at` the nearest string stands: 1 where it is the one in front.
fn elements_to_text(tree: &Tree, at: usize) -> Option<usize> {
    const REACH: usize = 40;
    let own = tree.tokens[at].parent;
    let in_front = (at.saturating_sub(REACH)..at).rev().filter(|&before| tree.tokens[before].parent == own);
    let mut elements = 0;
    for before in in_front {
        match tree.tokens[before].kind {
            Kind::Sep if tree.text_of(before) == "," => elements += 1,
            Kind::Str => return Some(elements),
            _ => {}
        }
    }
    None
}

/// Whether the nearest keyword in front of a name begins a condition and no assignment.
/// or whether one stands in front of the parenthesis around: `if (name = "…")`.
fn in_condition_of_words(tree: &Tree, at: usize, rest: &[usize]) -> bool {
    let conditions = tree.language.conditions;
    let around =
        tree.parent_of(at).filter(|&open| tree.group_of(open) == Group::Paren).and_then(|open| open.checked_sub(1));
    !conditions.is_empty()
        && rest
            .iter()
            .copied()
            .chain(around)
            .map(|unit| name_at(tree, unit).to_ascii_lowercase())
            .find(|word| ["set", "then", "else"].contains(&word.as_str()) || conditions.contains(&word.as_str()))
            .is_some_and(|word| conditions.contains(&word.as_str()))
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
    let begins_loop = |word: &str| BEGINS_LOOP.contains(&word);
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
    let inside = || open + 1..end;
    if let Some(string) = inside().find(|&token| tree.tokens[token].kind == Kind::Str) {
        return Some(head(tree.content_of(string), 60).to_owned());
    }
    // `params[:name]`
    let symbol =
        inside().find(|&token| is_operator(tree, token - 1, &[":"]) && tree.tokens[token].kind == Kind::Word)?;
    Some(tree.text_of(symbol).to_owned())
}
