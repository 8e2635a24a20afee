//! A client is followed from where its id stands to the calls that ask for tokens with it.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::Range;

use super::assigned::assigned_name;
use super::beside::{self, Beside};
use super::bound::{self, Bound, bound, find, is_body, is_closed, is_variable, written};
use super::calls::is_wrapper;
use super::draft::Draft;
use super::function;
use super::label::{Label, label};
use super::table::{self, Call, Means};
use super::value::{TOP, entries};
use super::{Client, Request};
use super::{pair, send};
use crate::binding::{Index, Use, scope};
use crate::guid::Guid;
use crate::language::Traits;
use crate::site::{self, Place, plain_name};
use crate::tree::{Group, Kind, Tree};

/// How many names and calls lead from an id to a call that asks.
const DEPTH: usize = 9;
/// So many uses of a name are looked at.
const MOST_USES: usize = 32;
/// So many brackets around a value are looked at.
const MOST_GROUPS: usize = 5;
/// The id alone, also in braces, is no longer.
const LONGEST_ID: usize = 38;
/// So many methods of one chain are read.
const MOST_LINKS: usize = 24;
/// So many places are looked at for one client.
const MOST_PLACES: usize = 600;

/// A client whose requests are looked for, in the offsets of the tree.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) id: Guid,
    pub(crate) range: Range<usize>,
    /// Index of the occurrence.
    pub(crate) occurrence: usize,
}

pub(super) struct Search<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) index: &'t Index<'t>,
    pub(super) client: Client,
    pub(super) seen: BTreeSet<(usize, usize)>,
    pub(super) requests: Vec<Request>,
    /// So many more times what is asked for is read.
    pub(super) readings: Cell<usize>,
}

/// How often what is asked for is read for the clients of a text together, and once more for so many tokens.
const READINGS: usize = 400;
const TOKENS_PER_READING: usize = 64;
/// As often it is read for each client, however many there are.
const LEAST_READINGS: usize = 12;

/// The requests that are made with these clients in a tree, and what goes with a client that is not taken from it.
pub(super) fn of_tree(tree: &Tree, clients: &[Known]) -> (Vec<Request>, Vec<Beside>) {
    let index = Index::of(tree);
    let mut requests = Vec::new();
    let mut beside = Vec::new();
    let share = (READINGS + tree.tokens.len() / TOKENS_PER_READING) / clients.len().max(1);
    let readings = share.max(LEAST_READINGS);
    for known in clients {
        let Some(token) = tree.token_at(known.range.start, known.range.end) else { continue };
        let client = Client { id: known.id, range: known.range.clone(), occurrence: Some(known.occurrence) };
        let mut search = Search::new(tree, &index, client, readings);
        search.value(token, Draft::default(), DEPTH);
        requests.extend(search.requests);
        // What a function does with it depends on the call that leads there.
        let places = search.seen.iter().filter(|(_, call)| *call == 0).map(|(place, _)| *place);
        beside.extend(beside::of_places(tree, known.occurrence, token, places));
    }
    (requests, beside)
}

/// The requests that are made with what a constructor makes: its argument bracket, and where its expression begins.
pub(super) fn of_constructor<'t>(
    tree: &'t Tree<'t>,
    index: &'t Index<'t>,
    client: Client,
    open: usize,
    start: usize,
) -> Vec<Request> {
    let mut search = Search::new(tree, index, client, READINGS / 4);
    let mut draft = Draft::default();
    search.settings(open, &mut draft);
    search.made(open, start, draft, DEPTH);
    search.requests
}

impl<'t> Search<'t> {
    fn new(tree: &'t Tree<'t>, index: &'t Index<'t>, client: Client, readings: usize) -> Self {
        let (seen, requests) = (BTreeSet::new(), Vec::new());
        Self { tree, index, client, seen, requests, readings: Cell::new(readings) }
    }
}

