//! Where in the tree a value stands: the waist between the languages and the roles.
//!
//! Everything a role row may ask about a place is a field here. No row looks at a token, no lexer knows a name.

mod joined;
mod keys;
mod model;
mod names;
mod statement;
mod text;
mod walk;

pub use model::{Call, Comparison, Declaration, Frame, FrameKind, Name, Place, Relation, Site};
pub use text::Text;

pub(crate) use joined::joined;
pub(crate) use names::{callee, is_declaration, parameter, plain_name, units_before as units_in_front};
pub(crate) use statement::statement_start;
pub(crate) use text::{head, tail};
pub(crate) use walk::{keys_of, loop_variable, loop_variables};

use crate::language::Traits;
use crate::tree::{Group, Kind, NONE, Tree};
use keys::{NAMING, anchor, is_slot, keys};
use names::{group, is_operator, units_before};
use walk::{Step, Walk};

/// A long string is looked at through a window of this many bytes on either side.
const WINDOW: usize = 2000;

/// Wrappers that accept nothing but a GUID.
const GUID_WRAPPERS: &[&str] = &["guid", "parse", "uuid", "fromstring", "newguid", "guidfromstring"];

/// Looks at the bytes `start..end` inside the token.
pub fn of<'t>(tree: &Tree<'t>, token: usize, start: usize, end: usize) -> Site<'t> {
    let own = &tree.tokens[token];
    let text = text_around(tree, token, start, end);
    let mut walk = walk::walk(tree, token);
    let guid_only = wrapped_as_guid(tree, token, &walk);
    let place = place(tree, token, &text, &walk);
    let (keys, binding) = keys(tree, &text, &walk);
    let siblings = siblings(tree, token, &walk);
    let binding = anchor(tree, own.start as usize).or(binding);
    let tuple_position = match walk.steps.as_slice() {
        [Step::Element { index, .. }, Step::Element { .. } | Step::Key { .. } | Step::Returned { .. }, ..] => {
            Some(*index)
        }
        _ => None,
    };
    let first = if walk.steps.is_empty() { None } else { Some(walk.steps.remove(0)) };
    let mut path: Vec<Frame> = Vec::new();
    let mut operand = None;
    let mut call = None;
    let mut tuple_before = Vec::new();
    match first {
        Some(Step::Compared { operator, other }) => operand = Some(Comparison { operator, other }),
        Some(Step::Argument { chain, index, before, declares }) => {
            call = Some(Call { chain, index: Some(index), before, constructs: walk.constructs, declares });
        }
        Some(Step::Option { command, .. }) => {
            call = Some(Call { chain: command, index: None, before: Vec::new(), constructs: false, declares: false });
        }
        Some(step @ (Step::Block { .. } | Step::Tag { .. } | Step::Body { .. })) => path.extend(frame(step)),
        Some(Step::Element { before, .. }) => tuple_before = before,
        Some(Step::Key { .. } | Step::Returned { .. }) | None => {}
    }
    path.extend(walk.steps.into_iter().filter_map(frame));
    let innermost = walk.groups.first().copied();
    Site {
        place,
        keys,
        binding,
        call,
        command: walk.command.join(" ").to_ascii_lowercase(),
        path,
        text,
        operand,
        joined_right: walk.joined_right.unwrap_or_default(),
        hints: walk.hints,
        tuple_before,
        tuple_position,
        siblings,
        surroundings: innermost.map_or_else(|| walk::lines_around(tree, token), |open| group_text(tree, open, 600)),
        groups: walk.groups,
        guid_only,
        token,
        at_top: own.parent == NONE,
        start,
    }
}

