//! What the user configured: the client's settings, and over them the nearest `aadsts.toml`.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::analysis::{Certainty, Options};
use crate::config::{Resolved, Resolver};
use crate::guid::Guid;
use crate::rule::{Level, RuleId};

/// Not every client can watch files: an `aadsts.toml` is read again when it was read longer ago than this.
const FRESH: Duration = Duration::from_secs(1);

/// What an editor can set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settings {
    placeholder: Option<String>,
    tenant_app: Option<Guid>,
    environment_variable: Option<String>,
    levels: Vec<(RuleId, Option<Level>)>,
    confidence: Option<Certainty>,
    /// The editor does not trust the workspace, so nothing in it may choose what a fix writes.
    untrusted: Option<bool>,
}

impl Settings {
    /// Reads the section `aadsts`, or an object that has it as a member. What does not fit is left out and
    /// logged, so that one bad value does not cost the others.
    pub(super) fn read(value: &Value) -> Self {
        let section = value.get("aadsts").unwrap_or(value);
        let text = |name: &str| {
            let text = section.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let tenant_app = text("tenantAppId").and_then(|text| {
            let guid = text.parse().ok();
            if guid.is_none() {
                tracing::warn!("setting tenantAppId is not a GUID");
            }
            guid
        });
        let rules = section.get("rules").and_then(Value::as_object).into_iter().flatten();
        Self {
            placeholder: text("placeholder"),
            tenant_app,
            environment_variable: text("environmentVariable"),
            levels: rules.filter_map(|(name, level)| read_level(name, level)).collect(),
            confidence: text("confidence").and_then(|name| Certainty::from_name(&name)),
            untrusted: section.get("trusted").and_then(Value::as_bool).map(|trusted| !trusted),
        }
    }

    /// These settings, and where they say nothing, `base`.
    pub(super) fn over(mut self, base: &Self) -> Self {
        let inherited = base.levels.iter().filter(|(rule, _)| self.levels.iter().all(|(own, _)| own != rule));
        let levels: Vec<_> = inherited.copied().collect();
        self.levels.extend(levels);
        Self {
            placeholder: self.placeholder.or_else(|| base.placeholder.clone()),
            tenant_app: self.tenant_app.or(base.tenant_app),
            environment_variable: self.environment_variable.or_else(|| base.environment_variable.clone()),
            levels: self.levels,
            confidence: self.confidence.or(base.confidence),
            untrusted: self.untrusted.or(base.untrusted),
        }
    }

    /// What an `aadsts.toml` says, and where it leaves the default, these settings.
    fn below(&self, file: Options) -> Options {
        let default = Options::default();
        let trusted = if self.untrusted == Some(true) {
            Options {
                placeholder: default.placeholder.clone(),
                tenant_app: None,
                environment_variable: default.environment_variable.clone(),
                ..file
            }
        } else {
            file
        };
        let text = |file: String, default: &str, own: &Option<String>| match own {
            Some(own) if file == default => own.clone(),
            _ => file,
        };
        let mut levels = trusted.levels;
        let free: Vec<_> =
            self.levels.iter().filter(|(rule, _)| levels.iter().all(|(named, _)| named != rule)).collect();
        levels.extend(free);
        Options {
            placeholder: text(trusted.placeholder, &default.placeholder, &self.placeholder),
            tenant_app: trusted.tenant_app.or(self.tenant_app),
            environment_variable: text(
                trusted.environment_variable,
                &default.environment_variable,
                &self.environment_variable,
            ),
            levels,
            allow: trusted.allow,
            confidence: trusted.confidence.max(self.confidence.unwrap_or(default.confidence)),
            caps: trusted.caps,
            observed: trusted.observed,
        }
    }
}

/// The configuration files of a session, each read at most once a second.
#[derive(Debug)]
pub(super) struct Files {
    resolver: Resolver,
    read: Mutex<Instant>,
}

impl Default for Files {
    fn default() -> Self {
        Self { resolver: Resolver::default(), read: Mutex::new(Instant::now()) }
    }
}

impl Files {
    /// How the file at `path` is judged, and whether findings in it are left out.
    pub(super) fn options(&self, path: Option<&Path>, settings: &Settings) -> (Options, bool) {
        let Some(path) = path else { return (settings.below(Options::default()), false) };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.elapsed() > FRESH {
            self.resolver.refresh();
            *read = Instant::now();
        }
        drop(read);
        let Resolved { options, excluded, governing: _ } = self.resolver.resolve(path);
        (settings.below(options), excluded)
    }

