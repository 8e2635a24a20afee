//! Reads `data/built-in.toml` strictly and writes it as const tables.

use std::fmt::Write;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    library: Vec<Library>,
    command: Vec<Command>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    names: Vec<String>,
    languages: Vec<String>,
    client: String,
    #[serde(default = "client_id")]
    option: String,
    #[serde(default)]
    enabled: Vec<(String, String)>,
    #[serde(default)]
    argument: String,
    #[serde(default)]
    entry: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    resource: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    words: Vec<String>,
    client: String,
}

fn client_id() -> String {
    "clientid".to_owned()
}

/// The source of the tables, or what is wrong with the file.
pub(crate) fn generate(text: &str) -> Result<String, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut out = format!("pub(super) static LIBRARIES: [Library; {}] = [\n", file.library.len());
    for Library { names, languages, client, option, enabled, argument, entry, method, resource } in &file.library {
        let row = names.first().ok_or("a library without a name")?;
        let folded = |name: &&String| name.bytes().all(|byte| byte.is_ascii_lowercase());
        if let Some(name) = enabled.iter().map(|(name, _)| name).chain([option]).find(|name| !folded(name)) {
            return Err(format!("library {row:?}: {name:?} is not folded"));
        }
        let given = [argument, entry, method];
        if let Some(template) = given.iter().find(|text| !text.is_empty() && text.matches("$id").count() != 1) {
            return Err(format!("library {row:?}: {template:?} has no place for the id"));
        }
        if !argument.is_empty() && entry.is_empty() {
            return Err(format!("library {row:?}: an argument without an entry"));
        }
        let client = id(client).ok_or_else(|| format!("library {row:?}: {client:?} is not an id"))?;
        let _ = writeln!(
            out,
            "Library {{ names: &{names:?}, languages: &{languages:?}, client: {client}, option: {option:?}, \
             enabled: &{enabled:?}, argument: {argument:?}, entry: {entry:?}, method: {method:?}, \
             resource: {resource} }},"
        );
    }
    let _ = writeln!(out, "];\npub(super) static COMMANDS: [Command; {}] = [", file.command.len());
    for Command { words, client } in &file.command {
        let client = id(client).ok_or_else(|| format!("command {words:?}: {client:?} is not an id"))?;
        let _ = writeln!(out, "Command {{ words: &{words:?}, client: {client} }},");
    }
    out.push_str("];\n");
    Ok(out)
}

fn id(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|character| *character != '-').collect();
    let plain = digits.len() == 32 && text.len() == 36 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let groups: Vec<&str> = (0..32).step_by(4).filter_map(|start| digits.get(start..start + 4)).collect();
    plain.then(|| format!("Guid(0x{})", groups.join("_")))
}
