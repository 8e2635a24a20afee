//! Line formats: a key and the rest of its line.

use super::Lexer;
use crate::language::Traits;
use crate::tree::Kind;

impl Lexer<'_> {
    /// Reads the text line by line.
    pub(super) fn lines(&mut self) {
        while self.at < self.limit {
            let end = self.line_end(self.at);
            let start = self.skip_blanks(self.at, end);
            let trimmed = self.trim_end(start, end);
            self.line_start = true;
            self.space_before = true;
            self.at = start;
            let next = if start >= trimmed { end } else { self.line(start, trimmed, end) };
            self.at = next + 1;
        }
    }

    /// One line without the blanks around it; returns where its value ends, which may be on a later line.
    fn line(&mut self, start: usize, end: usize, line_end: usize) -> usize {
        if self.language.line_comments.iter().any(|open| self.starts_with(start, open)) {
            self.push(Kind::Comment, start, end);
            return line_end;
        }
        if self.has(Traits::SECTIONS) && self.bytes[start] == b'[' && self.bytes[end - 1] == b']' && end - start > 1 {
            self.begin_section(start + 1, end - 1, end);
            return line_end;
        }
        if self.template_assignment(start, end) {
            return line_end;
        }
        let Some(separator) = self.separator(start, end) else {
            self.push(Kind::Text, start, end);
            return line_end;
        };
        let exported = self.starts_with(start, "export ") && separator > start + 6;
        let key = if exported { self.skip_blanks(start + 7, separator) } else { start };
        self.push(Kind::Word, key, self.trim_end(key, separator));
        self.push(Kind::Op, separator, separator + 1);
        let value = self.skip_blanks(separator + 1, end);
        self.space_before = value > separator + 1;
        self.line_value(value, end, line_end)
    }

    /// The first `=`, or a colon with a blank behind it in front of that; else the first colon.
    fn separator(&self, start: usize, end: usize) -> Option<usize> {
        let line = &self.bytes[start..end];
        let equals = memchr::memchr(b'=', line);
        if !self.language.assignments.contains(&":") {
            return equals.map(|offset| start + offset);
        }
        let before = &line[..equals.unwrap_or(line.len())];
        let colon =
            memchr::memchr_iter(b':', before).find(|&colon| line.get(colon + 1).is_none_or(u8::is_ascii_whitespace));
        let first = memchr::memchr(b':', line);
        let in_address = first.is_some_and(|colon| line[colon..].starts_with(b"://"));
        let blank = || self.blank_separator(line);
        let offset = colon.or(equals).or_else(|| first.filter(|_| !in_address)).or_else(blank).or(first);
        offset.map(|offset| start + offset)
    }

    /// `spark.some.setting VALUE`, `${NAME}    VALUE`: the blanks between a name and a single word.
    fn blank_separator(&self, line: &[u8]) -> Option<usize> {
        if !self.language.assignments.contains(&" ") {
            return None;
        }
        let blank = line.iter().position(|byte| matches!(byte, b' ' | b'\t'))?;
        let rest = line[blank..].trim_ascii_start();
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.$@&%{}".contains(byte);
        // A comment may follow.
        let mut words = rest.split(u8::is_ascii_whitespace).skip(1);
        let ends = words.find(|word| !word.is_empty()).is_none_or(|word| word[0] == b'#');
        (line[..blank].iter().all(is_name) && !rest.is_empty() && ends).then_some(blank)
    }

    fn line_value(&mut self, start: usize, end: usize, line_end: usize) -> usize {
        let quote = self.byte(start).filter(|byte| start < end && matches!(byte, b'"' | b'\''));
        if let Some(quote) = quote
            && let Some(close) = self.value_quote(start + 1, end, quote)
        {
            let holes = self.value_holes(start + 1, close);
            self.push_string((start, close + 1), (start + 1, close), holes);
            let line_end = self.line_end(close);
            self.behind_value(close + 1, line_end);
            return line_end;
        }
        let (value_end, line_end) = self.bare_value(start, end, line_end);
        // A lone quote is not part of the value.
        let inner = start + usize::from(quote.is_some());
        let holes = self.value_holes(inner, value_end);
        self.push_string((start, value_end), (inner, value_end), holes);
        let comment = self.skip_blanks(value_end, line_end);
        self.behind_value(comment, line_end);
        line_end
    }

    fn behind_value(&mut self, from: usize, line_end: usize) {
        let start = self.skip_blanks(from, line_end);
        let end = self.trim_end(start, line_end);
        if start < end {
            self.space_before = start > from;
            let comment = self.language.line_comments.iter().any(|open| self.starts_with(start, open));
            self.push(if comment { Kind::Comment } else { Kind::Text }, start, end);
        }
    }

    /// The quote that closes a value: on its line with nothing but a comment behind it, or, for dotenv files, at the
    /// end of a later line with no assignment in between.
    fn value_quote(&mut self, start: usize, end: usize, quote: u8) -> Option<usize> {
        let mut here = start;
        let mut line_end = end;
        loop {
            while here < line_end {
                let byte = self.bytes[here];
                if byte == b'\\' && quote == b'"' {
                    here += 1;
                } else if byte == quote {
                    let rest = self.skip_blanks(here + 1, line_end);
                    if rest >= line_end || self.has(Traits::COMMENT_AT_WORD) && self.bytes[rest] == b'#' {
                        return Some(here);
                    }
                }
                here += 1;
            }
            let next = self.line_end(line_end) + 1;
            if !self.has(Traits::COMMENT_AT_WORD) || next >= self.limit || self.patience == 0 {
                break;
            }
            line_end = self.line_end(next);
            let line = &self.bytes[next..line_end];
            let name = line.iter().take_while(|&&byte| byte.is_ascii_alphanumeric() || byte == b'_').count();
            if name > 0 && line.get(name) == Some(&b'=') && line[..name].contains(&b'_') {
                break;
            }
            here = next;
        }
        self.waste(here.saturating_sub(start));
        None
    }

    /// Where an unquoted value ends, and its last line.
    fn bare_value(&mut self, start: usize, mut end: usize, mut line_end: usize) -> (usize, usize) {
        if self.has(Traits::COMMENT_AT_WORD) {
            let value = &self.bytes[start..end];
            let comment =
                memchr::memchr_iter(b'#', value).find(|&hash| hash > 0 && value[hash - 1].is_ascii_whitespace());
            end = self.trim_end(start, comment.map_or(end, |hash| start + hash));
        }
        while !self.language.continuations.is_empty() && self.is_continued(start, end) && line_end < self.limit {
            line_end = self.line_end(line_end + 1);
            end = self.trim_end(end, line_end);
        }
        (end, line_end)
    }

    /// Whether the value ends with an odd number of backslashes.
    fn is_continued(&self, start: usize, end: usize) -> bool {
        self.bytes[start..end].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
    }
}
