//! The engine's one door: `analyze` turns one text into occurrences, findings and directives.

mod asked;
mod cells;
pub(crate) mod place;

use std::cell::OnceCell;
use std::ops::Range;

use crate::candidate::{self, Value};
use crate::catalog::{self, App, Confidence, Placeholder, RetiredApp};
use crate::embedded::Notebook;
use crate::expectation::Observed;
use crate::fix::{self, Fix};
use crate::guid::Guid;
use crate::language::{self, Language, Shape};
use crate::request::{self, Request};
use crate::role::table::FileKind;
use crate::role::{Role, kinds_of_file};
use crate::rule::{Level, RuleId, beside, first_party_message, lookalike_message, retired_message};
use crate::suppress::{self, Directive, Silencer};
use crate::tree::{self, Tree};
use place::{Known, Placed};

pub use cells::{Cell, analyze_cells};

/// How the caller wants a text judged. The default is what an empty `aadsts.toml` means.
#[derive(Clone, Debug)]
pub struct Options {
    /// Text that the quick fix writes in place of a borrowed id.
    pub placeholder: String,
    /// The tenant's own application id for this path, if one is configured.
    pub tenant_app: Option<Guid>,
    /// Environment variable that the look-up fix reads.
    pub environment_variable: String,
    /// Levels that replace a rule's default; `None` switches the rule off.
    pub levels: Vec<(RuleId, Option<Level>)>,
    /// Ids allowed by an `[[allow]]` entry for this path.
    pub allow: Vec<Guid>,
    /// Findings that are less certain are left out.
    pub confidence: Certainty,
    /// The most that findings in files of little weight are.
    pub caps: Caps,
    /// What the team saw requests do; it counts before the grants.
    pub observed: Vec<Observed>,
}

/// The highest level of findings in texts that nobody here maintains or runs; `None` leaves them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// In fenced blocks of documentation.
    pub documentation: Option<Level>,
    /// In code that others wrote and that is kept in the repository.
    pub vendored: Option<Level>,
    /// In code that a program wrote.
    pub generated: Option<Level>,
}

impl Default for Caps {
    fn default() -> Self {
        let hint = Some(Level::Hint);
        Self { documentation: hint, vendored: hint, generated: hint }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            placeholder: "YOUR_TENANT_APP_CLIENT_ID".to_owned(),
            tenant_app: None,
            environment_variable: "AZURE_CLIENT_ID".to_owned(),
            levels: Vec::new(),
            allow: Vec::new(),
            confidence: Certainty::Likely,
            caps: Caps::default(),
            observed: Vec::new(),
        }
    }
}

/// What is known about the thing that stands at a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entity {
    /// A Microsoft application that is in use.
    App(&'static App),
    /// An application that was deleted or switched off.
    Retired(&'static RetiredApp),
    /// A GUID that stands in for a real one.
    Placeholder(&'static Placeholder),
    /// A GUID that is nobody's, with the application that it begins like.
    Lookalike(Guid, &'static App),
    /// The words that the quick fix wrote.
    PlaceholderText,
    /// An AADSTS error code.
    ErrorCode(u32),
}

impl Entity {
    /// The GUID, where the entity has one.
    pub fn guid(self) -> Option<Guid> {
        match self {
            Self::App(app) => Some(app.id),
            Self::Retired(retired) => Some(retired.id),
            Self::Placeholder(placeholder) => Some(placeholder.id),
            Self::Lookalike(id, _) => Some(id),
            Self::PlaceholderText | Self::ErrorCode(_) => None,
        }
    }
}

/// How sure the judgement of a role is, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The surroundings suggest it.
    Likely,
    /// The surroundings say it.
    Certain,
}

impl Certainty {
    /// All, least first.
    pub const ALL: [Self; 2] = [Self::Likely, Self::Certain];

    /// The name in output and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|certainty| certainty.name() == name)
    }
}

/// A known id, placeholder or error code in a text, with its role.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// Byte range of the id or code itself, without quotes or braces.
    pub range: Range<usize>,
    /// What stands there.
    pub entity: Entity,
    /// What it does there.
    pub role: Role,
    /// How sure that is.
    pub certainty: Certainty,
    /// The id of the row of `roles.toml` that decided.
    pub row: &'static str,
    /// The evidence in words, such as "value of `client_id`".
    pub why: String,
}

/// A problem to report.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// How bad it is.
    pub level: Level,
    /// Byte range to underline.
    pub range: Range<usize>,
    /// One line for people.
    pub message: String,
    /// Index into [`Analysis::occurrences`] of the place that caused it.
    pub occurrence: Option<usize>,
    /// Other places in the same text that explain it.
    pub related: Vec<Related>,
    /// Possible edits, preferred first.
    pub fixes: Vec<Fix>,
}

/// Another place that explains a finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// Byte range.
    pub range: Range<usize>,
    /// What is there.
    pub message: String,
}

