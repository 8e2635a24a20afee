//! Here-documents: a word, the rest of its line, and text up to a line with that word.

use super::Lexer;
use crate::language::Traits;

/// After so many openers without an end, `<<` is taken for an operator.
const LOST: u32 = 8;
const LONGEST_WORD: usize = 40;

/// What stands behind `<<`.
struct Opener {
    word: (usize, usize),
    /// Where the code goes on.
    end: usize,
    /// The body is taken literally.
    literal: bool,
}

impl Lexer<'_> {
    /// Reads a here-document that begins here: one string at the place of its opener, with the body as its content,
    /// then the tokens of the rest of the opener's line.
    pub(super) fn heredoc(&mut self, byte: u8) -> bool {
        if byte != b'<' || !self.has(Traits::HEREDOC) || self.lost_heredocs >= LOST || !self.starts_with(self.at, "<<")
        {
            return false;
        }
        let Some(opener) = self.heredoc_opener() else { return false };
        let at = self.at;
        let line_end = self.line_end(opener.end);
        let body = line_end + 1;
        let word = &self.text[opener.word.0..opener.word.1];
        // Without its last line it is being typed, if nothing else can be meant: `<<EOF` at the end of a line.
        let shouted = word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        let open = || shouted && self.bytes[opener.end..line_end].trim_ascii().is_empty() && body < self.limit;
        let Some((body_end, end)) = self.terminator(word, body).or_else(|| open().then_some((self.limit, self.limit)))
        else {
            self.lost_heredocs += 1;
            return false;
        };
        let holes = self.holes.len();
        if !opener.literal {
            self.body_holes(body, body_end);
        }
        self.push_string((at, end), (body, body_end), holes);
        self.at = opener.end;
        // One inside the rest of the line is not looked for: its body would begin behind this one's.
        let lost = std::mem::replace(&mut self.lost_heredocs, LOST);
        self.run(line_end);
        self.lost_heredocs = lost;
        self.at = end;
        true
    }

    fn heredoc_opener(&self) -> Option<Opener> {
        let mut at = self.at + 2;
        // `<<<` is a here-document in PHP and a here-string in the shell.
        let commands = self.has(Traits::COMMANDS);
        while matches!(self.byte(at), Some(b'-' | b'~')) || self.byte(at) == Some(b'<') && !commands {
            at += 1;
            if at > self.at + 4 {
                return None;
            }
        }
        if commands {
            at = self.skip_blanks(at, self.limit.min(at + 2));
        }
        let quote = self.byte(at).filter(|byte| matches!(byte, b'"' | b'\'' | b'\\'));
        let start = at + usize::from(quote.is_some());
        let first = self.byte(start)?;
        if !(first.is_ascii_alphabetic() || first == b'_') {
            return None;
        }
        let rest = &self.bytes[start..self.limit.min(start + LONGEST_WORD)];
        let length = rest.iter().take_while(|&&byte| byte.is_ascii_alphanumeric() || byte == b'_').count();
        let word_end = start + length;
        let closed = quote.is_some_and(|quote| quote != b'\\' && self.byte(word_end) == Some(quote));
        let literal = matches!(quote, Some(b'\'' | b'\\')) || quote.is_some() && commands;
        Some(Opener { word: (start, word_end), end: word_end + usize::from(closed), literal })
    }

    /// The line with only `word`: where it begins, and where the word on it ends.
    fn terminator(&self, word: &str, body: usize) -> Option<(usize, usize)> {
        let mut line = body;
        while line < self.limit {
            let line_end = self.line_end(line);
            let blanks = self.bytes[line..line_end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if let Some(rest) = self.bytes[line + blanks..line_end].strip_prefix(word.as_bytes()) {
                let rest = rest.trim_ascii();
                if rest.is_empty() || matches!(rest[0], b';' | b',' | b')' | b']' | b'.') {
                    return Some((line, line + blanks + word.len()));
                }
            }
            line = line_end + 1;
        }
        None
    }

    fn body_holes(&mut self, start: usize, end: usize) {
        let openers = self.language.strings.first().map_or("", |kind| kind.interpolation);
        let outer = std::mem::replace(&mut self.limit, end);
        let mut at = start;
        while at < end {
            let (hole_end, hole) = match self.bytes[at] {
                b'\\' => (at + 2, false),
                b'$' | b'{' | b'#' => self.hole(openers, at, true, b""),
                _ => (at, false),
            };
            if hole {
                self.add_hole(at, hole_end);
            }
            at = hole_end.max(at + 1);
        }
        self.limit = outer;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod heredoc_tests {
    use crate::language::by_name;
    use crate::tree::{Kind, of};

    #[test]
    fn the_rest_of_the_line_is_code() {
        let shell = by_name("shell").unwrap();
        let tree = of("curl -d @- <<EOF | jq .x\nclient_id=$ID\nEOF\necho", shell);
        let body = tree.tokens.iter().position(|token| token.kind == Kind::Str).unwrap();
        assert_eq!(tree.content_of(body), "client_id=$ID\n");
        assert_eq!(tree.text_of(body + 1), "|");
        assert_eq!(tree.holes_of(body).len(), 1);
    }
}
