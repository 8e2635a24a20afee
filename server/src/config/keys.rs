//! What `aadsts.toml` may say, one row each: the hover of a key, its completion and the JSON schema come from here.

use std::ops::Range;

/// One key.
#[derive(Debug)]
pub struct Key {
    /// From the top of the file, with dots. A key below a list of tables stands below the list.
    pub path: &'static str,
    /// What stands behind it.
    pub kind: Kind,
    /// The table that holds it cannot do without it.
    pub required: bool,
    /// What it means, Markdown, whole sentences.
    pub text: &'static str,
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string; the default, where there is one.
    Text(&'static str),
    /// A list of path patterns.
    Patterns,
    /// The id of the developer's own application.
    OwnApp,
    /// The id of any application.
    App,
    /// A date without a time.
    Date,
    /// Rules and the level of each.
    Levels,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The name of a level, or `off`.
    Level,
    /// A list of words.
    Words,
    /// A table.
    Table,
    /// A list of tables, `[[like.this]]`.
    Tables,
}

impl Kind {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(_) => "string",
            Self::Patterns => "list of path patterns",
            Self::OwnApp | Self::App => "application id",
            Self::Date => "date",
            Self::Choice(_) => "word",
            Self::Level => "level",
            Self::Words => "list of words",
            Self::Levels => "table of rules and levels",
            Self::Table => "table",
            Self::Tables => "list of tables",
        }
    }
}

const fn key(path: &'static str, kind: Kind, text: &'static str) -> Key {
    Key { path, kind, required: false, text }
}

const fn needed(path: &'static str, kind: Kind, text: &'static str) -> Key {
    Key { path, kind, required: true, text }
}

/// All keys, each behind the table that holds it.
pub const KEYS: &[Key] = &[
    key(
        "extends",
        Kind::Text(""),
        "Another configuration file inside the same repository, relative to this one. What this file leaves open is taken \
         from there.",
    ),
    key(
        "exclude",
        Kind::Patterns,
        "Files and folders in which nothing is reported, as in `.gitignore` and relative to this file's folder. Ids and \
         codes in them are still explained.",
    ),
    key("confidence", Kind::Choice(&["likely", "certain"]), "How sure a finding must be to be shown."),
    key("files", Kind::Table, "The highest level of findings in texts that nobody here maintains or runs."),
    key("files.documentation", Kind::Level, "In fenced blocks of documentation."),
    key("files.vendored", Kind::Level, "In code that others wrote and that is kept in the repository."),
    key("files.generated", Kind::Level, "In code that a program wrote, and in minified code."),
    key(
        "rules",
        Kind::Levels,
        "The level of a rule, in the editor and on the command line: `error`, `warning`, `note`, `hint` or `off`.",
    ),
    key("editor", Kind::Table, "What holds in editors only."),
    key(
        "editor.rules",
        Kind::Levels,
        "The level of a rule in editors, where it is to differ from `[rules]`, which the command line goes by.",
    ),
    key("fix", Kind::Table, "What quick fixes and `aadsts check --fix` write."),
    key(
        "fix.placeholder",
        Kind::Text("YOUR_TENANT_APP_CLIENT_ID"),
        "The text that is written in place of a borrowed id until somebody fills in the right one. Letters, digits, `.`, \
         `-` and `_`.",
    ),
    key(
        "fix.environment-variable",
        Kind::Text("AZURE_CLIENT_ID"),
        "The environment variable that the fix reads where it replaces an id by a look-up.",
    ),
    key("tenant", Kind::Table, "The applications of your own tenant."),
    key(
        "tenant.app-id",
        Kind::OwnApp,
        "The id of your own app registration. With it the fix of a borrowed id is safe: `aadsts check --fix` and \
         `source.fixAll.aadsts` put it in.",
    ),
    key(
        "tenant.apps",
        Kind::Tables,
        "Ids of further app registrations, each for some paths. The first that fits counts.",
    ),
    needed("tenant.apps.paths", Kind::Patterns, "The files for which this application is the right one."),
    needed("tenant.apps.app-id", Kind::OwnApp, "The id of the app registration for these paths."),
    key("allow", Kind::Tables, "An id of Microsoft's that is right where it stands."),
    needed("allow.app-id", Kind::App, "The id that is not to be reported."),
    key("allow.paths", Kind::Patterns, "Where it is right; everywhere without this key."),
    needed("allow.reason", Kind::Text(""), "Why it is right, for whoever reads this next."),
    key("allow.expires", Kind::Date, "The last day on which this entry counts, such as `2027-12-31`."),
    key(
        "observed",
        Kind::Tables,
        "What your team saw a token request do. It counts before the grants that were measured.",
    ),
    needed("observed.client", Kind::Text(""), "The client of the request: an id or a name such as `azure-cli`."),
    needed("observed.resource", Kind::Text(""), "The API: a URI, an id or a name such as `graph`."),
    key("observed.scopes", Kind::Words, "The scopes that were asked for by name; none for `.default`."),
    needed("observed.outcome", Kind::Choice(&["worked", "failed"]), "What happened."),
    needed("observed.date", Kind::Date, "The day on which it happened. Of two entries the later one counts."),
    key("observed.cloud", Kind::Choice(&["public", "usgov", "china"]), "The cloud, where it is not the public one."),
    key("observed.note", Kind::Text(""), "Anything else that the next reader should know."),
];

