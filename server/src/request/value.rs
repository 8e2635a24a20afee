//! Scopes and resources as code writes them: texts, lists, names that are bound once in the same text.

use std::cell::Cell;

use super::bound::{self, Bound};
use super::function::{Function, Given};
use super::label::{HANDING_ON, Label, label};
use super::send;
use super::table::{self, Means};
use super::template::{Filling, Formatted, MARK, Template};
use super::{Asked, Flow};
use crate::binding::{Index, scope};
use crate::language::Traits;
use crate::site::plain_name;
use crate::tree::{Group, Kind, Tree};

/// How many names and lists lead to one value.
const DEPTH: usize = 8;
/// So many values are read of one list.
const MOST_VALUES: usize = 64;
/// So many expressions are read for one value, however names and texts lead to each other.
const MOST_READ: usize = 500;
/// So many tokens of one value are read.
const MOST_TOKENS: usize = 200;

/// In place of a bracket: what stands outside of every bracket.
pub(super) const TOP: usize = usize::MAX;

/// The arguments of a call, or the entries of an object: a label, where there is one, and the tokens of the value.
pub(super) fn entries(tree: &Tree, open: usize) -> Vec<(Option<usize>, Vec<usize>)> {
    let mut entries: Vec<Vec<usize>> = vec![Vec::new()];
    let first = Some(0).filter(|_| open == TOP && !tree.tokens.is_empty());
    let at_top = std::iter::successors(first, |&at| Some(tree.behind(at)).filter(|&next| next < tree.tokens.len()));
    // `[receiver part:value part:value]`
    let message = send::at(tree, open).map(|message| message.selector);
    let of_lines = open == TOP || matches!(tree.group_of(open), Group::Brace | Group::Block);
    for at in tree.children(open).chain(at_top).take(MOST_TOKENS) {
        let token = &tree.tokens[at];
        let lines = of_lines
            && token.line_start
            && (token.kind == Kind::Word || token.kind == Kind::Str && tree.is_op(at + 1, &["=", ":", "=>"]));
        let part = message.is_some_and(|selector| at >= selector && send::begins_part(tree, at));
        if token.kind == Kind::Sep || part || lines && !ends_open(tree, entries.last()) {
            entries.push(Vec::new());
        }
        if message.is_some_and(|selector| at < selector) {
            continue;
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
                && (tree.is_op(*operator, &["=", ":", "=>", "->", " ", "\t"]) || tree.text_of(*operator) == "to")
                && !value.is_empty() =>
        {
            (Some(*name), value.to_vec())
        }
        // `["name"] = value`
        [open, operator, value @ ..]
            if tree.group_of(*open) == Group::Bracket
                && tree.behind(*open) == open + 3
                && tree.kind_of(open + 1) == Some(Kind::Str)
                && tree.is_op(*operator, &["=", ":"])
                && !value.is_empty() =>
        {
            (Some(open + 1), value.to_vec())
        }
        _ => (None, entry),
    }
}

/// Reads values out of the tokens of an expression. What it cannot read it leaves out.
pub(super) fn read(index: &Index, tree: &Tree, units: &[usize], resource: bool, asked: &mut Vec<Asked>) {
    Reader::of(index, tree, &[]).read(units, resource, asked);
}

/// Reads values where names lead through the calls that led here.
pub(super) struct Reader<'r, 'i, 't> {
    index: &'r Index<'i>,
    tree: &'r Tree<'t>,
    calls: &'r [Given],
    /// A function whose calls say what a value is, where none of them led here.
    pub(super) open: Cell<Option<Function>>,
    /// How somebody signs in, where what was read says it.
    pub(super) flow: Cell<Option<Flow>>,
    /// So many more expressions are read.
    left: Cell<usize>,
}

impl<'r, 'i, 't> Reader<'r, 'i, 't> {
    pub(super) fn of(index: &'r Index<'i>, tree: &'r Tree<'t>, calls: &'r [Given]) -> Self {
        Self { index, tree, calls, open: Cell::new(None), flow: Cell::new(None), left: Cell::new(MOST_READ) }
    }

    /// Reads values out of the tokens of an expression.
    pub(super) fn read(&self, units: &[usize], resource: bool, asked: &mut Vec<Asked>) {
        self.units(units, resource, DEPTH, asked);
    }

