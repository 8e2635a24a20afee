//! Text -> tokens, in five shapes. Linear in the text, whatever the text is.

mod code;
mod heredoc;
mod holes;
mod lines;
mod literal;
mod markup;
mod message;
mod prose;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests;
mod word;
mod yaml;

use std::cell::Cell;

use crate::language::{Language, Shape, Traits};
use crate::tree::{Group, Hole, Kind, NONE, Part, Token, Tree};

/// How many open brackets a closing one looks through for its partner.
const CLOSER_REACH: usize = 32;

/// Cuts a text into tokens and matches its brackets.
pub fn lex<'a>(text: &'a str, language: &'static Language) -> Tree<'a> {
    let mut lexer = Lexer::new(text, language);
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    match language.shape {
        Shape::Code => lexer.run(text.len()),
        Shape::Yaml => lexer.yaml(),
        Shape::Markup => lexer.markup(),
        Shape::Lines => lexer.lines(),
        Shape::Prose => lexer.prose(),
    }
    lexer.finish()
}

/// The state of reading one text.
struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// The next byte to look at.
    at: usize,
    /// Where the current nested reading ends.
    limit: usize,
    language: &'static Language,
    classes: Classes,
    tokens: Vec<Token>,
    holes: Vec<Hole>,
    parts: Vec<Part>,
    stack: Vec<Opened>,
    /// The next token is the first of its logical line.
    line_start: bool,
    /// White space stands in front of the next token.
    space_before: bool,
    /// Indentation of the current line.
    indent: usize,
    /// For each kind of search for a closer: it is known to fail up to this limit.
    dead: [usize; SLOTS],
    /// The page has blocks of code, whose names it writes with an `@` in front.
    has_blocks: bool,
    /// The same as `dead` inside of these blocks.
    code_dead: [usize; SLOTS],
    /// Steps that look-ahead may still waste. Proportional to the text, so that no text makes reading superlinear.
    patience: usize,
    /// A flow collection of YAML being read: stop when the brackets are back at this depth or the text leaves this column.
    flow: Option<Flow>,
    /// Here-documents whose end was not found.
    lost_heredocs: u32,
    /// A stretch without a line break, its end, and the limit that this was found with.
    line: Cell<(usize, usize, usize)>,
}

/// An open bracket.
#[derive(Clone, Copy)]
struct Opened {
    token: u32,
    /// Indentation of its line.
    indent: usize,
}

/// See [`Lexer::flow`].
#[derive(Clone, Copy)]
struct Flow {
    depth: usize,
    /// Lines that stand deeper than this column belong to the collection.
    column: Option<usize>,
}

/// Searches that are remembered when they fail: one slot per string kind, raw-hash length, block comment, and the rest.
const SLOTS: usize = 48;
const SLOT_RAW_HASH: usize = 20;
const SLOT_BLOCK_COMMENT: usize = 30;
const SLOT_NESTED_COMMENT: usize = 38;
const SLOT_MARKUP_COMMENT: usize = 40;
const SLOT_CDATA: usize = 41;
const SLOT_SERVER_TAG: usize = 42;
const SLOT_ATTRIBUTE: usize = 43;

