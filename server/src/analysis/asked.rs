//! The token requests of the clients that a text has, and what the rules say about them.

use super::place::Placed;
use super::{Entity, Finding, Occurrence, Options, Page, capped, level};
use crate::embedded;
use crate::language::Shape;
use crate::request::{self, Known, Request};
use crate::role::table::FileKind;
use crate::rule::{self, RuleId, ungranted};
use crate::site;

/// So many clients of one text are followed.
const MOST_CLIENTS: usize = 48;

/// The requests, and each finding with the first byte of its statement. `reported` are the findings on clients, which
/// learn what goes with theirs: a client that was not reported, because it is allowed or not sure, is not followed.
pub(super) fn all(
    page: &Page,
    kinds: &[FileKind],
    options: &Options,
    occurrences: &[Occurrence],
    placed: &[Placed],
    reported: &mut [Finding],
) -> (Vec<Request>, Vec<(Finding, usize)>) {
    let language = page.language;
    let clients: Vec<Known> = reported
        .iter()
        .filter(|finding| finding.rule == RuleId::FirstPartyClientId)
        .filter_map(|finding| finding.occurrence)
        .filter_map(|index| match occurrences[index].entity {
            Entity::App(app) => Some(Known { id: app.id, range: occurrences[index].range.clone(), occurrence: index }),
            Entity::Retired(_)
            | Entity::Placeholder(_)
            | Entity::Lookalike(..)
            | Entity::PlaceholderText
            | Entity::ErrorCode(_) => None,
        })
        .take(MOST_CLIENTS)
        .collect();
    let built_in = request::is_mentioned(page.text) && !kinds.contains(&FileKind::Documentation);
    if clients.is_empty() && !built_in || embedded::is_notebook(language) {
        return (Vec::new(), Vec::new());
    }
    let tree = page.tree();
    let (mut requests, beside) = request::of_tree(tree, &clients);
    for finding in reported.iter_mut().filter(|_| !beside.is_empty()) {
        let own: Vec<_> = beside.iter().filter(|beside| finding.occurrence == Some(beside.occurrence)).collect();
        let entity = finding.occurrence.map(|index| occurrences[index].entity);
        if let (Some(Entity::App(app)), RuleId::FirstPartyClientId) = (entity, finding.rule) {
            rule::beside::add(finding, app, &own);
        }
    }
    let mut findings: Vec<(Finding, usize)> = Vec::new();
    for request in &requests {
        let Some(index) = request.client.occurrence else { continue };
        let (Some(occurrence), Some(place)) = (occurrences.get(index), placed.get(index)) else { continue };
        let level =
            level(RuleId::UngrantedScope, options).and_then(|level| capped(level, kinds, options, place.documentation));
        let Some(level) = level else { continue };
        let Some(finding) = ungranted::check(tree, language, options, level, request, (occurrence, place)) else {
            continue;
        };
        if !findings.iter().any(|(other, _)| other.range == finding.range && other.occurrence == finding.occurrence) {
            // A comment silences the scope where the scope stands, which may be far from the call.
            let statement = tree
                .token_at(finding.range.start, finding.range.end)
                .and_then(|token| site::statement_start(tree, token))
                .map_or(finding.range.start, |start| tree.tokens[start].start as usize);
            findings.push((finding, statement));
        }
    }
    if built_in {
        let brought = request::of_libraries(tree);
        let level = level(RuleId::BuiltInClient, options).and_then(|level| capped(level, kinds, options, false));
        for made in brought.iter().filter(|_| language.shape != Shape::Prose) {
            let Some(finding) =
                level.and_then(|level| ungranted::check_built_in(page.text, language, options, level, made))
            else {
                continue;
            };
            let same = |(other, _): &&mut (Finding, usize)| other.rule == finding.rule && other.range == finding.range;
            // Asked twice, reported once.
            if let Some((other, _)) = findings.iter_mut().find(same) {
                add(other, finding);
            } else {
                let statement = made.statement.unwrap_or(finding.range.start);
                findings.push((finding, statement));
            }
        }
        requests.extend(brought.into_iter().map(|made| made.request));
    }
    (requests, findings)
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
