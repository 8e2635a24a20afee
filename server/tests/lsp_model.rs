//! Random sessions against the real binary: what it says is what a plain string says, whatever came before.
//!
//! The seeds are fixed; `AADSTS_TEST_ROUNDS` runs more of them, and a failure names its own.

use std::collections::HashMap;

use serde_json::{Value, json};

use client::{Client, able};

#[path = "lsp/client.rs"]
mod client;

const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];
/// What texts are made of: what is found, what breaks it, and characters of every width.
const PIECES: [&str; 27] = [
    "client_id = \"",
    ID,
    "\"\n",
    "\n",
    "\r\n",
    "\r",
    "é",
    "😀",
    "字",
    "# ",
    "'",
    "\"\"\"",
    "(",
    ")",
    "AADSTS65002",
    "x",
    " ",
    "app = PublicClientApplication(client_id)\n",
    "# aadsts:ignore\n",
    "\u{2028}",
    "00000003-0000-0000-c000-000000000000",
    "-",
    // Halves, and what keeps them from one another: an edit far from all others may join them.
    "04b07795-8ddb-461a-",
    "bbee-02f9e1bf7b46",
    "AADSTS",
    "65002",
    "nothing of note, at such a length that whoever looks only at what was edited does not see what stands on the other side of it, \
     whatever that may be\n",
];

fn rounds(default: u64) -> std::ops::Range<u64> {
    let rounds = std::env::var("AADSTS_TEST_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    0..rounds.unwrap_or(default)
}

/// A small generator of numbers: the same on every machine.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    fn text(&mut self, pieces: usize) -> String {
        (0..self.below(pieces + 1)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

fn width(character: char, encoding: &str) -> usize {
    match encoding {
        "utf-8" => character.len_utf8(),
        "utf-16" => character.len_utf16(),
        _ => 1,
    }
}

/// The position of a byte offset, counted from the start of the text.
fn position(text: &str, offset: usize, encoding: &str) -> Value {
    let (mut line, mut column) = (0, 0);
    let mut characters = text[..offset].chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\r' && characters.peek() == Some(&'\n') {
            continue;
        }
        if matches!(character, '\n' | '\r') {
            line += 1;
            column = 0;
        } else {
            column += width(character, encoding);
        }
    }
    json!({ "line": line, "character": column })
}

/// A place between two characters, and not inside of `\r\n`.
fn place(random: &mut Random, text: &str) -> usize {
    let offset = text.floor_char_boundary(random.below(text.len() + 1));
    if offset > 0 && text[..offset].ends_with('\r') && text[offset..].starts_with('\n') { offset - 1 } else { offset }
}

/// One random edit of the text, as the client says it.
fn edit(random: &mut Random, text: &mut String, encoding: &str) -> Value {
    if random.below(20) == 0 {
        *text = random.text(30);
        return json!({ "text": text });
    }
    let one = place(random, text);
    let other = if random.below(2) == 0 { one } else { place(random, &text[one..]) + one };
    let other = if text[..other].ends_with('\r') && text[other..].starts_with('\n') { other + 1 } else { other };
    let new = random.text(4);
    let range = json!({ "start": position(text, one, encoding), "end": position(text, other, encoding) });
    text.replace_range(one..other, &new);
    json!({ "range": range, "text": new })
}

#[test]
fn diagnostics_after_any_edits_are_those_of_a_fresh_document() {
    for seed in rounds(24) {
        let mut random = Random::new(seed);
        let encoding = ENCODINGS[seed as usize % 3];
        let mut params = able(false);
        params["capabilities"]["general"]["positionEncodings"] = json!([encoding]);
        let (mut client, answer) = Client::initialized(params);
        assert_eq!(answer["result"]["capabilities"]["positionEncoding"], encoding);
        // Every other text says nothing at first.
        let quiet = |piece: &str| seed % 2 == 0 && (piece.contains(ID) || piece.contains("AADSTS65002"));
        let mut text: String =
            (0..random.below(31)).map(|_| PIECES[random.below(PIECES.len())]).filter(|piece| !quiet(piece)).collect();
        client.open("file:///w/edited.py", "python", &text);
        let mut version = 1;
        for check in 0..8 {
            for _ in 0..random.below(12) {
                let edits: Vec<Value> = (0..=random.below(3)).map(|_| edit(&mut random, &mut text, encoding)).collect();
                version += 1;
                client.change("file:///w/edited.py", version, json!(edits));
            }
            // Twice the same name, so that the path says the same.
            let fresh = format!("file:///w/{check}/edited.py");
            client.open(&fresh, "python", &text);
            let expected = client.published(&fresh, 1).to_string().replace(&fresh, "file:///w/edited.py");
            client.open("file:///w/marker.py", "python", "");
            client.published("file:///w/marker.py", 1);
            let last = client.last_published("file:///w/edited.py", version);
            assert_eq!(last.to_string(), expected, "seed {seed}, {encoding}: {text:?}");
        }
    }
}

