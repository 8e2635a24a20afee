//! What a name is bound to at a place: one value in the whole text, or what a call gives.

use super::function::{self, Function};
use crate::binding::{Index, Use, declares_variable, scope};
use crate::language::Traits;
use crate::site::plain_name;
use crate::tree::{Group, Kind, NONE, Tree};

/// So many tokens of one value are read.
const MOST_TOKENS: usize = 200;
/// So many values that are assigned to one name are looked at.
const MOST_VALUES: usize = 24;

/// Of a name that gets more values than these nothing is known.
pub(super) const MOST_WRITTEN: usize = 8;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// The value that is written at a token.
    Value(usize, Vec<usize>),
    /// Parameter of a function, by number and token.
    Parameter(Function, usize, usize),
    /// Parameter of the script or of a function that cannot be seen, with its token.
    Outside(usize),
}

/// Where the name gets the value that a place sees, and the tokens of that; `None` where it gets several, or one from
/// outside.
pub(super) fn bound(index: &Index, tree: &Tree, name: &str, seen_at: usize) -> Option<(usize, Vec<usize>)> {
    match find(index, tree, name, seen_at)? {
        Bound::Value(at, value) => Some((at, value)),
        Bound::Parameter(..) | Bound::Outside(_) => None,
    }
}

/// The one value that is written to the name where a place sees it, also where it is a parameter as well:
/// `if (!$ClientId) { $ClientId = '…' }`.
pub(super) fn written(index: &Index, tree: &Tree, name: &str, seen_at: usize) -> Option<(usize, Vec<usize>)> {
    match look(index, tree, name, seen_at, false, &mut Vec::new())? {
        Bound::Value(at, value) => Some((at, value)),
        Bound::Parameter(..) | Bound::Outside(_) => None,
    }
}

/// The same, with parameters.
pub(super) fn find(index: &Index, tree: &Tree, name: &str, seen_at: usize) -> Option<Bound> {
    look(index, tree, name, seen_at, true, &mut Vec::new())
}

/// Where the name gets values that a place may see, by assignments alone.
pub(super) fn all_written(index: &Index, tree: &Tree, name: &str, seen_at: usize) -> Vec<usize> {
    let mut all = Vec::new();
    look(index, tree, name, seen_at, false, &mut all);
    all
}

fn look(
    index: &Index,
    tree: &Tree,
    name: &str,
    seen_at: usize,
    parameters: bool,
    all: &mut Vec<usize>,
) -> Option<Bound> {
    let name = plain_name(name);
    let uses = index.uses(name);
    let member = is_member(tree, seen_at);
    let mut variable: Option<(usize, Vec<usize>)> = None;
    let (mut entry, mut entries) = (None, 0);
    for place in uses.iter().filter(|place| place.hole.is_none()).take(4 * MOST_VALUES) {
        let at = place.token;
        if tree.kind_of(at) != Some(Kind::Word) {
            continue;
        }
        if parameters
            && !member
            && all.len() < 2
            && let Some(bound) = parameter(tree, at, seen_at)
        {
            return Some(bound);
        }
        if at != seen_at && is_member(tree, at) != member && has_receivers(tree) {
            // `self.x = …` is another thing than `x`, but for what the type declares.
            let field = member && !is_member(tree, at) && scope(tree, at).is_some_and(|scope| !scope.is_local());
            if !field {
                continue;
            }
        }
        let Some(value) = assigned(tree, at) else {
            if tree.is_op(at + 1, &["+=", ".=", "||=", "??="]) {
                all.clear();
                return None;
            }
            continue;
        };
        // A local of another function is another thing, and `id: id` gives the name nothing.
        let seen = Use { token: seen_at, hole: None };
        let elsewhere = scope(tree, at).is_some_and(|scope| !seen.is_in(tree, name, &scope));
        let itself = value.last().is_some_and(|&last| plain_name(tree.text_of(last)) == name) && value.len() < 4;
        let nothing = matches!(value.as_slice(), [one] if ["None", "null", "nil", "$null", "undefined"].contains(&tree.text_of(*one)));
        if at != seen_at && (elsewhere || itself || nothing) {
            continue;
        }
        if is_variable(tree, at) {
            all.push(at);
            if all.len() > MOST_WRITTEN {
                return None;
            }
            variable = Some((at, value));
        } else {
            entries += 1;
            entry = Some((at, value));
        }
    }
    if all.len() > 1 {
        return None;
    }
    let (at, value) = variable.or_else(|| entry.filter(|_| entries == 1))?;
    Some(Bound::Value(at, value))
}

