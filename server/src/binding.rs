//! Name -> its uses in the same text, as far as its scope reaches: a block, a function, a type, the whole text.

mod index;

use std::ops::Range;

use crate::language::Traits;
use crate::tree::{Group, Kind, NONE, Tree};

pub(crate) use index::Index;

/// So many tokens around a member are searched for the head and the end of its type: few enough to stay linear.
const MOST_TOKENS: usize = 1024;

/// One place where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Use {
    /// The token it is, or the string it stands in.
    pub(crate) token: usize,
    /// Its interpolation in that string, as byte range in the text.
    pub(crate) hole: Option<(usize, usize)>,
}

/// Where a name can be seen that is not known everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Scope {
    /// The tokens in which the bare name may do.
    pub(crate) tokens: Range<usize>,
    /// It is a member: elsewhere `Type.NAME`, `value.name` or `self::NAME` means it too.
    member: bool,
}

impl Scope {
    /// The name is a local variable.
    pub(crate) fn is_local(&self) -> bool {
        !self.member
    }
}

impl Use {
    /// Whether the name of this scope is meant, as far as its spelling shows.
    pub(crate) fn is_in(self, tree: &Tree, name: &str, scope: &Scope) -> bool {
        if scope.tokens.contains(&self.token) || !scope.member {
            return scope.tokens.contains(&self.token);
        }
        if let Some((start, end)) = self.hole {
            let expression = tree.text.get(start..end).unwrap_or("");
            return expression.match_indices(name).any(|(at, _)| expression[..at].ends_with(['.', ':', '>']));
        }
        self.token > 0 && tree.is_op(self.token - 1, &[".", "::", "?.", "!.", "->"])
    }
}

/// The scope of the name that the word at `token` declares; `None` where the whole text is.
pub(crate) fn scope(tree: &Tree, token: usize) -> Option<Scope> {
    // The variable of a block that is named by its bracket.
    if tree.kind_of(token) == Some(Kind::Open) {
        return Some(Scope { tokens: token..tree.behind(token), member: false });
    }
    if let Some(tokens) = loop_of_variable(tree, token) {
        return Some(Scope { tokens, member: false });
    }
    let member = type_body(tree, token).map(|tokens| Scope { tokens, member: true });
    let local = || {
        let tokens = match tree.parent_of(token) {
            Some(open) => block_of_local(tree, token, open).or_else(|| function_of_local(tree, token, open)),
            None if tree.language.traits.has(Traits::INDENTED) => indented_function_body(tree, token),
            None => None,
        };
        tokens.map(|tokens| Scope { tokens, member: false })
    };
    // A local of a method stands inside the type too.
    local().or(member)
}

/// The loop whose variable the word at `token` is: `for x in …`, `foreach ($x in …) { … }`.
fn loop_of_variable(tree: &Tree, token: usize) -> Option<Range<usize>> {
    let begins = |at: usize| ["for", "foreach"].iter().any(|word| tree.text_of(at).eq_ignore_ascii_case(word));
    let first = (token.saturating_sub(8)..token).rev().find(|&at| begins(at) || tree.tokens[at].line_start);
    // `do |x|`
    let block = token.checked_sub(2).filter(|&at| tree.text_of(at) == "do" && tree.is_op(token - 1, &["|"]));
    let iterates = || (token..token + 8).any(|at| matches!(tree.text_of(at), "in" | "of" | ":" | "range" | ":="));
    // `foreach (list as $x)` names its variable last.
    let outer = || tree.parent_of(token).and_then(|open| open.checked_sub(1)).filter(|&at| begins(at));
    let head = block.or(first.filter(|&first| begins(first) && iterates())).or_else(outer)?;
    let parent = tree.parent_of(head);
    // `[login(x) for x in …]`
    let comprehends = |&open: &usize| {
        let indented = tree.language.traits.has(Traits::INDENTED);
        block.is_none() && (tree.group_of(open) != Group::Brace || indented)
    };
    if let Some(open) = parent.filter(comprehends) {
        return Some(open..tree.behind(open));
    }
    let mut at = head;
    for _ in 0..64 {
        at = tree.behind(at);
        let Some(own) = tree.tokens.get(at).filter(|_| tree.parent_of(at) == parent && block.is_none()) else { break };
        let braced = own.kind == Kind::Open && own.group == Group::Brace;
        // Behind a literal that is gone through stands the body.
        let body = || tree.group_of(tree.behind(at)) != Group::Brace || tree.tokens[tree.behind(at)].line_start;
        if braced && !tree.is_op(at - 1, &["="]) && body() {
            return Some(head..tree.behind(at));
        }
        if own.line_start && !braced {
            break;
        }
    }
    let column = |at: usize| {
        let start = tree.tokens[at].start as usize;
        start - memchr::memrchr(b'\n', &tree.text.as_bytes()[..start]).map_or(0, |newline| newline + 1)
    };
    // Elsewhere the body is what is indented.
    let limit = (head.saturating_sub(16)..=head).rev().find(|&at| tree.tokens[at].line_start || at == 0)?;
    let far = tree.tokens.len().min(head + MOST_TOKENS);
    let end = (at.min(far)..far).find(|&at| tree.tokens[at].line_start && column(at) <= column(limit));
    Some(head..end.unwrap_or(far))
}

