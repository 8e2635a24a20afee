//! Values that are kept under a text and read back by it: `os.environ["TOOL"] = …`, `widgets.text("tool", …)`.

use super::{Judge, fold};
use crate::binding::Use;
use crate::language::Traits;
use crate::site::{callee, head};
use crate::tree::{Group, Kind, Tree};

/// Parts of the names of functions that read what is kept under a text, folded.
const READS: &[&str] = &["get", "env", "var", "read", "fetch"];

/// `store["text"]` or `store.get("text")`.
pub(super) struct Kept {
    /// The first token of the store.
    pub(super) start: usize,
    /// What the store is called, or what it is a member of.
    store: String,
    /// It is read by a call of this name, folded.
    call: Option<String>,
}

impl Kept {
    /// Whether what stands here reads a value, as far as its name shows.
    fn reads(&self) -> bool {
        self.call.as_ref().is_none_or(|call| READS.iter().any(|word| call.contains(word)) && !call.contains("set"))
    }
}

/// What the text at `token` is the name in.
pub(super) fn kept(tree: &Tree, token: usize) -> Option<Kept> {
    let literal = tree.kind_of(token) == Some(Kind::Str) && !tree.language.traits.has(Traits::DATA);
    let open = tree.parent_of(token).filter(|open| literal && open + 1 == token)?;
    let indexes = tree.group_of(open) == Group::Bracket && tree.tokens[open].mate as usize == token + 1;
    if !(indexes || tree.group_of(open) == Group::Paren) || tree.tokens[open].space_before {
        return None;
    }
    let (chain, start) = callee(tree, open)?;
    let store = head(chain.split('.').next()?, 64).to_owned();
    let call = chain.rsplit('.').next().map(fold).filter(|_| !indexes);
    Some(Kept { start, store, call })
}

impl Judge<'_> {
    /// Where the value is read that is kept under the text at `token`.
    pub(super) fn reads(&self, name: &str, token: Option<usize>) -> Vec<Use> {
        let Some((token, own)) = token.and_then(|token| Some((token, kept(self.tree, token)?))) else {
            return Vec::new();
        };
        let of_store = |place: &Use| {
            place.token != token
                && kept(self.tree, place.token).is_some_and(|kept| kept.store == own.store && kept.reads())
                && !self.tree.is_op(place.token + 2, &["="])
        };
        let quoted = ["\"", "'"].map(|quote| self.index().uses(&format!("{quote}{name}")));
        quoted.iter().flat_map(|uses| uses.iter().copied()).filter(of_store).collect()
    }
}
