//! The names of a text with their uses: looked for one by one while few are asked for, all at once after that.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::Use;
use crate::language::Traits;
use crate::site::{is_declaration, parameter, plain_name};
use crate::tree::{Group, Hole, Kind, Tree};

/// So many uses of one name are kept: enough to judge it, few enough to stay linear.
const MOST_USES: usize = 96;
/// Longer names are no names.
const LONGEST: usize = 64;
/// So many tokens may begin where one word begins: zero-width brackets.
const MOST_TOKENS_AT_ONE_PLACE: usize = 8;
/// Bytes that are searched in the time in which one token is read for all names.
const BYTES_PER_TOKEN: usize = 256;

/// So many uses of a name are asked whether they begin its type.
const MOST_HEADS: usize = 8;
/// So many tokens behind the head of a type its constructor is looked for.
const MOST_TOKENS_TO_CONSTRUCTOR: usize = 512;
/// What constructors are called that do not have the name of their type.
const CONSTRUCTORS: &[&str] = &["__init__", "constructor", "initialize", "__construct", "init"];

/// The places of one name.
#[derive(Clone, Debug, Default)]
struct Places {
    uses: Rc<[Use]>,
    /// The first word that declares a function of this name.
    function: Option<usize>,
}

/// All names of a text with their uses.
pub(crate) struct Index<'t> {
    tree: &'t Tree<'t>,
    caseless: bool,
    /// Names that were looked for one by one.
    asked: RefCell<HashMap<String, Places>>,
    /// What that cost so far, in tokens read.
    cost: Cell<usize>,
    /// Names in interpolations.
    in_holes: OnceCell<HashMap<Cow<'t, str>, Vec<Use>>>,
    all: OnceCell<HashMap<Cow<'t, str>, Places>>,
}

impl<'t> Index<'t> {
    /// Reads nothing yet.
    pub(crate) fn of(tree: &'t Tree<'t>) -> Self {
        Self {
            tree,
            caseless: tree.language.traits.has(Traits::CASELESS),
            asked: RefCell::default(),
            cost: Cell::new(0),
            in_holes: OnceCell::new(),
            all: OnceCell::new(),
        }
    }

    /// The places where the name stands, in order.
    pub(crate) fn uses(&self, name: &str) -> Rc<[Use]> {
        self.places(name).uses
    }

    /// The first word that declares a function of this name, or the constructor of a type of this name.
    pub(crate) fn function(&self, name: &str) -> Option<usize> {
        let places = self.places(name);
        places.function.or_else(|| {
            let words = places.uses.iter().filter(|place| place.hole.is_none());
            words.take(MOST_HEADS).find_map(|place| constructor(self.tree, place.token))
        })
    }

    /// The first function of this name that takes so many arguments.
    pub(crate) fn function_taking(&self, name: &str, index: usize) -> Option<usize> {
        let first = self.function(name)?;
        let takes = |function: usize| parameter(self.tree, function, index).is_some();
        if takes(first) {
            return Some(first);
        }
        let uses = self.uses(name);
        let words = uses.iter().filter(|place| place.hole.is_none()).map(|place| place.token);
        let mut declared = words.filter(|&token| is_declaration(self.tree, token));
        declared.find(|&function| takes(function))
    }

    fn places(&self, name: &str) -> Places {
        // The text of a literal begins with its quote.
        let name = folded_case(if name.starts_with(['"', '\'']) { name } else { plain_name(name) }, self.caseless);
        if name.is_empty() || name.len() >= LONGEST {
            return Places::default();
        }
        if let Some(all) = self.all.get() {
            return all.get(&name).cloned().unwrap_or_default();
        }
        if let Some(places) = self.asked.borrow().get(name.as_ref()) {
            return places.clone();
        }
        // However many names are asked for, the search for them stays within the time that reading all takes.
        if self.cost.get() > self.tree.tokens.len() {
            return self.all.get_or_init(|| self.read_all()).get(&name).cloned().unwrap_or_default();
        }
        let places = self.look_for(&name);
        self.asked.borrow_mut().insert(name.into_owned(), places.clone());
        places
    }

