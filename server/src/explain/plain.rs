//! Markdown -> plain text that reads well by itself.
//!
//! The Markdown is our own, and no more of the language is read than our pages use; a test holds every page against a
//! whole parser, whose tables of HTML would be a thirtieth of the program.

use std::fmt::Write;

#[cfg(test)]
mod tests;

/// Renders Markdown without markup: headings are underlined, links are followed by their address, and a table
/// becomes one paragraph a row, because columns of sentences cannot be read in a terminal.
pub(super) fn from_markdown(markdown: &str) -> String {
    let mut writer = Writer::default();
    for line in markdown.lines() {
        writer.line(line);
    }
    let mut out = writer.out.trim_matches('\n').to_owned();
    out.push('\n');
    out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The open lists, outermost first.
    lists: Vec<List>,
    /// The last line was one of a paragraph.
    in_paragraph: bool,
    in_code_block: bool,
    /// The names of the columns of the open table.
    header: Option<Vec<String>>,
}

struct List {
    /// Columns of the bullet, and of the text behind it.
    bullet: usize,
    content: usize,
    /// Number of the next item; `None` for bullets.
    number: Option<u64>,
}

impl Writer {
    fn line(&mut self, line: &str) {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if text.starts_with("```") {
            self.in_code_block = !self.in_code_block;
            if self.in_code_block {
                self.leave_lists(indent);
                if self.lists.is_empty() {
                    self.blank_line();
                }
            }
            self.in_paragraph = false;
            return;
        }
        if self.in_code_block {
            let inside = self.lists.last().map_or(0, |list| list.content).min(indent);
            self.new_line(self.lists.len());
            self.out.push_str("    ");
            self.out.push_str(&line[inside..]);
            return;
        }
        if !text.starts_with('|') {
            self.header = None;
        }
        if text.is_empty() {
            self.in_paragraph = false;
        } else if let Some((level, title)) = heading(text) {
            self.heading(level, title);
        } else if let Some(row) = text.strip_prefix('|') {
            self.row(row);
        } else if let Some((number, rest)) = item(text) {
            self.item(indent, text.len() - rest.len(), number);
            inline(&mut self.out, rest.trim());
            self.in_paragraph = true;
        } else {
            self.paragraph(indent, text.trim_end());
        }
    }

    fn paragraph(&mut self, indent: usize, text: &str) {
        if !self.in_paragraph {
            self.leave_lists(indent);
        }
        if self.in_paragraph || !self.lists.is_empty() {
            self.new_line(self.lists.len());
        } else {
            self.blank_line();
        }
        inline(&mut self.out, text);
        self.in_paragraph = true;
    }

    fn heading(&mut self, level: usize, title: &str) {
        self.lists.clear();
        self.in_paragraph = false;
        self.blank_line();
        let start = self.out.len();
        inline(&mut self.out, title);
        let width = self.out[start..].chars().count();
        self.out.push('\n');
        self.out.push_str(&if level == 1 { "=" } else { "-" }.repeat(width));
        self.out.push('\n');
    }

    fn item(&mut self, indent: usize, width: usize, number: Option<u64>) {
        self.lists.truncate(self.lists.iter().take_while(|list| list.bullet <= indent).count());
        let inside = |list: &List| indent >= list.content;
        // A list of the other kind beside it is another list.
        self.lists.pop_if(|list| !inside(list) && list.number.is_some() != number.is_some());
        let opens = self.lists.last().is_none_or(|list| inside(list) || list.number.is_some() != number.is_some());
        if opens {
            if self.lists.is_empty() {
                self.blank_line();
            }
            self.lists.push(List { bullet: indent, content: indent + width, number });
        }
        self.new_line(self.lists.len().saturating_sub(1));
        match self.lists.last_mut().and_then(|list| list.number.as_mut()) {
            Some(number) => {
                write!(self.out, "{number}. ").unwrap_or_default();
                *number += 1;
            }
            None => self.out.push_str("- "),
        }
    }

    /// A row of a table, behind its first bar. The first names the columns.
    fn row(&mut self, row: &str) {
        self.lists.clear();
        self.in_paragraph = false;
        let cells = cells(row);
        let Some(header) = &self.header else {
            self.header = Some(cells);
            return;
        };
        if cells.iter().all(|cell| !cell.is_empty() && cell.bytes().all(|byte| matches!(byte, b'-' | b':'))) {
            return;
        }
        let names = header.iter().map(String::as_str).chain(std::iter::repeat(""));
        let mut text = String::new();
        for (column, (cell, name)) in cells.iter().zip(names).enumerate() {
            if column == 0 || name.is_empty() {
                text.push_str(cell);
            } else if !cell.is_empty() {
                write!(text, "\n  {name}: {cell}").unwrap_or_default();
            }
        }
        self.blank_line();
        self.out.push_str(&text);
    }