impl<'a> Lexer<'a> {
    fn new(text: &'a str, language: &'static Language) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            limit: text.len(),
            language,
            classes: Classes::of(language),
            tokens: Vec::with_capacity(text.len() / 6 + 8),
            holes: Vec::new(),
            parts: Vec::new(),
            stack: Vec::new(),
            line_start: true,
            space_before: true,
            indent: 0,
            dead: [0; SLOTS],
            code_dead: [0; SLOTS],
            has_blocks: false,
            patience: text.len().saturating_mul(16) + 65_536,
            flow: None,
            lost_heredocs: 0,
            line: Cell::new((1, 0, 0)),
        }
    }

    fn has(&self, traits: Traits) -> bool {
        self.language.traits.has(traits)
    }

    /// Reads on in another language, for example inside `<script>`.
    fn switch(&mut self, language: &'static Language) -> &'static Language {
        self.dead = [0; SLOTS];
        self.classes = Classes::of(language);
        std::mem::replace(&mut self.language, language)
    }

    /// Adds a token without content of its own.
    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.push_with(kind, Group::None, (start, end), (start, end));
    }

    /// Adds a string with its content, and with the holes that were found in it since `holes` of them were known.
    fn push_string(&mut self, range: (usize, usize), inner: (usize, usize), holes: usize) {
        let interpolated = self.holes.len() > holes;
        self.push_with(Kind::Str, Group::None, range, inner);
        if interpolated && let Some(token) = self.tokens.last_mut() {
            token.interpolated = true;
        }
    }

    fn push_with(&mut self, kind: Kind, group: Group, (start, end): (usize, usize), inner: (usize, usize)) {
        // Zero-width brackets stand for structure, not for text: they neither begin a line nor follow a blank.
        let structural = start == end && kind != Kind::Str;
        self.tokens.push(Token {
            kind,
            group,
            start: start as u32,
            end: end as u32,
            inner_start: inner.0 as u32,
            inner_end: inner.1 as u32,
            parent: self.stack.last().map_or(NONE, |opened| opened.token),
            mate: NONE,
            space_before: self.space_before && !structural,
            line_start: self.line_start && !structural,
            interpolated: false,
        });
        if !structural {
            self.space_before = false;
            if kind != Kind::Comment {
                self.line_start = false;
            }
        }
    }

    fn open(&mut self, group: Group, start: usize, end: usize) {
        let token = self.tokens.len() as u32;
        self.push_with(Kind::Open, group, (start, end), (start, end));
        self.stack.push(Opened { token, indent: self.indent });
    }

    /// Closes the innermost group.
    fn close_top(&mut self, start: usize, end: usize) {
        let Some(opened) = self.stack.pop() else { return };
        let close = self.tokens.len();
        let group = self.tokens[opened.token as usize].group;
        self.push_with(Kind::Close, group, (start, end), (start, end));
        self.tokens[close].mate = opened.token;
        self.tokens[opened.token as usize].mate = close as u32;
    }

    /// Gives the innermost group up: its closer is missing.
    fn abandon_top(&mut self) {
        if let Some(opened) = self.stack.pop() {
            self.tokens[opened.token as usize].mate = self.tokens.len() as u32;
        }
    }

    fn abandon_to(&mut self, depth: usize) {
        while self.stack.len() > depth {
            self.abandon_top();
        }
    }

    fn top_group(&self) -> Group {
        self.stack.last().map_or(Group::None, |opened| self.tokens[opened.token as usize].group)
    }

    /// A closing bracket: closes its partner and gives up what is unclosed in between. Without a partner it is an operator.
    fn close(&mut self, group: Group, start: usize, end: usize) {
        let groups = self.stack.iter().rev().take(CLOSER_REACH).map(|opened| self.tokens[opened.token as usize].group);
        let partner =
            groups.take_while(|&open| !matches!(open, Group::Block | Group::Tag)).position(|open| open == group);
        match partner {
            None => self.push(Kind::Op, start, end),
            Some(distance) => {
                self.abandon_to(self.stack.len() - distance);
                self.close_top(start, end);
            }
        }
    }

    fn finish(mut self) -> Tree<'a> {
        self.abandon_to(0);
        Tree {
            text: self.text,
            language: self.language,
            tokens: self.tokens,
            holes: self.holes,
            parts: self.parts,
            lines_before: 0,
        }
    }

    /// The end of the line of `from`, the line break excluded, but not beyond the limit. A long line is searched once,
    /// however often it is asked for.
    fn line_end(&self, from: usize) -> usize {
        let from = from.min(self.limit);
        let (start, end, limit) = self.line.get();
        if (start..=end).contains(&from) && limit == self.limit {
            return end;
        }
        let end = memchr::memchr(b'\n', &self.bytes[from..self.limit]).map_or(self.limit, |length| from + length);
        self.line.set((from, end, self.limit));
        end
    }

    /// `end` without the blanks in front of it.
    fn trim_end(&self, start: usize, mut end: usize) -> usize {
        while end > start && self.bytes[end - 1].is_ascii_whitespace() {
            end -= 1;
        }
        end
    }

    /// `start` behind blanks and tabs.
    fn skip_blanks(&self, mut start: usize, end: usize) -> usize {
        while start < end && matches!(self.bytes[start], b' ' | b'\t' | b'\r') {
            start += 1;
        }
        start
    }

    fn starts_with(&self, at: usize, pattern: &str) -> bool {
        self.bytes.get(at..self.limit).is_some_and(|rest| rest.starts_with(pattern.as_bytes()))
    }

    fn byte(&self, at: usize) -> Option<u8> {
        if at < self.limit { self.bytes.get(at).copied() } else { None }
    }

    /// Where `pattern` stands next; a failure is remembered in `slot`.
    fn find(&mut self, from: usize, pattern: &str, slot: usize) -> Option<usize> {
        if self.dead[slot] >= self.limit || from > self.limit {
            return None;
        }
        let found = memchr::memmem::find(&self.bytes[from..self.limit], pattern.as_bytes()).map(|offset| from + offset);
        if found.is_none() {
            self.dead[slot] = self.limit;
        }
        found
    }

    /// Takes note of look-ahead that led nowhere.
    fn waste(&mut self, steps: usize) {
        self.patience = self.patience.saturating_sub(steps + 1);
    }
}

/// What a byte may begin, looked up instead of asked of every row at every byte.
struct Classes([u8; 256]);

impl Classes {
    const STRING: u8 = 1;
    const COMMENT: u8 = 2;
    const WORD: u8 = 4;
    /// The first character of a longer operator.
    const OPERATOR: u8 = 8;
    /// What belongs to a word in every language.
    const WORDS: [u8; 256] = {
        let mut classes = [0; 256];
        let mut byte = 0;
        while byte < classes.len() {
            let ascii = byte as u8;
            if ascii.is_ascii_alphanumeric() || ascii == b'_' || byte >= 0x80 {
                classes[byte] = Self::WORD;
            }
            byte += 1;
        }
        classes
    };

    fn of(language: &Language) -> Self {
        let mut classes = Self::WORDS;
        // A hyphen has its own rules.
        for byte in language.word_characters.bytes().filter(|byte| *byte != b'-') {
            classes[byte as usize] |= Self::WORD;
        }
        for operator in code::OPERATORS.iter().chain(language.assignments).chain(language.comparisons) {
            classes[operator.as_bytes()[0] as usize] |= Self::OPERATOR;
        }
        for string in language.strings {
            if let Some(&byte) = string.open.as_bytes().first() {
                classes[byte as usize] |= Self::STRING;
            }
        }
        let blocks = language.block_comments.iter().map(|(open, _)| open);
        for open in language.line_comments.iter().chain(blocks) {
            if let Some(&byte) = open.as_bytes().first() {
                classes[byte.to_ascii_lowercase() as usize] |= Self::COMMENT;
                classes[byte.to_ascii_uppercase() as usize] |= Self::COMMENT;
            }
        }
        Self(classes)
    }

    fn has(&self, byte: u8, class: u8) -> bool {
        self.0[byte as usize] & class != 0
    }
}
