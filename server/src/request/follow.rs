//! A client is followed from where its id stands to the calls that ask for tokens with it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::assigned::assigned_name;
use super::beside::{self, Beside};
use super::bound::{Bound, bound, find, is_body, is_closed, is_variable, written};
use super::function::{self, Function, Given};
use super::pair;
use super::table::{self, Call, Means};
use super::value::{self, Label, Reader, entries, grant, label};
use super::{Asked, Client, Flow, Request};
use crate::binding::{Index, Use, scope};
use crate::catalog::Cloud;
use crate::guid::Guid;
use crate::language::Traits;
use crate::site::{self, Place, callee, plain_name};
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
/// So many calls lead one into another.
const MOST_CALLS: usize = 3;
/// So many calls of a function are read.
const MOST_CALLERS: usize = 12;

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
    any_tenant: bool,
    redirects: Vec<String>,
    /// The key of the client in an object that is followed.
    key: Option<String>,
    /// The requests from this one on were found beside the client, in an object that is followed.
    since: Option<usize>,
    /// The calls of functions that led here, outermost first.
    pub(super) calls: Vec<Given>,
    /// The parameter whose default the client is: calls that give it another are no calls with it.
    default: Option<(Function, String, usize)>,
}

/// What one request was found to ask for.
pub(super) struct Found {
    asked: Vec<Asked>,
    flow: Option<Flow>,
}

impl Draft {
    /// What an address to sign in at says.
    pub(super) fn signs_in_at(&mut self, text: &str) {
        self.cloud = cloud(text).unwrap_or(self.cloud);
        self.any_tenant |= ["/organizations", "/common"].iter().any(|tenant| text.contains(tenant))
            || matches!(text, "organizations" | "common" | "AzureADMultipleOrgs");
    }
}

pub(super) struct Search<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) index: &'t Index<'t>,
    client: Client,
    pub(super) seen: BTreeSet<(usize, usize)>,
    pub(super) requests: Vec<Request>,
}

