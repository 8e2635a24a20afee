//! Whether the conditions of a row hold at a place. Expensive facts are worked out once, and only when asked for.

use std::cell::OnceCell;

use super::follow::Entry;
use super::table::{Class, Classified, Condition, FRAMES, Lean, When, any, in_force, used};
use super::{Hit, Judge, Role, Subject, Verdict, fold};
use crate::guid::Guid;
use crate::language::{Shape, Traits};
use crate::site::{self, Call, Frame, FrameKind, Name, Place, Relation, Site, Text};
use crate::tree::{Group, Kind};

/// Names of entries that say what a row of a table is about.
const ROW_NAMES: &[&str] = &[
    "app",
    "name",
    "displayname",
    "appname",
    "appdisplayname",
    "applicationname",
    "application",
    "clientname",
    "description",
    "label",
    "title",
    "caption",
];
/// Keys that a row of settings has and a row of a table has not.
const SETTINGS: &[&str] =
    &["redirect", "scope", "resource", "secret", "tenant", "flow", "pkce", "authorization", "tokenurl", "authority"];

/// One place with everything that rows may ask about it.
pub(super) struct Facts<'a, 't> {
    judge: &'a Judge<'t>,
    site: &'a Site<'t>,
    subject: Subject,
    depth: usize,
    /// The nearest name that has a class, and that class.
    key: Option<(&'a Name, Option<Class>)>,
    key_folded: String,
    /// Folded chain of the call, and its segments.
    call: String,
    frame: OnceCell<Option<(Class, usize, String)>>,
    alike: OnceCell<usize>,
    siblings: OnceCell<Vec<String>>,
    outer: OnceCell<Vec<String>>,
    uses: OnceCell<Option<Verdict>>,
    object: OnceCell<Option<Verdict>>,
    parameter: OnceCell<Option<(Name, Option<Class>)>>,
    parameter_uses: OnceCell<Option<Verdict>>,
}

impl<'a, 't> Facts<'a, 't> {
    pub(super) fn new(judge: &'a Judge<'t>, site: &'a Site<'t>, subject: Subject, depth: usize) -> Self {
        let classed = site.keys.iter().map(|name| (name, judge.class_of(&name.text)));
        // The name of what defaults to the value is one of several.
        let of_default = || classed.clone().find(|(_, class)| *class == Some(Class::Client));
        let key = site.text.default.then(of_default).flatten();
        let key = key.or_else(|| {
            classed
                .clone()
                // A word in front in the same tuple is too weak to make an app of the value.
                .find(|(name, class)| {
                    class.is_some() && !(name.relation == Relation::Paired && *class == Some(Class::App))
                })
                .or_else(|| classed.clone().find(|(name, _)| name.relation != Relation::Paired))
        });
        let key_folded = key.map(|(name, _)| fold(&name.text).trim_start_matches('$').to_owned()).unwrap_or_default();
        let call = site.call.as_ref().map(|call| folded_chain(&call.chain)).unwrap_or_default();
        Self {
            judge,
            site,
            subject,
            depth,
            key,
            key_folded,
            call,
            frame: OnceCell::new(),
            alike: OnceCell::new(),
            siblings: OnceCell::new(),
            outer: OnceCell::new(),
            uses: OnceCell::new(),
            object: OnceCell::new(),
            parameter: OnceCell::new(),
            parameter_uses: OnceCell::new(),
        }
    }

    /// Whether all conditions hold.
    pub(super) fn matches(&self, when: When) -> bool {
        when.iter().all(|condition| self.holds(condition))
    }

