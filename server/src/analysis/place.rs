//! Judges every known thing of a text where it stands, also in texts inside the text.

use std::ops::Range;

use super::{Entity, Page};
use crate::embedded::{self, MagicCell, Notebook, Part};
use crate::guid::Guid;
use crate::language::{Language, Shape};
use crate::role::table::FileKind;
use crate::role::{Hit, Judge, Role, Subject, Verdict};
use crate::site::{self, Frame, Name, Place, Relation};
use crate::tree::{self, Kind, Tree};

/// How many texts inside texts are read.
const DEPTH: usize = 2;

/// Something known, before it is judged.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) range: Range<usize>,
    pub(crate) entity: Entity,
    /// Counts only where its name says that it is an app id.
    pub(crate) needs_key: bool,
}

/// A judged place, with what an edit there needs to know. Offsets are those of the whole text.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Placed {
    pub(crate) role: Role,
    pub(crate) row: &'static str,
    pub(crate) why: String,
    pub(crate) likely: bool,
    /// In a fenced block of documentation.
    pub(crate) documentation: bool,
    /// Only a GUID is legal here.
    pub(crate) guid_only: bool,
    /// Somebody wrote comments into the text that it stands in.
    pub(crate) commented: bool,
    /// Its own name says that it is a client or an app.
    pub(crate) named: bool,
    /// First byte of the statement that it stands in; `None` where a comment cannot stand in front.
    pub(crate) statement: Option<usize>,
    /// The whole literal, quotes included, where the value is all of it and an expression may replace it.
    pub(crate) literal: Option<Range<usize>>,
    /// The language that an edit there is written in, where it is not that of the whole text.
    pub(crate) language: Option<&'static Language>,
    /// The part of the text that it stands in, where that has a language of its own: where it begins, and that language.
    pub(crate) part: Option<(usize, &'static Language)>,
    /// Uses of the same name in other roles.
    pub(crate) other_uses: Vec<(Range<usize>, String)>,
}

impl Placed {
    fn plain(role: Role, row: &'static str, why: &str) -> Self {
        Self {
            role,
            row,
            why: why.to_owned(),
            likely: false,
            documentation: false,
            guid_only: false,
            commented: false,
            named: false,
            statement: None,
            literal: None,
            language: None,
            part: None,
            other_uses: Vec::new(),
        }
    }

    fn of(verdict: &Verdict) -> Self {
        Self { likely: verdict.likely, ..Self::plain(verdict.role, verdict.row, &verdict.why) }
    }
}

/// Judges everything known, in the same order.
pub(crate) fn all(page: &Page, known: &[Known], kinds: &[FileKind]) -> Vec<Placed> {
    let (placed, ids) = codes_and_ids(known);
    if ids.is_empty() {
        return placed;
    }
    let tree = page.tree();
    let judged = if embedded::is_notebook(page.language) {
        in_notebook(&embedded::notebook(tree), &ids, kinds, false)
    } else {
        let mut judged = in_tree(tree, &ids, kinds, &[], 0);
        in_parts(tree, &ids, kinds, &mut judged);
        in_scripts(tree, &ids, kinds, &mut judged);
        judged
    };
    placed_all(placed, known, &ids, judged)
}

/// Judges everything known in the cells of a notebook, in the same order.
pub(crate) fn in_cells(notebook: &Notebook, known: &[Known], kinds: &[FileKind]) -> Vec<Placed> {
    let (placed, ids) = codes_and_ids(known);
    let judged = in_notebook(notebook, &ids, kinds, true);
    placed_all(placed, known, &ids, judged)
}

/// The places of codes, which need no judgement, and the ids that do.
fn codes_and_ids(known: &[Known]) -> (Vec<Placed>, Vec<Id>) {
    let placed = known.iter().map(|_| Placed::plain(Role::ErrorCode, "error-code", "an AADSTS code")).collect();
    let ids = known
        .iter()
        .enumerate()
        .filter(|(_, known)| !matches!(known.entity, Entity::ErrorCode(_)))
        .map(|(index, known)| Id::of(index, known))
        .collect();
    (placed, ids)
}

