//! `aadsts explain`: answers with a page.

use std::io::{self, Read, Write};

use anyhow::Context;
use serde_json::json;

use super::args::{ExplainArguments, PageFormat};
use super::console::{Console, printable};
use super::{Status, at};
use crate::explain::lookup;

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
    match arguments.format {
        PageFormat::Plain => writeln!(out, "{}", printable_page(&explanation.to_plain()))?,
        PageFormat::Markdown => writeln!(out, "{}", explanation.markdown.trim_end())?,
        PageFormat::Json => {
            let page = json!({
                "query": query.trim(),
                "title": explanation.title,
                "markdown": explanation.markdown,
                "plain": explanation.to_plain(),
            });
            writeln!(out, "{page}")?;
        }
    }
    out.flush()?;
    Ok(Status::Clean)
}

/// A page can quote the message that it explains.
fn printable_page(page: &str) -> std::borrow::Cow<'_, str> {
    printable(page.trim_end())
}
