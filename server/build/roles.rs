//! `data/roles.toml` -> the const tables of `role/table.rs`.

use std::collections::BTreeMap;
use std::fmt::Write;

type Result<T> = std::result::Result<T, String>;

/// What a row can ask, in the order in which it is asked: what costs nothing first, what follows names last.
const CONDITIONS: &[(&str, Value)] = &[
    ("place", Value::Variants("Place")),
    ("exact", Value::Flag),
    ("data", Value::Flag),
    ("key", Value::Variants("Class")),
    ("relation", Value::Variants("Relation")),
    ("leans", Value::Variants("Lean")),
    ("constructs", Value::Flag),
    ("argument", Value::Number),
    ("has_before", Value::Flag),
    ("only_client", Value::Flag),
    ("client_kind", Value::Flag),
    ("public", Value::Flag),
    ("family", Value::Flag),
    ("followed", Value::Flag),
    ("bound", Value::Flag),
    ("declared", Value::Flag),
    ("grouped", Value::Flag),
    ("at_top", Value::Flag),
    ("unnamed", Value::Flag),
    ("within", Value::Variants("Class")),
    ("word", Value::Flag),
    ("file", Value::Variants("FileKind")),
    ("app", Value::Ids),
    ("siblings_most", Value::Number),
    ("name", Value::Words),
    ("callee", Value::Words),
    ("call", Value::Words),
    ("segment", Value::Words),
    ("command", Value::Texts),
    ("left", Value::Texts),
    ("left_trimmed", Value::Texts),
    ("left_words", Value::Texts),
    ("left_has", Value::Texts),
    ("right", Value::Texts),
    ("joined_right", Value::Texts),
    ("behind", Value::Texts),
    ("around", Value::Texts),
    ("around_words", Value::Texts),
    ("sentence", Value::Flag),
    ("id_list", Value::Flag),
    ("bare_line", Value::Flag),
    ("behind_uri", Value::Flag),
    ("type", Value::Variants("Class")),
    ("call_class", Value::Variants("Class")),
    ("inside", Value::Words),
    ("frame", Value::Variants("Class")),
    ("frame_segment", Value::Words),
    ("frame_callee", Value::Words),
    ("outer", Value::Variants("Class")),
    ("outer_words", Value::Words),
    ("siblings", Value::Words),
    ("akin", Value::Texts),
    ("pairs", Value::Pairs),
    ("row_of_names", Value::Flag),
    ("alike_least", Value::Number),
    ("alike_most", Value::Number),
    ("listed_least", Value::Number),
    ("near_least", Value::Number),
    ("near_most", Value::Number),
    ("commented", Value::Texts),
    ("paragraph", Value::Texts),
    ("chain", Value::Words),
    ("hint", Value::Variants("Class")),
    ("uses_most", Value::Number),
    ("parameter", Value::Variants("Class")),
    ("parameter_uses", Value::Variants("Role")),
    ("uses", Value::Variants("Role")),
    ("object", Value::Variants("Role")),
    ("object_key", Value::Variants("Class")),
];

