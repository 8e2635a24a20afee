//! The rules: what is reported, at which level, with which words.

/// How bad a finding is; one to one the severities of LSP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Shown faintly.
    Hint,
    /// For information.
    Note,
    /// Should be fixed.
    Warning,
    /// Will fail.
    Error,
}

impl Level {
    /// The name in output and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleId {
    /// A Microsoft-owned app id is the client.
    FirstPartyClientId,
    /// A placeholder is still in a client position.
    PlaceholderClientId,
    /// A suppression that suppresses nothing.
    UnusedSuppression,
    /// `aadsts.toml` cannot be used.
    InvalidConfiguration,
}

impl RuleId {
    /// Every rule, in the order of the documentation.
    pub const ALL: &[Self] =
        &[Self::FirstPartyClientId, Self::PlaceholderClientId, Self::UnusedSuppression, Self::InvalidConfiguration];

    /// The id in output, comments and configuration.
    pub fn id(self) -> &'static str {
        match self {
            Self::FirstPartyClientId => "first-party-client-id",
            Self::PlaceholderClientId => "placeholder-client-id",
            Self::UnusedSuppression => "unused-suppression",
            Self::InvalidConfiguration => "invalid-configuration",
        }
    }

    /// One sentence about what it finds.
    pub fn summary(self) -> &'static str {
        match self {
            Self::FirstPartyClientId => "An application id that Microsoft owns is the client id here.",
            Self::PlaceholderClientId => "A placeholder is still in the place of a client id.",
            Self::UnusedSuppression => "A suppression comment suppresses nothing.",
            Self::InvalidConfiguration => "The file `aadsts.toml` cannot be used as it is.",
        }
    }

    /// The page, Markdown.
    pub fn docs(self) -> &'static str {
        match self {
            Self::FirstPartyClientId => include_str!("rule/first-party-client-id.md"),
            Self::PlaceholderClientId => include_str!("rule/placeholder-client-id.md"),
            Self::UnusedSuppression => include_str!("rule/unused-suppression.md"),
            Self::InvalidConfiguration => include_str!("rule/invalid-configuration.md"),
        }
    }

    /// The rule with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id)
    }
}
