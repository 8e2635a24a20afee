//! Names in front of things: what an operator assigns to, and what a bracket calls.

use super::text::head;
use crate::language::{Language, Traits};
use crate::tree::{Group, Kind, NONE, Tree};

/// How far a search to the left goes, in tokens. Keeps every look at a place bounded.
const REACH: usize = 120;

/// Segments of a dotted name that are read; names of settings hold a host name.
const MOST_SEGMENTS: usize = 14;

/// Bytes of a name that are looked at.
const LONGEST: usize = 200;

/// Words in front of a bracket that are not the name of a call.
const NOT_CALLED: &[&str] = &[
    "if", "elif", "elseif", "for", "foreach", "while", "switch", "return", "in", "and", "or", "not", "catch", "else",
    "await", "yield", "case", "when", "match", "with", "throw", "of", "assert", "new", "-or", "-and", "-in", "-eq",
];

/// Whether `name` in front of a bracket is a keyword and not a call.
pub(super) fn is_keyword(name: &str) -> bool {
    NOT_CALLED.contains(&name)
}

/// The name that a token is, or the content of a string. What is longer is no name, and what is read for each of many
/// values must be short; its beginning stands for it.
pub(super) fn name_at<'t>(tree: &Tree<'t>, index: usize) -> &'t str {
    head(tree.content_of(index), LONGEST)
}

/// Something that a value is assigned to.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The last segment, without sigils.
    pub(super) name: String,
    /// All segments, joined by dots.
    pub(super) chain: String,
    /// Its token.
    pub(super) token: usize,
}

/// Whether the token is an operator of the list.
pub(super) fn is_operator(tree: &Tree, index: usize, operators: &[&str]) -> bool {
    tree.tokens.get(index).is_some_and(|token| token.kind == Kind::Op) && operators.contains(&tree.text_of(index))
}

/// The group that a token opens or closes.
pub(super) fn group(tree: &Tree, index: usize) -> Group {
    tree.tokens.get(index).map_or(Group::None, |token| token.group)
}

/// Whether a statement or an element begins at the token.
pub(super) fn begins_unit(tree: &Tree, index: usize) -> bool {
    let token = &tree.tokens[index];
    if !token.line_start {
        return false;
    }
    let language = tree.language;
    if token.parent != NONE {
        match group(tree, token.parent as usize) {
            Group::Paren | Group::Bracket if !language.traits.has(Traits::NEWLINE_LISTS) => return false,
            Group::Tag => return true,
            _ => {}
        }
    }
    if language.shape == crate::language::Shape::Yaml || language.traits.has(Traits::SECTIONS) {
        return true;
    }
    if token.kind == Kind::Op
        && matches!(
            tree.text_of(index),
            "." | "?." | "?" | ":" | "+" | "||" | "&&" | "??" | "->" | "=" | "::" | "?:" | "|>" | ".." | "|"
        )
    {
        return false;
    }
    let Some(previous) = previous(tree, index) else { return true };
    // A brace on a line of its own belongs to the head above it.
    let opens_brace = token.kind == Kind::Open && token.group == Group::Brace && !language.traits.has(Traits::DATA);
    if opens_brace && tree.tokens[previous].parent == token.parent && ends_head(tree, previous) {
        return false;
    }
    if language.traits.has(Traits::INDENTED) && token.parent == NONE && is_operator(tree, previous, &[":"]) {
        return true;
    }
    let before = &tree.tokens[previous];
    before.kind != Kind::Op
        || before.parent != token.parent
        || matches!(tree.text_of(previous), "!" | "++" | "--" | ">" | "*" | "@" | "...")
        || ends_block_parameters(tree, previous)
}

/// Whether the bar is the second one of `do |a, b|` or `{ |a, b|`.
fn ends_block_parameters(tree: &Tree, bar: usize) -> bool {
    let first = || (bar.saturating_sub(12)..bar).rev().find(|&at| tree.is_op(at, &["|"]))?.checked_sub(1);
    tree.is_op(bar, &["|"])
        && first().is_some_and(|at| tree.text_of(at) == "do" || tree.kind_of(at) == Some(Kind::Open))
}

/// Whether a block may follow: behind a name, a type or arguments.
fn ends_head(tree: &Tree, index: usize) -> bool {
    match tree.tokens[index].kind {
        Kind::Word => true,
        Kind::Close => matches!(group(tree, index), Group::Paren | Group::Bracket),
        Kind::Op => matches!(tree.text_of(index), ">" | "=" | "=>"),
        _ => false,
    }
}

/// The nearest token in front that is no comment.
pub(super) fn previous(tree: &Tree, index: usize) -> Option<usize> {
    (index.saturating_sub(50)..index).rev().find(|&at| tree.tokens[at].kind != Kind::Comment)
}

