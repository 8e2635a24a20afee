//! Where in the tree a value stands: the waist between the languages and the roles.
//!
//! Everything a role row may ask about a place is a field here. No row looks at a token, no lexer knows a name.

mod names;
mod text;
mod walk;

pub use text::Text;

pub(crate) use names::{is_declaration, parameter, plain_name, units_before as units_in_front};
pub(crate) use text::head;

use crate::guid::Guid;
use crate::language::Traits;
use crate::tree::{Group, Kind, NONE, Tree};
use names::{begins_unit, group, is_operator, units_before};
use text::{before_placeholder, key_in_front};
use walk::{Step, Walk};

/// A long string is looked at through a window of this many bytes on either side.
const WINDOW: usize = 2000;

/// What a value is, syntactically. Exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a comment.
    Comment,
    /// A string that is a statement by itself.
    DocString,
    /// In a regular expression.
    Regex,
    /// Running text.
    Text,
    /// The key of an entry.
    MapKey,
    /// The label of a case.
    Case,
    /// In `x[…]`.
    Index,
    /// Operand of a comparison.
    Operand,
    /// Assigned, or the value of an entry, attribute or named argument.
    Value,
    /// Value of an option of a command: `-Name value`.
    Option,
    /// Positional argument.
    Argument,
    /// Element of a list or tuple, or a value by itself.
    Element,
    /// Returned by a function.
    Returned,
}

/// How a name relates to the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `name = value` and its kin.
    Value,
    /// `name=value` inside a string.
    Inside,
    /// `"…name=" + value`.
    Joined,
    /// `format("…name={}", value)`.
    Formatted,
    /// A default of the option, parameter or setting of that name.
    Default,
    /// `-name value`.
    Option,
    /// `("name", value)`.
    Paired,
    /// Element of a list of that name.
    Element,
    /// Text of a tag of that name.
    Tag,
    /// Returned by the function of that name.
    Returned,
    /// The string with the value in it is the value of that name.
    Within,
    /// The parameter of that name, of a function in the same file.
    Parameter,
}

/// A name that a value answers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As written, without sigils.
    pub text: String,
    /// How it relates to the value.
    pub relation: Relation,
    /// The command, call or slot between name and value, where there is one.
    pub of: String,
}

impl Name {
    fn new(text: &str, relation: Relation, of: &str) -> Self {
        Self { text: head(text, 80).to_owned(), relation, of: head(of, 60).to_owned() }
    }

    /// The relation in words, such as "value of `client_id`".
    pub fn phrase(&self) -> String {
        let Self { text, relation, of } = self;
        match relation {
            Relation::Value => format!("value of `{text}`"),
            Relation::Inside => format!("value of `{text}` inside a string"),
            Relation::Joined => format!("joined to `{text}=`"),
            Relation::Formatted => format!("formatted into `{text}=`"),
            Relation::Default => format!("`{of}` of `{text}`"),
            Relation::Option if of.is_empty() => format!("value of the option `{text}`"),
            Relation::Option => format!("value of `-{text}` of `{of}`"),
            Relation::Paired => format!("paired with \"{text}\""),
            Relation::Element => format!("element of `{text}`"),
            Relation::Tag => format!("text of `<{text}>`"),
            Relation::Returned => format!("returned by `{text}`"),
            Relation::Within => format!("inside the value of `{text}`"),
            Relation::Parameter => format!("parameter `{text}` of `{of}`"),
        }
    }
}

/// A name whose uses in the file may tell what the value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// As written, without sigils.
    pub name: String,
    /// The token that declares it; `None` where the value has no token of its own, as with a function's result.
    pub token: Option<usize>,
    /// All segments, joined by dots.
    pub chain: String,
}

/// The call that the value is an argument of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Callee with its receivers, joined by dots.
    pub chain: String,
    /// Number of the argument, from 0; `None` for a named one.
    pub index: Option<usize>,
    /// Strings in front of the value in the same call.
    pub before: Vec<String>,
    /// It is a construction: `new X(…)`.
    pub constructs: bool,
    /// It declares parameters instead of passing arguments.
    pub declares: bool,
}

/// The kind of an enclosing frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// The value of a key.
    Key,
    /// A bracketed block.
    Block,
    /// A tag.
    Tag,
    /// The body of a type.
    Type,
    /// The body of a function or a condition.
    Function,
    /// The arguments of a call.
    Call,
}

/// Something that encloses the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it is.
    pub kind: FrameKind,
    /// Its words, outermost left.
    pub words: Vec<String>,
    /// The token that names it, for keys.
    pub token: Option<usize>,
}

impl Frame {
    fn new(kind: FrameKind, words: Vec<String>, token: Option<usize>) -> Self {
        Self { kind, words, token }
    }