    fn holds(&self, condition: &Condition) -> bool {
        let (site, text, call) = (self.site, &self.site.text, self.site.call.as_ref());
        let left = || text.left_end(60);
        let class_in = |classes: &[Class], class: Option<Class>| class.is_some_and(|class| classes.contains(&class));
        let role_in =
            |roles: &[Role], verdict: Option<&Verdict>| verdict.is_some_and(|verdict| roles.contains(&verdict.role));
        match *condition {
            Condition::Place(places) => places.contains(&site.place),
            Condition::Exact(wanted) => wanted == text.exact,
            Condition::Data(wanted) => wanted == self.judge.tree.language.traits.has(Traits::DATA),
            Condition::Key(classes) => class_in(classes, self.key_class()),
            Condition::Relation(relations) => self.key.is_some_and(|(name, _)| relations.contains(&name.relation)),
            Condition::Leans(leans) => leans.contains(&self.subject.leans()),
            Condition::Constructs(wanted) => wanted == call.is_some_and(|call| call.constructs),
            Condition::Argument(index) => call.is_some_and(|call| call.index == Some(index)),
            Condition::HasBefore(wanted) => wanted == call.is_some_and(|call| !call.before.is_empty()),
            Condition::OnlyClient(wanted) => wanted == self.subject.only_client,
            Condition::ClientKind(wanted) => wanted == self.subject.client_kind,
            Condition::Public(wanted) => wanted == self.subject.public,
            Condition::Family(wanted) => wanted == self.subject.family,
            Condition::Followed(wanted) => wanted == (self.depth > 0),
            Condition::Bound(wanted) => wanted == site.binding.is_some(),
            Condition::Declared(wanted) => {
                wanted == site.binding.as_ref().is_some_and(|binding| binding.token.is_some())
            }
            Condition::Grouped(wanted) => wanted != site.groups.is_empty(),
            Condition::AtTop(wanted) => wanted == site.at_top,
            Condition::Unnamed(wanted) => wanted == text.key.is_none(),
            Condition::Within(classes) => {
                let around = site.keys.iter().filter(|name| name.relation == Relation::Within);
                around.map(|name| self.judge.class_of(&name.text)).any(|class| class_in(classes, class))
            }
            Condition::Word(wanted) => wanted == (self.judge.tree.tokens[site.token].kind == Kind::Word),
            Condition::File(kinds) => kinds.iter().any(|kind| self.judge.kinds.contains(kind)),
            Condition::App(ids) => ids.contains(&self.subject.id),
            Condition::SiblingsMost(most) => site.siblings.len() <= most,
            Condition::Name(words) => any(words, &self.key_folded),
            Condition::Callee(words) => any(words, self.call.rsplit('.').next().unwrap_or("")),
            Condition::Call(words) => any(words, &self.call),
            Condition::Segment(words) => self.call.split('.').any(|segment| any(words, segment)),
            Condition::Command(commands) => commands.iter().any(|words| match words.strip_prefix('^') {
                Some(start) => site.command.starts_with(start),
                None => site.command.contains(words),
            }),
            Condition::Left(ends) => ends_with_any(&left().to_ascii_lowercase(), ends),
            Condition::LeftTrimmed(ends) => {
                let trimmed = left().trim_end_matches(['"', '\'', ' ', '\\', '(']);
                ends_with_any(&trimmed.to_ascii_lowercase(), ends)
            }
            Condition::LeftWords(ends) => ends_with_any(&fold(left()), ends),
            Condition::LeftHas(words) => {
                let left = text.left_end(160);
                words.iter().any(|word| left.contains(word))
            }
            Condition::Right(starts) => begins_as_scope(text.right_start(60), starts),
            Condition::JoinedRight(starts) => starts.iter().any(|start| site.joined_right.starts_with(start)),
            Condition::Behind(starts) => {
                let tree = self.judge.tree;
                let behind = tree.text.get(tree.tokens[site.token].end as usize..).unwrap_or("");
                let behind = site::head(behind, 80).trim_start_matches([' ', '\t']);
                starts.iter().any(|start| begins_but_for_lines(behind, start))
            }
            Condition::Around(words) => {
                words.iter().any(|word| site.surroundings.contains(word) || text.whole.contains(word))
            }
            Condition::AroundWords(words) => {
                let whole = site::joined(self.judge.tree, site.token).unwrap_or_else(|| site::head(text.whole, 3000));
                let folded = fold(whole);
                words.iter().any(|word| folded.contains(word))
            }
            Condition::Sentence(wanted) => wanted == text.is_sentence(),
            Condition::IdList(wanted) => wanted == is_id_list(text.whole),
            Condition::BareLine(wanted) => wanted == is_bare_line(text),
            Condition::BehindUri(wanted) => wanted == self.is_behind_uri(),
            Condition::Type(classes) => {
                class_in(classes, self.call.rsplit('.').nth(1).and_then(|name| self.judge.class_of(name)))
            }
            Condition::CallClass(classes) => {
                let folded = self.call.replace('.', "");
                let row = in_force(FRAMES).find(|row| any(row.words, &folded));
                class_in(classes, row.map(|row| used(row).class))
            }
            Condition::Inside(words) => {
                let frames = site.path.iter().flat_map(|frame| &frame.words);
                frames.chain(site.keys.iter().map(|name| &name.text)).any(|word| any(words, &fold(word)))
            }
            Condition::Frame(classes) => class_in(classes, self.frame_class()),
            Condition::FrameSegment(words) => {
                self.calls_around(usize::MAX).any(|chain| chain.split('.').any(|segment| any(words, segment)))
            }
            Condition::FrameCallee(words) => {
                self.calls_around(3).any(|chain| any(words, chain.rsplit('.').next().unwrap_or("")))
            }
            Condition::Outer(classes) => self.outer_names(2).any(|name| class_in(classes, self.judge.class_of(name))),
            Condition::OuterWords(words) => self.outer_folded().iter().any(|name| any(words, name)),
            Condition::Siblings(words, least) => {
                self.siblings().iter().filter(|key| any(words, key)).count() >= usize::from(least)
            }
            Condition::Akin(words) => self.is_beside_akin(words),
            Condition::Pairs(pairs) => self.has_pair(pairs),
            Condition::RowOfNames(wanted) => wanted == self.is_row_of_names(),
            Condition::AlikeLeast(least) => self.alike() >= least,
            Condition::AlikeMost(most) => self.alike() <= most,
            Condition::ListedLeast(least) => self.distinct(0, usize::MAX) >= least,
            Condition::NearLeast(least) => self.near() >= least,
            Condition::NearMost(most) => self.near() <= most,
            Condition::Commented(words) => self.is_commented(words),
            Condition::Paragraph(words) => {
                let paragraph = self.paragraph().to_ascii_lowercase();
                words.iter().any(|word| paragraph.contains(word))
            }
            Condition::Chain(words) => site.binding.as_ref().is_some_and(|binding| any(words, &fold(&binding.chain))),
            Condition::Hint(classes) => self.hint(classes).is_some(),
            Condition::UsesMost(most) => {
                site.binding.as_ref().is_some_and(|binding| self.judge.index().uses(&binding.name).len() <= most)
            }
            Condition::Parameter(classes) => class_in(classes, self.parameter_class()),
            Condition::ParameterUses(roles) => role_in(roles, self.parameter_uses()),
            Condition::Uses(roles) => role_in(roles, self.uses()),
            Condition::Object(roles) => role_in(roles, self.object()),
            Condition::ObjectKey(classes) => {
                class_in(classes, self.object_name().and_then(|name| self.judge.class_of(name)))
            }
        }
    }

