//! Functions of a text: what their calls give them, and who gets what they return.

use std::ops::Range;

use super::assigned::assigned_name;
use super::bound::BRANCHES;
use super::value::entries;
use crate::binding::Index;
use crate::language::Traits;
use crate::role::fold;
use crate::site::{is_declaration, parameter, plain_name};
use crate::tree::{Group, Kind, NONE, Tree};

/// So far back the head of the function around a place is looked for, in tokens.
const REACH: usize = 1200;
/// So many tokens stand between parameters and body.
const TO_BODY: usize = 24;
/// So many parameters are read.
const MOST_PARAMETERS: usize = 16;

/// A function that is declared in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Function {
    /// The word that names it.
    pub(super) name: usize,
    /// The bracket with its parameters.
    pub(super) parameters: usize,
}

/// One call of it: its argument bracket, or the name at the head of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) function: Function,
    pub(super) call: usize,
}

/// The one function of this name; `None` where there are several.
pub(super) fn named(index: &Index, tree: &Tree, name: &str) -> Option<Function> {
    let name = plain_name(name);
    let uses = index.uses(name);
    let words = uses.iter().filter(|place| place.hole.is_none()).map(|place| place.token);
    let mut all = words.filter_map(|at| declared_at(tree, at));
    match (all.next(), all.next()) {
        (Some(one), None) => Some(one),
        (Some(_), Some(_)) => None,
        // The constructor of a type of this name.
        (None, _) => {
            let word = index.function(name).filter(|&word| tree.group_of(word + 1) == Group::Paren)?;
            Some(Function { name: word, parameters: word + 1 })
        }
    }
}

/// The function that the word at a token declares.
fn declared_at(tree: &Tree, at: usize) -> Option<Function> {
    // Asked of every word in front of a place: most are told by what follows them.
    let follows = tree.kind_of(at + 1) == Some(Kind::Open) || tree.is_op(at + 1, &["="]);
    if !follows || tree.kind_of(at) != Some(Kind::Word) || BRANCHES.contains(&tree.text_of(at)) {
        return None;
    }
    if is_declaration(tree, at) {
        return Some(Function { name: at, parameters: at + 1 });
    }
    let before = at.checked_sub(1).map_or("", |before| tree.text_of(before));
    let declares = tree.language.function_words.iter().any(|word| before.eq_ignore_ascii_case(word));
    if declares && tree.group_of(at + 1) == Group::Brace {
        // `function Get-Token { param(…) … }`
        let open = tree.children(at + 1).take(TO_BODY).find(|&inside| {
            tree.group_of(inside) == Group::Paren && tree.text_of(inside - 1).eq_ignore_ascii_case("param")
        })?;
        return Some(Function { name: at, parameters: open });
    }
    // `const signIn = async (scopes: string[]) => {`
    let mut open = if tree.is_op(at + 1, &["="]) { at + 2 } else { return None };
    open += usize::from(tree.text_of(open) == "async");
    let arrow = tree.group_of(open) == Group::Paren && is_arrow(tree, open);
    arrow.then_some(Function { name: at, parameters: open })
}

/// The function whose parameters stand in a bracket.
pub(super) fn of_parameters(tree: &Tree, open: usize) -> Option<Function> {
    let before = open.checked_sub(1)?;
    if let Some(function) = declared_at(tree, before).filter(|function| function.parameters == open) {
        return Some(function);
    }
    let equals = if tree.text_of(before) == "async" { before.checked_sub(1)? } else { before };
    let name = equals.checked_sub(1).filter(|_| tree.is_op(equals, &["="]))?;
    declared_at(tree, name).filter(|function| function.parameters == open)
}

/// Whether `=>` stands behind the bracket, with at most a type between.
fn is_arrow(tree: &Tree, open: usize) -> bool {
    let behind = tree.behind(open);
    tree.kind_of(open) == Some(Kind::Open)
        && (behind..behind + 8)
            .take_while(|&at| !matches!(tree.kind_of(at), None | Some(Kind::Sep | Kind::Str)))
            .find(|&at| tree.kind_of(at) == Some(Kind::Op) && !tree.is_op(at, &[":", "<", ">", "|", "."]))
            .is_some_and(|at| tree.is_op(at, &["=>"]))
}

