//! The rows of `data/`, checked one by one and against each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::table::{Fault, Table, parse_hex};

/// A row of `apps.csv`, with what is derived from it.
pub(crate) struct App {
    pub(crate) id: u128,
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) kind: String,
    pub(crate) family: bool,
    pub(crate) public_client: Option<bool>,
    pub(crate) confidence: String,
    pub(crate) prior: String,
    pub(crate) sources: String,
}

impl App {
    /// Who decides which scopes the app gets: `Preauthorization`, `Consent` or `Unknown`.
    ///
    /// The owner decides. Where none is known, an app that received tokens without consent is taken for one of
    /// those that pre-authorisation governs.
    pub(crate) fn consent_model(&self, clients: &BTreeSet<u128>) -> &'static str {
        match self.owner.as_str() {
            "services" => "Preauthorization",
            "corporate" | "other" => "Consent",
            _ if clients.contains(&self.id) => "Preauthorization",
            _ => "Unknown",
        }
    }

    /// What the id alone suggests: `Client`, `Resource`, `Both` or `Unknown`.
    ///
    /// The column `prior` decides where it is filled: `client` for ids that exist only to be clients, `resource` for
    /// APIs that also appear as a client of their own. An id that signs people in somewhere is `Both`, never
    /// `Client`, because allow-lists and policies name it as often as clients do. A confidential client that is an
    /// API too says nothing.
    pub(crate) fn prior(&self) -> &'static str {
        match (self.prior.as_str(), self.kind.as_str(), self.public_client) {
            ("client", _, _) => "Client",
            ("resource", _, _) | (_, "resource", _) => "Resource",
            (_, "client", _) | (_, "both", Some(true)) => "Both",
            _ => "Unknown",
        }
    }
}

/// A row of `resources.csv`.
pub(crate) struct ResourceUri {
    pub(crate) uri: String,
    pub(crate) resource: u128,
    pub(crate) cloud: String,
}

/// A row of `grants.csv`.
pub(crate) struct Grant {
    pub(crate) client: u128,
    pub(crate) resource: u128,
    pub(crate) kind: String,
    pub(crate) scopes: Vec<String>,
}

/// A row of `codes.csv`.
pub(crate) struct Code {
    pub(crate) number: u32,
    pub(crate) symbol: String,
    pub(crate) category: String,
    pub(crate) article: String,
    pub(crate) gist: String,
    pub(crate) sources: String,
}

/// A row of `retired.csv`.
pub(crate) struct Retired {
    pub(crate) id: u128,
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) since: String,
    pub(crate) error: u32,
    pub(crate) replacement: String,
    pub(crate) source: String,
}

/// A row of `placeholders.csv`.
pub(crate) struct Placeholder {
    pub(crate) id: u128,
    pub(crate) label: String,
}

/// A row of `notes.csv`.
pub(crate) struct Note {
    pub(crate) id: u128,
    pub(crate) copied_into: String,
    pub(crate) legitimate: String,
}

/// Tag -> date, from the first table of `SOURCES.md`: `| tag | ... | 2026-05-22 | ... |`. The date is the last column but
/// one and may be empty.
pub(crate) fn sources(text: &str) -> Result<BTreeMap<String, String>, Fault> {
    let mut sources = BTreeMap::new();
    for (index, line) in text.lines().enumerate().take_while(|(_, line)| !line.starts_with("## ")) {
        let Some(rest) = line.strip_prefix("| `") else { continue };
        let fault = |message: String| Fault::new("SOURCES.md", index as u64 + 1, message);
        let columns: Vec<&str> = rest.split('|').map(str::trim).collect();
        let [tags, _, _, date, _, ""] = columns.as_slice() else {
            return Err(fault("not five columns".to_owned()));
        };
        if !date.is_empty() && !is_date(date) {
            return Err(fault(format!("{date:?} is not a date")));
        }
        for tag in tags.split(',').map(|tag| tag.trim().trim_matches('`')) {
            if sources.insert(tag.to_owned(), (*date).to_owned()).is_some() {
                return Err(fault(format!("source {tag:?} stands twice")));
            }
        }
    }
    Ok(sources)
}

/// GUIDs that no table of applications may contain: 32 hex digits a line.
pub(crate) fn negative(text: &str) -> Result<BTreeSet<u128>, Fault> {
    let mut ids = BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        let fault = |message: &str| Fault::new("negative.txt", index as u64 + 1, message);
        let id = parse_hex(line).ok_or_else(|| fault("not 32 lower-case hex digits"))?;
        if ids.last().is_some_and(|last| *last >= id) {
            return Err(fault("not sorted, or a duplicate"));
        }
        ids.insert(id);
    }
    Ok(ids)
}

pub(crate) fn apps(text: &str, negative: &BTreeSet<u128>, tags: &BTreeSet<String>) -> Result<Vec<App>, Fault> {
    let header = ["id", "name", "owner", "kind", "family", "public_client", "confidence", "prior", "sources"];
    let table = Table::read("apps.csv", text, header)?;
    table.ascending(|row| row.guid(0))?;
    let mut apps = Vec::new();
    for row in &table.rows {
        let id = row.guid(0)?;
        if negative.contains(&id) {
            return Err(row.fault("this GUID is known not to be a Microsoft application: it stands in negative.txt"));
        }
        apps.push(App {
            id,
            name: row.fields[1].clone(),
            owner: row.word(2, &["services", "corporate", "other", ""])?,
            kind: row.word(3, &["client", "resource", "both", "unknown"])?,
            family: row.flag(4)?.ok_or_else(|| row.fault("column 5 is empty"))?,
            public_client: row.flag(5)?,
            confidence: row.word(6, &["high", "medium", "low"])?,
            prior: row.word(7, &["client", "resource", ""])?,
            sources: row.sources(8, tags)?,
        });
    }
    Ok(apps)
}