/// The units in front of a token in its statement or element, nearest first; a bracketed group is one unit,
/// named by its `Open`.
pub(crate) fn units_before(tree: &Tree, index: usize, most: usize) -> Vec<usize> {
    let parent = tree.tokens[index].parent;
    let mut units = Vec::new();
    let mut at = index;
    for _ in 0..REACH {
        if units.len() == most || begins_unit(tree, at) {
            break;
        }
        let Some(before) = previous(tree, at) else { break };
        let token = &tree.tokens[before];
        if before as u32 == parent || token.kind == Kind::Sep || tree.language.breaks.contains(&tree.text_of(before)) {
            break;
        }
        if token.kind == Kind::Close {
            if token.mate == NONE {
                break;
            }
            let open = token.mate as usize;
            // A block that ended in front of a new line is a statement of its own.
            let own_statement = group(tree, open) == Group::Brace
                && tree.tokens[index].line_start
                && units.is_empty()
                && !tree.language.traits.has(Traits::DATA);
            if own_statement {
                break;
            }
            units.push(open);
            at = open;
            continue;
        }
        if token.parent != parent {
            break;
        }
        units.push(before);
        at = before;
        // `Map<K, V> name`: the comma separates types.
        if is_operator(tree, before, &[">"])
            && tree.kind_of(before + 1) != Some(Kind::Str)
            && let Some(name) = skip_generics(tree, before, parent)
            && tree.kind_of(name) == Some(Kind::Word)
        {
            units.pop();
            at = name + 1;
        }
    }
    units
}

/// A name without quotes, sigils, options' dashes and scope prefixes.
pub(crate) fn plain_name(text: &str) -> &str {
    let text = text.trim_matches(['"', '\'', '`']);
    // `%NAME%`, `!NAME!`
    let expanded = |mark| text.strip_prefix(mark).and_then(|inner: &str| inner.strip_suffix(mark));
    let text = expanded('%').or_else(|| expanded('!')).unwrap_or(text);
    let text = text.trim_start_matches(['$', '@', '-', '%']);
    let text = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(text);
    text.rsplit(':').next().unwrap_or(text)
}

/// What the units in front of an assignment operator name; nearest first.
pub(super) fn target(tree: &Tree, units: &[usize]) -> Option<Target> {
    // The name stands on the line of its operator, whatever brackets are open around it.
    let last = units.iter().position(|&unit| tree.tokens[unit].line_start).map_or(units.len(), |at| at + 1);
    let units = &units[..last];
    let mut at = name_position(tree, units);
    loop {
        let unit = *units.get(at)?;
        let token = &tree.tokens[unit];
        match token.kind {
            Kind::Open => {
                let single = group(tree, unit) == Group::Bracket && token.mate as usize == unit + 2;
                let inside = tree.kind_of(unit + 1);
                // `[key]=value` of a list, and not `name[key] = value`.
                let word = inside == Some(Kind::Word) && token.space_before && at == 0;
                if single && (inside == Some(Kind::Str) || word) {
                    let name = name_at(tree, unit + 1).to_owned();
                    return Some(Target { chain: name.clone(), name, token: unit + 1 });
                }
                // `[Name] = …` of SQL
                if single && tree.language.conditions.contains(&"where") {
                    let name = name_at(tree, unit + 1).to_owned();
                    return Some(Target { chain: name.clone(), name, token: unit + 1 });
                }
                at += 1;
            }
            Kind::Word => {
                let text = name_at(tree, unit);
                return Some(Target {
                    name: plain_name(text).to_owned(),
                    chain: chain_of(tree, units, at),
                    token: unit,
                });
            }
            Kind::Str => {
                let name = name_at(tree, unit).to_owned();
                return Some(Target { chain: name.clone(), name, token: unit });
            }
            Kind::Op if matches!(tree.text_of(unit), "?" | "!" | "*" | "&") => at += 1,
            _ => return None,
        }
    }
}