/// The name is declared as a variable here, and is no key of an object.
pub(super) fn is_variable(tree: &Tree, at: usize) -> bool {
    let before = at.checked_sub(1).filter(|_| !tree.tokens[at].line_start);
    let typed = before.is_some_and(|before| {
        tree.tokens[before].parent == tree.tokens[at].parent
            && (tree.kind_of(before) == Some(Kind::Word)
                || tree.kind_of(before) == Some(Kind::Close)
                || tree.is_op(before, &[">", "*", "?", ".", "->", "::"]))
    });
    let walrus = tree.is_op(at + 1, &[":="]) || tree.kind_of(at + 1) == Some(Kind::Sep);
    let plain = tree.is_op(at + 1, &["="])
        && !tree.language.traits.has(Traits::DATA)
        && tree.parent_of(at).is_none_or(|open| tree.group_of(open) != Group::Brace || is_body(tree, open));
    declares_variable(tree, at) || typed || walrus || plain
}

/// Whether the braces hold statements: behind the head of a function, or with ends of statements in them.
pub(super) fn is_body(tree: &Tree, open: usize) -> bool {
    let traits = tree.language.traits;
    if tree.group_of(open) != Group::Brace || traits.has(Traits::DATA) || traits.has(Traits::INDENTED) {
        return false;
    }
    let ends = |at: usize| tree.kind_of(at) == Some(Kind::Sep) && tree.text_of(at) == ";";
    let begins = |at: usize| {
        let word = tree.text_of(at);
        tree.tokens[at].line_start && matches!(word, "return" | "if" | "var" | "let" | "const" | "val" | "for" | "try")
            || tree.is_op(at, &[":="])
    };
    // `@{ … }`
    if tree.text_of(open).starts_with('@') || open.checked_sub(1).is_some_and(|before| tree.text_of(before) == "@") {
        return false;
    }
    let mut children = tree.children(open).take(80);
    children.any(|at| ends(at) || begins(at))
        || crate::binding::heads_function(tree, open)
        || is_branch(tree, open)
        || traits.has(Traits::COMMANDS)
}

/// Words that head a block of statements which is no function.
pub(super) const BRANCHES: [&str; 14] = [
    "if", "else", "elseif", "while", "for", "foreach", "switch", "try", "catch", "finally", "when", "using", "lock",
    "with",
];

/// `#define NAME value`
pub(super) fn is_defined(tree: &Tree, name: usize) -> bool {
    name >= 2 && tree.text_of(name - 1) == "define" && tree.text_of(name - 2) == "#"
}

/// Whether the braces are a branch: `if (…) {`, `else {`, and where conditions have no brackets, `if … {`.
fn is_branch(tree: &Tree, open: usize) -> bool {
    let heads = |at: usize| BRANCHES.contains(&tree.text_of(at));
    let Some(before) = open.checked_sub(1) else { return false };
    let condition = Some(before).filter(|&before| tree.group_of(before) == Group::Paren);
    let word = condition.map_or(Some(before), |close| (tree.tokens[close].mate as usize).checked_sub(1));
    let parent = tree.tokens[open].parent;
    let head = || {
        let near = (open.saturating_sub(24)..open).rev().filter(|&at| tree.tokens[at].parent == parent);
        near.take_while(|&at| !tree.is_op(at, &["="]) && tree.text_of(at) != "new")
            .find(|&at| tree.tokens[at].line_start || heads(at))
            .is_some_and(heads)
    };
    word.is_some_and(heads) || head()
}

fn has_receivers(tree: &Tree) -> bool {
    tree.language.traits.has(Traits::INDENTED) || matches!(tree.language.name, "php")
}

/// `self.x`, `$this->x`
pub(super) fn is_member(tree: &Tree, at: usize) -> bool {
    at >= 2
        && tree.is_op(at - 1, &[".", "->", "::", "?."])
        && ["self", "this", "$this", "cls", "static", "Self"].contains(&tree.text_of(at - 2))
}

/// The parameter at a token, where the other place sees it.
fn parameter(tree: &Tree, at: usize, seen_at: usize) -> Option<Bound> {
    let open = tree.parent_of(at).filter(|&open| tree.group_of(open) == Group::Paren && open > 0)?;
    let close = tree.tokens[open].mate as usize;
    if tree.tokens.get(close)?.mate as usize != open || at == seen_at {
        return None;
    }
    // The name of an option and the type of another parameter are none.
    if tree.language.traits.has(Traits::COMMANDS) && !tree.text_of(at).starts_with('$') {
        return None;
    }
    if tree.text_of(open - 1).eq_ignore_ascii_case("param") {
        let body = tree.parent_of(open);
        let sees = body.is_none_or(|body| (body..tree.behind(body)).contains(&seen_at));
        let function = body.and_then(|_| function::around(tree, at + 1)).filter(|function| function.parameters == open);
        let number = function.and_then(|function| function.parameter(tree, tree.text_of(at)));
        return sees.then_some(match (function, number) {
            (Some(function), Some((number, _))) => Bound::Parameter(function, number, at),
            _ => Bound::Outside(at),
        });
    }
    let function = function::of_parameters(tree, open)?;
    if !function.body(tree).contains(&seen_at) {
        return None;
    }
    let (number, token) = function.parameter(tree, tree.text_of(at))?;
    (token == at).then_some(Bound::Parameter(function, number, at))
}