    /// The folded chains of the calls among the nearest frames around.
    fn calls_around(&self, most: usize) -> impl Iterator<Item = String> {
        let calls = |frame: &&Frame| frame.kind == FrameKind::Call;
        self.site.path.iter().filter(calls).take(most).map(|frame| folded_chain(&frame.label()))
    }

    fn is_behind_uri(&self) -> bool {
        let near = |texts: &[String]| texts.len() <= 4 && texts.iter().rev().take(2).any(|text| is_uri(text));
        match &self.site.call {
            Some(call) => near(&call.before),
            None => near(&self.site.tuple_before),
        }
    }

    /// Class of the value's own name.
    pub(super) fn key_class(&self) -> Option<Class> {
        self.key.and_then(|(_, class)| class)
    }

    /// The nearest frame that has a class: the class, its distance, and its words.
    fn frame(&self) -> Option<&(Class, usize, String)> {
        self.frame
            .get_or_init(|| {
                let data = self.judge.tree.language.traits.has(Traits::DATA);
                self.site.path.iter().enumerate().find_map(|(distance, frame)| {
                    if frame.kind == FrameKind::Function {
                        return None;
                    }
                    let key = (frame.label(), frame.kind);
                    let known = self.judge.framed.borrow().get(&key).copied();
                    let row = known.unwrap_or_else(|| {
                        let row = row_of_frame(frame, &key.0, data);
                        self.judge.framed.borrow_mut().insert(key.clone(), row);
                        row
                    })?;
                    (used(row).class != Class::None).then(|| (row.class, distance, site::head(&key.0, 60).to_owned()))
                })
            })
            .as_ref()
    }

