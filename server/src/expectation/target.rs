//! What a token request asks for: each value read as an API and a scope on it, in the one place that knows how.

use crate::catalog::{self, Cloud, Scope};
use crate::guid::Guid;

/// The API that a value names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api<'a> {
    /// One of Microsoft's, by its application id.
    Known(Guid),
    /// One that Microsoft does not own: the developer's or a partner's. The URI or id as it was written.
    Own(&'a str),
    /// One at a host of Microsoft's that the catalogue does not list.
    Unlisted(&'a str),
}

impl Api<'_> {
    /// Microsoft Graph: what a scope without an API means.
    pub const GRAPH: Self = Self::Known(Guid(0x0000_0003_0000_0000_c000_0000_0000_0000));

    /// The application id, where it is known.
    pub fn id(self) -> Option<Guid> {
        match self {
            Self::Known(id) => Some(id),
            Self::Own(_) | Self::Unlisted(_) => None,
        }
    }
}

/// One thing that a token request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The API.
    pub api: Api<'a>,
    /// The name of the scope; empty where the value names the API alone.
    pub scope: &'a str,
    /// The cloud that the host of the value belongs to; public where it says nothing.
    pub cloud: Cloud,
}

impl<'a> Target<'a> {
    /// Reads one value of a `scope` parameter or list: `User.Read`, `https://graph.microsoft.com/User.Read`,
    /// `{id}/.default`, `api://{id}/name`, `openid`, or the URI or id of an API alone. A name without an API belongs
    /// to Microsoft Graph, as the service reads it.
    pub fn of_scope(value: &'a str) -> Self {
        Self::of_scope_on(value, Api::GRAPH, Cloud::Public)
    }

    /// The same, where the request names the API of scopes without one, as `--resource` beside `--scope` does.
    pub fn of_scope_on(value: &'a str, api: Api<'a>, cloud: Cloud) -> Self {
        let value = value.trim();
        if let Some(Scope { resource, name }) = catalog::scope(value) {
            let uri = value[..value.len() - name.len()].trim_end_matches('/');
            return Self { api: Api::Known(resource), scope: name, cloud: cloud_of(uri) };
        }
        if !names_an_api(value) {
            return Self { api, scope: value, cloud };
        }
        let (uri, scope) = split(value);
        Self { api: stranger(uri), scope, cloud: cloud_of(uri) }
    }

    /// Whether it asks for whatever is granted: `.default`, or the API as a whole.
    pub fn asks_for_all(self) -> bool {
        self.scope.is_empty() || self.scope.eq_ignore_ascii_case(".default")
    }
}

/// Reads everything that a scope value asks for; scopes are separated by white space.
pub fn targets(scopes: &str) -> impl Iterator<Item = Target<'_>> {
    scopes.split_whitespace().map(Target::of_scope)
}

/// Reads the `resource` of a v1.0 request, or of a command that takes one: a URI or an id, never a scope.
pub fn v1_resource(value: &str) -> Target<'_> {
    let value = value.trim();
    match catalog::scope(value) {
        Some(Scope { resource, name: "" }) => {
            Target { api: Api::Known(resource), scope: "", cloud: cloud_of(value.trim_end_matches('/')) }
        }
        // People also paste a scope where a resource belongs; the API is what it says then, too.
        Some(Scope { resource, name }) => {
            let uri = value[..value.len() - name.len()].trim_end_matches('/');
            Target { api: Api::Known(resource), scope: name, cloud: cloud_of(uri) }
        }
        None => {
            // The name of a host alone stands for its address.
            let address = (!value.contains("://") && value.contains('.')).then(|| format!("https://{value}"));
            match address.and_then(|address| catalog::resource_uri(&address)) {
                Some(row) => Target { api: Api::Known(row.resource()), scope: "", cloud: row.cloud },
                None => Target { api: stranger(value), scope: "", cloud: cloud_of(value) },
            }
        }
    }
}

/// Scopes that every sign-in may ask for and that say nothing about an API.
pub fn is_sign_in_scope(scope: &str) -> bool {
    ["openid", "profile", "email", "offline_access"].iter().any(|name| scope.eq_ignore_ascii_case(name))
}

