//! Byte offset <-> line and column, in the units that editors, people and files count in.
//!
//! Lines end as the language server protocol says: `\n`, `\r\n` or `\r`, nothing else. Inside the program a place is
//! a byte offset; this file is the only one that converts. Everything is clamped: no position and no offset is an error.

use std::ops::Range;

use memchr::memchr2_iter;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what an editor means that says nothing.
    #[default]
    Utf16,
    /// Code points: what people and our own output count.
    Utf32,
}

/// A place as line and column, both counted from 0 and ordered as in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Lines in front.
    pub line: u32,
    /// Units of the encoding in front, on the same line.
    pub column: u32,
}

/// Distance between two points of the text whose columns are known beforehand. A line of ten megabytes with a
/// hundred thousand hits is then converted in one pass instead of one pass for each hit.
const STRIDE: usize = 1024;

/// Where the lines of one text start. Belongs to exactly that text, which every method asks for again, so that
/// the index can live beside a text that is owned elsewhere.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Units in front of every [`STRIDE`]th byte; empty for a text of ASCII alone, where all units are bytes.
    marks: Vec<Mark>,
}

/// Units in front of a byte.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    code_points: u32,
    /// Code points beyond the basic plane, which UTF-16 counts twice.
    astral: u32,
}

impl Mark {
    fn units(self, encoding: Encoding, bytes: usize) -> usize {
        match encoding {
            Encoding::Utf8 => bytes,
            Encoding::Utf16 => self.code_points as usize + self.astral as usize,
            Encoding::Utf32 => self.code_points as usize,
        }
    }

    fn count(mut self, bytes: &[u8]) -> Self {
        for &byte in bytes {
            self.code_points += u32::from(byte & 0xC0 != 0x80);
            self.astral += u32::from(byte >= 0xF0);
        }
        self
    }
}

impl LineIndex {
    /// Reads the text once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as u32 + 1);
            }
        }
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut mark = Mark::default();
            for block in bytes.chunks(STRIDE) {
                marks.push(mark);
                mark = mark.count(block);
            }
        }
        Self { starts, marks }
    }

    /// How many lines there are: one more than line breaks.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of a line without its line break; the last line for numbers beyond.
    pub fn line(&self, text: &str, line: u32) -> Range<usize> {
        let line = (line as usize).min(self.starts.len() - 1);
        let start = self.starts[line] as usize;
        let Some(&next) = self.starts.get(line + 1) else { return start..text.len() };
        let bytes = text.as_bytes();
        let mut end = next as usize - 1;
        if end > start && bytes[end] == b'\n' && bytes[end - 1] == b'\r' {
            end -= 1;
        }
        start..end
    }

    /// The position of a byte. Inside a character it is the character's, inside a line break the end of the line.
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = floor(text, offset);
        let line = self.starts.partition_point(|&start| start as usize <= offset) - 1;
        let range = self.line(text, line as u32);
        let offset = offset.min(range.end);
        let column = self.units(text, offset, encoding) - self.units(text, range.start, encoding);
        Position { line: line as u32, column: column as u32 }
    }

    /// The byte of a position. A column behind the end of its line means the end; a column inside a character means
    /// the character's start; a line behind the last means the end of the text.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        if position.line as usize >= self.starts.len() {
            return text.len();
        }
        let range = self.line(text, position.line);
        let column = position.column as usize;
        if self.marks.is_empty() || encoding == Encoding::Utf8 {
            return floor(text, range.start.saturating_add(column).min(range.end));
        }
        let wanted = self.units(text, range.start, encoding) + column;
        let block = self.marks.partition_point(|mark| mark.units(encoding, 0) <= wanted).saturating_sub(1);
        let from = ceil(text, range.start.max(block * STRIDE));
        let mut units = self.units(text, from, encoding);
        for (at, character) in text[from..range.end.max(from)].char_indices() {
            units += if encoding == Encoding::Utf16 { character.len_utf16() } else { 1 };
            if units > wanted {
                return from + at;
            }
        }
        range.end
    }

    /// Units in front of a byte, counted from the start of the text.
    fn units(&self, text: &str, offset: usize, encoding: Encoding) -> usize {
        let block = offset / STRIDE;
        let mark = self.marks.get(block).or(self.marks.last());
        match mark {
            None => offset,
            Some(_) if encoding == Encoding::Utf8 => offset,
            Some(mark) => {
                let from = block.min(self.marks.len() - 1) * STRIDE;
                mark.count(&text.as_bytes()[from..offset]).units(encoding, offset)
            }
        }
    }
}

