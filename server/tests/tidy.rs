//! Tidy: what no compiler checks: layers, generated blocks, first lines, machine paths, fixtures with expectations.
//!
//! `UPDATE=1 cargo test --test tidy` rewrites the generated block of the README.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aadsts::rule::RuleId;

/// Markers around the table of rules in the README.
const TABLE_START: &str = "<!-- generated: rules -->";
const TABLE_END: &str = "<!-- end of generated: rules -->";

/// Words of the protocol side.
const PROTOCOL_WORDS: &[&str] = &["tower_lsp", "lsp_types", "tokio", "dashmap", "tracing"];

/// Words of the command line.
const COMMAND_LINE_WORDS: &[&str] = &["clap", "anyhow", "anstream", "similar::", "tempfile::", "ignore::"];

/// Words that only role rules may know.
const ROLE_WORDS: &[&str] = &[
    "client_id",
    "clientid",
    "client-id",
    "appid",
    "app_id",
    "publicclientapplication",
    "resourceappid",
    "preauthorized",
];

#[test]
fn every_source_says_its_subject_first() {
    complain(sources("server/src").into_iter().filter_map(|(name, text)| {
        let first = text.lines().next().unwrap_or_default();
        let says = first.strip_prefix("//! ").is_some_and(|subject| !subject.trim().is_empty());
        (!says).then(|| format!("{name}: the first line is not `//! subject`"))
    }));
}

#[test]
fn only_the_server_knows_the_protocol() {
    let allowed = |name: &str| name.starts_with("server/src/lsp") || name == "server/src/main.rs";
    complain(words(PROTOCOL_WORDS, |name| !allowed(name)));
}

#[test]
fn only_the_edges_know_the_command_line() {
    let edge = |name: &str| {
        let edges = ["server/src/cli", "server/src/lsp", "server/src/walk.rs", "server/src/main.rs"];
        edges.iter().any(|edge| name.starts_with(edge))
    };
    complain(words(COMMAND_LINE_WORDS, |name| !edge(name)));
}

#[test]
fn only_the_command_line_prints() {
    complain(words(&["println!", "eprintln!", "print!", "eprint!", "dbg!"], |name| {
        !name.starts_with("server/src/cli")
    }));
}

#[test]
fn languages_and_roles_never_mention_each_other() {
    let lexing = |name: &str| name.starts_with("server/src/language") || name.starts_with("server/src/lexer");
    let mut complaints: Vec<String> = words(ROLE_WORDS, lexing).collect();
    let names: Vec<String> = aadsts::language::LANGUAGES
        .iter()
        .map(|language| format!("\"{}\"", language.name))
        .filter(|name| name != "\"text\"")
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    complaints.extend(words(&names, |name| name.starts_with("server/src/role")));
    complain(complaints);
}

#[test]
fn the_readme_says_what_the_program_says() {
    let path = root().join("README.md");
    let written = read(&path);
    let (before, rest) = written.split_once(TABLE_START).expect("the README has the marker of the rules table");
    let (_, after) = rest.split_once(TABLE_END).expect("the README closes the rules table");
    let text = format!("{before}{TABLE_START}\n{}{TABLE_END}{after}", rules_table());
    let generated = with_output(&text);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, generated).expect("the README is writable");
    } else {
        assert_eq!(written, generated, "run `UPDATE=1 cargo test --test tidy` and read the difference");
    }
}

/// Every `console` block begins with `$ aadsts …` and goes on with what that command prints.
#[cfg(all(feature = "cli", feature = "lsp"))]
fn with_output(text: &str) -> String {
    let mut parts = text.split("```console\n");
    let mut generated = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (block, after) = part.split_once("```").expect("a block is closed");
        let command = block.lines().next().unwrap_or_default();
        let arguments = command.strip_prefix("$ aadsts ").expect("a block shows a command of ours").split(' ');
        let output = Command::new(env!("CARGO_BIN_EXE_aadsts"))
            .args(arguments)
            .env_clear()
            .current_dir(root())
            .output()
            .expect("the program runs");
        let printed = String::from_utf8(output.stdout).expect("output is UTF-8").replace("\r\n", "\n");
        let _ = write!(generated, "```console\n{command}\n{}\n```{after}", printed.trim_end());
    }
    generated
}

/// Without the program there is nothing to compare with.
#[cfg(not(all(feature = "cli", feature = "lsp")))]
fn with_output(text: &str) -> String {
    text.to_owned()
}

#[test]
fn every_rule_has_its_page() {
    complain(RuleId::ALL.iter().filter_map(|rule| {
        let name = format!("server/src/rule/{}.md", rule.id());
        (!root().join(&name).exists()).then(|| format!("{name}: missing"))
    }));
}

