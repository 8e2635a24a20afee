//! The names of rules and levels in configuration and output.

use crate::rule::{Level, RuleId};

/// Every rule with its name.
pub static RULES: &[(RuleId, &str)] = &[
    (RuleId::FirstPartyClientId, "first-party-client-id"),
    (RuleId::PlaceholderClientId, "placeholder-client-id"),
    (RuleId::UnusedSuppression, "unused-suppression"),
    (RuleId::InvalidConfiguration, "invalid-configuration"),
];

/// Every level, mildest first.
pub const LEVELS: [Level; 4] = [Level::Hint, Level::Note, Level::Warning, Level::Error];

/// The name of a rule.
pub fn rule_name(rule: RuleId) -> &'static str {
    RULES.iter().find(|(id, _)| *id == rule).map_or("unknown", |(_, name)| name)
}

/// The rule with this name.
pub fn rule_named(name: &str) -> Option<RuleId> {
    RULES.iter().find(|(_, known)| *known == name).map(|(id, _)| *id)
}

/// The level with this name.
pub fn level_named(name: &str) -> Option<Level> {
    LEVELS.into_iter().find(|level| level.name() == name)
}
