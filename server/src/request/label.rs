//! What keys, arguments and options say by their names.

use super::{Flow, send};
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

/// A setting of a client that is written as a path of names, which may end in that of a server:
/// `fs.azure.account.oauth2.client.secret.lake.dfs.core.windows.net`.
pub(super) struct Setting<'n> {
    /// What stands in front: `fs.azure.account.oauth2.client`.
    pub(super) path: &'n str,
    /// `client.secret`
    pub(super) name: &'n str,
    /// `.lake.dfs.core.windows.net`: settings of other servers belong to other clients.
    pub(super) server: &'n str,
}

/// Such paths have so many dots at least, and are no shorter.
const LEAST_DOTS: usize = 4;
const SHORTEST: usize = 16;

/// The setting that a path of names is.
pub(super) fn setting(name: &str) -> Option<Setting<'_>> {
    if name.len() < SHORTEST {
        return None;
    }
    let client = name.find(".client.")? + 1;
    let word = client + "client.".len();
    let end = name[word..].find('.').map_or(name.len(), |length| word + length);
    let setting = Setting { path: &name[..word - 1], name: &name[client..end], server: &name[end..] };
    (setting.path.matches('.').count() >= LEAST_DOTS).then_some(setting)
}

/// The name without the path in front and the server behind it.
pub(super) fn own_name(name: &str) -> &str {
    setting(name).map_or_else(|| plain_name(name), |setting| setting.name)
}

/// Whether one of two names is the setting of another server than the other.
pub(super) fn of_another_server(one: &str, other: &str) -> bool {
    setting(one).zip(setting(other)).is_some_and(|(one, other)| one.server != other.server)
}

/// The meaning of a name beside a client id.
pub(super) fn label(name: &str) -> Option<Label> {
    Some(match send::told(own_name(name)).as_str() {
        "scope" | "scopes" | "withscopes" => Label::Scopes,
        "resource" | "resourceurl" | "resourceuri" | "resourceid" => Label::Resource,
        "authority" | "authorityhost" | "withauthority" | "cloud" | "environment" | "tokenurl" | "url"
        | "clientendpoint" => Label::Authority,
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
    "arraywithobjects",
    "arraywithobject",
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
