//! A name is judged by where it is used: one client position makes it a client.

use super::stored::kept;
use super::{Judge, OtherUses, Role, Subject, Verdict, fold, table};
use crate::binding::{Scope, Use, declares_variable, scope};
use crate::language::Traits;
use crate::site::{
    Comparison, Declaration, Place, Site, is_declaration, loop_variable, loop_variables, plain_name, units_in_front,
};
use crate::tree::{Group, Kind, NONE};

/// How many names are followed one after the other.
const MOST_STEPS: usize = 3;
/// So many uses of a name are looked at.
const MOST_USES: usize = 32;

/// An entry of an object.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    /// Its own name.
    pub(super) name: &'a str,
    /// The names of all entries.
    pub(super) all: &'a [String],
}

impl<'t> Judge<'t> {
    /// The role that the uses of a name show; `None` when they show none. `token` declares it.
    pub(super) fn follow(&self, name: &str, token: Option<usize>, subject: Subject, depth: usize) -> Option<Verdict> {
        self.follow_entry(name, token, None, subject, depth)
    }

    /// The role that the uses of an object show for one of its entries: uses of another entry are not its own.
    pub(super) fn follow_entry(
        &self,
        name: &str,
        token: Option<usize>,
        entry: Option<Entry>,
        subject: Subject,
        depth: usize,
    ) -> Option<Verdict> {
        if name.is_empty() || name.len() > 64 || depth > MOST_STEPS {
            return None;
        }
        // What is kept under a text is known everywhere.
        let kept = token.is_some_and(|token| kept(self.tree, token).is_some());
        let scope = token.filter(|_| !kept).and_then(|token| scope(self.tree, token));
        if !scope.as_ref().is_some_and(Scope::is_local) && self.is_too_common(name, token) {
            return None;
        }
        let own = entry.map(|entry| entry.name).unwrap_or_default();
        let key = (format!("{}.{own}", name.to_lowercase()), scope.clone(), subject);
        if let Some(known) = self.followed.borrow().get(&key) {
            return known.clone();
        }
        // A name that leads back to itself shows nothing.
        self.followed.borrow_mut().insert(key.clone(), None);
        let verdict = self.judge_uses(name, token, scope.as_ref(), entry, subject, depth);
        self.followed.borrow_mut().insert(key, verdict.clone());
        verdict
    }

    /// The role that the loop variable shows which a list of tuples is unpacked into: `id` in `for id, name in pairs`.
    pub(super) fn follow_unpacked(
        &self,
        list: &Declaration,
        position: usize,
        subject: Subject,
        depth: usize,
    ) -> Option<Verdict> {
        let uses = self.index().uses(&list.name);
        uses.iter().filter(|place| place.hole.is_none()).take(MOST_USES).find_map(|place| {
            let variable = *loop_variables(self.tree, place.token).get(position)?;
            self.follow(plain_name(self.tree.text_of(variable)), Some(variable), subject, depth)
        })
    }

    /// The role that the variable of a loop over the keys of a dictionary shows: `for id, name in names.items()`,
    /// `foreach ($id in $names.Keys)`.
    pub(super) fn follow_keys(
        &self,
        name: &str,
        token: Option<usize>,
        subject: Subject,
        depth: usize,
    ) -> Option<Verdict> {
        let tree = self.tree;
        let uses = self.index().uses(name);
        let words = uses.iter().filter(|place| place.hole.is_none() && Some(place.token) != token);
        words.take(MOST_USES).find_map(|place| {
            let keys = tree.text_of(place.token + 2).eq_ignore_ascii_case("keys");
            let variable = match loop_variables(tree, place.token).first() {
                Some(&first) => first,
                None if keys || tree.language.traits.has(Traits::INDENTED) => loop_variable(tree, place.token)?,
                None => return None,
            };
            self.follow(plain_name(tree.text_of(variable)), Some(variable), subject, depth)
        })
    }