fn placed_all(mut placed: Vec<Placed>, known: &[Known], ids: &[Id], judged: Vec<Placed>) -> Vec<Placed> {
    for (id, place) in ids.iter().zip(judged) {
        placed[id.index] = place;
    }
    for (place, known) in placed.iter_mut().zip(known) {
        // 32 bare digits may be a hash.
        if known.needs_key && place.role == Role::Client && !place.named {
            *place = Placed::plain(Role::Unknown, "bare-digits", "32 digits whose name does not say app id");
        }
    }
    placed
}

/// An id to judge, in the offsets of the text at hand.
#[derive(Clone, Copy, Debug)]
struct Id {
    index: usize,
    start: usize,
    end: usize,
    guid: Guid,
    subject: Subject,
}

impl Id {
    fn of(index: usize, known: &Known) -> Self {
        let subject = match known.entity {
            Entity::App(app) => Subject::of(app),
            Entity::Retired(_)
            | Entity::Placeholder(_)
            | Entity::Lookalike(..)
            | Entity::PlaceholderText
            | Entity::ErrorCode(_) => Subject::UNKNOWN,
        };
        Self {
            index,
            start: known.range.start,
            end: known.range.end,
            guid: known.entity.guid().unwrap_or(Guid(0)),
            subject,
        }
    }

    fn moved(self, from: usize, to: usize) -> Self {
        Self { start: self.start - from + to, end: self.end - from + to, ..self }
    }
}

fn in_tree(tree: &Tree, ids: &[Id], kinds: &[FileKind], outer: &[Frame], depth: usize) -> Vec<Placed> {
    // What a comment mentions makes no table.
    let in_comment =
        |id: &&Id| tree.token_at(id.start, id.end).is_some_and(|token| tree.tokens[token].kind == Kind::Comment);
    let hits: Vec<Hit> =
        ids.iter().filter(|id| !in_comment(id)).map(|id| Hit { start: id.start, guid: id.guid }).collect();
    let judge = Judge::new(tree, &hits, kinds, outer);
    let commented = depth == 0 && tree.tokens.iter().any(|token| token.kind == Kind::Comment);
    let mut placed = Vec::with_capacity(ids.len());
    while placed.len() < ids.len() {
        let first = placed.len();
        let id = &ids[first];
        let Some(token) = tree.token_at(id.start, id.end) else {
            placed.push(Placed::plain(Role::Unknown, "no-token", "nothing shows what it is here"));
            continue;
        };
        let cell = if depth == 0 { embedded::magic_cell(tree, token) } else { None };
        let end = cell.as_ref().map_or(tree.tokens[token].end as usize, |cell| cell.from + cell.code.len());
        let same = ids[first..].iter().take_while(|id| id.end <= end).count().max(1);
        let group = &ids[first..first + same];
        let inner = match &cell {
            Some(cell) => in_magic_cell(cell, group, kinds),
            None => in_embedded(tree, token, group, kinds, outer, depth),
        };
        for (position, id) in group.iter().enumerate() {
            // Each line of such a cell is a comment of its own.
            let token = tree.token_at(id.start, id.end).filter(|_| cell.is_some()).unwrap_or(token);
            let embedded = inner
                .as_ref()
                .map(|inner| &inner[position])
                .filter(|place| place.role != Role::Unknown || place.documentation);
            let mut place = match embedded {
                Some(place) => place.clone(),
                None => own(&judge, tree, token, *id),
            };
            if depth == 0 {
                place.statement = statement(tree, token);
                place.commented = commented;
            }
            placed.push(place);
        }
    }
    placed
}

/// Judges an id in the token itself.
fn own(judge: &Judge, tree: &Tree, token: usize, id: Id) -> Placed {
    let (verdict, site) = judge.judge(token, id.start, id.end, id.subject);
    let mut place = Placed::of(&verdict);
    place.guid_only = site.guid_only;
    let own_name = |name: &Name| matches!(name.relation, Relation::Value | Relation::Inside | Relation::Option);
    place.named = site.keys.iter().any(|name| own_name(name) && judge.says_client_or_app(&name.text));
    if place.role == Role::Client {
        let own = &tree.tokens[token];
        let replaceable = own.kind == Kind::Str
            && site.text.exact
            && !own.interpolated
            && matches!(site.place, Place::Value | Place::Argument | Place::Returned)
            && !site.guid_only
            && !site.call.as_ref().is_some_and(|call| call.declares)
            && !is_constant(tree, token);
        place.literal = replaceable.then_some(own.start as usize..own.end as usize);
        place.other_uses = judge.other_uses(&site, id.subject);
    }
    place
}

