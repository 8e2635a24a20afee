//! What is to be registered: the requests of the code, each API and permission once, in an order that stays.

use std::collections::BTreeSet;

use super::gather::{Flow, Place, Requests};
use crate::catalog::{self, Cloud, Product};
use crate::guid::Guid;

/// One registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Display name: letters, digits, blanks and `._-` only, whatever it was made from.
    pub name: String,
    /// APIs of Microsoft's, by name.
    pub apis: Vec<ApiPlan>,
    /// APIs of others that the code asks for, as they were written. Their owner says which permissions they have.
    pub foreign: Vec<String>,
    /// Who signs in, and where.
    pub flows: BTreeSet<Flow>,
    /// Addresses to return to, in the order found.
    pub redirects: Vec<String>,
    /// Addresses that carry the borrowed id and must carry the new one.
    pub carrying: Vec<String>,
    /// The cloud.
    pub cloud: Cloud,
    /// People of other organisations sign in.
    pub multi_tenant: bool,
    /// Where the borrowed id stands.
    pub places: Vec<Place>,
    /// Products whose needs go beyond consent.
    pub products: Vec<&'static Product>,
}

/// What is needed on one API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiPlan {
    /// Application id.
    pub id: Guid,
    /// Name for people.
    pub name: String,
    /// Scopes, for when a user signs in.
    pub scopes: Vec<Permission>,
    /// Application roles, for when nobody does.
    pub roles: Vec<Permission>,
    /// A user signs in for it.
    pub user: bool,
    /// It is called without a user.
    pub app_only: bool,
    /// The code asks for everything granted without a user, and which roles its calls need is not in the code.
    pub open: bool,
}

/// A scope or an application role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Its name: letters, digits and `._-` only.
    pub name: String,
    /// Its id, where the catalogue knows it; else it is looked up by name where the registration is made.
    pub id: Option<Guid>,
    /// An administrator has to consent; `None` where the catalogue does not know.
    pub admin: Option<bool>,
    /// The code did not name it: it asks for `.default`, and this is what is usual for the API.
    pub guessed: bool,
}

const GRAPH: Guid = Guid(0x0000_0003_0000_0000_c000_0000_0000_0000);

impl Plan {
    /// The plan for these requests. `name` is made harmless; an empty one becomes a general one.
    pub fn new(requests: &Requests, name: &str) -> Self {
        let mut apis: Vec<ApiPlan> = Vec::new();
        let mut foreign: Vec<String> = Vec::new();
        for asked in &requests.asked {
            let Some(id) = asked.api else {
                let slash = if asked.scope.is_empty() { "" } else { "/" };
                let value = format!("{}{slash}{}", asked.text, asked.scope);
                if !foreign.contains(&value) {
                    foreign.push(value);
                }
                continue;
            };
            let index = apis.iter().position(|api| api.id == id).unwrap_or_else(|| {
                apis.push(ApiPlan::new(id));
                apis.len() - 1
            });
            apis[index].want(&asked.scope, asked.app_only);
        }
        let mut flows = requests.flows.clone();
        // Code of which nothing is known is taken for a program on a device: that is what a borrowed id is used in.
        if flows.is_empty() {
            flows.insert(Flow::Device);
        }
        let user = flows.iter().any(|flow| *flow != Flow::Nobody);
        if apis.is_empty() && foreign.is_empty() && user {
            let mut graph = ApiPlan::new(GRAPH);
            graph.want("", false);
            apis.push(graph);
        }
        for api in &mut apis {
            api.settle();
        }
        apis.sort_by(|a, b| (a.id != GRAPH, &a.name, a.id).cmp(&(b.id != GRAPH, &b.name, b.id)));
        let mut products: Vec<&'static Product> = Vec::new();
        let named = apis.iter().filter_map(|api| catalog::product_of(api.id));
        let hinted = catalog::products().iter().filter(|product| requests.products.contains(&product.id));
        for product in named.chain(hinted) {
            if !products.contains(&product) {
                products.push(product);
            }
        }
        let (carrying, redirects) = requests.redirects.iter().cloned().partition(|uri| carries_an_id(uri));
        Self {
            name: harmless(name),
            apis,
            foreign,
            flows,
            redirects,
            carrying,
            cloud: requests.cloud,
            multi_tenant: requests.multi_tenant,
            places: requests.places.clone(),
            products,
        }
    }

    /// A user signs in on a device.
    pub fn public(&self) -> bool {
        self.flows.contains(&Flow::Device)
    }

    /// A user signs in at a web server.
    pub fn web(&self) -> bool {
        self.flows.contains(&Flow::Server)
    }

    /// A user signs in at a page in the browser.
    pub fn spa(&self) -> bool {
        self.flows.contains(&Flow::Page)
    }

    /// Something runs without anybody who signs in.
    pub fn app_only(&self) -> bool {
        self.flows.contains(&Flow::Nobody)
    }

    /// A user signs in.
    pub fn user(&self) -> bool {
        self.public() || self.web() || self.spa()
    }

    /// It needs a credential of its own.
    pub fn confidential(&self) -> bool {
        self.web() || self.app_only()
    }

