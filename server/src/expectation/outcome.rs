//! The table of outcomes: each with its wording, its cause and the way out, and the reasons behind them.

use std::fmt::Write;

use super::{Api, Expectation};
use crate::catalog;

/// Whether AADSTS65002 is expected. The order is that of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// The grants say that the request gets a token.
    NotExpected,
    /// Nothing can be said; the reason says why.
    Unknown,
    /// The grants, or the team's own observation, say that the request fails.
    Expected,
}

impl Truth {
    /// The words in JSON and in text.
    pub fn name(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::NotExpected => "not expected",
            Self::Unknown => "unknown",
        }
    }
}

/// The kind of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// AADSTS65002: something that is asked for was not granted.
    NotGranted,
    /// Every scope that is named was granted.
    Granted,
    /// A token comes, with the granted scopes and no others.
    LimitedToken,
    /// Users and administrators consent, as for any multi-tenant app.
    OrdinaryConsent,
    /// The API is not Microsoft's: AADSTS65001 is what a borrowed client meets there.
    OwnApi,
    /// Microsoft prescribes this client here.
    Sanctioned,
    /// No user signs in: another error comes first.
    AppOnly,
    /// The client is not one of Microsoft's: consent decides, and not pre-authorisation.
    OwnClient,
    /// No tenant knows an application with this id.
    NoSuchClient,
    /// The team's own observation decides.
    Observed,
    /// Nothing can be said.
    Unknown,
}

/// What decided. Each has one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The client was granted nothing on this API.
    PairNotGranted,
    /// A named scope is not among those granted.
    ScopeNotGranted,
    /// Only a catch-all value was granted, and something else is named.
    CatchAllOnly,
    /// Every named scope was granted.
    ScopesGranted,
    /// The request names no scope.
    NoScopeNamed,
    /// Only the scopes of every sign-in are asked for.
    SignInOnly,
    /// The request asks for nothing.
    NothingAsked,
    /// The app is owned by a tenant of Microsoft's whose apps ask for consent.
    ConsentingOwner,
    /// The API is in no list of Microsoft's.
    NotMicrosoftApi,
    /// Documented use of this client.
    Prescribed,
    /// The flow needs a secret or certificate that only Microsoft has.
    NoSecret,
    /// The team saw it fail.
    ObservedFailed,
    /// The team saw it work.
    ObservedWorked,
    /// The team saw a request of the pair work that the grants would not have let through, but not this one.
    ObservedOtherwise,
    /// The grants of this client were not measured.
    ClientNotMeasured,
    /// The API was not among those tested.
    ApiNotTested,
    /// The host is Microsoft's, the API is in no list.
    ApiNotListed,
    /// The grants were measured in the public cloud.
    SovereignCloud,
    /// What the measurement returned cannot be read.
    GrantUnreadable,
    /// Client and API are one app.
    ItsOwnApi,
    /// The app was deleted or switched off.
    RetiredClient,
    /// The client id is a stand-in.
    PlaceholderClient,
    /// The client id is not known as Microsoft's.
    NotMicrosoft,
}

/// One row of the table.
struct Row {
    /// Kebab-case, for programs.
    id: &'static str,
    /// What it means for the request, one sentence.
    means: &'static str,
    /// Why that is so.
    cause: &'static str,
    /// What to do.
    way_out: &'static str,
}

impl Outcome {
    /// Every outcome, in the order of the table.
    pub const ALL: [Self; 11] = [
        Self::NotGranted,
        Self::Granted,
        Self::LimitedToken,
        Self::OrdinaryConsent,
        Self::OwnApi,
        Self::Sanctioned,
        Self::AppOnly,
        Self::OwnClient,
        Self::NoSuchClient,
        Self::Observed,
        Self::Unknown,
    ];