pub(crate) fn resources(text: &str, tags: &BTreeSet<String>) -> Result<Vec<ResourceUri>, Fault> {
    let table = Table::read("resources.csv", text, ["uri", "resource", "cloud", "sources"])?;
    // Looked up without regard to case, so sorted that way too.
    table.ascending(|row| Ok(row.text(0)?.to_ascii_lowercase()))?;
    let mut uris = Vec::new();
    for row in &table.rows {
        let uri = row.text(0)?;
        if uri.ends_with('/') {
            return Err(row.fault("a URI is written without its trailing slash"));
        }
        let host = uri.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or(rest));
        if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(row.fault("scheme and host are written in lower case"));
        }
        row.sources(3, tags)?;
        let cloud = row.word(2, &["public", "usgov", "china", "germany"])?;
        uris.push(ResourceUri { uri, resource: row.guid(1)?, cloud });
    }
    Ok(uris)
}

pub(crate) fn grants(text: &str, apps: &[App]) -> Result<Vec<Grant>, Fault> {
    let table = Table::read("grants.csv", text, ["client", "resource", "kind", "scopes"])?;
    table.ascending(|row| Ok((row.guid(0)?, row.guid(1)?)))?;
    let known: BTreeSet<u128> = apps.iter().map(|app| app.id).collect();
    let mut grants = Vec::new();
    for row in &table.rows {
        let (client, resource) = (row.guid(0)?, row.guid(1)?);
        if !known.contains(&client) || !known.contains(&resource) {
            return Err(row.fault("client or resource is not in apps.csv"));
        }
        let scopes: Vec<String> = row.text(3)?.split(' ').map(str::to_owned).collect();
        if scopes.iter().any(String::is_empty) {
            return Err(row.fault("scopes are separated by one blank"));
        }
        grants.push(Grant { client, resource, kind: row.word(2, &["explicit", "generic", "anomalous"])?, scopes });
    }
    Ok(grants)
}

pub(crate) fn codes(text: &str, tags: &BTreeSet<String>) -> Result<Vec<Code>, Fault> {
    let table = Table::read("codes.csv", text, ["code", "symbol", "category", "article", "gist", "sources"])?;
    table.ascending(|row| row.number(0))?;
    let mut codes = Vec::new();
    for row in &table.rows {
        let number = row.number(0)?;
        if !(10_000..10_000_000).contains(&number) {
            return Err(row.fault("a code has five to seven digits"));
        }
        let category = row.text(2)?;
        if !category.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
            return Err(row.fault(format!("category {category:?} is not kebab-case")));
        }
        let [_, symbol, _, article, gist, _] = row.fields.clone();
        if !gist.is_empty() && !gist.ends_with('.') {
            return Err(row.fault("the gist is one sentence with a full stop"));
        }
        codes.push(Code { number, symbol, category, article, gist, sources: row.sources(5, tags)? });
    }
    Ok(codes)
}

pub(crate) fn retired(text: &str) -> Result<Vec<Retired>, Fault> {
    let header = ["id", "name", "owner", "since", "error", "replacement", "source"];
    let table = Table::read("retired.csv", text, header)?;
    table.ascending(|row| row.guid(0))?;
    let mut retired = Vec::new();
    for row in &table.rows {
        retired.push(Retired {
            id: row.guid(0)?,
            name: row.text(1)?,
            owner: row.word(2, &["microsoft", "community"])?,
            since: row.text(3)?,
            error: row.number(4)?,
            replacement: row.text(5)?,
            source: row.text(6)?,
        });
    }
    Ok(retired)
}

pub(crate) fn placeholders(
    text: &str,
    negative: &BTreeSet<u128>,
    tags: &BTreeSet<String>,
) -> Result<Vec<Placeholder>, Fault> {
    let table = Table::read("placeholders.csv", text, ["id", "label", "sources"])?;
    table.ascending(|row| row.guid(0))?;
    let mut placeholders = Vec::new();
    for row in &table.rows {
        let id = row.guid(0)?;
        if !negative.contains(&id) {
            return Err(row.fault("a placeholder must stand in negative.txt too"));
        }
        row.sources(2, tags)?;
        placeholders.push(Placeholder { id, label: row.text(1)? });
    }
    Ok(placeholders)
}

pub(crate) fn notes(text: &str, apps: &[App]) -> Result<Vec<Note>, Fault> {
    let table = Table::read("notes.csv", text, ["id", "copied_into", "legitimate"])?;
    table.ascending(|row| row.guid(0))?;
    let mut notes = Vec::new();
    for row in &table.rows {
        let id = row.guid(0)?;
        if !apps.iter().any(|app| app.id == id) {
            return Err(row.fault("this id is not in apps.csv"));
        }
        notes.push(Note { id, copied_into: row.text(1)?, legitimate: row.fields[2].clone() });
    }
    Ok(notes)
}

/// Whether a text is `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}
