//! Credentials, sessions and commands that bring a client id of Microsoft's where nobody names one.

mod slot;
mod table;

use std::ops::Range;

use super::draft::cloud;
use super::follow::of_constructor;
use super::value::{self, entries};
use super::{Asked, Client, Request};
use crate::binding::Index;
use crate::language::Traits;
use crate::site::{self, callee};
use crate::tree::{Group, Kind, Tree};
use table::{COMMANDS, Command, LIBRARIES, Library};

use slot::Slot;

/// Longer words are no names.
const LONGEST: usize = 60;
/// Behind `getSession` the provider stands no further away, behind a command its scopes.
const NEAR: usize = 100;
/// So many credentials, sessions and commands of one text are looked at.
const MOST_MADE: usize = 64;
/// So many bytes of options are looked at.
const MOST_BYTES: usize = 2000;
/// So many words of a command are read.
const MOST_WORDS: usize = 60;
/// Words that say that no user signed in to the command line.
const NOBODY: [&str; 4] = ["--service-principal", "--identity", "--federated-", "azure/login@"];

/// A request whose client a library or a command brings.
#[derive(Clone, Debug)]
pub(crate) struct BuiltIn {
    pub(crate) request: Request,
    /// Where a client id of one's own can be given; `None` where it cannot.
    pub(crate) slot: Option<Slot>,
    /// Whoever signs in with it is not known: only a scope by name decides.
    pub(crate) shared: bool,
    /// First byte of the statement that makes it; `None` where a comment cannot stand in front.
    pub(crate) statement: Option<usize>,
}

/// How the names in front of `Credential` end.
const CREDENTIALS: [&str; 7] =
    ["Code", "Browser", "DefaultAzure", "TokenCache", "DeveloperCli", "DeveloperCLI", "VisualStudio"];

impl BuiltIn {
    /// The same at places that were moved; `None` where it does not exist there.
    pub(crate) fn moved(self, to: &dyn Fn(&Range<usize>) -> Option<Range<usize>>) -> Option<Self> {
        let slot = self.slot.and_then(|slot| Some(Slot { range: to(&slot.range)?, ..slot }));
        let statement = self.statement.and_then(|at| to(&(at..at))).map(|range| range.start);
        Some(Self { request: self.request.moved(to)?, slot, statement, ..self })
    }

    /// The same in a text that cannot be edited as it stands.
    pub(crate) fn read_only(self) -> Self {
        Self { slot: None, statement: None, ..self }
    }
}

/// Whether a text may use one. Quick, and never wrong when it says no.
pub(crate) fn is_mentioned(text: &str) -> bool {
    let bytes = text.as_bytes();
    let find = |word: &'static str| memchr::memmem::find_iter(bytes, word);
    let credential = |at: usize| CREDENTIALS.iter().any(|name| bytes[..at].ends_with(name.as_bytes()));
    let session = |at: usize| {
        let behind = &bytes[at..bytes.len().min(at + NEAR)];
        memchr::memmem::find(behind, b"microsoft").is_some()
    };
    let command = |at: usize| {
        let before = &bytes[at.saturating_sub(NEAR)..at];
        ["get-access-token", "az login", "azd auth"]
            .iter()
            .any(|word| memchr::memmem::find(before, word.as_bytes()).is_some())
    };
    find("Credential").any(credential) || find("getSession").any(session) || find("--scope").any(command)
}

/// The requests that are made with them in a tree.
pub(crate) fn of_libraries(tree: &Tree) -> Vec<BuiltIn> {
    let index = Index::of(tree);
    let mut found = Vec::new();
    let mut made = 0;
    let commands = tree.language.traits.has(Traits::COMMANDS) && !NOBODY.iter().any(|word| tree.text.contains(word));
    for (at, token) in tree.tokens.iter().enumerate() {
        let length = (token.end - token.start) as usize;
        if token.kind != Kind::Word || length >= LONGEST {
            continue;
        }
        if made > MOST_MADE {
            break;
        }
        if commands && let Some(command) = command_at(tree, at).filter(|_| begins_command(tree, at)) {
            made += 1;
            found.extend(ask(tree, at, command));
            continue;
        }
        let open = at + 1;
        if tree.kind_of(open) != Some(Kind::Open) || tree.group_of(open) != Group::Paren {
            continue;
        }
        let Some(library) = library_of(tree, tree.text_of(at)) else { continue };
        made += 1;
        if tree.text_of(at) == "getSession" {
            found.extend(session(tree, &index, at, library));
        } else if let Some((_, start)) = callee(tree, open)
            && let Some(said) = slot::unnamed(tree, &index, library, at)
        {
            let client =
                Client { id: library.client, range: token.start as usize..token.end as usize, occurrence: None };
            let slot = slot::place(tree, library, at, &said);
            let mut requests = of_constructor(tree, &index, client, open, start);
            // Options say which cloud it is, too.
            if let Some(cloud) = said.bracket().and_then(|group| cloud(site::group_text(tree, group, MOST_BYTES))) {
                for request in &mut requests {
                    request.cloud = cloud;
                }
            }
            if library.resource {
                for request in &mut requests {
                    request.asked.retain(|asked| asked.text.ends_with("/.default"));
                }
            }
            found.extend(requests.into_iter().map(|request| BuiltIn {
                request,
                slot: slot.clone(),
                shared: false,
                statement: statement(tree, at),
            }));
        }
    }
    found
}