/// The round bracket that the word stands in. One that is never closed shows nothing: the rest of the text is in it.
fn arguments_around(tree: &Tree, at: usize) -> Option<usize> {
    let open = tree.parent_of(at).filter(|&open| tree.group_of(open) == Group::Paren)?;
    // `const ( … )`
    let block = open > 0 && matches!(tree.text_of(open - 1), "const" | "var");
    (is_closed(tree, open) && !block).then_some(open)
}

/// The bracket has its mate.
pub(super) fn is_closed(tree: &Tree, open: usize) -> bool {
    let close = tree.tokens[open].mate as usize;
    tree.tokens.get(close).is_some_and(|token| token.mate as usize == open)
}

/// The tokens that are assigned to the word, to the end of the statement or entry.
fn assigned(tree: &Tree, at: usize) -> Option<Vec<usize>> {
    let parent = tree.tokens[at].parent;
    if arguments_around(tree, at).is_some() {
        return None;
    }
    if is_defined(tree, at) {
        return Some(units_behind(tree, at, parent));
    }
    let mut operator = at + 1;
    // `app, err := …`: the other names get nothing that matters here.
    if tree.kind_of(operator) == Some(Kind::Sep) && tree.is_op(operator + 2, &[":="]) {
        operator += 2;
    }
    if tree.is_op(operator, &[":"]) && !tree.parent_of(at).is_some_and(|open| tree.group_of(open) == Group::Brace) {
        // `name: type = value`
        operator = (at + 2..at + 16).find(|&next| {
            tree.tokens.get(next).is_some_and(|token| token.parent == parent && !token.line_start)
                && tree.is_op(next, &["="])
        })?;
    } else if tree.is_op(operator, &[":"]) {
        // The same in the body of a type or function.
        let steps = std::iter::successors(Some(at + 2), |&next| Some(tree.behind(next))).take(12);
        let typed = steps
            .take_while(|&next| {
                tree.tokens.get(next).is_some_and(|token| token.parent == parent && !token.line_start)
                    && matches!(tree.kind_of(next), Some(Kind::Word | Kind::Op | Kind::Open))
            })
            .find(|&next| tree.is_op(next, &["="]));
        let before = at.checked_sub(1).map_or("", |before| tree.text_of(before));
        if typed.is_none() && matches!(before, "var" | "let" | "val" | "const" | "private" | "public" | "readonly") {
            return None;
        }
        operator = typed.unwrap_or(operator);
    } else if tree.group_of(operator) == Group::Bracket && tree.is_op(tree.behind(operator), &["="]) {
        // `String SCOPES[] = …`
        operator = tree.behind(operator);
    } else if tree.kind_of(operator) == Some(Kind::Word)
        && tree.language.traits.has(Traits::TYPE_BEHIND)
        && !tree.tokens[operator].line_start
        && tree.is_op(operator + 1, &["="])
    {
        operator += 1;
    }
    if !tree.is_op(operator, &["=", ":=", "<-", ":", "=>"]) {
        return None;
    }
    Some(units_behind(tree, operator, parent))
}

/// The tokens behind an operator, to the end of the statement or entry.
pub(super) fn units_behind(tree: &Tree, operator: usize, parent: u32) -> Vec<usize> {
    let mut units = Vec::new();
    let mut next = operator + 1;
    while let Some(token) = tree.tokens.get(next).filter(|token| token.parent == parent && units.len() < MOST_TOKENS) {
        let joined = token.kind == Kind::Sep
            && tree.text_of(next) == ","
            && tree.language.traits.has(Traits::COMMANDS)
            && (parent == NONE || is_body(tree, parent as usize));
        if token.kind == Kind::Close || token.kind == Kind::Sep && !joined {
            break;
        }
        let continues =
            units.last().is_none_or(|&last: &usize| matches!(tree.kind_of(last), Some(Kind::Op | Kind::Sep)))
                || token.kind == Kind::Op;
        if token.line_start && !continues {
            break;
        }
        if token.kind != Kind::Comment {
            units.push(next);
        }
        next = tree.behind(next);
    }
    units
}
