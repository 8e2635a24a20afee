//! Completion: codes behind the prefix, rules in suppressions, what `aadsts.toml` may say, and in the place of a client id
//! the developer's own app and the placeholder, never an id of Microsoft's.

use std::ops::Range;

use tower_lsp::ls_types::{CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, TextEdit};

use super::capabilities::Capabilities;
use super::document::Document;
use super::hover;
use super::session::Session;
use crate::analysis::{Options, analyze};
use crate::catalog;
use crate::config::keys::{self, KEYS, Kind};
use crate::explain;
use crate::fix::FixKind;
use crate::rule::{Level, RuleId};

/// Characters that ask for a list as soon as they are typed.
pub(super) const TRIGGERS: [&str; 3] = ["[", "\"", "'"];

/// The list that is sent at once; the editor asks again for more letters.
const MOST: usize = 100;
/// A text beyond this is not judged at every quote that is typed.
const LONGEST: usize = 256 << 10;
/// How much of the line in front of the cursor is read.
const REACH: usize = 500;
/// An application whose id is a client wherever anything can be one. It is never offered.
const PROBE: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/// What can be written at a place.
pub(super) fn at(session: &Session, document: &Document, offset: usize) -> CompletionList {
    let capabilities = session.capabilities();
    let choice = if hover::is_configuration(document) {
        configuration(&String::from(&document.text), offset)
    } else {
        let (near, here) = document.text.around(&(offset..offset), REACH);
        let line = near[..here.start].rsplit('\n').next().unwrap_or_default();
        suppression(line, offset).or_else(|| codes(line, offset)).or_else(|| client(session, document, offset))
    };
    let Some((range, mut entries)) = choice else { return CompletionList::default() };
    let is_incomplete = entries.len() > MOST;
    entries.truncate(MOST);
    let items = entries.into_iter().enumerate();
    let items = items.map(|(index, entry)| item(document, capabilities, &range, index, entry)).collect();
    CompletionList { is_incomplete, items }
}

/// One thing to choose.
#[derive(Debug, Default, PartialEq)]
struct Entry {
    label: String,
    detail: String,
    /// What is written.
    text: String,
    /// What the typed letters are compared with, where that is not the label.
    filter: Option<String>,
    kind: Option<CompletionItemKind>,
}

type Choice = Option<(Range<usize>, Vec<Entry>)>;

fn item(
    document: &Document,
    capabilities: &Capabilities,
    range: &Range<usize>,
    index: usize,
    entry: Entry,
) -> CompletionItem {
    let range = document.text.range(range, capabilities.encoding);
    CompletionItem {
        label: entry.label,
        kind: entry.kind,
        detail: Some(entry.detail).filter(|detail| !detail.is_empty()),
        sort_text: Some(format!("{index:03}")),
        filter_text: entry.filter,
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: entry.text })),
        ..CompletionItem::default()
    }
}

/// Rules, behind the bracket of a suppression.
fn suppression(line: &str, offset: usize) -> Choice {
    let (_, inside) = line.rsplit_once("aadsts:ignore")?;
    let (_, names) = inside.split_once('[').filter(|(_, names)| !names.contains(']'))?;
    let word = names.rsplit([',', ' ']).next().unwrap_or_default();
    Some((offset - word.len()..offset, rules("")))
}

fn rules(behind: &str) -> Vec<Entry> {
    let entry = |rule: &RuleId| Entry {
        label: rule.id().to_owned(),
        detail: rule.summary().to_owned(),
        text: format!("{}{behind}", rule.id()),
        kind: Some(CompletionItemKind::ENUM_MEMBER),
        ..Entry::default()
    };
    RuleId::ALL.iter().map(entry).collect()
}

/// Codes that begin as what was typed.
fn codes(line: &str, offset: usize) -> Choice {
    const PREFIX: &str = "AADSTS";
    let word = line.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let typed = word.get(PREFIX.len()..)?;
    if !word[..PREFIX.len()].eq_ignore_ascii_case(PREFIX) || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fitting = catalog::codes().iter().filter(|code| code.number.to_string().starts_with(typed));
    let entries = fitting.map(|code| Entry {
        label: format!("{PREFIX}{}", code.number),
        detail: explain::title(code.number).split_once(": ").map(|(_, title)| title.to_owned()).unwrap_or_default(),
        text: format!("{PREFIX}{}", code.number),
        kind: Some(CompletionItemKind::VALUE),
        ..Entry::default()
    });
    Some((offset - word.len()..offset, entries.collect()))
}

