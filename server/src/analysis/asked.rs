//! The token requests of the clients that a text has, and what the rules say about them.

use std::ops::Range;

use super::place::Placed;
use super::{Entity, Finding, Occurrence, Options, Page, capped, level};
use crate::embedded::{self, Notebook, Part};
use crate::guid::Guid;
use crate::language::{Language, Shape};
use crate::request::{self, Beside, Known, Request};
use crate::role::table::FileKind;
use crate::rule::{self, RuleId, ungranted};
use crate::site;
use crate::tree::{self, Tree};

/// So many clients of one text are followed.
const MOST_CLIENTS: usize = 200;

/// What all the pieces of a text have in common.
struct Asking<'a> {
    text: &'a str,
    language: &'static Language,
    kinds: &'a [FileKind],
    options: &'a Options,
    occurrences: &'a [Occurrence],
    placed: &'a [Placed],
    built_in: bool,
    /// Cells can be edited as they stand.
    raw: bool,
    requests: Vec<Request>,
    findings: Vec<(Finding, usize)>,
    beside: Vec<Beside>,
}

/// The requests, and each finding with the first byte of its statement. `reported` are the findings on clients, which
/// learn what goes with theirs: a client that was not reported, because it is allowed or not sure, is not followed. `cells` are those of a notebook that is
/// edited; one that is read from its file has them in the text.
pub(super) fn all(
    page: &Page,
    kinds: &[FileKind],
    options: &Options,
    occurrences: &[Occurrence],
    placed: &[Placed],
    reported: &mut [Finding],
    cells: Option<&Notebook>,
) -> (Vec<Request>, Vec<(Finding, usize)>) {
    let clients: Vec<Known> = reported
        .iter()
        .filter_map(|finding| finding.occurrence)
        .filter_map(|index| {
            let occurrence = occurrences.get(index)?;
            let id = match occurrence.entity {
                Entity::App(app) => app.id,
                Entity::Retired(app) => app.id,
                Entity::Placeholder(placeholder) => placeholder.id,
                Entity::Lookalike(id, _) => id,
                Entity::PlaceholderText => Guid(0),
                Entity::ErrorCode(_) => return None,
            };
            Some(Known { id, range: occurrence.range.clone(), occurrence: index })
        })
        .take(MOST_CLIENTS)
        .collect();
    let built_in = request::is_mentioned(page.text) && !kinds.contains(&FileKind::Documentation);
    if clients.is_empty() && !built_in {
        return (Vec::new(), Vec::new());
    }
    let (text, language) = (page.text, page.language);
    let raw = cells.is_some() || !embedded::is_notebook(language);
    let (requests, findings, beside) = (Vec::new(), Vec::new(), Vec::new());
    let mut asking =
        Asking { text, language, kinds, options, occurrences, placed, built_in, raw, requests, findings, beside };
    match cells {
        Some(notebook) => asking.notebook(notebook, &clients),
        None if embedded::is_notebook(language) => asking.notebook(&embedded::notebook(page.tree()), &clients),
        None => asking.tree(page.tree(), &clients, None),
    }
    let Asking { requests, findings, beside, .. } = asking;
    for finding in reported.iter_mut().filter(|finding| finding.rule == RuleId::FirstPartyClientId) {
        let own: Vec<_> = beside.iter().filter(|beside| finding.occurrence == Some(beside.occurrence)).collect();
        if let Some(Entity::App(app)) = finding.occurrence.map(|index| occurrences[index].entity) {
            rule::beside::add(finding, app, &own);
        }
    }
    (requests, findings)
}

impl Asking<'_> {
    /// A notebook is one unit: names are followed across its cells of one language.
    fn notebook(&mut self, notebook: &Notebook, clients: &[Known]) {
        for part in &notebook.parts {
            let inside: Vec<Known> = clients
                .iter()
                .filter_map(|known| Some(Known { range: part.in_code(&known.range)?, ..*known }))
                .collect();
            if let Some(language) = notebook.language_of(part).filter(|_| self.built_in || !inside.is_empty()) {
                self.tree(&tree::of(&part.code, language), &inside, Some(part));
            }
        }
    }

    /// What one tree asks for. Its places are those of the text, or of the code of a part of it.
    fn tree(&mut self, tree: &Tree, clients: &[Known], part: Option<&Part>) {
        let in_text = |range: &Range<usize>| match part {
            Some(part) => part.in_file(range.start, range.end),
            None => Some(range.clone()),
        };
        let (requests, beside) = request::of_text(tree, clients);
        for beside in beside {
            let range = in_text(&beside.range);
            self.beside.extend(range.map(|range| Beside { range, ..beside }));
        }
        for request in requests.into_iter().filter_map(|request| request.moved(&in_text)) {
            // A comment silences the scope where the scope stands, which may be far from the call.
            let statement = |range: &Range<usize>| {
                let range = part.map_or_else(|| Some(range.clone()), |part| part.in_code(range))?;
                let start = site::statement_start(tree, tree.token_at(range.start, range.end)?)?;
                let start = tree.tokens[start].start as usize;
                in_text(&(start..start)).map(|range| range.start)
            };
            self.ungranted(&request, &statement);
            self.requests.push(request);
        }
        if !self.built_in {
            return;
        }
        let level = level(RuleId::BuiltInClient, self.options);
        let level = level.and_then(|level| capped(level, self.kinds, self.options, false));
        for made in request::of_libraries(tree).into_iter().filter_map(|made| made.moved(&in_text)) {
            let made = if self.raw { made } else { made.read_only() };
            let shown = level.filter(|_| self.language.shape != Shape::Prose);
            let finding =
                shown.and_then(|level| ungranted::check_built_in(self.text, tree.language, self.options, level, &made));
            self.requests.push(made.request);
            let Some(finding) = finding else { continue };
            let same = |(other, _): &&mut (Finding, usize)| other.rule == finding.rule && other.range == finding.range;
            // Asked twice, reported once.
            if let Some((other, _)) = self.findings.iter_mut().find(same) {
                add(other, finding);
            } else {
                let statement = made.statement.unwrap_or(finding.range.start);
                self.findings.push((finding, statement));
            }
        }
    }

    fn ungranted(&mut self, request: &Request, statement: &dyn Fn(&Range<usize>) -> Option<usize>) {
        let Some(index) = request.client.occurrence else { return };
        let (Some(occurrence), Some(place)) = (self.occurrences.get(index), self.placed.get(index)) else { return };
        let level = level(RuleId::UngrantedScope, self.options)
            .and_then(|level| capped(level, self.kinds, self.options, place.documentation));
        let Some(level) = level else { return };
        let language = place.language.unwrap_or(self.language);
        let client = (occurrence, place);
        let finding = ungranted::check(self.text, statement, language, self.options, level, request, client);
        let Some(finding) = finding else { return };
        let known =
            |(other, _): &(Finding, usize)| other.range == finding.range && other.occurrence == finding.occurrence;
        if !self.findings.iter().any(known) {
            let start = statement(&finding.range).unwrap_or(finding.range.start);
            self.findings.push((finding, start));
        }
    }
}

/// What a second request of the same credential adds: another place, or the words of the one that weighs more.
fn add(finding: &mut Finding, other: Finding) {
    let new = other.related.iter().filter(|related| finding.related.iter().all(|known| known.range != related.range));
    let new: Vec<_> = new.cloned().collect();
    if other.level > finding.level {
        finding.level = other.level;
        finding.message = other.message;
    }
    finding.related.extend(new);
}