    /// Reads what stands by its name in an object or among the arguments of a call, here or where a name is bound to it:
    /// `InteractiveRequestParameters.builder(…).scopes(SCOPES).build()`, `{ scopes: [...] }`. False where there is none.
    pub(super) fn parameters(&self, units: &[usize], asked: &mut Vec<Asked>) -> bool {
        let tree = self.tree;
        let named = match units {
            [name] if tree.kind_of(*name) == Some(Kind::Word) => {
                bound::bound(self.index, tree, tree.text_of(*name), *name).map(|(_, value)| value)
            }
            _ => None,
        };
        let units = named.as_deref().unwrap_or(units);
        let before = asked.len();
        for &at in units {
            let Some((chain, _)) = send::call(tree, at) else { continue };
            let own = table::call(&chain).filter(|row| row.kind == Means::Parameters);
            if let Some(flow) = own.and_then(|row| row.flow) {
                self.flow.set(Some(flow));
            }
            let last = chain.rsplit('.').next().unwrap_or_default();
            let whole = label(last) == Some(Label::Scopes);
            let mut position = 0;
            for (name, value) in entries(tree, at) {
                let meant = name.and_then(|name| label(tree.content_of(name)));
                let numbered = name.is_none() && own.is_some_and(|row| row.scopes == Some(position));
                position += i8::from(name.is_none());
                if whole || numbered || meant == Some(Label::Scopes) {
                    self.units(&value, false, DEPTH - 1, asked);
                }
            }
        }
        asked.len() > before
    }

    fn units(&self, units: &[usize], resource: bool, depth: usize, asked: &mut Vec<Asked>) {
        let tree = self.tree;
        let joins = |&at: &usize| {
            tree.kind_of(at) == Some(Kind::Op)
                && !matches!(
                    tree.text_of(at),
                    "." | "::" | "?." | "!." | "*" | "..." | "@" | "&" | "<" | ">" | "->" | "!" | "?" | "!!"
                )
        };
        let left = self.left.get();
        if depth == 0 || left == 0 || asked.len() >= MOST_VALUES {
            return;
        }
        self.left.set(left - 1);
        if let Some(text) = Formatted::whole(tree, units) {
            let template = Template::formatted(tree, &text, usize::MAX);
            return self.filled(&template, text.text, resource, depth, asked);
        }
        if units.iter().any(joins) {
            let text = units.iter().copied().find(|&at| tree.kind_of(at) == Some(Kind::Str));
            return text.into_iter().for_each(|text| self.assembled(text, resource, depth, asked));
        }
        for (position, &at) in units.iter().enumerate() {
            let token = &tree.tokens[at];
            match token.kind {
                Kind::Str => {
                    let text = tree.content_of(at);
                    if token.interpolated && !tree.holes_of(at).is_empty() {
                        self.assembled(at, resource, depth, asked);
                    } else if !text.trim().is_empty() {
                        let start = token.inner_start as usize + text.len() - text.trim_start().len();
                        let text = text.trim().to_owned();
                        asked.push(Asked { range: start..start + text.len(), text, resource });
                    }
                }
                Kind::Open => {
                    let glued = token.group == Group::Paren && !token.space_before;
                    let called = send::call(tree, at).filter(|_| glued || token.group == Group::Bracket);
                    let hands_on = |chain: &str| {
                        let last = chain.rsplit('.').map(crate::role::fold).find(|name| name != "new");
                        last.is_some_and(|last| HANDING_ON.contains(&last.as_str()))
                    };
                    if called.is_some_and(|(chain, _)| !hands_on(&chain)) {
                        return;
                    }
                    self.group(at, resource, depth, asked);
                }
                Kind::Word => {
                    let next = units.get(position + 1).copied();
                    let is_name = next
                        .is_none_or(|next| !tree.is_op(next, &[".", "::", "?.", "->"]) || is_handed(tree, next))
                        && next.is_none_or(|next| {
                            tree.kind_of(next) != Some(Kind::Open) || tree.group_of(next) == Group::Bracket
                        });
                    if is_name {
                        self.resolve(at, resource, depth, asked);
                    }
                }
                Kind::Op | Kind::Sep | Kind::Close | Kind::Comment | Kind::Text => {}
            }
        }
    }

    /// Reads a text that is put together of others: `f"{RESOURCE}/.default"`, `RESOURCE + "/.default"`.
    fn assembled(&self, token: usize, resource: bool, depth: usize, asked: &mut Vec<Asked>) {
        self.filled(&Template::around(self.tree, token, usize::MAX), token, resource, depth, asked);
    }

    fn filled(&self, template: &Template, token: usize, resource: bool, depth: usize, asked: &mut Vec<Asked>) {
        let mut text = String::new();
        for (at, part) in template.text.split_inclusive(MARK).scan(0, |at, part| {
            *at += part.len();
            Some((*at, part))
        }) {
            let Some(written) = part.strip_suffix(MARK) else {
                text.push_str(part);
                continue;
            };
            let mut filled = Vec::new();
            match template.filling(at - MARK.len_utf8()) {
                Some(Filling::Name(name, token)) => self.named(name, *token, resource, depth - 1, &mut filled),
                Some(Filling::Units(units)) => self.units(units, resource, depth - 1, &mut filled),
                None => {}
            }
            // A text that is nothing but the name is what the name stands for.
            if template.text.trim().len() == MARK.len_utf8() {
                return asked.extend(filled);
            }
            let [one] = filled.as_slice() else { return };
            text.push_str(written);
            text.push_str(&one.text);
        }
        let own = &self.tree.tokens[token];
        let text = text.trim().to_owned();
        if !text.is_empty() {
            asked.push(Asked { text, range: own.inner_start as usize..own.inner_end as usize, resource });
        }
    }