    /// The value of `signInAudience`.
    pub fn audience(&self) -> &'static str {
        if self.multi_tenant { "AzureADMultipleOrgs" } else { "AzureADMyOrg" }
    }

    /// Names of the permissions that an administrator must consent to, as far as the catalogue knows.
    pub fn admin_permissions(&self) -> Vec<&str> {
        let all = self.apis.iter().flat_map(|api| api.scopes.iter().chain(&api.roles));
        all.filter(|permission| permission.admin == Some(true)).map(|permission| permission.name.as_str()).collect()
    }

    /// Addresses for a program on a device.
    pub fn public_redirects(&self) -> Vec<&str> {
        if !self.public() {
            return Vec::new();
        }
        let own = self.redirects.iter().map(String::as_str).filter(|uri| self.is_for_device(uri));
        // Without an address of its own a program listens on the loopback interface.
        let mut all: Vec<&str> = own.collect();
        if all.is_empty() {
            all.push("http://localhost");
        }
        all
    }

    /// Addresses for a web server or a page in the browser.
    pub fn hosted_redirects(&self) -> Vec<&str> {
        if !self.web() && !self.spa() {
            return Vec::new();
        }
        self.redirects.iter().map(String::as_str).filter(|uri| !self.is_for_device(uri)).collect()
    }

    /// The loopback interface belongs to the program on a device where there is one, else to the server in development.
    fn is_for_device(&self, uri: &str) -> bool {
        let local = ["http://localhost", "http://127.0.0.1"].iter().any(|start| uri.starts_with(start));
        if self.web() || self.spa() { !uri.starts_with("http") || self.public() && local } else { true }
    }
}

impl ApiPlan {
    fn new(id: Guid) -> Self {
        let (scopes, roles) = (Vec::new(), Vec::new());
        Self { id, name: name_of(id), scopes, roles, user: false, app_only: false, open: false }
    }

    /// Whether a permission of it is registered.
    pub fn has_permissions(&self) -> bool {
        !self.scopes.is_empty() || !self.roles.is_empty()
    }

    fn want(&mut self, scope: &str, app_only: bool) {
        let product = catalog::product_of(self.id);
        let whole = scope.is_empty() || scope.eq_ignore_ascii_case(".default");
        let known = (self.id == GRAPH).then(|| catalog::permission(scope)).flatten();
        let name = known.map_or(scope, |row| row.name.as_str());
        // What exists for users alone is asked for by one, whatever the code around it looks like.
        let app_only = app_only && known.is_none_or(|row| row.application().is_some());
        self.user |= !app_only;
        self.app_only |= app_only;
        if app_only {
            let roles = product.is_none_or(|product| product.roles);
            match (whole, roles) {
                (_, false) => {}
                (true, true) => self.open = true,
                (false, true) => {
                    let id = known.and_then(catalog::Permission::application);
                    add(&mut self.roles, Permission { name: name.to_owned(), id, admin: Some(true), guessed: false });
                }
            }
            return;
        }
        if whole {
            let usual = product.map_or("user_impersonation", |product| product.scope);
            if !usual.is_empty() {
                let row = (self.id == GRAPH).then(|| catalog::permission(usual)).flatten();
                let (id, admin) =
                    (row.and_then(catalog::Permission::delegated), row.map(catalog::Permission::needs_admin));
                add(&mut self.scopes, Permission { name: usual.to_owned(), id, admin, guessed: true });
            }
            return;
        }
        let id = known.and_then(catalog::Permission::delegated);
        let admin = known.map(catalog::Permission::needs_admin);
        add(&mut self.scopes, Permission { name: name.to_owned(), id, admin, guessed: false });
    }

    /// What the code names makes a guess superfluous.
    fn settle(&mut self) {
        if self.scopes.iter().any(|scope| !scope.guessed) {
            self.scopes.retain(|scope| !scope.guessed);
        }
        if !self.roles.is_empty() {
            self.open = false;
        }
        self.scopes.sort_by(|a, b| a.name.cmp(&b.name));
        self.roles.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

fn add(permissions: &mut Vec<Permission>, permission: Permission) {
    let clean =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
    // Anything else is no name of a permission but an expression of the code, and would be dangerous in a script.
    if !clean(&permission.name) {
        return;
    }
    match permissions.iter_mut().find(|other| other.name.eq_ignore_ascii_case(&permission.name)) {
        Some(other) => other.guessed &= permission.guessed,
        None => permissions.push(permission),
    }
}

fn name_of(id: Guid) -> String {
    let name = catalog::app(id).map(|app| app.name.as_str()).unwrap_or_default();
    if name.is_empty() { id.to_string() } else { name.to_owned() }
}

/// Whether an address belongs to an application of Microsoft's by the id in it, as `msal{id}://auth` does.
fn carries_an_id(uri: &str) -> bool {
    (0..uri.len()).filter_map(|start| uri.get(start..start + 36)?.parse().ok()).any(|id| catalog::app(id).is_some())
}

/// A display name that needs no escaping in any of the forms.
fn harmless(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() || " ._-".contains(character) { character } else { '-' })
        .take(80)
        .collect();
    let name = name.trim_matches([' ', '-', '.']);
    if name.is_empty() { "my-application".to_owned() } else { name.to_owned() }
}
