//! Credentials and sessions that bring a client id of Microsoft's where nobody names one.

use std::ops::Range;

use super::follow::of_constructor;
use super::value::{self, entries};
use super::{Client, Request};
use crate::binding::Index;
use crate::catalog::Cloud;
use crate::guid::Guid;
use crate::role::fold;
use crate::site::{self, callee};
use crate::tree::{Group, Kind, Tree};

/// The client of Azure Identity's credentials for people: Azure CLI's.
const AZURE_IDENTITY: Guid = Guid(0x04b0_7795_8ddb_461a_bbee_02f9_e1bf_7b46);
/// Credentials that need no client id, folded. That for user names and passwords demands one in most languages.
const CREDENTIALS: [&str; 6] = [
    "devicecodecredential",
    "interactivebrowsercredential",
    "newdevicecodecredential",
    "newinteractivebrowsercredential",
    "devicecodecredentialbuilder",
    "interactivebrowsercredentialbuilder",
];
/// The client of the editor's own sessions: Visual Studio Code's.
const VSCODE: Guid = Guid(0xaebc_6443_996d_45c2_90f0_388f_f96f_aa56);
/// Longer words are no names.
const LONGEST: usize = 60;
/// Behind `getSession` the provider stands no further away.
const NEAR: usize = 80;

/// Whether a text may use one. Quick, and never wrong when it says no.
pub(crate) fn is_mentioned(text: &str) -> bool {
    let bytes = text.as_bytes();
    let credential = |at: usize| bytes[..at].ends_with(b"Code") || bytes[..at].ends_with(b"Browser");
    let session = |at: usize| {
        let behind = &bytes[at..bytes.len().min(at + NEAR)];
        memchr::memmem::find(behind, b"microsoft").is_some()
    };
    memchr::memmem::find_iter(bytes, b"Credential").any(credential)
        || memchr::memmem::find_iter(bytes, b"getSession").any(session)
}

/// The requests that are made with them in a tree.
pub(crate) fn of_libraries(tree: &Tree) -> Vec<Request> {
    let index = Index::of(tree);
    let mut requests = Vec::new();
    for (at, token) in tree.tokens.iter().enumerate() {
        let open = at + 1;
        let called = token.kind == Kind::Word
            && tree.kind_of(open) == Some(Kind::Open)
            && tree.group_of(open) == Group::Paren
            && ((token.end - token.start) as usize) < LONGEST;
        if !called {
            continue;
        }
        let word = tree.text_of(at);
        if word == "getSession" {
            requests.extend(session(tree, &index, at));
        } else if word.contains("Credential")
            && CREDENTIALS.contains(&fold(word).as_str())
            && !names_client(tree, at)
            && let Some((_, start)) = callee(tree, open)
        {
            let client =
                Client { id: AZURE_IDENTITY, range: token.start as usize..token.end as usize, occurrence: None };
            requests.extend(of_constructor(tree, &index, client, open, start));
        }
    }
    requests
}

/// What `getSession('microsoft', [scopes])` asks for. A list that names a client of one's own, or that cannot be read as
/// a whole, tells nothing.
fn session(tree: &Tree, index: &Index, word: usize) -> Option<Request> {
    let arguments = entries(tree, word + 1);
    let [(None, provider), (None, scopes), ..] = arguments.as_slice() else { return None };
    let [open] = scopes.as_slice() else { return None };
    if provider.len() != 1 || tree.content_of(provider[0]) != "microsoft" || tree.group_of(*open) != Group::Bracket {
        return None;
    }
    let own = tree.children(*open).any(|at| {
        !matches!(tree.kind_of(at), Some(Kind::Str | Kind::Sep | Kind::Comment))
            || tree.content_of(at).contains("CLIENT_ID")
    });
    if own {
        return None;
    }
    let mut asked = Vec::new();
    value::read(index, tree, scopes, false, &mut asked);
    let token = &tree.tokens[word];
    let client = Client { id: VSCODE, range: token.start as usize..token.end as usize, occurrence: None };
    (!asked.is_empty()).then(|| Request {
        client,
        asked,
        cloud: Cloud::Public,
        flow: None,
        secret: false,
        any_tenant: false,
        redirects: Vec::new(),
        statement: site::statement_start(tree, word).map(|start| tree.tokens[start].start as usize),
    })
}

/// Whether the construction names a client, or may do so where it cannot be seen: in options that a name holds.
fn names_client(tree: &Tree, word: usize) -> bool {
    let says = |tokens: Range<usize>| {
        let mut words = tokens.filter(|&at| matches!(tree.kind_of(at), Some(Kind::Word | Kind::Str)));
        words.any(|at| tree.content_of(at).len() < LONGEST && fold(tree.content_of(at)).contains("clientid"))
    };
    let open = word + 1;
    // The rest of the statement as well: builders name it behind the construction.
    let mut end = tree.behind(open);
    while tree.is_op(end, &[".", "->", "?.", "::"]) && tree.group_of(end + 2) == Group::Paren {
        end = tree.behind(end + 2);
    }
    let mut end = end.min(tree.tokens.len());
    // `new X { ClientId = … }`
    if tree.group_of(end) == Group::Brace && tree.kind_of(end) == Some(Kind::Open) {
        end = tree.behind(end);
    }
    if says(open..end.min(tree.tokens.len())) {
        return true;
    }
    let hidden = entries(tree, open).iter().any(|(name, value)| {
        let options = name.is_some_and(|name| fold(tree.content_of(name)) == "options");
        let plain = value.iter().all(|&at| {
            let text = tree.text_of(at);
            tree.kind_of(at) != Some(Kind::Word) || matches!(text, "nil" | "null" | "undefined")
        });
        let object = value.iter().any(|&at| tree.group_of(at) == Group::Brace);
        (name.is_none() || options) && !plain && !object
    });
    hidden && says(0..tree.tokens.len())
}
