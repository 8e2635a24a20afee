//! YAML: indentation becomes brackets.

use super::{Flow, Lexer};
use crate::tree::{Group, Kind};

/// A block collection that is open.
#[derive(Clone, Copy)]
struct Level {
    column: usize,
    /// A list at the column of its own key: the next key at that column ends it.
    list: bool,
}

/// A mapping key on a line.
struct Key {
    start: usize,
    end: usize,
    colon: usize,
}

impl Lexer<'_> {
    /// Reads the text line by line.
    pub(super) fn yaml(&mut self) {
        let mut levels: Vec<Level> = Vec::new();
        while self.at < self.limit {
            let line = self.at;
            let end = self.line_end(line);
            let start = line + self.bytes[line..end].iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
            self.at = end + 1;
            if self.skip_blanks(start, end) >= end {
                continue;
            }
            self.line_start = true;
            self.space_before = true;
            self.indent = start - line;
            if self.bytes[start] == b'#' {
                self.push(Kind::Comment, start, self.trim_end(start, end));
            } else if start == line && self.is_document_mark(start, end) {
                self.close_levels(&mut levels, start, |_| true);
                self.push(Kind::Sep, start, start + 3);
                let rest = self.skip_blanks(start + 3, end);
                if rest < end && self.bytes[rest] == b'#' {
                    self.trailing_comment(rest, end);
                } else if rest < end {
                    self.scalar(rest, end, None);
                }
            } else {
                self.entry(&mut levels, line, start, end);
            }
        }
        self.close_levels(&mut levels, self.limit, |_| true);
    }

    fn is_document_mark(&self, start: usize, end: usize) -> bool {
        let line = &self.bytes[start..end];
        (line.starts_with(b"---") || line.starts_with(b"...")) && line.get(3).is_none_or(u8::is_ascii_whitespace)
    }

    fn close_levels(&mut self, levels: &mut Vec<Level>, at: usize, ends: impl Fn(Level) -> bool) {
        while levels.last().is_some_and(|&level| ends(level)) {
            levels.pop();
            self.close_top(at, at);
        }
    }

    fn open_level(&mut self, levels: &mut Vec<Level>, column: usize, list: bool, at: usize) {
        levels.push(Level { column, list });
        self.open(Group::Block, at, at);
    }

    /// One line with content: dashes, then a key, then a value.
    fn entry(&mut self, levels: &mut Vec<Level>, line: usize, start: usize, end: usize) {
        let mut at = start;
        let mut column = start - line;
        let mut dash = self.is_dash(at, end);
        self.close_levels(levels, at, |level| level.column > column || level.list && !dash && level.column == column);
        while dash {
            let dash_column = column;
            self.push(Kind::Sep, at, at + 1);
            at = self.skip_blanks(at + 1, end);
            self.space_before = true;
            at = self.skip_properties(at, end);
            if at >= end || self.bytes[at] == b'#' {
                self.trailing_comment(at, end);
                self.open_nested(levels, dash_column, end, false);
                return;
            }
            column = at - line;
            dash = self.is_dash(at, end);
            let mapping = !dash && self.key(at, end).is_some();
            if dash || mapping {
                self.open_level(levels, column, dash, at);
            } else {
                self.scalar(at, end, Some(dash_column));
                return;
            }
        }
        let Some(key) = self.key(at, end) else {
            if self.template_assignment(at, self.trim_end(at, end)) {
            } else if self.starts_with(at, "{{") {
                self.push(Kind::Text, at, self.trim_end(at, end));
            } else {
                self.scalar(at, end, column.checked_sub(1));
            }
            return;
        };
        self.push(Kind::Word, key.start, key.end);
        self.push(Kind::Op, key.colon, key.colon + 1);
        let value = self.skip_blanks(key.colon + 1, end);
        self.space_before = value > key.colon + 1;
        let value = self.skip_properties(value, end);
        if value < end && self.bytes[value] != b'#' {
            self.scalar(value, end, Some(column));
        } else {
            self.trailing_comment(value, end);
            self.open_nested(levels, column, end, true);
        }
    }

    fn is_dash(&self, at: usize, end: usize) -> bool {
        at < end && self.bytes[at] == b'-' && (at + 1 == end || self.bytes[at + 1].is_ascii_whitespace())
    }

    /// The key that begins at `at`, if a colon with a blank behind it follows on this line.
    fn key(&self, at: usize, end: usize) -> Option<Key> {
        let is_colon = |colon: usize| {
            self.bytes[colon] == b':' && (colon + 1 >= end || self.bytes[colon + 1].is_ascii_whitespace())
        };
        match self.bytes[at] {
            quote @ (b'"' | b'\'') => {
                let mut close = at + 1;
                while close < end && self.bytes[close] != quote {
                    close += if self.bytes[close] == b'\\' && quote == b'"' { 2 } else { 1 };
                }
                let colon = self.skip_blanks((close + 1).min(end), end);
                (close < end && colon < end && is_colon(colon)).then_some(Key { start: at + 1, end: close, colon })
            }
            b'[' | b'|' | b'>' | b'#' | b'&' | b'*' | b'!' => None,
            b'{' if !self.starts_with(at, "{{") => None,
            _ => {
                let mut colon = at;
                loop {
                    colon += memchr::memchr2(b':', b'#', &self.bytes[colon..end])?;
                    if is_colon(colon) {
                        return Some(Key { start: at, end: self.trim_end(at, colon), colon });
                    }
                    if self.bytes[colon] == b'#' && self.bytes[colon - 1] == b' ' {
                        return None;
                    }
                    colon += 1;
                }
            }
        }
    }

    /// Behind anchors and tags.
    fn skip_properties(&self, mut at: usize, end: usize) -> usize {
        while at < end && matches!(self.bytes[at], b'&' | b'!') {
            while at < end && !self.bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            at = self.skip_blanks(at, end);
        }
        at
    }

    fn trailing_comment(&mut self, at: usize, end: usize) {
        if at < end && self.bytes[at] == b'#' {
            self.push(Kind::Comment, at, self.trim_end(at, end));
        }
    }

    /// Opens a block for what stands on the next lines, if it belongs to the key or dash at `column`.
    /// The list of a key may stand at the column of the key.
    fn open_nested(&mut self, levels: &mut Vec<Level>, column: usize, from: usize, key: bool) {
        let mut line = from + 1;
        while line < self.limit {
            let end = self.line_end(line);
            let start = self.skip_blanks(line, end);
            if start < end && self.bytes[start] != b'#' {
                let inner = start - line;
                let list = self.is_dash(start, end);
                if inner > column || key && list && inner == column {
                    self.open_level(levels, inner, list, from);
                }
                return;
            }
            line = end + 1;
        }
    }

    /// A value that begins at `at`. Further lines belong to it if they stand deeper than `column`.
    fn scalar(&mut self, at: usize, end: usize, column: Option<usize>) {
        match self.bytes[at] {
            b'|' | b'>' if self.is_block_header(at, end) => self.block_scalar(at, end, column),
            b'"' | b'\'' => self.quoted_scalar(at, end, column),
            b'{' if self.starts_with(at, "{{") => self.plain_scalar(at, end, column),
            b'{' | b'[' => self.flow_collection(at, column),
            _ => self.plain_scalar(at, end, column),
        }
    }

    fn is_block_header(&self, at: usize, end: usize) -> bool {
        let rest = self.bytes[at + 1..end].iter().skip_while(|&&byte| matches!(byte, b'+' | b'-' | b'0'..=b'9'));
        rest.copied().find(|byte| !byte.is_ascii_whitespace()).is_none_or(|byte| byte == b'#')
    }

    fn block_scalar(&mut self, at: usize, end: usize, column: Option<usize>) {
        let body = (end + 1).min(self.limit);
        let mut body_end = end;
        let mut line = end + 1;
        while line < self.limit {
            let line_end = self.line_end(line);
            let start = self.skip_blanks(line, line_end);
            if start < line_end {
                if column.is_some_and(|column| start - line <= column) {
                    break;
                }
                body_end = self.trim_end(start, line_end);
            }
            line = line_end + 1;
        }
        let body = body.min(body_end);
        let holes = self.value_holes(body, body_end);
        self.push_string((at, body_end), (body, body_end), holes);
        self.at = line;
    }

    fn quoted_scalar(&mut self, at: usize, end: usize, column: Option<usize>) {
        let close = self.closing_quote(at, end, column);
        let holes = self.value_holes(at + 1, close.unwrap_or(end));
        let Some(close) = close else {
            let end = self.trim_end(at, end);
            self.push_string((at, end), (at + 1, end), holes);
            return;
        };
        self.push_string((at, close + 1), (at + 1, close), holes);
        let end = self.line_end(close);
        self.at = end + 1;
        let rest = self.skip_blanks(close + 1, end);
        if rest >= end {
            return;
        }
        self.space_before = rest > close + 1;
        if self.bytes[rest] == b'#' {
            self.trailing_comment(rest, end);
        } else {
            self.plain_scalar(rest, end, Some(usize::MAX));
        }
    }

    /// The quote that closes the one at `at`; it may stand on a later line as long as the lines are deeper.
    fn closing_quote(&mut self, at: usize, end: usize, column: Option<usize>) -> Option<usize> {
        let quote = self.bytes[at];
        let mut here = at + 1;
        while here < self.limit {
            let byte = self.bytes[here];
            if byte == b'\n' {
                let line_end = self.line_end(here + 1);
                let start = self.skip_blanks(here + 1, line_end);
                let leaves = column.is_some_and(|column| start - here - 1 <= column);
                if start < line_end && leaves || self.patience == 0 {
                    break;
                }
            }
            if byte == b'\\' && quote == b'"' {
                here += 1;
            } else if byte == quote {
                if quote == b'\'' && self.byte(here + 1) == Some(quote) {
                    here += 1;
                } else {
                    // On a later line it must end the value, or it is another value's opening quote.
                    let line_end = self.line_end(here);
                    let rest = self.skip_blanks(here + 1, line_end);
                    let ends = rest >= line_end || self.bytes[rest] == b'#';
                    if here < end || ends {
                        return Some(here);
                    }
                    break;
                }
            }
            here += 1;
        }
        self.waste(here - at);
        None
    }

    fn flow_collection(&mut self, at: usize, column: Option<usize>) {
        let depth = self.stack.len();
        let outer = self.flow.replace(Flow { depth, column });
        self.at = at;
        self.run(self.limit);
        self.flow = outer;
        if self.stack.len() > depth {
            // Half typed: it ends where the text goes on at the outer column.
            self.abandon_to(depth);
            return;
        }
        let end = self.line_end(self.at);
        let rest = self.skip_blanks(self.at, end);
        if rest < end {
            self.space_before = rest > self.at;
            self.at = rest;
            self.run(end);
            self.abandon_to(depth);
        }
        self.at = end + 1;
    }

    fn plain_scalar(&mut self, at: usize, end: usize, column: Option<usize>) {
        let (mut value_end, mut comment) = self.plain_end(at, end);
        let mut last = end;
        // Deeper lines continue the value, unless they look like an entry of their own.
        while comment.is_none() && last + 1 < self.limit {
            let line = last + 1;
            let line_end = self.line_end(line);
            let start = self.skip_blanks(line, line_end);
            let deeper = column.is_some_and(|column| start - line > column);
            if start >= line_end || !deeper || self.bytes[start] == b'#' {
                break;
            }
            if self.is_dash(start, line_end) || self.key(start, line_end).is_some() || self.starts_with(start, "{{") {
                break;
            }
            (value_end, comment) = self.plain_end(start, line_end);
            last = line_end;
        }
        let holes = self.value_holes(at, value_end);
        self.push_string((at, value_end), (at, value_end), holes);
        if let Some(comment) = comment {
            self.space_before = true;
            self.push(Kind::Comment, comment, self.trim_end(comment, last));
        }
        self.at = last + 1;
    }

    /// Where a plain value ends on its line, and where a comment behind it begins.
    fn plain_end(&self, at: usize, end: usize) -> (usize, Option<usize>) {
        let comment = memchr::memchr_iter(b'#', &self.bytes[at..end])
            .map(|offset| at + offset)
            .find(|&hash| hash > at && matches!(self.bytes[hash - 1], b' ' | b'\t'));
        (self.trim_end(at, comment.unwrap_or(end)), comment)
    }
}
