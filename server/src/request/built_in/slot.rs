//! Whether a construction names a client, and where an id can be put in that does not.

use std::ops::Range;

use super::table::Library;
use crate::binding::{Index, scope};
use crate::request::bound::bound;
use crate::request::value::entries;
use crate::role::fold;
use crate::site::{callee, plain_name};
use crate::tree::{Group, Kind, Tree};

/// Where a client id goes, and what must stand around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Byte range that is replaced; empty for an insertion.
    pub(crate) range: Range<usize>,
    /// In front of the id.
    pub(crate) before: String,
    /// Behind it.
    pub(crate) after: String,
    /// The id stands inside a text already.
    pub(crate) quoted: bool,
}

impl Slot {
    fn of(template: &str, range: Range<usize>) -> Option<Self> {
        let (before, after) = template.split_once("$id")?;
        Some(Self { range, before: before.to_owned(), after: after.to_owned(), quoted: false })
    }

    /// The whole of the new text.
    pub(crate) fn with(&self, id: &str) -> String {
        format!("{}{id}{}", self.before, self.after)
    }
}

/// What the arguments of a construction say that names no client.
#[derive(Default)]
pub(super) struct Said {
    /// The bracket of options that takes another entry.
    group: Option<usize>,
    /// Options are made without a bracket for entries: one goes here.
    behind: Option<usize>,
    /// An argument that says nothing and gives way.
    replaced: Option<Range<usize>>,
    /// A setting says that the client is used.
    enabled: bool,
}

impl Said {
    /// The bracket of its options.
    pub(super) fn bracket(&self) -> Option<usize> {
        self.group
    }
}

/// What is said to the construction that the word calls; `None` where it names a client, or may do so where it cannot be
/// seen.
pub(super) fn unnamed(tree: &Tree, index: &Index, library: &Library, word: usize) -> Option<Said> {
    let open = word + 1;
    let says = |tokens: Range<usize>| {
        let mut words = tokens.filter(|&at| matches!(tree.kind_of(at), Some(Kind::Word | Kind::Str)));
        words.any(|at| names(tree, at, library.option))
    };
    let mut end = tree.behind(open);
    let mut built = library.method.is_empty();
    while tree.is_op(end, &[".", "->", "?.", "::"]) && tree.group_of(end + 2) == Group::Paren {
        built |= tree.text_of(end + 1) == "build";
        end = tree.behind(end + 2);
    }
    // A builder that a name holds may be told later.
    let seen = if built { open..end.min(tree.tokens.len()) } else { 0..tree.tokens.len() };
    if says(seen) {
        return None;
    }
    let mut said = Said::default();
    for (name, value) in entries(tree, open) {
        argument(tree, index, library, name, &value, &mut said)?;
    }
    (library.enabled.is_empty() || said.enabled).then_some(said)
}

/// In front of the entries of a list, inside a text of its own.
pub(super) fn in_list(tree: &Tree, open: usize, library: &Library) -> Option<Slot> {
    let first = tree.children(open).find(|&at| tree.kind_of(at) == Some(Kind::Str))?;
    let token = &tree.tokens[first];
    let quote = tree.text.get(token.start as usize..token.inner_start as usize).filter(|quote| quote.len() == 1)?;
    let at = token.start as usize;
    let slot = Slot::of(library.entry, at..at)?;
    let between = between(tree, open, first);
    Some(Slot {
        before: format!("{quote}{}", slot.before),
        after: format!("{}{quote},{between}", slot.after),
        quoted: true,
        ..slot
    })
}

fn names(tree: &Tree, at: usize, option: &str) -> bool {
    tree.content_of(at).len() < super::LONGEST && fold(tree.content_of(at)).contains(option)
}

/// Reads one argument. `None` where a client may be in it.
fn argument(
    tree: &Tree,
    index: &Index,
    library: &Library,
    name: Option<usize>,
    value: &[usize],
    said: &mut Said,
) -> Option<()> {
    let own = name.map(|name| fold(tree.content_of(name)));
    if own.as_deref().is_some_and(|name| name != "options") {
        if own.is_some_and(|name| enables(tree, library, &name, value)) {
            said.enabled = true;
            said.replaced = Some(range(tree, name, value)?);
        }
        return Some(());
    }
    let first = *value.first()?;
    let plain = match value {
        [only] if matches!(tree.kind_of(*only), Some(Kind::Word)) => Some(tree.text_of(*only)),
        _ => None,
    };
    match plain {
        Some("nil" | "null" | "undefined" | "default" | "None" | "Nothing") => {
            said.replaced = Some(range(tree, name, value)?);
            return Some(());
        }
        Some("true") => {
            said.enabled = library.enabled.iter().any(|(_, value)| *value == "true");
            said.replaced = Some(range(tree, name, value)?);
            return said.enabled.then_some(());
        }
        Some(variable) => {
            let variable = plain_name(variable);
            let (written, mut bound) = bound(index, tree, variable, first)?;
            let scope = scope(tree, written);
            let told = index.uses(variable).iter().any(|place| {
                scope.as_ref().is_none_or(|scope| place.is_in(tree, variable, scope))
                    && tree.is_op(place.token + 1, &[".", "->"])
                    && names(tree, place.token + 2, library.option)
            });
            // The bracket may begin the next line.
            let next = tree.behind(*bound.last()?);
            if tree.kind_of(next) == Some(Kind::Open) && tree.group_of(next) == Group::Brace {
                bound.push(next);
            }
            return if told { None } else { options(tree, library, &bound, said) };
        }
        None => {}
    }
    options(tree, library, value, said)
}

