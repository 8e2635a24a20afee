//! A client is followed from where its id stands to the calls that ask for tokens with it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::assigned::assigned_name;
use super::beside::{self, Beside};
use super::form;
use super::table::{self, Call};
use super::value::{self, Label, bound, entries, is_closed, label};
use super::{Asked, Client, Flow, Request};
use crate::binding::{Index, scope};
use crate::catalog::Cloud;
use crate::guid::Guid;
use crate::site::{self, Place, callee, plain_name};
use crate::tree::{Group, Kind, Tree};

/// How many names lead from an id to a call.
const DEPTH: usize = 6;
/// So many uses of a name are looked at.
const MOST_USES: usize = 32;
/// So many brackets around a value are looked at.
const MOST_GROUPS: usize = 5;
/// The id alone, also in braces, is no longer.
const LONGEST_ID: usize = 38;
/// So many methods of one chain are read.
const MOST_LINKS: usize = 24;

/// A client whose requests are looked for, in the offsets of the tree.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) id: Guid,
    pub(crate) range: Range<usize>,
    /// Index of the occurrence.
    pub(crate) occurrence: usize,
}

/// What is known of a client on the way.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) cloud: Cloud,
    pub(super) flow: Option<Flow>,
    pub(super) secret: bool,
}

pub(super) struct Search<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) index: &'t Index<'t>,
    client: Client,
    seen: BTreeSet<usize>,
    /// Where the client, or something that was made with it, stands.
    pub(super) places: BTreeSet<usize>,
    requests: Vec<Request>,
}