fn frame(step: Step) -> Option<Frame> {
    match step {
        Step::Key { name, token, .. } => Some(Frame::new(FrameKind::Key, vec![name], Some(token))),
        Step::Option { name, .. } => Some(Frame::new(FrameKind::Key, vec![name], None)),
        Step::Argument { chain, .. } => Some(Frame::new(FrameKind::Call, vec![chain], None)),
        Step::Block { words } => Some(Frame::new(FrameKind::Block, words, None)),
        Step::Tag { words } => Some(Frame::new(FrameKind::Tag, words, None)),
        Step::Body { words, of_type } => {
            Some(Frame::new(if of_type { FrameKind::Type } else { FrameKind::Function }, words, None))
        }
        Step::Element { .. } | Step::Compared { .. } | Step::Returned { .. } => None,
    }
}

/// The keys beside a value; in a file of lines those of the lines around. Beside `value` in `{ name = …, value = … }`
/// stand the names of the other entries.
fn siblings(tree: &Tree, token: usize, walk: &Walk) -> Vec<String> {
    if let Some(first) = walk.tag {
        return keys::attributes_of(tree, first).map(|at| tree.text_of(at).to_owned()).collect();
    }
    let Some(&own) = walk.groups.first() else { return walk::keys_of_lines(tree, token) };
    let mut keys = walk::keys_of(tree, own);
    if walk::is_markup(tree)
        && matches!(walk.steps.first(), Some(Step::Element { .. }))
        && let Some(&around) = walk.groups.get(1)
    {
        // Beside the text of an element stand the elements beside it.
        keys.extend(
            walk::groups_in(tree, around, 40)
                .filter_map(|open| open.checked_sub(1))
                .map(|tag| tree.text_of(tag).to_owned()),
        );
    }
    let in_slot = matches!(walk.steps.first(), Some(Step::Key { name, .. }) if is_slot(name));
    if let Some(&around) = walk.groups.get(1).filter(|_| in_slot && keys.len() <= 3) {
        let names = walk::groups_in(tree, around, 40).filter_map(|open| walk::sibling(tree, open, NAMING));
        // `PowerBi.AuthorityUrl` and `ida:Tenant` are named by their last part.
        keys.extend(names.map(|name| name.rsplit(['.', ':']).next().unwrap_or_default().to_owned()));
    }
    keys
}

/// The keys of a group, and whether a literal follows each.
pub(crate) fn entries_of<'t>(tree: &'t Tree<'t>, open: usize) -> impl Iterator<Item = (&'t str, bool)> {
    walk::entries(tree, open, 60)
        .map(|(key, value)| (key, tree.tokens.get(value).is_some_and(|token| token.kind == Kind::Str)))
}

/// The string value of a key in the group.
pub(crate) fn value_of(tree: &Tree, open: usize, key: &str) -> Option<String> {
    walk::sibling(tree, open, &[key])
}

/// The first bytes of a group's text, brackets included.
pub(crate) fn group_text<'t>(tree: &Tree<'t>, open: usize, most: usize) -> &'t str {
    let token = &tree.tokens[open];
    let end = tree.tokens.get(token.mate as usize).map_or(tree.text.len(), |close| close.start as usize);
    head(tree.text.get(token.start as usize..end).unwrap_or(""), most)
}

fn text_around<'t>(tree: &Tree<'t>, token: usize, start: usize, end: usize) -> Text<'t> {
    let own = &tree.tokens[token];
    let (from, to) = (own.inner_start as usize, own.inner_end as usize);
    let from = tree.text.floor_char_boundary(from.max(start.saturating_sub(WINDOW)));
    let to = tree.text.ceil_char_boundary(to.min(end + WINDOW).max(end));
    let from = from.min(start);
    Text::of(tree.text.get(from..to).unwrap_or(""), start - from, end - from)
}

