//! Scopes and resources as code writes them: texts, lists, names that are bound once in the same text.

use super::Asked;
use crate::binding::{Index, Use, scope};
use crate::language::Traits;
use crate::site::{callee, is_declaration, plain_name};
use crate::tree::{Group, Kind, NONE, Tree};

/// How many names and lists lead to one value.
const DEPTH: usize = 4;
/// So many values are read of one list.
const MOST_VALUES: usize = 64;
/// So many tokens of one value are read.
const MOST_TOKENS: usize = 200;

/// Calls that hand their arguments on as a list or a text.
const HANDING_ON: &[&str] = &[
    "join",
    "split",
    "of",
    "aslist",
    "listof",
    "setof",
    "arrayof",
    "singleton",
    "singletonlist",
    "list",
    "tuple",
    "set",
    "hashset",
    "toarray",
    "tolist",
    "toset",
    "arraylist",
    "string",
    "tokenrequestcontext",
    "addscopes",
    "setscopes",
    "tokenrequestoptions",
    "vec",
    "withscopes",
    "addall",
    "builder",
    "build",
    "array",
    "stringlist",
    "freeze",
    "parameters",
    "interactiverequestparameters",
    "devicecodeflowparameters",
    "usernamepasswordparameters",
    "silentparameters",
];

/// What a key or an argument says by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Scopes,
    Resource,
    Authority,
    Secret,
}

/// The meaning of a name beside a client id.
pub(super) fn label(name: &str) -> Option<Label> {
    Some(match crate::role::fold(plain_name(name)).as_str() {
        "scope" | "scopes" | "withscopes" => Label::Scopes,
        "resource" | "resourceurl" | "resourceuri" | "resourceid" => Label::Resource,
        "authority" | "authorityhost" | "withauthority" | "cloud" | "environment" | "tokenurl" | "url" => {
            Label::Authority
        }
        "clientsecret"
        | "clientcredential"
        | "clientassertion"
        | "withclientsecret"
        | "withcertificate"
        | "clientcertificate"
        | "certificatethumbprint" => Label::Secret,
        _ => return None,
    })
}

/// The arguments of a call, or the entries of an object: a label, where there is one, and the tokens of the value.
pub(super) fn entries(tree: &Tree, open: usize) -> Vec<(Option<usize>, Vec<usize>)> {
    let mut entries: Vec<Vec<usize>> = vec![Vec::new()];
    for at in tree.children(open).take(MOST_TOKENS) {
        let token = &tree.tokens[at];
        let lines = tree.group_of(open) == Group::Brace && token.line_start && token.kind == Kind::Word;
        if token.kind == Kind::Sep || lines && !ends_open(tree, entries.last()) {
            entries.push(Vec::new());
        }
        if !matches!(token.kind, Kind::Sep | Kind::Comment)
            && let Some(last) = entries.last_mut()
        {
            last.push(at);
        }
    }
    entries.retain(|entry| !entry.is_empty());
    entries.into_iter().map(|entry| labelled(tree, entry)).collect()
}

/// The entry goes on in the next line.
fn ends_open(tree: &Tree, entry: Option<&Vec<usize>>) -> bool {
    entry.and_then(|entry| entry.last()).is_some_and(|&last| tree.kind_of(last) == Some(Kind::Op))
}

fn labelled(tree: &Tree, entry: Vec<usize>) -> (Option<usize>, Vec<usize>) {
    match entry.as_slice() {
        [name, operator, value @ ..]
            if matches!(tree.kind_of(*name), Some(Kind::Word | Kind::Str))
                && tree.is_op(*operator, &["=", ":", "=>"])
                && !value.is_empty() =>
        {
            (Some(*name), value.to_vec())
        }
        _ => (None, entry),
    }
}

/// Reads values out of the tokens of an expression. What it cannot read it leaves out.
pub(super) fn read(index: &Index, tree: &Tree, units: &[usize], resource: bool, asked: &mut Vec<Asked>) {
    read_units(index, tree, units, resource, DEPTH, asked);
}