/// What stands behind the name of a condition.
#[derive(Clone, Copy)]
enum Value {
    /// Patterns for folded names.
    Words,
    /// Raw texts.
    Texts,
    /// Two folded names each, `one+other`.
    Pairs,
    /// Variants of the enum.
    Variants(&'static str),
    /// Application ids.
    Ids,
    Flag,
    Number,
}

/// Generates the tables, or says which row is wrong.
pub(crate) fn generate(source: &str) -> Result<String> {
    let document: toml::Table = source.parse().map_err(|error| format!("{error}"))?;
    let (top, _) = source.split_once("[words]").ok_or("no [words]")?;
    let explained = |name: &str| top.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name);
    if let Some((name, _)) = CONDITIONS.iter().find(|(name, _)| !explained(name)) {
        return Err(format!("the words at the top do not explain {name:?}"));
    }
    let lists = document.get("words").and_then(toml::Value::as_table).ok_or("no [words]")?;
    let lists: BTreeMap<&str, Vec<&str>> =
        lists.iter().map(|(name, list)| Ok((name.as_str(), strings(name, list)?))).collect::<Result<_>>()?;
    let mut out = String::new();
    for (table, field) in [("name", "NAMES"), ("frame", "FRAMES")] {
        let _ = writeln!(out, "pub(crate) static {field}: &[Classified] = &[");
        for row in rows(&document, table)? {
            let class = variant("Class", text(row, "class")?);
            let words = words(&lists, &strings("words", row.get("words").ok_or("a class without words")?)?)?;
            let flag = |name: &str, default: bool| row.get(name).and_then(toml::Value::as_bool).unwrap_or(default);
            let (data, part, types) = (flag("data", false), flag("part", true), flag("types", false));
            let _ = writeln!(
                out,
                "Classified {{ class: {class}, words: {words}, data_only: {data}, types: {types}, parts: {part} }},"
            );
        }
        out.push_str("];\n");
    }
    out.push_str("pub(crate) static FILES: &[FileRow] = &[\n");
    for row in rows(&document, "file")? {
        let kind = variant("FileKind", text(row, "kind")?);
        let data = row.get("data").and_then(toml::Value::as_bool).unwrap_or(false);
        let list =
            |name: &str| row.get(name).map_or(Ok(Vec::new()), |list| strings(name, list)).map(|list| quoted(&list));
        let _ = writeln!(
            out,
            "FileRow {{ kind: {kind}, data: {data}, path: {}, path_also: {}, path_end: {}, text: {}, text_also: {} }},",
            list("path")?,
            list("path_also")?,
            list("path_end")?,
            list("text")?,
            list("text_also")?
        );
    }
    out.push_str("];\npub(crate) static ROWS: &[Row] = &[\n");
    let mut seen = Vec::new();
    for row in rows(&document, "row")? {
        let id = text(row, "id")?;
        if seen.contains(&id) {
            return Err(format!("row {id:?} stands twice"));
        }
        seen.push(id);
        let outcome = match text(row, "role")? {
            special @ ("uses" | "object" | "key" | "frame" | "parameter" | "parameter-uses") => {
                variant("Outcome", special)
            }
            role => format!("Outcome::Role({})", variant("Role", role)),
        };
        let why = text(row, "why")?;
        let likely = row.get("likely").and_then(toml::Value::as_bool).unwrap_or(false);
        let when = when(&lists, row, &["id", "role", "why", "likely", "unless"])
            .map_err(|error| format!("row {id:?}: {error}"))?;
        let mut unless = String::new();
        for veto in row.get("unless").and_then(toml::Value::as_array).into_iter().flatten() {
            let veto = veto.as_table().ok_or_else(|| format!("row {id:?}: unless holds tables"))?;
            let _ =
                write!(unless, "{}, ", self::when(&lists, veto, &[]).map_err(|error| format!("row {id:?}: {error}"))?);
        }
        let _ = writeln!(
            out,
            "Row {{ id: {id:?}, outcome: {outcome}, why: {why:?}, likely: {likely}, when: {when}, unless: &[{unless}] }},"
        );
    }
    out.push_str("];\n");
    Ok(out)
}

fn when(lists: &BTreeMap<&str, Vec<&str>>, row: &toml::Table, other: &[&str]) -> Result<String> {
    let known = |field: &str| field == LEAST || CONDITIONS.iter().any(|(name, _)| *name == field);
    if let Some(field) = row.keys().find(|field| !other.contains(&field.as_str()) && !known(field)) {
        return Err(format!("nothing is called {field:?}"));
    }
    let mut out = String::from("&[");
    for (field, kind) in CONDITIONS {
        let Some(value) = row.get(*field) else { continue };
        let number = |name: &str, value: &toml::Value| {
            value.as_integer().filter(|number| *number >= 0).ok_or_else(|| format!("{name} is a number"))
        };
        let rust = match *kind {
            Value::Words => words(lists, &strings(field, value)?)?,
            Value::Texts => quoted(&texts(lists, &strings(field, value)?)),
            Value::Pairs => {
                let pair = |text: &str| text.split_once('+').map(|pair| format!("{pair:?}"));
                let pairs: Option<Vec<String>> = strings(field, value)?.into_iter().map(pair).collect();
                format!("&[{}]", pairs.ok_or_else(|| format!("{field} holds pairs, one+other"))?.join(", "))
            }
            Value::Variants(kind) => variants(kind, &strings(field, value)?),
            Value::Ids => {
                let ids: Result<Vec<String>> = strings(field, value)?.into_iter().map(guid).collect();
                format!("&[{}]", ids?.join(", "))
            }
            Value::Flag => value.as_bool().ok_or_else(|| format!("{field} is true or false"))?.to_string(),
            Value::Number => number(field, value)?.to_string(),
        };
        let least = match row.get(LEAST) {
            _ if *field != "siblings" => String::new(),
            least => format!(", {}", least.map_or(Ok(1), |least| number(LEAST, least))?),
        };
        let _ = write!(out, "{}({rust}{least}), ", variant("Condition", &field.replace('_', "-")));
    }
    out.push(']');
    Ok(out)
}

