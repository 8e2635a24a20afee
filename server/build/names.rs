//! The rows of `data/` that give names to ids: short names of applications, and permissions of Microsoft Graph.

use std::collections::BTreeSet;

use crate::facts::{App, Retired};
use crate::table::{Fault, Table};

/// A row of `aliases.csv`.
pub(crate) struct Alias {
    pub(crate) name: String,
    /// `client` or `api`: one word often means both.
    pub(crate) usage: String,
    pub(crate) id: u128,
}

/// The one or two rows of `permissions.csv` about one name.
pub(crate) struct Permission {
    pub(crate) name: String,
    /// 0 where there is none.
    pub(crate) delegated: u128,
    /// 0 where there is none.
    pub(crate) application: u128,
    /// The delegated permission needs an administrator.
    pub(crate) admin: bool,
}

pub(crate) fn aliases(text: &str, apps: &[App], retired: &[Retired]) -> Result<Vec<Alias>, Fault> {
    let table = Table::read("aliases.csv", text, ["name", "use", "id"])?;
    table.ascending(|row| Ok((row.text(0)?, row.text(1)?)))?;
    let known: BTreeSet<u128> = apps.iter().map(|app| app.id).chain(retired.iter().map(|app| app.id)).collect();
    let mut aliases = Vec::new();
    for row in &table.rows {
        let (name, id) = (row.text(0)?, row.guid(2)?);
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            return Err(row.fault(format!("{name:?} is not kebab-case")));
        }
        if !known.contains(&id) {
            return Err(row.fault("this id is neither in apps.csv nor in retired.csv"));
        }
        aliases.push(Alias { name, usage: row.word(1, &["api", "client"])?, id });
    }
    Ok(aliases)
}

pub(crate) fn permissions(text: &str, negative: &BTreeSet<u128>) -> Result<Vec<Permission>, Fault> {
    let table = Table::read("permissions.csv", text, ["name", "use", "id", "consent"])?;
    table.ascending(|row| Ok((row.text(0)?.to_ascii_lowercase(), row.text(1)?)))?;
    let mut permissions: Vec<Permission> = Vec::new();
    for row in &table.rows {
        let (name, id) = (row.text(0)?, row.guid(2)?);
        if !negative.contains(&id) {
            return Err(row.fault("the id of a permission must stand in negative.txt too"));
        }
        let admin = row.word(3, &["admin", "user"])? == "admin";
        let delegated = row.word(1, &["application", "delegated"])? == "delegated";
        if !delegated && !admin {
            return Err(row.fault("an application permission always needs an administrator"));
        }
        // `application` comes before `delegated`, so the second row of a name is the delegated one.
        if let Some(last) = permissions.last_mut().filter(|last| last.name == name) {
            (last.delegated, last.admin) = (id, admin);
        } else {
            let (delegated, application) = if delegated { (id, 0) } else { (0, id) };
            permissions.push(Permission { name, delegated, application, admin });
        }
    }
    Ok(permissions)
}
