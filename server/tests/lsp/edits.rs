//! Code actions and what a text is after them.

#![allow(dead_code, reason = "each test binary uses its part")]

use serde_json::{Value, json};

use crate::client::Client;

pub(crate) fn code_actions(client: &mut Client, uri: &str, range: &Value, context: &Value) -> Vec<Value> {
    let answer = client.request(
        "textDocument/codeAction",
        json!({ "textDocument": { "uri": uri }, "range": range, "context": context }),
    );
    answer["result"].as_array().unwrap_or_else(|| panic!("{answer:#}")).clone()
}

/// Applies the edits of an action to a text; columns are UTF-16, every line break is `\n`.
pub(crate) fn applied(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let number = |name: &str| usize::try_from(position[name].as_u64().expect("a number")).expect("a small number");
        let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        let mut left = number("character");
        let mut offset = start;
        for character in text[start..].chars() {
            if left == 0 {
                break;
            }
            left -= character.len_utf16();
            offset += character.len_utf8();
        }
        offset
    };
    let mut edits: Vec<_> = edits.as_array().expect("edits").iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(&edit["range"]["start"])));
    let mut result = text.to_owned();
    for edit in edits {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        result.replace_range(range, edit["newText"].as_str().expect("text"));
    }
    result
}

/// The actions of the quick-fix menu over a range, by title.
pub(crate) fn menu(client: &mut Client, uri: &str, range: &Value) -> Vec<(String, Value)> {
    let actions = code_actions(client, uri, range, &json!({ "diagnostics": [], "only": ["quickfix"] }));
    actions.into_iter().map(|action| (action["title"].as_str().expect("a title").to_owned(), action)).collect()
}

/// The action whose title begins so.
pub(crate) fn titled<'a>(menu: &'a [(String, Value)], start: &str) -> &'a Value {
    let found = menu.iter().find(|(title, _)| title.starts_with(start));
    &found.unwrap_or_else(|| panic!("no `{start}` in {:#?}", menu.iter().map(|(title, _)| title).collect::<Vec<_>>())).1
}

/// The edits of an action that concerns one document.
pub(crate) fn edits(action: &Value) -> &Value {
    &action["edit"]["documentChanges"][0]["edits"]
}