/// The requests that are made with these clients in a tree, and what goes with a client that is not taken from it.
pub(super) fn of_tree(tree: &Tree, clients: &[Known]) -> (Vec<Request>, Vec<Beside>) {
    let index = Index::of(tree);
    let mut requests = Vec::new();
    let mut beside = Vec::new();
    for known in clients {
        let Some(token) = tree.token_at(known.range.start, known.range.end) else { continue };
        let client = Client { id: known.id, range: known.range.clone(), occurrence: Some(known.occurrence) };
        let mut search = Search { tree, index: &index, client, seen: BTreeSet::new(), requests: Vec::new() };
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
    let mut search = Search { tree, index, client, seen: BTreeSet::new(), requests: Vec::new() };
    let mut draft = Draft::default();
    search.settings(open, &mut draft);
    search.made(open, start, draft, DEPTH);
    search.requests
}

impl<'t> Search<'t> {
    /// The value at a token is the client, or something that was made with it.
    fn value(&mut self, token: usize, mut draft: Draft, depth: usize) {
        let call = draft.calls.last().map_or(0, |given| given.call);
        if depth == 0 || self.seen.len() > MOST_PLACES || !self.seen.insert((token, call)) {
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
            let brackets = tree.group_of(open) == Group::Paren && !is_declaring(tree, open);
            let called = brackets.then(|| callee(tree, open)).flatten();
            if let Some((chain, start)) = called {
                let pair = pair::in_bracket(tree, open).is_some_and(|pair| pair.value.contains(&at));
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
            if pair::in_bracket(tree, open).is_some_and(|pair| pair.value.contains(&at)) {
                self.pairs(open, &pair::beside(tree, open), &draft);
            }
            if names_another(tree, open, at) {
                return;
            }
            draft.since = draft.since.or(Some(self.requests.len()));
            if draft.key.is_none() {
                let own = entries(tree, open).into_iter().find(|(_, value)| value.contains(&at));
                draft.key = own.and_then(|(name, _)| name).map(|name| tree.content_of(name).to_owned());
            }
            self.settings(open, &mut draft);
            if let Some(row) = block_row(tree, open) {
                self.fixed(open, row, &draft);
            }
            self.labelled(open, &draft);
            at = open;
            if let Some((name, declared)) = assigned_name(tree, at)
                && is_variable(tree, declared)
            {
                self.uses(&name, declared, &draft, depth);
                return;
            }
        }
        if let Some(object) = pair::object_of(tree, at) {
            let pairs = pair::assigned(tree, object);
            self.pairs(at, &pairs, &draft);
            self.secrets(&pairs, &mut draft);
            if let Some((declared, _)) = bound(self.index, tree, tree.text_of(object), object) {
                self.uses(tree.text_of(object), declared, &draft, depth);
            }
        } else if let Some((name, declared)) = assigned_name(tree, at) {
            self.uses(&name, declared, &draft, depth);
        } else if let Some(function) = function::returning(tree, at) {
            self.returned(function, draft, depth);
        } else if at != token
            && let Some((name, declared)) = assigned_name(tree, token)
        {
            self.uses(&name, declared, &draft, depth);
        }
    }

    /// The value at `at` is an argument of a call.
    fn argument(&mut self, at: usize, open: usize, chain: &str, start: usize, mut draft: Draft, depth: usize) {
        let tree = self.tree;
        let last = chain.rsplit(['.', ':']).next().unwrap_or(chain);
        let own = function::named(self.index, tree, last).filter(|function| function.parameters != open);
        let row = row_of(chain);
        if let Some(function) = own.filter(|_| draft.calls.len() < MOST_CALLS) {
            let before = self.requests.len();
            self.given(at, Given { function, call: open }, &draft, depth);
            if self.requests.len() == before && row.is_none() {
                self.labelled(open, &draft);
            }
            if self.requests.len() > before || row.is_none() {
                return;
            }
        }
        match row {
            Some(row) if row.kind == Means::Acquire => {
                draft.flow = row.flow.or(draft.flow);
                self.acquire(open, row, &draft);
            }
            Some(row) if row.kind == Means::Constructor => {
                draft.flow = row.flow.or(draft.flow);
                self.settings(open, &mut draft);
                self.fixed(open, row, &draft);
                self.labelled(open, &draft);
                self.made(open, start, draft, depth);
            }
            _ if pair::in_bracket(tree, open).is_some_and(|pair| pair.value.contains(&at)) => {
                self.pairs(open, &pair::beside(tree, open), &draft);
            }
            _ => {
                self.settings(open, &mut draft);
                self.labelled(open, &draft);
                self.sent(open, &draft);
            }
        }
    }

    /// The object with the client is sent to an address that stands in the same call: what that says of its requests.
    fn sent(&mut self, open: usize, draft: &Draft) {
        let Some(since) = draft.since else { return };
        let tree = self.tree;
        for (_, value) in entries(tree, open) {
            let [first] = value.as_slice() else { continue };
            let mut texts = vec![tree.content_of(*first)];
            for name in tree.holes_of(*first).iter().map(|hole| &tree.text[hole.start as usize..hole.end as usize]) {
                let name = name.trim_matches(['{', '}', '$', '(', ')']);
                texts.extend(self.text_of_name(name, *first));
            }
            if tree.kind_of(*first) == Some(Kind::Word) {
                texts.extend(self.text_of_name(tree.text_of(*first), *first));
            }
            let mut said = Draft::default();
            texts.iter().for_each(|text| said.signs_in_at(text));
            let flow = [("/devicecode", Flow::DeviceCode), ("/authorize", Flow::Interactive)];
            let flow = flow.into_iter().find(|(path, _)| texts.iter().any(|text| text.contains(path)));
            for request in self.requests.iter_mut().skip(since) {
                request.any_tenant |= said.any_tenant;
                request.flow = request.flow.or(flow.map(|(_, flow)| flow));
                if said.cloud != Cloud::Public {
                    request.cloud = said.cloud;
                }
            }
        }
    }

    /// The text that a name is bound to.
    fn text_of_name(&self, name: &str, seen_at: usize) -> Option<&'t str> {
        let (_, value) = bound(self.index, self.tree, name, seen_at)?;
        value.first().map(|&first| self.tree.content_of(first))
    }

    /// The value at `at` is what a parameter of the bracket is where a call does not give it.
    fn is_default(&mut self, at: usize, open: usize, draft: &Draft, depth: usize) -> bool {
        let tree = self.tree;
        let script = open > 0 && tree.text_of(open - 1).eq_ignore_ascii_case("param");
        let function = if script { function::around(tree, open + 1) } else { function::of_parameters(tree, open) };
        let function = function.filter(|function| function.parameters == open);
        if !script && function.is_none() {
            return false;
        }
        let Some((name, declared)) = assigned_name(tree, at) else { return true };
        let mut draft = draft.clone();
        let body = match function {
            Some(function) => {
                let number = function.parameter(tree, &name).map_or(0, |(number, _)| number);
                draft.default = Some((function, plain_name(&name).to_owned(), number));
                function.body(tree)
            }
            None => 0..tree.tokens.len(),
        };
        self.uses_in(plain_name(&name), declared, &draft, depth.saturating_sub(1), |place| body.contains(&place.token));
        true
    }

    /// A call hands the value at `at` to a function of the same text: what that does with its parameter.
    fn given(&mut self, at: usize, given: Given, draft: &Draft, depth: usize) {
        let tree = self.tree;
        let mut number = 0;
        let mut found = None;
        for (label, value) in entries(tree, given.call) {
            if value.contains(&at) {
                found = Some(label);
                break;
            }
            number += usize::from(label.is_none());
        }
        let Some(label) = found else { return };
        let label = label.map(|label| tree.content_of(label));
        let Some((name, token)) = given.function.parameter_of(tree, label, number) else { return };
        self.parameter(&name, token, given, draft, depth);
    }

    /// A call gives a parameter the client, or something that was made with it.
    pub(super) fn parameter(&mut self, name: &str, token: usize, given: Given, draft: &Draft, depth: usize) {
        let mut draft = draft.clone();
        draft.calls.push(given);
        let body = given.function.body(self.tree);
        self.uses_in(name, token, &draft, depth.saturating_sub(1), |place| body.contains(&place.token));
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
        } else if let Some(function) = function::returning(self.tree, start) {
            self.returned(function, draft, depth);
        } else {
            self.value(start, draft, depth - 1);
        }
    }

    /// A function returns the client, or something that was made with it.
    fn returned(&mut self, function: Function, mut draft: Draft, depth: usize) {
        let tree = self.tree;
        if depth <= 1 {
            return;
        }
        // What came in through a call goes out to that call.
        let calls = match draft.calls.pop() {
            Some(given) if given.function == function => vec![given],
            Some(_) => return,
            None => function.calls(self.index, tree),
        };
        for given in calls.into_iter().take(MOST_CALLERS) {
            if !self.seen.insert((given.call, usize::MAX)) {
                continue;
            }
            if tree.group_of(given.call) == Group::Paren {
                self.made(given.call, given.start(tree), draft.clone(), depth - 1);
            } else {
                self.passed(given.call, draft.clone(), depth - 1);
            }
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
        let Some(parameter) = parameter else { return };
        let scope = scope(tree, declared);
        self.uses_in(name, declared, draft, depth, |place| {
            scope.as_ref().is_none_or(|scope| place.is_in(tree, name, scope)) && (!parameter || place.token > declared)
        });
    }

    fn uses_in(&mut self, name: &str, declared: usize, draft: &Draft, depth: usize, sees: impl Fn(Use) -> bool) {
        let tree = self.tree;
        let uses = self.index.uses(name);
        let mut parts = Vec::new();
        for &place in uses.iter().filter(|place| place.token != declared && sees(**place)).take(MOST_USES) {
            if let Some((start, _)) = place.hole {
                self.filled_in(place.token, start, draft);
                continue;
            }
            // The option of a command is another thing than a variable of its name.
            if tree.kind_of(place.token) != Some(Kind::Word) || tree.text_of(place.token).starts_with('-') {
                continue;
            }
            let next = place.token + 1;
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

    /// Settings of the client among arguments or entries.
    fn settings(&self, open: usize, draft: &mut Draft) {
        for (name, value) in entries(self.tree, open) {
            if let Some(name) = name {
                self.setting(self.tree.content_of(name), &value, draft);
            }
        }
    }

    pub(super) fn setting(&self, name: &str, value: &[usize], draft: &mut Draft) {
        match label(name) {
            Some(Label::Secret) => draft.secret = true,
            Some(Label::Authority) => self.authority_in(value, draft),
            Some(Label::Grant) => {
                let flow = value.first().and_then(|&first| grant(self.tree.content_of(first)));
                draft.flow = flow.or(draft.flow);
            }
            Some(Label::Redirect) => self.redirect(value, draft),
            Some(Label::Tenant) => {
                let text = value.first().map_or("", |&first| self.tree.content_of(first));
                draft.any_tenant |= matches!(text, "organizations" | "common");
            }
            Some(Label::Scopes | Label::Resource) | None => {}
        }
    }

    pub(super) fn secrets(&self, pairs: &[pair::Pair], draft: &mut Draft) {
        for pair in pairs {
            self.setting(&pair.name, &pair.value, draft);
        }
    }

    fn redirect(&self, value: &[usize], draft: &mut Draft) {
        let mut read = Vec::new();
        value::read(self.index, self.tree, value, true, &mut read);
        let inside: Vec<usize> = value.iter().flat_map(|&at| self.tree.children(at)).take(8).collect();
        if read.is_empty() {
            // `new Uri("http://localhost")`
            value::read(self.index, self.tree, &inside, true, &mut read);
        }
        for address in read.into_iter().map(|asked| asked.text) {
            if address.contains("://") && !draft.redirects.contains(&address) {
                draft.redirects.push(address);
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
            draft.signs_in_at(word);
        }
    }

    /// A call asks for a token.
    fn acquire(&mut self, open: usize, row: &Call, draft: &Draft) {
        let tree = self.tree;
        let mut draft = draft.clone();
        self.settings(open, &mut draft);
        let client = self.client.range.start;
        self.gather(open, &draft, &|reader, asked| {
            let mut position = 0;
            let all = entries(tree, open);
            for (name, value) in &all {
                let (name, value) = (*name, value.as_slice());
                let meant = name.map(|name| label(tree.content_of(name)));
                let index = position;
                // What cancels the call comes first in Go and says nothing.
                let cancels = value.first().is_some_and(|&first| matches!(tree.text_of(first), "ctx" | "context"));
                position += i8::from(name.is_none() && !cancels);
                if reader.parameters(value, asked) {
                    continue;
                }
                let resource = match meant {
                    Some(Some(Label::Scopes)) => false,
                    Some(Some(Label::Resource)) => true,
                    None if row.scopes.is_some_and(|scopes| scopes == index || scopes < 0) => false,
                    None if row.resource == Some(index) => true,
                    Some(_) | None => continue,
                };
                let mut read = Vec::new();
                reader.read(value, resource, &mut read);
                // Where every argument may be a scope, the client is none.
                asked.extend(read.into_iter().filter(|read| read.range.start > client || read.range.end <= client));
            }
            let or = row.or.filter(|_| asked.is_empty()).and_then(|or| all.get(usize::try_from(or).ok()?));
            if let Some((None, value)) = or {
                reader.read(value, false, asked);
            }
        });
    }

    /// Scopes that stand beside the client by their name.
    fn labelled(&mut self, open: usize, draft: &Draft) {
        let tree = self.tree;
        self.gather(open, draft, &|reader, asked| {
            for (name, value) in entries(tree, open) {
                let Some(name) = name.map(|name| tree.content_of(name)) else { continue };
                read_as(reader, name, &value, asked);
            }
        });
    }

    /// Scopes that stand in pairs beside that of the client.
    fn pairs(&mut self, at: usize, pairs: &[pair::Pair], draft: &Draft) {
        let mut draft = draft.clone();
        self.secrets(pairs, &mut draft);
        self.gather(at, &draft, &|reader, asked| {
            for pair in pairs {
                read_as(reader, &pair.name, &pair.value, asked);
            }
        });
    }

    /// What a call or a block asks for whatever it is told.
    pub(super) fn fixed(&mut self, at: usize, row: &Call, draft: &Draft) {
        let Some(text) = row.asks else { return };
        let range = self.client.range.clone();
        self.push(at, vec![Asked { text: text.to_owned(), range, resource: true }], draft);
    }

    /// Makes requests of what is read: one, or one for each call of the function whose parameters say it.
    pub(super) fn gather(&mut self, at: usize, draft: &Draft, read: &dyn Fn(&Reader, &mut Vec<Asked>)) {
        let found = self.gathered(draft, read);
        self.push_all(at, found, draft);
    }

    pub(super) fn gathered(&self, draft: &Draft, read: &dyn Fn(&Reader, &mut Vec<Asked>)) -> Vec<Found> {
        let reading = |calls: &[Given]| {
            let reader = Reader::of(self.index, self.tree, calls);
            let mut asked = Vec::new();
            read(&reader, &mut asked);
            (Found { asked, flow: reader.flow.get() }, reader.open.get())
        };
        let (whole, open) = reading(&draft.calls);
        let mut callers = open.map_or_else(Vec::new, |function| function.calls(self.index, self.tree));
        if let Some((function, name, number)) = &draft.default {
            callers.retain(|given| given.function != *function || given.argument(self.tree, name, *number).is_none());
        }
        let mut all = Vec::new();
        for given in callers.into_iter().take(MOST_CALLERS).filter(|_| draft.calls.len() < MOST_CALLS) {
            let mut calls = draft.calls.clone();
            calls.push(given);
            all.push(reading(&calls).0);
        }
        if all.iter().all(|found| found.asked.is_empty()) {
            all.push(whole);
        }
        all
    }

    pub(super) fn push_all(&mut self, at: usize, all: Vec<Found>, draft: &Draft) {
        for Found { asked, flow } in all {
            self.push(at, asked, &Draft { flow: flow.or(draft.flow), ..draft.clone() });
        }
    }

    pub(super) fn push(&mut self, at: usize, mut asked: Vec<Asked>, draft: &Draft) {
        // What a program fills in is not known.
        asked.retain(|asked| !asked.text.contains(['{', '}', '%', '$', '<', '>']));
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
            any_tenant: draft.any_tenant,
            redirects: draft.redirects.clone(),
            statement: site::statement_start(tree, at).map(|start| tree.tokens[start].start as usize),
        };
        if !self.requests.contains(&request) {
            self.requests.push(request);
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

/// An entry beside the value is the client id, and not the entry of the value: that of a broker, of an API.
fn names_another(tree: &Tree, open: usize, at: usize) -> bool {
    entries(tree, open).into_iter().any(|(name, value)| {
        let id = name.is_some_and(|name| crate::role::fold(tree.content_of(name)) == "clientid");
        id && !value.contains(&at)
    })
}

/// Reads a value that its name says to be asked for.
fn read_as(reader: &Reader, name: &str, value: &[usize], asked: &mut Vec<Asked>) {
    match label(name) {
        Some(Label::Scopes) => reader.read(value, false, asked),
        Some(Label::Resource) => reader.read(value, true, asked),
        // The address of an API beside the client says which one it is for.
        Some(Label::Authority) => {
            let mut read = Vec::new();
            reader.read(value, true, &mut read);
            asked.extend(read.into_iter().filter(|asked| super::form::is_api(&asked.text)));
        }
        Some(Label::Secret | Label::Grant | Label::Redirect | Label::Tenant) | None => {}
    }
}

/// The row of a call, or of the call that a chain of methods began with.
fn row_of(chain: &str) -> Option<&'static Call> {
    let ends = chain.match_indices('.').map(|(at, _)| at).rev();
    table::call(chain)
        .or_else(|| ends.filter_map(|end| table::call(&chain[..end])).find(|row| row.kind == Means::Constructor))
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