    /// Names that stand for a different thing at each place.
    fn is_too_common(&self, name: &str, token: Option<usize>) -> bool {
        let folded = fold(name);
        let data = self.tree.language.traits.has(Traits::DATA);
        // `{{ $id := … }}` is a variable of its template.
        if data && token.is_some_and(|token| self.tree.text_of(token).starts_with('$')) {
            return false;
        }
        if data {
            let names = [
                "id", "name", "value", "key", "default", "appid", "type", "guid", "data", "text", "result", "title",
                "self", "this",
            ];
            // Uses in templates and expressions mean that very name.
            let is_key = |at: usize| self.tree.is_op(at + 1, &[":"]);
            let in_templates =
                || self.index().uses(name).iter().all(|place| place.hole.is_some() || is_key(place.token));
            return names.contains(&folded.as_str()) && !(token.is_none() && in_templates());
        }
        if token.is_some_and(|token| declares_variable(self.tree, token)) {
            return false;
        }
        let entry = token.is_none_or(|token| self.tree.tokens.get(token + 1).is_none_or(|next| next.kind == Kind::Op));
        entry && ["id", "value", "name", "key", "default", "type", "title", "data"].contains(&folded.as_str())
    }

    /// Uses of the name that holds a client id in roles that a client id cannot have: as an API, in a list of callers.
    pub(crate) fn other_uses(&self, site: &Site, subject: Subject) -> OtherUses {
        let Some(binding) = &site.binding else { return Vec::new() };
        // In data only an anchor has uses.
        let is_key = self.tree.language.traits.has(Traits::DATA) && binding.token.is_some();
        if is_key || self.is_too_common(&binding.name, binding.token) {
            return Vec::new();
        }
        let scope = binding.token.and_then(|token| scope(self.tree, token));
        let key = (binding.name.clone(), scope.clone());
        if let Some(known) = self.others.borrow().get(&key) {
            return known.clone();
        }
        let others: OtherUses = self
            .uses(&binding.name, binding.token, scope.as_ref())
            .filter(|place| place.hole.is_some() || !self.is_written(place.token))
            .filter_map(|place| {
                let verdict = self.judge_use_once(place, subject, 1);
                let other = matches!(
                    verdict.role,
                    Role::Resource | Role::PreauthorizedClient | Role::PrincipalLookup | Role::PolicyTarget
                );
                let token = &self.tree.tokens[place.token];
                other.then(|| {
                    (
                        token.start as usize..token.end as usize,
                        format!("`{}` is also a {}: {}", binding.name, verdict.role.name(), verdict.why),
                    )
                })
            })
            .collect();
        self.others.borrow_mut().insert(key, others.clone());
        others
    }

    /// The uses of a name beside its declaration; `body` is that of the type whose member it is.
    fn uses(&self, name: &str, declared: Option<usize>, scope: Option<&Scope>) -> impl Iterator<Item = Use> {
        let seen = move |place: &Use| scope.is_none_or(|scope| place.is_in(self.tree, name, scope));
        let uses = self.index().uses(name);
        // A local of the name of a text is another thing.
        let called = declared.is_some_and(|token| {
            self.tree.kind_of(token) == Some(Kind::Str)
                && self.tree.parent_of(token).is_some_and(|open| self.tree.group_of(open) == Group::Paren)
                && kept(self.tree, token).is_some()
        });
        let named = if called { 0 } else { uses.len() };
        let uses = (0..named).map(move |at| uses[at]);
        let named = uses.filter(move |place| Some(place.token) != declared && seen(place));
        named.chain(self.reads(name, declared)).take(MOST_USES)
    }

    fn judge_uses(
        &self,
        name: &str,
        declared: Option<usize>,
        scope: Option<&Scope>,
        entry: Option<Entry>,
        subject: Subject,
        depth: usize,
    ) -> Option<Verdict> {
        let mut best: Option<Verdict> = None;
        let (mut counted, mut compared) = (0, 0);
        for place in self.uses(name, declared, scope) {
            if place.hole.is_none() && self.is_written(place.token) {
                continue;
            }
            let of_another = |entry: Entry| {
                let other = |other: &&str| *other != entry.name;
                let literal = || self.selected_by_call(place).filter(other);
                // In data only whole entries are read.
                let data = self.tree.language.traits.has(Traits::DATA);
                let known = |other: &&str| !other.is_empty() && (data || entry.all.iter().any(|name| name == other));
                literal().is_some() || self.selected(place, name).filter(other).as_ref().is_some_and(known)
            };
            if entry.is_some_and(of_another) {
                continue;
            }
            // `NAME="${NAME:-VALUE}"` is where it gets the value.
            if place.hole.is_some()
                && declared.is_some_and(|at| place.token == at + 2 && self.tree.is_op(at + 1, &["="]))
            {
                continue;
            }
            let verdict = self.judge_use_once(place, subject, depth);
            if verdict.row == ASKED {
                continue;
            }
            counted += 1;
            compared += usize::from(verdict.role == Role::Detection);
            let weight = weight(&verdict);
            if weight == 0 || best.as_ref().is_some_and(|best| super::follow::weight(best) >= weight) {
                continue;
            }
            let offset = self.tree.tokens[place.token].start as usize;
            let why = if verdict.why.starts_with('`') {
                verdict.why
            } else {
                format!("`{name}` at line {}: {}", self.line_of(offset), verdict.why)
            };
            let decided = weight == MOST_WEIGHT;
            best = Some(Verdict { why, decided_at: verdict.decided_at.or(Some(offset)), ..verdict });
            if decided {
                break;
            }
        }
        best.or_else(|| {
            (compared > 0 && compared == counted).then(|| Verdict {
                role: Role::Detection,
                row: "followed",
                why: format!("`{name}` is only compared"),
                likely: false,
                decided_at: None,
            })
        })
    }

