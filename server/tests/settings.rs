//! What lists settings and keys elsewhere says what the program says.
//!
//! `UPDATE=1 cargo test --test settings` rewrites the schema, the settings of the editors and the tables of their pages.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use aadsts::config::{self, keys::KEYS};
use aadsts::lsp::{SETTINGS, Setting};
use serde_json::{Map, Value, json};

const START: &str = "<!-- generated: settings -->\n";
const END: &str = "<!-- end of generated: settings -->";

#[test]
fn the_schema_is_that_of_the_keys() {
    let schema = serde_json::to_string_pretty(&config::schema()).expect("JSON") + "\n";
    compare("editors/aadsts.schema.json", |_| schema.clone());
}

#[test]
fn the_settings_of_vs_code_are_those_of_the_server() {
    let last = "        \"aadsts.trace.server\": {";
    compare("editors/vscode/package.json", |written| {
        let first = "        \"aadsts.placeholder\": {";
        let (before, rest) = written.split_once(first).expect("the first setting of the server");
        let (_, after) = rest.split_once(last).expect("the setting behind those of the server");
        let mut block = String::new();
        for setting in SETTINGS {
            let property = serde_json::to_string_pretty(&property(setting)).expect("JSON").replace('\n', "\n        ");
            let _ = writeln!(block, "        \"aadsts.{}\": {property},", setting.name);
        }
        format!("{before}{block}{last}{after}")
    });
    let package: Value = serde_json::from_str(&read("editors/vscode/package.json")).expect("JSON");
    let properties = package["contributes"]["configuration"]["properties"].as_object().expect("properties");
    assert_eq!(properties.len(), SETTINGS.len() + 2, "besides the server's there are its path and its trace");
}

#[test]
fn the_extension_hands_every_setting_on() {
    let source = read("editors/vscode/src/extension.ts");
    for setting in SETTINGS {
        assert!(source.contains(&format!("'{}'", setting.name)), "extension.ts does not mention {}", setting.name);
    }
}

#[test]
fn pages_of_editors_list_the_settings() {
    for (page, prefix) in [("editors/vscode/README.md", "aadsts."), ("editors/neovim/README.md", "")] {
        compare(page, |written| {
            let (before, rest) = written.split_once(START).expect("the start of the table");
            let (_, after) = rest.split_once(END).expect("the end of the table");
            let mut table = "| setting | default | means |\n|---|---|---|\n".to_owned();
            for setting in SETTINGS {
                let _ = writeln!(table, "| `{prefix}{}` | `{}` | {} |", setting.name, setting.default, setting.text);
            }
            format!("{before}{START}{table}{END}{after}")
        });
    }
}

#[test]
fn the_help_of_neovim_lists_the_settings() {
    compare("editors/neovim/doc/aadsts.txt", |written| {
        let first = written.find("\nsettings.").expect("the first setting") + 1;
        let last = first + written[first..].find("\nCall it from").expect("what follows the settings");
        let mut block = String::new();
        for setting in SETTINGS {
            let name = format!("settings.{}", setting.name);
            let text = format!("{} Default: `{}`", setting.text, setting.default);
            let mut lines = wrapped(&text, 54).into_iter();
            if name.len() < 23 {
                let _ = writeln!(block, "{name:<24}{}", lines.next().unwrap_or_default());
            } else {
                let _ = writeln!(block, "{name}");
            }
            for line in lines {
                let _ = writeln!(block, "{:24}{line}", "");
            }
            block.push('\n');
        }
        format!("{}{}{}", &written[..first], block.trim_end_matches('\n').to_owned() + "\n", &written[last..])
    });
}

#[test]
fn the_page_of_the_configuration_lists_the_keys() {
    compare("editors/configuration.md", |written| {
        let (before, rest) = written.split_once(START).expect("the start of the table");
        let (_, after) = rest.split_once(END).expect("the end of the table");
        let mut table = "| key | is | means |\n|---|---|---|\n".to_owned();
        for key in KEYS {
            let _ = writeln!(table, "| `{}` | {} | {} |", key.path, key.kind.name(), key.text);
        }
        format!("{before}{START}{table}{END}{after}")
    });
}

fn property(setting: &Setting) -> Map<String, Value> {
    let mut text = setting.text.to_owned();
    if matches!(setting.name, "placeholder" | "tenantAppId" | "environmentVariable" | "rules" | "confidence") {
        text.push_str(" An `aadsts.toml` above the file wins over this setting.");
    }
    let default: Value = serde_json::from_str(setting.default).expect("the default is JSON");
    let mut property = Map::new();
    property.insert("type".to_owned(), setting.kind.into());
    property.insert("default".to_owned(), default);
    property.insert("scope".to_owned(), "window".into());
    property.insert("markdownDescription".to_owned(), text.into());
    let more = match setting.name {
        "tenantAppId" => json!({
            "pattern": "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$",
            "patternErrorMessage": "Not an application id: write it as 00000000-0000-0000-0000-000000000000",
        }),
        "rules" => {
            let levels = config::levels();
            json!({ "properties": levels["properties"], "additionalProperties": false })
        }
        "confidence" => json!({ "enum": ["likely", "certain"] }),
        _ => json!({}),
    };
    property.extend(more.as_object().cloned().unwrap_or_default());
    property
}

/// Lines of at most so many characters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("a line");
        if !line.is_empty() && line.len() + 1 + word.len() > width {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// Compares a file with what it should be, which may depend on the rest of it.
fn compare(name: &str, generate: impl Fn(&str) -> String) {
    let path = root().join(name);
    let written = fs::read_to_string(&path).unwrap_or_default();
    let generated = generate(&written);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, generated).expect("the file is writable");
    } else {
        assert!(written == generated, "{name} is not what the program says: run `UPDATE=1 cargo test --test settings`");
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("cannot read {name}: {error}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package stands in the repository").to_path_buf()
}