    /// The value of a key that has no token in this tree.
    pub(crate) fn of_key(name: &str) -> Self {
        Self::new(FrameKind::Key, vec![name.to_owned()], None)
    }

    /// Its words in one line.
    pub fn label(&self) -> String {
        self.words.join(" ")
    }
}

/// The other side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// As written.
    pub operator: String,
    /// The chain of the other operand; empty when it is no name.
    pub other: String,
}

/// Where a value stands.
#[derive(Clone, Debug)]
pub struct Site<'t> {
    /// What it is, syntactically.
    pub place: Place,
    /// Names that the value answers to, nearest first.
    pub keys: Vec<Name>,
    /// The name whose uses may tell more.
    pub binding: Option<Declaration>,
    /// The call it is an argument of.
    pub call: Option<Call>,
    /// The words of the command line it stands in, joined by blanks, lower case.
    pub command: String,
    /// What encloses it, inner first.
    pub path: Vec<Frame>,
    /// Its surroundings inside its string.
    pub text: Text<'t>,
    /// What it is compared with.
    pub operand: Option<Comparison>,
    /// Text that is joined behind it.
    pub joined_right: String,
    /// Names beside it that may say what it is: left operands of a fallback.
    pub hints: Vec<String>,
    /// Keys beside it in the innermost group.
    pub siblings: Vec<String>,
    /// Strings in front of it in the same list or tuple.
    pub tuple_before: Vec<String>,
    /// Its number in a tuple, from 0, where the tuple is an element of a list.
    pub tuple_position: Option<usize>,
    /// Opening tokens of the enclosing groups, inner first.
    pub groups: Vec<usize>,
    /// The start of the innermost group's text.
    pub surroundings: &'t str,
    /// Only a GUID is legal here.
    pub guid_only: bool,
    /// The token it stands in.
    pub token: usize,
    /// It stands outside of every bracket.
    pub at_top: bool,
    /// First byte of the value in the tree's text.
    pub start: usize,
}

/// Names of settings may hold the name of a server: `…oauth2.client.id.lake.dfs.core.windows.net`.
const LONGEST_NAME: usize = 120;

