//! A text that a program puts together: what is written, and the names that fill it.

use super::send;
use super::value::entries;
use crate::site::plain_name;
use crate::tree::{Group, Kind, Tree};

/// Stands in the text for what fills it.
pub(super) const MARK: char = '\u{1}';
/// Longer names fill nothing.
const LONGEST_NAME: usize = 40;
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

    /// A text that is formatted. `client` is the number of the value that is the client.
    pub(super) fn formatted(tree: &Tree, formatted: &Formatted, client: usize) -> Self {
        let Formatted { text, values } = formatted;
        let text = *text;
        let mut template = Self::default();
        let start = tree.tokens[text].inner_start as usize;
        let content = tree.content_of(text);
        let (mut done, mut at, mut next) = (0, 0, 0);
        while at < content.len() {
            let named = |name: &str| {
                values.iter().position(|(label, _)| label.is_some_and(|label| tree.text_of(label) == name))
            };
            let found = slot(&content[at..]).and_then(|(length, which)| {
                let number = if which.is_empty() { next } else { which.parse().ok().or_else(|| named(which))? };
                Some((length, number))
            });
            let Some((length, number)) = found else {
                at += content[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            template.written(&content[done..at], start + done);
            next += 1;
            if number == client {
                template.client = template.text.len();
            }
            template.fill(Filling::Units(values.get(number).map(|(_, value)| value.clone()).unwrap_or_default()));
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

    /// The text around the client, so many bytes on either side.
    pub(super) fn near_client(&self, most: usize) -> &str {
        let start = self.text.floor_char_boundary(self.client.saturating_sub(most));
        let end = self.text.floor_char_boundary(self.client.saturating_add(most));
        self.text.get(start..end).unwrap_or("")
    }

    /// What fills the mark at an offset.
    pub(super) fn filling(&self, offset: usize) -> Option<&Filling> {
        self.fillings.get(self.text.get(..offset)?.matches(MARK).count())
    }
}

/// `{}`, `{0}`, `{name}`, `%s`, `%[1]s`, `%1$s` at the beginning of a text: its length, and the number or name in it.
/// Where numbers count from 1 it is the one before.
fn slot(text: &str) -> Option<(usize, &str)> {
    const BEFORE: [&str; 9] = ["0", "1", "2", "3", "4", "5", "6", "7", "8"];
    if let Some(inner) = text.strip_prefix('{') {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = inner.bytes().take(LONGEST_NAME).take_while(|byte| is_name(byte)).count();
        return (inner.as_bytes().get(length) == Some(&b'}')).then(|| (length + 2, &inner[..length]));
    }
    let rest = text.strip_prefix('%')?;
    match rest.as_bytes() {
        [b's' | b'v' | b'q' | b'@', ..] => Some((2, "")),
        [digit @ b'1'..=b'9', b'$', b's', ..] => Some((4, BEFORE[usize::from(digit - b'1')])),
        [b'[', digit @ b'1'..=b'9', b']', b's' | b'v', ..] => Some((5, BEFORE[usize::from(digit - b'1')])),
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

/// A text that is formatted, and what fills it: the label, where there is one, and the tokens of each value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Formatted {
    pub(super) text: usize,
    pub(super) values: Vec<(Option<usize>, Vec<usize>)>,
}

impl Formatted {
    /// The number of the value that a token belongs to.
    pub(super) fn number(&self, token: usize) -> Option<usize> {
        self.values.iter().position(|(_, value)| value.contains(&token))
    }

    /// What fills the text around a value.
    pub(super) fn around(tree: &Tree, token: usize) -> Option<Self> {
        let parent = tree.tokens[token].parent;
        let near = (token.saturating_sub(24)..token).rev().take_while(|&at| !tree.tokens[at + 1].line_start);
        let operator = near.into_iter().find(|&at| tree.tokens[at].parent == parent && formats(tree, at));
        if let Some(operator) = operator {
            let behind = operator + 1..tree.tokens.len().min(operator + 40);
            let behind = behind.take_while(|&at| !tree.tokens[at].line_start);
            let units: Vec<usize> = behind.filter(|&at| tree.tokens[at].parent == parent).collect();
            return Self::of_operator(tree, operator, &units);
        }
        let open = tree.parent_of(token)?;
        match open.checked_sub(1).filter(|&before| formats(tree, before)) {
            Some(operator) => Self::of_operator(tree, operator, &[open]),
            None => Self::of_call(tree, open),
        }
    }

    /// The same for an expression that is one formatted text.
    pub(super) fn whole(tree: &Tree, units: &[usize]) -> Option<Self> {
        if let Some(at) = units.iter().position(|&unit| formats(tree, unit)) {
            return Self::of_operator(tree, units[at], &units[at + 1..]);
        }
        units.last().and_then(|&open| Self::of_call(tree, open))
    }

    /// `'…{0}…' -f $a, $b`, `"…%s…" % (a, b)`; the units are those behind the operator.
    fn of_operator(tree: &Tree, operator: usize, units: &[usize]) -> Option<Self> {
        let text = operator.checked_sub(1)?;
        let listed = units.first().filter(|&&open| tree.kind_of(open) == Some(Kind::Open));
        if let Some(&open) = listed {
            return Some(Self { text, values: entries(tree, open) });
        }
        let mut values: Vec<Vec<usize>> =
            units.split(|&at| tree.kind_of(at) == Some(Kind::Sep)).map(<[usize]>::to_vec).collect();
        if tree.kind_of(operator) == Some(Kind::Op) {
            values.truncate(1);
        }
        Some(Self { text, values: values.into_iter().map(|value| (None, value)).collect() })
    }

    /// `format!("…{}…", a)`, `"…{}…".format(a)`, `Sprintf("…%s", a)`
    fn of_call(tree: &Tree, open: usize) -> Option<Self> {
        let (chain, _) = send::call(tree, open)?;
        let last = chain.rsplit(['.', ':']).next()?.trim_end_matches('!').to_ascii_lowercase();
        if !last.ends_with("format") && !last.ends_with("sprintf") && !last.ends_with("printf") && last != "url" {
            return None;
        }
        let mut values = entries(tree, open);
        // `"…".format(a)`
        let receiver =
            open.checked_sub(3).filter(|&at| tree.kind_of(at) == Some(Kind::Str) && tree.is_op(at + 1, &["."]));
        if let Some(text) = receiver {
            return Some(Self { text, values });
        }
        let text = values
            .iter()
            .position(|(_, value)| matches!(value.as_slice(), [one] if tree.kind_of(*one) == Some(Kind::Str)))?;
        let token = values[text].1[0];
        values.drain(..=text);
        Some(Self { text: token, values })
    }
}

/// Whether a token is an operator that fills the text in front of it.
fn formats(tree: &Tree, at: usize) -> bool {
    let operator = tree.text_of(at) == "-f" || tree.is_op(at, &["%"]);
    operator && at.checked_sub(1).is_some_and(|text| tree.kind_of(text) == Some(Kind::Str))
}