fn statement(tree: &Tree, token: usize) -> Option<usize> {
    site::statement_start(tree, token).map(|start| tree.tokens[start].start as usize)
}

fn library_of(tree: &Tree, name: &str) -> Option<&'static Library> {
    LIBRARIES.iter().find(|library| library.names.contains(&name) && library.languages.contains(&tree.language.name))
}

/// Whether a command can begin at a token: `echo az login …` begins none.
fn begins_command(tree: &Tree, token: usize) -> bool {
    let words = ["then", "do", "else", "if", "sudo", "exec", "time", "return", "run"];
    tree.tokens[token].line_start
        || token.checked_sub(1).is_none_or(|before| match tree.kind_of(before) {
            Some(Kind::Word) => words.iter().any(|word| tree.text_of(before).eq_ignore_ascii_case(word)),
            Some(Kind::Open | Kind::Sep) => true,
            Some(Kind::Op) => tree.is_op(before, &["=", "!", "&", "+="]),
            _ => false,
        })
}

/// The command whose words begin at a token.
fn command_at(tree: &Tree, token: usize) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| {
        let same = |(position, word): (usize, &&str)| {
            let at = token + position;
            matches!(tree.kind_of(at), Some(Kind::Word | Kind::Str)) && tree.content_of(at).eq_ignore_ascii_case(word)
        };
        command.words.iter().enumerate().all(same)
    })
}

/// What the scopes of a command ask for.
fn ask(tree: &Tree, first: usize, command: &Command) -> Option<BuiltIn> {
    let parent = tree.tokens[first].parent;
    let behind = first + command.words.len();
    let own = |at: &usize| {
        tree.tokens.get(*at).is_some_and(|token| token.parent == parent && !token.line_start && token.kind != Kind::Sep)
    };
    let mut asked = Vec::new();
    let mut at = behind;
    let mut scopes = false;
    while own(&at) && at < first + MOST_WORDS {
        let text = tree.text_of(at);
        let joined = |next: &usize| own(next) && !tree.tokens[*next].space_before;
        // A URI without quotes is cut at its colon.
        let last = if tree.kind_of(at) == Some(Kind::Word) {
            (at + 1..at + MOST_WORDS).take_while(joined).last()
        } else {
            None
        };
        let last = last.unwrap_or(at);
        if text.starts_with('-') {
            scopes = matches!(text, "--scope" | "--scopes");
        } else if scopes {
            let range = tree.tokens[at].inner_start as usize..tree.tokens[last].inner_end as usize;
            let text = tree.text.get(range.clone()).unwrap_or("");
            if !tree.tokens[at].interpolated && !text.contains(['$', '%', '{']) {
                asked.push(Asked { text: text.to_owned(), range, resource: false });
            }
        }
        at = tree.behind(last);
    }
    let range = tree.tokens[first].start as usize..tree.tokens[behind - 1].end as usize;
    let client = Client { id: command.client, range, occurrence: None };
    let statement = statement(tree, first);
    let request = Request::of(client, asked, statement);
    (!request.asked.is_empty()).then_some(BuiltIn { request, slot: None, shared: true, statement })
}

/// What `getSession('microsoft', [scopes])` asks for. A list that names a client of one's own, or that cannot be read as
/// a whole, tells nothing.
fn session(tree: &Tree, index: &Index, word: usize, library: &Library) -> Option<BuiltIn> {
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
    let client = Client { id: library.client, range: token.start as usize..token.end as usize, occurrence: None };
    let statement = statement(tree, word);
    let request = Request::of(client, asked, statement);
    let slot = slot::in_list(tree, *open, library);
    (!request.asked.is_empty()).then_some(BuiltIn { request, slot, shared: false, statement })
}
