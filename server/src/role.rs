//! Site -> Role: the first matching row of an ordered table decides, and says why.

/// What an id does at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Is, or plainly becomes, the OAuth client identity of this code or configuration.
    Client,
    /// The API that a token is for.
    Resource,
    /// A caller that the developer's own API names.
    PreauthorizedClient,
    /// A use that Microsoft itself prescribes.
    SanctionedClient,
    /// Target of a Conditional Access, consent or admin policy.
    PolicyTarget,
    /// A service principal is looked up or created.
    PrincipalLookup,
    /// A table or list from id to name.
    Catalogue,
    /// Compared with a log field.
    Detection,
    /// Cassette, log, mocked response, token cache, sample output.
    Recording,
    /// Comment, help text, description, documentation sentence.
    Prose,
    /// None of the others could be shown.
    Unknown,
    /// An AADSTS code, which has no role to play.
    ErrorCode,
}

/// A name in lower case without `_`, `-`, `.` and other separators.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '$').flat_map(char::to_lowercase).collect()
}

impl Role {
    /// The name shown to people and in JSON, kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Resource => "resource",
            Self::PreauthorizedClient => "preauthorized-client",
            Self::SanctionedClient => "sanctioned-client",
            Self::PolicyTarget => "policy-target",
            Self::PrincipalLookup => "principal-lookup",
            Self::Catalogue => "catalogue",
            Self::Detection => "detection",
            Self::Recording => "recording",
            Self::Prose => "prose",
            Self::Unknown => "unknown",
            Self::ErrorCode => "error-code",
        }
    }
}
