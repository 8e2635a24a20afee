//! A client goes into calls and comes out of them: of libraries, and of functions of the same text.

use super::asking::MOST_CALLS;
use super::assigned::assigned_name;
use super::draft::Draft;
use super::follow::Search;
use super::function::{self, Function, Given};
use super::pair;
use super::table::{self, Call, Means};
use super::value::entries;
use crate::site::plain_name;
use crate::tree::{Group, Tree};

/// So many calls of a function get what it returns.
const MOST_CALLERS: usize = 12;

impl Search<'_> {
    /// The value at `at` is an argument of a call.
    pub(super) fn argument(
        &mut self,
        at: usize,
        open: usize,
        chain: &str,
        start: usize,
        mut draft: Draft,
        depth: usize,
    ) {
        let tree = self.tree;
        let last = chain.rsplit(['.', ':']).next().unwrap_or(chain);
        let own = function::named(self.index, tree, last).filter(|function| function.parameters != open);
        let row = row_of(chain);
        if let Some(function) = own.filter(|_| draft.calls.len() < MOST_CALLS) {
            let before = self.requests.len();
            self.given(at, Given { function, call: open }, &draft, depth);
            if self.requests.len() == before && row.is_none() {
                self.labelled(open, open, &draft);
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
                self.labelled(open, open, &draft);
                self.made(open, start, draft, depth);
            }
            _ if pair::in_bracket(tree, open).is_some_and(|pair| pair.value.contains(&at)) => {
                self.pairs(open, &pair::beside(tree, open), &draft);
            }
            _ => {
                self.settings(open, &mut draft);
                self.labelled(open, open, &draft);
                self.sent(open, &draft);
            }
        }
    }

    /// The value at `at` is what a parameter of the bracket is where a call does not give it.
    pub(super) fn is_default(&mut self, at: usize, open: usize, draft: &Draft, depth: usize) -> bool {
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
    pub(super) fn given(&mut self, at: usize, given: Given, draft: &Draft, depth: usize) {
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
    pub(super) fn made(&mut self, open: usize, start: usize, draft: Draft, depth: usize) {
        let draft = self.chain(self.tree.behind(open), draft);
        self.passed(start, draft, depth);
    }

    /// Something made with the client stands here: in a call, or assigned to a name.
    pub(super) fn passed(&mut self, start: usize, draft: Draft, depth: usize) {
        if let Some((name, declared)) = assigned_name(self.tree, start) {
            self.uses(&name, declared, &draft, depth);
        } else if let Some(function) = function::returning(self.tree, start) {
            self.returned(function, draft, depth);
        } else {
            self.value(start, draft, depth - 1);
        }
    }

    /// A function returns the client, or something that was made with it.
    pub(super) fn returned(&mut self, function: Function, mut draft: Draft, depth: usize) {
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
}

/// The row of a call, or of the call that a chain of methods began with.
pub(super) fn row_of(chain: &str) -> Option<&'static Call> {
    let ends = chain.match_indices('.').map(|(at, _)| at).rev();
    table::call(chain)
        .or_else(|| ends.filter_map(|end| table::call(&chain[..end])).find(|row| row.kind == Means::Constructor))
}

pub(super) fn is_wrapper(tree: &Tree, chain: &str) -> bool {
    let last = crate::role::fold(chain.rsplit('.').next().unwrap_or(chain));
    tree.language.wrappers.contains(&last.as_str())
}