/// Whether two values name the same scope. Case does not matter, nor does the API that the value may begin with.
pub fn same_scope(a: &str, b: &str) -> bool {
    fn name(value: &str) -> &str {
        value.trim().rsplit('/').next().unwrap_or(value)
    }
    name(a).eq_ignore_ascii_case(name(b))
}

/// Whether a value that the catalogue does not know begins with an API, rather than being the bare name of a scope.
fn names_an_api(value: &str) -> bool {
    value.contains("://") || value.starts_with("urn:") || value.split('/').next().is_some_and(is_guid)
}

fn is_guid(text: &str) -> bool {
    text.parse::<Guid>().is_ok()
}

/// The API and the scope in `https://api.contoso.com/orders/Orders.Read`. Without a path behind the host there is no
/// scope.
fn split(value: &str) -> (&str, &str) {
    let host = value.find("://").map_or(0, |at| at + 3);
    match value[host..].rfind('/') {
        Some(slash) => (&value[..host + slash], &value[host + slash + 1..]),
        None => (value, ""),
    }
}

/// An API that the catalogue does not list: one at a host of Microsoft's is not therefore the developer's.
fn stranger(uri: &str) -> Api<'_> {
    if at_microsoft(host_of(uri)) { Api::Unlisted(uri) } else { Api::Own(uri) }
}

/// Domains under which Microsoft's own APIs have their identifier URIs. Where customers also get names (`sharepoint`,
/// `dynamics`) the name still belongs to a service of Microsoft's.
const DOMAINS: [&str; 24] = [
    "microsoft.com",
    "azure.com",
    "azure.net",
    "windows.net",
    "office.com",
    "office365.com",
    "office.net",
    "cloud.microsoft",
    "dynamics.com",
    "powerbi.com",
    "powerapps.com",
    "skype.com",
    "sharepoint.com",
    "live.com",
    "microsoftonline.com",
    "visualstudio.com",
    "windowsazure.com",
    "azuredatabricks.net",
    "microsoft.us",
    "azure.us",
    "usgovcloudapi.net",
    "azure.cn",
    "chinacloudapi.cn",
    "cloudapi.de",
];

/// Domains below those where anybody's own programs run.
const CUSTOMERS: [&str; 4] = ["cloudapp.azure.com", "trafficmanager.net", "onmicrosoft.com", "b2clogin.com"];

/// Whether a host is one at which Microsoft's own services are.
pub(crate) fn at_microsoft(host: &str) -> bool {
    let below = |domain: &&str| {
        let at = host.len().checked_sub(domain.len());
        at.and_then(|at| Some((host.get(..at)?, host.get(at..)?))).is_some_and(|(before, end)| {
            end.eq_ignore_ascii_case(domain) && (before.is_empty() || before.ends_with('.'))
        })
    };
    DOMAINS.iter().any(below) && !CUSTOMERS.iter().any(below)
}

fn host_of(uri: &str) -> &str {
    let host = uri.find("://").map_or(uri, |at| &uri[at + 3..]);
    host.split(['/', ':', '?']).next().unwrap_or(host)
}

/// The cloud of a URI: what its row says, or what its host ends in.
fn cloud_of(uri: &str) -> Cloud {
    if let Some(row) = catalog::resource_uri(uri) {
        return row.cloud;
    }
    let host = host_of(uri);
    let ends = |ends: &[&str]| {
        ends.iter().any(|end| {
            host.len()
                .checked_sub(end.len())
                .and_then(|at| host.get(at..))
                .is_some_and(|last| last.eq_ignore_ascii_case(end))
        })
    };
    if ends(&[".us", ".usgovcloudapi.net"]) {
        Cloud::Usgov
    } else if ends(&[".azure.cn", ".chinacloudapi.cn", ".partner.outlook.cn", ".sharepoint.cn"]) {
        Cloud::China
    } else if ends(&[".cloudapi.de", ".microsoftonline.de"]) {
        Cloud::Germany
    } else {
        Cloud::Public
    }
}
