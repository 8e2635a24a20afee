//! A text that a program puts together: what is written, and the names that fill it.

use super::send;
use crate::site::plain_name;
use crate::tree::{Group, Kind, Tree};

/// Stands in the text for what fills it.
pub(super) const MARK: char = '\u{1}';
/// So many operands of one expression are read.
const MOST_OPERANDS: usize = 48;

/// What fills a text at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Filling {
    /// An interpolation in a string: the name in it, and the token of the string.
    Name(String, usize),
    /// The tokens of an operand or an argument.
    Units(Vec<usize>),
}

/// The text with marks, where its stretches stand, and what fills the marks.
#[derive(Clone, Debug, Default)]
pub(super) struct Template {
    pub(super) text: String,
    /// Offset in it, and in the tree's text.
    stretches: Vec<(usize, usize)>,
    fillings: Vec<Filling>,
    /// Offset of the client in it.
    pub(super) client: usize,
}

impl Template {
    /// The text that the string at a token is, or is a part of. The client stands at byte `client` in the tree's text.
    pub(super) fn around(tree: &Tree, token: usize, client: usize) -> Self {
        let mut template = Self::default();
        for operand in operands(tree, token) {
            match operand.as_slice() {
                [one] if tree.kind_of(*one) == Some(Kind::Str) => template.string(tree, *one, client),
                units => {
                    let start = units.first().map_or(0, |&first| tree.tokens[first].start as usize);
                    if start == client || units.contains(&token) {
                        template.client = template.text.len();
                    }
                    template.fill(Filling::Units(units.to_vec()));
                }
            }
        }
        template
    }

