//! What the user configured: the client's settings, and over them the nearest `aadsts.toml`.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::analysis::{Certainty, Options};
use crate::config::Resolver;
use crate::guid::Guid;
use crate::rule::{Level, RuleId};

/// Not every client can watch files: whether an `aadsts.toml` changed is looked at when the last look was longer ago.
const FRESH: Duration = Duration::from_secs(1);

/// One setting, as editors and their pages list it.
#[derive(Debug)]
pub struct Setting {
    /// Below `aadsts`.
    pub name: &'static str,
    /// Its type in JSON.
    pub kind: &'static str,
    /// What counts where it is not set, as JSON.
    pub default: &'static str,
    /// What it does, Markdown, whole sentences.
    pub text: &'static str,
}

/// All settings that the server reads.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "placeholder",
        kind: "string",
        default: "\"YOUR_TENANT_APP_CLIENT_ID\"",
        text: "Text that the quick fix writes in place of a borrowed application id.",
    },
    Setting {
        name: "tenantAppId",
        kind: "string",
        default: "\"\"",
        text: "Application id of your own app registration, offered by the quick fix in place of a borrowed one.",
    },
    Setting {
        name: "environmentVariable",
        kind: "string",
        default: "\"AZURE_CLIENT_ID\"",
        text: "Environment variable that the quick fix reads where it replaces an id by a look-up in the environment.",
    },
    Setting {
        name: "rules",
        kind: "object",
        default: "{}",
        text: "Level of a rule in place of its default: `{ \"placeholder-client-id\": \"off\" }`.",
    },
    Setting {
        name: "confidence",
        kind: "string",
        default: "\"likely\"",
        text: "How sure a finding must be to be shown: `likely` or `certain`.",
    },
    Setting {
        name: "inlayHints",
        kind: "boolean",
        default: "false",
        text: "Show the name of an application behind its id.",
    },
    Setting {
        name: "codeLens",
        kind: "boolean",
        default: "false",
        text: "Show above a token request that is made with a borrowed client whether AADSTS65002 is expected for it.",
    },
    Setting {
        name: "workspaceDiagnostics",
        kind: "boolean",
        default: "false",
        text: "Report findings in files that are not open, where the editor asks for them. Counts from the next start of \
               the server.",
    },
];

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
    inlay_hints: Option<bool>,
    code_lens: Option<bool>,
    workspace_diagnostics: Option<bool>,
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
        let flag = |name: &str| section.get(name).and_then(Value::as_bool);
        let rules = section.get("rules").and_then(Value::as_object).into_iter().flatten();
        Self {
            placeholder: text("placeholder"),
            tenant_app,
            environment_variable: text("environmentVariable"),
            levels: rules.filter_map(|(name, level)| read_level(name, level)).collect(),
            confidence: text("confidence").and_then(|name| Certainty::from_name(&name)),
            untrusted: flag("trusted").map(|trusted| !trusted),
            inlay_hints: flag("inlayHints"),
            code_lens: flag("codeLens"),
            workspace_diagnostics: flag("workspaceDiagnostics"),
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
            inlay_hints: self.inlay_hints.or(base.inlay_hints),
            code_lens: self.code_lens.or(base.code_lens),
            workspace_diagnostics: self.workspace_diagnostics.or(base.workspace_diagnostics),
        }
    }

    /// Names of applications are shown behind their ids.
    pub(super) fn inlay_hints(&self) -> bool {
        self.inlay_hints == Some(true)
    }

    /// Token requests are shown with their expectation.
    pub(super) fn code_lens(&self) -> bool {
        self.code_lens == Some(true)
    }

    /// Files that are not open are reported, too.
    pub(super) fn workspace_diagnostics(&self) -> bool {
        self.workspace_diagnostics == Some(true)
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

/// The configuration files of a session.
#[derive(Debug, Default)]
pub(super) struct Files {
    resolver: Resolver,
    looked: Mutex<Option<Instant>>,
}

impl Files {
    /// How the file at `path` is judged, and whether findings in it are left out.
    pub(super) fn options(&self, path: Option<&Path>, settings: &Settings) -> (Options, bool) {
        let Some(path) = path else { return (settings.below(Options::default()), false) };
        let resolved = self.resolver.resolve(path);
        let excluded = resolved.excluded;
        (settings.below(resolved.into_editor_options()), excluded)
    }

    /// Reads every file again when it is needed next.
    pub(super) fn refresh(&self) {
        self.resolver.refresh();
    }

    /// What resolves paths, shared with whoever walks folders.
    pub(super) fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// Whether it is time to look whether a file changed; says so at most once a second.
    pub(super) fn is_time_to_look(&self) -> bool {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let due = looked.is_none_or(|looked| looked.elapsed() > FRESH);
        if due {
            *looked = Some(Instant::now());
        }
        due
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
