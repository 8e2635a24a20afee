//! What keys, arguments and options say by their names.

use super::Flow;
use crate::site::plain_name;

/// What a key or an argument says by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Scopes,
    Resource,
    Authority,
    Secret,
    /// The kind of request: `grant_type`, `response_type`.
    Grant,
    /// Where people return to.
    Redirect,
    /// The organisation of whoever signs in.
    Tenant,
}

/// The meaning of a name beside a client id.
pub(super) fn label(name: &str) -> Option<Label> {
    Some(match crate::role::fold(plain_name(name)).as_str() {
        "scope" | "scopes" | "withscopes" => Label::Scopes,
        "resource" | "resourceurl" | "resourceuri" | "resourceid" => Label::Resource,
        "authority" | "authorityhost" | "withauthority" | "cloud" | "environment" | "tokenurl" | "url" => {
            Label::Authority
        }
        "redirecturi" | "redirecturl" | "redirect" | "withredirecturi" | "replyurl" => Label::Redirect,
        "tenant" | "tenantid" | "withtenantid" => Label::Tenant,
        "granttype" | "responsetype" => Label::Grant,
        "clientsecret"
        | "clientcredential"
        | "clientassertion"
        | "withclientsecret"
        | "withcertificate"
        | "clientcertificate"
        | "certificatethumbprint" => Label::Secret,
        _ => return None,
    })
}

/// How somebody signs in where this grant is asked for.
pub(super) fn grant(text: &str) -> Option<Flow> {
    let all = [
        ("password", Flow::Password),
        ("device_code", Flow::DeviceCode),
        ("client_credentials", Flow::Confidential),
        ("jwt-bearer", Flow::OnBehalfOf),
        ("refresh_token", Flow::Silent),
        ("code", Flow::Interactive),
    ];
    all.into_iter().find(|(word, _)| text.contains(word)).map(|(_, flow)| flow)
}

/// Calls that hand their arguments on as a list or a text.
pub(super) const HANDING_ON: &[&str] = &[
    "join",
    "split",
    "of",
    "aslist",
    "listof",
    "setof",
    "arrayof",
    "singleton",
    "singletonlist",
    "list",
    "tuple",
    "set",
    "hashset",
    "toarray",
    "tolist",
    "toset",
    "arraylist",
    "string",
    "tokenrequestcontext",
    "addscopes",
    "setscopes",
    "tokenrequestoptions",
    "vec",
    "withscopes",
    "addall",
    "builder",
    "build",
    "array",
    "stringlist",
    "freeze",
    "parameters",
    "interactiverequestparameters",
    "devicecodeflowparameters",
    "usernamepasswordparameters",
    "silentparameters",
];