impl Search<'_> {
    /// The value at a token is the client, or something that was made with it.
    pub(super) fn value(&mut self, token: usize, mut draft: Draft, depth: usize) {
        let call = draft.way();
        if depth == 0 || self.readings.get() == 0 || self.seen.len() > MOST_PLACES || !self.seen.insert((token, call)) {
            return;
        }
        let tree = self.tree;
        let own = &tree.tokens[token];
        if matches!(own.kind, Kind::Comment | Kind::Text) {
            return;
        }
        if own.kind == Kind::Str && depth == DEPTH && tree.content_of(token).trim().len() > LONGEST_ID {
            let client = self.client.range.start;
            self.filled_in(token, client, &draft);
            return;
        }
        if self.joined(token, &draft) || self.fields(token, &draft) {
            return;
        }
        let site = site::of(tree, token, own.inner_start as usize, own.inner_end as usize);
        if site.place == Place::Option {
            self.command(token, &draft);
            return;
        }
        let mut at = token;
        for _ in 0..MOST_GROUPS {
            let Some(open) = tree.parent_of(at) else { break };
            // Half-typed text: the bracket holds the rest of the text and says nothing about it.
            if tree.group_of(open) == Group::Paren && !is_closed(tree, open) || is_body(tree, open) {
                break;
            }
            if tree.group_of(open) == Group::Paren && self.is_default(at, open, &draft, depth) {
                return;
            }
            let pair = pair::in_bracket(tree, open).is_some_and(|pair| pair.value.contains(&at));
            let message = send::at(tree, open).filter(|_| !pair);
            if let Some(message) = message.as_ref().filter(|message| at < message.selector) {
                // `[application acquireTokenWithParameters:…]`
                if let Some(row) = table::call(&message.chain).filter(|row| row.kind == Means::Acquire) {
                    draft.flow = row.flow.or(draft.flow);
                    self.acquire(open, row, &draft);
                }
                return;
            }
            let brackets = tree.group_of(open) == Group::Paren && !is_declaring(tree, open) || message.is_some();
            let called = brackets.then(|| send::call(tree, open)).flatten();
            if let Some((chain, start)) = called {
                if is_wrapper(tree, &chain) && !pair {
                    at = start;
                    continue;
                }
                self.argument(at, open, &chain, start, draft, depth);
                return;
            }
            let named = || entries(tree, open).iter().any(|(name, _)| name.is_some());
            let object = match tree.group_of(open) {
                Group::Brace | Group::Block => true,
                Group::Paren => !is_declaring(tree, open),
                Group::Bracket => named(),
                Group::Tag | Group::None => false,
            };
            if !object {
                break;
            }
            if pair {
                self.pairs(open, &pair::beside(tree, open), &draft);
            }
            if names_another(tree, open, at) {
                return;
            }
            draft.since = draft.since.or(Some(self.requests.len()));
            if draft.key.is_none() {
                draft.key = key_of(tree, open, at);
            }
            self.settings(open, &mut draft);
            if let Some(row) = block_row(tree, open) {
                self.fixed(open, row, &draft);
            }
            self.set(open, &draft);
            self.labelled(open, open, &draft);
            at = open;
            if let Some((name, declared)) = assigned_name(tree, at)
                && is_variable(tree, declared)
            {
                self.uses(&name, declared, &draft, depth);
                return;
            }
        }
        // A file of settings is an object of its own, one of messages is none.
        let traits = tree.language.traits;
        let settings = traits.has(Traits::DATA) && !traits.has(Traits::MESSAGES);
        if settings && tree.parent_of(at).is_none() && !names_another(tree, TOP, at) {
            let key = draft.key.clone().or_else(|| key_of(tree, TOP, at));
            let mut whole = Draft { key, ..draft.clone() };
            self.settings(TOP, &mut whole);
            self.set(at, &whole);
            self.labelled(TOP, at, &whole);
            draft = Draft { key: draft.key, ..whole };
        }
        if let Some(object) = pair::object_of(tree, at) {
            let pairs = pair::assigned(tree, object);
            self.pairs(at, &pairs, &draft);
            self.secrets(&pairs, &mut draft);
            if let Some((declared, _)) = bound(self.index, tree, tree.text_of(object), object) {
                self.uses(tree.text_of(object), declared, &draft, depth);
            }
        } else if let Some((name, declared)) = assigned_name(tree, at) {
            let value = bound::units_behind(tree, declared + 1, tree.tokens[declared].parent);
            draft.chosen |= at == token && beside::chooses(tree, &value);
            self.uses(&name, declared, &draft, depth);
        } else if let Some(function) = function::returning(tree, at) {
            self.returned(function, draft, depth);
        } else if at != token
            && let Some((name, declared)) = assigned_name(tree, token)
        {
            self.uses(&name, declared, &draft, depth);
        }
    }

    /// Reads `.method(…).method(…)` from a token on.
    pub(super) fn chain(&mut self, mut at: usize, mut draft: Draft) -> Draft {
        let tree = self.tree;
        for _ in 0..MOST_LINKS {
            let open = at + 2;
            if !tree.is_op(at, &[".", "->", "?.", "!.", "::"]) || tree.group_of(open) != Group::Paren {
                break;
            }
            let name = tree.text_of(at + 1);
            if let Some(row) = table::call(name) {
                let asking = Draft { flow: row.flow.or(draft.flow), ..draft.clone() };
                if row.kind == Means::Acquire {
                    self.acquire(open, row, &asking);
                }
            }
            match label(name) {
                Some(Label::Secret) => draft.secret = true,
                Some(Label::Authority) => self.authority(open, &mut draft),
                Some(Label::Scopes) => {
                    self.gather(open, &draft, &|reader, asked| {
                        for (_, value) in entries(tree, open) {
                            reader.read(&value, false, asked);
                        }
                    });
                }
                Some(Label::Redirect | Label::Tenant) => {
                    let value: Vec<usize> = tree.children(open).take(8).collect();
                    self.setting(name, &value, &mut draft);
                }
                Some(Label::Resource | Label::Grant) | None => {}
            }
            at = tree.behind(open);
        }
        draft
    }

    /// The uses of a name that holds the client, or something made with it.
    pub(super) fn uses(&mut self, name: &str, declared: usize, draft: &Draft, depth: usize) {
        let tree = self.tree;
        let name = plain_name(name);
        // A name that gets several values is one client here and another one there.
        let parameter = match find(self.index, tree, name, declared) {
            Some(Bound::Value(at, _)) => (at == declared).then_some(false),
            // What a parameter is where no call gave it.
            Some(Bound::Parameter(..) | Bound::Outside(_)) => {
                written(self.index, tree, name, declared).filter(|(at, _)| *at == declared).map(|_| true)
            }
            None => None,
        };
        let Some(parameter) = parameter else { return self.branches(name, declared, draft, depth) };
        let scope = scope(tree, declared);
        self.uses_in(name, declared, draft, depth, |place| {
            scope.as_ref().is_none_or(|scope| place.is_in(tree, name, scope))
                && (!parameter || place.token > declared)
                && !function::shadows(tree, name, declared, place.token)
        });
    }

    pub(super) fn uses_in(
        &mut self,
        name: &str,
        declared: usize,
        draft: &Draft,
        depth: usize,
        sees: impl Fn(Use) -> bool,
    ) {
        let tree = self.tree;
        let uses = self.index.uses(name);
        let mut parts = Vec::new();
        for &place in uses.iter().filter(|place| place.token != declared && sees(**place)).take(MOST_USES) {
            if let Some((start, end)) = place.hole {
                let before = self.requests.len();
                // A text that is nothing but the name: `"{{client}}"`.
                let own = &tree.tokens[place.token];
                if (own.inner_start as usize, own.inner_end as usize) == (start, end) {
                    self.value(place.token, draft.clone(), depth.saturating_sub(1));
                }
                if self.requests.len() == before {
                    self.filled_in(place.token, start, draft);
                }
                continue;
            }
            // The option of a command is another thing than a variable of its name.
            if tree.kind_of(place.token) != Some(Kind::Word) || tree.text_of(place.token).starts_with('-') {
                continue;
            }
            let next = place.token + 1;
            if draft.key.as_deref().is_some_and(|key| selects_another(tree, next, key)) {
                continue;
            }
            if tree.text_of(next) == "|" && tree.language.traits.has(Traits::COMMANDS) {
                // `$app | Get-MsalToken -Scope …`
                self.command(next + 1, draft);
            } else if let Some(part) = pair::part(tree, place.token) {
                parts.push(part);
            } else if tree.is_op(next, &[".", "->", "?.", "!.", "::"]) {
                if tree.group_of(next + 2) == Group::Paren {
                    parts.extend(pair::in_bracket(tree, next + 2));
                } else if let Some(member) = draft.key.as_deref().and_then(|key| member(tree, next, key)) {
                    // `settings.auth.clientId`
                    let whole = Draft { key: None, ..draft.clone() };
                    self.value(member, whole, depth.saturating_sub(1));
                }
                self.chain(next, draft.clone());
            } else {
                self.value(place.token, draft.clone(), depth.saturating_sub(1));
            }
        }
        if !parts.is_empty() {
            let mut draft = draft.clone();
            self.secrets(&parts, &mut draft);
            self.pairs(declared, &parts, &draft);
        }
    }
}

