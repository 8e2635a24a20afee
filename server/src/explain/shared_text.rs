//! Sentences that stand in several explanations, so that they are worded once.

use crate::catalog::{App, Confidence, ConsentModel, Kind, Owner};

/// How to get an application of one's own.
pub(super) const REGISTER: &str = "https://learn.microsoft.com/entra/identity-platform/quickstart-register-app";

/// How to recognise Microsoft's own applications.
pub(super) const FIRST_PARTY: &str =
    "https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in";

/// What to do instead of borrowing a client id.
pub(super) const OWN_APPLICATION: &str =
    "Register an application in your own tenant, add the permissions that the code needs, and use its id instead.";

/// Microsoft's page about a code.
pub(super) fn look_up(code: u32) -> String {
    format!("https://login.microsoftonline.com/error?code={code}")
}

/// What it means to sign in as this app, one text for each consent model.
pub(super) fn as_client(app: &App) -> &'static str {
    match (app.consent_model, app.kind) {
        (_, Kind::Resource) => {
            "This id is known as an API and not as a client. Signing in with it as the client id is not expected to \
             work: most likely the API's id was pasted where the id of your own application belongs. Between two \
             applications of Microsoft's, what was not pre-authorised ends in **AADSTS65002**."
        }
        (ConsentModel::Preauthorization, _) => {
            "Microsoft fixed in advance which scopes this app gets on each of its APIs. Asking for another one by name \
             is expected to end in **AADSTS65002**, and neither a user nor an administrator can consent to it; \
             `.default` brings the granted scopes alone, and the API answers 403 where one is missing."
        }
        (ConsentModel::Consent, _) => {
            "This is an ordinary multi-tenant app of Microsoft's: it works by consent, and AADSTS65002 is not \
             expected. But the identity is shared: a permission consented to it is open to every script that borrows \
             the id, administrators block it, and Microsoft can retire it."
        }
        (ConsentModel::Unknown, _) => {
            "The id belongs to Microsoft; how this app gets its permissions is not known. It may work today, under \
             rules that you neither see nor influence. If it is one of the pre-authorised apps, a scope that was not \
             granted ends in **AADSTS65002**."
        }
    }
}

/// Name of the consent model in JSON and lists.
pub(super) fn consent_model_name(model: ConsentModel) -> &'static str {
    match model {
        ConsentModel::Preauthorization => "preauthorization",
        ConsentModel::Consent => "consent",
        ConsentModel::Unknown => "unknown",
    }
}

/// Name of the owner in JSON and lists.
pub(super) fn owner_name(owner: Owner) -> &'static str {
    match owner {
        Owner::MicrosoftServices => "Microsoft Services (f8cdef31-a31e-4b4a-93e4-5f571e91255a)",
        Owner::MicrosoftCorporate => "Microsoft, corporate tenant (72f988bf-86f1-41af-91ab-2d7cd011db47)",
        Owner::MicrosoftOther => "Microsoft, tenant cdc5aeea-15c5-4db6-b079-fcadd2505dc2",
        Owner::Unknown => "Microsoft; the tenant is not stated by any source",
    }
}

/// Name of the kind in JSON and lists.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Client => "client",
        Kind::Resource => "API",
        Kind::Both => "client and API",
        Kind::Unknown => "unknown",
    }
}

/// Name of the confidence in JSON and lists.
pub(super) fn confidence_name(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}
