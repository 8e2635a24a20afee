//! What the code of a file or project asks for: the token requests that the analysis put together, and where it could
//! put none together, what the words of the text name.

use std::collections::BTreeSet;

use crate::analysis::{Analysis, Entity, Finding};
use crate::catalog::{self, Cloud};
use crate::expectation::{Api, Target, asked_for, authority, is_sign_in_scope, words};
use crate::guid::Guid;
use crate::request::{self, Request};
use crate::role::Role;
use crate::rule::RuleId;

/// Everything that a registration depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// What is asked for, in the order found.
    pub asked: Vec<Asked>,
    /// Who signs in, and where; empty where the code does not say.
    pub flows: BTreeSet<Flow>,
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

/// Who signs in, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// A user, on a device: device code, browser window, user name and password.
    Device,
    /// A user, at a web server.
    Server,
    /// A user, at a page in the browser.
    Page,
    /// Nobody: client credentials.
    Nobody,
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

/// Words that say how people sign in, for a look without regard to case.
const DEVICE: [&str; 10] = [
    "device_code",
    "devicecode",
    "device_flow",
    "acquire_token_interactive",
    "acquiretokeninteractive",
    "interactivebrowser",
    "publicclientapplication",
    "username_password",
    "usernamepassword",
    "grant_type=password",
];
const PAGE: [&str; 3] = ["msal-browser", "msal-react", "msal-angular"];
const SERVER: [&str; 6] = [
    "initiate_auth_code_flow",
    "authorization_code",
    "acquiretokenbycode",
    "acquire_token_by_auth",
    "getauthcodeurl",
    "get_authorization_request_url",
];
const NOBODY: [&str; 6] = [
    "client_credentials",
    "clientsecretcredential",
    "clientcertificatecredential",
    "acquire_token_for_client",
    "acquiretokenforclient",
    "acquiretokenbyclientcredential",
];
/// A client with a secret: for a server where people sign in at one, else for a program that nobody signs in to.
const CONFIDENTIAL: [&str; 2] = ["confidentialclientapplication", "client_secret"];

impl Requests {
    /// What one text asks for; `None` if no borrowed id in it was reported.
    pub fn of(path: &str, text: &str, analysis: &Analysis) -> Option<Self> {
        let mut places = Vec::new();
        let place = |start: usize, whose: String| {
            let line = 1 + text.get(..start).map_or(0, |before| before.matches('\n').count());
            Place { path: path.to_owned(), line, whose }
        };
        let reported: BTreeSet<usize> = analysis.findings.iter().filter_map(|finding| finding.occurrence).collect();
        for occurrence in reported.iter().filter_map(|index| analysis.occurrences.get(*index)) {
            let whose = match occurrence.entity {
                Entity::App(app) => app.name.to_string(),
                Entity::Retired(app) => app.name.to_owned(),
                Entity::Placeholder(_) | Entity::PlaceholderText => "a placeholder".to_owned(),
                Entity::Lookalike(_, app) => format!("almost {}", app.name),
                Entity::ErrorCode(_) => continue,
            };
            if occurrence.role == Role::Client {
                places.push(place(occurrence.range.start, whose));
            }
        }
        // A client that a library brings stands nowhere as an id.
        let built_in = |request: &&Request| {
            let reports =
                |start| move |finding: &Finding| finding.rule == RuleId::BuiltInClient && finding.range.start == start;
            request.client.occurrence.is_none() && analysis.findings.iter().any(reports(request.client.range.start))
        };
        for request in analysis.requests.iter().filter(built_in) {
            let name = catalog::app(request.client.id).map_or_else(String::new, |app| app.name.to_string());
            add(&mut places, vec![place(request.client.range.start, name)]);
        }
        if places.is_empty() {
            return None;
        }
        let made = analysis.requests.iter().filter(|request| request.client.occurrence.is_some() || built_in(request));
        let mut requests = Self::default();
        for request in made {
            requests.take(request);
        }
        if requests == Self::default() {
            requests = of_text(text);
        }
        for product in catalog::products() {
            if product.hints.iter().any(|hint| text.contains(hint)) {
                requests.products.insert(product.id);
            }
        }
        Some(Self { places, ..requests })
    }

    /// Adds one request.
    fn take(&mut self, request: &Request) {
        let app_only = request.flow == Some(request::Flow::Confidential)
            || request.secret && !matches!(request.flow, Some(request::Flow::Interactive | request::Flow::OnBehalfOf));
        self.flows.insert(match request.flow {
            _ if app_only => Flow::Nobody,
            Some(request::Flow::Page) => Flow::Page,
            Some(request::Flow::OnBehalfOf) => Flow::Server,
            _ if request.secret => Flow::Server,
            _ => Flow::Device,
        });
        self.multi_tenant |= request.any_tenant;
        add(&mut self.redirects, request.redirects.clone());
        let mut cloud = request.cloud;
        for (_, target) in request.targets().filter(|(_, target)| !is_sign_in_scope(target.scope)) {
            add(&mut self.asked, vec![Asked::of(target, app_only)]);
            if target.cloud != Cloud::Public {
                cloud = target.cloud;
            }
        }
        if cloud != Cloud::Public {
            self.cloud = cloud;
        }
    }

    /// Adds what another text asks for.
    pub fn merge(&mut self, other: Self) {
        add(&mut self.asked, other.asked);
        add(&mut self.redirects, other.redirects);
        add(&mut self.places, other.places);
        self.flows.extend(other.flows);
        self.multi_tenant |= other.multi_tenant;
        self.products.extend(other.products);
        if other.cloud != Cloud::Public {
            self.cloud = other.cloud;
        }
    }
}

impl Asked {
    fn of(target: Target<'_>, app_only: bool) -> Self {
        Self {
            api: target.api.id(),
            text: match target.api {
                Api::Known(_) => String::new(),
                Api::Own(uri) | Api::Unlisted(uri) => uri.to_owned(),
            },
            scope: target.scope.to_owned(),
            app_only,
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
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    // A page in the browser uses the same class as a program on a device.
    if says(&PAGE) {
        requests.flows.insert(Flow::Page);
    } else if says(&DEVICE) {
        requests.flows.insert(Flow::Device);
    } else if says(&SERVER) {
        requests.flows.insert(Flow::Server);
    }
    let user = !requests.flows.is_empty();
    if says(&NOBODY) || says(&CONFIDENTIAL) && !user {
        requests.flows.insert(Flow::Nobody);
    }
    let nobody = requests.flows.contains(&Flow::Nobody);
    for (start, word) in words(text) {
        if let Some(authority) = authority(word) {
            match authority {
                "organizations" | "common" => requests.multi_tenant = true,
                _ => {}
            }
            if let Some(cloud) = Cloud::of_authority(word) {
                requests.cloud = cloud;
            }
            continue;
        }
        if is_redirect(word, &lower, start) {
            add(&mut requests.redirects, vec![word.to_owned()]);
            continue;
        }
        let Some(target) = asked_for(text, start, word) else { continue };
        // Without a user only `.default` can be asked for; a scope by name belongs to the user, where there is one.
        let asked = Asked::of(target, nobody && (!user || target.asks_for_all()));
        add(&mut requests.asked, vec![asked]);
        if target.cloud != Cloud::Public {
            requests.cloud = target.cloud;
        }
    }
    requests
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