    /// Searches the text for one name.
    fn look_for(&self, name: &str) -> Places {
        let tree = self.tree;
        let (mut uses, mut function, mut last) = (Vec::new(), None, None);
        let mut cost = tree.text.len() / BYTES_PER_TOKEN;
        let mut take = |offset: usize| {
            cost += 1;
            let Some(token) = self.token_of(offset, name).filter(|token| last != Some(*token)) else { return };
            last = Some(token);
            if uses.len() < MOST_USES {
                uses.push(Use { token, hole: None });
            }
            if function.is_none() && tree.tokens[token].kind == Kind::Word && is_declaration(tree, token) {
                function = Some(token);
            }
        };
        let bytes = tree.text.as_bytes();
        if self.caseless {
            let (lower, upper) = (name.as_bytes()[0], name.as_bytes()[0].to_ascii_uppercase());
            let same = |at: &usize| {
                bytes.get(*at..at + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            };
            memchr::memchr2_iter(lower, upper, bytes).filter(same).for_each(&mut take);
        } else {
            let finder = memchr::memmem::Finder::new(name);
            let mut from = 0;
            while let Some(found) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
                take(from + found);
                from += found + 1;
            }
        }
        self.cost.set(self.cost.get() + cost);
        let in_holes = self.in_holes.get_or_init(|| self.read_holes());
        places(uses, in_holes.get(name).map_or(&[], Vec::as_slice), function)
    }

    /// The token at a place if it is this name.
    fn token_of(&self, offset: usize, name: &str) -> Option<usize> {
        let tree = self.tree;
        let behind = tree.tokens.partition_point(|token| token.start as usize <= offset);
        (0..behind).rev().take(MOST_TOKENS_AT_ONE_PLACE).find(|&at| {
            self.name_of(at).is_some_and(|own| own.len() == name.len() && folded_case(own, self.caseless) == name)
        })
    }

    /// The name that a token is.
    fn name_of(&self, at: usize) -> Option<&'t str> {
        let name = match self.tree.tokens[at].kind {
            // The name of a tag is read in expressions only.
            Kind::Word if self.tree.kind_of(at + 1) == Some(Kind::Open) && self.tree.group_of(at + 1) == Group::Tag => {
                return None;
            }
            Kind::Word => plain_name(self.tree.text_of(at)),
            // An alias of YAML.
            Kind::Str if self.tree.language.traits.has(Traits::DATA) => {
                Some(self.tree.content_of(at)).filter(|content| content.starts_with('*'))?
            }
            // A text that something may be kept under.
            Kind::Str => self.quoted_name(at)?,
            Kind::Op | Kind::Sep | Kind::Open | Kind::Close | Kind::Comment | Kind::Text => return None,
        };
        (!name.is_empty() && name.len() < LONGEST).then_some(name)
    }

    /// The quote and the content of a literal that is a name and stands first in its bracket.
    fn quoted_name(&self, at: usize) -> Option<&'t str> {
        let token = &self.tree.tokens[at];
        let length = token.inner_end.saturating_sub(token.inner_start) as usize;
        if token.parent as usize + 1 != at || length + 1 >= LONGEST || token.start + 1 != token.inner_start {
            return None;
        }
        let named = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let quoted = self.tree.text.get(token.start as usize..token.inner_end as usize)?;
        (quoted.starts_with(['"', '\'']) && quoted.bytes().skip(1).all(named)).then_some(quoted)
    }

    fn read_all(&self) -> HashMap<Cow<'t, str>, Places> {
        let mut all: HashMap<Cow<'t, str>, (Vec<Use>, Option<usize>)> = HashMap::new();
        for (at, token) in self.tree.tokens.iter().enumerate() {
            let Some(name) = self.name_of(at) else { continue };
            let (uses, function) = all.entry(folded_case(name, self.caseless)).or_default();
            if uses.len() < MOST_USES {
                uses.push(Use { token: at, hole: None });
            }
            if function.is_none() && token.kind == Kind::Word && is_declaration(self.tree, at) {
                *function = Some(at);
            }
        }
        let in_holes = self.in_holes.get_or_init(|| self.read_holes());
        for name in in_holes.keys() {
            all.entry(name.clone()).or_default();
        }
        all.into_iter()
            .map(|(name, (uses, function))| {
                let in_holes = in_holes.get(&name).map_or(&[][..], Vec::as_slice);
                (name, places(uses, in_holes, function))
            })
            .collect()
    }

    fn read_holes(&self) -> HashMap<Cow<'t, str>, Vec<Use>> {
        let mut names: HashMap<Cow<'t, str>, Vec<Use>> = HashMap::new();
        for &Hole { token, start, end } in &self.tree.holes {
            let (start, end) = (start as usize, end as usize);
            let place = Use { token: token as usize, hole: Some((start, end)) };
            for name in names_in(self.tree.text.get(start..end).unwrap_or("")) {
                let uses = names.entry(folded_case(name, self.caseless)).or_default();
                if uses.len() < MOST_USES && uses.last() != Some(&place) {
                    uses.push(place);
                }
            }
        }
        names
    }
}