/// The key with this path.
pub fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// Where a cursor stands in a configuration text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The table that is open there, and in front of a value the key: a path with dots.
    pub path: String,
    /// The word at the cursor: a key, a part of one, or the inside of a value.
    pub word: Range<usize>,
    /// The cursor stands behind the `=`.
    pub in_value: bool,
}

/// Reads the lines around a place. Not TOML in full, since half-typed text is no TOML: headers, and `key = value` on one
/// line, also in an inline table.
pub fn cursor(text: &str, offset: usize) -> Cursor {
    let offset = crate::position::floor(text, offset);
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let line = &text[start..end];
    let word = |stop: fn(char) -> bool| {
        let behind = |(at, edge): (usize, char)| start + at + edge.len_utf8();
        let from = text[start..offset].char_indices().rfind(|&(_, c)| stop(c)).map_or(start, behind);
        let to = text[offset..end].find(stop).map_or(end, |at| offset + at);
        from..to
    };
    let is_edge = |c: char| !(c.is_alphanumeric() || c == '-' || c == '_');
    // A header may be typed just now.
    if header(line).is_some() || header(&format!("{line}]")).is_some() {
        let word = word(is_edge);
        let before = text[start..word.end].trim_start_matches(['[', ' ']);
        return Cursor { path: before.trim().to_owned(), word, in_value: false };
    }
    let table = text[..start].lines().rev().find_map(header).unwrap_or_default();
    let before = &text[start..offset];
    let opened = before.rfind(['{', ',']).filter(|&at| before[..at].contains('=') && !before[at..].contains('}'));
    let inline = opened.filter(|&at| before[..=at].contains('{'));
    let own = inline.map_or(before, |at| &before[at + 1..]);
    let outer = inline.and_then(|_| before.split('=').next()).map(str::trim).unwrap_or_default();
    let mut path = join(table, outer);
    if let Some((key, value)) = own.split_once('=') {
        path = join(&path, key.trim());
        let quoted = value.matches(['"', '\'']).count() % 2 == 1;
        let is_quote = |c: char| matches!(c, '"' | '\'');
        let is_edge = |c: char| matches!(c, '"' | '\'' | '=' | '[' | ']' | '{' | '}' | ',' | ' ');
        return Cursor { path, word: if quoted { word(is_quote) } else { word(is_edge) }, in_value: true };
    }
    let word = word(is_edge);
    let dotted = text[start..word.start].rsplit(['{', ',']).next().unwrap_or_default().trim();
    path = join(&path, dotted.trim_end_matches('.'));
    path = join(&path, &text[word.clone()]);
    Cursor { path, word, in_value: false }
}