    /// Class of that frame.
    pub(super) fn frame_class(&self) -> Option<Class> {
        self.frame().map(|(class, ..)| *class)
    }

    /// The names of the nearest keys, blocks and tags around.
    fn outer_names(&self, most: usize) -> impl Iterator<Item = &str> {
        let named = |kind| matches!(kind, FrameKind::Key | FrameKind::Block | FrameKind::Tag);
        self.site
            .path
            .iter()
            .take(most)
            .filter(move |frame| named(frame.kind))
            .flat_map(|frame| frame.words.iter().map(String::as_str))
    }

    /// The keys beside the value, folded.
    fn siblings(&self) -> &[String] {
        self.siblings.get_or_init(|| self.site.siblings.iter().map(|key| fold(key)).collect())
    }

    /// The names of the nearest keys, blocks and tags around, folded.
    fn outer_folded(&self) -> &[String] {
        self.outer.get_or_init(|| self.outer_names(3).map(fold).collect())
    }

    /// Whether a key beside it is its own name with another last word.
    fn is_beside_akin(&self, words: &[&str]) -> bool {
        let Some((name, _)) = self.key else { return false };
        let own = ["applicationid", "appid", "application", "app", "client"];
        // `Graph.Authority` beside `Graph.App` is named by its last part.
        [name.text.as_str(), name.text.rsplit(['.', ':']).next().unwrap_or_default()].into_iter().map(fold).any(
            |name| {
                let start = own.iter().find_map(|last| name.strip_suffix(last));
                let akin = |key: &String, start| key.strip_prefix(start).is_some_and(|last| words.contains(&last));
                start.is_some_and(|start| self.siblings().iter().any(|key| akin(key, start)))
            },
        )
    }

    /// Whether a group around the value has both keys of a pair.
    fn has_pair(&self, pairs: &[(&str, &str)]) -> bool {
        let data = self.judge.tree.language.traits.has(Traits::DATA);
        self.site.groups.iter().take(4).enumerate().any(|(distance, &open)| {
            let entries = self.judge.entries(open, distance == 0);
            // In code only what is written out is kept; what is read from elsewhere is being made.
            let has = |wanted: &str, literal: bool| {
                entries.iter().any(|(key, written)| key == wanted && (*written || data || !literal))
            };
            pairs.iter().any(|(one, other)| has(one, true) && has(other, false))
        })
    }

    /// Few keys, one of them names the thing, none of them configures it.
    fn is_row_of_names(&self) -> bool {
        let keys = self.siblings();
        let data = self.judge.tree.language.traits.has(Traits::DATA);
        let named = keys.iter().any(|key| ROW_NAMES.contains(&key.as_str()) && (!data || key.len() > 5));
        let in_body = || matches!(self.site.path.first(), Some(frame) if matches!(frame.kind, FrameKind::Function | FrameKind::Type));
        // Notes describe, as names do.
        let columns = keys.iter().filter(|key| !key.starts_with("note")).count();
        named
            && !in_body()
            && columns <= if data { 8 } else { 4 }
            && !keys.iter().any(|key| SETTINGS.iter().any(|word| key.contains(word)))
    }

