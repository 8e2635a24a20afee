//! What goes with a client in one request and is not taken from an application of Microsoft's: a secret, a certificate, a
//! flow without a user, an address of one's own.

use std::ops::Range;

use super::form::decoded;
use super::value::entries;
use crate::expectation::at_microsoft;
use crate::role::fold;
use crate::site::plain_name;
use crate::tree::{Group, Kind, Tree};

/// One such thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beside {
    /// Index of the client's occurrence.
    pub(crate) occurrence: usize,
    pub(crate) what: What,
    /// Byte range of its value, or of the word that says it.
    pub(crate) range: Range<usize>,
}

/// What it is, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Secret,
    Certificate,
    /// The flow needs one of the two, and it does not stand here.
    NoUser,
    /// A redirect URI that only an application of one's own can have.
    Address,
}

/// Longer values are no redirect URIs.
const LONGEST: usize = 300;
/// Hosts at which clients of Microsoft's themselves are answered, beside those of its APIs.
const OWN_HOSTS: [&str; 3] = ["vscode.dev", "github.dev", "jwt.ms"];

/// What a name beside a client id promises.
fn promised(name: &str) -> Option<What> {
    Some(match fold(plain_name(name)).as_str() {
        "clientsecret" | "withclientsecret" | "setclientsecret" | "clientcredential" | "appsecret" => What::Secret,
        "clientassertion" | "withclientassertion" | "withcertificate" | "clientcertificate" | "certificatethumbprint"
        | "clientcertificatepath" => What::Certificate,
        "granttype" => What::NoUser,
        "redirecturi" | "redirecturl" | "withredirecturi" | "replyurl" => What::Address,
        _ => return None,
    })
}

/// What stands among the arguments of a call or the entries of an object. Where several clients are named, nobody knows
/// whose it is.
pub(super) fn in_group(tree: &Tree, open: usize) -> Vec<(What, Range<usize>)> {
    let entries = entries(tree, open);
    let named = |what: &str| entries.iter().filter(|(name, _)| name.is_some_and(|name| ends(tree, name, what))).count();
    if named("clientid") + named("appid") + named("applicationid") > 1 {
        return Vec::new();
    }
    let labelled = entries.iter().filter_map(|(name, value)| Some((name.as_ref()?, value)));
    labelled.filter_map(|(name, value)| of_value(tree, tree.content_of(*name), value)).collect()
}

fn ends(tree: &Tree, name: usize, what: &str) -> bool {
    tree.content_of(name).len() < 60 && fold(tree.content_of(name)).ends_with(what)
}

/// What a value says that has this name.
pub(super) fn of_value(tree: &Tree, name: &str, value: &[usize]) -> Option<(What, Range<usize>)> {
    let what = promised(name)?;
    let (first, last) = (*value.first()?, *value.last()?);
    let literal = match value {
        [only] if tree.kind_of(*only) == Some(Kind::Str) => Some(tree.content_of(*only)),
        _ => None,
    };
    let nothing = value.len() == 1
        && matches!(tree.text_of(first), "None" | "null" | "nil" | "undefined" | "Nothing" | "false" | "$null");
    let end = tree.tokens.get(tree.behind(last).checked_sub(1)?)?.end as usize;
    let range = match literal {
        Some(_) => tree.tokens[first].inner_start as usize..tree.tokens[first].inner_end as usize,
        None => tree.tokens[first].start as usize..end,
    };
    let holds = |group: &usize| tree.kind_of(*group) == Some(Kind::Open) && tree.group_of(*group) != Group::Bracket;
    match what {
        _ if nothing => None,
        // `client_credential={"thumbprint": …, "private_key": …}`
        What::Secret if value.iter().any(holds) && tree.text.get(range.clone())?.contains("rint") => {
            Some((What::Certificate, range))
        }
        What::Secret | What::Certificate => literal.is_none_or(|text| !text.trim().is_empty()).then_some((what, range)),
        What::NoUser => (literal? == "client_credentials").then_some((what, range)),
        What::Address => is_own(literal?).then_some((what, range)),
    }
}

/// What stands in an address, the body of a form or a connection string that begins at byte `start`.
pub(super) fn in_form(text: &str, start: usize) -> Vec<(What, Range<usize>)> {
    let mut found = Vec::new();
    for part in text.split(['&', ';', '?', '\n']) {
        let Some((name, value)) = part.split_once('=') else { continue };
        let Some(what) = promised(name.rsplit([' ', '"', '\'']).next().unwrap_or(name)) else { continue };
        let end = value.find(['"', '\'', '#', '`', ' ', '\r']).unwrap_or(value.len());
        let value = &value[..end];
        let said = match what {
            What::Secret | What::Certificate => !value.is_empty(),
            What::NoUser => value == "client_credentials",
            What::Address => decoded(value).is_some_and(|value| is_own(&value)),
        };
        if said {
            let from = start + (value.as_ptr() as usize - text.as_ptr() as usize);
            found.push((what, from..from + value.len()));
        }
    }
    found
}

/// Whether only an application of one's own can have the address: it is on the web, at no host of Microsoft's and not on
/// the machine itself.
fn is_own(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://").filter(|_| address.len() < LONGEST) else { return false };
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or(rest);
    let name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let own_machine = host.eq_ignore_ascii_case("localhost") || host.starts_with("127.");
    let microsoft =
        OWN_HOSTS.iter().any(|own| host == *own || host.strip_suffix(own).is_some_and(|front| front.ends_with('.')));
    matches!(scheme, "http" | "https") && name && host.contains('.') && !own_machine && !microsoft && !at_microsoft(host)
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_an_address_on_the_web_can_be_called_unregistered() {
        for own in ["https://app.contoso.com/auth", "https://oauth.pstmn.io/v1/callback", "http://10.0.0.4:8080/cb"] {
            assert!(is_own(own), "{own}");
        }
        for other in [
            "http://localhost",
            "http://localhost:8400/callback",
            "https://localhost:3000",
            "http://127.0.0.1:5000",
            "https://login.microsoftonline.com/common/oauth2/nativeclient",
            "https://login.live.com/oauth20_desktop.srf",
            "https://vscode.dev/redirect",
            "https://insiders.vscode.dev/redirect",
            "https://portal.azure.com/",
            "msal04b07795-8ddb-461a-bbee-02f9e1bf7b46://auth",
            "urn:ietf:wg:oauth:2.0:oob",
            "ms-appx-web://microsoft.aad.brokerplugin/x",
            "https://${HOST}/auth",
            "https://<your-app>/auth",
            "/auth/callback",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }
}
