//! The text of one `aadsts.toml` -> [`Config`], or everything that is wrong with it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use toml::Spanned;
use toml::value::{Date, Datetime};

use super::glob::{self, Globs};
use super::observed::ObservedEntry;
use super::{Allow, Config, Problem, Said};
use crate::analysis::{Certainty, Options};
use crate::catalog;
use crate::guid::Guid;
use crate::rule::{Level, RuleId};

/// No configuration that a person wrote is longer.
const LONGEST: u64 = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    extends: Option<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    confidence: Option<Spanned<String>>,
    #[serde(default)]
    files: Files,
    #[serde(default)]
    rules: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    editor: Editor,
    #[serde(default)]
    fix: Fix,
    #[serde(default)]
    tenant: Tenant,
    #[serde(default)]
    allow: Vec<AllowEntry>,
    #[serde(default)]
    observed: Vec<ObservedEntry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Files {
    documentation: Option<Spanned<String>>,
    vendored: Option<Spanned<String>>,
    generated: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Editor {
    #[serde(default)]
    rules: BTreeMap<Spanned<String>, Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Fix {
    placeholder: Option<Spanned<String>>,
    environment_variable: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Tenant {
    app_id: Option<Spanned<String>>,
    #[serde(default)]
    apps: Vec<TenantApp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TenantApp {
    paths: Vec<Spanned<String>>,
    app_id: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AllowEntry {
    app_id: Spanned<String>,
    paths: Option<Vec<Spanned<String>>>,
    reason: Spanned<String>,
    expires: Option<Spanned<Datetime>>,
}

/// Reads the file at `path`, and what it extends. `looked_at` takes files that were looked for besides those that the
/// result names.
pub(super) fn load(path: &Path, looked_at: &mut Vec<PathBuf>) -> Result<Config, Vec<Problem>> {
    let text = read(path).map_err(|message| vec![Problem::new(path, "", 0..0, message)])?;
    parse_chain(&text, path, looked_at)
}

/// Reads `text` as the file at `path`, and from disk what it extends.
pub(super) fn parse(text: &str, path: &Path) -> Result<Config, Vec<Problem>> {
    parse_chain(text, path, &mut Vec::new())
}

fn read(path: &Path) -> Result<String, String> {
    let length = fs::metadata(path).map_err(|error| format!("cannot read the file: {error}"))?.len();
    if length > LONGEST {
        return Err(format!("the file is too long for a configuration ({length} bytes)"));
    }
    let bytes = fs::read(path).map_err(|error| format!("cannot read the file: {error}"))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| format!("the file is not UTF-8 (byte {})", error.utf8_error().valid_up_to()))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn parse_chain(text: &str, path: &Path, chain: &mut Vec<PathBuf>) -> Result<Config, Vec<Problem>> {
    let file: File = toml::from_str(text).map_err(|error| {
        let message = error.message().trim_end().replace('\n', ", ");
        vec![Problem::new(path, text, error.span().unwrap_or(0..0), message)]
    })?;
    let mut reader = Reader { text, path, folder: path.parent().unwrap_or(Path::new("")), problems: Vec::new() };
    let mut config = reader.config(&file);
    if let Some(extends) = &file.extends {
        chain.push(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
        match reader.extended(extends, chain) {
            Ok(parent) => {
                let said = Said {
                    placeholder: file.fix.placeholder.is_some(),
                    environment_variable: file.fix.environment_variable.is_some(),
                    confidence: file.confidence.is_some(),
                    documentation: file.files.documentation.is_some(),
                    vendored: file.files.vendored.is_some(),
                    generated: file.files.generated.is_some(),
                };
                config.extend(parent, said);
            }
            Err(problems) => reader.problems.extend(problems),
        }
    }
    if reader.problems.is_empty() { Ok(config) } else { Err(reader.problems) }
}

/// Turns what was written into what is meant and collects what cannot be meant.
pub(super) struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
    folder: &'a Path,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn config(&mut self, file: &File) -> Config {
        let mut base = Options { levels: self.levels(&file.rules), ..Options::default() };
        if let Some(placeholder) = &file.fix.placeholder {
            base.placeholder = self.word(placeholder, "placeholder", is_plain, "letters, digits, `-`, `_`, `.`");
        }
        if let Some(variable) = &file.fix.environment_variable {
            base.environment_variable =
                self.word(variable, "environment variable", is_variable, "letters, digits and `_`, no digit first");
        }
        if let Some(confidence) = &file.confidence {
            if let Some(certainty) = Certainty::from_name(confidence.get_ref()) {
                base.confidence = certainty;
            } else {
                let known = list(Certainty::ALL.iter().map(|certainty| certainty.name()));
                let message = format!("unknown confidence `{}`, expected one of {known}", confidence.get_ref());
                self.problem(confidence, &message);
            }
        }
        let Files { documentation, vendored, generated } = &file.files;
        for (cap, word) in [
            (&mut base.caps.documentation, documentation),
            (&mut base.caps.vendored, vendored),
            (&mut base.caps.generated, generated),
        ] {
            if let Some(level) = word.as_ref().and_then(|word| self.level(word)) {
                *cap = level;
            }
        }
        base.tenant_app = file.tenant.app_id.as_ref().and_then(|id| self.own_app(id));
        let mut tenant_apps = Vec::new();
        for app in &file.tenant.apps {
            let globs = self.globs(&app.paths);
            tenant_apps.extend(self.own_app(&app.app_id).map(|id| (globs, id)));
        }
        let mut allow = Vec::new();
        for entry in &file.allow {
            if entry.reason.get_ref().trim().is_empty() {
                self.problem(&entry.reason, "empty reason, expected a sentence that says why the id is right here");
            }
            let paths = entry.paths.as_ref().map(|paths| self.globs(paths));
            let id = self.guid(&entry.app_id);
            if self.in_force(entry.expires.as_ref()) {
                allow.extend(id.map(|id| Allow { id, paths }));
            }
        }
        base.observed = file.observed.iter().filter_map(|entry| self.observed(entry)).collect();
        let exclude = if file.exclude.is_empty() { Vec::new() } else { vec![self.globs(&file.exclude)] };
        let editor_levels = self.levels(&file.editor.rules);
        Config { path: self.path.to_owned(), base, exclude, tenant_apps, allow, editor_levels, parents: Vec::new() }
    }

    fn levels(
        &mut self,
        rules: &BTreeMap<Spanned<String>, Spanned<String>>,
    ) -> Vec<(RuleId, Option<crate::rule::Level>)> {
        let mut levels = Vec::new();
        for (name, level) in rules {
            let rule = RuleId::from_id(name.get_ref());
            if rule.is_none() {
                let known = list(RuleId::ALL.iter().map(|rule| rule.id()));
                self.problem(name, &format!("unknown rule `{}`, expected one of {known}", name.get_ref()));
            }
            levels.extend(rule.zip(self.level(level)));
        }
        levels
    }

    /// A level; `off` is none at all.
    #[allow(clippy::option_option, reason = "a level that cannot be read is neither a level nor `off`")]
    fn level(&mut self, level: &Spanned<String>) -> Option<Option<Level>> {
        let word = level.get_ref().as_str();
        let meant = if word == "off" { Some(None) } else { Level::from_name(word).map(Some) };
        if meant.is_none() {
            let known = list(std::iter::once("off").chain(Level::ALL.iter().map(|level| level.name())));
            self.problem(level, &format!("unknown level `{word}`, expected one of {known}"));
        }
        meant
    }

    /// An application of the developer's own tenant. Microsoft's own would put back the very finding that it cures.
    fn own_app(&mut self, id: &Spanned<String>) -> Option<Guid> {
        let guid = self.guid(id)?;
        if let Some(app) = catalog::app(guid) {
            let name = if app.name.is_empty() { "an application" } else { app.name.as_str() };
            self.problem(id, &format!("`{guid}` is {name} of Microsoft, expected the id of your own app registration"));
            return None;
        }
        Some(guid)
    }

    fn guid(&mut self, id: &Spanned<String>) -> Option<Guid> {
        let guid = id.get_ref().parse().ok();
        if guid.is_none() {
            let message = format!("`{}` is not an application id, expected a GUID", id.get_ref());
            self.problem(id, &message);
        }
        guid
    }

    fn globs(&mut self, patterns: &[Spanned<String>]) -> Globs {
        for pattern in patterns {
            if let Err(message) = glob::check(pattern.get_ref()) {
                self.problem(pattern, &message);
            }
        }
        Globs::new(self.folder, patterns.iter().map(|pattern| pattern.get_ref().as_str()))
    }

    fn word(&mut self, word: &Spanned<String>, what: &str, fits: fn(&str) -> bool, allowed: &str) -> String {
        if !fits(word.get_ref()) {
            let message = format!("`{}` cannot be the {what}, expected {allowed}", word.get_ref());
            self.problem(word, &message);
        }
        word.get_ref().clone()
    }

    /// Whether an entry with this last day still counts.
    fn in_force(&mut self, expires: Option<&Spanned<Datetime>>) -> bool {
        let Some(expires) = expires else { return true };
        let Datetime { date: Some(date), time: None, .. } = *expires.get_ref() else {
            self.problem(expires, "expected a date such as 2027-12-31");
            return false;
        };
        today(0).is_none_or(|today| (date.year, date.month, date.day) >= today)
    }

    /// The file that this one extends: below the same repository, and not one that is being read already.
    fn extended(&mut self, extends: &Spanned<String>, chain: &mut Vec<PathBuf>) -> Result<Config, Vec<Problem>> {
        let one = |message: String| vec![Problem::new(self.path, self.text, extends.span(), message)];
        let name = extends.get_ref();
        let target = match fs::canonicalize(self.folder.join(name)) {
            Ok(target) => target,
            Err(error) => {
                chain.push(self.folder.join(name));
                return Err(one(format!("cannot read `{name}`: {error}")));
            }
        };
        let folder = chain.first().and_then(|first| first.parent()).unwrap_or(self.folder);
        let root = folder.ancestors().find(|ancestor| ancestor.join(".git").exists()).unwrap_or(folder);
        if !target.starts_with(root) {
            return Err(one(format!("`{name}` leaves the repository, expected a file below {}", root.display())));
        }
        if chain.contains(&target) {
            return Err(one(format!("`{name}` extends this file in turn")));
        }
        let text = read(&target).map_err(|message| one(format!("`{name}`: {message}")))?;
        parse_chain(&text, &target, chain)
    }

    pub(super) fn problem<T>(&mut self, at: &Spanned<T>, message: &str) {
        self.problems.push(Problem::new(self.path, self.text, at.span(), message.to_owned()));
    }
}

/// Words that no language needs to escape in any kind of string.
fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

fn is_variable(word: &str) -> bool {
    is_plain(word) && !word.contains(['-', '.']) && !word.starts_with(|first: char| first.is_ascii_digit())
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Year, month and day in UTC, that many days from now; `None` when the clock stands before 1970.
pub(super) fn today(ahead: u64) -> Option<(u16, u8, u8)> {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs() / 86_400 + ahead;
    let date = civil(days);
    Some((date.year, date.month, date.day))
}

/// The Gregorian date of a day after 1970-01-01: years start in March, so that the leap day comes last.
fn civil(days: u64) -> Date {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    Date { year: year as u16, month: month as u8, day: day as u8 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let path = Path::new("/nowhere/aadsts.toml");
        match parse(text, path) {
            Ok(_) => Vec::new(),
            Err(problems) => problems
                .iter()
                .map(|problem| format!("{}:{} {}", problem.line, problem.column, problem.message))
                .collect(),
        }
    }

    fn config(text: &str) -> Config {
        parse(text, Path::new("/nowhere/aadsts.toml")).unwrap()
    }

    const OWN: &str = "11111111-2222-3333-4444-555555555555";

    #[test]
    fn everything_that_may_be_said() {
        let config = config(&format!(
            "exclude = ['docs/']\n[rules]\nfirst-party-client-id = 'error'\nplaceholder-client-id = 'off'\n\
             [fix]\nplaceholder = 'MINE'\nenvironment-variable = 'MY_ID'\n[tenant]\napp-id = '{OWN}'\n\
             [[tenant.apps]]\npaths = ['web/**']\napp-id = '22222222-2222-3333-4444-555555555555'\n\
             [[allow]]\napp-id = '{OWN}'\npaths = ['tools/']\nreason = 'ours'\nexpires = 9999-12-31\n\
             [[allow]]\napp-id = '33333333-2222-3333-4444-555555555555'\nreason = 'late'\nexpires = 2001-01-01\n"
        ));
        let options = config.options(Path::new("/nowhere/tools/x.py"));
        assert_eq!((options.placeholder.as_str(), options.environment_variable.as_str()), ("MINE", "MY_ID"));
        assert_eq!(options.tenant_app, OWN.parse().ok());
        assert_eq!(options.allow, [OWN.parse().unwrap()], "the expired one is gone");
        assert_eq!(options.levels.len(), 2);
        assert!(options.levels.contains(&(RuleId::PlaceholderClientId, None)));
        let web = config.options(Path::new("/nowhere/web/x.py"));
        assert_eq!(web.tenant_app, "22222222-2222-3333-4444-555555555555".parse().ok());
        assert!(web.allow.is_empty());
        assert!(config.excludes(Path::new("/nowhere/docs/a.md")));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, start) in [
            ("x = 1", "1:1 unknown field `x`, expected one of `extends`, `exclude`"),
            (
                "\n[rules]\nfirst-party = 'off'",
                "3:1 unknown rule `first-party`, expected one of `first-party-client-id`",
            ),
            ("[rules]\nfirst-party-client-id = 'loud'", "2:25 unknown level `loud`, expected one of `off`, `hint`"),
            ("[rules]\nfirst-party-client-id = 1", "2:25 invalid type: integer `1`, expected a string"),
            ("[tenant]\napp-id = 'x'", "2:10 `x` is not an application id, expected a GUID"),
            ("exclude = ['a[']", "1:12 pattern `a[`: "),
            ("confidence = 'sure'", "1:14 unknown confidence `sure`, expected one of `likely`, `certain`"),
            ("[files]\nvendored = 'quiet'", "2:12 unknown level `quiet`, expected one of `off`, `hint`"),
            ("[files]\nminified = 'off'", "2:1 unknown field `minified`, expected one of `documentation`"),
            ("[fix]\nplaceholder = 'a\"b'", "2:15 `a\"b` cannot be the placeholder"),
            ("[fix]\nenvironment-variable = '1A'", "2:24 `1A` cannot be the environment variable"),
            ("[[allow]]\nreason = 'x'", "1:1 missing field `app-id`"),
            ("[[allow]]\napp-id = '11111111-2222-3333-4444-555555555555'\nreason = ' '", "3:10 empty reason"),
            (
                "[[allow]]\napp-id = '11111111-2222-3333-4444-555555555555'\nreason = 'x'\nexpires = 10:00:00",
                "4:11 expected a date",
            ),
            ("a = [", "1:6 "),
            ("é = 'x", "1:"),
        ] {
            let all = problems(text);
            assert!(all.first().is_some_and(|first| first.starts_with(start)), "{text:?}: {all:?}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert_eq!(problems("exclude = ['!x', '..']\n[tenant]\napp-id = '7'\n[rules]\nx = 'y'").len(), 5);
    }

    #[test]
    fn days_become_dates() {
        for (days, date) in
            [(0, (1970, 1, 1)), (11_016, (2000, 2, 29)), (20_786, (2026, 11, 29)), (47_540, (2100, 2, 28))]
        {
            let civil = civil(days);
            assert_eq!((civil.year, civil.month, civil.day), date);
        }
    }
}
