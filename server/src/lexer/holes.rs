//! Holes: the expressions inside interpolated strings and templated values.

use super::Lexer;
use crate::language::Shape;
use crate::tree::{Hole, Kind};

/// How far the end of a hole is looked for.
const REACH: usize = 2_000;
/// The same for holes that hold only a name.
const NAME_REACH: usize = 200;

impl Lexer<'_> {
    /// Adds a hole to the string token that is pushed next.
    pub(super) fn add_hole(&mut self, start: usize, end: usize) {
        let token = self.tokens.len() as u32;
        self.holes.push(Hole { token, start: start as u32, end: end as u32 });
    }

    /// Adds all holes of a bare value to the token that is pushed next; returns how many holes there were before.
    pub(super) fn value_holes(&mut self, start: usize, end: usize) -> usize {
        let before = self.holes.len();
        let openers = self.language.strings.first().map_or("", |kind| kind.interpolation);
        let outer = std::mem::replace(&mut self.limit, end);
        let mut at = start;
        let percent = openers.contains("%(");
        let opens = |byte: &u8| matches!(byte, b'$' | b'{' | b'#' | b'%');
        let next =
            |rest: &[u8]| if percent { rest.iter().position(opens) } else { memchr::memchr3(b'$', b'{', b'#', rest) };
        while let Some(offset) = self.bytes.get(at..end).and_then(next) {
            at += offset;
            let (hole_end, hole) = self.hole(openers, at, true, b"");
            if hole {
                self.add_hole(at, hole_end);
            }
            at = hole_end.max(at + 1);
        }
        self.limit = outer;
        before
    }

    /// `[--name, {{ .value | default "x" }}]`: in a flow collection of YAML a template is a value.
    pub(super) fn template_in_flow(&mut self, byte: u8) -> bool {
        let at = self.at;
        if byte != b'{' || self.language.shape != Shape::Yaml || !self.starts_with(at, "{{") {
            return false;
        }
        let Some(end) = self.until(at + 2, "}}", b"") else { return false };
        let holes = self.holes.len();
        self.add_hole(at, end);
        self.push_string((at, end), (at, end), holes);
        self.at = end;
        true
    }

    /// `{{- $name := VALUE -}}`, `{% set name = VALUE %}`: pushes the name, the operator and the value of a line of a
    /// template that sets a variable.
    pub(super) fn template_assignment(&mut self, at: usize, end: usize) -> bool {
        let line = self.text.get(at..end).unwrap_or("");
        let Some(action) = line.strip_prefix("{{").or_else(|| line.strip_prefix("{%")) else { return false };
        let action = action.trim_start_matches(['-', '+', ' ', '\t']);
        let sets = action.strip_prefix("set ").map(str::trim_start).filter(|_| line.starts_with("{%"));
        let Some(named) = sets.or(Some(action).filter(|action| action.starts_with('$'))) else { return false };
        let length = named.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(0);
        let rest = named[length..].trim_start();
        let Some(value) = rest.strip_prefix(":=").or_else(|| rest.strip_prefix('=')) else { return false };
        if length == 0 || value.starts_with('=') {
            return false;
        }
        let (name, operator) = (end - named.len(), end - rest.len());
        self.push(Kind::Word, name, name + length);
        self.push(Kind::Op, operator, end - value.len());
        self.space_before = true;
        let value = end - value.trim_start().len();
        // A literal stands alone; of what is worked out the closing mark shows the end.
        let bare = self.text[value..end].trim_end_matches(['}', '%', '-', ' ']);
        let literal = bare.len() > 1 && bare.starts_with(['"', '\'']) && bare.ends_with(&bare[..1]);
        let (inner, inner_end) = if literal && !bare[1..bare.len() - 1].contains(&bare[..1]) {
            (value + 1, value + bare.len() - 1)
        } else {
            (value, end)
        };
        self.push_string((value, end), (inner, inner_end), self.holes.len());
        true
    }

    /// `@concat('client_id=', pipeline().parameters.app)`, `[parameters('app')]`, `client_id=@{linkedService().app}`.
    pub(super) fn parameter_holes(&mut self, start: usize, end: usize) {
        let text = self.text.get(start..self.text.floor_char_boundary(end.min(start + REACH))).unwrap_or("");
        if !(text.starts_with(['@', '[']) || text.contains("@{")) {
            return;
        }
        for word in ["parameters", "variables", "linkedService()", "dataset()"] {
            for (at, _) in text.match_indices(word) {
                let behind = &text[at + word.len()..];
                let length = match behind.as_bytes() {
                    [b'.', ..] => 1 + behind[1..].bytes().take_while(u8::is_ascii_alphanumeric).count(),
                    [b'(', b'\'', ..] => behind.find(')').map_or(0, |close| close + 1),
                    _ => 0,
                };
                if length > 1 {
                    // `pipeline().` in front belongs to it.
                    let front =
                        text[..at].bytes().rev().take_while(|byte| matches!(byte, b'a'..=b'z' | b'(' | b')' | b'.'));
                    let front = text[..at].strip_suffix("().").map_or(0, |_| front.count());
                    let behind = at + word.len() + length;
                    // The braces are not the text's own.
                    let braced = text[..at - front].ends_with("@{") && text[behind..].starts_with('}');
                    self.add_hole(start + at - front - 2 * usize::from(braced), start + behind + usize::from(braced));
                }
            }
        }
    }

    /// `@name` and `@(name)` of a page with blocks of code.
    pub(super) fn page_holes(&mut self, start: usize, end: usize) {
        let end = end.min(start + NAME_REACH);
        let mut at = start;
        while let Some(offset) = memchr::memchr(b'@', &self.bytes[at..end]) {
            let name = at + offset + 1;
            let round = self.bytes.get(name) == Some(&b'(');
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
            let first = name + usize::from(round);
            let length = self.bytes[first.min(end)..end].iter().take_while(|byte| is_name(byte)).count();
            // An address has a name in front, too.
            let bare = offset == 0 || !self.bytes[at + offset - 1].is_ascii_alphanumeric();
            if length > 0 && bare {
                self.add_hole(at + offset, (first + length + usize::from(round)).min(end));
            }
            at = (first + length).min(end);
        }
    }

    /// What stands at `at`, a byte that may open a hole: where to go on, and whether that was a hole.
    /// The same place means nothing special.
    pub(super) fn hole(&mut self, openers: &str, at: usize, multiline: bool, close: &[u8]) -> (usize, bool) {
        for opener in openers.split(' ') {
            let end = match opener {
                "$" => self.bytes[at..].strip_prefix(b"$").and_then(|_| self.dollar_name(at + 1)),
                "{" | "{}" if self.starts_with(at, "{{") => return (at + 2, false),
                "{}" => self.format_hole(at),
                "%" => self.percent_name(at),
                "{{" | "<%" if self.starts_with(at, opener) => {
                    self.until(at + 2, if opener == "{{" { "}}" } else { "%>" }, close)
                }
                // PHP: only a brace directly in front of a variable.
                "{$" if self.starts_with(at, opener) => self.bracketed(at, multiline),
                // `{StaticResource name}`
                "{StaticResource" | "{DynamicResource" | "{ThemeResource" if self.starts_with(at, opener) => {
                    self.bracketed(at, multiline)
                }
                "${" | "$(" | "#{" | "%{" | "%(" | "\\(" | "{" if self.starts_with(at, opener) => {
                    self.bracketed(at + opener.len() - 1, multiline)
                }
                _ => None,
            };
            if let Some(end) = end {
                return (end, true);
            }
        }
        (at, false)
    }

    /// `$name`, `$env:name`, `$1`.
    fn dollar_name(&self, start: usize) -> Option<usize> {
        let first = self.byte(start)?;
        if first.is_ascii_digit() {
            return Some(start + 1);
        }
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if !is_name(first) {
            return None;
        }
        let mut end = start;
        while self.byte(end).is_some_and(is_name) {
            end += 1;
            // PowerShell's scopes; `$env:` also in the scripts of pipelines.
            let scope = self.byte(end) == Some(b':')
                && (self.language.word_characters.contains(':') || self.bytes[start..end].eq_ignore_ascii_case(b"env"));
            if scope && self.byte(end + 1).is_some_and(|next| next.is_ascii_alphabetic()) {
                end += 1;
            }
        }
        Some(end)
    }

    /// `{name}` and `{name:…}` of format strings.
    fn format_hole(&self, at: usize) -> Option<usize> {
        let inner = self.bytes[at..self.limit].strip_prefix(b"{")?;
        let inner = &inner[..inner.len().min(NAME_REACH)];
        let name = inner.iter().position(|&byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')))?;
        let length = match inner[name] {
            b'}' => name,
            b':' => name + inner[name..].iter().position(|&byte| matches!(byte, b'}' | b'"'))?,
            _ => return None,
        };
        (inner[length] == b'}').then_some(at + length + 2)
    }

    /// `%NAME%` of batch files.
    fn percent_name(&self, at: usize) -> Option<usize> {
        let inner = self.bytes[at..self.limit].strip_prefix(b"%")?;
        let length = inner.iter().take(NAME_REACH).position(|&byte| !(byte.is_ascii_alphanumeric() || byte == b'_'))?;
        (length > 0 && inner[length] == b'%').then_some(at + length + 2)
    }

    /// Up to a closing mark, on one line and not beyond the string.
    fn until(&mut self, from: usize, mark: &str, close: &[u8]) -> Option<usize> {
        if self.patience == 0 {
            return None;
        }
        let rest = &self.bytes[from..self.limit.min(from + REACH)];
        let mut length = 0;
        while length < rest.len() && rest[length] != b'\n' && (close.is_empty() || !rest[length..].starts_with(close)) {
            if rest[length..].starts_with(mark.as_bytes()) {
                return Some(from + length + mark.len());
            }
            length += 1;
        }
        self.waste(length);
        None
    }

    /// The end of the bracket at `at`, brackets and quotes inside it matched.
    fn bracketed(&mut self, at: usize, multiline: bool) -> Option<usize> {
        if self.patience == 0 {
            return None;
        }
        let bound = self.limit.min(at + REACH);
        let mut depth = 0;
        let mut here = at;
        // Quotes of which no more stands on the line, as found out once.
        let mut lone = [0; 3];
        while here < bound {
            match self.bytes[here] {
                b'(' | b'{' | b'[' => depth += 1,
                b')' | b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(here + 1);
                    }
                }
                b'\n' if !multiline => break,
                b'\\' => here += 1,
                quote @ (b'"' | b'\'' | b'`') => {
                    let memory = &mut lone[usize::from(quote == b'\'') + 2 * usize::from(quote == b'`')];
                    if *memory <= here {
                        let partner = self.same_line_quote(here + 1, bound, quote);
                        match partner {
                            Ok(partner) => here = partner,
                            Err(line_end) => *memory = line_end,
                        }
                    }
                }
                _ => {}
            }
            here += 1;
        }
        self.waste(here - at);
        None
    }

    /// The next `quote` on this line, or where the line ends without one.
    fn same_line_quote(&self, from: usize, bound: usize, quote: u8) -> Result<usize, usize> {
        let mut at = from;
        while at < bound && self.bytes[at] != b'\n' {
            if self.bytes[at] == quote {
                return Ok(at);
            }
            at += if self.bytes[at] == b'\\' { 2 } else { 1 };
        }
        Err(at)
    }
}