/// What belongs in the place of a client id, where the cursor stands in one. That is found out by putting an id there.
fn client(session: &Session, document: &Document, offset: usize) -> Choice {
    if document.text.len() > LONGEST {
        return None;
    }
    let judged = session.judged_as(document);
    let text = String::from(&document.text);
    let is_edge = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let start = text[..offset].rfind(is_edge).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = text[offset..].find(is_edge).map_or(text.len(), |at| offset + at);
    let probed = [&text[..start], PROBE, &text[end..]].concat();
    let options = Options { levels: Vec::new(), allow: Vec::new(), ..judged.options };
    let analysis = analyze(&probed, &judged.path, judged.language, &options);
    let finding = analysis.findings.iter().find(|finding| finding.range == (start..start + PROBE.len()))?;
    let own = finding.fixes.iter().filter(|fix| matches!(fix.kind, FixKind::TenantApp | FixKind::Placeholder));
    let entries = own.filter_map(|fix| {
        let [edit] = fix.edits.as_slice() else { return None };
        let own = fix.kind == FixKind::TenantApp;
        let detail = if own { "your tenant's app" } else { "placeholder for your own app's id" };
        Some(Entry {
            label: edit.text.clone(),
            detail: detail.to_owned(),
            text: edit.text.clone(),
            kind: Some(CompletionItemKind::CONSTANT),
            ..Entry::default()
        })
    });
    Some((start..end, entries.collect()))
}