    /// A line at this column that belongs to no paragraph ends the lists whose text stands further in.
    fn leave_lists(&mut self, indent: usize) {
        self.lists.truncate(self.lists.iter().take_while(|list| list.content <= indent).count());
    }

    fn new_line(&mut self, depth: usize) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(&"  ".repeat(depth));
    }

    fn blank_line(&mut self) {
        while !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

fn heading(text: &str) -> Option<(usize, &str)> {
    let title = text.trim_start_matches('#');
    let level = text.len() - title.len();
    (1..=6).contains(&level).then(|| title.strip_prefix(' ')).flatten().map(|title| (level, title.trim()))
}

/// The number of an item and the text behind its bullet.
fn item(text: &str) -> Option<(Option<u64>, &str)> {
    if let Some(rest) = text.strip_prefix("- ") {
        return Some((None, rest));
    }
    let (number, rest) = text.split_once(". ")?;
    number.parse().ok().filter(|_| number.len() < 4).map(|number| (Some(number), rest))
}

/// The cells of a row without markup. A bar behind a backslash separates nothing.
fn cells(row: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in row.match_indices('|') {
        if !row[..at].ends_with('\\') {
            let mut cell = String::new();
            inline(&mut cell, row[start..at].trim());
            cells.push(cell);
            start = at + 1;
        }
    }
    cells
}

/// Text without emphasis, marks of code, brackets of links and backslashes.
fn inline(out: &mut String, text: &str) {
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let behind = &rest[first.len_utf8()..];
        let next = behind.chars().next().unwrap_or(' ');
        rest = match first {
            '\\' if next.is_ascii_punctuation() => {
                out.push(next);
                &behind[1..]
            }
            '`' => code(out, rest),
            '*' if before.is_whitespace() && next.is_whitespace() => plain(out, first, behind),
            '*' => behind,
            '_' if !before.is_alphanumeric() && !next.is_whitespace() && ends_emphasis(behind) => behind,
            '_' if !before.is_whitespace() && !next.is_alphanumeric() && before != '_' => behind,
            '<' if behind.starts_with("http") => match behind.split_once('>') {
                Some((url, behind)) => {
                    out.push_str(url);
                    behind
                }
                None => plain(out, first, behind),
            },
            '[' => match link(behind) {
                Some((label, url, behind)) => {
                    let start = out.len();
                    inline(out, label);
                    if out.get(start..) != Some(url) {
                        write!(out, " ({url})").unwrap_or_default();
                    }
                    behind
                }
                None => plain(out, first, behind),
            },
            _ => plain(out, first, behind),
        };
        before = first;
    }
}

fn plain<'t>(out: &mut String, first: char, behind: &'t str) -> &'t str {
    out.push(first);
    behind
}

/// Code between as many backquotes as it begins with; without such an end they are text.
fn code<'t>(out: &mut String, text: &'t str) -> &'t str {
    let inside = text.trim_start_matches('`');
    let marks = &text[..text.len() - inside.len()];
    let mut from = 0;
    while let Some(found) = inside.get(from..).and_then(|rest| rest.find(marks)) {
        let end = from + found;
        let behind = inside[end..].trim_start_matches('`');
        let length = inside.len() - end - behind.len();
        if length == marks.len() {
            let code = &inside[..end];
            let padded = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' '));
            out.push_str(padded.filter(|code| !code.trim().is_empty()).unwrap_or(code));
            return behind;
        }
        from = end + length;
    }
    out.push_str(marks);
    inside
}

fn ends_emphasis(text: &str) -> bool {
    text.match_indices('_').any(|(at, _)| {
        let before = text[..at].chars().next_back().unwrap_or(' ');
        let next = text[at + 1..].chars().next().unwrap_or(' ');
        !before.is_whitespace() && before != '\\' && !next.is_alphanumeric()
    })
}

/// Label and address of a link, and what stands behind it; `text` stands behind its bracket.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let mut depth = 0;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' if depth > 0 => depth -= 1,
            ']' => {
                let (url, behind) = text[at + 1..].strip_prefix('(')?.split_once(')')?;
                return Some((&text[..at], url, behind));
            }
            _ => {}
        }
    }
    None
}