/// Which unit is the name, where a type or the parameters of a function may stand between it and the operator.
fn name_position(tree: &Tree, units: &[usize]) -> usize {
    let language = tree.language;
    let word = |at: usize| tree.tokens[units[at]].kind == Kind::Word;
    let traits = language.traits;
    let named_as = (0..units.len()).find(|&at| word(at) && tree.text_of(units[at]).eq_ignore_ascii_case("as"));
    if let Some(at) = named_as {
        return if at + 1 < units.len() { at + 1 } else { 0 };
    }
    let colon = if traits.has(Traits::TYPE_COLONS) { "::" } else { ":" };
    if (traits.has(Traits::TYPE_ANNOTATION) || traits.has(Traits::TYPE_COLONS))
        && let Some(at) = units.iter().rposition(|&unit| is_operator(tree, unit, &[colon]))
        && at + 1 < units.len()
    {
        // `fun name(…): Type = …`
        let behind = at + 1 + usize::from(group(tree, units[at + 1]) == Group::Paren && at + 2 < units.len());
        if word(behind) {
            return behind;
        }
    }
    if !traits.has(Traits::TYPE_BEHIND) {
        return 0;
    }
    if let Some(at) = units.iter().position(|&unit| tree.text_of(unit).starts_with('@')) {
        return at;
    }
    // Nearer than the word that begins the declaration.
    let end = units.iter().position(|&unit| is_declaring(tree.text_of(unit))).unwrap_or(units.len());
    let modifies = |at: usize| ["mutable", "private", "internal", "inline", "rec"].contains(&tree.text_of(units[at]));
    let names: Vec<usize> = (0..end).filter(|&at| word(at) && !modifies(at)).collect();
    let dotted = units.iter().any(|&unit| is_operator(tree, unit, &["."]));
    let plain = units.iter().all(|&unit| matches!(tree.tokens[unit].kind, Kind::Word | Kind::Op | Kind::Open));
    if names.len() >= 2 && !dotted && plain { names[names.len() - 1] } else { 0 }
}

/// Words that begin a declaration where the type stands behind the name.
fn is_declaring(word: &str) -> bool {
    const DECLARING: &[&str] = &[
        "const", "var", "let", "declare", "set", "param", "output", "select", "where", "and", "use", "with", "then",
        "else", "do",
    ];
    DECLARING.iter().any(|declaring| word.eq_ignore_ascii_case(declaring))
}

/// `a.b.c` for the name at `units[at]`, read to the left.
fn chain_of(tree: &Tree, units: &[usize], at: usize) -> String {
    let mut segments = vec![name_at(tree, units[at])];
    let mut next = at + 1;
    while next + 1 < units.len()
        && is_operator(tree, units[next], &[".", "->", "::", "?."])
        && next < at + 2 * MOST_SEGMENTS
    {
        if tree.tokens[units[next + 1]].kind == Kind::Word {
            segments.push(name_at(tree, units[next + 1]));
        }
        next += 2;
    }
    segments.reverse();
    segments.join(".")
}

/// The call that an `Open` belongs to: its dotted chain and its first token.
pub(crate) fn callee(tree: &Tree, open: usize) -> Option<(String, usize)> {
    // In a Lisp what is called stands inside, as the word of a command does.
    if open == 0 || tree.tokens[open].line_start || tree.language.traits.has(Traits::KEYWORDS) {
        return None;
    }
    let mut at = skip_generics(tree, open - 1, tree.tokens[open].parent)?;
    let mut segments: Vec<&str> = Vec::new();
    let mut start = at;
    let mut wants_name = true;
    for _ in 0..24 {
        let token = &tree.tokens[at];
        if wants_name {
            match token.kind {
                Kind::Word => {
                    segments.push(name_at(tree, at));
                    start = at;
                    wants_name = false;
                }
                Kind::Close if token.mate != NONE => {
                    let other = token.mate as usize;
                    let kind = group(tree, other);
                    if kind == Group::Bracket {
                        let inside = tree.text.get(tree.tokens[other].end as usize..token.start as usize).unwrap_or("");
                        segments.push(head(inside, 120));
                    }
                    start = other;
                    if other == 0 {
                        break;
                    }
                    let called = matches!(kind, Group::Paren | Group::Bracket)
                        && tree.tokens[other - 1].kind == Kind::Word
                        && !tree.tokens[other].space_before;
                    if called {
                        at = other - 1;
                        continue;
                    }
                    at = other;
                    wants_name = false;
                }
                Kind::Str if !segments.is_empty() => {
                    start = at;
                    break;
                }
                _ => break,
            }
        } else if is_operator(tree, at, &[".", "::", "->", "?.", "!."]) {
            wants_name = true;
        } else {
            break;
        }
        let Some(before) = previous(tree, at) else { break };
        at = before;
    }
    if segments.is_empty() || segments[0] == "$" {
        return None;
    }
    segments.reverse();
    Some((segments.join("."), start))
}

/// The type that the target-typed `new` at `at` makes, by the declaration of what it is for: `Type name = new(…)`,
/// `Type Name() => new(…)`, `Type Name() { return new(…); }`.
pub(super) fn created_type<'t>(tree: &Tree<'t>, at: usize) -> Option<&'t str> {
    let units = units_before(tree, at, 12);
    let declared = match tree.text_of(*units.first()?) {
        "=" | "=>" => units[1..].to_vec(),
        "return" => units_before(tree, tree.parent_of(at)?, 12),
        _ => return None,
    };
    let mut words = declared.into_iter().filter(|&unit| tree.tokens[unit].kind == Kind::Word);
    words.nth(1).map(|unit| name_at(tree, unit))
}

