//! Code: words, literals, operators and brackets, with repair of what is half typed.

use super::{Classes, Lexer, SLOT_BLOCK_COMMENT, SLOT_NESTED_COMMENT};
use crate::language::{Shape, Traits};
use crate::tree::{Group, Kind};

/// Operators of more than one character that any language may have, longest first.
pub(super) const OPERATORS: &[&str] = &[
    "<<-", "<<<", "===", "!==", "<=>", "??=", "||=", "&&=", "...", "=>", "->", "==", "!=", "<=", ">=", ":=", "::",
    "?.", "??", "?:", "&&", "||", "+=", "-=", "<-", "=~", "..", "!~", "|>",
];

/// What begins a declaration and cannot continue an expression: an open parenthesis in front of it was never closed.
const DECLARATIONS: &[&str] = &[
    "def ",
    "class ",
    "import ",
    "public ",
    "private ",
    "namespace ",
    "using ",
    "package ",
    "export ",
    "func ",
    "fn ",
    "impl ",
];

impl Lexer<'_> {
    /// Reads code up to `limit`.
    pub(super) fn run(&mut self, limit: usize) {
        let outer = std::mem::replace(&mut self.limit, limit);
        if self.at == 0 && self.starts_with(0, "#!") && !self.starts_with(0, "#![") {
            let end = self.trim_end(0, self.line_end(0));
            self.push(Kind::Comment, 0, end);
            self.at = end;
        }
        while self.at < self.limit {
            let byte = self.bytes[self.at];
            if byte == b'\n' {
                self.line_break();
                if self.flow.is_some_and(|flow| self.leaves(flow.column)) {
                    break;
                }
            } else if byte.is_ascii_whitespace() {
                self.space_before = true;
                self.at += 1;
            } else {
                self.repair_brackets(byte);
                if self.has(Traits::MESSAGES) && self.line_start && self.starts_with(self.at, "###") {
                    self.abandon_brackets();
                }
                if !(self.comment(byte)
                    || self.has(Traits::MESSAGES) && self.message_line()
                    || self.template_in_flow(byte)
                    || self.heredoc(byte)
                    || self.literal(byte)
                    || self.section(byte)
                    || self.word(byte))
                {
                    self.punctuation(byte);
                }
                if self.flow.is_some_and(|flow| self.stack.len() <= flow.depth) {
                    break;
                }
            }
        }
        self.limit = outer;
    }

    fn line_break(&mut self) {
        let at = self.at;
        if !self.continued(at) {
            self.line_start = true;
        }
        self.space_before = true;
        // Ruby and Perl have comments that begin with a line break.
        if self.classes.has(b'\n', Classes::COMMENT) && self.comment(b'\n') {
            return;
        }
        self.at = at + 1;
        self.indent = self.bytes[self.at..self.limit].iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    }

    /// Whether the line break at `at` is swallowed by a continuation character.
    fn continued(&self, at: usize) -> bool {
        let mut end = at;
        while end > 0 && at - end < 4 && matches!(self.bytes[end - 1], b'\r' | b' ') {
            end -= 1;
        }
        end > 0 && self.language.continuations.as_bytes().contains(&self.bytes[end - 1])
    }

    /// Whether the line that begins here is no longer part of a flow collection.
    fn leaves(&self, column: Option<usize>) -> bool {
        let first = self.bytes.get(self.at + self.indent).copied().unwrap_or(b'\n');
        column.is_some_and(|column| self.indent <= column) && !matches!(first, b']' | b'}' | b'#' | b'\n' | b'\r')
    }

    /// An open `(` or `[` does not reach over a declaration that starts a line at its own or a smaller column.
    fn repair_brackets(&mut self, byte: u8) {
        if !self.line_start || !byte.is_ascii_lowercase() || self.stack.is_empty() {
            return;
        }
        if self.language.shape != Shape::Code || self.has(Traits::DATA) {
            return;
        }
        if !DECLARATIONS.iter().any(|word| self.starts_with(self.at, word)) {
            return;
        }
        while let Some(opened) = self.stack.last()
            && matches!(self.top_group(), Group::Paren | Group::Bracket)
            && opened.indent >= self.indent
        {
            self.abandon_top();
        }
    }

    fn comment(&mut self, byte: u8) -> bool {
        if !self.classes.has(byte, Classes::COMMENT) {
            return false;
        }
        let at = self.at;
        for (index, &(open, close)) in self.language.block_comments.iter().enumerate() {
            let Some((length, close)) = self.leveled(open, close) else { continue };
            let inner = at + length;
            let end = self.block_comment_end(index, inner, open, &close);
            // One that is never closed is being typed: alone on its line it hides the rest, else it ends with its line.
            let before = self.bytes[..at].iter().rev().take_while(|&&byte| byte != b'\n').take(200);
            let alone = before.copied().all(|byte| byte.is_ascii_whitespace());
            let end = end.unwrap_or_else(|| if alone { self.limit } else { self.line_end(inner) });
            let start = if byte == b'\n' { at + 1 } else { at };
            self.push(Kind::Comment, start, end.max(start));
            self.at = end.max(start);
            return true;
        }
        if self.language.line_comments.iter().any(|open| self.opens_line_comment(open)) {
            let end = self.trim_end(at, self.line_end(at));
            self.push(Kind::Comment, at, end);
            self.at = end;
            return true;
        }
        false
    }

    fn block_comment_end(&mut self, index: usize, inner: usize, open: &str, close: &str) -> Option<usize> {
        if self.has(Traits::NESTED_COMMENTS) && self.dead[SLOT_NESTED_COMMENT] < self.limit {
            let mut depth = 1;
            let mut at = inner;
            while at < self.limit {
                if self.starts_with(at, open) {
                    depth += 1;
                    at += open.len();
                } else if self.starts_with(at, close) {
                    depth -= 1;
                    at += close.len();
                    if depth == 0 {
                        return Some(at);
                    }
                } else {
                    at += 1;
                }
            }
            self.dead[SLOT_NESTED_COMMENT] = self.limit;
        }
        // Closers with levels are not one pattern, so a failure says nothing about the next and costs patience.
        if close.contains('=') && !close.starts_with('\n') {
            return self.find_once(inner, close).map(|found| found + close.len());
        }
        let found =
            self.find(inner.saturating_sub(usize::from(close.starts_with('\n'))), close, SLOT_BLOCK_COMMENT + index)?;
        let end = found + close.len();
        Some(if close.starts_with('\n') { self.line_end(end) } else { end })
    }

    /// Where a pattern stands that is looked for only once; failures are paid with patience.
    pub(super) fn find_once(&mut self, from: usize, pattern: &str) -> Option<usize> {
        if self.patience == 0 || from > self.limit {
            return None;
        }
        let found = memchr::memmem::find(&self.bytes[from..self.limit], pattern.as_bytes()).map(|offset| from + offset);
        if found.is_none() {
            self.waste(self.limit - from);
        }
        found
    }

    fn opens_line_comment(&self, open: &str) -> bool {
        let at = self.at;
        let Some(found) = self.bytes[at..self.limit].get(..open.len()) else { return false };
        let same = if self.has(Traits::CASELESS) {
            found.eq_ignore_ascii_case(open.as_bytes())
        } else {
            found == open.as_bytes()
        };
        if !same {
            return false;
        }
        let next = self.byte(at + open.len());
        match open.as_bytes()[0] {
            b'#' if self.has(Traits::COMMENT_AT_WORD) => self.at_word_start() && next != Some(b'['),
            // `https://` outside quotes.
            b'/' => at == 0 || self.bytes[at - 1] != b':',
            b'@' | b':' => self.line_start,
            letter if letter.is_ascii_alphabetic() => {
                self.line_start && next.is_none_or(|next| next.is_ascii_whitespace())
            }
            _ => true,
        }
    }

    /// Whether a new word could begin here.
    pub(super) fn at_word_start(&self) -> bool {
        let at = self.at;
        self.space_before
            || self.line_start
            || at == 0
            || matches!(self.bytes[at - 1], b';' | b')' | b'}' | b'{' | b'(' | b'[' | b',' | b'|' | b'&' | b'=')
    }

    /// `[name]` and `[[name]]` lines of TOML: the name and a block up to the next such line.
    fn section(&mut self, byte: u8) -> bool {
        if byte != b'[' || !self.line_start || !self.has(Traits::SECTIONS) {
            return false;
        }
        let end = self.line_end(self.at);
        let line = &self.bytes[self.at..end];
        let depth = if line.starts_with(b"[[") { 2 } else { 1 };
        let Some(length) = line.iter().position(|&byte| byte == b']') else { return false };
        let rest = line[length..].trim_ascii();
        let rest = rest.strip_prefix(if depth == 2 { b"]]".as_slice() } else { b"]" }).map(<[u8]>::trim_ascii);
        if !rest.is_some_and(|rest| rest.is_empty() || rest[0] == b'#') {
            return false;
        }
        if matches!(self.top_group(), Group::Paren | Group::Bracket | Group::Brace) {
            // Inside an array this could be an element. A bare name at the margin is not: the array was never closed.
            let name = &line[depth..length.max(depth)];
            let bare = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
            if self.indent > 0 || !name.iter().all(bare) || !name.iter().any(u8::is_ascii_alphabetic) {
                return false;
            }
        }
        self.abandon_brackets();
        let start = self.at + depth;
        let name_end = (self.at + length).max(start);
        self.begin_section(start, name_end, name_end + depth);
        self.at = (name_end + depth).min(end);
        true
    }

    fn abandon_brackets(&mut self) {
        while matches!(self.top_group(), Group::Paren | Group::Bracket | Group::Brace) {
            self.abandon_top();
        }
    }

    /// Closes the section before and opens the next.
    pub(super) fn begin_section(&mut self, start: usize, end: usize, block: usize) {
        if self.top_group() == Group::Block {
            self.close_top(self.at, self.at);
        }
        self.push(Kind::Word, start, end);
        self.open(Group::Block, block, block);
    }

    fn punctuation(&mut self, byte: u8) {
        let at = self.at;
        self.at += 1;
        match byte {
            b'(' => self.open(Group::Paren, at, at + 1),
            b'[' => self.open(Group::Bracket, at, at + 1),
            b'{' => self.open(Group::Brace, at, at + 1),
            b')' => self.close(Group::Paren, at, at + 1),
            b']' => self.close(Group::Bracket, at, at + 1),
            b'}' => self.close(Group::Brace, at, at + 1),
            b',' | b';' => self.push(Kind::Sep, at, at + 1),
            _ => self.operator(byte, at),
        }
    }

    fn operator(&mut self, byte: u8, at: usize) {
        let next = self.byte(at + 1).unwrap_or(b' ');
        let long = self.classes.has(byte, Classes::OPERATOR) && next.is_ascii_punctuation();
        let length = if long { self.operator_length(byte, at) } else { 1 };
        self.at = at + length;
        let commands = self.has(Traits::COMMANDS);
        // A pipe, and a list of commands, end the command.
        if commands && (byte == b'|' && length <= 2 || byte == b'&' && length == 2) {
            self.push(Kind::Sep, at, at + length);
        } else if !self.ends_line(byte, at) {
            self.push(Kind::Op, at, at + length);
        }
    }

    fn operator_length(&self, byte: u8, at: usize) -> usize {
        let own = self.language.assignments.iter().chain(self.language.comparisons);
        OPERATORS
            .iter()
            .chain(own)
            .filter(|operator| operator.as_bytes()[0] == byte && self.starts_with(at, operator))
            .filter(|operator| !operator.ends_with(|last: char| last.is_ascii_alphanumeric()))
            .map(|operator| operator.len())
            .max()
            .unwrap_or(1)
    }

    /// Whether this is a continuation character in front of a line break.
    fn ends_line(&self, byte: u8, at: usize) -> bool {
        self.language.continuations.as_bytes().contains(&byte)
            && self.bytes[at + 1..self.limit]
                .iter()
                .find(|&&byte| !matches!(byte, b' ' | b'\t' | b'\r'))
                .is_none_or(|&next| next == b'\n')
    }
}