/// Reads the scopes that a builder is given, as in `InteractiveRequestParameters.builder(…).scopes(SCOPES).build()`, here
/// or where a name is bound to it. False where there is no such builder.
pub(super) fn read_parameters(index: &Index, tree: &Tree, units: &[usize], asked: &mut Vec<Asked>) -> bool {
    let named = match units {
        [name] if tree.kind_of(*name) == Some(Kind::Word) => bound(index, tree, plain_name(tree.text_of(*name)), *name),
        _ => None,
    };
    let units = named.map_or_else(|| units.to_vec(), |(_, value)| value);
    let mut given = units.iter().filter(|&&at| {
        tree.is_op(at, &["."])
            && label(tree.text_of(at + 1)) == Some(Label::Scopes)
            && tree.group_of(at + 2) == Group::Paren
    });
    let Some(dot) = given.next() else { return false };
    for (_, value) in entries(tree, dot + 2) {
        read_units(index, tree, &value, false, DEPTH - 1, asked);
    }
    true
}

fn read_units(index: &Index, tree: &Tree, units: &[usize], resource: bool, depth: usize, asked: &mut Vec<Asked>) {
    let joins = |&at: &usize| {
        tree.kind_of(at) == Some(Kind::Op)
            && !matches!(tree.text_of(at), "." | "::" | "?." | "!." | "*" | "..." | "@" | "&" | "<" | ">" | "->" | "!")
    };
    if depth == 0 || asked.len() >= MOST_VALUES || units.iter().any(joins) {
        return;
    }
    for (position, &at) in units.iter().enumerate() {
        let token = &tree.tokens[at];
        match token.kind {
            Kind::Str => {
                let text = tree.content_of(at);
                if !token.interpolated && !text.trim().is_empty() {
                    let range = token.inner_start as usize..token.inner_end as usize;
                    asked.push(Asked { text: text.to_owned(), range, resource });
                }
            }
            Kind::Open => {
                let called = callee(tree, at).filter(|_| token.group == Group::Paren && !token.space_before);
                let hands_on = |chain: &str| {
                    let last = chain.rsplit('.').map(crate::role::fold).find(|name| name != "new");
                    last.is_some_and(|last| HANDING_ON.contains(&last.as_str()))
                };
                if called.is_some_and(|(chain, _)| !hands_on(&chain)) {
                    return;
                }
                read_group(index, tree, at, resource, depth, asked);
            }
            Kind::Word => {
                let next = units.get(position + 1).copied();
                let is_name = next.is_none_or(|next| !tree.is_op(next, &[".", "::", "?."]) || is_handed(tree, next))
                    && next.is_none_or(|next| tree.kind_of(next) != Some(Kind::Open));
                if is_name {
                    resolve(index, tree, at, resource, depth, asked);
                }
            }
            Kind::Op | Kind::Sep | Kind::Close | Kind::Comment | Kind::Text => {}
        }
    }
}

/// `SCOPES.join(" ")`: a method that hands on what it is called on.
fn is_handed(tree: &Tree, dot: usize) -> bool {
    tree.group_of(dot + 2) == Group::Paren && HANDING_ON.contains(&crate::role::fold(tree.text_of(dot + 1)).as_str())
}

fn read_group(index: &Index, tree: &Tree, open: usize, resource: bool, depth: usize, asked: &mut Vec<Asked>) {
    let entries = entries(tree, open);
    let named = entries.iter().any(|(name, _)| name.is_some());
    for (name, value) in entries {
        let meant = name.map(|name| label(tree.content_of(name)));
        match meant {
            Some(Some(Label::Scopes)) => read_units(index, tree, &value, false, depth - 1, asked),
            Some(Some(Label::Resource)) => read_units(index, tree, &value, true, depth - 1, asked),
            None if !named => read_units(index, tree, &value, resource, depth - 1, asked),
            None | Some(_) => {}
        }
    }
}

