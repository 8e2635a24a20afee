//! What to expect of one token request: AADSTS65002 or not, and why, read from the grants that were measured.

mod named;
mod observed;
mod outcome;
mod reading;
mod target;
#[cfg(test)]
mod tests;

pub use named::{api_named, client_named};
pub use observed::{Observed, Worked};
pub use outcome::{Outcome, Reason, Truth, describe, verdict};
pub use reading::asked_at;
pub(crate) use reading::{asked_for, authority, words};
pub(crate) use target::at_microsoft;
pub use target::{Api, Target, is_sign_in_scope, same_scope, targets, v1_resource};

use crate::catalog::{self, Cloud, ConsentModel, GRANTS_DATE, Grant, GrantKind};
use crate::guid::Guid;

/// One token request, as far as the answer depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The client id that the request is made with.
    pub client: Guid,
    /// Everything that it asks for, in order; see [`targets`] and [`v1_resource`].
    pub targets: &'a [Target<'a>],
    /// The cloud of its authority. A target in another cloud counts as well.
    pub cloud: Cloud,
    /// No user signs in: client credentials, or another flow that needs a secret or certificate of the client.
    pub app_only: bool,
    /// Microsoft itself prescribes this client at this place.
    pub sanctioned: bool,
    /// What the team saw happen.
    pub observed: &'a [Observed],
}

impl<'a> Question<'a> {
    /// A user signs in with this client in the public cloud, and nothing else is known.
    pub fn new(client: Guid, targets: &'a [Target<'a>]) -> Self {
        Self { client, targets, cloud: Cloud::Public, app_only: false, sanctioned: false, observed: &[] }
    }
}

/// The answer. It is an expectation of a date and never a promise: Microsoft adds and withdraws grants without notice.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    /// Whether AADSTS65002 is expected.
    pub truth: Truth,
    /// Which kind of answer this is.
    pub outcome: Outcome,
    /// What decided.
    pub reason: Reason,
    /// The API that decided; `None` where nothing was asked for or the API did not matter.
    pub api: Option<Api<'a>>,
    /// What the client was granted on that API.
    pub grant: Option<Grant>,
    /// Day of the measurement or observation that decided, ISO 8601.
    pub as_of: &'a str,
    question: Question<'a>,
}

impl<'a> Expectation<'a> {
    /// How the grant on the deciding API is to be read.
    pub fn grant_kind(&self) -> Option<GrantKind> {
        self.grant.map(|grant| grant.kind)
    }

    /// The scopes that were asked for by name and are not granted. Empty unless AADSTS65002 is expected: nothing is
    /// called missing on an assumption.
    pub fn missing(self) -> impl Iterator<Item = Target<'a>> {
        let question = self.question;
        question.targets.iter().copied().filter(move |target| {
            self.truth == Truth::Expected
                && !target.asks_for_all()
                && !is_sign_in_scope(target.scope)
                && judge(&question, *target).truth == Truth::Expected
        })
    }

    /// The scopes that the client was granted on the deciding API, the ones of every sign-in included.
    pub fn granted(self) -> impl Iterator<Item = &'static str> {
        self.grant.filter(|grant| grant.kind != GrantKind::Anomalous).into_iter().flat_map(Grant::scopes)
    }

    /// The client of the request.
    pub fn client(&self) -> Guid {
        self.question.client
    }

    /// Everything that was asked for.
    pub fn targets(&self) -> &'a [Target<'a>] {
        self.question.targets
    }

    /// The request asks for scopes of several APIs. One token is for one API: the others need requests of their own.
    pub fn several_apis(&self) -> bool {
        let mut apis = self.targets().iter().filter(|target| !is_sign_in_scope(target.scope)).map(|target| target.api);
        apis.next().is_some_and(|first| apis.any(|api| api != first))
    }
}

/// Judges one request. Each API is judged by itself; one that is expected to fail decides for the request, then one
/// that nothing is known about.
pub fn expect<'a>(question: &Question<'a>) -> Expectation<'a> {
    if question.app_only
        && let Some(answer) = by_client(question)
    {
        return Expectation { api: question.targets.first().map(|target| target.api), ..answer };
    }
    let mut worst: Option<Expectation<'a>> = None;
    let asked = question.targets.iter().filter(|target| !is_sign_in_scope(target.scope));
    for target in asked {
        let answer = judge(question, *target);
        if worst.is_none_or(|worst| answer.weight() > worst.weight()) {
            worst = Some(answer);
        }
    }
    worst.unwrap_or_else(|| sign_in_only(question))
}

impl Expectation<'_> {
    fn weight(&self) -> (Truth, bool) {
        (self.truth, self.outcome == Outcome::Granted)
    }
}

fn answer<'a>(question: &Question<'a>, truth: Truth, outcome: Outcome, reason: Reason) -> Expectation<'a> {
    Expectation { truth, outcome, reason, api: None, grant: None, as_of: GRANTS_DATE, question: *question }
}

fn unknown<'a>(question: &Question<'a>, reason: Reason) -> Expectation<'a> {
    answer(question, Truth::Unknown, Outcome::Unknown, reason)
}

