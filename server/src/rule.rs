//! The rules: what is reported, at which level, with which words.

pub(crate) mod beside;
pub(crate) mod ungranted;

use crate::catalog::{App, ConsentModel, RetiredApp};

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
    /// All levels, least first.
    pub const ALL: [Self; 4] = [Self::Hint, Self::Note, Self::Warning, Self::Error];

    /// The words that a setting of a level takes, worst first.
    pub fn choices() -> Vec<&'static str> {
        Self::ALL.iter().rev().map(|level| level.name()).chain(["off"]).collect()
    }

    /// The level with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

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
    /// A request names what was not granted to its client.
    UngrantedScope,
    /// A library signs in as an app of Microsoft's and is asked for what was not granted to it.
    BuiltInClient,
    /// The client is an app that was deleted or switched off.
    RetiredClientId,
    /// The client is almost an app of Microsoft's.
    LookalikeClientId,
    /// A placeholder is still in a client position.
    PlaceholderClientId,
    /// A suppression that suppresses nothing.
    UnusedSuppression,
    /// `aadsts.toml` cannot be used.
    InvalidConfiguration,
}

impl RuleId {
    /// All rules, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::FirstPartyClientId,
        Self::UngrantedScope,
        Self::BuiltInClient,
        Self::RetiredClientId,
        Self::LookalikeClientId,
        Self::PlaceholderClientId,
        Self::UnusedSuppression,
        Self::InvalidConfiguration,
    ];

    /// The id in output, suppressions and configuration, kebab-case.
    pub fn id(self) -> &'static str {
        match self {
            Self::FirstPartyClientId => "first-party-client-id",
            Self::UngrantedScope => "ungranted-scope",
            Self::BuiltInClient => "built-in-client",
            Self::RetiredClientId => "retired-client-id",
            Self::LookalikeClientId => "lookalike-client-id",
            Self::PlaceholderClientId => "placeholder-client-id",
            Self::UnusedSuppression => "unused-suppression",
            Self::InvalidConfiguration => "invalid-configuration",
        }
    }

    /// The rule with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.id() == id)
    }

    /// What it finds, in one clause.
    pub fn summary(self) -> &'static str {
        match self {
            Self::FirstPartyClientId => "a Microsoft-owned application id is used as the OAuth client",
            Self::UngrantedScope => "a token request names a scope that Microsoft did not grant to its client",
            Self::BuiltInClient => {
                "a library signs in as a Microsoft application and is asked for a scope that it was not granted"
            }
            Self::RetiredClientId => "the client is an application that was deleted or switched off",
            Self::LookalikeClientId => "the client id is almost that of a Microsoft application: a typo, or invented",
            Self::PlaceholderClientId => "a placeholder still stands where a client id belongs",
            Self::UnusedSuppression => "a suppression comment that suppresses nothing",
            Self::InvalidConfiguration => "`aadsts.toml` cannot be read as configuration",
        }
    }

    /// The level where nothing is configured.
    pub fn default_level(self) -> Level {
        match self {
            Self::FirstPartyClientId | Self::BuiltInClient | Self::LookalikeClientId | Self::UnusedSuppression => {
                Level::Warning
            }
            Self::PlaceholderClientId => Level::Note,
            Self::UngrantedScope | Self::RetiredClientId | Self::InvalidConfiguration => Level::Error,
        }
    }

    /// Its page, Markdown.
    pub fn docs(self) -> &'static str {
        match self {
            Self::FirstPartyClientId => include_str!("rule/first-party-client-id.md"),
            Self::UngrantedScope => include_str!("rule/ungranted-scope.md"),
            Self::BuiltInClient => include_str!("rule/built-in-client.md"),
            Self::RetiredClientId => include_str!("rule/retired-client-id.md"),
            Self::LookalikeClientId => include_str!("rule/lookalike-client-id.md"),
            Self::PlaceholderClientId => include_str!("rule/placeholder-client-id.md"),
            Self::UnusedSuppression => include_str!("rule/unused-suppression.md"),
            Self::InvalidConfiguration => include_str!("rule/invalid-configuration.md"),
        }
    }
}

/// What `retired-client-id` says about an app.
pub(crate) fn retired_message(app: &RetiredApp) -> String {
    let RetiredApp { name, since, error, replacement, .. } = app;
    let whose =
        if app.owner == "microsoft" { "Microsoft's application" } else { "a community application, not yours," };
    format!("\"{name}\", {whose} has been gone since {since}: sign-in ends with AADSTS{error}. Instead: {replacement}.")
}

/// What `lookalike-client-id` says about an id that begins like that of an app.
pub(crate) fn lookalike_message(app: &App) -> String {
    format!(
        "no known application has this id; it begins like \"{}\" ({}) and goes on differently: a typo, or invented. \
         Register an app in your tenant and use its id.",
        app.name, app.id
    )
}

/// What `first-party-client-id` says about an app, by the way it gets its scopes.
pub(crate) fn first_party_message(app: &App) -> String {
    let name = if app.name.is_empty() { "an app without a known name".to_owned() } else { format!("\"{}\"", app.name) };
    match app.consent_model {
        ConsentModel::Preauthorization => format!(
            "{name} is Microsoft's application, not yours: it gets only scopes that Microsoft pre-authorised, any other fails with \
             AADSTS65002, and no consent helps. Register an app in your tenant and use its id."
        ),
        ConsentModel::Consent => format!(
            "{name} is Microsoft's shared application, not yours: it asks for consent like any app, but everybody uses the same \
             identity, and a tenant or Microsoft can block or retire it. Register an app in your tenant and use its id."
        ),
        ConsentModel::Unknown => format!(
            "{name} is Microsoft's application, not yours: which scopes it can get is not published, and sign-in may fail with \
             AADSTS65002. Register an app in your tenant and use its id."
        ),
    }
}