fn place(tree: &Tree, token: usize, text: &Text, walk: &Walk) -> Place {
    let own = &tree.tokens[token];
    match own.kind {
        Kind::Comment => return Place::Comment,
        Kind::Str if tree.language.traits.has(Traits::REGEX) && tree.text_of(token).starts_with('/') => {
            return Place::Regex;
        }
        Kind::Text if !walk::is_markup(tree) => return Place::Text,
        Kind::Text if tree.language.traits.has(Traits::PAGE) && text.is_plain() => return Place::DocString,
        _ => {}
    }
    let statement_string = own.kind == Kind::Str
        && !text.exact
        && tree.language.traits.has(Traits::INDENTED)
        && own.line_start
        && own.parent == NONE
        && tree.tokens.get(token + 1).is_none_or(|next| next.line_start)
        && text.whole.contains(' ');
    if statement_string {
        return Place::DocString;
    }
    let first = walk.steps.first();
    if text.exact
        && let Some(next) = tree.tokens.get(token + 1).filter(|next| !next.line_start)
    {
        let switch = group(tree, token + 1) == Group::Brace
            && next.kind == Kind::Open
            && tree.language.traits.has(Traits::COMMANDS);
        let label = units_before(tree, token, 3).first().is_some_and(|&unit| {
            let word = tree.text_of(unit);
            let caseless = tree.language.traits.has(Traits::CASELESS);
            ["case", "when"].iter().any(|label| word == *label || caseless && word.eq_ignore_ascii_case(label))
                || is_operator(tree, unit, &["|"]) && is_operator(tree, token + 1, &["->", "|"])
        });
        if switch || label {
            return Place::Case;
        }
        let bound = matches!(first, Some(Step::Key { .. } | Step::Option { .. } | Step::Compared { .. }));
        if next.parent == own.parent
            && !bound
            && !units_before(tree, token, 1).first().is_some_and(|&unit| is_operator(tree, unit, &["?"]))
            && !tree.language.traits.has(Traits::KEYWORDS)
            && is_operator(tree, token + 1, &[":", "=>", "=", "->"])
        {
            return Place::MapKey;
        }
        if walk.groups.first().is_some_and(|&open| open + 1 == token && walk::is_key_of_map(tree, open)) {
            return Place::MapKey;
        }
    }
    // Where the bracket lost its mate, a whole statement stands behind it.
    if walk.indexes && !matches!(first, Some(Step::Key { .. })) {
        return Place::Index;
    }
    match first {
        Some(Step::Compared { .. }) => Place::Operand,
        Some(Step::Key { .. }) => Place::Value,
        Some(Step::Option { .. }) => Place::Option,
        Some(Step::Argument { .. }) => Place::Argument,
        Some(Step::Returned { .. }) => Place::Returned,
        Some(Step::Element { .. } | Step::Block { .. } | Step::Tag { .. } | Step::Body { .. }) | None => Place::Element,
    }
}

/// Whether a wrapper or cast around the value takes nothing but a GUID.
fn wrapped_as_guid(tree: &Tree, token: usize, walk: &Walk) -> bool {
    let cast = token > 0
        && tree.tokens[token - 1].kind == Kind::Close
        && tree.tokens[token - 1].group == Group::Bracket
        && tree.tokens[token - 1].mate != NONE
        && tree.text_of(token - 2).to_ascii_lowercase().ends_with("guid");
    let parent = tree.tokens[token].parent;
    let called = parent != NONE
        && walk.groups.first() == Some(&(parent as usize))
        && names::callee(tree, parent as usize).is_some_and(|(chain, _)| {
            chain.rsplit('.').next().is_some_and(|last| GUID_WRAPPERS.contains(&last.to_ascii_lowercase().as_str()))
        });
    cast || called || declared_as_guid(tree, token)
}

/// Whether the type stands in the declaration: `[guid] $id = '…'`, `@id uniqueidentifier = '…'`.
fn declared_as_guid(tree: &Tree, token: usize) -> bool {
    let units = units_before(tree, token, 5);
    let is_type = |at: usize| {
        let word = tree.text_of(at).to_ascii_lowercase();
        tree.kind_of(at) == Some(Kind::Word) && ["guid", "system.guid", "uniqueidentifier"].contains(&word.as_str())
    };
    units.first().is_some_and(|&unit| is_operator(tree, unit, &["="]))
        && units[1..].iter().any(|&unit| {
            let cast = tree.group_of(unit) == Group::Bracket && tree.behind(unit) == unit + 3 && is_type(unit + 1);
            cast || is_type(unit)
        })
}
