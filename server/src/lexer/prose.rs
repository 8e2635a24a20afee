//! Prose: one token a line; the fenced blocks of Markdown are strings in other languages.

use super::Lexer;
use crate::language::Traits;
use crate::tree::Kind;

/// The opening line of a fenced block.
struct Fence {
    mark: u8,
    length: usize,
    /// Range of the info string.
    info: (usize, usize),
}

impl Lexer<'_> {
    /// Reads the text line by line.
    pub(super) fn prose(&mut self) {
        while self.at < self.limit {
            let end = self.line_end(self.at);
            let start = self.skip_blanks(self.at, end);
            let trimmed = self.trim_end(start, end);
            self.line_start = true;
            self.space_before = start > self.at;
            if let Some(fence) = self.fence(start, trimmed) {
                self.fenced_block(&fence, end);
                continue;
            }
            if start < trimmed {
                self.push(Kind::Text, start, trimmed);
            }
            self.at = end + 1;
        }
    }

    fn fence(&self, start: usize, end: usize) -> Option<Fence> {
        if !self.has(Traits::DOCUMENTATION) {
            return None;
        }
        let line = &self.bytes[start..end];
        let mark = line.first().copied().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let length = line.iter().take_while(|&&byte| byte == mark).count();
        // Backticks again on the same line are code inside running text.
        if length < 3 || mark == b'`' && line[length..].contains(&b'`') {
            return None;
        }
        let info = self.skip_blanks(start + length, end);
        Some(Fence { mark, length, info: (info.min(end), end) })
    }

    /// The info string as a word, then the block as one string whose content is the code.
    fn fenced_block(&mut self, fence: &Fence, opener_end: usize) {
        let (info, info_end) = fence.info;
        self.push(Kind::Word, info, info_end);
        self.line_start = false;
        let body = (opener_end + 1).min(self.limit);
        let mut line = body;
        let mut range = (self.limit, self.limit);
        while line < self.limit {
            let end = self.line_end(line);
            let start = self.skip_blanks(line, end);
            let trimmed = self.trim_end(start, end);
            let marks = self.bytes[start..trimmed].iter().take_while(|&&byte| byte == fence.mark).count();
            if marks >= fence.length && start + marks == trimmed {
                range = (line, trimmed);
                break;
            }
            line = end + 1;
        }
        let (inner_end, end) = range;
        self.push_string((info_end, end), (body.min(inner_end), inner_end), self.holes.len());
        self.at = self.line_end(end) + 1;
    }
}