/// Everything that one text says.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Every known id, placeholder and error code, in order of position.
    pub occurrences: Vec<Occurrence>,
    /// What to report, in order of position. Suppressed findings are not in it.
    pub findings: Vec<Finding>,
    /// The token requests that clients of Microsoft's make, as far as the text shows.
    pub requests: Vec<Request>,
    /// What the team saw requests do; it counts before the grants.
    pub observed: Vec<Observed>,
    /// Suppression comments.
    pub directives: Vec<Directive>,
}

/// Analyses one text. `path` is relative to the root of the scan, with forward slashes; its words count as
/// evidence. `language` is what an editor says; `None` lets path and first line decide.
pub fn analyze(text: &str, path: &str, language: Option<&'static Language>, options: &Options) -> Analysis {
    let known = known(text, options);
    let directives = suppress::find(text);
    if known.is_empty() && directives.is_empty() && !request::is_mentioned(text) {
        return Analysis::default();
    }
    let language = language_of(text, path, language);
    let kinds = kinds_of_file(path, language.traits, language.shape, text);
    let page = Page::of(text, language);
    let placed = place::all(&page, &known, &kinds);
    conclude(&page, &kinds, options, &known, &placed, directives, None)
}

/// A text in its language, cut into a tree when somebody asks, and once.
pub(crate) struct Page<'t> {
    pub(crate) text: &'t str,
    pub(crate) language: &'static Language,
    tree: OnceCell<Tree<'t>>,
}

impl<'t> Page<'t> {
    pub(crate) fn of(text: &'t str, language: &'static Language) -> Self {
        Self { text, language, tree: OnceCell::new() }
    }

    pub(crate) fn tree(&self) -> &Tree<'t> {
        self.tree.get_or_init(|| tree::of(self.text, self.language))
    }
}

/// The language that a text is read in: what an editor says, unless that says little.
pub fn language_of(text: &str, path: &str, language: Option<&'static Language>) -> &'static Language {
    let by_path = || language::of_path(path, text);
    language.filter(|language| language.shape != Shape::Prose).unwrap_or_else(by_path)
}

/// What the rules say about judged places, but for what is suppressed.
fn conclude(
    page: &Page,
    kinds: &[FileKind],
    options: &Options,
    known: &[Known],
    placed: &[Placed],
    directives: Vec<Directive>,
    cells: Option<&Notebook>,
) -> Analysis {
    let (text, language) = (page.text, page.language);
    let occurrences: Vec<Occurrence> =
        known.iter().zip(placed).map(|(known, placed)| occurrence(known, placed)).collect();
    let mut findings = Vec::new();
    let mut silencer = Silencer::of(directives);
    for (index, (occurrence, placed)) in occurrences.iter().zip(placed).enumerate() {
        let language = placed.language.unwrap_or(language);
        let Some(finding) = finding(text, language, kinds, options, index, occurrence, placed) else { continue };
        let statement = placed.statement.unwrap_or(occurrence.range.start);
        if !silencer.silences(finding.rule, occurrence.range.start, statement) {
            findings.push(finding);
        }
    }
    let (requests, asking) = asked::all(page, kinds, options, &occurrences, placed, &mut findings, cells);
    for (finding, statement) in asking {
        if silencer.silences(finding.rule, finding.range.start, statement) {
            continue;
        }
        let client = |other: &&mut Finding| {
            other.rule == RuleId::FirstPartyClientId
                && other.occurrence.is_some()
                && other.occurrence == finding.occurrence
        };
        if let Some(client) = findings.iter_mut().find(client) {
            beside::point_at(client, &finding, &text[finding.range.clone()]);
        }
        findings.push(finding);
    }
    let directives = silencer.done();
    findings.extend(unused(page, &directives, options));
    findings.sort_by_key(|finding| (finding.range.start, finding.rule));
    Analysis { occurrences, findings, requests, observed: options.observed.clone(), directives }
}

/// Bytes that are looked at together when a text is skimmed.
const SKIMMED: usize = 64 << 10;
/// Longer than anything that is looked for, with what must stand around it.
const OVERLAP: usize = 128;

/// So many bytes around a changed place are all that the change can make say something.
pub fn reach(options: &Options) -> usize {
    OVERLAP.max(options.placeholder.len() + 8)
}

/// Whether the analysis of a text would be empty, told from its pieces. A text of many megabytes that says nothing need
/// never be in one piece. `false` may be wrong.
pub fn says_nothing<'a>(pieces: impl IntoIterator<Item = &'a str>, options: &Options) -> bool {
    let may_speak =
        |text: &str| suppress::is_mentioned(text) || request::is_mentioned(text) || !known(text, options).is_empty();
    let overlap = reach(options);
    let mut window = String::new();
    for piece in pieces {
        window.push_str(piece);
        if window.len() >= SKIMMED.max(2 * overlap) {
            if may_speak(&window) {
                return false;
            }
            window.drain(..window.floor_char_boundary(window.len() - overlap));
        }
    }
    !may_speak(&window)
}

