//! The way outward from a value: one step for each thing that it is a part of.

mod around;
mod block;
mod group;
mod iterated;
mod own;
mod parallel;

pub(super) use around::{enclosing_function_token, is_part_of_function, result_member};
pub(crate) use group::keys_of;
pub(super) use group::{entries, groups_in, is_key_of_map, keys_of_lines, lines_around, names_listed, sibling};

use super::keys::tag_around;
use super::names::{callee, declares_function, group, is_declaration, is_keyword, is_operator, name_at};
use super::text::head;
use crate::language::{Shape, Traits};
use crate::tree::{Group, Kind, NONE, Tree};
use around::definitions_around;
use block::{out_of_braces, tag_words};
use group::position;
pub(crate) use iterated::{loop_variable, loop_variables};
pub(super) use own::sets;
use own::{is_comparison, own_step};

/// How many groups outward a place is looked at.
const DEPTH: usize = 9;

/// Those of the wrappers that make a list of their arguments.
const COLLECTS: &[&str] =
    &["listOf", "arrayOf", "setOf", "List", "Set", "Seq", "Array", "List.of", "Set.of", "Stream.of", "c"];

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
    /// So many elements further left stands the nearest string of the same bracket.
    pub(super) text_in_front: Option<usize>,
    /// The words of the command that the value stands in.
    pub(super) command: Vec<String>,
    /// The string whose method takes the value.
    pub(super) receiver: Option<String>,
    /// The value stands in `x[…]`.
    pub(super) indexes: bool,
    /// The first token of the tag in code that the value is an attribute of.
    pub(super) tag: Option<usize>,
    /// The call is a construction: `new X(…)`.
    pub(super) constructs: bool,
}

/// Walks outward from a token.
pub(super) fn walk(tree: &Tree, token: usize) -> Walk {
    let mut walk = Walk::default();
    let mut at = token;
    // `$(NAME)` of make is the name.
    if let Some(open) = tree.parent_of(token)
        && open > 0
        && tree.text_of(open - 1) == "$"
        && open + 1 == token
        && tree.tokens[open].mate as usize == token + 1
    {
        walk.groups.push(open);
        at = open - 1;
    }
    // `{{name}}` of a task runner is the name.
    if tree.language.traits.has(Traits::COMMANDS)
        && let Some(open) = tree.parent_of(token).filter(|&open| open + 1 == token && tree.text_of(open) == "{")
        && let Some(outer) = tree.parent_of(open).filter(|&outer| outer + 1 == open && tree.text_of(outer) == "{")
        && tree.tokens[outer].mate as usize == token + 2
    {
        at = outer;
    }
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
                if matches!(walk.steps.as_slice(), [Step::Element { .. }]) && is_attribute_value(tree, open) {
                    walk.steps.clear();
                }
                if !out_of_braces(tree, open, &mut walk) {
                    break;
                }
            }
            Group::Block | Group::None => {
                let header = open.checked_sub(1).filter(|&before| {
                    tree.language.traits.has(Traits::SECTIONS) && tree.tokens[before].kind == Kind::Word
                });
                if let Some(header) = header {
                    walk.steps.push(Step::Block { words: vec![name_at(tree, header).to_owned()] });
                }
                at = open;
            }
        }
    }
    if tree.language.traits.has(Traits::INDENTED) && walk.steps.len() < DEPTH {
        let definitions = definitions_around(tree, token).into_iter().take(3);
        walk.steps.extend(definitions.map(|(name, of_type)| Step::Body { words: vec![name], of_type }));
    }
    if let Some(Step::Key { token, .. }) = walk.steps.first()
        && let Some(first) = tag_around(tree, *token)
    {
        walk.steps.insert(1, Step::Tag { words: vec![name_at(tree, first).to_owned()] });
        walk.tag = Some(first);
    }
    // `caller in ["…", "…"]` compares each element.
    if matches!(walk.steps.as_slice(), [Step::Element { .. }, Step::Compared { .. }, ..]) {
        walk.steps.remove(0);
    }
    walk
}

/// `name={value}`: braces around one expression, as JSX writes attributes.
fn is_attribute_value(tree: &Tree, open: usize) -> bool {
    let attached = open > 0 && is_operator(tree, open - 1, &["="]) && !tree.tokens[open].space_before;
    attached
        && !tree.tokens[open - 1].space_before
        && !tree.children(open).any(|at| tree.kind_of(at) == Some(Kind::Sep))
}

/// A wrapper hands its argument through: the value stands where the wrapper does.
fn step_out_of_wrapper(tree: &Tree, at: &mut usize, walk: &mut Walk, first: bool) {
    let Some(Step::Argument { chain, index, before, .. }) = walk.steps.last() else { return };
    let mut names = chain.rsplit('.').map(crate::role::fold);
    // `new` hands through what its type does.
    let last = names.find(|name| name != "new").unwrap_or_default();
    // Where a text stands in front, it may be the name of what is looked up.
    let chooses = ["if", "iif", "ifelse"].contains(&last.as_str());
    let falls_back = *index > 0 && (chooses || before.is_empty() && tree.language.fallbacks.contains(&last.as_str()));
    // `settings.set(…)` makes no set.
    let wraps = tree.language.wrappers.contains(&last.as_str())
        && !(last == "set" && chain.contains('.'))
        && (*index == 0 || COLLECTS.iter().any(|makes| *makes == chain || chain.ends_with(".asList")));
    if walk.steps.len() > 2 || !(wraps || falls_back) {
        return;
    }
    let parent = tree.tokens[*at].parent;
    if parent == NONE {
        return;
    }
    let open = parent as usize;
    let Some((_, mut start)) = callee(tree, open) else { return };
    walk.steps.pop();
    if falls_back {
        // What comes first may say what is missing.
        let in_front =
            (open + 1..*at).take(12).filter(|&token| matches!(tree.tokens[token].kind, Kind::Word | Kind::Str));
        walk.hints.extend(in_front.map(|token| head(tree.content_of(token), 60).to_owned()));
    }
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
    let Some((chain, start)) = called.filter(|(chain, _)| chain != "return") else { return open };
    // `caller in (…)` compares.
    if is_comparison(tree, start) {
        return open;
    }
    if !round && first && !tree.tokens[open].space_before && tree.tokens[open - 1].kind == Kind::Word {
        walk.indexes = true;
    }
    if round && !matches!(walk.steps.last(), Some(Step::Argument { .. })) && !is_keyword(&chain) {
        let (index, before) = position(tree, at);
        let declares = tree.language.function_words.is_empty() && is_declaration(tree, open - 1)
            || start > 0 && declares_function(tree.language, tree.text_of(start - 1));
        walk.steps.push(Step::Argument { chain, index, before, declares });
    }
    start
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
        _ => name_at(tree, unit).to_owned(),
    }
}

/// What kind of text the language is, as far as a place cares.
pub(super) fn is_markup(tree: &Tree) -> bool {
    tree.language.shape == Shape::Markup
}