/// The path in `[path]` or `[[path]]`.
fn header(line: &str) -> Option<&str> {
    let line = line.trim().strip_prefix('[')?;
    let (path, _) = line.strip_prefix('[').unwrap_or(line).split_once(']')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    path.chars().all(plain).then(|| path.trim())
}

fn join(table: &str, key: &str) -> String {
    let key = key.replace(['"', '\'', ' '], "");
    if table.is_empty() || key.is_empty() { format!("{table}{key}") } else { format!("{table}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    /// The cursor stands where `|` is.
    fn at(text: &str) -> (String, String, bool) {
        let offset = text.find('|').expect("a cursor");
        let text = text.replace('|', "");
        let cursor = cursor(&text, offset);
        (cursor.path, text[cursor.word].to_owned(), cursor.in_value)
    }

    #[test]
    fn a_cursor_knows_its_key() {
        for (text, path, word, in_value) in [
            ("excl|ude = []", "exclude", "exclude", false),
            ("[fi|x]", "fix", "fix", false),
            ("[[tenant.ap|ps]]", "tenant.apps", "apps", false),
            ("[fix]\nplace|holder = 'X'", "fix.placeholder", "placeholder", false),
            ("[fix]\nplaceholder = 'X|Y'", "fix.placeholder", "XY", true),
            ("fix.place|", "fix.place", "place", false),
            ("[rules]\n|", "rules", "", false),
            ("[rules]\nfirst|", "rules.first", "first", false),
            ("[rules]\nretired-client-id = \"o|\"", "rules.retired-client-id", "o", true),
            (
                "[editor.rules]\nx = 1\n\nretired-cl|ient-id = 'off'",
                "editor.rules.retired-client-id",
                "retired-client-id",
                false,
            ),
            ("tenant = { app-|id = 'x' }", "tenant.app-id", "app-id", false),
            ("tenant = { app-id = 'x|' }", "tenant.app-id", "x", true),
            ("[[allow]]\napp-id = 'x'\nreason = 'a, b'\nex|pires = 1", "allow.expires", "expires", false),
            ("exclude = [\"a\", \"b|\"]", "exclude", "b", true),
            ("é|", "é", "é", false),
            ("[[allow]]\napp-id = \"azure c|l\" # x", "allow.app-id", "azure cl", true),
            ("|", "", "", false),
        ] {
            assert_eq!(at(text), (path.to_owned(), word.to_owned(), in_value), "{text}");
        }
    }

    /// The parser says itself what it knows, when something stands there that it does not.
    #[test]
    fn the_table_has_the_keys_that_the_parser_knows() {
        let tables = KEYS.iter().filter(|key| matches!(key.kind, Kind::Table | Kind::Tables));
        for (path, kind) in tables.map(|key| (key.path, key.kind)).chain([("", Kind::Table)]) {
            let header = match kind {
                _ if path.is_empty() => String::new(),
                Kind::Tables => format!("[[{path}]]\n"),
                _ => format!("[{path}]\n"),
            };
            let problems = Config::parse(&format!("{header}no-such-key = 1"), std::path::Path::new("/x/aadsts.toml"));
            let message = problems.expect_err("an unknown key").remove(0).message;
            let (_, known) = message.split_once("expected ").unwrap_or_else(|| panic!("{path}: {message}"));
            let mut known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
            let children = KEYS.iter().filter_map(|key| {
                let (parent, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
                (parent == path).then_some(name)
            });
            let mut own: Vec<&str> = children.collect();
            known.sort_unstable();
            own.sort_unstable();
            assert_eq!(own, known, "[{path}]");
        }
    }

    #[test]
    fn every_key_stands_in_a_table_that_is_a_row_too() {
        for key in KEYS {
            if let Some((table, _)) = key.path.rsplit_once('.') {
                assert!(matches!(find(table).map(|key| key.kind), Some(Kind::Table | Kind::Tables)), "{}", key.path);
            }
            assert!(key.text.ends_with('.'), "{}", key.path);
        }
    }
}