    /// So many different ids stand in the same kind of place: all of the innermost group where the name says nothing,
    /// those behind the same word in the groups further out.
    fn alike(&self) -> usize {
        *self.alike.get_or_init(|| {
            let tree = self.judge.tree;
            if tree.language.shape == Shape::Lines {
                return 0;
            }
            let bytes = tree.text.as_bytes();
            let own_word = word_in_front(bytes, self.site.start);
            let named = self.key_class() == Some(Class::Client)
                || self.key_class() == Some(Class::App) && !self.site.text.exact;
            let mut most = 0;
            for (distance, &open) in self.site.groups.iter().take(3).enumerate() {
                let start = tree.tokens[open].start as usize;
                let end = tree
                    .tokens
                    .get(tree.tokens[open].mate as usize)
                    .map_or(tree.text.len(), |close| close.start as usize);
                if distance == 0 && !named {
                    most = most.max(self.distinct(start, end));
                    continue;
                }
                let first = self.judge.hits.partition_point(|hit| hit.start < start);
                let near = self.judge.hits[first..].iter().take(64).take_while(|hit| hit.start < end);
                let same_word = |hit: &&Hit| word_in_front(bytes, hit.start).eq_ignore_ascii_case(own_word);
                most = most.max(different(near.filter(same_word)));
            }
            most
        })
    }

    /// So many different ids between two offsets; counts to nine.
    fn distinct(&self, start: usize, end: usize) -> usize {
        let first = self.judge.hits.partition_point(|hit| hit.start < start);
        different(self.judge.hits[first..].iter().take(128).take_while(|hit| hit.start < end))
    }

    fn near(&self) -> usize {
        self.distinct(self.site.start.saturating_sub(400), self.site.start + 400)
    }

    fn hint(&self, classes: &[Class]) -> Option<&'a str> {
        self.site
            .hints
            .iter()
            .map(String::as_str)
            .find(|hint| self.judge.class_of(hint).is_some_and(|class| classes.contains(&class)))
    }

    /// How the name that holds the value is used.
    pub(super) fn uses(&self) -> Option<&Verdict> {
        self.uses
            .get_or_init(|| {
                let binding = self.site.binding.as_ref()?;
                let position = self.site.tuple_position;
                let unpacked = position
                    .and_then(|position| self.judge.follow_unpacked(binding, position, self.subject, self.depth + 1));
                // Of a result that is taken apart the other elements say nothing.
                if position.is_some_and(|position| position > 0) && binding.token.is_none() {
                    return unpacked;
                }
                // `{ { "key", VALUE }, … }`
                let paired = self.site.keys.iter().find(|name| name.relation == Relation::Paired);
                let entry =
                    paired.filter(|_| self.site.place == Place::Element).map(|key| Entry { name: &key.text, all: &[] });
                let (judge, depth) = (self.judge, self.depth + 1);
                unpacked.or_else(|| judge.follow_entry(&binding.name, binding.token, entry, self.subject, depth))
            })
            .as_ref()
    }

    fn object_key(&self) -> Option<&crate::site::Frame> {
        self.object_keys(2).next()
    }

    /// The names of the objects around, inner first, among so many frames.
    fn object_keys(&self, frames: usize) -> impl Iterator<Item = &crate::site::Frame> {
        // What a call returns is not what it was given.
        let makes = |label: &str| {
            let last = fold(label.rsplit('.').next().unwrap_or_default());
            self.judge.tree.language.wrappers.contains(&last.as_str())
        };
        let frames = self.site.path.iter().take(frames);
        frames
            .take_while(move |frame| frame.kind != FrameKind::Call || makes(&frame.label()))
            .filter(|frame| frame.kind == FrameKind::Key)
    }

    fn object_name(&self) -> Option<&str> {
        self.object_key().and_then(|frame| frame.words.last()).map(String::as_str)
    }