    fn row(self) -> &'static Row {
        const OWN: &str = "Register an application in your own tenant, add the permissions by consent, and use its id.";
        match self {
            Self::NotGranted => &Row {
                id: "not-granted",
                means: "Sign-in is expected to end in AADSTS65002.",
                cause: "Between two applications of Microsoft's only what the owner of the API pre-authorised is \
                        issued, and neither a user nor an administrator can consent to more.",
                way_out: OWN,
            },
            Self::Granted => &Row {
                id: "granted",
                means: "AADSTS65002 is not expected.",
                cause: "The owner of the API pre-authorised every scope that is named. Grants change without notice.",
                way_out: "Code of your own still signs in as an app that you neither own nor control: register your own.",
            },
            Self::LimitedToken => &Row {
                id: "limited-token",
                means: "Sign-in is not expected to fail; the token carries only the granted scopes, and the API \
                        answers 403 where another one is needed.",
                cause: "A request without named scopes brings whatever the owner of the API pre-authorised, and no more.",
                way_out: "Compare the granted scopes with what the code calls. For anything else register an \
                          application of your own.",
            },
            Self::OrdinaryConsent => &Row {
                id: "ordinary-consent",
                means: "AADSTS65002 does not decide here: users or an administrator consent to what is asked for \
                        (AADSTS65001 where nobody has).",
                cause: "The app belongs to a tenant of Microsoft's whose apps are ordinary multi-tenant apps.",
                way_out: "What is consented to it is open to every script that borrows the id, and administrators \
                          block it: register your own for anything that lasts.",
            },
            Self::OwnApi => &Row {
                id: "own-api",
                means: "AADSTS65002 is about APIs of Microsoft's; here AADSTS65001 is the usual error.",
                cause: "The API decides itself which clients it trusts, and it does not know this one yet.",
                way_out: "Add the client to the API's own `preAuthorizedApplications`, or call it with a client of \
                          your own that has consent.",
            },
            Self::Sanctioned => &Row {
                id: "sanctioned",
                means: "This is the client that Microsoft prescribes here.",
                cause: "The use is documented: the id belongs at this place.",
                way_out: "Nothing needs to change.",
            },
            Self::AppOnly => &Row {
                id: "app-only",
                means: "Without a user the request ends earlier, in AADSTS7000215, AADSTS700025 or AADSTS700016, and \
                        not in AADSTS65002.",
                cause: "Only Microsoft has a secret or certificate of this app, a public client accepts none, and most \
                        tenants have no service principal for it.",
                way_out: "Register an application of your own with a certificate or a federated credential, and have \
                          an administrator grant it application permissions.",
            },
            Self::OwnClient => &Row {
                id: "own-client",
                means: "AADSTS65002 is about applications of Microsoft's; here consent decides (AADSTS65001 where nobody \
                        has consented).",
                cause: "The client id is in no list of Microsoft's applications.",
                way_out: "Add the permissions to the registration of this client and consent to them.",
            },
            Self::NoSuchClient => &Row {
                id: "no-such-client",
                means: "The request ends in AADSTS700016, whatever is asked for.",
                cause: "The application was deleted or switched off, or its id only stands in for a real one.",
                way_out: OWN,
            },
            Self::Observed => &Row {
                id: "observed",
                means: "What your team saw counts before the grants.",
                cause: "An `[[observed]]` entry in aadsts.toml is about this request.",
                way_out: OWN,
            },
            Self::Unknown => &Row {
                id: "unknown",
                means: "No statement about AADSTS65002 is possible.",
                cause: "What decides was not measured.",
                way_out: "Try it once and note the outcome as an `[[observed]]` entry in aadsts.toml, or register an \
                          application of your own, where consent decides.",
            },
        }
    }

    /// The name in JSON, kebab-case.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// What it means for the request, in one sentence.
    pub fn means(self) -> &'static str {
        self.row().means
    }

    /// Why that is so.
    pub fn cause(self) -> &'static str {
        self.row().cause
    }

    /// What to do.
    pub fn way_out(self) -> &'static str {
        self.row().way_out
    }
}