    fn group(&self, open: usize, resource: bool, depth: usize, asked: &mut Vec<Asked>) {
        let tree = self.tree;
        // `(Get-Scopes -Environment $environment)`: what a command gives is not what it is given.
        let first = tree.text_of(open + 1);
        let command = tree.language.traits.has(Traits::COMMANDS) && tree.group_of(open) == Group::Paren;
        if command && tree.kind_of(open + 1) == Some(Kind::Word) && !first.starts_with(['$', '-']) {
            return;
        }
        let entries = entries(tree, open);
        // The parts of a message name the message.
        let named = entries.iter().any(|(name, _)| name.is_some()) && send::at(tree, open).is_none();
        for (name, value) in entries {
            let meant = name.map(|name| label(tree.content_of(name)));
            // `{ ...request, account }`
            let spread = value.first().is_some_and(|&first| tree.is_op(first, &["...", "**"]));
            match meant {
                Some(Some(Label::Scopes)) => self.units(&value, false, depth - 1, asked),
                Some(Some(Label::Resource)) => self.units(&value, true, depth - 1, asked),
                None | Some(None) if !named || spread => self.units(&value, resource, depth - 1, asked),
                None | Some(_) => {}
            }
        }
    }

    /// Reads what a name is bound to, where that is one value in the whole text.
    fn resolve(&self, at: usize, resource: bool, depth: usize, asked: &mut Vec<Asked>) {
        let tree = self.tree;
        match bound::find(self.index, tree, tree.text_of(at), at) {
            Some(Bound::Value(written, value))
                if written != at && scope(tree, written).is_none_or(|scope| scope.tokens.contains(&at)) =>
            {
                self.units(&value, resource, depth - 1, asked);
            }
            Some(Bound::Parameter(function, number, token)) => {
                let Some((call, outer)) = self.calls.split_last().filter(|(call, _)| call.function == function) else {
                    self.open.set(Some(function));
                    return self.default(token, resource, depth, asked);
                };
                match call.argument(tree, plain_name(tree.text_of(token)), number) {
                    Some(value) => {
                        let outer = Reader::of(self.index, tree, outer);
                        outer.left.set(self.left.get());
                        outer.units(&value, resource, depth - 1, asked);
                        self.left.set(outer.left.get());
                        self.open.set(outer.open.get());
                    }
                    None => self.default(token, resource, depth, asked),
                }
            }
            Some(Bound::Outside(token)) => self.default(token, resource, depth, asked),
            Some(Bound::Value(..)) | None => {}
        }
    }

    fn default(&self, parameter: usize, resource: bool, depth: usize, asked: &mut Vec<Asked>) {
        let value = Function::default(self.tree, parameter).or_else(|| {
            let name = self.tree.text_of(parameter);
            let seen_at = self.tree.behind(self.tree.parent_of(parameter)?);
            bound::written(self.index, self.tree, name, seen_at).map(|(_, value)| value)
        });
        if let Some(value) = value {
            self.units(&value, resource, depth - 1, asked);
        }
    }

    /// Reads an operand or argument that may hand on another value: `encodeURIComponent(SCOPE)`.
    pub(super) fn handed(&self, units: &[usize], resource: bool, asked: &mut Vec<Asked>) {
        let before = asked.len();
        self.read(units, resource, asked);
        if asked.len() == before
            && let [.., open] = units
            && self.tree.group_of(*open) == Group::Paren
        {
            let inside: Vec<usize> = self.tree.children(*open).take(8).collect();
            self.read(&inside, resource, asked);
        }
    }

    /// Reads what a name stands for that a text is filled with at a token.
    pub(super) fn name(&self, name: &str, token: usize, resource: bool, asked: &mut Vec<Asked>) {
        self.named(name, token, resource, DEPTH, asked);
    }

    fn named(&self, name: &str, token: usize, resource: bool, depth: usize, asked: &mut Vec<Asked>) {
        if depth == 0 {
            return;
        }
        let Some(bound) = bound::find(self.index, self.tree, name, token) else { return };
        match bound {
            Bound::Value(written, value) if written != token => self.units(&value, resource, depth - 1, asked),
            Bound::Value(..) => {}
            Bound::Parameter(function, number, parameter) => {
                let call = self.calls.last().filter(|call| call.function == function);
                if let Some(value) = call.and_then(|call| call.argument(self.tree, name, number)) {
                    return self.units(&value, resource, depth - 1, asked);
                }
                if call.is_none() {
                    self.open.set(Some(function));
                }
                self.default(parameter, resource, depth, asked);
            }
            Bound::Outside(parameter) => self.default(parameter, resource, depth, asked),
        }
    }
}

/// `SCOPES.join(" ")`: a method that hands on what it is called on.
fn is_handed(tree: &Tree, dot: usize) -> bool {
    tree.group_of(dot + 2) == Group::Paren && HANDING_ON.contains(&crate::role::fold(tree.text_of(dot + 1)).as_str())
}
