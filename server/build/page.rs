//! Reads one page about an error code: front matter between `+++` lines, then sections in a fixed order.

use std::fmt::Write;

use serde::Deserialize;

use crate::facts::is_date;
use crate::table::Fault;

/// Front matter of `aadsts/<code>.md`, and the text below it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    pub(crate) code: u32,
    pub(crate) severity: String,
    pub(crate) category: String,
    pub(crate) who: Vec<String>,
    pub(crate) meaning: String,
    pub(crate) oauth_error: String,
    pub(crate) retry: String,
    pub(crate) related: Vec<u32>,
    pub(crate) date: String,
    pub(crate) sources: Vec<Source>,
    #[serde(skip)]
    pub(crate) body: String,
}

/// A link that a page rests on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) title: String,
    pub(crate) url: String,
}

/// The sections of a page, in order, and whether each must be there. `Sources` is written from the front matter.
const SECTIONS: [(&str, bool); 4] =
    [("Likely causes", true), ("What to do", true), ("Where to look", false), ("Questions", true)];

/// Reads a page. `stem` is the file's name without `.md`; `codes` are the numbers of `codes.csv`.
pub(crate) fn read(stem: &str, text: &str, codes: &[u32]) -> Result<Page, Fault> {
    let file = format!("aadsts/{stem}.md");
    let fault = |line: usize, message: String| Fault::new(&file, line as u64, message);
    if text.contains('\r') {
        return Err(fault(1, "carriage return: lines end with a line feed alone".to_owned()));
    }
    let front = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .ok_or_else(|| fault(1, "no front matter between two lines of +++".to_owned()));
    let (front, body) = front?;
    let mut page: Page = toml::from_str(front).map_err(|error| {
        let line = error.span().map_or(0, |span| front[..span.start.min(front.len())].matches('\n').count());
        fault(line + 2, format!("front matter: {}", error.message()))
    })?;
    let line_of = |key: &str| front.lines().position(|line| line.starts_with(key)).map_or(2, |index| index + 2);

    if page.code.to_string() != stem {
        return Err(fault(line_of("code"), format!("code {} is not the file's name", page.code)));
    }
    if !codes.contains(&page.code) {
        return Err(fault(line_of("code"), format!("code {} is not in codes.csv", page.code)));
    }
    if !["low", "medium", "high"].contains(&page.severity.as_str()) {
        return Err(fault(line_of("severity"), format!("severity {:?} is not low, medium or high", page.severity)));
    }
    let who = ["developer", "tenant-admin", "user", "microsoft"];
    if page.who.is_empty() || page.who.iter().any(|word| !who.contains(&word.as_str())) {
        return Err(fault(line_of("who"), format!("{:?} is not a choice of {who:?}", page.who)));
    }
    for (key, value) in [("category", &page.category), ("meaning", &page.meaning), ("retry", &page.retry)] {
        if value.trim().is_empty() {
            return Err(fault(line_of(key), format!("{key} is empty")));
        }
    }
    if !is_date(&page.date) {
        return Err(fault(line_of("date"), format!("{:?} is not a date", page.date)));
    }
    if let Some(code) = page.related.iter().find(|code| !codes.contains(code) || **code == page.code) {
        return Err(fault(line_of("related"), format!("related code {code} is not another code of codes.csv")));
    }
    let plain = |source: &Source| !source.title.is_empty() && source.url.starts_with("https://");
    if page.sources.is_empty() || !page.sources.iter().all(plain) {
        return Err(fault(line_of("[[sources]]"), "a source needs a title and an https link".to_owned()));
    }

    let body_line = front.matches('\n').count() + 4;
    let mut sections = SECTIONS.iter();
    for (index, line) in body.lines().enumerate() {
        let Some(heading) = line.strip_prefix("## ") else { continue };
        // Optional sections in between may be left out; required ones may not.
        let found = loop {
            match sections.next() {
                Some((name, _)) if *name == heading => break true,
                Some((_, false)) => {}
                _ => break false,
            }
        };
        if !found {
            return Err(fault(body_line + index, format!("section {heading:?} is unknown or not in its order")));
        }
    }
    if let Some((name, _)) = sections.find(|(_, required)| *required) {
        return Err(fault(body_line, format!("section {name:?} is missing")));
    }
    let mut body = body.trim().to_owned();
    body.push_str("\n\n## Sources\n\n");
    for source in &page.sources {
        writeln!(body, "- [{}]({})", source.title, source.url).expect("a string takes everything");
    }
    page.body = body;
    Ok(page)
}