/// The function around a token, the innermost.
pub(super) fn around(tree: &Tree, token: usize) -> Option<Function> {
    let near = (token.saturating_sub(REACH)..token).rev();
    near.filter_map(|at| declared_at(tree, at)).find(|function| function.body(tree).contains(&token))
}

/// Whether a name at a place is the parameter of a function there, and not what is declared outside of it.
pub(super) fn shadows(tree: &Tree, name: &str, declared: usize, at: usize) -> bool {
    let member = at >= 2 && tree.is_op(at - 1, &[".", "->", "::", "?."]);
    !member
        && around(tree, at).is_some_and(|function| {
            !function.body(tree).contains(&declared) && function.parameter(tree, name).is_some()
        })
}

impl Function {
    /// The tokens that see its parameters.
    pub(super) fn body(self, tree: &Tree) -> Range<usize> {
        if self.parameters > self.name + 1 && tree.text_of(self.parameters - 1).eq_ignore_ascii_case("param") {
            let open = tree.parent_of(self.parameters).unwrap_or(self.name);
            return self.parameters..tree.behind(open);
        }
        let behind = tree.behind(self.parameters);
        if tree.language.traits.has(Traits::INDENTED) {
            return behind..self.end_of_indented(tree, behind);
        }
        let parent = tree.tokens[self.parameters].parent;
        let brace = (behind..behind + TO_BODY)
            .take_while(|&at| {
                tree.tokens.get(at).is_some_and(|token| token.parent == parent || token.kind == Kind::Close)
            })
            .find(|&at| tree.group_of(at) == Group::Brace && tree.kind_of(at) == Some(Kind::Open));
        if let Some(open) = brace {
            return behind..tree.behind(open);
        }
        // The body ends where the next function begins.
        let far = tree.tokens.len().min(behind + REACH);
        let begins =
            |at: &usize| tree.tokens[*at].line_start && tree.language.function_words.contains(&tree.text_of(*at));
        behind..(behind..far).find(begins).unwrap_or(far)
    }

    fn end_of_indented(self, tree: &Tree, from: usize) -> usize {
        let column = |at: usize| {
            let start = tree.tokens[at].start as usize;
            start - memchr::memrchr(b'\n', &tree.text.as_bytes()[..start]).map_or(0, |newline| newline + 1)
        };
        let head = (0..=self.name).rev().take(4).find(|&at| tree.tokens[at].line_start || at == 0).unwrap_or(self.name);
        let own = column(head);
        let far = tree.tokens.len().min(from + REACH);
        let ends = |at: &usize| {
            let token = &tree.tokens[*at];
            token.line_start
                && token.parent == tree.tokens[head].parent
                && token.kind != Kind::Comment
                && column(*at) <= own
        };
        (from..far).find(ends).unwrap_or(far)
    }

    /// Its parameters in order: name and token.
    fn all(self, tree: &Tree) -> impl Iterator<Item = (String, usize)> {
        let head = self.parameters.saturating_sub(1);
        (0..MOST_PARAMETERS).map_while(move |number| parameter(tree, head, number))
    }

    /// The parameter of this name: its number and token.
    pub(super) fn parameter(self, tree: &Tree, name: &str) -> Option<(usize, usize)> {
        let name = plain_name(name);
        let caseless = tree.language.traits.has(Traits::CASELESS);
        let same = |own: &str| own == name || caseless && own.eq_ignore_ascii_case(name);
        let mut all = self.all(tree).enumerate();
        all.find(|(_, (own, _))| same(own)).map(|(number, (_, token))| (number, token))
    }

    /// The parameter that gets the argument of this name or number.
    pub(super) fn parameter_of(self, tree: &Tree, label: Option<&str>, number: usize) -> Option<(String, usize)> {
        match label {
            Some(label) => self.all(tree).find(|(own, _)| fold(own) == fold(plain_name(label))),
            None => self.all(tree).nth(number),
        }
    }

