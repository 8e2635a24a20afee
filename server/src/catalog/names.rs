//! Names that people type: short ones of applications and APIs, and the permissions of Microsoft Graph.

use super::{ALIASES, PERMISSIONS, Text};
use crate::guid::Guid;

/// What a short name is asked for as: `powerbi` is a client and an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// An API.
    Api,
    /// A client.
    Client,
}

/// A short name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alias {
    pub(super) name: Text,
    pub(super) usage: Use,
    pub(super) id: Guid,
}

/// A permission of Microsoft Graph.
#[derive(Debug, PartialEq, Eq)]
pub struct Permission {
    /// The name that scopes and roles share.
    pub name: Text,
    pub(super) delegated: Guid,
    pub(super) application: Guid,
    pub(super) admin: bool,
}

impl Permission {
    /// Id of the scope, used when a user signs in; `None` where there is none.
    pub fn delegated(&self) -> Option<Guid> {
        Some(self.delegated).filter(|id| id.0 != 0)
    }

    /// Id of the application role, used without a user; `None` where there is none.
    pub fn application(&self) -> Option<Guid> {
        Some(self.application).filter(|id| id.0 != 0)
    }

    /// Whether the scope needs an administrator's consent. The role always does.
    pub fn needs_admin(&self) -> bool {
        self.admin
    }
}

/// The application with this short name. Case does not matter.
pub fn named(name: &str, usage: Use) -> Option<Guid> {
    let name = name.to_ascii_lowercase();
    let key = |alias: &Alias| (alias.name.as_str(), alias.usage);
    let index = ALIASES.binary_search_by(|alias| key(alias).cmp(&(name.as_str(), usage))).ok()?;
    ALIASES.get(index).map(|alias| alias.id)
}

/// Every short name of this use with its application, by name.
pub fn aliases(usage: Use) -> impl Iterator<Item = (&'static str, Guid)> {
    ALIASES.iter().filter(move |alias| alias.usage == usage).map(|alias| (alias.name.as_str(), alias.id))
}

/// The permission of Microsoft Graph with this name. Case does not matter.
pub fn permission(name: &str) -> Option<&'static Permission> {
    let lower = |text: &str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<u8>>();
    let wanted = lower(name);
    let index = PERMISSIONS.binary_search_by(|row| lower(&row.name).cmp(&wanted)).ok()?;
    PERMISSIONS.get(index)
}

/// Every permission of Microsoft Graph, by name.
pub fn permissions() -> &'static [Permission] {
    &PERMISSIONS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_means_a_client_and_an_api() {
        let name = |id: Option<Guid>| id.and_then(crate::catalog::app).map(|app| app.name.as_str());
        assert_eq!(name(named("azure-cli", Use::Client)), Some("Microsoft Azure CLI"));
        assert_eq!(name(named("Graph", Use::Api)), Some("Microsoft Graph"));
        assert_eq!(name(named("powerbi", Use::Client)), Some("Power BI PowerShell"));
        assert_eq!(name(named("powerbi", Use::Api)), Some("Power BI Service"));
        assert_eq!(named("graph", Use::Client), None);
        for usage in [Use::Api, Use::Client] {
            for (name, id) in aliases(usage) {
                assert_eq!(named(name, usage), Some(id), "{name}");
            }
        }
    }

    #[test]
    fn permissions_are_found_by_name() {
        let read = permission("user.read").expect("known");
        assert_eq!(read.name.as_str(), "User.Read");
        assert_eq!(read.delegated().map(|id| id.to_string()).as_deref(), Some("e1fe6dd8-ba31-4d61-89e7-88639da4683d"));
        assert!(read.application().is_none() && !read.needs_admin());
        let all = permission("User.Read.All").expect("known");
        assert!(all.delegated().is_some() && all.application().is_some() && all.needs_admin());
        assert!(permission("No.Such").is_none());
        for row in permissions() {
            assert_eq!(permission(&row.name), Some(row), "{}", row.name);
            assert!(row.delegated().or(row.application()).is_some());
        }
    }
}