    /// The entry that a use of an object selects by a literal: `X["key"]`, `X[:key]`, `$x{key}`, `x.key`.
    fn selected(&self, place: Use, name: &str) -> Option<&str> {
        let tree = self.tree;
        if let Some((start, end)) = place.hole {
            let (_, rest) = tree.text.get(start..end)?.split_once(name)?;
            let member = rest.trim_start_matches(['[', '{', '.', '-', '>', ':', '\'', '"']);
            let length = member.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
            return Some(&member[..length.unwrap_or(member.len())]);
        }
        let next = place.token + 1;
        if tree.is_op(next, &[".", "?.", "->", "::"]) {
            return Some(tree.text_of(next + 1));
        }
        if tree.kind_of(next) != Some(Kind::Open) {
            return None;
        }
        let key = next + 1 + usize::from(tree.is_op(next + 1, &[":", "-"]));
        let literal = matches!(tree.kind_of(key), Some(Kind::Str | Kind::Word));
        (literal && tree.tokens[next].mate as usize == key + 1).then(|| tree.content_of(key))
    }

    /// The key that a use of an object is asked for: `x.at("key")`, `x.get("key")`.
    fn selected_by_call(&self, place: Use) -> Option<&str> {
        let (tree, method) = (self.tree, place.token + 2);
        let asks = place.hole.is_none()
            && tree.is_op(place.token + 1, &[".", "->", "?."])
            && ["at", "get", "fetch", "value", "getvalue", "item"].contains(&fold(tree.text_of(method)).as_str());
        (asks && tree.group_of(method + 1) == Group::Paren && tree.kind_of(method + 2) == Some(Kind::Str))
            .then(|| tree.content_of(method + 2))
    }

    /// 1-based.
    fn line_of(&self, offset: usize) -> usize {
        let breaks = self.breaks.get_or_init(|| memchr::memchr_iter(b'\n', self.tree.text.as_bytes()).collect());
        1 + self.tree.lines_before + breaks.partition_point(|&at| at < offset)
    }

    /// The name is declared or assigned there.
    fn is_written(&self, token: usize) -> bool {
        let tree = self.tree;
        let own = &tree.tokens[token];
        if own.kind == Kind::Comment || is_declaration(tree, token) {
            return true;
        }
        if tree.tokens.get(token + 1).is_none_or(|next| next.kind != Kind::Op || next.parent != own.parent) {
            return false;
        }
        match tree.text_of(token + 1) {
            "=" | ":=" | "<-" | "+=" | "=>" => true,
            ":" => {
                let traits = tree.language.traits;
                let in_ternary =
                    || token > 0 && units_in_front(tree, token, 3).iter().any(|&unit| tree.text_of(unit) == "?");
                if traits.has(Traits::INDENTED) {
                    // `name: type`, and not the end of `if caller in name:`.
                    return own.line_start || tree.group_of(own.parent as usize) == Group::Paren;
                }
                // Where keywords begin with a colon it belongs to the next one.
                !traits.has(Traits::DATA) && !traits.has(Traits::KEYWORDS) && own.kind == Kind::Word && !in_ternary()
            }
            _ => false,
        }
    }

    /// The same use may tell of many declarations: of members of the same name, of the copies of a function.
    fn judge_use_once(&self, place: Use, subject: Subject, depth: usize) -> Verdict {
        let key = (place, subject, depth);
        if let Some(known) = self.judged.borrow().get(&key) {
            return known.clone();
        }
        let verdict = self.judge_use(place, subject, depth);
        self.judged.borrow_mut().insert(key, verdict.clone());
        verdict
    }