/// Whether the statement declares a constant or a parameter, whose value must not be an expression.
fn is_constant(tree: &Tree, token: usize) -> bool {
    let Some(start) = site::statement_start(tree, token) else { return true };
    (start..token).take(64).any(|index| {
        let word = site::head(tree.text_of(index), 10).to_ascii_lowercase();
        matches!(word.as_str(), "const" | "def" | "param" | "static" | "#define" | "define")
    })
}

/// First byte of the statement of a token; `None` in prose, which has none.
fn statement(tree: &Tree, token: usize) -> Option<usize> {
    // In a comment, too, such as a cell of another language.
    if tree.language.shape == Shape::Prose || tree.tokens[token].kind == Kind::Comment {
        return None;
    }
    site::statement_start(tree, token).map(|start| tree.tokens[start].start as usize)
}

/// Judges what stands in parts that have a language of their own by the row of that language. The text around a part
/// is asked only for names that are declared inside and used outside.
fn in_parts(tree: &Tree, ids: &[Id], kinds: &[FileKind], judged: &mut [Placed]) {
    let (mut lines, mut counted) = (0, 0);
    for part in &tree.parts {
        let first = ids.partition_point(|id| id.start < part.start);
        let end = ids.partition_point(|id| id.end <= part.end).max(first);
        let moved: Vec<Id> = ids[first..end].iter().map(|id| id.moved(part.start, 0)).collect();
        let Some(text) = tree.text.get(part.start..part.end).filter(|_| !moved.is_empty()) else { continue };
        lines += memchr::memchr_iter(b'\n', &tree.text.as_bytes()[counted..part.start]).count();
        counted = part.start;
        let mut part_tree = tree::of(text, part.language);
        part_tree.lines_before = lines;
        let inside = in_tree(&part_tree, &moved, kinds, &[], 0);
        for (mut place, outside) in inside.into_iter().zip(&mut judged[first..end]) {
            if place.role == Role::Unknown && outside.row == "followed" {
                continue;
            }
            place.statement = place.statement.map(|at| at + part.start);
            let inner = place.part.map(|(start, language)| (start + part.start, language));
            place.part = inner.or(Some((part.start, part.language)));
            let move_back = |range: Range<usize>| range.start + part.start..range.end + part.start;
            place.literal = place.literal.map(move_back);
            for (range, _) in &mut place.other_uses {
                *range = move_back(range.clone());
            }
            *outside = place;
        }
    }
}

/// Judges what stands in scripts that are kept as lists of lines.
fn in_scripts(tree: &Tree, ids: &[Id], kinds: &[FileKind], judged: &mut [Placed]) {
    for part in embedded::scripts(tree) {
        let inside = |id: &Id| part.in_code(&(id.start..id.end)).map(|code| id.moved(id.start, code.start));
        let (back, moved): (Vec<usize>, Vec<Id>) =
            ids.iter().enumerate().filter_map(|(position, id)| Some((position, inside(id)?))).unzip();
        let Some(language) = part.language.filter(|_| !moved.is_empty()) else { continue };
        let code = tree::of(&part.code, language);
        for (position, mut place) in back.into_iter().zip(in_tree(&code, &moved, kinds, &[], 1)) {
            if place.role != Role::Unknown {
                place.literal = None;
                place.other_uses.clear();
                judged[position] = place;
            }
        }
    }
}

