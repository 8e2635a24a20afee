//! `aadsts explain`: answers with a page.

use std::io::{self, Read, Write};

use anyhow::Context;
use serde_json::json;

use super::args::{ExplainArguments, PageFormat};
use super::console::{Console, printable};
use super::{Status, at};
use crate::explain::{Explanation, lookup};

/// No error message is longer; a log of megabytes is a job for `check`.
const LONGEST_INPUT: u64 = 1 << 20;

pub(super) fn run(arguments: &ExplainArguments, console: &Console) -> anyhow::Result<Status> {
    if let Some(place) = &arguments.at {
        return at::run(place, arguments, console);
    }
    let mut query = arguments.query.join(" ");
    if query == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().take(LONGEST_INPUT).read_to_end(&mut bytes).context("cannot read standard input")?;
        query = String::from_utf8_lossy(&bytes).into_owned();
    }
    if query.trim().is_empty() {
        anyhow::bail!("nothing to explain: the argument is empty");
    }
    let explanation = match lookup(query.trim()) {
        Ok(explanation) => explanation,
        Err(not_found) => {
            console.error(&not_found.to_string());
            return Ok(Status::Failure);
        }
    };
    let mut out = Console::raw();
    show(&mut out, query.trim(), &explanation, arguments.format)?;
    out.flush()?;
    Ok(Status::Clean)
}

/// Writes a page.
pub(super) fn show(
    out: &mut impl Write,
    query: &str,
    explanation: &Explanation,
    format: PageFormat,
) -> std::io::Result<()> {
    match format {
        PageFormat::Plain => writeln!(out, "{}", printable_page(&explanation.to_plain())),
        PageFormat::Markdown => writeln!(out, "{}", explanation.markdown.trim_end()),
        PageFormat::Json => {
            let page = json!({
                "query": query,
                "title": explanation.title,
                "markdown": explanation.markdown,
                "plain": explanation.to_plain(),
            });
            writeln!(out, "{page}")
        }
    }
}

/// A page can quote the message that it explains.
fn printable_page(page: &str) -> std::borrow::Cow<'_, str> {
    printable(page.trim_end())
}