    fn judge_use(&self, place: Use, subject: Subject, depth: usize) -> Verdict {
        let tree = self.tree;
        if let Some((start, end)) = place.hole {
            return self.classify_use(&self.site(place.token, start, end), subject, depth);
        }
        if tree.kind_of(place.token) == Some(Kind::Str)
            && let Some(kept) = kept(tree, place.token)
        {
            let store = &tree.tokens[kept.start];
            let site = self.site(kept.start, store.inner_start as usize, store.inner_end as usize);
            return self.classify_use(&site, subject, depth);
        }
        let right_of =
            |token: usize, distance: usize| matches!(tree.text_of(token + distance), "." | "?." | "->" | "::");
        // Member access is judged from its first name: `x` in `x.Value`, `A` in `A.X`.
        let mut top = place.token;
        for _ in 0..6 {
            let accessed = top >= 2
                && tree.tokens[top - 1].kind == Kind::Op
                && matches!(tree.text_of(top - 1), "." | "::" | "?." | "->")
                && tree.tokens[top - 2].kind == Kind::Word;
            if !accessed {
                break;
            }
            top -= 2;
        }
        // `X.includes(caller)`: X is what the caller is compared with.
        let called =
            right_of(place.token, 1) && tree.tokens.get(place.token + 3).is_some_and(|token| token.kind == Kind::Open);
        if called && compares(tree.text_of(place.token + 2)) {
            return Verdict {
                role: Role::Detection,
                row: "compared-by-call",
                why: format!("compared by `{}`", tree.text_of(place.token + 2)),
                likely: false,
                decided_at: None,
            };
        }
        // `X + "/.default"`, also behind `X.ToString()`.
        let mut right = place.token + 1;
        while tree
            .tokens
            .get(right)
            .is_some_and(|token| token.kind == Kind::Open && !token.line_start && token.mate != NONE)
        {
            right = tree.tokens[right].mate as usize + 1;
        }
        if matches!(tree.text_of(right), "+" | ".")
            && tree.tokens.get(right + 1).is_some_and(|token| token.kind == Kind::Str)
            && tree.content_of(right + 1).starts_with('/')
        {
            return Verdict {
                role: Role::Resource,
                row: "scope-joined",
                why: "a scope is made of it".to_owned(),
                likely: false,
                decided_at: None,
            };
        }
        let token = &tree.tokens[top];
        let site = self.site(top, token.inner_start as usize, token.inner_end as usize);
        // The head of a function names its parameters and their types.
        if site.place == Place::Argument && site.call.as_ref().is_some_and(|call| call.declares) {
            return Verdict {
                row: "nothing",
                why: String::new(),
                role: Role::Unknown,
                likely: false,
                decided_at: None,
            };
        }
        self.classify_use(&site, subject, depth)
    }

    fn classify_use(&self, site: &Site<'t>, subject: Subject, depth: usize) -> Verdict {
        if asks_for_a_value(site) {
            let (row, why) = (ASKED, String::new());
            return Verdict { row, why, role: Role::Unknown, likely: false, decided_at: None };
        }
        self.classify(site, subject, depth)
    }
}

/// A use that is compared with nothing: to ask whether a name has a value says nothing about the value.
const ASKED: &str = "asked-for-a-value";

fn asks_for_a_value(site: &Site) -> bool {
    site.operand.as_ref().is_some_and(Comparison::is_nothing)
}

/// Whether a method of this name compares what it is called on, by the row that says so of calls.
fn compares(method: &str) -> bool {
    let row = table::ROWS.iter().find(|row| row.id == "compared-by-call");
    let named = |condition: &table::Condition| match condition {
        table::Condition::Callee(words) => table::any(words, &fold(method)),
        _ => false,
    };
    row.is_some_and(|row| row.when.iter().any(named))
}

/// The weight of a use as a client.
const MOST_WEIGHT: u8 = 4;

/// How much a use tells: a client position outweighs everything, other roles outweigh silence.
fn weight(verdict: &Verdict) -> u8 {
    match verdict.role {
        // What a function is called that returns it is less than what is done with it.
        Role::Client if verdict.row == "returned-client" => 1,
        Role::Client => MOST_WEIGHT,
        Role::PreauthorizedClient => 3,
        Role::Resource | Role::PrincipalLookup | Role::PolicyTarget => 2,
        Role::Recording => 1,
        Role::SanctionedClient | Role::Catalogue | Role::Detection | Role::Prose | Role::Unknown | Role::ErrorCode => 0,
    }
}
