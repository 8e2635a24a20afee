//! Words: identifiers, numbers, options of commands, bare GUIDs.

use super::{Classes, Lexer};
use crate::guid::Guid;
use crate::language::Traits;
use crate::tree::Kind;

impl Lexer<'_> {
    pub(super) fn word(&mut self, byte: u8) -> bool {
        let at = self.at;
        if self.is_guid(at) {
            self.guid();
            return true;
        }
        let option = byte == b'-' && self.begins_option();
        if !option && !self.begins_word(byte) {
            return false;
        }
        let end = self.word_end(byte, option);
        if self.is_continuation_word(end) {
            self.at = end;
            return true;
        }
        if self.has(Traits::STRING_PREFIX) && self.prefixed(end)
            || self.has(Traits::QUOTE_WORDS) && self.quote_word(end)
        {
            return true;
        }
        self.push(Kind::Word, at, end);
        self.at = end;
        true
    }

    /// Whether a GUID in dashed form begins at `at` and is not the end of a longer run of digits.
    pub(super) fn is_guid(&self, at: usize) -> bool {
        // The cheap test first: hardly any word has a hyphen as its ninth character.
        self.byte(at + 8) == Some(b'-')
            && Guid::from_dashed_prefix(&self.bytes[at..self.limit]).is_some()
            && (at == 0 || !self.bytes[at - 1].is_ascii_hexdigit())
            && self.byte(at + Guid::DASHED_LEN).is_none_or(|next| !next.is_ascii_alphanumeric())
    }

    fn guid(&mut self) {
        let at = self.at;
        let mut end = at + Guid::DASHED_LEN;
        // An argument of a command goes on to the next blank: `<id>/.default`.
        if self.has(Traits::COMMANDS) {
            while self.byte(end).is_some_and(|next| self.in_word(next) || matches!(next, b'/' | b'.' | b'-')) {
                end += 1;
            }
        }
        self.push(Kind::Word, at, end);
        self.at = end;
    }

    fn in_word(&self, byte: u8) -> bool {
        self.classes.has(byte, Classes::WORD)
    }

    /// `-Name` and `--name`.
    fn begins_option(&self) -> bool {
        self.has(Traits::COMMANDS)
            && self.at_word_start()
            && self.byte(self.at + 1).is_some_and(|next| next.is_ascii_alphabetic() || next == b'-')
    }

    /// Some characters may only stand inside a word, or at its end.
    fn begins_word(&self, byte: u8) -> bool {
        match byte {
            b'?' | b':' | b'\'' => false,
            b'!' => self.in_word(byte) && self.has(Traits::COMMANDS),
            _ => self.in_word(byte),
        }
    }

    fn word_end(&self, first: u8, option: bool) -> usize {
        let hyphens = option || self.has(Traits::HYPHEN_WORDS) && !(first == b'$' && self.has(Traits::CASELESS));
        let mut end = self.at + 1;
        while let Some(byte) = self.byte(end) {
            let next = self.byte(end + 1);
            let inside = match byte {
                b'-' => hyphens && next.is_some_and(|next| self.in_word(next) || next == b'-'),
                // `$env:NAME`, but not `-Name:value` and not `$a::b`.
                b':' => first == b'$' && self.in_word(byte) && next.is_some_and(|next| next.is_ascii_alphabetic()),
                b'?' | b'!' => self.in_word(byte) && next != Some(b'='),
                _ => self.in_word(byte),
            };
            if !inside {
                break;
            }
            end += 1;
            if matches!(byte, b'?' | b'!') && !self.has(Traits::COMMANDS) {
                break;
            }
        }
        end
    }

    /// ` _` at the end of a line of Visual Basic.
    fn is_continuation_word(&self, end: usize) -> bool {
        end - self.at == 1
            && self.bytes[self.at] == b'_'
            && self.language.continuations.contains('_')
            && matches!(self.byte(end), Some(b'\r' | b'\n'))
    }
}