/// The word in front of the parameters that the type takes whose name is declared at `token`.
fn constructor(tree: &Tree, token: usize) -> Option<usize> {
    let begins = |at: usize| {
        let next = tree.text_of(at + 1);
        tree.kind_of(at) == Some(Kind::Word)
            && tree.language.type_words.contains(&tree.text_of(at))
            && next.starts_with(char::is_uppercase)
    };
    let name = tree.text_of(token);
    if !begins(token.checked_sub(1)?) {
        return None;
    }
    let takes = |at: usize| tree.group_of(at + 1) == Group::Paren && tree.kind_of(at + 1) == Some(Kind::Open);
    // Behind the name of a Python class stand its bases.
    if takes(token) && !tree.language.traits.has(Traits::INDENTED) {
        return Some(token);
    }
    (token + 1..tree.tokens.len().min(token + MOST_TOKENS_TO_CONSTRUCTOR))
        .take_while(|&at| !begins(at))
        .filter(|&at| tree.kind_of(at) == Some(Kind::Word) && takes(at))
        .find(|&at| {
            let word = tree.text_of(at);
            let called =
                tree.is_op(at - 1, &[".", "::", "=", "=>"]) || matches!(tree.text_of(at - 1), "new" | "return");
            !called && (word == name || CONSTRUCTORS.contains(&word))
        })
}

/// Words come first where there are too many, and all in order at the end.
fn places(mut uses: Vec<Use>, in_holes: &[Use], function: Option<usize>) -> Places {
    uses.extend(in_holes.iter().take(MOST_USES - uses.len()));
    uses.sort_unstable();
    Places { uses: uses.into(), function }
}

fn folded_case(name: &str, caseless: bool) -> Cow<'_, str> {
    if caseless && name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Each dotted name in an interpolated expression, its first and its last segment, and one with hyphens as a whole.
fn names_in(expression: &str) -> impl Iterator<Item = &str> {
    let in_chain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':');
    let chains = expression.split(move |c: char| !in_chain(c));
    let hyphened = expression.split(move |c: char| !in_chain(c) && c != '-');
    let hyphened = hyphened.filter_map(|chain| Some(chain.rsplit(['.', ':']).next()?.trim_matches('-')));
    chains
        .flat_map(|chain| {
            let chain = chain.trim_matches(['.', ':']);
            let last = chain.rsplit(['.', ':']).next().unwrap_or("");
            let first = chain.split(['.', ':']).next().unwrap_or("");
            [last, first, chain].into_iter().take(if chain.len() == last.len() { 1 } else { 3 })
        })
        .filter(|name| name.len() > 1 || name.starts_with(char::is_alphabetic) || *name == "_")
        .chain(hyphened.filter(|name| name.contains('-')))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::language::of_path;
    use crate::tree;

    /// Every name of every fixture is found alone as it is found with all others.
    #[test]
    fn one_by_one_is_all_at_once() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")];
        let (mut names, mut uses) = (0, 0);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                let name = path.to_string_lossy().replace('\\', "/");
                let tree = tree::of(&text, of_path(&name, &text));
                let index = Index::of(&tree);
                for (name, expected) in index.read_all() {
                    let found = index.look_for(&name);
                    assert_eq!(found.uses, expected.uses, "`{name}` in {}", path.display());
                    assert_eq!(found.function, expected.function, "`{name}` in {}", path.display());
                    names += 1;
                    uses += found.uses.len();
                }
            }
        }
        assert!(names > 3_000 && uses > names, "{names} names, {uses} uses");
    }
}
