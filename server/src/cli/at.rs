//! `aadsts explain --at FILE:LINE[:COLUMN]`: every id and code at a place, what it does there and why; what a scope gets.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::args::{ExplainArguments, PageFormat};
use super::check::choice;
use super::console::Console;
use super::row::{Page, Row, rows};
use super::{Status, explain as page, full, json};
use crate::analysis::analyze;
use crate::config::Resolver;
use crate::explain;
use crate::position::{Encoding, LineIndex, Position};
use crate::role::Role;
use crate::rule::Level;
use crate::source;
use crate::walk::Target;

pub(super) fn run(place: &str, arguments: &ExplainArguments, console: &Console) -> anyhow::Result<Status> {
    let (file, line, column) = parse(place)?;
    let bytes = fs::read(file).with_context(|| format!("cannot read {file}"))?;
    let Some(source) = source::decode(bytes) else { bail!("{file}: binary file") };
    let target = Target::named(Path::new(file));
    let resolver = Resolver::new(choice(&arguments.configuration));
    let settings = resolver.resolve(&target.disk);
    for problem in resolver.problems() {
        console.error(&format!("{}:{}:{}: {}", problem.path.display(), problem.line, problem.column, problem.message));
    }
    let analysis = analyze(&source.text, &target.inner, None, &settings.options);
    let lines = LineIndex::new(&source.text);
    let page = Page { path: &target.shown, text: &source.text, lines: &lines, verbose: true };
    let here = |row: &&Row<'_>| {
        let (start, end) = (page.place(row.range.start), page.place(row.range.end));
        (start.line..=end.line).contains(&line)
            && column.is_none_or(|column| {
                (start.line < line || start.column <= column) && (end.line > line || column <= end.column)
            })
    };
    let rows = rows(&analysis, Level::Hint, true);
    let rows: Vec<_> = rows.iter().filter(here).collect();
    // A scope or the URI of an API is no row of its own.
    let offset = column
        .map(|column| lines.offset(&source.text, Position { line: line - 1, column: column - 1 }, Encoding::Utf32));
    let asked = offset.filter(|_| rows.iter().all(|row| row.occurrence.is_none())).and_then(|offset| {
        let asked = || explain::asked(&source.text, 0, offset, &analysis);
        explain::brought(offset, &analysis).or_else(asked)
    });
    if rows.is_empty() && asked.is_none() {
        console.error(&format!("no known id, scope or AADSTS code at {place}"));
        return Ok(Status::Failure);
    }
    let mut text = String::new();
    for row in rows {
        if arguments.format == PageFormat::Json {
            json::render(&mut text, &page, row);
            continue;
        }
        full::render(&mut text, &page, row);
        // Who points at a client wants to know what it gets.
        let client = row.occurrence.filter(|own| own.role == Role::Client && own.range == row.range);
        if let Some(id) = client.and_then(|own| own.entity.guid()).filter(|_| column.is_some()) {
            text.push_str(explain::plain(&explain::asked_with(id, &analysis)).trim_start());
        }
    }
    let mut out = console.out();
    out.write_all(text.as_bytes())?;
    if let Some((_, explanation)) = asked.filter(|_| text.is_empty() || arguments.format != PageFormat::Json) {
        page::show(&mut out, place, &explanation, arguments.format)?;
    }
    out.flush()?;
    Ok(if settings.broken() { Status::Failure } else { Status::Clean })
}

/// Reads from the right, for a path may contain colons.
fn parse(place: &str) -> anyhow::Result<(&str, u32, Option<u32>)> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|&number| number > 0);
    let last = place.rsplit_once(':').and_then(|(front, last)| Some((front, number(last)?)));
    let Some((front, last)) = last else { bail!("`{place}` names no line, expected FILE:LINE or FILE:LINE:COLUMN") };
    Ok(match front.rsplit_once(':').and_then(|(file, line)| Some((file, number(line)?))) {
        Some((file, line)) => (file, line, Some(last)),
        None => (front, last, None),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_the_right() {
        assert_eq!(parse("a.py:3").unwrap(), ("a.py", 3, None));
        assert_eq!(parse("a.py:3:14").unwrap(), ("a.py", 3, Some(14)));
        assert_eq!(parse(r"C:\x\a.py:3").unwrap(), (r"C:\x\a.py", 3, None));
        assert!(parse("a.py").is_err());
        assert!(parse("a.py:0").is_err());
        assert!(parse("a.py:x").is_err());
    }
}
