//! The format for people: the line, a caret below what is meant, why, and what to do.

use std::fmt::Write;

use super::concise;
use super::console::{BOLD, DIM, GUTTER, HELP, printable, style_of, visible};
use super::row::{Page, Row};
use crate::analysis::Occurrence;
use crate::fix::{Applicability, Fix};
use crate::position::{ceil, floor};

/// Lines longer than this many bytes are shown in part.
const WHOLE: usize = 160;
/// Bytes shown in front of the caret of a long line, and behind its start.
const BEFORE: usize = 60;
const BEHIND: usize = 100;
const TAB: usize = 4;

pub(super) fn render(out: &mut String, page: &Page<'_>, row: &Row<'_>) {
    let place = page.place(row.range.start);
    let path = printable(page.path);
    let _ = write!(out, "{BOLD}{path}:{}:{}{BOLD:#} ", place.line, place.column);
    concise::label(out, row);
    let _ = writeln!(out, " {BOLD}{}{BOLD:#}", printable(&row.message()));

    let number = place.line.to_string();
    let gutter = number.len();
    let snippet = snippet(page, row);
    let style = row.level().map_or(DIM, style_of);
    let _ = writeln!(out, "{GUTTER}{:gutter$} |{GUTTER:#}", "");
    let _ = writeln!(out, "{GUTTER}{number} |{GUTTER:#} {}", snippet.line);
    let _ = write!(
        out,
        "{GUTTER}{:gutter$} |{GUTTER:#} {:pad$}{style}{}",
        "",
        "",
        "^".repeat(snippet.width),
        pad = snippet.indent
    );
    // What is said about another place than that of the id has its words in the message.
    let own = |occurrence: &&Occurrence| row.finding.is_none_or(|finding| finding.range == occurrence.range);
    if let Some(occurrence) = row.occurrence.filter(|occurrence| !occurrence.why.is_empty()).filter(own) {
        let _ = write!(out, " {}", printable(&occurrence.why));
    }
    let _ = writeln!(out, "{style:#}");

    let mut note = |style: anstyle::Style, word: &str, text: &str| {
        let _ = writeln!(out, "{GUTTER}{:gutter$} ={GUTTER:#} {style}{word}:{style:#} {}", "", printable(text));
    };
    if let Some(occurrence) = row.occurrence.filter(|_| page.verbose).filter(own) {
        let sure = occurrence.certainty.name();
        note(DIM, "role", &format!("{}, {sure}, by row {}", occurrence.role.name(), occurrence.row));
    }
    if let Some(finding) = row.finding {
        for related in &finding.related {
            let place = page.place(related.range.start);
            note(BOLD, "note", &format!("{}:{}: {}", place.line, place.column, related.message));
        }
        if let Some(fix) = finding.fixes.first() {
            note(HELP, "help", &help(fix));
        }
    }
    out.push('\n');
}

fn help(fix: &Fix) -> String {
    let how = match fix.applicability {
        Applicability::Safe => " (done by --fix)",
        Applicability::Unsafe => " (done by --fix --unsafe-fixes)",
        Applicability::DisplayOnly => "",
    };
    format!("{}{how}", fix.title)
}

/// The shown part of a line, and where the caret stands in it.
struct Snippet {
    line: String,
    indent: usize,
    width: usize,
}

fn snippet(page: &Page<'_>, row: &Row<'_>) -> Snippet {
    let text = page.text;
    let line = page.lines.line(text, page.place(row.range.start).line - 1);
    let start = floor(text, row.range.start).clamp(line.start, line.end);
    let end = floor(text, row.range.end).clamp(start, line.end);
    let (from, to) = if line.len() <= WHOLE {
        (line.start, line.end)
    } else {
        let from = ceil(text, start.saturating_sub(BEFORE).max(line.start));
        (from, floor(text, (start + BEHIND).min(line.end)).max(from))
    };
    let mut snippet = Snippet { line: String::new(), indent: 0, width: 0 };
    if from > line.start {
        snippet.line.push('…');
        snippet.indent += 1;
    }
    for (at, character) in text[from..to].char_indices() {
        let width = if character == '\t' {
            snippet.line.push_str(&" ".repeat(TAB));
            TAB
        } else {
            snippet.line.push(visible(character));
            width_of(character)
        };
        if from + at < start {
            snippet.indent += width;
        } else if from + at < end {
            snippet.width += width;
        }
    }
    if to < line.end {
        snippet.line.push('…');
    }
    snippet.width = snippet.width.max(1);
    snippet
}

/// Cells that a terminal gives to a character. Rough: combining marks, East Asian wide blocks and emoji.
fn width_of(character: char) -> usize {
    match character as u32 {
        0x300..=0x36F | 0x200B..=0x200D | 0x2060 | 0xFE00..=0xFE0F | 0xFEFF => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF01..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::position::LineIndex;

    fn shown(text: &str, needle: &str) -> String {
        let start = text.find(needle).unwrap();
        let lines = LineIndex::new(text);
        let page = Page { path: "x", text, lines: &lines, verbose: false };
        let row = Row { range: start..start + needle.len(), finding: None, occurrence: None };
        let snippet = snippet(&page, &row);
        format!("{}\n{}{}", snippet.line, " ".repeat(snippet.indent), "^".repeat(snippet.width))
    }

    #[test]
    fn the_caret_stands_below_what_is_meant() {
        assert_eq!(shown("a\n\tid = X1\n", "X1"), "    id = X1\n         ^^");
        assert_eq!(shown("名 = X1", "X1"), "名 = X1\n     ^^");
        assert_eq!(shown("e\u{301}\u{1b}[31m X1", "X1"), "e\u{301}\u{241b}[31m X1\n       ^^");
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        let text = format!("{}X1{}", "é".repeat(5_000), "ü".repeat(5_000));
        let shown = shown(&text, "X1");
        let (line, caret) = shown.split_once('\n').unwrap();
        assert!(line.starts_with('…') && line.ends_with('…') && line.chars().count() < 200);
        let column = line.chars().position(|character| character == 'X').unwrap();
        assert_eq!(caret, format!("{}^^", " ".repeat(column)));
    }
}
