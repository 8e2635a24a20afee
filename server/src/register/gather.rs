//! What the code of a file or project asks for, gathered from its text and from what the analysis found in it.

use std::collections::BTreeSet;

use crate::analysis::{Analysis, Entity};
use crate::catalog::{self, Cloud};
use crate::expectation::{Api, Target, is_sign_in_scope};
use crate::guid::Guid;
use crate::role::Role;

/// Everything that a registration depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// What is asked for, in the order found.
    pub asked: Vec<Asked>,
    /// A user signs in on a device.
    pub public: bool,
    /// A user signs in at a web server.
    pub web: bool,
    /// A user signs in at a page in the browser.
    pub spa: bool,
    /// Nobody signs in.
    pub app_only: bool,
    /// Addresses to return to, in the order found.
    pub redirects: Vec<String>,
    /// The cloud of the sign-in.
    pub cloud: Cloud,
    /// People of other organisations sign in.
    pub multi_tenant: bool,
    /// Where the borrowed id stands.
    pub places: Vec<Place>,
    /// Products that the code names by other words than an API.
    pub products: BTreeSet<&'static str>,
}

/// One thing that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The API, where it is one of Microsoft's.
    pub api: Option<Guid>,
    /// The API as it was written.
    pub text: String,
    /// The scope; empty for the API as a whole.
    pub scope: String,
    /// Nobody signs in.
    pub app_only: bool,
}

/// Where the borrowed id stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path, relative to where the search began.
    pub path: String,
    /// 1-based line.
    pub line: usize,
    /// Name of the application that it belongs to.
    pub whose: String,
}

/// Words that say how people sign in. They are looked for without regard to case.
const FLOWS: [(&str, fn(&mut Requests)); 22] = [
    ("device_code", |requests| requests.public = true),
    ("devicecode", |requests| requests.public = true),
    ("device_flow", |requests| requests.public = true),
    ("acquire_token_interactive", |requests| requests.public = true),
    ("acquiretokeninteractive", |requests| requests.public = true),
    ("interactivebrowser", |requests| requests.public = true),
    ("publicclientapplication", |requests| requests.public = true),
    ("username_password", |requests| requests.public = true),
    ("usernamepassword", |requests| requests.public = true),
    ("grant_type=password", |requests| requests.public = true),
    ("msal-browser", |requests| requests.spa = true),
    ("msal-react", |requests| requests.spa = true),
    ("msal-angular", |requests| requests.spa = true),
    ("confidentialclientapplication", |requests| requests.app_only = true),
    ("client_credentials", |requests| requests.app_only = true),
    ("clientsecretcredential", |requests| requests.app_only = true),
    ("clientcertificatecredential", |requests| requests.app_only = true),
    ("acquire_token_for_client", |requests| requests.app_only = true),
    ("acquiretokenforclient", |requests| requests.app_only = true),
    ("acquiretokenbyclientcredential", |requests| requests.app_only = true),
    ("initiate_auth_code_flow", |requests| requests.web = true),
    ("authorization_code", |requests| requests.web = true),
];

impl Requests {
    /// What one text asks for; `None` if no borrowed id in it was reported.
    pub fn of(path: &str, text: &str, analysis: &Analysis) -> Option<Self> {
        let mut places = Vec::new();
        let reported: BTreeSet<usize> = analysis.findings.iter().filter_map(|finding| finding.occurrence).collect();
        for occurrence in reported.iter().filter_map(|index| analysis.occurrences.get(*index)) {
            let whose = match occurrence.entity {
                Entity::App(app) => app.name.to_string(),
                Entity::Retired(app) => app.name.to_owned(),
                Entity::Placeholder(_) | Entity::PlaceholderText => "a placeholder".to_owned(),
                Entity::ErrorCode(_) => continue,
            };
            if occurrence.role == Role::Client {
                let line = 1 + text.get(..occurrence.range.start).map_or(0, |before| before.matches('\n').count());
                places.push(Place { path: path.to_owned(), line, whose });
            }
        }
        (!places.is_empty()).then(|| Self { places, ..of_text(text) })
    }