/// Reads options that are made in place: `{ … }`, `new X { … }`, `new X()`, `&x.X{…}`, `X(…)`.
fn options(tree: &Tree, library: &Library, value: &[usize], said: &mut Said) -> Option<()> {
    if library.argument.is_empty() {
        return None;
    }
    let bracket = if library.argument.contains('{') { Group::Brace } else { Group::Paren };
    let is = |at: &&usize| tree.kind_of(**at) == Some(Kind::Open) && tree.group_of(**at) == bracket;
    let Some(&open) = value.iter().rev().find(is) else {
        let made = value.iter().rev().find(|&&at| tree.group_of(at) == Group::Paren)?;
        let of_options = callee(tree, *made).is_some_and(|(chain, _)| chain.ends_with("Options"));
        let empty = tree.children(*made).next().is_none();
        said.behind = Some(tree.tokens.get(tree.behind(*made).checked_sub(1)?)?.end as usize);
        return (of_options && empty).then_some(());
    };
    // A call that makes them elsewhere, a function that shows the code.
    let other = |&at: &usize| match tree.kind_of(at) {
        Some(Kind::Op) => !matches!(tree.text_of(at), "&" | "." | "::"),
        Some(Kind::Open) => at != open && tree.group_of(at) != Group::Paren,
        _ => false,
    };
    let hidden = tree.children(open).any(|at| tree.is_op(at, &["...", "**", "*"]) || names(tree, at, library.option));
    if value.iter().any(other) || hidden {
        return None;
    }
    for (name, value) in entries(tree, open) {
        said.enabled |= name.is_some_and(|name| enables(tree, library, &fold(tree.content_of(name)), &value));
    }
    said.group = Some(open);
    Some(())
}

fn enables(tree: &Tree, library: &Library, name: &str, value: &[usize]) -> bool {
    let [value] = value else { return false };
    library
        .enabled
        .iter()
        .any(|(setting, wanted)| *setting == name && tree.text_of(*value).eq_ignore_ascii_case(wanted))
}

fn range(tree: &Tree, name: Option<usize>, value: &[usize]) -> Option<Range<usize>> {
    let first = name.or(value.first().copied())?;
    let last = tree.behind(*value.last()?).checked_sub(1)?;
    Some(tree.tokens[first].start as usize..tree.tokens.get(last)?.end as usize)
}

/// Where a client id can be put into the construction that the word calls.
pub(super) fn place(tree: &Tree, library: &Library, word: usize, said: &Said) -> Option<Slot> {
    let open = word + 1;
    let inside = inside(tree, open)?;
    if !library.method.is_empty() {
        let next = tree.behind(open);
        let at = inside.end + 1;
        let gap = tree.tokens.get(next).and_then(|next| tree.text.get(at..next.start as usize)).unwrap_or("");
        let gap = if tree.is_op(next, &["."]) && gap.contains('\n') { gap } else { "" };
        let slot = Slot::of(library.method, at..at)?;
        return Some(Slot { before: format!("{gap}{}", slot.before), ..slot });
    }
    if library.argument.is_empty() {
        return entry(tree, library, open);
    }
    if let Some(group) = said.group {
        return entry(tree, library, group);
    }
    if let Some(at) = said.behind {
        let slot = Slot::of(library.entry, at..at)?;
        return Some(Slot { before: format!(" {{ {}", slot.before), after: format!("{} }}", slot.after), ..slot });
    }
    let own = tree.tokens[word].start as usize;
    let qualifier = match callee(tree, open) {
        Some((_, start)) => tree.text.get(tree.tokens[start].start as usize..own).unwrap_or(""),
        None => "",
    };
    let qualifier = qualifier.trim_start_matches("new ").trim_start();
    let template = library.argument.replace("$of", qualifier);
    Slot::of(&template, said.replaced.clone().unwrap_or(inside))
}

/// In front of the entries of a bracket.
fn entry(tree: &Tree, library: &Library, open: usize) -> Option<Slot> {
    let inside = inside(tree, open)?;
    let Some(first) = tree.children(open).next() else {
        // `{ clientId: … }`, but `X{ClientID: …}` and `f(client_id=…)`.
        let pad = if library.argument.contains("{ ") { " " } else { "" };
        let slot = Slot::of(library.entry, inside)?;
        return Some(Slot { before: format!("{pad}{}", slot.before), after: format!("{}{pad}", slot.after), ..slot });
    };
    let at = tree.tokens[first].start as usize;
    let slot = Slot::of(library.entry, at..at)?;
    Some(Slot { after: format!("{},{}", slot.after, between(tree, open, first)), ..slot })
}

/// The bytes between the brackets.
fn inside(tree: &Tree, open: usize) -> Option<Range<usize>> {
    let close = tree.tokens.get(tree.tokens[open].mate as usize)?;
    (close.kind == Kind::Close).then_some(tree.tokens[open].end as usize..close.start as usize)
}

/// What separates entries here: a line break with its indentation where the first entry begins a line.
fn between<'t>(tree: &Tree<'t>, open: usize, first: usize) -> &'t str {
    let gap = tree.text.get(tree.tokens[open].end as usize..tree.tokens[first].start as usize).unwrap_or("");
    if gap.contains('\n') && gap.trim().is_empty() { gap } else { " " }
}