/// Reads the string as a text of its own, where it looks like one.
fn in_embedded(
    tree: &Tree,
    token: usize,
    ids: &[Id],
    kinds: &[FileKind],
    outer: &[Frame],
    depth: usize,
) -> Option<Vec<Placed>> {
    let own = &tree.tokens[token];
    let content = tree.content_of(token);
    let alone = ids[0].start == own.inner_start as usize && ids[0].end == own.inner_end as usize;
    if depth >= DEPTH || alone || !matches!(own.kind, Kind::Str | Kind::Text) {
        return None;
    }
    let fence = if embedded::is_documentation(tree.language) && own.kind == Kind::Str {
        embedded::fence(tree, token)
    } else {
        None
    };
    let site = site::of(tree, token, ids[0].start, ids[0].end);
    let language = match fence {
        Some(language) => language,
        None => embedded::guess(tree, token, &site)?,
    };
    let from = own.inner_start as usize;
    let copy = if fence.is_some() { content.to_owned() } else { embedded::unescaped(content) };
    let moved: Vec<Id> = ids.iter().map(|id| id.moved(from, 0)).collect();
    let mut frames = embedded::frames(&site);
    if embedded::key_of_string(&site).is_some_and(crate::role::says_prose) {
        frames = vec![Frame::of_key("description")];
    }
    frames.extend_from_slice(outer);
    let inner_tree = tree::of(&copy, language);
    let mut placed = in_tree(&inner_tree, &moved, kinds, &frames, depth + 1);
    for place in &mut placed {
        place.documentation = fence.is_some() || place.documentation;
        place.literal = None;
        for (range, _) in &mut place.other_uses {
            *range = range.start + from..range.end + from;
        }
    }
    Some(placed)
}

/// Reads the cell of another language that a comment is a line of.
fn in_magic_cell(cell: &MagicCell, ids: &[Id], kinds: &[FileKind]) -> Option<Vec<Placed>> {
    let moved: Vec<Id> = ids.iter().map(|id| id.moved(cell.from, 0)).collect();
    let mut placed = in_tree(&tree::of(&cell.code, cell.language?), &moved, kinds, &[], 1);
    for place in &mut placed {
        place.literal = None;
        place.other_uses.clear();
    }
    Some(placed)
}

/// A notebook is one unit: names are followed across its cells. `raw` says that cells stand in the text as they are, and
/// not as strings of JSON, so that they can be edited.
fn in_notebook(notebook: &Notebook, ids: &[Id], kinds: &[FileKind], raw: bool) -> Vec<Placed> {
    let mut placed: Vec<Placed> = ids
        .iter()
        .map(|_| Placed::plain(Role::Recording, "notebook-output", "in the output or the metadata of a notebook"))
        .collect();
    for (position, id) in ids.iter().enumerate() {
        let next = notebook.prose.partition_point(|cell| cell.start <= id.start);
        if next.checked_sub(1).is_some_and(|cell| notebook.prose[cell].contains(&id.start)) {
            placed[position] = Placed::plain(Role::Prose, "notebook-text", "in a text cell of a notebook");
        }
    }
    for part in &notebook.parts {
        let mut moved = Vec::new();
        let mut back = Vec::new();
        for (position, id) in ids.iter().enumerate() {
            if let Some(code) = part.in_code(&(id.start..id.end)) {
                moved.push(id.moved(id.start, code.start));
                back.push(position);
            }
        }
        let Some(language) = notebook.language_of(part).filter(|_| !moved.is_empty()) else { continue };
        let code = tree::of(&part.code, language);
        for (position, mut place) in back.into_iter().zip(in_tree(&code, &moved, kinds, &[], 0)) {
            let at = |offset: usize| part.in_file(offset, offset).map(|range| range.start);
            place.literal = place.literal.filter(|_| raw).and_then(|range| part.in_file(range.start, range.end));
            place.statement = place.statement.filter(|_| raw).and_then(at);
            place.language = raw.then_some(language);
            place.other_uses = (place.other_uses.into_iter())
                .filter_map(|(range, why)| Some((part.in_file(range.start, range.end)?, why)))
                .collect();
            place.why = in_cell(place.why, part);
            placed[position] = place;
        }
    }
    placed
}

/// The lines that the evidence names are those of the joined code.
fn in_cell(why: String, part: &Part) -> String {
    const LINE: &str = "` at line ";
    let Some((name, rest)) = why.split_once(LINE) else { return why };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match rest[..digits].parse().ok().and_then(|line| part.line_in_cell(line)) {
        Some((cell, line)) => format!("{name}` at line {line} of cell {cell}{}", &rest[digits..]),
        None => why,
    }
}