/// Words in front of a variable that is declared.
const DECLARING: &[&str] = &["const", "let", "var", "val", "local", "my", "final", "auto", "Dim"];

/// Whether a variable is declared at a token, and no entry of the same name: `const id = …`, `$id = …`, and where no
/// word declares, an assignment at the start of a line.
pub(crate) fn declares_variable(tree: &Tree, token: usize) -> bool {
    // A name around a text inside of a text has no token here.
    let Some(own) = tree.tokens.get(token) else { return false };
    let before = token.checked_sub(1).map_or("", |before| tree.text_of(before));
    tree.text_of(token).starts_with('$')
        || DECLARING.contains(&before)
        || own.line_start && own.parent == NONE && tree.is_op(token + 1, &["=", ":=", "<-"])
}

/// The block of a declared local: `const x`, `String x`, `x :=` below the head of a function or a condition.
fn block_of_local(tree: &Tree, token: usize, open: usize) -> Option<Range<usize>> {
    let language = tree.language;
    let declared = tree.is_op(token + 1, &[":="])
        // `app, err := …`
        || tree.kind_of(token + 1) == Some(Kind::Sep) && tree.is_op(token + 3, &[":="])
        || token > 0
            && tree.kind_of(token - 1) == Some(Kind::Word)
            && tree.tokens[token - 1].parent == tree.tokens[token].parent
            && !tree.tokens[token].line_start
            // `var` of JavaScript reaches beyond its block.
            && !(tree.text_of(token - 1) == "var" && language.traits.has(Traits::TYPE_ANNOTATION));
    let is_block = tree.group_of(open) == Group::Brace && !language.traits.has(Traits::DATA);
    (declared && is_block && heads_function(tree, open)).then(|| open..tree.behind(open))
}

/// The body of the function that a name is local to which its function assigns to: `var x`, `$x = `.
fn function_of_local(tree: &Tree, token: usize, open: usize) -> Option<Range<usize>> {
    let by_word = token > 0 && tree.text_of(token - 1) == "var" && tree.language.traits.has(Traits::TYPE_ANNOTATION);
    let by_place = tree.language.traits.has(Traits::FUNCTION_SCOPED)
        // `$script:x` and `$this->x` live on.
        && !tree.text_of(token).contains(':')
        && !(token > 0 && tree.is_op(token - 1, &[".", "->", "::"]));
    let mut enclosing = std::iter::successors(Some(open), |&open| tree.parent_of(open)).take(12);
    let body = enclosing.find(|&open| tree.group_of(open) == Group::Brace && begins_function(tree, open))?;
    (by_word || by_place).then(|| body..tree.behind(body))
}

/// Whether the brace opens the body of a function: behind `function name`, or behind parameters that no condition has.
fn begins_function(tree: &Tree, open: usize) -> bool {
    let caseless = tree.language.traits.has(Traits::CASELESS);
    let declares = |at: usize| {
        let word = tree.text_of(at);
        tree.language.function_words.iter().any(|own| word == *own || caseless && word.eq_ignore_ascii_case(own))
    };
    let commands = tree.language.traits.has(Traits::COMMANDS);
    let mut at = open;
    for _ in 0..12 {
        let Some(before) = at.checked_sub(1) else { break };
        let token = &tree.tokens[before];
        match token.kind {
            Kind::Close if token.group == Group::Paren && token.mate != NONE => {
                at = token.mate as usize;
                let word = at.checked_sub(1).map_or("", |at| tree.text_of(at)).to_ascii_lowercase();
                let condition = ["if", "elseif", "for", "foreach", "while", "switch", "catch", "with", "else"]
                    .contains(&word.as_str());
                if condition || !commands {
                    return !condition;
                }
            }
            Kind::Word if declares(before) => return true,
            Kind::Word | Kind::Op => at = before,
            _ => break,
        }
        if tree.tokens[at].line_start {
            break;
        }
    }
    false
}

/// Whether arguments or parameters stand in front of the bracket, and no word that makes it anything else than the body
/// of a function or of a condition.
pub(crate) fn heads_function(tree: &Tree, open: usize) -> bool {
    let others = ["namespace", "module", "extern", "object", "new", "companion"];
    let mut has_parameters = false;
    let mut at = open;
    for _ in 0..24 {
        let Some(before) = at.checked_sub(1) else { break };
        let token = &tree.tokens[before];
        at = match token.kind {
            Kind::Close if token.group == Group::Paren && token.mate != NONE => {
                has_parameters = true;
                token.mate as usize
            }
            Kind::Close if token.group == Group::Bracket && token.mate != NONE => token.mate as usize,
            Kind::Close | Kind::Open | Kind::Str | Kind::Text => break,
            Kind::Sep if tree.text_of(before) == ";" => break,
            Kind::Word if begins_type(tree, before) || others.contains(&tree.text_of(before)) => return false,
            Kind::Word | Kind::Op | Kind::Sep | Kind::Comment => before,
        };
    }
    has_parameters
}