/// Steps over `<T, U>` that ends at `at`.
fn skip_generics(tree: &Tree, at: usize, parent: u32) -> Option<usize> {
    if !is_operator(tree, at, &[">"]) {
        return Some(at);
    }
    let mut depth = 0usize;
    let mut index = at;
    for _ in 0..24 {
        if is_operator(tree, index, &[">"]) {
            depth += 1;
        } else if is_operator(tree, index, &["<"]) {
            depth -= 1;
            if depth == 0 {
                return index.checked_sub(1);
            }
        }
        if tree.tokens[index].parent != parent && tree.tokens[index].kind == Kind::Sep {
            return None;
        }
        index = index.checked_sub(1)?;
    }
    None
}

/// Whether the word at `index` is the name of a function that is declared there.
pub(crate) fn is_declaration(tree: &Tree, index: usize) -> bool {
    if tree.kind_of(index + 1) != Some(Kind::Open) {
        return false;
    }
    // `function Name { param(…) … }`
    if parameters_inside(tree, index + 1).is_some() {
        return index > 0 && declares_function(tree.language, tree.text_of(index - 1));
    }
    // `Name(…) : base(…) {`
    if group(tree, index + 1) != Group::Paren || matches!(tree.text_of(index), "base" | "this" | "super") {
        return false;
    }
    if index > 0 {
        let before = tree.text_of(index - 1);
        if declares_function(tree.language, before) {
            return true;
        }
        if matches!(before, "." | "new" | "return" | "await" | "=" | "(" | "," | "=>" | "!" | "::" | "->") {
            return false;
        }
    }
    let close = tree.tokens[index + 1].mate as usize;
    match tree.text_of(close.saturating_add(1)) {
        "{" => true,
        ":" => {
            let traits = tree.language.traits;
            // `Name(…) : this(…)`
            traits.has(Traits::TYPE_ANNOTATION) && !traits.has(Traits::INDENTED)
                || matches!(tree.text_of(close.saturating_add(2)), "this" | "base")
        }
        "=>" => {
            index > 0 && tree.tokens[index - 1].kind == Kind::Word && !tree.language.traits.has(Traits::TYPE_ANNOTATION)
        }
        _ => false,
    }
}

/// The parameters that stand in the body of the function whose brace is `open`.
fn parameters_inside(tree: &Tree, open: usize) -> Option<usize> {
    if !tree.language.traits.has(Traits::COMMANDS) || group(tree, open) != Group::Brace {
        return None;
    }
    let param = (open + 1..open + 24).find(|&at| tree.text_of(at).eq_ignore_ascii_case("param"))?;
    (group(tree, param + 1) == Group::Paren && tree.parent_of(param) == Some(open)).then_some(param + 1)
}

/// Whether `word` begins the declaration of a function.
pub(super) fn declares_function(language: &Language, word: &str) -> bool {
    let caseless = language.traits.has(Traits::CASELESS);
    language
        .function_words
        .iter()
        .any(|declaring| word == *declaring || caseless && word.eq_ignore_ascii_case(declaring))
}

/// The name and token of parameter number `index` (from 0) of the function declared at the word `function`.
pub(crate) fn parameter(tree: &Tree, function: usize, index: usize) -> Option<(String, usize)> {
    let open = parameters_inside(tree, function + 1).unwrap_or(function + 1);
    let close = tree.tokens.get(open)?.mate as usize;
    let mut parameters: Vec<Vec<usize>> = vec![Vec::new()];
    let mut at = open + 1;
    for _ in 0..400 {
        if at >= close || at >= tree.tokens.len() {
            break;
        }
        let token = &tree.tokens[at];
        if token.kind == Kind::Open {
            at = (token.mate as usize).max(at) + 1;
            continue;
        }
        if token.kind == Kind::Sep {
            parameters.push(Vec::new());
        } else if token.parent as usize == open
            && let Some(parameter) = parameters.last_mut()
        {
            parameter.push(at);
        }
        at += 1;
    }
    let has_receiver = parameters[0].len() <= 2
        && parameters[0].iter().any(|&token| matches!(tree.text_of(token), "self" | "cls" | "&self"));
    if has_receiver {
        parameters.remove(0);
    }
    let tokens = parameters.get(index)?;
    let cut = tokens.iter().position(|&token| is_operator(tree, token, &["=", ":"])).unwrap_or(tokens.len());
    let mut words = tokens[..cut].iter().copied().filter(|&token| tree.tokens[token].kind == Kind::Word);
    let word = if tree.language.traits.has(Traits::TYPE_BEHIND) { words.next() } else { words.next_back() }?;
    Some((plain_name(name_at(tree, word)).to_owned(), word))
}