impl Reason {
    /// The sentence, with `{client}` and `{api}` where their names belong.
    fn template(self) -> &'static str {
        match self {
            Self::PairNotGranted => "{client} was granted nothing on {api}",
            Self::ScopeNotGranted => "{client} was granted scopes on {api}, but not every one that is named",
            Self::CatchAllOnly => "{client} was granted only a catch-all value on {api}, and another scope is named",
            Self::ScopesGranted => "{client} was granted every named scope on {api}",
            Self::NoScopeNamed => "{client} was granted scopes on {api}, and the request names none",
            Self::SignInOnly => {
                "only scopes of the sign-in itself are asked for, and whether {client} signs in alone was not measured"
            }
            Self::NothingAsked => "the request names neither an API nor a scope",
            Self::ConsentingOwner => "{client} gets its permissions by ordinary consent",
            Self::NotMicrosoftApi => "{api} is not known as an API of Microsoft's",
            Self::Prescribed => "{client} is prescribed here, and the grants do not show how",
            Self::NoSecret => "no user signs in, and only Microsoft has the credentials of {client}",
            Self::ObservedFailed => "your team saw this request fail",
            Self::ObservedWorked => "your team saw this request work",
            Self::ObservedOtherwise => {
                "your team saw {client} get a token for {api}, so the grants are out of date there, but not for this"
            }
            Self::ClientNotMeasured => "the grants of {client} were not measured",
            Self::ApiNotTested => "{api} was not among the APIs tested",
            Self::ApiNotListed => "{api} is at a host of Microsoft's and in no list of its APIs",
            Self::SovereignCloud => "the grants were measured in the public cloud, and the request is for another one",
            Self::GrantUnreadable => {
                "the measurement of {client} on {api} returned something that cannot be read as scopes"
            }
            Self::ItsOwnApi => "{client} asks for a token for itself, and that was not measured",
            Self::RetiredClient => "{client} was switched off: sign-in ends in AADSTS700016 whatever is asked for",
            Self::PlaceholderClient => "the client id is a stand-in for a real one: sign-in ends in AADSTS700016",
            Self::NotMicrosoft => {
                "{client} is not known as an application of Microsoft's, so consent decides and not pre-authorisation"
            }
        }
    }

    /// The sentence without a full stop, in lower case where it does not begin with a name.
    pub fn sentence(self, answer: &Expectation<'_>) -> String {
        let api = match answer.api {
            Some(Api::Known(id)) => name(id),
            Some(Api::Own(uri) | Api::Unlisted(uri)) => uri.to_owned(),
            None => "Microsoft Graph".to_owned(),
        };
        self.template().replace("{client}", &name(answer.client())).replace("{api}", &api)
    }
}

/// The name of an app, or its id where none is known.
fn name(id: crate::guid::Guid) -> String {
    let app = catalog::app(id).map(|app| app.name.as_str());
    let retired = || catalog::retired(id).map(|app| app.name);
    app.or_else(retired).filter(|name| !name.is_empty()).map_or_else(|| id.to_string(), str::to_owned)
}

/// The verdict with its date, and what is missing, for a line that has little room.
pub fn verdict(answer: &Expectation<'_>) -> String {
    let mut out = match answer.truth {
        Truth::Expected => format!("AADSTS65002 expected as of {}", answer.as_of),
        Truth::NotExpected => format!("AADSTS65002 not expected as of {}", answer.as_of),
        Truth::Unknown => "AADSTS65002: no statement".to_owned(),
    };
    write!(out, ": {}", answer.reason.sentence(answer)).unwrap_or_default();
    let missing: Vec<&str> = answer.missing().map(|target| target.scope).collect();
    if !missing.is_empty() {
        write!(out, "; missing: {}", missing.join(", ")).unwrap_or_default();
    }
    out
}

/// One sentence for a diagnostic or a hover: the verdict with its date, what is missing and what is granted.
pub fn describe(answer: &Expectation<'_>) -> String {
    let mut out = verdict(answer);
    let granted: Vec<&str> = answer.granted().filter(|scope| !super::is_sign_in_scope(scope)).collect();
    if !granted.is_empty() {
        write!(out, "; granted: {}", granted[..granted.len().min(6)].join(", ")).unwrap_or_default();
        if granted.len() > 6 {
            write!(out, " and {} more", granted.len() - 6).unwrap_or_default();
        }
    }
    out
}