/// The function whose body an assigned name stands in, where indentation is the bracket.
fn indented_function_body(tree: &Tree, token: usize) -> Option<Range<usize>> {
    let begins_line = |at: usize| {
        let token = &tree.tokens[at];
        (token.line_start || at == 0) && token.parent == NONE && token.kind != Kind::Comment
    };
    // `self.x = …` belongs to the type.
    let assigned =
        tree.is_op(token + 1, &["=", ":"]) || tree.text_of(token + 1) == "," && tree.is_op(token + 3, &["="]);
    if !begins_line(token) || !assigned {
        return None;
    }
    let column = |at: usize| {
        let start = tree.tokens[at].start as usize;
        start - memchr::memrchr(b'\n', &tree.text.as_bytes()[..start]).map_or(0, |newline| newline + 1)
    };
    let mut limit = column(token);
    let before = (token.saturating_sub(MOST_TOKENS)..token).rev().filter(|&at| begins_line(at));
    for head in before {
        let own = column(head);
        if own >= limit {
            continue;
        }
        limit = own;
        let word = if tree.text_of(head) == "async" { head + 1 } else { head };
        if tree.language.function_words.contains(&tree.text_of(word)) {
            let far = tree.tokens.len().min(token + MOST_TOKENS);
            let end = (token + 1..far).find(|&at| begins_line(at) && column(at) <= own);
            return Some(head..end.unwrap_or(far));
        }
        if own == 0 || begins_type(tree, head) {
            return None;
        }
    }
    None
}

/// The tokens of the type that the word at `token` is a member of, the outermost where types are nested; `None`
/// outside of types, and where that cannot be seen.
fn type_body(tree: &Tree, token: usize) -> Option<Range<usize>> {
    match tree.parent_of(token) {
        Some(open) => {
            let enclosing = std::iter::successors(Some(open), |&open| tree.parent_of(open));
            let types = enclosing.take_while(|&open| tree.group_of(open) == Group::Brace && heads_type(tree, open));
            types.last().map(|open| open..tree.behind(open))
        }
        None if tree.language.traits.has(Traits::INDENTED) => indented_type_body(tree, token),
        None => None,
    }
}

/// Whether the words in front of the bracket begin a type: `class Name(Base)`, `companion object`.
fn heads_type(tree: &Tree, open: usize) -> bool {
    let mut at = open;
    for _ in 0..24 {
        let Some(before) = at.checked_sub(1) else { return false };
        let token = &tree.tokens[before];
        at = match token.kind {
            Kind::Close if token.group != Group::Brace && token.mate != NONE => token.mate as usize,
            Kind::Close | Kind::Open => return false,
            Kind::Sep if tree.text_of(before) == ";" => return false,
            Kind::Op if tree.text_of(before) == "=" => return false,
            Kind::Word if begins_type(tree, before) => {
                // Neither `where T : class {` nor `for record in records {` begin a type; a partial type has members
                // elsewhere.
                let word = |at: Option<usize>| at.map_or("", |at| tree.text_of(at));
                let companion = before + 1 == open && word(before.checked_sub(1)) == "companion";
                let named = tree.text_of(before + 1).starts_with(char::is_uppercase);
                return (named || companion) && word(before.checked_sub(1)) != "partial";
            }
            Kind::Word | Kind::Str | Kind::Op | Kind::Sep | Kind::Comment | Kind::Text => before,
        };
    }
    false
}

fn begins_type(tree: &Tree, token: usize) -> bool {
    tree.language.type_words.contains(&tree.text_of(token))
}

/// The same where indentation is the bracket.
fn indented_type_body(tree: &Tree, token: usize) -> Option<Range<usize>> {
    let begins_line = |at: usize| {
        let token = &tree.tokens[at];
        (token.line_start || at == 0) && token.parent == NONE && token.kind != Kind::Comment
    };
    let column = |at: usize| {
        let start = tree.tokens[at].start as usize;
        start - memchr::memrchr(b'\n', &tree.text.as_bytes()[..start]).map_or(0, |newline| newline + 1)
    };
    let lines = || (token.saturating_sub(MOST_TOKENS)..=token).rev().filter(|&at| begins_line(at));
    let own = column(lines().next()?);
    if own == 0 {
        return None;
    }
    let head = lines().find(|&at| column(at) < own)?;
    if !begins_type(tree, head) {
        return None;
    }
    let far = tree.tokens.len().min(token + MOST_TOKENS);
    let end = (token + 1..far).find(|&at| begins_line(at) && column(at) <= column(head));
    Some(head..end.unwrap_or(far))
}