/// The nearest start of a character at or in front of a byte.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The nearest start of a character at or behind a byte.
pub(crate) fn ceil(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    /// The same answer, counted from the start of the text character by character.
    fn naive(text: &str, offset: usize, encoding: Encoding) -> Position {
        let mut position = Position::default();
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            if at + character.len_utf8() > offset {
                break;
            }
            if character == '\r' && characters.peek().is_some_and(|&(_, next)| next == '\n') {
                if at + 2 > offset {
                    break;
                }
                characters.next();
            }
            if matches!(character, '\r' | '\n') {
                position = Position { line: position.line + 1, column: 0 };
                continue;
            }
            position.column += match encoding {
                Encoding::Utf8 => character.len_utf8() as u32,
                Encoding::Utf16 => character.len_utf16() as u32,
                Encoding::Utf32 => 1,
            };
        }
        position
    }

    fn check(text: &str) {
        let index = LineIndex::new(text);
        for encoding in ALL {
            for offset in 0..=text.len() + 2 {
                let position = index.position(text, offset, encoding);
                assert_eq!(position, naive(text, offset, encoding), "{text:?} at {offset} in {encoding:?}");
                let back = index.offset(text, position, encoding);
                let inside_break = offset > 0 && text.get(offset - 1..=offset) == Some("\r\n");
                if offset <= text.len() && text.is_char_boundary(offset) && !inside_break {
                    assert_eq!(back, offset, "{text:?} back from {position:?} in {encoding:?}");
                }
                assert_eq!(index.position(text, back, encoding), position);
            }
        }
    }

    #[test]
    fn only_protocol_line_breaks_count() {
        let text = "a\nb\r\nc\rd\u{2028}e\u{b}f\u{85}g";
        let index = LineIndex::new(text);
        assert_eq!(index.lines(), 4);
        assert_eq!(&text[index.line(text, 1)], "b");
        assert_eq!(&text[index.line(text, 9)], "d\u{2028}e\u{b}f\u{85}g");
        check(text);
    }

    #[test]
    fn columns_are_clamped() {
        let text = "x\u{1F600}y\r\nz";
        let index = LineIndex::new(text);
        let at = |line, column, encoding| index.offset(text, Position { line, column }, encoding);
        assert_eq!(at(0, 2, Encoding::Utf16), 1, "between surrogates");
        assert_eq!(at(0, 3, Encoding::Utf8), 1, "inside a character");
        assert_eq!(at(0, 3, Encoding::Utf16), 5);
        assert_eq!(at(0, 99, Encoding::Utf16), 6, "behind the line");
        assert_eq!(at(1, u32::MAX, Encoding::Utf32), 9);
        assert_eq!(at(7, 0, Encoding::Utf32), 9, "behind the text");
        assert_eq!(index.position(text, 999, Encoding::Utf16), Position { line: 1, column: 1 });
    }

    #[test]
    fn long_lines_use_the_marks() {
        let text = format!("\u{e9}{}\n{}", "ab\u{1F600}\u{20AC}".repeat(2000), "\u{1F600}z".repeat(900));
        let index = LineIndex::new(&text);
        let mut offset = 0;
        while offset < text.len() {
            for encoding in ALL {
                let position = index.position(&text, offset, encoding);
                assert_eq!(position, naive(&text, offset, encoding));
                assert_eq!(index.offset(&text, position, encoding), floor(&text, offset));
            }
            offset += 97;
        }
    }

    proptest! {
        #[test]
        fn round_trip(text in "[a\\r\\n\t\u{e9}\u{20AC}\u{1F600}\u{301}]{0,40}") {
            check(&text);
        }

        #[test]
        fn nothing_panics(text in ".{0,60}", line in any::<u32>(), column in any::<u32>(), offset in any::<usize>()) {
            let index = LineIndex::new(&text);
            for encoding in ALL {
                let byte = index.offset(&text, Position { line, column }, encoding);
                prop_assert!(text.is_char_boundary(byte));
                index.position(&text, offset, encoding);
            }
        }
    }
}