    /// What the parameter is where a call does not give it.
    pub(super) fn default(tree: &Tree, parameter: usize) -> Option<Vec<usize>> {
        let parent = tree.tokens[parameter].parent;
        let end = tree.tokens.get(parent as usize)?.mate as usize;
        let mut at = parameter + 1;
        while at < end && tree.kind_of(at) != Some(Kind::Sep) && !tree.is_op(at, &["="]) {
            at = tree.behind(at);
        }
        if !tree.is_op(at, &["="]) {
            return None;
        }
        let mut units = Vec::new();
        at += 1;
        while at < end && tree.kind_of(at) != Some(Kind::Sep) {
            units.push(at);
            at = tree.behind(at);
        }
        Some(units)
    }

    /// Where it is called.
    pub(super) fn calls(self, index: &Index, tree: &Tree) -> Vec<Given> {
        let uses = index.uses(tree.text_of(self.name));
        let words = uses.iter().filter(|place| place.hole.is_none() && place.token != self.name);
        let command = |at: usize| {
            let before = at.checked_sub(1).map_or("", |before| tree.text_of(before));
            tree.language.traits.has(Traits::COMMANDS)
                && (tree.tokens[at].line_start || matches!(before, "=" | "|" | "(" | "{" | "return" | "&"))
        };
        words
            .filter_map(|place| {
                let at = place.token;
                let open = at + 1;
                let bracket = tree.group_of(open) == Group::Paren
                    && tree.kind_of(open) == Some(Kind::Open)
                    && !tree.tokens[open].line_start
                    && declared_at(tree, at).is_none();
                let call = if bracket && !(command(at) && tree.tokens[open].space_before) {
                    open
                } else if command(at) {
                    at
                } else {
                    return None;
                };
                Some(Given { function: self, call })
            })
            .collect()
    }
}

impl Given {
    /// The tokens of what the call gives a parameter; `None` where it gives nothing.
    pub(super) fn argument(self, tree: &Tree, name: &str, number: usize) -> Option<Vec<usize>> {
        if tree.kind_of(self.call) == Some(Kind::Word) {
            return option(tree, self.call, name);
        }
        let mut position = 0;
        for (label, value) in entries(tree, self.call) {
            match label {
                Some(label) if fold(plain_name(tree.content_of(label))) == fold(name) => return Some(value),
                Some(_) => {}
                None if position == number => return Some(value),
                None => position += 1,
            }
        }
        None
    }

    /// The token that the value of the call begins at.
    pub(super) fn start(self, tree: &Tree) -> usize {
        crate::site::callee(tree, self.call).map_or(self.call, |(_, start)| start)
    }
}

/// The value of an option of the command that a word begins.
fn option(tree: &Tree, command: usize, name: &str) -> Option<Vec<usize>> {
    let parent = tree.tokens[command].parent;
    let mut at = command + 1;
    for _ in 0..80 {
        let token = tree.tokens.get(at).filter(|token| token.parent == parent && !token.line_start)?;
        if token.kind == Kind::Word && tree.text_of(at).starts_with('-') && fold(tree.text_of(at)) == fold(name) {
            let value = tree.tokens.get(at + 1).filter(|next| next.parent == parent && !next.line_start)?;
            return (value.kind != Kind::Op || value.parent != NONE).then(|| vec![at + 1]);
        }
        at = tree.behind(at);
    }
    None
}

/// The function that returns what begins at a token, where that is all that it returns there.
pub(super) fn returning(tree: &Tree, start: usize) -> Option<Function> {
    let before = start.checked_sub(1)?;
    let word = tree.text_of(before);
    if assigned_name(tree, start).is_some() {
        return None;
    }
    let start = if matches!(word, "await" | "new" | "try") { before.checked_sub(1)? } else { before };
    matches!(tree.text_of(start), "return" | "=>").then(|| around(tree, start)).flatten()
}