/// Belongs to `siblings`: so many of them.
const LEAST: &str = "siblings_least";

fn rows<'a>(document: &'a toml::Table, name: &str) -> Result<Vec<&'a toml::Table>> {
    let rows = document.get(name).and_then(toml::Value::as_array).ok_or_else(|| format!("no [[{name}]]"))?;
    rows.iter().map(|row| row.as_table().ok_or_else(|| format!("[[{name}]] holds tables"))).collect()
}

fn text<'a>(row: &'a toml::Table, field: &str) -> Result<&'a str> {
    row.get(field).and_then(toml::Value::as_str).ok_or_else(|| format!("a row without {field}: {row:?}"))
}

fn strings<'a>(field: &str, value: &'a toml::Value) -> Result<Vec<&'a str>> {
    let list = value.as_array().ok_or_else(|| format!("{field} is a list"))?;
    list.iter().map(|item| item.as_str().ok_or_else(|| format!("{field} holds strings"))).collect()
}

/// Raw texts; `@list` is replaced by the texts of the list, where there is one.
fn texts<'a>(lists: &BTreeMap<&str, Vec<&'a str>>, texts: &[&'a str]) -> Vec<&'a str> {
    let list = |text: &&'a str| text.strip_prefix('@').and_then(|name| lists.get(name)).cloned();
    texts.iter().flat_map(|text| list(text).unwrap_or_else(|| vec![*text])).collect()
}

fn quoted(list: &[&str]) -> String {
    format!("&{list:?}")
}

/// A dashed GUID as a number.
fn guid(text: &str) -> Result<String> {
    let digits: String = text.split('-').collect();
    let valid = text.len() == 36 && digits.len() == 32 && u128::from_str_radix(&digits, 16).is_ok();
    if valid { Ok(format!("0x{digits}")) } else { Err(format!("{text:?} is no GUID")) }
}

/// `preauthorized-client` -> `Role::PreauthorizedClient`.
fn variant(kind: &str, name: &str) -> String {
    let camel: String = name
        .split('-')
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
        })
        .collect();
    format!("{kind}::{camel}")
}

fn variants(kind: &str, names: &[&str]) -> String {
    let list: Vec<String> = names.iter().map(|name| variant(kind, name)).collect();
    format!("&[{}]", list.join(", "))
}

/// Patterns for folded names; `@list` is replaced by the patterns of the list.
fn words(lists: &BTreeMap<&str, Vec<&str>>, patterns: &[&str]) -> Result<String> {
    let mut out = String::from("&[");
    for pattern in patterns {
        let expanded = match pattern.strip_prefix('@') {
            Some(list) => lists.get(list).ok_or_else(|| format!("no list {list:?}"))?.as_slice(),
            None => std::slice::from_ref(pattern),
        };
        for pattern in expanded {
            let (kind, word) = if let Some(word) = pattern.strip_prefix('=') {
                ("Is", word)
            } else if let Some(word) = pattern.strip_prefix('^') {
                ("Starts", word)
            } else if let Some(word) = pattern.strip_suffix('$') {
                ("Ends", word)
            } else {
                ("Has", *pattern)
            };
            if word.is_empty()
                || !word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '$'))
            {
                return Err(format!("{pattern:?} is no pattern for a folded name"));
            }
            let _ = write!(out, "Word::{kind}({word:?}), ");
        }
    }
    out.push(']');
    Ok(out)
}