#[test]
fn tracked_files_name_no_machine() {
    // Put together here, so that this file does not name them.
    let forbidden: Vec<String> = [
        ["/wo", "rk/"],
        ["/tm", "p/wt-"],
        ["/tm", "p/target"],
        ["/ho", "me/"],
        ["/Use", "rs/"],
        ["registry.np", "mjs.org"],
        ["index.cra", "tes.io"],
        ["static.cra", "tes.io"],
        ["arti", "factory"],
        ["pypi", ".org"],
    ]
    .iter()
    .map(|parts| parts.concat())
    .collect();
    // Lock files are written by package managers, which record where a package came from.
    let lock = |name: &str| name.ends_with("Cargo.lock");
    complain(tracked().into_iter().filter(|name| !lock(name)).flat_map(|name| {
        let text = fs::read(root().join(&name)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let forbidden = forbidden.clone();
        text.lines()
            .enumerate()
            .flat_map(|(index, line)| {
                forbidden
                    .iter()
                    .filter(|word| is_absolute(line, word))
                    .map(|word| format!("{name}:{}: names `{word}`", index + 1))
                    .collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
    }));
}

#[test]
fn the_readme_has_a_row_for_every_editor() {
    let readme = read(&root().join("README.md"));
    complain(
        files(&root().join("editors"))
            .iter()
            .map(|path| shown(path))
            .filter(|name| {
                name.ends_with("/README.md") && name.matches('/').count() == 2 && !name.starts_with("editors/tests/")
            })
            .filter(|name| !readme.contains(&format!("]({name})")))
            .map(|name| format!("README.md: no row leads to {name}")),
    );
}

#[test]
fn every_fixture_has_its_expectation() {
    let mut complaints = Vec::new();
    for file in files(&root().join("fixtures")) {
        let name = shown(&file);
        // What stands directly in the folder concerns all fixtures.
        if name.matches('/').count() == 1 {
            continue;
        }
        let subject = name.strip_suffix(".expected").or_else(|| name.strip_suffix(".fixed"));
        let counterpart = subject.map_or_else(|| format!("{name}.expected"), str::to_owned);
        if !root().join(&counterpart).exists() {
            complaints.push(format!("{name}: there is no {counterpart}"));
        }
    }
    complain(complaints);
}

#[test]
fn pages_end_with_a_line_break() {
    let pages = files(&root().join("server"))
        .into_iter()
        .chain(fs::read_dir(root()).into_iter().flatten().flatten().map(|e| e.path()));
    complain(pages.filter(|path| path.extension().is_some_and(|extension| extension == "md")).filter_map(|path| {
        let text = read(&path);
        let complaint = match text.strip_suffix('\n') {
            None => "does not end with a line break",
            Some(text) if text.ends_with('\n') => "ends with blank lines",
            Some(_) => return None,
        };
        Some(format!("{}: {complaint}", shown(&path)))
    }));
}

#[test]
fn links_of_the_pages_lead_somewhere() {
    let pages = ["README.md", "server/ARCHITECTURE.md", "server/CONTRIBUTING.md"];
    complain(pages.iter().flat_map(|page| {
        let folder = root().join(page).parent().map(Path::to_path_buf).unwrap_or_default();
        read(&root().join(page))
            .split("](")
            .skip(1)
            .filter_map(|rest| {
                rest.split(')').next().map(|target| target.split('#').next().unwrap_or_default().to_owned())
            })
            .filter(|target| !target.is_empty() && !target.contains("://") && !folder.join(target).exists())
            .map(|target| format!("{page}: leads to {target}, which is not there"))
            .collect::<Vec<_>>()
    }));
}

fn rules_table() -> String {
    let mut table = "| rule | level | finds |\n| --- | --- | --- |\n".to_owned();
    for rule in RuleId::ALL {
        let page = format!("server/src/rule/{}.md", rule.id());
        let _ = writeln!(table, "| [`{}`]({page}) | {} | {} |", rule.id(), rule.default_level().name(), rule.summary());
    }
    table
}

/// Lines of our sources that hold one of the words, comments and tests of the module aside.
fn words(words: &[&str], concerns: impl Fn(&str) -> bool) -> std::vec::IntoIter<String> {
    let mut complaints = Vec::new();
    for (name, text) in sources("server/src").into_iter().filter(|(name, _)| concerns(name) && !name.contains("/tests"))
    {
        let code = text.split("#[cfg(test)]\n#[allow").next().unwrap_or_default();
        let code = code.split("#[cfg(test)]\nmod").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default().to_lowercase();
            for word in words.iter().filter(|word| is_word(&code, word)) {
                complaints.push(format!("{name}:{}: says `{word}`", index + 1));
            }
        }
    }
    complaints.into_iter()
}

/// Whether `word` stands in `line` and is not the end of a longer name.
fn is_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// Whether `word` stands in `line` as a host or as the start of a path, not as a folder below another.
fn is_absolute(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        !word.starts_with('/') || !line[..at].ends_with(|c: char| c.is_alphanumeric() || "_.)}~-".contains(c))
    })
}

fn complain(complaints: impl IntoIterator<Item = String>) {
    let complaints: Vec<String> = complaints.into_iter().collect();
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}

fn sources(folder: &str) -> Vec<(String, String)> {
    let sources: Vec<(String, String)> = files(&root().join(folder))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| (shown(&path), read(&path)))
        .collect();
    assert!(sources.len() > 10, "only {} sources below {folder}", sources.len());
    sources
}

/// Files that belong to the repository: what git tracks, or everything where there is no git.
fn tracked() -> Vec<String> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    match listed {
        Ok(output) if output.status.success() && !output.stdout.is_empty() => String::from_utf8_lossy(&output.stdout)
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        _ => ["server/src", "server/tests", "server/data", "fixtures"]
            .iter()
            .flat_map(|folder| files(&root().join(folder)))
            .map(|path| shown(&path))
            .collect(),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let skipped = path.file_name().is_some_and(|name| name == "target" || name == "node_modules");
        if path.is_dir() && !skipped {
            found.extend(files(&path));
        } else if path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package stands in the repository").to_path_buf()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}