/// Reads what a name is bound to, where that is one value in the whole text.
fn resolve(index: &Index, tree: &Tree, at: usize, resource: bool, depth: usize, asked: &mut Vec<Asked>) {
    let name = plain_name(tree.text_of(at));
    let Some((written, value)) = bound(index, tree, name, at) else { return };
    if written != at && scope(tree, written).is_none_or(|scope| scope.tokens.contains(&at)) {
        read_units(index, tree, &value, resource, depth - 1, asked);
    }
}

/// Where the name gets the value that a place sees, and the tokens of that; `None` where it gets several, or one from
/// outside.
pub(super) fn bound(index: &Index, tree: &Tree, name: &str, seen_at: usize) -> Option<(usize, Vec<usize>)> {
    let mut found = None;
    for place in index.uses(name).iter().filter(|place| place.hole.is_none()) {
        let at = place.token;
        if tree.kind_of(at) != Some(Kind::Word) {
            continue;
        }
        if is_parameter(tree, at) {
            return None;
        }
        if tree.is_op(at + 1, &["+=", ".=", "||=", "??="]) {
            return None;
        }
        let Some(value) = assigned(tree, at) else { continue };
        // A local of another function is another thing.
        let seen = Use { token: seen_at, hole: None };
        if at != seen_at && scope(tree, at).is_some_and(|scope| !seen.is_in(tree, name, &scope)) {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some((at, value));
    }
    found
}

/// The round bracket that the word stands in. One that is never closed shows nothing: the rest of the text is in it.
fn arguments_around(tree: &Tree, at: usize) -> Option<usize> {
    let open = tree.parent_of(at).filter(|&open| tree.group_of(open) == Group::Paren)?;
    is_closed(tree, open).then_some(open)
}

/// The bracket has its mate.
pub(super) fn is_closed(tree: &Tree, open: usize) -> bool {
    let close = tree.tokens[open].mate as usize;
    tree.tokens.get(close).is_some_and(|token| token.mate as usize == open)
}

/// The word is a parameter of a function.
fn is_parameter(tree: &Tree, at: usize) -> bool {
    let Some(open) = arguments_around(tree, at).filter(|&open| open > 0) else {
        return false;
    };
    is_declaration(tree, open - 1)
        || open > 1 && tree.language.function_words.contains(&tree.text_of(open - 2))
        || tree.text_of(open - 1).eq_ignore_ascii_case("param")
}

/// The tokens that are assigned to the word, to the end of the statement or entry.
fn assigned(tree: &Tree, at: usize) -> Option<Vec<usize>> {
    let parent = tree.tokens[at].parent;
    if arguments_around(tree, at).is_some() {
        return None;
    }
    let mut operator = at + 1;
    // `app, err := …`: the other names get nothing that matters here.
    if tree.kind_of(operator) == Some(Kind::Sep) && tree.is_op(operator + 2, &[":="]) {
        operator += 2;
    }
    if tree.is_op(operator, &[":"]) && !tree.parent_of(at).is_some_and(|open| tree.group_of(open) == Group::Brace) {
        // `name: type = value`
        operator = (at + 2..at + 16).find(|&next| {
            tree.tokens.get(next).is_some_and(|token| token.parent == parent && !token.line_start)
                && tree.is_op(next, &["="])
        })?;
    }
    if !tree.is_op(operator, &["=", ":=", "<-", ":", "=>"]) {
        return None;
    }
    let mut units = Vec::new();
    let mut next = operator + 1;
    while let Some(token) = tree.tokens.get(next).filter(|token| token.parent == parent && units.len() < MOST_TOKENS) {
        let joined = token.kind == Kind::Sep
            && tree.text_of(next) == ","
            && tree.language.traits.has(Traits::COMMANDS)
            && parent == NONE;
        if token.kind == Kind::Close || token.kind == Kind::Sep && !joined {
            break;
        }
        let continues =
            units.last().is_none_or(|&last: &usize| matches!(tree.kind_of(last), Some(Kind::Op | Kind::Sep)))
                || token.kind == Kind::Op;
        if token.line_start && !continues {
            break;
        }
        units.push(next);
        next = tree.behind(next);
    }
    Some(units)
}
