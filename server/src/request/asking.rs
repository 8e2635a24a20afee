//! Requests are made of what stands where a client asks: in a call, beside it by name, in pairs.

use super::draft::Draft;
use super::follow::Search;
use super::function::Given;
use super::label::{Label, label};
use super::table::{self, Call};
use super::value::{Reader, entries};
use super::{Asked, Flow, Request, pair};
use crate::site;

/// So many calls of a function are read.
const MOST_CALLERS: usize = 12;
/// So many calls lead one into another.
pub(super) const MOST_CALLS: usize = 3;

/// What one request was found to ask for.
pub(super) struct Found {
    asked: Vec<Asked>,
    flow: Option<Flow>,
}

impl Search<'_> {
    /// A call asks for a token.
    pub(super) fn acquire(&mut self, open: usize, row: &Call, draft: &Draft) {
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

    /// Scopes that stand beside the client, or what holds it, by their name.
    pub(super) fn labelled(&mut self, open: usize, at: usize, draft: &Draft) {
        let tree = self.tree;
        self.gather(at, draft, &|reader, asked| {
            for (name, value) in entries(tree, open) {
                let Some(name) = name.map(|name| tree.content_of(name)) else { continue };
                read_as(reader, name, &value, asked);
            }
        });
    }

    /// Scopes that stand in pairs beside that of the client.
    pub(super) fn pairs(&mut self, at: usize, pairs: &[pair::Pair], draft: &Draft) {
        let own =
            pair::in_bracket(self.tree, at).or_else(|| pairs.iter().find(|pair| pair.value.contains(&at)).cloned());
        let mut draft = Draft { key: own.map(|own| own.name), ..draft.clone() };
        self.secrets(pairs, &mut draft);
        self.set(at, &draft);
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

    /// What the setting asks for whose value the client is.
    pub(super) fn set(&mut self, at: usize, draft: &Draft) {
        if let Some(row) = draft.key.as_deref().and_then(table::setting) {
            self.fixed(at, row, draft);
        }
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
            if let Some(left) = self.readings.get().checked_sub(1) {
                self.readings.set(left);
                read(&reader, &mut asked);
            }
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