    /// Adds what another text asks for.
    pub fn merge(&mut self, other: Self) {
        add(&mut self.asked, other.asked);
        add(&mut self.redirects, other.redirects);
        add(&mut self.places, other.places);
        self.public |= other.public;
        self.web |= other.web;
        self.spa |= other.spa;
        self.app_only |= other.app_only;
        self.multi_tenant |= other.multi_tenant;
        self.products.extend(other.products);
        if other.cloud != Cloud::Public {
            self.cloud = other.cloud;
        }
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

/// What the words of one text say.
fn of_text(text: &str) -> Requests {
    let mut requests = Requests::default();
    let lower = text.to_ascii_lowercase();
    for (word, set) in FLOWS {
        if lower.contains(word) {
            set(&mut requests);
        }
    }
    // A page in the browser uses the same class as a program on a device.
    requests.public &= !requests.spa;
    let app_only = requests.app_only && !requests.public && !requests.spa;
    for product in catalog::products() {
        if product.hints.iter().any(|hint| text.contains(hint)) {
            requests.products.insert(product.id);
        }
    }
    for (start, word) in words(text) {
        if let Some(authority) = authority(word) {
            match authority {
                "organizations" | "common" => requests.multi_tenant = true,
                _ => {}
            }
            if let Some(cloud) = cloud_of_authority(word) {
                requests.cloud = cloud;
            }
            continue;
        }
        if is_redirect(word, &lower, start) {
            add(&mut requests.redirects, vec![word.to_owned()]);
            continue;
        }
        let Some(target) = asked_for(text, start, word) else { continue };
        let asked = Asked {
            api: target.api.id(),
            text: match target.api {
                Api::Known(_) => String::new(),
                Api::Own(uri) | Api::Unlisted(uri) => uri.to_owned(),
            },
            scope: target.scope.to_owned(),
            app_only,
        };
        add(&mut requests.asked, vec![asked]);
        if target.cloud != Cloud::Public {
            requests.cloud = target.cloud;
        }
    }
    requests
}

/// Runs of characters that URIs and names of scopes are made of, with the place of each.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let fits = |character: char| character.is_ascii_alphanumeric() || ":/._~{}$*-%".contains(character);
    text.split(move |character| !fits(character))
        .filter(|word| word.len() > 4)
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// The tenant part of a sign-in address.
fn authority(word: &str) -> Option<&str> {
    let rest = word.split_once("://")?.1;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let sign_in = ["login.microsoftonline.", "login.windows.net", "login.microsoft.com", "login.chinacloudapi.cn"];
    sign_in.iter().any(|start| host.starts_with(start)).then(|| path.split('/').next().unwrap_or(path))
}

fn cloud_of_authority(word: &str) -> Option<Cloud> {
    if word.contains("login.microsoftonline.us") {
        Some(Cloud::Usgov)
    } else if word.contains("login.chinacloudapi.cn") || word.contains("login.partner.microsoftonline.cn") {
        Some(Cloud::China)
    } else {
        None
    }
}

/// An address behind a key that says so, or on the loopback interface.
fn is_redirect(word: &str, lower: &str, start: usize) -> bool {
    let plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/._~-%".contains(&byte));
    if !plain || !word.contains("://") {
        return false;
    }
    let line = lower.get(..start).map_or("", |before| before.rsplit('\n').next().unwrap_or(before));
    ["redirect", "reply_url", "replyurl"].iter().any(|key| line.contains(key))
}

/// What a word asks for: a scope with its API, an API, or the name of a permission of Microsoft Graph.
fn asked_for<'a>(text: &'a str, start: usize, word: &'a str) -> Option<Target<'a>> {
    let word = word.trim_end_matches([':', '.']);
    let id = word.split('/').next().is_some_and(|first| first.parse::<Guid>().is_ok());
    if word.contains("://") || id && word.contains('/') {
        let target = Target::of_scope(word);
        return match target.api {
            Api::Known(api) if target.asks_for_all() || is_scope_of(api, target.scope) => Some(target),
            // The address of a call says which API it is, and nothing about scopes.
            Api::Known(_) => Some(Target { scope: "", ..target }),
            Api::Own(_) if word.starts_with("api://") => Some(target),
            Api::Own(_) | Api::Unlisted(_) => api_of_call(word),
        };
    }
    if is_sign_in_scope(word) || !word.contains('.') || catalog::permission(word).is_none() {
        return None;
    }
    // `User.Read(…)` and `x.User.Read` are code.
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    let after = text.get(start + word.len()..).and_then(|after| after.chars().next());
    let code = after == Some('(') || matches!(before, Some('@' | '#'));
    (!code).then(|| Target::of_scope(word))
}

/// Whether the API is known to have a scope of this name.
fn is_scope_of(api: Guid, scope: &str) -> bool {
    if Api::GRAPH.id() == Some(api) {
        return catalog::permission(scope).is_some();
    }
    scope == "user_impersonation"
        || scope.contains('.') && !scope.starts_with(['v', 'V'])
        || catalog::apps().iter().any(|app| catalog::grant(app.id, api).is_some_and(|grant| grant.has(scope)))
}

/// The API that the address of a call leads to.
fn api_of_call(url: &str) -> Option<Target<'_>> {
    let host = url.find("://")? + 3;
    let end = url[host..].find('/').map_or(url.len(), |slash| host + slash);
    let row = catalog::resource_uri(&url[..end])?;
    Some(Target { api: Api::Known(row.resource), scope: "", cloud: row.cloud })
}
