//! One line a finding: `path:line:column: level[rule] message`.

use std::fmt::Write;

use super::console::{BOLD, DIM, printable, style_of};
use super::row::{Page, Row};

pub(super) fn render(out: &mut String, page: &Page<'_>, row: &Row<'_>) {
    let place = page.place(row.range.start);
    let path = printable(page.path);
    let _ = write!(out, "{BOLD}{path}:{}:{}:{BOLD:#} ", place.line, place.column);
    label(out, row);
    let _ = write!(out, " {}", printable(&row.message()));
    if let Some(occurrence) = row.occurrence.filter(|_| row.finding.is_none() || page.verbose) {
        let _ = write!(out, " {DIM}({}){DIM:#}", printable(&occurrence.why));
    }
    out.push('\n');
}

/// `level[rule]` of a finding, the role of a silent place.
pub(super) fn label(out: &mut String, row: &Row<'_>) {
    let _ = match (row.finding, row.rule(), row.occurrence) {
        (Some(finding), Some(rule), _) => {
            let style = style_of(finding.level);
            write!(out, "{style}{}[{rule}]{style:#}", finding.level.name())
        }
        (_, _, Some(occurrence)) => write!(out, "{DIM}{}{DIM:#}", occurrence.role.name()),
        (_, _, None) => Ok(()),
    };
}
