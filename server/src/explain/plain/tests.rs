//! The writer held against a whole parser of Markdown, on every page that there is.

use std::fmt::Write;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::from_markdown;
use crate::catalog;
use crate::explain::{app, code, rule};

#[test]
fn reads_well_by_itself() {
    let markdown = "# A *title*\n\nOne.\nTwo with `code`.\n\n## Part\n\n1. **First.**\n   More.\n2. [Link](https://a.example/)\n\n- a\n  - b\n- <https://b.example/>\n\n```toml\nx = 1\n\ny = 2\n```\n\n| Product | Where |\n|---|---|\n| Thing | here |\n| Other | there |\n";
    assert_eq!(
        from_markdown(markdown),
        "A title\n=======\n\nOne.\nTwo with code.\n\nPart\n----\n\n1. First.\n  More.\n2. Link (https://a.example/)\n\n\
         - a\n  - b\n- https://b.example/\n\n    x = 1\n    \n    y = 2\n\nThing\n  Where: here\n\nOther\n  Where: there\n"
    );
}

#[test]
fn nothing_stays_nothing() {
    assert_eq!(from_markdown(""), "\n");
}

/// What the pages of the codes, the rules and the applications say, the parser reads as the writer does.
#[test]
fn every_page_is_read_as_a_parser_reads_it() {
    let codes = catalog::codes().iter().map(|row| code(row.number));
    let rules = crate::rule::RuleId::ALL.into_iter().map(rule);
    let apps = catalog::apps().iter().step_by(7).map(app);
    let mut pages = 0;
    for page in codes.chain(rules).chain(apps) {
        assert_eq!(from_markdown(&page.markdown), parsed(&page.markdown), "{}", page.markdown);
        pages += 1;
    }
    assert!(pages > 700, "only {pages} pages");
}

/// The same text, by way of the parser.
fn parsed(markdown: &str) -> String {
    let mut writer = Writer::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.event(event);
    }
    let mut out = writer.out.trim_matches('\n').to_owned();
    out.push('\n');
    out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Numbers of the open lists; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// Where the current heading starts in `out`.
    heading: usize,
    /// Target of the open link, and where its text starts in `out`.
    link: Option<(String, usize)>,
    in_code_block: bool,
    table: Table,
}

#[derive(Default)]
struct Table {
    header: Vec<String>,
    in_header: bool,
    column: usize,
    /// Where the current cell starts in `out`.
    cell: usize,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code_block => {
                for line in text.lines() {
                    self.new_line();
                    self.out.push_str("    ");
                    self.out.push_str(line);
                }
            }
            Event::Text(text) | Event::Code(text) => self.out.push_str(&text),
            // Sources keep one sentence per line, which reads well in a terminal too.
            Event::SoftBreak | Event::HardBreak => self.new_line(),
            Event::Rule => self.blank_line(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.blank_line();
                self.heading = self.out.len();
            }
            Tag::Paragraph if self.lists.is_empty() => self.blank_line(),
            // The first paragraph of an item stands behind its bullet.
            Tag::Paragraph if !self.out.ends_with("- ") && !self.out.ends_with(". ") => self.new_line(),
            Tag::List(start) => {
                if self.lists.is_empty() {
                    self.blank_line();
                }
                self.lists.push(start);
            }
            Tag::Item => {
                self.new_outer_line();
                match self.lists.last_mut() {
                    Some(Some(number)) => {
                        write!(self.out, "{number}. ").unwrap_or_default();
                        *number += 1;
                    }
                    _ => self.out.push_str("- "),
                }
            }
            Tag::CodeBlock(_) => {
                self.in_code_block = true;
                if self.lists.is_empty() {
                    self.blank_line();
                }
            }
            Tag::Link { dest_url, .. } => self.link = Some((dest_url.into_string(), self.out.len())),
            Tag::Table(_) => self.table = Table::default(),
            Tag::TableHead => {
                self.table.in_header = true;
                self.table.column = 0;
            }
            Tag::TableRow => {
                self.table.in_header = false;
                self.table.column = 0;
                self.blank_line();
            }
            Tag::TableCell => self.table.cell = self.out.len(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let width = self.out[self.heading..].chars().count();
                self.out.push('\n');
                let line = if level == HeadingLevel::H1 { "=" } else { "-" };
                self.out.push_str(&line.repeat(width));
                self.out.push('\n');
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::CodeBlock => self.in_code_block = false,
            TagEnd::Link => {
                if let Some((target, start)) = self.link.take()
                    && self.out.get(start..) != Some(target.as_str())
                {
                    write!(self.out, " ({target})").unwrap_or_default();
                }
            }
            TagEnd::TableCell => {
                let cell = self.out.split_off(self.table.cell);
                if self.table.in_header {
                    self.table.header.push(cell);
                } else {
                    let name = self.table.header.get(self.table.column).map_or("", String::as_str);
                    if self.table.column == 0 || name.is_empty() {
                        self.out.push_str(&cell);
                    } else if !cell.is_empty() {
                        write!(self.out, "\n  {name}: {cell}").unwrap_or_default();
                    }
                    self.table.column += 1;
                }
            }
            _ => {}
        }
    }

    /// Starts a line inside the innermost item.
    fn new_line(&mut self) {
        self.line(self.lists.len());
    }

    /// Starts a line for a bullet, outside of the innermost item.
    fn new_outer_line(&mut self) {
        self.line(self.lists.len().saturating_sub(1));
    }

    fn line(&mut self, depth: usize) {
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
