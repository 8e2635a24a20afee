//! Requests of clients that stand in a text inside the text: a script in a string, the code of a page, a fenced block.

use std::ops::Range;

use super::follow::{Known, of_tree};
use super::{Beside, Request};
use crate::embedded;
use crate::language::Language;
use crate::site;
use crate::tree::{self, Kind, Tree};

/// So many texts inside texts are read.
const DEPTH: usize = 2;

/// The requests that are made with these clients, each in the innermost text that shows one, and what goes with a client
/// that is not taken from it.
pub(crate) fn of_text(tree: &Tree, clients: &[Known]) -> (Vec<Request>, Vec<Beside>) {
    within(tree, clients, DEPTH)
}

fn within(tree: &Tree, clients: &[Known], depth: usize) -> (Vec<Request>, Vec<Beside>) {
    let (mut requests, mut beside) = (Vec::new(), Vec::new());
    let mut here = |clients: &[Known], requests: &mut Vec<Request>| {
        let (made, found) = of_tree(tree, clients);
        requests.extend(made);
        beside.extend(found);
    };
    let mut inner_beside = Vec::new();
    let mut rest: Vec<Known> = Vec::new();
    let mut ahead = clients;
    while let Some((first, behind)) = ahead.split_first() {
        let Some((from, copy, language)) = (depth > 0).then(|| inner(tree, &first.range)).flatten() else {
            rest.push(first.clone());
            ahead = behind;
            continue;
        };
        // Clients stand in order, and so those of one text stand together.
        let end = from + copy.len();
        let (whole, behind) = ahead.split_at(ahead.partition_point(|known| known.range.end <= end).max(1));
        ahead = behind;
        let moved = |known: &Known| Known { range: known.range.start - from..known.range.end - from, ..*known };
        let inside: Vec<Known> = whole.iter().map(moved).collect();
        let (found, found_beside) = within(&tree::of(&copy, language), &inside, depth - 1);
        // Where the text inside shows nothing, the one around may.
        let shown: Vec<usize> = found.iter().filter_map(|request| request.client.occurrence).collect();
        let silent: Vec<Known> = whole.iter().filter(|known| !shown.contains(&known.occurrence)).cloned().collect();
        here(&silent, &mut requests);
        let back = |range: &Range<usize>| Some(range.start + from..range.end + from);
        requests.extend(found.into_iter().filter_map(|request| request.moved(&back)));
        inner_beside.extend(found_beside.into_iter().map(|beside| beside.moved(from)));
    }
    here(&rest, &mut requests);
    beside.extend(inner_beside);
    (requests, beside)
}

/// The text inside that holds a place: where it begins, a copy of the same length, and its language.
fn inner(tree: &Tree, range: &Range<usize>) -> Option<(usize, String, &'static Language)> {
    let part = tree.parts.get(tree.parts.partition_point(|part| part.end < range.end));
    if let Some(part) = part.filter(|part| part.start <= range.start) {
        return Some((part.start, tree.text.get(part.start..part.end)?.to_owned(), part.language));
    }
    let token = tree.token_at(range.start, range.end)?;
    if let Some(cell) = embedded::magic_cell(tree, token) {
        return Some((cell.from, cell.code, cell.language?));
    }
    let own = &tree.tokens[token];
    let alone = own.inner_start as usize == range.start && own.inner_end as usize == range.end;
    if alone || !matches!(own.kind, Kind::Str | Kind::Text) {
        return None;
    }
    let content = tree.content_of(token);
    let fence = (embedded::is_documentation(tree.language) && own.kind == Kind::Str)
        .then(|| embedded::fence(tree, token))
        .flatten();
    let from = own.inner_start as usize;
    if let Some(language) = fence {
        return Some((from, content.to_owned(), language));
    }
    let site = site::of(tree, token, range.start, range.end);
    let language = embedded::guess(tree, token, &site)?;
    let copy = embedded::unescaped(content);
    // The lines of a folded scalar of YAML are one.
    let folded = tree.text.get(..from).is_some_and(|before| {
        let head = before.trim_end().rsplit('\n').next().unwrap_or("");
        head.rsplit([' ', ':']).next().is_some_and(|mark| mark.starts_with('>'))
    });
    Some((from, if folded { copy.replace('\n', " ") } else { copy }, language))
}