    /// How the object is used that the value is an entry of.
    pub(super) fn object(&self) -> Option<&Verdict> {
        self.object
            .get_or_init(|| {
                if self.depth >= 2 {
                    return None;
                }
                let Some(frame) = self.object_key() else { return self.object_of_member() };
                if self.site.place == Place::MapKey {
                    return self.judge.follow_keys(frame.words.last()?, frame.token, self.subject, self.depth + 1);
                }
                let own = self.site.keys.iter().find(|name| name.relation == Relation::Value);
                let entry = own.map(|own| Entry { name: &own.text, all: &self.site.siblings });
                let verdict =
                    self.judge.follow_entry(frame.words.last()?, frame.token, entry, self.subject, self.depth + 1);
                verdict.or_else(|| self.object_of_objects())
            })
            .as_ref()
    }

    /// How the object is used that the value becomes a member of: `ids.shell = VALUE`.
    fn object_of_member(&self) -> Option<Verdict> {
        let binding = self.site.binding.as_ref().filter(|_| !self.judge.tree.language.traits.has(Traits::DATA))?;
        let owner = binding.chain.rsplit('.').nth(1).filter(|owner| !matches!(*owner, "this" | "self" | ""))?;
        let entry = Entry { name: &binding.name, all: &self.site.siblings };
        self.judge.follow_entry(owner, None, Some(entry), self.subject, self.depth + 1)
    }

    /// How the object is used whose entries are objects, one of which holds the value: `apps[name].clientId`.
    fn object_of_objects(&self) -> Option<Verdict> {
        let mut keys = self.object_keys(3);
        let (inner, outer) = (keys.next()?, keys.next()?);
        let all = site::keys_of(self.judge.tree, *self.site.groups.get(1)?);
        let entry = Entry { name: inner.words.last()?, all: &all };
        self.judge.follow_entry(outer.words.last()?, outer.token, Some(entry), self.subject, self.depth + 1)
    }

    /// Whether the comment above the line, or behind the value on it, says one of these, in lower case.
    fn is_commented(&self, words: &[&str]) -> bool {
        const COMMENTS: usize = 8;
        let (tree, own) = (self.judge.tree, self.site.token);
        let is_comment = |at: &usize| tree.kind_of(*at) == Some(Kind::Comment);
        let starts_line = |at: &usize| tree.tokens[*at].line_start;
        let says = |at: usize| {
            let comment = site::head(tree.text_of(at), 400).to_ascii_lowercase();
            words.iter().any(|word| comment.contains(word))
        };
        let start = (own.saturating_sub(3 * COMMENTS)..=own).rev().find(starts_line).unwrap_or(own);
        let mut above =
            (start.saturating_sub(COMMENTS)..start).rev().take_while(|at| is_comment(at) && starts_line(at));
        let behind = (own + 1..tree.tokens.len()).take(COMMENTS).take_while(|at| !starts_line(at));
        above.any(says) || behind.filter(is_comment).any(says)
    }

    /// The lines above the value up to an empty one, and its own; a bounded part of them.
    fn paragraph(&self) -> &str {
        const LONGEST: usize = 600;
        let (tree, own) = (self.judge.tree, &self.judge.tree.tokens[self.site.token]);
        let text = tree.text;
        let behind = site::head(text.get(own.end as usize..).unwrap_or(""), 160);
        let end = own.end as usize + behind.find('\n').unwrap_or(behind.len());
        let before = site::tail(text.get(..own.start as usize).unwrap_or(""), LONGEST);
        let start = before.rfind("\n\n").or_else(|| before.rfind("\r\n\r\n")).unwrap_or(0);
        text.get(own.start as usize - (before.len() - start)..end).unwrap_or("")
    }

    /// The parameter that the value is passed to, where its function is declared in the same text.
    fn parameter(&self) -> Option<&(Name, Option<Class>)> {
        self.parameter
            .get_or_init(|| {
                let (function, index, constant) = self.called_function()?;
                let (name, _) = site::parameter(self.judge.tree, function, index)?;
                let class = self.judge.class_of(&name).filter(|class| *class != Class::App);
                // What constants are made of is called `text` or `label`, whatever it is.
                let class = class.filter(|class| !constant || *class == Class::Client);
                let of = self.judge.tree.text_of(function).to_owned();
                Some((Name { text: name, relation: Relation::Parameter, of }, class))
            })
            .as_ref()
    }