    /// Reads every file again when it is needed next.
    pub(super) fn refresh(&self) {
        self.resolver.refresh();
    }
}

fn read_level(name: &str, level: &Value) -> Option<(RuleId, Option<Level>)> {
    let Some(rule) = RuleId::from_id(name) else {
        tracing::warn!("setting rules names an unknown rule");
        return None;
    };
    let named = level.as_str().unwrap_or_default();
    if named == "off" {
        return Some((rule, None));
    }
    let level = Level::ALL.into_iter().find(|level| level.name() == named);
    if level.is_none() {
        tracing::warn!("setting rules.{name} is none of error, warning, note, hint, off");
    }
    level.map(|level| (rule, Some(level)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn good_values_survive_bad_neighbours() {
        let read = Settings::read(&json!({ "aadsts": {
            "placeholder": 7, "tenantAppId": "nonsense", "environmentVariable": "MY_ID",
            "rules": { "first-party-client-id": "error", "unused-suppression": "off", "no-such": "note", "placeholder-client-id": 1 },
        } }));
        let levels = vec![(RuleId::FirstPartyClientId, Some(Level::Error)), (RuleId::UnusedSuppression, None)];
        assert_eq!(read, Settings { environment_variable: Some("MY_ID".to_owned()), levels, ..Settings::default() });
    }

    #[test]
    fn the_section_itself_and_nothing_are_read_too() {
        assert_eq!(Settings::read(&json!({ "placeholder": "X" })).below(Options::default()).placeholder, "X");
        assert_eq!(Settings::read(&json!({ "placeholder": " " })), Settings::default());
        assert_eq!(Settings::read(&json!(null)), Settings::default());
    }

    #[test]
    fn later_settings_win_one_by_one() {
        let base = Settings::read(
            &json!({ "placeholder": "A", "rules": { "first-party-client-id": "note", "unused-suppression": "off" } }),
        );
        let both =
            Settings::read(&json!({ "environmentVariable": "B", "rules": { "first-party-client-id": "error" } }))
                .over(&base);
        let options = both.below(Options::default());
        assert_eq!((options.placeholder.as_str(), options.environment_variable.as_str()), ("A", "B"));
        let levels = [(RuleId::FirstPartyClientId, Some(Level::Error)), (RuleId::UnusedSuppression, None)];
        assert_eq!(options.levels, levels);
    }

    #[test]
    fn a_file_wins_over_the_client_unless_the_workspace_is_not_trusted() {
        let file = Options {
            placeholder: "FILE".to_owned(),
            tenant_app: Some(Guid(1)),
            levels: vec![(RuleId::FirstPartyClientId, None)],
            allow: vec![Guid(3)],
            ..Options::default()
        };
        let client = json!({ "placeholder": "CLIENT", "environmentVariable": "VARIABLE", "tenantAppId": Guid(2).to_string(),
            "rules": { "first-party-client-id": "error", "unused-suppression": "note" } });
        let options = Settings::read(&client).below(file.clone());
        assert_eq!((options.placeholder.as_str(), options.environment_variable.as_str()), ("FILE", "VARIABLE"));
        assert_eq!(options.tenant_app, Some(Guid(1)));
        let levels = [(RuleId::FirstPartyClientId, None), (RuleId::UnusedSuppression, Some(Level::Note))];
        assert_eq!((options.levels.as_slice(), options.allow.as_slice()), (&levels[..], &[Guid(3)][..]));

        let base = Settings::read(&json!({ "trusted": false }));
        let options = Settings::read(&client).over(&base).below(file);
        assert_eq!((options.placeholder.as_str(), options.tenant_app), ("CLIENT", Some(Guid(2))));
        assert_eq!((options.levels.as_slice(), options.allow.as_slice()), (&levels[..], &[Guid(3)][..]));
    }
}
