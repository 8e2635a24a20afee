//! String literals: where they end, and what to do when they do not.

use std::borrow::Cow;

use super::{Classes, Lexer, SLOT_RAW_HASH};
use crate::language::{Escape, StringKind, Traits};
use crate::tree::{Group, Kind};

/// Letters that may stand in front of a quote, lower case.
const PREFIXES: &[&str] = &[
    "r", "b", "f", "u", "t", "rb", "br", "fr", "rf", "rt", "tr", "l", "c", "cr", "s", "n", "e", "x", "raw", "u8",
    "u8r", "lr", "ur",
];

/// Longest regular expression literal that is looked for.
const REGEX_REACH: usize = 400;

/// Words of JavaScript behind which a slash begins a regular expression and a quote begins a string.
const OPERATOR_WORDS: &[&str] = &[
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "from",
    "import",
    "export",
    "default",
    "else",
    "new",
    "await",
    "yield",
    "void",
    "delete",
    "throw",
    "instanceof",
    "extends",
    "as",
    "do",
];

impl Lexer<'_> {
    /// Reads a string literal that begins here.
    pub(super) fn literal(&mut self, byte: u8) -> bool {
        if self.classes.has(byte, Classes::STRING) && self.quoted(self.at, "") {
            return true;
        }
        match byte {
            b'#' if self.has(Traits::RAW_HASH) => self.raw_hash(self.at),
            b'/' if self.has(Traits::REGEX) => self.regex(),
            b'%' if self.has(Traits::PERCENT_LITERALS) => self.percent_literal(),
            _ => false,
        }
    }

    /// Letters and a quote: `rb"…"`, `f'…'`, `R"x(…)x"`.
    pub(super) fn prefixed(&mut self, word_end: usize) -> bool {
        let at = self.at;
        if word_end - at > 3 || !matches!(self.byte(word_end), Some(b'"' | b'\'' | b'#')) {
            return false;
        }
        let prefix = self.text[at..word_end].to_ascii_lowercase();
        if !PREFIXES.contains(&prefix.as_str()) {
            return false;
        }
        if self.bytes[word_end] == b'#' {
            return self.has(Traits::RAW_HASH) && self.raw_hash(word_end);
        }
        self.quoted(word_end, &prefix)
    }

    /// A literal whose quote stands at `quote`; the token begins here.
    fn quoted(&mut self, quote: usize, prefix: &str) -> bool {
        let language = self.language;
        let at = self.at;
        for (slot, kind) in language.strings.iter().enumerate() {
            // A row that begins with a letter is for literals with that letter in front.
            let open = match kind.open.strip_prefix(|letter: char| letter.is_ascii_lowercase()) {
                Some(open) if prefix.contains(&kind.open[..1]) => open,
                Some(_) => continue,
                None => kind.open,
            };
            let Some((length, close)) = self.delimiters(quote, open, kind.close) else { continue };
            let byte = self.bytes[quote];
            if byte == b'\'' && (self.is_lifetime(quote) || self.is_apostrophe(quote)) {
                return false;
            }
            if kind.close.starts_with('\n') && !self.rest_of_line_is_blank(quote + length) {
                continue;
            }
            let inner = quote + length;
            let holes = self.holes.len();
            if let Some((inner_end, end)) = self.string_end(kind, slot, inner, &close) {
                if kind.interpolation.ends_with('@') {
                    self.parameter_holes(inner, inner_end);
                }
                if self.has_blocks {
                    self.page_holes(inner, inner_end);
                }
                self.push_string((at, end), self.without_frame(kind, inner, inner_end), holes);
                self.at = end;
            } else {
                self.holes.truncate(holes);
                self.unclosed(at, inner, length);
            }
            return true;
        }
        false
    }

    /// A here-string of PowerShell begins and ends with a line break that is not part of it.
    fn without_frame(&self, kind: &StringKind, start: usize, end: usize) -> (usize, usize) {
        if !kind.close.starts_with('\n') {
            return (start, end);
        }
        let start = (self.line_end(start) + 1).min(end);
        let end = if end > start && self.bytes[end - 1] == b'\r' { end - 1 } else { end };
        (start, end)
    }

    fn rest_of_line_is_blank(&self, from: usize) -> bool {
        self.bytes[from..self.limit].iter().find(|&&byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(&b'\n')
    }

    /// A literal without an end: one quote ends with its line or with the next quote on it, a longer opener is an operator.
    fn unclosed(&mut self, at: usize, inner: usize, length: usize) {
        if length > 1 || inner >= self.limit {
            self.push(Kind::Op, at, inner);
            self.at = inner;
            return;
        }
        let line_end = self.line_end(inner);
        let quote = self.bytes[inner - 1];
        let (inner_end, end) = if let Some(offset) = memchr::memchr(quote, &self.bytes[inner..line_end]) {
            (inner + offset, inner + offset + 1)
        } else {
            let line_end = self.trim_end(inner, line_end);
            (line_end, line_end)
        };
        self.push_string((at, end), (inner, inner_end), self.holes.len());
        self.at = end;
    }

    /// Length of the opener at `at`, and its closer; `None` when it is not this opener.
    fn delimiters(&self, at: usize, open: &str, close: &'static str) -> Option<(usize, Cow<'static, str>)> {
        if open == "\"(" && close == ")\"" {
            // C++: the closer repeats what stands between quote and parenthesis.
            let rest = self.bytes[at..self.limit].strip_prefix(b"\"")?;
            let length = rest.iter().take(17).position(|&byte| byte == b'(')?;
            let name = self.text.get(at + 1..at + 1 + length)?;
            return Some((length + 2, format!("){name}\"").into()));
        }
        self.leveled_at(at, open, close)
    }

    /// Length of the opener here and its closer. Brackets of Lua may have any number of `=` between them.
    pub(super) fn leveled(&self, open: &str, close: &'static str) -> Option<(usize, Cow<'static, str>)> {
        self.leveled_at(self.at, open, close)
    }

    fn leveled_at(&self, at: usize, open: &str, close: &'static str) -> Option<(usize, Cow<'static, str>)> {
        if self.starts_with(at, open) {
            return Some((open.len(), close.into()));
        }
        if close != "]]" {
            return None;
        }
        let before = open.strip_suffix('[').filter(|before| before.ends_with('['))?;
        if !self.starts_with(at, before) {
            return None;
        }
        let levels =
            self.bytes[at + before.len()..self.limit].iter().take(16).take_while(|&&byte| byte == b'=').count();
        let second = at + before.len() + levels;
        (levels > 0 && self.byte(second) == Some(b'['))
            .then(|| (before.len() + levels + 1, format!("]{}]", "=".repeat(levels)).into()))
    }

    /// A quote that begins a lifetime or a type variable, not a character.
    fn is_lifetime(&self, at: usize) -> bool {
        if !self.has(Traits::CHARACTER) {
            return false;
        }
        let rest = &self.text[at + 1..self.limit];
        if let Some(escaped) = rest.strip_prefix('\\') {
            return !escaped.bytes().skip(1).take(10).any(|byte| byte == b'\'');
        }
        let mut characters = rest.chars();
        characters.next().is_none_or(|first| first == '\n') || characters.next() != Some('\'')
    }

    /// A quote inside a word of running text (`don't` in JSX) or a number (`1'000` in C++).
    fn is_apostrophe(&self, at: usize) -> bool {
        let Some(word) = self.tokens.last().filter(|token| token.kind == Kind::Word && token.end as usize == at) else {
            return false;
        };
        let text = &self.text[word.start as usize..word.end as usize];
        if self.has(Traits::REGEX) {
            return self.byte(at + 1).is_some_and(|next| next.is_ascii_alphabetic()) && !OPERATOR_WORDS.contains(&text);
        }
        self.has(Traits::STRING_PREFIX) && text.starts_with(|first: char| first.is_ascii_digit())
    }

    /// End of the content and end of the literal whose content begins at `start`; adds the holes it meets.
    fn string_end(&mut self, kind: &StringKind, slot: usize, start: usize, close: &str) -> Option<(usize, usize)> {
        if kind.multiline && (self.dead[slot] >= self.limit || self.patience == 0) {
            return None;
        }
        let close = close.as_bytes();
        // Only a lone quote is ambiguous: the same character opens and closes.
        let ambiguous = kind.multiline && close.len() == 1 && close[0] != b'`' && kind.open.ends_with(kind.close);
        let mut at = start;
        let mut broken = false;
        while at < self.limit {
            let byte = self.bytes[at];
            if byte == b'\n' {
                if !kind.multiline {
                    let end = self.trim_end(start, at);
                    return Some((end, end));
                }
                broken = true;
            }
            if !kind.interpolation.is_empty() && matches!(byte, b'$' | b'{' | b'#' | b'%' | b'\\' | b'<') {
                let (end, hole) = self.hole(kind.interpolation, at, kind.multiline, close);
                if hole {
                    self.add_hole(at, end);
                }
                if end > at {
                    at = end;
                    continue;
                }
            }
            match (kind.escape, byte) {
                (Escape::Backslash, b'\\') | (Escape::Backtick, b'`') => {
                    let windows = self.bytes[at + 1..self.limit].starts_with(b"\r\n");
                    at += if windows { 3 } else { 2 };
                    continue;
                }
                _ => {}
            }
            if byte != close[0] || !self.bytes[at..self.limit].starts_with(close) {
                at += 1;
                continue;
            }
            let doubled = matches!(kind.escape, Escape::Doubled | Escape::Backtick);
            if doubled && self.byte(at + 1) == Some(close[0]) {
                at += 2;
                continue;
            }
            if ambiguous && broken && self.looks_opening(at) {
                self.waste(at - start);
                return None;
            }
            return Some((at, at + close.len()));
        }
        if kind.multiline {
            if close.len() == kind.close.len() {
                self.dead[slot] = self.limit;
            }
            self.waste(self.limit - start);
            return None;
        }
        Some((self.limit, self.limit))
    }

    /// Whether a quote looks like one that opens a string: then the one before it was never closed.
    fn looks_opening(&self, at: usize) -> bool {
        let next = self.byte(at + 1).unwrap_or(b' ');
        // `N'…'`: the letter belongs to the string.
        let prefix = usize::from(self.has(Traits::STRING_PREFIX) && self.bytes[at - 1].is_ascii_alphabetic());
        let previous = self.byte(at.wrapping_sub(1 + prefix)).unwrap_or(b' ');
        (next.is_ascii_alphanumeric() || matches!(next, b'$' | b'/' | b'{' | b'_'))
            && matches!(previous, b' ' | b'=' | b'(' | b'[' | b'{' | b',' | b':' | b'\t' | b'"' | b'\'')
    }

    /// `#"…"#` with any number of hashes.
    fn raw_hash(&mut self, from: usize) -> bool {
        let hashes = self.bytes[from..self.limit].iter().take(8).take_while(|&&byte| byte == b'#').count();
        let quote = from + hashes;
        if self.byte(quote) != Some(b'"') {
            return false;
        }
        let close = &"\"########"[..=hashes];
        let Some(inner_end) = self.find(quote + 1, close, SLOT_RAW_HASH + hashes) else { return false };
        let at = self.at;
        self.push_string((at, inner_end + close.len()), (quote + 1, inner_end), self.holes.len());
        self.at = inner_end + close.len();
        true
    }

    fn regex(&mut self) -> bool {
        let at = self.at;
        let operand = match self.tokens.last() {
            None => true,
            Some(token) => match token.kind {
                // `</` closes a tag of JSX.
                Kind::Op => at > 0 && self.bytes[at - 1] != b'<',
                Kind::Open | Kind::Sep => true,
                Kind::Word => OPERATOR_WORDS.contains(&&self.text[token.start as usize..token.end as usize]),
                Kind::Str | Kind::Close | Kind::Comment | Kind::Text => self.line_start,
            },
        };
        if !operand || self.patience == 0 {
            return false;
        }
        let mut class = false;
        let mut end = at + 1;
        while end < self.limit && end - at < REGEX_REACH {
            match self.bytes[end] {
                b'\n' => break,
                b'\\' => end += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.push_string((at, end + 1), (at + 1, end), self.holes.len());
                    self.at = end + 1;
                    return true;
                }
                _ => {}
            }
            end += 1;
        }
        self.waste(end - at);
        false
    }

    /// `%w[a b]` and `%q(text)` of Ruby.
    fn percent_literal(&mut self) -> bool {
        let at = self.at;
        let Some(letter @ (b'w' | b'W' | b'i' | b'I' | b'q' | b'Q')) = self.byte(at + 1) else { return false };
        let behind_operand = self.tokens.last().is_some_and(|token| {
            matches!(token.kind, Kind::Word | Kind::Str | Kind::Close) && !(self.space_before || self.line_start)
        });
        !behind_operand && self.delimited(at + 2, matches!(letter, b'w' | b'W' | b'i' | b'I'))
    }

    /// `q(text)` and `qw(a b)` of Perl; the word ends at `word_end`.
    pub(super) fn quote_word(&mut self, word_end: usize) -> bool {
        let word = &self.text[self.at..word_end];
        if !matches!(word, "q" | "qq" | "qw" | "qr") || self.byte(self.at.wrapping_sub(1)) == Some(b'{') {
            return false;
        }
        let list = word == "qw";
        let blank = usize::from(list && self.byte(word_end) == Some(b' '));
        self.delimited(word_end + blank, list)
    }

    /// Text between any delimiter at `from` and its partner: one string, or a list of words in a bracket group.
    fn delimited(&mut self, from: usize, list: bool) -> bool {
        let close = match self.byte(from) {
            Some(b'(') => b')',
            Some(b'[') => b']',
            Some(b'{') => b'}',
            Some(b'<') => b'>',
            Some(same @ (b'|' | b'/' | b'!' | b'~' | b'^')) => same,
            _ => return false,
        };
        if self.patience == 0 {
            return false;
        }
        let open = self.bytes[from];
        let mut depth = 1;
        let mut end = from + 1;
        while end < self.limit {
            let byte = self.bytes[end];
            if byte == b'\\' {
                end += 1;
            } else if byte == close {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            } else if byte == open {
                depth += 1;
            }
            end += 1;
        }
        let mut closer = 1;
        if end >= self.limit {
            self.waste(self.limit - from);
            if !list {
                return false;
            }
            // A list that was never closed ends with its line.
            end = memchr::memchr(b'\n', &self.bytes[from..self.limit]).map_or(self.limit, |newline| from + newline);
            closer = 0;
        }
        let at = self.at;
        if list {
            self.open(Group::Bracket, at, from + 1);
            let mut word = from + 1;
            while word < end {
                let blanks = self.bytes[word..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                let length =
                    self.bytes[word + blanks..end].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
                let start = word + blanks;
                if length > 0 {
                    self.space_before = blanks > 0;
                    self.push_string((start, start + length), (start, start + length), self.holes.len());
                    self.push(Kind::Sep, start + length, start + length);
                }
                word = start + length;
            }
            self.close_top(end, end + closer);
        } else {
            self.push_string((at, end + 1), (from + 1, end), self.holes.len());
        }
        self.at = end + closer;
        true
    }
}