    /// The function, the number of the argument, and whether a constant of an enumeration calls it.
    fn called_function(&self) -> Option<(usize, usize, bool)> {
        let Call { chain, index, .. } = self.site.call.as_ref()?;
        if self.depth >= 3 {
            return None;
        }
        // `Session.new("…")` calls the constructor of its type, `this("…")` and `cls("…")` one of the type around.
        let name = chain.rsplit('.').find(|name| *name != "new").filter(|name| !name.is_empty())?;
        let name = match name {
            "this" | "cls" => self.type_around()?,
            "base" | "super" => self.base_around()?,
            name => name,
        };
        let index = (*index)?;
        let taking = |name: &str| self.judge.index().function_taking(name, index);
        // `[Service("…")]` calls a constructor of `ServiceAttribute`, a constant of an enumeration one of the type around.
        if let Some(declared) = taking(name) {
            return Some((declared, index, false));
        }
        let attribute = self.site.groups.get(1).is_some_and(|&open| {
            self.judge.tree.group_of(open) == Group::Bracket && self.judge.tree.tokens[open].line_start
        });
        let constant = || {
            let around =
                self.site.path.iter().find(|frame| matches!(frame.kind, FrameKind::Type | FrameKind::Function));
            let listed = around.is_some_and(|frame| frame.words.iter().any(|word| word == "enum"));
            (listed && !chain.contains('.') && self.subject.leans() != Lean::Resource).then(|| self.type_around())?
        };
        let declared = if attribute { taking(&format!("{name}Attribute"))? } else { taking(constant()?)? };
        Some((declared, index, !attribute))
    }

    /// The name of the type that the place stands in.
    fn type_around(&self) -> Option<&str> {
        self.head_of_type()?.first().map(String::as_str)
    }

    /// The name of the type that the one around is made from: `class Own : Base`, `class Own extends Base`.
    fn base_around(&self) -> Option<&str> {
        let is_name = |word: &&String| word.starts_with(char::is_alphabetic) && *word != "extends";
        self.head_of_type()?.iter().skip(1).find(is_name).map(String::as_str)
    }

    /// The head of the type that the place stands in, from its name on.
    fn head_of_type(&self) -> Option<&[String]> {
        let words = &self.site.path.iter().find(|frame| frame.kind == FrameKind::Type)?.words;
        let begins = |word: &String| self.judge.tree.language.type_words.contains(&word.as_str());
        let name = words.iter().rposition(begins).map_or(0, |at| at + 1);
        words.get(name..)
    }

    /// Class of that parameter's name.
    pub(super) fn parameter_class(&self) -> Option<Class> {
        self.parameter().and_then(|(_, class)| *class)
    }

    /// How that parameter is used.
    pub(super) fn parameter_uses(&self) -> Option<&Verdict> {
        self.parameter_uses
            .get_or_init(|| {
                let (function, index, _) = self.called_function()?;
                let (name, token) = site::parameter(self.judge.tree, function, index)?;
                self.judge.follow(&name, Some(token), self.subject, self.depth + 1)
            })
            .as_ref()
    }

    /// Fills the evidence into a row's sentence.
    pub(super) fn words(&self, template: &str) -> String {
        let mut text = template.to_owned();
        let site = self.site;
        let mut fill = |slot: &str, value: &dyn Fn() -> String| {
            if text.contains(slot) {
                text = text.replace(slot, &value());
            }
        };
        fill("{key}", &|| self.key.map(|(name, _)| name.phrase()).unwrap_or_default());
        fill("{call}", &|| site.call.as_ref().map(|call| site::head(&call.chain, 80).to_owned()).unwrap_or_default());
        fill("{frame}", &|| self.frame().map(|(_, _, words)| words.clone()).unwrap_or_default());
        fill("{operator}", &|| site.operand.as_ref().map(|operand| operand.operator.clone()).unwrap_or_default());
        fill("{other}", &|| {
            site.operand.as_ref().map(|operand| site::head(&operand.other, 60).to_owned()).unwrap_or_default()
        });
        fill("{parameter}", &|| self.parameter().map(|(name, _)| name.phrase()).unwrap_or_default());
        fill("{uses}", &|| {
            self.uses().or_else(|| self.parameter_uses()).map(|uses| uses.why.clone()).unwrap_or_default()
        });
        fill("{object}", &|| self.object().map(|uses| uses.why.clone()).unwrap_or_default());
        fill("{object_name}", &|| self.object_name().unwrap_or_default().to_owned());
        fill("{outer}", &|| self.outer_names(3).last().unwrap_or_default().to_owned());
        fill("{hint}", &|| self.hint(&[Class::Client]).unwrap_or_default().to_owned());
        text
    }
}

