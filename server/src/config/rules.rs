//! Rules and levels by the names that a configuration uses.

use crate::rule::{Level, RuleId};

/// Every level, mildest first.
pub const LEVELS: [Level; 4] = [Level::Hint, Level::Note, Level::Warning, Level::Error];

/// The rule with this name.
pub fn rule_named(name: &str) -> Option<RuleId> {
    RuleId::ALL.iter().copied().find(|rule| rule.id() == name)
}

/// The level with this name.
pub fn level_named(name: &str) -> Option<Level> {
    LEVELS.into_iter().find(|level| level.name() == name)
}