/// The answers that depend on the client and the flow alone.
fn by_client<'a>(question: &Question<'a>) -> Option<Expectation<'a>> {
    let client = question.client;
    let of_question = |outcome, reason| Some(answer(question, Truth::Unknown, outcome, reason));
    if catalog::retired(client).is_some() {
        return of_question(Outcome::NoSuchClient, Reason::RetiredClient);
    }
    if catalog::placeholder(client).is_some() {
        return of_question(Outcome::NoSuchClient, Reason::PlaceholderClient);
    }
    let Some(app) = catalog::app(client) else {
        return of_question(Outcome::OwnClient, Reason::NotMicrosoft);
    };
    if question.app_only {
        return of_question(Outcome::AppOnly, Reason::NoSecret);
    }
    if app.consent_model == ConsentModel::Consent {
        return of_question(Outcome::OrdinaryConsent, Reason::ConsentingOwner);
    }
    None
}

/// Only `openid`, `profile` and the like, or nothing: the service then issues a token for Microsoft Graph.
fn sign_in_only<'a>(question: &Question<'a>) -> Expectation<'a> {
    if let Some(answer) = by_client(question) {
        return answer;
    }
    if question.targets.is_empty() {
        return unknown(question, Reason::NothingAsked);
    }
    let mut answer = judge(question, Target { api: Api::GRAPH, scope: "", cloud: Cloud::Public });
    if answer.truth == Truth::Expected {
        answer = unknown(question, Reason::SignInOnly);
    }
    answer.api = None;
    answer
}

/// Judges one thing that is asked for.
fn judge<'a>(question: &Question<'a>, target: Target<'a>) -> Expectation<'a> {
    if let Some(seen) = observed::decides(question, target) {
        return seen;
    }
    if let Some(answer) = by_client(question) {
        return Expectation { api: Some(target.api), ..answer };
    }
    let mut answer = match target.api {
        Api::Known(id) => judge_api(question, target, id),
        Api::Own(_) => answer(question, Truth::Unknown, Outcome::OwnApi, Reason::NotMicrosoftApi),
        Api::Unlisted(_) if cloud_of(question, target) != Cloud::Public => unknown(question, Reason::SovereignCloud),
        Api::Unlisted(_) => unknown(question, Reason::ApiNotListed),
    };
    answer.api = Some(target.api);
    answer
}

/// The cloud that a target is in: a host says it, and where it does not, the authority.
fn cloud_of(question: &Question<'_>, target: Target<'_>) -> Cloud {
    if target.cloud == Cloud::Public { question.cloud } else { target.cloud }
}

/// Judges one thing that is asked for on an API of Microsoft's, by the grants alone.
fn judge_api<'a>(question: &Question<'a>, target: Target<'a>, api: Guid) -> Expectation<'a> {
    let client = question.client;
    if cloud_of(question, target) != Cloud::Public {
        return unknown(question, Reason::SovereignCloud);
    }
    if !catalog::is_matrix_client(client) {
        return unknown(question, Reason::ClientNotMeasured);
    }
    if client == api {
        return unknown(question, Reason::ItsOwnApi);
    }
    let grant = catalog::grant(client, api);
    let with = |truth, outcome, reason| Expectation { grant, ..answer(question, truth, outcome, reason) };
    let Some(grant) = grant else {
        return if !catalog::is_tested_resource(api) {
            unknown(question, Reason::ApiNotTested)
        } else if observed::contradicts(question, target) {
            unknown(question, Reason::ObservedOtherwise)
        } else if question.sanctioned {
            answer(question, Truth::Unknown, Outcome::Sanctioned, Reason::Prescribed)
        } else {
            with(Truth::Expected, Outcome::NotGranted, Reason::PairNotGranted)
        };
    };
    if grant.kind == GrantKind::Anomalous {
        return with(Truth::Unknown, Outcome::Unknown, Reason::GrantUnreadable);
    }
    if target.asks_for_all() || is_sign_in_scope(target.scope) {
        let outcome = if question.sanctioned { Outcome::Sanctioned } else { Outcome::LimitedToken };
        return with(Truth::NotExpected, outcome, Reason::NoScopeNamed);
    }
    let outcome = if question.sanctioned { Outcome::Sanctioned } else { Outcome::Granted };
    if holds(client, target) {
        with(Truth::NotExpected, outcome, Reason::ScopesGranted)
    } else if question.sanctioned {
        with(Truth::Unknown, outcome, Reason::Prescribed)
    } else if grant.kind == GrantKind::Generic {
        with(Truth::Expected, Outcome::NotGranted, Reason::CatchAllOnly)
    } else {
        with(Truth::Expected, Outcome::NotGranted, Reason::ScopeNotGranted)
    }
}

/// Whether the client was granted the scope by name.
fn holds(client: Guid, target: Target<'_>) -> bool {
    target.api.id().and_then(|api| catalog::grant(client, api)).is_some_and(|grant| grant.has(target.scope))
}