/// The row that gives a frame its class.
fn row_of_frame(frame: &Frame, label: &str, data: bool) -> Option<&'static Classified> {
    let whole = if label.len() <= 300 { fold(label) } else { String::new() };
    let parts: Vec<String> = if matches!(frame.kind, FrameKind::Block | FrameKind::Tag) {
        frame.words.iter().flat_map(|word| word.split(' ')).map(fold).collect()
    } else {
        Vec::new()
    };
    let named = frame.kind != FrameKind::Type;
    in_force(FRAMES).filter(|row| (named || row.types) && (!row.data_only || data)).find(|row| {
        any(row.words, &whole)
            || (row.parts || frame.kind == FrameKind::Tag) && parts.iter().any(|part| any(row.words, part))
    })
}

/// A line of running text that is nothing but a name and a value.
fn is_bare_line(text: &Text) -> bool {
    let key_length = text.key.map_or(0, str::len);
    text.whole.split_whitespace().count() <= 4 && text.left.trim_start().len() <= key_length + 10
}

fn ends_with_any(text: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| text.ends_with(end))
}

/// `/@name` stands for a slash and a letter or a dot.
fn begins_as_scope(text: &str, starts: &[&str]) -> bool {
    let text = text.trim_start_matches(['}', ')']);
    starts.iter().any(|start| match start.strip_suffix("@name") {
        Some(start) => {
            text.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.'))
        }
        None => text.starts_with(start),
    })
}

/// The names of a chain, each folded, joined by dots.
fn folded_chain(chain: &str) -> String {
    let segments: Vec<String> = chain.split('.').map(fold).collect();
    segments.join(".")
}

fn is_uri(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Two or more GUIDs and nothing else.
fn is_id_list(text: &str) -> bool {
    let start = site::head(text, 400);
    start.len() > 2 * Guid::DASHED_LEN
        && start
            .split([';', ',', ' ', '\n'])
            .filter(|part| Guid::from_dashed_prefix(part.trim().as_bytes()).is_some())
            .count()
            >= 2
}

/// So many different ids; counts to nine.
fn different<'h>(hits: impl Iterator<Item = &'h Hit>) -> usize {
    let mut seen = [Guid(0); 9];
    let mut count = 0;
    for hit in hits {
        if count == seen.len() {
            break;
        }
        if !seen[..count].contains(&hit.guid) {
            seen[count] = hit.guid;
            count += 1;
        }
    }
    count
}

/// The word in front of an offset on its line: cheap, for comparing places with each other.
fn word_in_front(bytes: &[u8], offset: usize) -> &[u8] {
    let window = &bytes[offset.saturating_sub(60)..offset];
    let end = window.iter().rposition(|byte| !b" \t\"'=:{(@".contains(byte)).map_or(0, |at| at + 1);
    let start = window[..end]
        .iter()
        .rposition(|byte| !(byte.is_ascii_alphanumeric() || b"_-$>".contains(byte)))
        .map_or(0, |at| at + 1);
    &window[start..end]
}

/// Whether a text begins so, where any white space behind a comma is one blank.
fn begins_but_for_lines(text: &str, start: &str) -> bool {
    match (text.strip_prefix(','), start.strip_prefix(", ")) {
        (Some(text), Some(start)) => text.trim_start().starts_with(start) && text.starts_with(char::is_whitespace),
        _ => text.starts_with(start),
    }
}
