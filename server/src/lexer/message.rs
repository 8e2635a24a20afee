//! Messages written out, one below the other: the address of each, the body that is a form, and variables in front.

use super::Lexer;
use crate::tree::Kind;

/// Longer words in front of an operator are no names.
const LONGEST_NAME: usize = 80;

impl Lexer<'_> {
    /// Reads a line that has no structure of its own: `POST https://…`, `name=value&name=value` with the lines behind it
    /// that go on with `&` or `?`, and `@name = value`. All but the method and the name is one text.
    pub(super) fn message_line(&mut self) -> bool {
        if !self.line_start || !self.stack.is_empty() {
            return false;
        }
        let (at, end) = (self.at, self.line_end(self.at));
        let line = &self.bytes[at..end];
        let name = |line: &[u8]| {
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.%$[]{}".contains(byte);
            line.iter().take(LONGEST_NAME).take_while(|byte| is_name(byte)).count()
        };
        if let [b'@', rest @ ..] = line {
            let length = 1 + name(rest);
            let operator = self.skip_blanks(at + length, end);
            let value = self.skip_blanks(operator + 1, end);
            if self.byte(operator) != Some(b'=') || matches!(self.byte(value), None | Some(b'"' | b'\'' | b'\n')) {
                return false;
            }
            self.push(Kind::Word, at, at + length);
            self.push(Kind::Op, operator, operator + 1);
            self.text_to(value, end);
            return true;
        }
        let method = line.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let address = self.skip_blanks(at + method, end);
        let is_address = |at: usize| {
            let scheme = self.bytes[at..end].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
            scheme > 0 && self.starts_with(at + scheme, "://") || self.starts_with(at, "{{")
        };
        if method > 0 && address > at + method && is_address(address) {
            self.push(Kind::Word, at, at + method);
            self.text_to(address, self.end_of_form(end));
            return true;
        }
        let sign = usize::from(matches!(line, [b'&' | b'?', ..]));
        let length = name(&line[sign..]);
        // Editors put blanks around the operator, and every field on a line of its own.
        if length == 0 || self.byte(self.skip_blanks(at + sign + length, end)) != Some(b'=') {
            return false;
        }
        self.text_to(at, self.end_of_form(end));
        true
    }

    /// Where the last line ends that goes on with `&` or `?` behind the one that ends at `end`.
    fn end_of_form(&self, mut end: usize) -> usize {
        loop {
            let last = self.bytes[..end].trim_ascii_end().last();
            let next = self.skip_blanks(end + 1, self.limit);
            let goes_on = matches!(self.byte(next), Some(b'&' | b'?'))
                || last == Some(&b'&') && self.byte(next).is_some_and(|byte| !byte.is_ascii_whitespace());
            if !goes_on {
                return end;
            }
            end = self.line_end(next);
        }
    }

    fn text_to(&mut self, start: usize, end: usize) {
        let mut end = self.trim_end(start, end);
        let version = self.bytes[start..end].iter().rposition(|&byte| byte == b' ');
        if let Some(version) = version.filter(|&version| self.starts_with(start + version, " HTTP/")) {
            end = self.trim_end(start, start + version);
        }
        let holes = self.value_holes(start, end);
        self.push_string((start, end), (start, end), holes);
        self.at = end.max(start);
    }
}
