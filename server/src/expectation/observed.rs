//! What a team saw happen: outcomes of `aadsts.toml` that count before the grants.

use super::target::{Api, Target, is_sign_in_scope, same_scope};
use super::{Expectation, Outcome, Question, Reason, Truth, answer};
use crate::catalog::{self, Cloud};
use crate::guid::Guid;

/// One `[[observed]]` entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The client of the request.
    pub client: Guid,
    /// The API as it was written: a URI or an id.
    pub resource: String,
    /// The application id of the API, where the catalogue knows it.
    pub resource_id: Option<Guid>,
    /// The scopes that were asked for by name; empty for `.default` and for a request that named the API alone.
    pub scopes: Vec<String>,
    /// What happened.
    pub outcome: Worked,
    /// Day of the observation, ISO 8601.
    pub date: String,
    /// The cloud it was seen in.
    pub cloud: Cloud,
    /// What the team wants remembered; may be empty.
    pub note: String,
}

/// How an observed request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worked {
    /// A token came.
    Yes,
    /// AADSTS65002 came.
    No,
}

impl Observed {
    fn is_about(&self, question: &Question<'_>, target: Target<'_>) -> bool {
        let api = match target.api {
            Api::Known(id) => self.resource_id == Some(id),
            Api::Own(uri) | Api::Unlisted(uri) => {
                uri.trim_end_matches('/').eq_ignore_ascii_case(self.resource.trim_end_matches('/'))
            }
        };
        api && self.client == question.client && self.cloud == super::cloud_of(question, target)
    }

    /// A request fails when it asks for everything that failed; it works when it asks for nothing but what worked.
    fn settles(&self, question: &Question<'_>, target: Target<'_>) -> bool {
        let asked = || {
            question
                .targets
                .iter()
                .filter(|other| other.api == target.api && !other.asks_for_all() && !is_sign_in_scope(other.scope))
        };
        // The scopes of every sign-in settle nothing.
        let mut named = self.scopes.iter().filter(|scope| !is_sign_in_scope(scope)).peekable();
        match self.outcome {
            Worked::Yes => target.asks_for_all() || self.scopes.iter().any(|scope| same_scope(scope, target.scope)),
            Worked::No => {
                let among = named.peek().is_none() || named.clone().any(|scope| same_scope(scope, target.scope));
                among && named.all(|scope| asked().any(|other| same_scope(scope, other.scope)))
            }
        }
    }
}

/// The answer of the newest observation that settles what is asked for; of two on one day the later entry counts.
pub(super) fn decides<'a>(question: &Question<'a>, target: Target<'a>) -> Option<Expectation<'a>> {
    let seen = question
        .observed
        .iter()
        .filter(|seen| seen.is_about(question, target) && seen.settles(question, target))
        .max_by_key(|seen| seen.date.as_str())?;
    let (truth, reason) = match seen.outcome {
        Worked::Yes => (Truth::NotExpected, Reason::ObservedWorked),
        Worked::No => (Truth::Expected, Reason::ObservedFailed),
    };
    let grant = target.api.id().and_then(|api| catalog::grant(question.client, api));
    let answer = answer(question, truth, Outcome::Observed, reason);
    Some(Expectation { api: Some(target.api), grant, as_of: &seen.date, ..answer })
}

/// The team got a token for this API, where the grants say that there is none: they are out of date for the pair.
pub(super) fn contradicts(question: &Question<'_>, target: Target<'_>) -> bool {
    question.observed.iter().any(|seen| seen.outcome == Worked::Yes && seen.is_about(question, target))
}
