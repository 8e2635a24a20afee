//! `first-party-client-id` points at what goes with the client: what sign-in ends in earlier than in AADSTS65002, and the
//! scopes that are not granted.

use std::fmt::Write;

use crate::analysis::{Finding, Related};
use crate::catalog::App;
use crate::request::{Beside, What};

/// So many scopes are pointed at from one client.
const MOST_SCOPES: usize = 4;

/// Adds to the finding on a client what stands beside it and is not taken.
pub(crate) fn add(finding: &mut Finding, app: &App, beside: &[&Beside]) {
    let credential = beside.iter().filter(|beside| beside.what != What::Address).min_by_key(|beside| beside.what);
    let address = beside.iter().find(|beside| beside.what == What::Address);
    for Beside { what, range, .. } in credential.into_iter().chain(address) {
        let public = app.public_client == Some(true);
        // Somebody may have added a credential to the service principal of an app that is no public client.
        let (subject, error) = match what {
            What::Secret if public => ("The client secret beside it ends", "AADSTS700025"),
            What::Secret => ("The client secret beside it most likely ends", "AADSTS7000215"),
            What::Certificate if public => ("The certificate or assertion beside it ends", "AADSTS700025"),
            What::Certificate => ("The certificate or assertion beside it most likely ends", "AADSTS700027"),
            What::NoUser => {
                ("A request without a user most likely ends", "AADSTS7000215, AADSTS700025 or AADSTS700016")
            }
            What::Address => ("The redirect URI beside it ends", "AADSTS50011"),
        };
        let reason = match what {
            What::Secret | What::Certificate if public => "this is a public client, which takes none",
            What::Secret | What::Certificate => {
                "Microsoft alone has one for this application, unless your tenant added one to its service principal"
            }
            What::NoUser => "the flow needs a secret or certificate, and Microsoft alone has one for this application",
            What::Address => "this address is not registered for the application, and only Microsoft can register it",
        };
        write!(finding.message, " {subject} in {error}.").unwrap_or_default();
        finding.related.push(Related { range: range.clone(), message: format!("{error}: {reason}") });
    }
}

/// Points from the client to a scope that is reported.
pub(crate) fn point_at(finding: &mut Finding, scope: &Finding, written: &str) {
    let known = finding.related.iter().filter(|related| related.message.ends_with(EXPECTED)).count();
    if known < MOST_SCOPES && finding.related.iter().all(|related| related.range != scope.range) {
        finding.related.push(Related { range: scope.range.clone(), message: format!("{written} {EXPECTED}") });
    }
}

const EXPECTED: &str = "is asked for with this client: AADSTS65002 expected";
