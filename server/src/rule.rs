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