/// What a client may do, sensible or not.
fn act(random: &mut Random, client: &mut Client, open: &mut HashMap<String, i64>, asked: &mut Vec<i64>, version: i64) {
    let uri = format!("file:///w/[{}].py", random.below(4));
    let position = json!({ "line": random.below(6), "character": random.below(60) });
    let range = json!({ "start": position, "end": { "line": random.below(6), "character": u32::MAX } });
    let document = json!({ "uri": uri });
    match random.below(17) {
        0..=2 => {
            let text = random.text(20);
            let document = json!({ "uri": uri, "languageId": "python", "version": version, "text": text });
            client.notify("textDocument/didOpen", json!({ "textDocument": document }));
            open.insert(uri, version);
        }
        3..=6 => {
            if let Some(last) = open.get_mut(&uri) {
                *last = version;
            }
            client.change(&uri, version, json!([{ "range": range, "text": random.text(5) }]));
        }
        7 => {
            client.notify("textDocument/didClose", json!({ "textDocument": document }));
            open.remove(&uri);
        }
        8 => asked.push(client.ask("textDocument/hover", json!({ "textDocument": document, "position": position }))),
        9 => {
            let context = json!({ "diagnostics": [] });
            let params = json!({ "textDocument": document, "range": range, "context": context });
            asked.push(client.ask("textDocument/codeAction", params));
        }
        10 => asked.push(client.ask("textDocument/diagnostic", json!({ "textDocument": document }))),
        11 => {
            let id = asked.last().copied().unwrap_or(0);
            client.notify("$/cancelRequest", json!({ "id": id }));
        }
        12 => {
            let bodies: [&[u8]; 8] =
                [b"{", b"[]", b"null", b"\"\xff\"", b"[[[]]]", b"{\"id\":{}}", b"", b"{\"method\":\"x\",\"params\":3}"];
            let body = bodies[random.below(bodies.len())];
            client.send_body(body);
        }
        13 => {
            let settings = json!({ "aadsts": { "placeholder": random.text(1), "rules": random.below(3) } });
            client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
        }
        // Known methods, and what nobody means.
        14 => {
            let methods = ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "initialized"];
            let junk = [json!(null), json!([1]), json!({ "textDocument": 7 }), json!({ "contentChanges": "x" })];
            client.notify(methods[random.below(4)], junk[random.below(4)].clone());
        }
        15 => {
            let methods = ["textDocument/hover", "textDocument/codeAction", "workspace/executeCommand", "initialize"];
            let junk = [json!([]), json!({ "textDocument": { "uri": 1 } }), json!("x"), json!({ "position": -1 })];
            asked.push(client.ask(methods[random.below(4)], junk[random.below(4)].clone()));
        }
        _ => {
            let event =
                json!({ "added": [{ "uri": format!("file:///{}", random.below(3)), "name": "x" }], "removed": [7] });
            client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
        }
    }
}

#[test]
fn sessions_of_any_kind_end_alive_in_order_and_up_to_date() {
    for seed in rounds(24) {
        let mut random = Random::new(1_000 + seed);
        let (mut client, _) = Client::initialized(able(false));
        let (mut open, mut asked) = (HashMap::new(), Vec::new());
        for version in 1..=200 {
            act(&mut random, &mut client, &mut open, &mut asked, version);
        }
        client.assert_alive();
        for id in asked {
            let answer = client.answer(id);
            assert!(answer.get("result").is_some() != answer.get("error").is_some(), "seed {seed}: {answer}");
        }
        for (uri, version) in &open {
            client.last_published(uri, *version);
        }
        let memory = client.memory("VmRSS");
        assert!(memory.is_none_or(|memory| memory < 100 << 20), "seed {seed}: {memory:?} bytes");
        assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null, "seed {seed}");
        client.notify("exit", Value::Null);
        assert_eq!(client.exit_code(), Some(0), "seed {seed}");
        client.assert_versions_never_fall();
    }
}
