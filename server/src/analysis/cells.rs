//! Notebooks cell by cell: their cells are read as one text, and what was found goes back to the cell that holds it.

use std::ops::Range;

use super::place::{self, Known};
use super::{Analysis, Finding, Options, Page, Related, conclude, known};
use crate::embedded::Notebook;
use crate::language::{self, Language, TEXT};
use crate::role::kinds_of_file;
use crate::suppress::{self, Directive};

/// One cell of a notebook.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// Its text, as it is edited.
    pub text: &'a str,
    /// Its language; `None` for the notebook's, which is Python.
    pub language: Option<&'static Language>,
    /// It is code, and no text for people.
    pub code: bool,
}

/// Analyses the cells of one notebook, in their order: names are followed from cell to cell. The results are in the
/// order of the cells, each in the offsets of its own cell.
pub fn analyze_cells(cells: &[Cell<'_>], path: &str, options: &Options) -> Vec<Analysis> {
    let mut text = String::new();
    let mut ranges = Vec::with_capacity(cells.len());
    for cell in cells {
        let start = text.len();
        text.push_str(cell.text);
        ranges.push(start..text.len());
        text.push('\n');
    }
    let known: Vec<Known> = known(&text, options);
    let directives = suppress::find(&text);
    if known.is_empty() && directives.is_empty() && !crate::request::is_mentioned(&text) {
        return vec![Analysis::default(); cells.len()];
    }
    let mut notebook = Notebook::default();
    for (number, (cell, range)) in cells.iter().zip(&ranges).enumerate() {
        if cell.code {
            notebook.push(cell.text, cell.language, range.start, number + 1);
        } else {
            notebook.prose.push(range.clone());
        }
    }
    let row = language::by_name("notebook").unwrap_or(&TEXT);
    let kinds = kinds_of_file(path, row.traits, row.shape, &text);
    let placed = place::in_cells(&notebook, &known, &kinds);
    let whole = conclude(&Page::of(&text, row), &kinds, options, &known, &placed, directives, Some(&notebook));
    ranges.iter().map(|range| part(&whole, range)).collect()
}

/// What one cell has of the whole.
fn part(whole: &Analysis, cell: &Range<usize>) -> Analysis {
    let inside = |range: &Range<usize>| cell.start <= range.start && range.end <= cell.end;
    let first = whole.occurrences.partition_point(|occurrence| occurrence.range.start < cell.start);
    let mut occurrences: Vec<_> =
        whole.occurrences[first..].iter().take_while(|occurrence| inside(&occurrence.range)).cloned().collect();
    for occurrence in &mut occurrences {
        occurrence.range = moved(&occurrence.range, cell);
    }
    let findings = whole.findings.iter().filter(|finding| inside(&finding.range)).map(|finding| Finding {
        range: moved(&finding.range, cell),
        // The client of a scope may stand in another cell.
        occurrence: finding
            .occurrence
            .and_then(|index| index.checked_sub(first))
            .filter(|&index| index < occurrences.len()),
        related: (finding.related.iter().filter(|related| inside(&related.range)))
            .map(|related| Related { range: moved(&related.range, cell), message: related.message.clone() })
            .collect(),
        fixes: finding.fixes.iter().filter(|fix| fix.edits.iter().all(|edit| inside(&edit.range))).cloned().collect(),
        message: finding.message.clone(),
        ..*finding
    });
    let mut findings: Vec<Finding> = findings.collect();
    for edit in findings.iter_mut().flat_map(|finding| &mut finding.fixes).flat_map(|fix| &mut fix.edits) {
        edit.range = moved(&edit.range, cell);
    }
    let directives = whole.directives.iter().filter(|directive| inside(&directive.range));
    let directives = directives.map(|directive| Directive {
        range: moved(&directive.range, cell),
        covers: directive.covers.start.clamp(cell.start, cell.end) - cell.start
            ..directive.covers.end.clamp(cell.start, cell.end + 1) - cell.start,
        ..directive.clone()
    });
    // A request whose client and scopes stand in several cells belongs to none of them alone.
    let requests = whole.requests.iter().filter_map(|request| {
        let mut request = request.clone().moved(&|range| inside(range).then(|| moved(range, cell)))?;
        request.client.occurrence = request.client.occurrence.and_then(|index| index.checked_sub(first));
        Some(request)
    });
    let observed = whole.observed.clone();
    Analysis { occurrences, findings, requests: requests.collect(), observed, directives: directives.collect() }
}

fn moved(range: &Range<usize>, cell: &Range<usize>) -> Range<usize> {
    range.start - cell.start..range.end - cell.start
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::fix::FixKind;
    use crate::role::Role;
    use crate::rule::RuleId;

    const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    fn python(text: &str) -> Cell<'_> {
        Cell { text, language: language::by_name("python"), code: true }
    }

    #[test]
    fn a_name_is_followed_into_a_later_cell() {
        let first = format!("import os\nCLI = '{ID}'");
        let second = "import msal\n\napp = msal.PublicClientApplication(CLI)";
        let prose = format!("Azure CLI is {ID}");
        let alone = analyze_cells(&[python(&first)], "x.ipynb", &Options::default());
        assert!(alone[0].findings.is_empty(), "{:?}", alone[0]);
        let cells = [Cell { text: &prose, language: None, code: false }, python(&first), python(second)];
        let [prose, first_cell, third] =
            <[Analysis; 3]>::try_from(analyze_cells(&cells, "x.ipynb", &Options::default())).unwrap();
        assert_eq!(prose.occurrences[0].role, Role::Prose);
        assert!(third.occurrences.is_empty());
        let [finding] = first_cell.findings.as_slice() else { panic!("{first_cell:?}") };
        assert_eq!(&first[finding.range.clone()], ID);
        let why = &first_cell.occurrences[finding.occurrence.unwrap()].why;
        assert!(why.contains("at line 3 of cell 3"), "{why}");
        let edits = |kind| &finding.fixes.iter().find(|fix| fix.kind == kind).unwrap().edits[0];
        assert_eq!(edits(FixKind::Ignore).range, 10..10, "above the statement, in its own cell");
        assert_eq!(&first[edits(FixKind::Environment).range.clone()], format!("'{ID}'"));
    }

    #[test]
    fn cells_have_languages_of_their_own() {
        let shell = format!("%%bash\naz login --service-principal --username {ID}\n");
        let kernel = format!("connect(client_id=\"{ID}\")");
        let powershell = format!("$clientId = \"{ID}\"");
        let cells = [
            python(&shell),
            Cell { text: &kernel, language: None, code: true },
            Cell { text: &powershell, language: language::by_name("powershell"), code: true },
        ];
        for (cell, analysis) in cells.iter().zip(analyze_cells(&cells, "x.dib", &Options::default())) {
            let rules: Vec<_> = analysis.findings.iter().map(|finding| finding.rule).collect();
            assert_eq!(rules, [RuleId::FirstPartyClientId], "{}", cell.text);
        }
    }

    #[test]
    fn a_suppression_of_the_file_holds_for_every_cell() {
        let code = format!("client_id = \"{ID}\"");
        let cells = [python("# aadsts:ignore-file"), python(&code)];
        let analyses = analyze_cells(&cells, "x.ipynb", &Options::default());
        assert!(analyses.iter().all(|analysis| analysis.findings.is_empty()), "{analyses:?}");
        assert_eq!((analyses[0].directives.len(), analyses[1].directives.len()), (1, 0));
    }
}
