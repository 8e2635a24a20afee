//! Paths, ids and first lines find their rows, and the rows hold together.

use std::collections::HashMap;

use super::{LANGUAGES, TEXT, by_id, by_name, of_path};

#[test]
fn paths_find_their_rows() {
    for (path, name) in [
        ("a/b/login.py", "python"),
        ("C:\\x\\Program.CS", "csharp"),
        ("src/App.tsx", "typescript"),
        (".env", "dotenv"),
        ("x/.env.local", "dotenv"),
        ("prod.env", "dotenv"),
        (".envrc", "dotenv"),
        ("Dockerfile", "dockerfile"),
        ("build/Dockerfile.dev", "dockerfile"),
        ("api.dockerfile", "dockerfile"),
        ("Makefile", "makefile"),
        ("Jenkinsfile", "groovy"),
        ("main.tf.tmpl", "terraform"),
        ("values.yaml.example", "yaml"),
        ("app.json.j2", "json"),
        ("a.tpl", "template"),
        ("Web.Release.config", "xml"),
        ("App.csproj", "xml"),
        ("page.vue", "html"),
        ("n.ipynb", "notebook"),
        ("README.md", "markdown"),
        ("q.kql", "kql"),
        ("a.csv", "csv"),
        ("LICENSE", "text"),
        ("noextension", "text"),
        ("", "text"),
        ("a.", "text"),
        (".", "text"),
    ] {
        assert_eq!(of_path(path, "").name, name, "{path}");
    }
}

#[test]
fn first_lines_decide_without_an_extension() {
    for (text, name) in [
        ("#!/usr/bin/env python3.11\n", "python"),
        ("#!/bin/bash -e\n", "shell"),
        ("#!/usr/bin/env -S pwsh -NoProfile\r\n", "powershell"),
        ("#!/usr/bin/node\n", "javascript"),
        ("\u{feff}<?xml version=\"1.0\"?>", "xml"),
        ("#!", "text"),
        ("#!/opt/unknown\n", "text"),
    ] {
        assert_eq!(of_path("bin/tool", text).name, name, "{text}");
    }
    assert_eq!(of_path("x.py", "#!/bin/sh\n").name, "python");
}

#[test]
fn m_is_objective_c_or_power_query() {
    assert_eq!(of_path("a.m", "#import <A.h>\n").name, "objective-c");
    assert_eq!(of_path("a.m", "// c\nlet\n  x = 1").name, "powerquery");
    assert_eq!(of_path("a.m", "section Part;").name, "powerquery");
}

#[test]
fn ids_of_editors_find_their_rows() {
    for (id, name) in
        [("typescriptreact", "typescript"), ("shellscript", "shell"), ("jsonc", "json"), ("plaintext", "text")]
    {
        assert_eq!(by_id(id).unwrap().name, name);
    }
    assert!(by_id("nothing").is_none());
}

#[test]
fn nothing_means_two_rows() {
    let mut owners = HashMap::new();
    for language in LANGUAGES {
        let keys = [("id", language.ids), ("file", language.names), ("interpreter", language.interpreters)];
        for (kind, values) in keys {
            for value in values {
                let other = owners.insert((kind, *value), language.name);
                assert!(other.is_none(), "{kind} {value} means {other:?} and {}", language.name);
            }
        }
        // Two rows share one extension, and the text decides.
        for extension in language.extensions.iter().filter(|&&extension| extension != "m") {
            let other = owners.insert(("extension", *extension), language.name);
            assert!(other.is_none(), "extension {extension} means {other:?} and {}", language.name);
            assert_eq!(**extension, extension.to_ascii_lowercase());
        }
        assert_eq!(by_name(language.name).unwrap().name, language.name);
    }
    assert!(std::ptr::eq(*LANGUAGES.last().unwrap(), &raw const TEXT));
}

#[test]
fn rows_hold_together() {
    for language in LANGUAGES {
        let name = language.name;
        if let Some((expression, _)) = language.environment {
            assert_eq!(expression.matches("{}").count(), 1, "{name} has no place for the variable");
        }
        for kind in language.strings {
            assert!(!kind.open.is_empty() && !kind.close.is_empty(), "{name} has an empty delimiter");
        }
        // An opener that begins with an earlier one would never be found.
        for (index, kind) in language.strings.iter().enumerate() {
            let hidden = language.strings[..index].iter().find(|earlier| kind.open.starts_with(earlier.open));
            assert!(hidden.is_none(), "{name}: {} is hidden by {hidden:?}", kind.open);
        }
        assert!(language.strings.len() < 20 && language.block_comments.len() < 8, "{name} needs more search slots");
        for words in [language.wrappers, language.ids, language.extensions, language.names] {
            let mut seen: Vec<_> = words.to_vec();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), words.len(), "{name} repeats a word: {words:?}");
        }
    }
}

#[test]
fn no_two_peculiarities_share_a_bit() {
    let source = include_str!("../language.rs");
    let bits: Vec<&str> = source.lines().filter(|line| line.contains(": Self = Self(")).collect();
    let values: std::collections::BTreeSet<&str> =
        bits.iter().filter_map(|line| line.split_once("= Self(")).map(|(_, value)| value).collect();
    assert_eq!(values.len(), bits.len(), "{bits:?}");
}
