//! Markup: `Word(name) Open Word(attribute) = Str Sep … children … Close`.

use super::{Flow, Lexer, SLOT_ATTRIBUTE, SLOT_BLOCK_COMMENT, SLOT_CDATA, SLOT_MARKUP_COMMENT, SLOT_SERVER_TAG};
use crate::language::{self, Traits};
use crate::tree::{Group, Kind, Part};

/// How many open tags a closing tag looks through for its partner.
const TAG_REACH: usize = 24;

/// Elements of HTML that have no closing tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// The name of an open tag, as a range.
type Name = (usize, usize);

impl Lexer<'_> {
    /// Reads tags and the text between them.
    pub(super) fn markup(&mut self) {
        let mut names: Vec<Name> = Vec::new();
        while self.at < self.limit {
            let at = self.at;
            if self.bytes[at] != b'<' {
                self.running_text();
            } else if self.starts_with(at, "<!--") {
                let end = self.find(at + 4, "-->", SLOT_MARKUP_COMMENT).map(|found| found + 3);
                let end = end.unwrap_or_else(|| self.line_end(at));
                self.push(Kind::Comment, at, end);
                self.at = end;
            } else if self.starts_with(at, "<![CDATA[") {
                self.enclosed_text(9, "]]>", SLOT_CDATA);
            } else if self.starts_with(at, "<%") {
                self.enclosed_text(2, "%>", SLOT_SERVER_TAG);
            } else if self.starts_with(at, "</") {
                self.closing_tag(&mut names);
            } else if self
                .byte(at + 1)
                .is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'_' | b'?' | b'!'))
            {
                self.tag(&mut names);
            } else {
                self.push(Kind::Op, at, at + 1);
                self.at = at + 1;
            }
        }
    }

    /// The text up to the next tag, with the comments and the blocks of code in it.
    fn running_text(&mut self) {
        let end = memchr::memchr(b'<', &self.bytes[self.at..self.limit]).map_or(self.limit, |offset| self.at + offset);
        let comments = self.language.block_comments;
        let mut openers = vec![0; comments.len()];
        let mut code = (0, 0);
        while self.at < end {
            let at = self.at;
            // What was found further on is not searched for again.
            for (start, (open, _)) in openers.iter_mut().zip(comments).filter(|(start, _)| **start <= at) {
                let found = memchr::memmem::find(&self.bytes[at..end], open.as_bytes());
                *start = found.map_or(end, |offset| at + offset);
            }
            if code.0 <= at {
                code = self.code_block(at, end).unwrap_or((end, end));
            }
            let nearest = openers.iter().copied().enumerate().min_by_key(|(_, start)| *start);
            if let Some((index, start)) = nearest.filter(|&(_, start)| start < code.0) {
                self.text_token(at, start);
                let (open, close) = comments[index];
                let closed = self.find(start + open.len(), close, SLOT_BLOCK_COMMENT + index);
                self.at = closed.map_or_else(|| self.line_end(start), |found| found + close.len());
                self.push(Kind::Comment, start, self.at);
            } else {
                self.text_token(at, code.0);
                self.at = code.1;
                if code.1 < end {
                    self.braced_code();
                }
            }
        }
    }

    /// Where a block of C# begins in the text of a Razor page, and its brace: `@code {`, `@functions {`, `@{`.
    fn code_block(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        if !self.language.traits.has(Traits::PAGE) {
            return None;
        }
        let text = self.text.get(from..to)?;
        memchr::memchr_iter(b'@', text.as_bytes()).find_map(|at| {
            let rest = &text[at + 1..];
            let head = ["code", "functions"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
            let brace = text.len() - head.trim_start().len();
            let alone = text[..at].trim_end_matches([' ', '\t']);
            (text[brace..].starts_with('{') && (alone.is_empty() || alone.ends_with('\n')))
                .then_some((from + at, from + brace))
        })
    }

    /// C# from a brace to the one that closes it.
    fn braced_code(&mut self) {
        let Some(inner) = language::by_name("csharp") else { return };
        let (start, depth, limit) = (self.at, self.stack.len(), self.limit);
        // What is not closed in one block is not searched for in the next.
        let dead = self.dead;
        let outer = self.switch(inner);
        self.dead = self.code_dead;
        let flow = self.flow.replace(Flow { depth, column: None });
        self.line_start = true;
        self.run(limit);
        self.flow = flow;
        self.code_dead = self.dead;
        self.switch(outer);
        self.dead = dead;
        self.has_blocks = true;
        self.parts.push(Part { start, end: self.at, language: inner });
        self.abandon_to(depth);
    }

    /// Text without the white space around it.
    fn text_token(&mut self, from: usize, to: usize) {
        let blanks = self.bytes[from..to].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let start = from + blanks;
        self.line_start |= memchr::memchr(b'\n', &self.bytes[from..start]).is_some();
        self.space_before |= blanks > 0;
        if start < to {
            let end = self.trim_end(start, to);
            let before = self.holes.len();
            // What a page shows in such braces is for people.
            if !self.has(Traits::PAGE) {
                self.value_holes(start, end);
            }
            self.push(Kind::Text, start, end);
            if self.holes.len() > before
                && let Some(token) = self.tokens.last_mut()
            {
                token.interpolated = true;
            }
        }
    }

    fn enclosed_text(&mut self, opener: usize, close: &str, slot: usize) {
        let inner = self.at + opener;
        let end = self.find(inner, close, slot);
        let (inner_end, end) = end.map_or_else(
            || {
                let end = self.line_end(inner);
                (end, end)
            },
            |found| (found, found + close.len()),
        );
        self.text_token(inner, inner_end);
        self.at = end;
    }

    fn closing_tag(&mut self, names: &mut Vec<Name>) {
        let at = self.at;
        let rest = &self.bytes[at + 2..self.limit];
        let length = rest.iter().position(|byte| matches!(byte, b'>' | b'<' | b'\n')).unwrap_or(rest.len());
        let end = at + 2 + length + usize::from(rest.get(length) == Some(&b'>'));
        let name = rest[..length].trim_ascii();
        let partner = names
            .iter()
            .rev()
            .take(TAG_REACH)
            .position(|&(start, end)| self.bytes[start..end].eq_ignore_ascii_case(name));
        if let Some(distance) = partner {
            for _ in 0..distance {
                names.pop();
                self.close_top(at, at);
            }
            names.pop();
            self.close_top(at, end);
        }
        self.at = end;
    }

    fn tag(&mut self, names: &mut Vec<Name>) {
        let at = self.at;
        let start = at + 1;
        let rest = &self.bytes[start..self.limit];
        let length = rest
            .iter()
            .position(|&byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<' | b'"' | b'='));
        let end = start + length.unwrap_or(rest.len());
        self.line_start = true;
        self.push(Kind::Word, start, end);
        self.open(Group::Tag, end, end);
        self.at = end;
        let attributes = self.tokens.len();
        let closed = self.attributes();
        let first = self.bytes[start];
        let name = self.text[start..end].to_ascii_lowercase();
        if closed || matches!(first, b'?' | b'!') || VOID.contains(&name.as_str()) {
            let close = self.at;
            self.close_top(if closed { close.saturating_sub(2).max(end) } else { close }, close);
        } else if name == "script" {
            self.script(attributes);
        } else if name == "style" {
            let end = self.element_end("style");
            self.text_token(self.at, end);
            self.at = end;
            names.push((start, start + 5));
        } else {
            names.push((start, end));
        }
    }

    /// Reads attributes up to the end of the tag; tells whether it closes itself.
    fn attributes(&mut self) -> bool {
        while let Some(byte) = self.byte(self.at) {
            match byte {
                b'>' => {
                    self.at += 1;
                    return false;
                }
                b'<' => return false,
                b'/' | b'?' if self.byte(self.at + 1) == Some(b'>') => {
                    self.at += 2;
                    return true;
                }
                b'/' | b'=' | b'"' | b'\'' | b'?' => self.at += 1,
                _ if byte.is_ascii_whitespace() => {
                    self.space_before = true;
                    self.at += 1;
                }
                _ => self.attribute(),
            }
        }
        false
    }

    fn attribute(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..self.limit];
        let length =
            rest.iter().position(|&byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'<' | b'/'));
        let end = start + length.unwrap_or(rest.len()).max(1);
        self.push(Kind::Word, start, end);
        self.at = end;
        let equals = self.skip_space(end);
        if self.byte(equals) == Some(b'=') {
            self.push(Kind::Op, equals, equals + 1);
            self.at = self.skip_space(equals + 1);
            if self.byte(self.at).is_some_and(|byte| !matches!(byte, b'>' | b'<')) {
                self.attribute_value();
            }
        }
        self.push(Kind::Sep, self.at, self.at);
    }

    fn skip_space(&self, from: usize) -> usize {
        from + self.bytes[from..self.limit].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    }

    fn attribute_value(&mut self) {
        let at = self.at;
        let (inner, inner_end, end) = match self.bytes[at] {
            quote @ (b'"' | b'\'') => {
                let (inner_end, end) = self.attribute_end(at + 1, quote);
                (at + 1, inner_end, end)
            }
            b'{' => {
                let line_end = self.line_end(at);
                let end = memchr::memchr(b'}', &self.bytes[at..line_end]).map_or(line_end, |offset| at + offset + 1);
                (at, end, end)
            }
            _ => {
                let rest = &self.bytes[at..self.limit];
                let length =
                    rest.iter().position(|&byte| byte.is_ascii_whitespace() || byte == b'>').unwrap_or(rest.len());
                let closes = length > 1 && rest[length - 1] == b'/' && rest.get(length) == Some(&b'>');
                let end = at + length - usize::from(closes);
                (at, end, end)
            }
        };
        let holes = if self.bytes[at] == b'{' {
            // `name={expression}`
            self.add_hole(at, end);
            self.holes.len() - 1
        } else {
            let holes = self.value_holes(inner, inner_end);
            if self.has_blocks {
                self.page_holes(inner, inner_end);
            }
            holes
        };
        self.push_string((at, end), (inner, inner_end), holes);
        self.at = end;
    }

    /// A quoted value ends with its quote; without one, in front of the next tag or with its line.
    fn attribute_end(&mut self, from: usize, quote: u8) -> (usize, usize) {
        let slot = SLOT_ATTRIBUTE + usize::from(quote == b'\'');
        if self.dead[slot] < self.limit {
            let mut at = from;
            while let Some(offset) = memchr::memchr2(quote, b'<', &self.bytes[at..self.limit]) {
                at += offset;
                if self.bytes[at] == quote {
                    return (at, at + 1);
                }
                if self.byte(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!')) {
                    return (at, at);
                }
                at += 1;
            }
            // Nothing follows that could be a tag: the text is cut off inside the value.
            self.dead[slot] = self.limit;
            return (self.limit, self.limit);
        }
        let end = self.line_end(from);
        (end, end)
    }

    /// The content of `<script>`, in its own language; `attributes` is the index of its first attribute.
    fn script(&mut self, attributes: usize) {
        let is = |word: &str| {
            self.tokens[attributes..].iter().any(|token| {
                token.kind == Kind::Str
                    && self.text[token.inner_start as usize..token.inner_end as usize].contains(word)
            })
        };
        let name = if is("json") {
            "json"
        } else if is("ts") || is("typescript") {
            "typescript"
        } else {
            "javascript"
        };
        let end = self.element_end("script");
        let depth = self.stack.len();
        if let Some(inner) = language::by_name(name) {
            self.parts.push(Part { start: self.at, end, language: inner });
            let outer = self.switch(inner);
            self.line_start = true;
            self.run(end);
            self.switch(outer);
        }
        self.abandon_to(depth);
        let close = memchr::memchr(b'>', &self.bytes[end..self.limit]).map_or(self.limit, |offset| end + offset + 1);
        self.close_top(end, close);
        self.at = close;
    }

    /// Where `</name` stands, or the end.
    fn element_end(&self, name: &str) -> usize {
        let mut at = self.at;
        while let Some(offset) = memchr::memmem::find(&self.bytes[at..self.limit], b"</") {
            at += offset;
            let found = self.bytes[at + 2..self.limit].get(..name.len());
            if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
                return at;
            }
            at += 2;
        }
        self.limit
    }
}