/// The part of this name of what a chain of names leads into; the chain goes on at a dot.
fn member(tree: &Tree, dot: usize, key: &str) -> Option<usize> {
    let names = std::iter::successors(Some(dot), |dot| Some(dot + 2)).take(4);
    names
        .take_while(|&dot| tree.is_op(dot, &[".", "->", "?.", "!.", "::"]) && tree.kind_of(dot + 1) == Some(Kind::Word))
        .map(|dot| dot + 1)
        .find(|&name| crate::role::fold(tree.text_of(name)) == crate::role::fold(key))
}

/// Whether the bracket behind an object asks for another entry than that of the key: `clients['other']`.
fn selects_another(tree: &Tree, open: usize, key: &str) -> bool {
    let selects = tree.kind_of(open) == Some(Kind::Open)
        && tree.group_of(open) == Group::Bracket
        && !tree.tokens[open].space_before
        && tree.tokens[open].mate as usize == open + 2;
    selects && tree.kind_of(open + 1) == Some(Kind::Str) && tree.content_of(open + 1) != key
}

/// The name of the entry whose value a token belongs to.
fn key_of(tree: &Tree, open: usize, at: usize) -> Option<String> {
    let own = entries(tree, open).into_iter().find(|(_, value)| value.contains(&at));
    own.and_then(|(name, _)| name).map(|name| tree.content_of(name).to_owned())
}

/// An entry beside the value is the client id, and not the entry of the value: that of a broker, of an API.
fn names_another(tree: &Tree, open: usize, at: usize) -> bool {
    entries(tree, open).into_iter().any(|(name, value)| {
        let id = name.is_some_and(|name| crate::role::fold(tree.content_of(name)) == "clientid");
        id && !value.contains(&at)
    })
}

/// The row of a block that words head: `provider "databricks" { … }`.
fn block_row(tree: &Tree, open: usize) -> Option<&'static Call> {
    let label = open.checked_sub(2).filter(|_| tree.kind_of(open - 1) == Some(Kind::Str))?;
    table::call(&format!("{}.{}", tree.text_of(label), tree.content_of(open - 1)))
}

/// The bracket holds declarations: `const ( … )`.
fn is_declaring(tree: &Tree, open: usize) -> bool {
    open > 0 && matches!(tree.text_of(open - 1), "const" | "var")
}