/// Entries that say what something is, not which one: the name stands elsewhere.
const SLOTS: &[&str] = &[
    "value",
    "default",
    "defaultvalue",
    "defaultvaluet",
    "content",
    "fallback",
    "initialvalue",
    "initial",
    "const",
    "val",
];
/// Keys that name their entry.
const NAMING: &[&str] = &["name", "key", "id", "property", "x:name", "parametername", "variable", "field"];
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
    let siblings = siblings(tree, &walk);
    let binding = anchor(tree, own.start as usize).or(binding);
    let tuple_position = match walk.steps.as_slice() {
        [Step::Element { index, .. }, Step::Element { .. }, ..] => Some(*index),
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
        surroundings: innermost.map_or("", |open| group_text(tree, open, 600)),
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

/// The keys beside a value. Beside `value` in `{ name = …, value = … }` stand the names of the other entries.
fn siblings(tree: &Tree, walk: &Walk) -> Vec<String> {
    let Some(&own) = walk.groups.first() else { return Vec::new() };
    let mut keys = walk::keys_of(tree, own);
    let in_slot = matches!(walk.steps.first(), Some(Step::Key { name, .. }) if is_slot(name));
    if let Some(&around) = walk.groups.get(1).filter(|_| in_slot && keys.len() <= 3) {
        let names = walk::groups_in(tree, around, 40).filter_map(|open| walk::sibling(tree, open, NAMING));
        // `PowerBi.AuthorityUrl` and `ida:Tenant` are named by their last part.
        keys.extend(names.map(|name| name.rsplit(['.', ':']).next().unwrap_or_default().to_owned()));
    }
    keys
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
        Kind::Str if tree.text_of(token).starts_with('/') => return Place::Regex,
        Kind::Text if !walk::is_markup(tree) => return Place::Text,
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
        let label =
            units_before(tree, token, 3).first().is_some_and(|&unit| matches!(tree.text_of(unit), "case" | "when"));
        if switch || label {
            return Place::Case;
        }
        let bound = matches!(first, Some(Step::Key { .. } | Step::Option { .. } | Step::Compared { .. }));
        if next.parent == own.parent && !bound && is_operator(tree, token + 1, &[":", "=>", "="]) {
            return Place::MapKey;
        }
    }
    if walk.indexes {
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

/// The names a value answers to, and the one whose uses can be followed.
fn keys(tree: &Tree, text: &Text, walk: &Walk) -> (Vec<Name>, Option<Declaration>) {
    let mut keys = Vec::new();
    let mut binding = None;
    if let Some(key) = text.key {
        keys.push(Name::new(key, Relation::Inside, ""));
    } else if text.exact
        && let Some(key) = walk.joined_left.as_deref().and_then(key_in_front)
    {
        keys.push(Name::new(key, Relation::Joined, ""));
    }
    let has_own = !keys.is_empty();
    match walk.steps.first() {
        Some(Step::Key { name, chain, token }) => {
            if text.key.is_none() || text.exact {
                binding = Some(Declaration { name: name.clone(), token: Some(*token), chain: chain.clone() });
            }
            if has_own {
            } else if is_slot(name) {
                keys.extend(names_of_slot(tree, name, walk));
            } else {
                keys.push(Name::new(name, Relation::Value, ""));
            }
            if !text.exact {
                keys.push(Name::new(name, Relation::Within, ""));
            }
        }
        _ if has_own => {}
        Some(Step::Option { name, command }) => {
            if matches!(crate::role::fold(name).as_str(), "value" | "default")
                && let Some(at) =
                    walk.command.iter().position(|word| matches!(crate::role::fold(word).as_str(), "name" | "key"))
                && let Some(named) = walk.command.get(at + 1)
            {
                keys.push(Name::new(named, Relation::Default, name));
            }
            keys.push(Name::new(name, Relation::Option, command));
        }
        Some(Step::Returned { function }) => {
            keys.push(Name::new(function, Relation::Returned, ""));
            binding = Some(Declaration { name: function.clone(), token: None, chain: function.clone() });
        }
        Some(Step::Argument { before, chain, index, .. }) => {
            if text.exact {
                keys.extend(before.iter().rev().find(|text| text.len() > 2).and_then(|text| paired(text)));
                keys.extend(before.iter().rev().find_map(|text| option_name(text)));
            }
            if let Some(last) = before.last() {
                let nth = index.saturating_sub(before.len());
                keys.extend(
                    before_placeholder(last, nth)
                        .and_then(key_in_front)
                        .map(|key| Name::new(key, Relation::Formatted, "")),
                );
            }
            let format = chain.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("format"));
            if let Some(receiver) = walk.receiver.as_deref().filter(|_| format) {
                keys.extend(
                    before_placeholder(receiver, *index)
                        .and_then(key_in_front)
                        .map(|key| Name::new(key, Relation::Formatted, "")),
                );
            }
        }
        Some(Step::Element { .. }) => keys_of_element(tree, walk, &mut keys, &mut binding),
        _ => {}
    }
    (keys, binding)
}

/// `&name VALUE`: in YAML an anchor is the name of a value, and its aliases are the uses.
fn anchor(tree: &Tree, start: usize) -> Option<Declaration> {
    if tree.language.shape != crate::language::Shape::Yaml {
        return None;
    }
    let before = text::tail(&tree.text[..start], 64).trim_end();
    let name = before.rsplit(char::is_whitespace).next()?.strip_prefix('&')?;
    is_name(name).then(|| Declaration { name: format!("*{name}"), token: None, chain: name.to_owned() })
}

fn is_slot(name: &str) -> bool {
    SLOTS.contains(&crate::role::fold(name).as_str())
}

/// The names of an entry such as `default`: its sibling `name`, the option it belongs to, the declaration behind an
/// attribute, the entry around it.
fn names_of_slot(tree: &Tree, slot: &str, walk: &Walk) -> Vec<Name> {
    let mut names = Vec::new();
    let mut add = |name: &str| names.push(Name::new(name, Relation::Default, slot));
    if let Some(name) = walk.groups.first().and_then(|&open| walk::sibling(tree, open, NAMING)) {
        add(&name);
        return names;
    }
    let option = walk.steps.iter().find_map(|step| match step {
        Step::Argument { before, .. } if !before.is_empty() => Some(before),
        _ => None,
    });
    for name in option.into_iter().flatten().rev().filter(|name| is_name(name)) {
        add(name);
    }
    if !tree.language.traits.has(Traits::DATA) {
        for &open in walk.groups.iter().take(3) {
            if let Some(name) = declared_behind(tree, tree.tokens[open].mate as usize) {
                add(&name);
            }
        }
    }
    for step in walk.steps.iter().skip(1) {
        match step {
            Step::Key { name, .. } => add(name),
            Step::Block { words } | Step::Body { words, .. } | Step::Tag { words } => add(&words.join(" ")),
            _ => continue,
        }
        break;
    }
    add(slot);
    names
}

/// `#[arg(default_value = VALUE)] client_id: String`: the name that is declared behind an attribute.
fn declared_behind(tree: &Tree, close: usize) -> Option<String> {
    let mut last = None;
    for at in close.checked_add(1)?..close.checked_add(9)?.min(tree.tokens.len()) {
        match tree.tokens[at].kind {
            Kind::Word => last = Some(tree.text_of(at).to_owned()),
            Kind::Open | Kind::Close => {}
            Kind::Op | Kind::Sep => break,
            _ => return None,
        }
    }
    last
}

/// A short word without blanks that is no GUID.
fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && !text.is_empty()
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$'))
        && Guid::from_dashed_prefix(text.as_bytes()).is_none()
}

