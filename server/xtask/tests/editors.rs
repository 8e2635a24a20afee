//! What the editors' folders say is well-formed, and is what the engine and the extension say.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn editors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editors")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = editors().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

fn package_json() -> Value {
    serde_json::from_str(&read("vscode/package.json")).unwrap()
}

/// The settings of the extension with their defaults.
fn settings() -> Vec<(String, Value)> {
    let package = package_json();
    let properties = package["contributes"]["configuration"]["properties"].as_object().unwrap();
    properties.iter().map(|(name, schema)| (name.clone(), schema["default"].clone())).collect()
}

/// The fenced blocks of a page: the language that the fence names, and the text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    page.split("```").skip(1).step_by(2).map(|block| block.split_once('\n').unwrap()).collect()
}

#[test]
fn every_editor_says_how_to_start_the_server() {
    let mut seen = 0;
    for entry in fs::read_dir(editors()).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap();
        // The extension brings its server; the tests are no editor.
        if !folder.is_dir() || name == "vscode" || name == "tests" {
            continue;
        }
        seen += 1;
        let page = read(folder.join("README.md"));
        let blocks = blocks(&page);
        let starts = blocks.iter().any(|(_, text)| text.contains("aadsts") && text.contains("lsp"));
        assert!(starts, "editors/{name}/README.md has no lines that start `aadsts lsp`");
        for (language, text) in blocks {
            let problem = match language {
                "json" => serde_json::from_str::<Value>(text).err().map(|error| error.to_string()),
                "toml" => toml::from_str::<toml::Table>(text).err().map(|error| error.to_string()),
                _ => None,
            };
            assert_eq!(problem, None, "editors/{name}/README.md: a block of {language}");
        }
    }
    assert!(seen >= 7, "only {seen} editors were found");
}

#[test]
fn the_version_is_one() {
    assert_eq!(package_json()["version"], env!("CARGO_PKG_VERSION"));
    assert!(read("vscode/CHANGELOG.md").contains(&format!("## {}", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn defaults_are_those_of_the_engine() {
    let options = aadsts::analysis::Options::default();
    let default = |name: &str| {
        let name = format!("aadsts.{name}");
        settings().into_iter().find(|(found, _)| *found == name).unwrap().1
    };
    assert_eq!(default("placeholder"), options.placeholder);
    assert_eq!(default("environmentVariable"), options.environment_variable);
    assert_eq!(default("tenantAppId"), "");
    assert!(options.tenant_app.is_none());
    assert_eq!(default("rules"), serde_json::json!({}));
    assert!(options.levels.is_empty());
}

#[test]
fn every_setting_is_documented() {
    let page = read("vscode/README.md");
    let help = read("neovim/doc/aadsts.txt");
    for (name, _) in settings() {
        assert!(page.contains(&format!("`{name}`")), "editors/vscode/README.md does not name {name}");

        // What the server reads, Neovim hands over under the same name.
        let key = name.trim_start_matches("aadsts.");
        if !key.contains('.') {
            let entry = format!("settings.{key}");
            assert!(help.contains(&entry), "editors/neovim/doc/aadsts.txt has no entry {entry}");
        }
    }
}

#[test]
fn commands_are_registered_and_documented() {
    let source = read("vscode/src/extension.ts");
    let page = read("vscode/README.md");
    let served = read("../server/src/lsp/command.rs");
    let package = package_json();
    for command in package["contributes"]["commands"].as_array().unwrap() {
        let id = command["command"].as_str().unwrap();
        // The client registers what the server says it executes.
        let registered = source.contains(&format!("registerCommand('{id}'")) || served.contains(&format!("\"{id}\""));
        assert!(registered, "{id} is not registered");
        let title = format!("`aadsts: {}`", command["title"].as_str().unwrap());
        assert!(page.contains(&title), "editors/vscode/README.md has no row {title}");
    }
}

#[test]
fn an_untrusted_workspace_chooses_neither_program_nor_id() {
    let package = package_json();
    let untrusted = &package["capabilities"]["untrustedWorkspaces"];
    assert_eq!(untrusted["supported"], "limited");
    let restricted = serde_json::json!(["aadsts.server.path", "aadsts.tenantAppId"]);
    assert_eq!(untrusted["restrictedConfigurations"], restricted);
}

#[test]
fn lock_files_name_no_registry() {
    for folder in ["vscode", "tests/vscode"] {
        let lock: Value = serde_json::from_str(&read(format!("{folder}/package-lock.json"))).unwrap();
        for (name, package) in lock["packages"].as_object().unwrap() {
            assert!(package.get("resolved").is_none(), "{folder}: {name} is bound to one registry");
        }
    }
}