/// Keys, levels and ids in `aadsts.toml`.
fn configuration(text: &str, offset: usize) -> Choice {
    let cursor = keys::cursor(text, offset);
    let typed = text[cursor.word.start..offset].to_ascii_lowercase();
    let quoted = text[..cursor.word.start].ends_with(['"', '\'']);
    let quote = if quoted { "" } else { "\"" };
    if cursor.in_value {
        let is_level = ["rules", "editor.rules"].iter().any(|table| {
            cursor.path.strip_prefix(table).and_then(|rest| rest.strip_prefix('.')).and_then(RuleId::from_id).is_some()
        });
        let kind = keys::find(&cursor.path).map(|key| key.kind);
        let entries = if is_level || kind == Some(Kind::Level) {
            Level::choices().into_iter().map(|name| value(name, "", quote, name)).collect()
        } else if let Some(Kind::Choice(words)) = kind {
            words.iter().map(|word| value(word, "", quote, word)).collect()
        } else if kind == Some(Kind::App) || matches!(&*cursor.path, "observed.client" | "observed.resource") {
            let fits = |name: &str, id: &str| name.to_ascii_lowercase().contains(&typed) || id.starts_with(&typed);
            let named = catalog::apps().iter().filter(|app| !app.name.is_empty());
            let ids = named.map(|app| (app, app.id.to_string())).filter(|(app, id)| fits(app.name.as_str(), id));
            let mut ids: Vec<_> = ids.collect();
            // Whole words first, then what is borrowed most, and then what is shortest.
            let is_word = |name: &str| name.to_ascii_lowercase().split(' ').any(|word| word.starts_with(&*typed));
            ids.sort_by_key(|(app, _)| {
                (!is_word(app.name.as_str()), catalog::note(app.id).is_none(), app.name.as_str().len())
            });
            ids.into_iter().map(|(app, id)| value(app.name.as_str(), &id, quote, &id)).collect()
        } else {
            return None;
        };
        return Some((cursor.word, entries));
    }
    let table = cursor.path.strip_suffix(&text[cursor.word.clone()]).unwrap_or(&cursor.path).trim_end_matches('.');
    let line = text[..offset].rsplit('\n').next().unwrap_or_default();
    let in_header = line.trim_start().starts_with('[');
    let in_list = line.trim_start().starts_with("[[");
    if !in_header && matches!(table, "rules" | "editor.rules") {
        return Some((cursor.word, rules(" = ")));
    }
    let at_start = line.trim_start().len() == typed.len();
    let entries = KEYS.iter().filter_map(|key| {
        let (parent, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
        let is_table = matches!(key.kind, Kind::Table | Kind::Tables | Kind::Levels);
        let text = match (in_header, is_table) {
            (true, true) if parent == table && in_list == (key.kind == Kind::Tables) => name.to_owned(),
            (false, true) if at_start && key.kind == Kind::Tables => format!("[[{}]]\n", key.path),
            (false, true) if at_start && key.path != "editor" => format!("[{}]\n", key.path),
            (false, false) if parent == table => format!("{name} = "),
            _ => return None,
        };
        let label = if is_table && !in_header { key.path } else { name };
        Some(Entry {
            label: label.to_owned(),
            detail: key.kind.name().to_owned(),
            text,
            kind: Some(CompletionItemKind::PROPERTY),
            ..Entry::default()
        })
    });
    let mut entries: Vec<Entry> = entries.collect();
    // What belongs into the open table comes before the headers of others.
    entries.sort_by_key(|entry| entry.text.starts_with('['));
    Some((cursor.word, entries))
}

fn value(label: &str, detail: &str, quote: &str, text: &str) -> Entry {
    Entry {
        label: label.to_owned(),
        detail: detail.to_owned(),
        text: format!("{quote}{text}{quote}"),
        filter: Some(format!("{quote}{label} {detail}")),
        kind: Some(CompletionItemKind::VALUE),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    /// Labels and texts at the `|`.
    fn toml(text: &str) -> Vec<(String, String)> {
        let offset = text.find('|').unwrap();
        let choice = configuration(&text.replace('|', ""), offset);
        choice.into_iter().flat_map(|(_, entries)| entries).map(|entry| (entry.label, entry.text)).collect()
    }

    fn has(text: &str, label: &str, written: &str) {
        let entries = toml(text);
        let found = entries.contains(&(label.to_owned(), written.to_owned()));
        assert!(found, "{text}: {} entries, first {:?}", entries.len(), entries.first());
    }

    #[test]
    fn a_configuration_offers_what_may_stand_there() {
        has("|", "exclude", "exclude = ");
        has("al|", "allow", "[[allow]]\n");
        has("[fix]\n|", "placeholder", "placeholder = ");
        has("[[all|", "allow", "allow");
        has("[|", "tenant", "tenant");
        assert_eq!(toml("[[|").len() + toml("[|").len(), 7, "no table is both");
        let first = &toml("[[allow]]\napp-id = \"|\"")[..40];
        assert!(first.iter().any(|(name, _)| name == "Microsoft Azure CLI"), "what is borrowed most comes first");
        has("[[observed]]\nclient = \"azure cl|\"", "Microsoft Azure CLI", PROBE);
        has("[rules]\nfi|", "first-party-client-id", "first-party-client-id = ");
        has("[editor.rules]\nretired-client-id = |", "off", "\"off\"");
        has("[[allow]]\napp-id = |", "Microsoft Azure CLI", &format!("\"{PROBE}\""));
        has("[[allow]]\napp-id = \"azure cl|\"", "Microsoft Azure CLI", PROBE);
        assert_eq!(toml("[tenant]\napp-id = \"|\""), [], "no id of Microsoft's is the tenant's own");
        assert_eq!(toml("[[allow]]\nreason = '|'"), []);
    }

    #[test]
    fn rules_and_codes() {
        let labels = |choice: Choice| choice.map(|(range, entries)| (range, entries.len()));
        assert_eq!(labels(suppression("x  # aadsts:ignore[first", 24)), Some((19..24, RuleId::ALL.len())));
        assert_eq!(labels(suppression("# aadsts:ignore[a, ", 19)), Some((19..19, RuleId::ALL.len())));
        assert_eq!(labels(suppression("# aadsts:ignore[a] ", 19)), None);
        let (range, entries) = codes("see aadsts65002", 15).unwrap();
        assert_eq!((range, entries[0].text.as_str(), entries.len()), (4..15, "AADSTS65002", 1));
        assert!(codes("AADSTS", 6).unwrap().1.len() > MOST);
        assert_eq!(codes("AADSTSx", 7), None);
        assert_eq!(codes("é", 2), None);
    }
}