fn paired(text: &str) -> Option<Name> {
    let text = text.trim();
    let relation = if text.starts_with('-') { Relation::Option } else { Relation::Paired };
    is_name(text).then(|| Name::new(plain_name(text), relation, ""))
}

/// The longest name in the declaration of an option: `client-id` of `-c, --client-id <id>`.
fn option_name(text: &str) -> Option<Name> {
    let words = text.split([' ', ',', '=', '|']).filter(|word| text.starts_with('-') && word.starts_with("--"));
    words.max_by_key(|word| word.len()).and_then(paired)
}

fn keys_of_element(tree: &Tree, walk: &Walk, keys: &mut Vec<Name>, binding: &mut Option<Declaration>) {
    for step in walk.steps.iter().take(2) {
        let Step::Element { before, .. } = step else { break };
        keys.extend(before.last().and_then(|last| paired(last)));
    }
    if let Some(Step::Block { words } | Step::Body { words, .. }) = walk.steps.get(1)
        && !tree.language.traits.has(Traits::DATA)
        && words.len() <= 8
        && words.first().is_some_and(|word| {
            names::declares_function(tree.language, word) || matches!(word.as_str(), "val" | "var" | "let" | "function")
        })
    {
        keys.extend(
            words.iter().skip(1).filter(|word| is_name(word)).map(|word| Name::new(word, Relation::Returned, "")),
        );
    }
    for step in walk.steps.iter().skip(1).take(3) {
        match step {
            Step::Element { .. } => {}
            Step::Key { name, chain, token } => {
                keys.push(Name::new(name, Relation::Element, ""));
                *binding = Some(Declaration { name: name.clone(), token: Some(*token), chain: chain.clone() });
                break;
            }
            Step::Option { name, .. } => {
                keys.push(Name::new(name, Relation::Element, ""));
                break;
            }
            Step::Tag { words } => {
                let label = words.join(" ");
                let slot = matches!(
                    crate::role::fold(&label).as_str(),
                    "value" | "string" | "text" | "default" | "defaultvalue"
                );
                if !slot {
                    let name = words.last().map_or("", String::as_str);
                    // A tag that is named is like an entry with a name and a value.
                    keys.push(match words.as_slice() {
                        [tag, _, ..] => Name::new(name, Relation::Default, tag),
                        _ => Name::new(name, Relation::Tag, ""),
                    });
                    break;
                }
            }
            _ => break,
        }
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
    cast || called
}

/// First token of the statement that the token stands in: out of lists, arguments and literals, not out of blocks. In
/// data it is the entry, in markup the tag. `None` where it cannot be found within reach.
pub(crate) fn statement_start(tree: &Tree, token: usize) -> Option<usize> {
    let data = tree.language.traits.has(Traits::DATA);
    let mut at = token;
    for _ in 0..64 {
        let parent = tree.tokens[at].parent;
        let open = parent as usize;
        let continues = parent != NONE
            && match group(tree, open) {
                Group::Paren | Group::Bracket => !data || tree.language.traits.has(Traits::SECTIONS),
                Group::Brace => !data && !is_block(tree, open),
                Group::Tag => return open.checked_sub(1),
                Group::Block | Group::None => false,
            };
        if !continues {
            return unit_start(tree, at);
        }
        at = open;
    }
    None
}

/// First token of the unit in its own group.
fn unit_start(tree: &Tree, token: usize) -> Option<usize> {
    let mut at = token;
    for _ in 0..400 {
        if begins_unit(tree, at) {
            return Some(at);
        }
        let Some(before) = at.checked_sub(1) else { return Some(at) };
        let previous = &tree.tokens[before];
        if tree.tokens[at].parent == before as u32 {
            return Some(at);
        }
        at = if previous.kind == Kind::Close && previous.mate != NONE { previous.mate as usize } else { before };
    }
    None
}

/// Whether the braces hold statements and are no literal.
fn is_block(tree: &Tree, open: usize) -> bool {
    let close = (tree.tokens[open].mate as usize).min(tree.tokens.len());
    let mut children = (open + 1..close).filter(|&at| tree.tokens[at].parent as usize == open).take(60);
    if children.any(|at| tree.tokens[at].kind == Kind::Sep && tree.text_of(at) == ";") {
        return true;
    }
    let entry = matches!(tree.tokens.get(open + 1).map(|first| first.kind), Some(Kind::Word | Kind::Str))
        && is_operator(tree, open + 2, &[":"]);
    let assigned = units_before(tree, open, 3).first().is_some_and(|&unit| {
        is_operator(tree, unit, tree.language.assignments) || is_operator(tree, unit, &["@", "(", "?", "||", "??"])
    });
    !entry && !assigned
}
