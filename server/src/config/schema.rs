//! The JSON schema of `aadsts.toml`, from the table of its keys.

use serde_json::{Map, Value, json};

use super::keys::{KEYS, Key, Kind};
use crate::rule::{Level, RuleId};

/// The schema, for editors that check TOML against one.
pub fn schema() -> Value {
    let mut schema = table("");
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = "aadsts.toml".into();
    schema["description"] = "Configuration of aadsts, for the folder that it stands in and everything below.".into();
    schema
}

fn table(path: &str) -> Value {
    let own = |key: &&Key| key.path.rsplit_once('.').map_or("", |(table, _)| table) == path;
    let name = |key: &Key| key.path.rsplit('.').next().unwrap_or(key.path).to_owned();
    let properties: Map<String, Value> = KEYS.iter().filter(own).map(|key| (name(key), value(key))).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    let required: Vec<String> = KEYS.iter().filter(own).filter(|key| key.required).map(name).collect();
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

fn value(key: &Key) -> Value {
    const GUID: &str = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";
    let mut schema = match key.kind {
        Kind::Text("") => json!({ "type": "string" }),
        Kind::Text(default) => json!({ "type": "string", "default": default }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Level => json!({ "type": "string", "enum": level_names() }),
        Kind::Patterns | Kind::Words => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::OwnApp | Kind::App => json!({ "type": "string", "pattern": GUID }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Levels => levels(),
        Kind::Table => table(key.path),
        Kind::Tables => json!({ "type": "array", "items": table(key.path) }),
    };
    schema["description"] = key.text.into();
    schema
}

fn level_names() -> Vec<&'static str> {
    std::iter::once("off").chain(Level::ALL.iter().map(|level| level.name())).collect()
}

/// Rules and the levels that each may have.
pub fn levels() -> Value {
    let words = level_names();
    let rule = |rule: &RuleId| {
        let text = format!("{} (default: {})", rule.summary(), rule.default_level().name());
        (rule.id().to_owned(), json!({ "type": "string", "enum": words, "description": text }))
    };
    let properties: Map<String, Value> = RuleId::ALL.iter().map(rule).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}
