//! A document's text: edits and positions in the encoding that client and server agreed on.
//!
//! Lines end at `\n`, `\r\n` and `\r` only, as LSP says. No position can be wrong: one behind the end of its
//! line or of the text means that end, and one inside a character means its start.

use std::ops::Range;

use ropey::{Rope, RopeSlice};
use tower_lsp::ls_types;

use crate::position::Encoding;

#[cfg(test)]
mod tests;

/// Fewer bytes are looked at sooner than a thread is woken.
const HARDLY: usize = 4 << 10;
/// Texts of more bytes are large.
pub(super) const LARGE: usize = 4 << 20;
/// What is reserved for a large text. The allocator of glibc maps what has more than 32 MB and gives it back as a whole;
/// from the first smaller block that it gives back it learns to keep all blocks of that size, in each thread's own heap.
pub(super) const RESERVED: usize = 40 << 20;

/// What to reserve for so many bytes of text. It is no memory before they arrive.
pub(super) fn room(length: usize) -> usize {
    if length > LARGE { length.max(RESERVED) } else { length }
}

/// An immutable text; cloning shares it.
#[derive(Clone, Debug)]
pub(super) struct Text {
    rope: Rope,
    /// What may say something: all else was seen to say nothing. Empty where something was taken out; `None` where all
    /// was seen.
    unread: Option<Range<usize>>,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text), unread: Some(0..text.len()) }
    }

    /// The same text when all of it was seen to say nothing.
    pub(super) fn read(self) -> Self {
        Self { unread: None, ..self }
    }

    /// The same text when nothing is known about it.
    pub(super) fn forgotten(self) -> Self {
        Self { unread: Some(0..self.len()), ..self }
    }

    /// What may say something, with `reach` bytes around it, in pieces and in order.
    pub(super) fn unread(&self, reach: usize) -> impl Iterator<Item = &str> {
        let chars = self.unread.as_ref().map(|unread| self.chars_around(unread, reach));
        self.rope.slice(chars.unwrap_or_default()).chunks()
    }

    /// Whether most of it was seen to say nothing, and the rest is short.
    pub(super) fn is_hardly_unread(&self) -> bool {
        self.unread.as_ref().is_none_or(|unread| unread.len() < HARDLY.min(self.len()))
    }

    /// Replaces `range` by `text`.
    pub(super) fn edit(&mut self, range: ls_types::Range, text: &str, encoding: Encoding) {
        let one = self.char_at(range.start, encoding);
        let other = if range.start == range.end { one } else { self.char_at(range.end, encoding) };
        let chars = one.min(other)..one.max(other);
        let old = self.rope.char_to_byte(chars.start)..self.rope.char_to_byte(chars.end);
        self.rope.remove(chars.clone());
        self.rope.insert(chars.start, text);
        let new = old.start..old.start + text.len();
        self.unread = Some(match self.unread.take() {
            Some(unread) => unread.start.min(new.start)..new.end + unread.end.saturating_sub(old.end),
            None => new,
        });
    }

    /// Its length in bytes.
    pub(super) fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Byte offset of a position.
    pub(super) fn offset(&self, position: ls_types::Position, encoding: Encoding) -> usize {
        self.rope.char_to_byte(self.char_at(position, encoding))
    }

    /// Byte range of a range, start first.
    pub(super) fn offsets(&self, range: ls_types::Range, encoding: Encoding) -> Range<usize> {
        let one = self.offset(range.start, encoding);
        let other = self.offset(range.end, encoding);
        one.min(other)..one.max(other)
    }

    /// Position of a byte offset.
    pub(super) fn position(&self, offset: usize, encoding: Encoding) -> ls_types::Position {
        let char_index = self.rope.byte_to_char(offset.min(self.rope.len_bytes()));
        let line = self.rope.char_to_line(char_index);
        let start = self.rope.line_to_char(line);
        let column = match encoding {
            Encoding::Utf8 => self.rope.char_to_byte(char_index) - self.rope.char_to_byte(start),
            Encoding::Utf16 => self.rope.char_to_utf16_cu(char_index) - self.rope.char_to_utf16_cu(start),
            Encoding::Utf32 => char_index - start,
        };
        ls_types::Position::new(line as u32, column as u32)
    }

    /// Range of a byte range.
    pub(super) fn range(&self, offsets: &Range<usize>, encoding: Encoding) -> ls_types::Range {
        ls_types::Range::new(self.position(offsets.start, encoding), self.position(offsets.end, encoding))
    }

    /// The text up to `reach` bytes around a byte range, and where the range is in it.
    pub(super) fn around(&self, offsets: &Range<usize>, reach: usize) -> (String, Range<usize>) {
        let chars = self.chars_around(offsets, reach);
        let skipped = self.rope.char_to_byte(chars.start);
        (self.rope.slice(chars).to_string(), offsets.start - skipped..offsets.end - skipped)
    }

    fn chars_around(&self, offsets: &Range<usize>, reach: usize) -> Range<usize> {
        let char_near = |offset: usize| self.rope.byte_to_char(offset.min(self.rope.len_bytes()));
        let start = char_near(offsets.start.saturating_sub(reach));
        start..char_near(offsets.end.saturating_add(reach)).max(start)
    }

    fn char_at(&self, position: ls_types::Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.rope.len_lines() {
            return self.rope.len_chars();
        }
        let content = without_line_break(self.rope.line(line));
        let column = position.character as usize;
        let inside = match encoding {
            Encoding::Utf8 if column < content.len_bytes() => content.byte_to_char(column),
            Encoding::Utf16 if column < content.len_utf16_cu() => content.utf16_cu_to_char(column),
            Encoding::Utf32 if column < content.len_chars() => column,
            Encoding::Utf8 | Encoding::Utf16 | Encoding::Utf32 => content.len_chars(),
        };
        self.rope.line_to_char(line) + inside
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        let mut whole = Self::with_capacity(room(text.len()));
        whole.extend(text.rope.chunks());
        whole
    }
}

fn without_line_break(line: RopeSlice<'_>) -> RopeSlice<'_> {
    let mut end = line.len_chars();
    for expected in ['\n', '\r'] {
        if end > 0 && line.char(end - 1) == expected {
            end -= 1;
        }
    }
    line.slice(..end)
}
