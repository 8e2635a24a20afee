//! What the user configured: the client's settings, and over them the nearest `aadsts.toml`.

use std::path::Path;

use serde_json::Value;

use crate::analysis::Options;
use crate::guid::Guid;
use crate::rule::{Level, RuleId};

/// What an editor can set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settings {
    placeholder: Option<String>,
    tenant_app: Option<Guid>,
    environment_variable: Option<String>,
    levels: Vec<(RuleId, Option<Level>)>,
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
        }
    }

    /// How to judge the file at `file`, which is `None` for a document that is no file.
    pub(super) fn options(&self, file: Option<&Path>) -> Options {
        let _ = file;
        let default = Options::default();
        Options {
            placeholder: self.placeholder.clone().unwrap_or(default.placeholder),
            tenant_app: self.tenant_app,
            environment_variable: self.environment_variable.clone().unwrap_or(default.environment_variable),
            levels: self.levels.clone(),
            allow: default.allow,
        }
    }
}

fn read_level(name: &str, level: &Value) -> Option<(RuleId, Option<Level>)> {
    let Some(rule) = RULES.into_iter().find(|&rule| rule_name(rule) == name) else {
        tracing::warn!("setting rules names an unknown rule");
        return None;
    };
    let level = match level.as_str() {
        Some("error") => Some(Level::Error),
        Some("warning") => Some(Level::Warning),
        Some("note") => Some(Level::Note),
        Some("hint") => Some(Level::Hint),
        Some("off") => None,
        _ => {
            tracing::warn!("setting rules.{name} is none of error, warning, note, hint, off");
            return None;
        }
    };
    Some((rule, level))
}

const RULES: [RuleId; 4] =
    [RuleId::FirstPartyClientId, RuleId::PlaceholderClientId, RuleId::UnusedSuppression, RuleId::InvalidConfiguration];

/// The id of a rule as people write it.
pub(super) fn rule_name(rule: RuleId) -> &'static str {
    match rule {
        RuleId::FirstPartyClientId => "first-party-client-id",
        RuleId::PlaceholderClientId => "placeholder-client-id",
        RuleId::UnusedSuppression => "unused-suppression",
        RuleId::InvalidConfiguration => "invalid-configuration",
    }
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
        assert_eq!(Settings::read(&json!({ "placeholder": "X" })).options(None).placeholder, "X");
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
        let options = both.options(None);
        assert_eq!((options.placeholder.as_str(), options.environment_variable.as_str()), ("A", "B"));
        let levels = [(RuleId::FirstPartyClientId, Some(Level::Error)), (RuleId::UnusedSuppression, None)];
        assert_eq!(options.levels, levels);
    }
}