/// The requests that are made with these clients in a tree, and what goes with a client that is not taken from it.
pub(crate) fn of_tree(tree: &Tree, clients: &[Known]) -> (Vec<Request>, Vec<Beside>) {
    let index = Index::of(tree);
    let mut requests = Vec::new();
    let mut beside = Vec::new();
    for known in clients {
        let Some(token) = tree.token_at(known.range.start, known.range.end) else { continue };
        let client = Client { id: known.id, range: known.range.clone(), occurrence: Some(known.occurrence) };
        let mut search = Search { tree, index: &index, client, seen: BTreeSet::new(), places: BTreeSet::new(), requests: Vec::new() };
        search.value(token, Draft::default(), DEPTH);
        requests.extend(search.requests);
        beside.extend(beside::of_places(tree, known.occurrence, &search.places));
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
    let mut search = Search { tree, index, client, seen: BTreeSet::new(), places: BTreeSet::new(), requests: Vec::new() };
    let mut draft = Draft::default();
    search.settings(open, &mut draft);
    search.made(open, start, draft, DEPTH);
    search.requests
}

impl Search<'_> {
    /// The value at a token is the client, or something that was made with it.
    fn value(&mut self, token: usize, mut draft: Draft, depth: usize) {
        if depth == 0 || !self.seen.insert(token) {
            return;
        }
        self.places.insert(token);
        let tree = self.tree;
        let own = &tree.tokens[token];
        if matches!(own.kind, Kind::Comment | Kind::Text) {
            return;
        }
        if own.kind == Kind::Str && depth == DEPTH && tree.content_of(token).trim().len() > LONGEST_ID {
            let asked = form::read(tree.content_of(token), own.inner_start as usize, &self.client.range);
            if let Some(cloud) = cloud(tree.content_of(token)) {
                draft.cloud = cloud;
            }
            self.push(token, asked, &draft);
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
            if tree.group_of(open) == Group::Paren && !is_closed(tree, open) {
                break;
            }
            let called = (tree.group_of(open) == Group::Paren).then(|| callee(tree, open)).flatten();
            match called {
                Some((chain, start)) => match row_of(&chain) {
                    Some(row) if row.acquires => {
                        draft.flow = row.flow.or(draft.flow);
                        self.acquire(open, row, &draft);
                        return;
                    }
                    Some(row) => {
                        draft.flow = row.flow.or(draft.flow);
                        self.settings(open, &mut draft);
                        self.made(open, start, draft, depth);
                        return;
                    }
                    None if is_wrapper(tree, &chain) => at = start,
                    None => {
                        self.labelled(open, &draft);
                        return;
                    }
                },
                None if matches!(tree.group_of(open), Group::Brace | Group::Paren | Group::Block) => {
                    if !site::entries_of(tree, open).take(1).any(|_| true) && tree.group_of(open) == Group::Brace {
                        break;
                    }
                    self.settings(open, &mut draft);
                    self.labelled(open, &draft);
                    at = open;
                }
                None => break,
            }
        }
        if let Some((name, declared)) = assigned_name(tree, at) {
            self.uses(&name, declared, &draft, depth);
        } else if at != token
            && let Some((name, declared)) = assigned_name(tree, token)
        {
            self.uses(&name, declared, &draft, depth);
        }
    }

    /// A call made a client or a credential: what is called on it, and what becomes of it.
    fn made(&mut self, open: usize, start: usize, draft: Draft, depth: usize) {
        let draft = self.chain(self.tree.behind(open), draft);
        self.passed(start, draft, depth);
    }

    /// Something made with the client stands here: in a call, or assigned to a name.
    fn passed(&mut self, start: usize, draft: Draft, depth: usize) {
        if let Some((name, declared)) = assigned_name(self.tree, start) {
            self.uses(&name, declared, &draft, depth);
        } else {
            self.value(start, draft, depth - 1);
        }
    }

    /// Reads `.method(…).method(…)` from a token on.
    fn chain(&mut self, mut at: usize, mut draft: Draft) -> Draft {
        let tree = self.tree;
        for _ in 0..MOST_LINKS {
            let open = at + 2;
            if !tree.is_op(at, &[".", "->", "?.", "!.", "::"]) || tree.group_of(open) != Group::Paren {
                break;
            }
            let name = tree.text_of(at + 1);
            if let Some(row) = table::call(name) {
                let asking = Draft { flow: row.flow.or(draft.flow), ..draft.clone() };
                if row.acquires {
                    self.acquire(open, row, &asking);
                }
            }
            match label(name) {
                Some(Label::Secret) => draft.secret = true,
                Some(Label::Authority) => self.authority(open, &mut draft),
                Some(Label::Scopes | Label::Resource) | None => {}
            }
            at = tree.behind(open);
        }
        draft
    }

    /// The uses of a name that holds the client, or something made with it.
    fn uses(&mut self, name: &str, declared: usize, draft: &Draft, depth: usize) {
        let tree = self.tree;
        let name = plain_name(name);
        // A name that gets several values is one client here and another one there.
        if bound(self.index, tree, name, declared).is_none_or(|(written, _)| written != declared) {
            return;
        }
        let scope = scope(tree, declared);
        let uses = self.index.uses(name);
        for place in uses.iter().take(MOST_USES) {
            if place.token == declared || scope.as_ref().is_some_and(|scope| !place.is_in(tree, name, scope)) {
                continue;
            }
            if let Some((start, end)) = place.hole {
                self.filled_in(place.token, &(start..end), draft);
                continue;
            }
            if tree.kind_of(place.token) != Some(Kind::Word) {
                continue;
            }
            let next = place.token + 1;
            if tree.is_op(next, &[".", "->", "?.", "!.", "::"]) {
                self.chain(next, draft.clone());
                continue;
            }
            self.value(place.token, draft.clone(), depth - 1);
        }
    }

    /// Settings of the client among arguments or entries.
    fn settings(&self, open: usize, draft: &mut Draft) {
        for (name, value) in entries(self.tree, open) {
            match name.and_then(|name| label(self.tree.content_of(name))) {
                Some(Label::Secret) => draft.secret = true,
                Some(Label::Authority) => self.authority_in(&value, draft),
                Some(Label::Scopes | Label::Resource) | None => {}
            }
        }
    }

    fn authority(&self, open: usize, draft: &mut Draft) {
        let inside: Vec<usize> = self.tree.children(open).take(40).collect();
        self.authority_in(&inside, draft);
    }

    pub(super) fn authority_in(&self, value: &[usize], draft: &mut Draft) {
        let tree = self.tree;
        let mut asked = Vec::new();
        value::read(self.index, tree, value, true, &mut asked);
        let words = value.iter().map(|&at| tree.content_of(at)).chain(asked.iter().map(|asked| asked.text.as_str()));
        for word in words {
            if let Some(cloud) = cloud(word) {
                draft.cloud = cloud;
            }
        }
    }

    /// A call asks for a token.
    fn acquire(&mut self, open: usize, row: &Call, draft: &Draft) {
        let tree = self.tree;
        let mut asked = Vec::new();
        let mut draft = draft.clone();
        let mut position = 0;
        for (name, value) in entries(tree, open) {
            let meant = name.map(|name| label(tree.content_of(name)));
            let index = position;
            // What cancels the call comes first in Go and says nothing.
            let cancels = value.first().is_some_and(|&first| matches!(tree.text_of(first), "ctx" | "context"));
            position += i8::from(name.is_none() && !cancels);
            if value::read_parameters(self.index, tree, &value, &mut asked) {
                continue;
            }
            let resource = match meant {
                Some(Some(Label::Scopes)) => false,
                Some(Some(Label::Resource)) => true,
                None if row.scopes.is_some_and(|scopes| scopes == index || scopes < 0) => false,
                None if row.resource == Some(index) => true,
                Some(_) | None => continue,
            };
            value::read(self.index, tree, &value, resource, &mut asked);
        }
        self.settings(open, &mut draft);
        self.push(open, asked, &draft);
    }

    /// Scopes that stand beside the client by their name.
    fn labelled(&mut self, open: usize, draft: &Draft) {
        let mut asked = Vec::new();
        for (name, value) in entries(self.tree, open) {
            match name.and_then(|name| label(self.tree.content_of(name))) {
                Some(Label::Scopes) => value::read(self.index, self.tree, &value, false, &mut asked),
                Some(Label::Resource) => value::read(self.index, self.tree, &value, true, &mut asked),
                Some(Label::Authority | Label::Secret) | None => {}
            }
        }
        self.push(open, asked, draft);
    }

    pub(super) fn push(&mut self, at: usize, asked: Vec<Asked>, draft: &Draft) {
        if asked.is_empty() {
            return;
        }
        let tree = self.tree;
        let request = Request {
            client: self.client.clone(),
            asked,
            cloud: draft.cloud,
            flow: draft.flow,
            secret: draft.secret,
            statement: site::statement_start(tree, at).map(|start| tree.tokens[start].start as usize),
        };
        if !self.requests.contains(&request) {
            self.requests.push(request);
        }
    }
}

/// The row of a call, or of the call that a chain of methods began with.
fn row_of(chain: &str) -> Option<&'static Call> {
    let ends = chain.match_indices('.').map(|(at, _)| at).rev();
    table::call(chain).or_else(|| ends.filter_map(|end| table::call(&chain[..end])).find(|row| !row.acquires))
}

fn is_wrapper(tree: &Tree, chain: &str) -> bool {
    let last = crate::role::fold(chain.rsplit('.').next().unwrap_or(chain));
    tree.language.wrappers.contains(&last.as_str())
}

/// The cloud that an authority names, or a constant of a library: `AzureAuthorityHosts.AzureGovernment`.
pub(super) fn cloud(text: &str) -> Option<Cloud> {
    let folded = crate::role::fold(text);
    let named = |cloud: Cloud, words: &[&str]| words.iter().any(|word| folded.contains(word)).then_some(cloud);
    Cloud::of_authority(text)
        .or_else(|| named(Cloud::Usgov, &["government", "usgov"]))
        .or_else(|| named(Cloud::China, &["china"]))
}