/// Everything in the text that the catalogue knows, in order of position.
fn known(text: &str, options: &Options) -> Vec<Known> {
    let mut known: Vec<Known> = candidate::find(text.as_bytes())
        .into_iter()
        .filter_map(|candidate| {
            let range = candidate.range();
            match candidate.value {
                Value::Guid(guid) => entity(guid).map(|entity| Known { range, entity, needs_key: false }),
                Value::Simple(guid) => entity(guid)
                    .filter(|entity| matches!(entity, Entity::App(_)))
                    .map(|entity| Known { range, entity, needs_key: true }),
                Value::Code(number) => Some(Known { range, entity: Entity::ErrorCode(number), needs_key: false }),
            }
        })
        .collect();
    let placeholder = options.placeholder.as_bytes();
    if !placeholder.is_empty() && Guid::from_dashed_prefix(placeholder).is_none() {
        let word =
            |at: usize| text.as_bytes().get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        for start in memchr::memmem::find_iter(text.as_bytes(), placeholder) {
            let end = start + placeholder.len();
            if !word(end) && !start.checked_sub(1).is_some_and(word) {
                known.push(Known { range: start..end, entity: Entity::PlaceholderText, needs_key: false });
            }
        }
        known.sort_by_key(|known| known.range.start);
    }
    known
}

fn entity(guid: Guid) -> Option<Entity> {
    catalog::app(guid)
        .map(Entity::App)
        .or_else(|| catalog::retired(guid).map(Entity::Retired))
        .or_else(|| catalog::placeholder(guid).map(Entity::Placeholder))
        .or_else(|| catalog::resembled(guid).map(|app| Entity::Lookalike(guid, app)))
}

fn occurrence(known: &Known, placed: &Placed) -> Occurrence {
    Occurrence {
        range: known.range.clone(),
        entity: known.entity,
        role: placed.role,
        certainty: if placed.likely { Certainty::Likely } else { Certainty::Certain },
        row: placed.row,
        why: placed.why.clone(),
    }
}

/// What the rules say about one occurrence.
fn finding(
    text: &str,
    language: &'static Language,
    kinds: &[FileKind],
    options: &Options,
    index: usize,
    occurrence: &Occurrence,
    placed: &Placed,
) -> Option<Finding> {
    if occurrence.role != Role::Client {
        return None;
    }
    let (rule, message) = match (occurrence.entity, occurrence.entity.guid().and_then(catalog::retired)) {
        (_, Some(app)) => (RuleId::RetiredClientId, retired_message(app)),
        (Entity::App(app), None) if app.confidence > Confidence::Low => {
            (RuleId::FirstPartyClientId, first_party_message(app))
        }
        (Entity::Placeholder(placeholder), None) => (
            RuleId::PlaceholderClientId,
            format!(
                "a placeholder ({}) stands where a client id belongs: use the id of your own app registration",
                placeholder.label
            ),
        ),
        (Entity::Lookalike(_, app), None) => (RuleId::LookalikeClientId, lookalike_message(app)),
        (Entity::PlaceholderText, None) => (
            RuleId::PlaceholderClientId,
            "a placeholder stands where a client id belongs: use the id of your own app registration".to_owned(),
        ),
        (Entity::App(_) | Entity::Retired(_) | Entity::ErrorCode(_), None) => return None,
    };
    if occurrence.entity.guid().is_some_and(|guid| options.allow.contains(&guid)) {
        return None;
    }
    if occurrence.certainty < options.confidence {
        return None;
    }
    let level = capped(level(rule, options)?, kinds, options, placed.documentation)?;
    let fixes = fix::of(text, language, options, rule, occurrence, placed);
    let related =
        placed.other_uses.iter().map(|(range, why)| Related { range: range.clone(), message: why.clone() }).collect();
    Some(Finding { rule, level, range: occurrence.range.clone(), message, occurrence: Some(index), related, fixes })
}

/// The level in a text of this kind; `None` where nothing is said there.
fn capped(mut level: Level, kinds: &[FileKind], options: &Options, documentation: bool) -> Option<Level> {
    for (applies, cap) in [
        (documentation || kinds.contains(&FileKind::Documentation), options.caps.documentation),
        (kinds.contains(&FileKind::Vendored), options.caps.vendored),
        (kinds.contains(&FileKind::Generated), options.caps.generated),
    ] {
        if applies {
            level = level.min(cap?);
        }
    }
    Some(level)
}

fn level(rule: RuleId, options: &Options) -> Option<Level> {
    options
        .levels
        .iter()
        .rfind(|(configured, _)| *configured == rule)
        .map_or(Some(rule.default_level()), |(_, level)| *level)
}

fn unused(page: &Page, directives: &[Directive], options: &Options) -> Vec<Finding> {
    let Some(level) = level(RuleId::UnusedSuppression, options) else { return Vec::new() };
    directives
        .iter()
        .filter(|directive| !directive.used)
        .map(|directive| Finding {
            rule: RuleId::UnusedSuppression,
            level,
            range: directive.range.clone(),
            message: match directive.unknown.first() {
                Some(name) => format!("no rule is called `{name}`, so this suppresses nothing"),
                None => "this suppresses nothing and can go".to_owned(),
            },
            occurrence: None,
            related: Vec::new(),
            fixes: fix::remove(page, directive).into_iter().collect(),
        })
        .collect()
}