    /// The text that a call formats, as in `format!("…{}…", a)`, `"…{}…".format(a)`, `Sprintf("…%s", a)`. `values` are
    /// its arguments behind the text, `client` is the number of the one that is the client.
    pub(super) fn formatted(tree: &Tree, text: usize, values: &[Vec<usize>], client: usize) -> Self {
        let mut template = Self::default();
        let start = tree.tokens[text].inner_start as usize;
        let content = tree.content_of(text);
        let (mut done, mut at, mut next) = (0, 0, 0);
        while at < content.len() {
            let Some((length, number)) = slot(&content[at..]) else {
                at += content[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            template.written(&content[done..at], start + done);
            let number = number.unwrap_or(next);
            next += 1;
            if number == client {
                template.client = template.text.len();
            }
            template.fill(Filling::Units(values.get(number).cloned().unwrap_or_default()));
            at += length;
            done = at;
        }
        template.written(&content[done..], start + done);
        template
    }

    fn string(&mut self, tree: &Tree, token: usize, client: usize) {
        let own = &tree.tokens[token];
        let (mut at, end) = (own.inner_start as usize, own.inner_end as usize);
        for hole in tree.holes_of(token) {
            let (start, behind) = (hole.start as usize, hole.end as usize);
            if start < at || behind > end {
                continue;
            }
            if (at..start).contains(&client) {
                self.client = self.text.len() + client - at;
            }
            self.written(&tree.text[at..start], at);
            if start == client {
                self.client = self.text.len();
            }
            self.fill(Filling::Name(name_in(&tree.text[start..behind]).to_owned(), token));
            at = behind;
        }
        if (at..end).contains(&client) {
            self.client = self.text.len() + client - at;
        }
        self.written(&tree.text[at..end], at);
    }

    fn written(&mut self, text: &str, start: usize) {
        self.stretches.push((self.text.len(), start));
        self.text.push_str(text);
    }

    fn fill(&mut self, filling: Filling) {
        self.text.push(MARK);
        self.fillings.push(filling);
    }

    /// Where an offset of the text stands in the tree's text.
    pub(super) fn place(&self, offset: usize) -> usize {
        let next = self.stretches.partition_point(|(at, _)| *at <= offset);
        next.checked_sub(1).map_or(0, |at| self.stretches[at].1 + offset - self.stretches[at].0)
    }

    /// What fills the mark at an offset.
    pub(super) fn filling(&self, offset: usize) -> Option<&Filling> {
        self.fillings.get(self.text.get(..offset)?.matches(MARK).count())
    }
}

/// `{}`, `{0}`, `%s`, `%[1]s`, `%1$s` at the beginning of a text: its length, and its number where it has one.
fn slot(text: &str) -> Option<(usize, Option<usize>)> {
    if let Some(inner) = text.strip_prefix('{') {
        let end = inner.find('}').filter(|&end| end < 4)?;
        let number = inner[..end].parse().ok();
        return (end == 0 || number.is_some()).then_some((end + 2, number));
    }
    let rest = text.strip_prefix('%')?;
    match rest.as_bytes() {
        [b's' | b'v' | b'q' | b'@', ..] => Some((2, None)),
        [digit @ b'1'..=b'9', b'$', b's', ..] => Some((4, Some(usize::from(digit - b'1')))),
        [b'[', digit @ b'1'..=b'9', b']', b's' | b'v', ..] => Some((5, Some(usize::from(digit - b'1')))),
        _ => None,
    }
}

/// The name that an interpolation leads to: the last one, in the innermost brackets.
fn name_in(hole: &str) -> &str {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '$');
    let inner = hole.trim_end_matches(|c| !is_name(c));
    // `' '.join(SCOPES)` and `SCOPES.join(' ')`
    let inner = inner.rfind(is_name).map_or("", |_| inner);
    let start = inner.rfind(|c| !is_name(c)).map_or(0, |at| at + 1);
    let name = inner.get(start..).unwrap_or("");
    plain_name(name.rsplit(['.', ':']).next().unwrap_or(name))
}

/// The operands of the expression around a token that join texts, in order.
fn operands(tree: &Tree, token: usize) -> Vec<Vec<usize>> {
    let parent = tree.tokens[token].parent;
    let joins =
        |at: usize| tree.is_op(at, &["+", "&", "..", "<>", "^", "||", "\\"]) || tree.is_op(at, &["."]) && php(tree, at);
    // Two strings beside each other are one, in a bracket.
    let meets = |left: usize, right: usize| {
        tree.kind_of(left) == Some(Kind::Str)
            && tree.kind_of(right) == Some(Kind::Str)
            && tree.tokens[right].parent != crate::tree::NONE
    };
    let mut first = token;
    for _ in 0..4 * MOST_OPERANDS {
        let Some(before) = first.checked_sub(1) else { break };
        let own = &tree.tokens[before];
        let unit = if own.kind == Kind::Close { own.mate as usize } else { before };
        let within = tree.tokens.get(unit).is_some_and(|unit| unit.parent == parent)
            && match own.kind {
                Kind::Str => joins(first) || meets(before, first),
                Kind::Word => !matches!(tree.text_of(before), "return" | "in" | "await"),
                Kind::Op => joins(before) || tree.is_op(before, &[".", "::", "->", "?."]),
                Kind::Close => own.group == Group::Paren,
                _ => false,
            };
        let adjacent = matches!(own.kind, Kind::Word | Kind::Close) && tree.tokens[first].kind == Kind::Word;
        if !within || adjacent && !joins(first) {
            break;
        }
        first = unit;
    }
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    let mut at = first;
    while let Some(own) = tree.tokens.get(at).filter(|own| own.parent == parent) {
        let last = all.last().and_then(|last| last.last()).copied();
        if matches!(own.kind, Kind::Sep | Kind::Close | Kind::Comment) || all.len() > MOST_OPERANDS {
            break;
        }
        if joins(at) {
            all.push(Vec::new());
        } else {
            let goes_on = |last: usize| {
                matches!(own.kind, Kind::Op | Kind::Open) && !own.space_before || tree.kind_of(last) == Some(Kind::Op)
            };
            if last.is_some_and(|last| meets(last, at)) {
                all.push(Vec::new());
            } else if last.is_some_and(|last| !goes_on(last)) {
                break;
            }
            if let Some(last) = all.last_mut() {
                last.push(at);
            }
        }
        at = tree.behind(at);
    }
    all.retain(|operand| !operand.is_empty());
    if all.iter().any(|operand| operand.contains(&token)) { all } else { vec![vec![token]] }
}

/// A dot that joins texts.
fn php(tree: &Tree, at: usize) -> bool {
    matches!(tree.language.name, "php" | "perl")
        && (tree.kind_of(at - 1) == Some(Kind::Str) || tree.tokens[at].space_before)
}

/// The call that formats a text around a value: the text, the arguments behind it, and which of them the value is.
pub(super) fn format_around(tree: &Tree, token: usize) -> Option<(usize, Vec<Vec<usize>>, usize)> {
    let number = |values: &[Vec<usize>]| values.iter().position(|value| value.contains(&token));
    // `'…{0}…' -f $a, $b`
    let parent = tree.tokens[token].parent;
    let near = (token.saturating_sub(24)..token).rev().take_while(|&at| !tree.tokens[at + 1].line_start);
    if let Some(operator) = near.into_iter().find(|&at| tree.text_of(at) == "-f" && tree.tokens[at].parent == parent) {
        let text = operator.checked_sub(1).filter(|&text| tree.kind_of(text) == Some(Kind::Str))?;
        let behind = (operator + 1..tree.tokens.len().min(operator + 40)).take_while(|&at| !tree.tokens[at].line_start);
        let mut values = vec![Vec::new()];
        for at in behind.filter(|&at| tree.tokens[at].parent == parent) {
            match tree.kind_of(at) {
                Some(Kind::Sep) => values.push(Vec::new()),
                _ => values.last_mut()?.push(at),
            }
        }
        return number(&values).map(|client| (text, values, client));
    }
    let open = tree.parent_of(token)?;
    let (chain, _) = send::call(tree, open)?;
    let last = chain.rsplit(['.', ':']).next()?.trim_end_matches('!').to_ascii_lowercase();
    if !last.ends_with("format") && !last.ends_with("sprintf") && !last.ends_with("printf") && last != "url" {
        return None;
    }
    let mut values: Vec<Vec<usize>> = super::value::entries(tree, open).into_iter().map(|(_, value)| value).collect();
    // `"…".format(a)`
    let receiver = open.checked_sub(3).filter(|&at| tree.kind_of(at) == Some(Kind::Str) && tree.is_op(at + 1, &["."]));
    if let Some(text) = receiver {
        return number(&values).map(|client| (text, values, client));
    }
    let text =
        values.iter().position(|value| matches!(value.as_slice(), [one] if tree.kind_of(*one) == Some(Kind::Str)))?;
    let token = values[text][0];
    values.drain(..=text);
    number(&values).map(|client| (token, values, client))
}
