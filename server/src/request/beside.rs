//! What goes with a client in one request and is not taken from an application of Microsoft's: a secret, a certificate, a
//! flow without a user, an address of one's own.

use std::ops::Range;

use super::calls::is_wrapper;
use super::function::{self, Function};
use super::label::{of_another_server, own_name, setting};
use super::value::{TOP, entries};
use super::{Flow, pair, table};
use crate::expectation::at_microsoft;
use crate::language::Traits;
use crate::role::fold;
use crate::site::{callee, is_declaration};
use crate::tree::{Group, Kind, Tree};

/// One such thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beside {
    /// Index of the client's occurrence.
    pub(crate) occurrence: usize,
    pub(crate) what: What,
    /// Byte range of its value, or of the word that says it.
    pub(crate) range: Range<usize>,
}

impl Beside {
    /// The same in a text in which this one begins at a byte.
    pub(crate) fn moved(self, from: usize) -> Self {
        Self { range: self.range.start + from..self.range.end + from, ..self }
    }
}

/// What it is, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Secret,
    Certificate,
    /// The flow needs one of the two, and it does not stand here.
    NoUser,
    /// A redirect URI that only an application of one's own can have.
    Address,
}

/// How the names of clients end, folded.
const CLIENT: [&str; 3] = ["clientid", "appid", "applicationid"];
/// Longer values are no redirect URIs.
const LONGEST: usize = 300;
/// Hosts at which clients of Microsoft's themselves are answered, beside those of its APIs.
const OWN_HOSTS: [&str; 12] = [
    "vscode.dev",
    "github.dev",
    "jwt.ms",
    "msopentech.com",
    "bing.com",
    "msn.com",
    "outlook.com",
    "onedrive.com",
    "yammer.com",
    "xbox.com",
    "powerautomate.com",
    "azureedge.net",
];

/// What a name beside a client id promises.
fn promised(name: &str) -> Option<What> {
    Some(match fold(own_name(name)).as_str() {
        "clientsecret" | "withclientsecret" | "setclientsecret" | "clientcredential" | "appsecret" => What::Secret,
        "clientassertion"
        | "withclientassertion"
        | "withcertificate"
        | "clientcertificate"
        | "certificatethumbprint"
        | "clientcertificatepath" => What::Certificate,
        "granttype" => What::NoUser,
        "redirecturi" | "redirecturl" | "withredirecturi" | "replyurl" => What::Address,
        _ => return None,
    })
}

/// So many brackets around a client are looked at.
const MOST_GROUPS: usize = 5;
/// So many words of a command, or methods of a chain.
const MOST: usize = 60;

/// What stands beside a client that is written at a token, wherever else in the tree it stands. Whoever calls a function
/// with a secret calls it with another client than the one that is the default of its parameter.
pub(super) fn of_places(
    tree: &Tree,
    occurrence: usize,
    written: usize,
    places: impl Iterator<Item = usize>,
) -> Vec<Beside> {
    let mut found: Vec<Beside> = Vec::new();
    let open = tree.parent_of(written).filter(|&open| open > 0 && tree.group_of(open) == Group::Paren);
    let is_default = open.is_some_and(|open| {
        function::of_parameters(tree, open).is_some() || tree.text_of(open - 1).eq_ignore_ascii_case("param")
    });
    if is_default {
        return found;
    }
    for (what, range) in places.flat_map(|place| around(tree, place)) {
        if found.iter().all(|other| other.range != range) {
            found.push(Beside { occurrence, what, range });
        }
    }
    found
}

/// What stands in the texts, brackets, calls and commands around a place.
fn around(tree: &Tree, place: usize) -> Vec<(What, Range<usize>)> {
    let mut found = Vec::new();
    if tree.kind_of(place) == Some(Kind::Str) && tree.content_of(place).contains('=') {
        in_form(tree.content_of(place), tree.tokens[place].inner_start as usize, &mut found);
        return found;
    }
    if tree.language.traits.has(Traits::COMMANDS) {
        in_command(tree, place, &mut found);
    }
    let mut at = place;
    for _ in 0..MOST_GROUPS {
        let Some(open) = tree.parent_of(at) else { break };
        // A bracket that is never closed holds the rest of the text and says nothing about it.
        if tree.tokens.get(tree.tokens[open].mate as usize).is_none_or(|close| close.mate as usize != open) {
            break;
        }
        let called = (tree.group_of(open) == Group::Paren).then(|| callee(tree, open)).flatten();
        if let Some((chain, _)) = &called {
            if is_declaration(tree, open - 1) {
                break;
            }
            if table::call(chain).is_some_and(|row| row.flow == Some(Flow::Confidential)) {
                let word = &tree.tokens[open - 1];
                found.push((What::NoUser, word.start as usize..word.end as usize));
            }
            in_chain(tree, tree.behind(open), &mut found);
        }
        in_group(tree, open, at, called.is_some(), &mut found);
        if pair::in_bracket(tree, open).is_some_and(|pair| pair.value.contains(&at)) {
            let pairs = pair::beside(tree, open);
            let entries = pairs.iter().map(|pair| (pair.name.as_str(), pair.value.clone())).collect();
            of_entries(tree, entries, at, false, &mut found);
        }
        at = open;
        if called.is_some_and(|(chain, _)| !is_wrapper(tree, &chain)) {
            break;
        }
    }
    // Lines of a file that are the settings of one client.
    if tree.language.traits.has(Traits::DATA) && tree.parent_of(at).is_none() {
        let entries = entries(tree, TOP).into_iter();
        let settings = entries.filter_map(|(name, value)| Some((tree.content_of(name?), value)));
        let settings: Vec<_> = settings.filter(|(name, _)| setting(name).is_some()).collect();
        of_entries(tree, settings, at, false, &mut found);
    }
    found
}

/// `.withClientSecret(…).withRedirectUri(…)`
fn in_chain(tree: &Tree, mut at: usize, found: &mut Vec<(What, Range<usize>)>) {
    for _ in 0..MOST {
        let open = at + 2;
        if !tree.is_op(at, &[".", "->", "?.", "!.", "::"]) || tree.group_of(open) != Group::Paren {
            break;
        }
        let value: Vec<usize> = tree.children(open).take(MOST).collect();
        found.extend(of_value(tree, tree.text_of(at + 1), &value));
        at = tree.behind(open);
    }
}

/// The options of the command that a place is a word of.
fn in_command(tree: &Tree, place: usize, found: &mut Vec<(What, Range<usize>)>) {
    let parent = tree.tokens[place].parent;
    let own = |at: &usize| tree.tokens.get(*at).is_some_and(|token| token.parent == parent);
    let mut first = place;
    while first > 0 && place - first < MOST && !tree.tokens[first].line_start && own(&(first - 1)) {
        first -= 1;
    }
    for at in (first..place + MOST).take_while(|at| own(at) && (*at == first || !tree.tokens[*at].line_start)) {
        let text = tree.text_of(at);
        if tree.tokens[at].kind == Kind::Sep && at > place {
            break;
        }
        if text.eq_ignore_ascii_case("--service-principal") || text.eq_ignore_ascii_case("-ServicePrincipal") {
            found.push((What::NoUser, tree.tokens[at].start as usize..tree.tokens[at].end as usize));
        } else if text.starts_with('-') && own(&(at + 1)) {
            found.extend(of_value(tree, text, &[at + 1]));
        }
    }
}

/// What stands among the arguments of a call or the entries of an object of which the client at a token is one. Where
/// several clients are named, or the client is one of several that the code chooses from, nobody knows whose it is.
fn in_group(tree: &Tree, open: usize, at: usize, call: bool, found: &mut Vec<(What, Range<usize>)>) {
    of_entries(tree, named_entries(tree, open), at, call, found);
}

fn of_entries(
    tree: &Tree,
    mut entries: Vec<(&str, Vec<usize>)>,
    at: usize,
    call: bool,
    found: &mut Vec<(What, Range<usize>)>,
) {
    let key = entries.iter().find(|(_, value)| value.contains(&at)).map(|(name, _)| *name);
    entries.retain(|(name, _)| key.is_none_or(|key| !of_another_server(key, name)));
    let client = |name: &str| {
        let name = own_name(name);
        name.len() < 60 && CLIENT.iter().any(|end| fold(name).ends_with(end))
    };
    let mut clients = entries.iter().filter(|(name, _)| client(name));
    let own = clients.next();
    let is_own = match own {
        Some((_, value)) => value.contains(&at) && !chooses(tree, value),
        // An argument by its position.
        None => call && !entries.iter().any(|(_, value)| value.contains(&at)),
    };
    if is_own && clients.next().is_none() {
        found.extend(entries.iter().filter_map(|(name, value)| of_value(tree, name, value)));
    }
}

/// The name is a parameter of the function around it that a call need not give.
fn is_optional(tree: &Tree, at: usize) -> bool {
    let default = parameter(tree, at).and_then(|token| Function::default(tree, token));
    default.is_some_and(|default| chooses(tree, &default) || default.iter().all(|&at| tree.content_of(at).is_empty()))
}

/// Where the name is declared as a parameter of the function around it.
fn parameter(tree: &Tree, at: usize) -> Option<usize> {
    let function = function::around(tree, at)?;
    function.parameter(tree, tree.text_of(at)).map(|(_, token)| token)
}

/// The value is one of several, or may be none.
pub(super) fn chooses(tree: &Tree, value: &[usize]) -> bool {
    value.iter().any(|&at| {
        matches!(
            tree.text_of(at),
            "?" | "??" | "||" | "?:" | "or" | "if" | "else" | "None" | "null" | "nil" | "undefined"
        )
    })
}

/// The entries of a bracket that have names: `name = …`, `"name": …`, `["name"] = …`; of a block of lines `name: …`.
fn named_entries<'t>(tree: &Tree<'t>, open: usize) -> Vec<(&'t str, Vec<usize>)> {
    if tree.group_of(open) == Group::Block {
        let keys = tree.children(open).filter(|&at| tree.tokens[at].line_start && tree.is_op(at + 1, &[":", "="]));
        let value = |key: usize| tree.tokens.get(key + 2).filter(|value| !value.line_start).map(|_| vec![key + 2]);
        return keys.take(MOST).filter_map(|key| Some((tree.content_of(key), value(key)?))).collect();
    }
    let named = |(name, value): (Option<usize>, Vec<usize>)| match (name, value.as_slice()) {
        (Some(name), _) => Some((tree.content_of(name), value)),
        (None, [bracket, operator, value @ ..])
            if tree.group_of(*bracket) == Group::Bracket && tree.is_op(*operator, &["="]) && !value.is_empty() =>
        {
            Some((tree.content_of(bracket + 1), value.to_vec()))
        }
        _ => None,
    };
    entries(tree, open).into_iter().filter_map(named).collect()
}

/// What a value says that has this name.
fn of_value(tree: &Tree, name: &str, value: &[usize]) -> Option<(What, Range<usize>)> {
    let what = promised(name)?;
    let (first, last) = (*value.first()?, *value.last()?);
    let literal = match value {
        [only] if tree.kind_of(*only) == Some(Kind::Str) => Some(tree.content_of(*only)),
        _ => None,
    };
    let nothing =
        chooses(tree, value) || value.len() == 1 && matches!(tree.text_of(first), "Nothing" | "false" | "$null" | "~");
    let end = tree.tokens.get(tree.behind(last).checked_sub(1)?)?.end as usize;
    let range = match literal {
        Some(_) => tree.tokens[first].inner_start as usize..tree.tokens[first].inner_end as usize,
        None => tree.tokens[first].start as usize..end,
    };
    match what {
        _ if nothing => None,
        What::Secret | What::Certificate if value.len() == 1 && is_optional(tree, first) => None,
        // `client_credential={"thumbprint": …, "private_key": …}`
        What::Secret if tree.group_of(first) == Group::Brace => Some((What::Certificate, range)),
        What::Secret | What::Certificate => literal.is_none_or(|text| !text.trim().is_empty()).then_some((what, range)),
        What::NoUser => (literal? == "client_credentials").then_some((what, range)),
        What::Address => is_own(literal?).then_some((what, range)),
    }
}

/// What stands in an address, the body of a form or a connection string that begins at byte `start`.
fn in_form(text: &str, start: usize, found: &mut Vec<(What, Range<usize>)>) {
    for part in text.split(['&', ';', '?', '\n']) {
        let Some((name, value)) = part.split_once('=') else { continue };
        let (name, value) = (name.trim_end_matches(' '), value.trim_start_matches(' '));
        let Some(what) = promised(name.rsplit([' ', '"', '\'']).next().unwrap_or(name)) else { continue };
        let end = value.find(['"', '\'', '#', '`', ' ', '\r']).unwrap_or(value.len());
        let value = &value[..end];
        let said = match what {
            What::Secret | What::Certificate => !value.is_empty(),
            What::NoUser => value == "client_credentials",
            What::Address => {
                is_own(&value.replace("%3A", ":").replace("%3a", ":").replace("%2F", "/").replace("%2f", "/"))
            }
        };
        if said {
            let from = start + (value.as_ptr() as usize - text.as_ptr() as usize);
            found.push((what, from..from + value.len()));
        }
    }
}

/// Whether only an application of one's own can have the address: it is on the web, at no host of Microsoft's and not on
/// the machine itself.
fn is_own(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://").filter(|_| address.len() < LONGEST) else { return false };
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or(rest);
    let name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let own_machine = host.eq_ignore_ascii_case("localhost") || host.starts_with("127.");
    let microsoft = host.contains("microsoft")
        || host.contains("office")
        || OWN_HOSTS.iter().any(|own| host == *own || host.strip_suffix(own).is_some_and(|front| front.ends_with('.')));
    matches!(scheme, "http" | "https")
        && name
        && host.contains('.')
        && !own_machine
        && !microsoft
        && !at_microsoft(host)
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_an_address_on_the_web_can_be_called_unregistered() {
        for own in [
            "https://app.contoso.com/auth",
            "https://contoso.azurewebsites.net/auth",
            "https://oauth.pstmn.io/v1/callback",
            "http://10.0.0.4:8080/cb",
        ] {
            assert!(is_own(own), "{own}");
        }
        for other in [
            "http://localhost",
            "http://localhost:8400/callback",
            "https://localhost:3000",
            "http://127.0.0.1:5000",
            "https://login.microsoftonline.com/common/oauth2/nativeclient",
            "https://login.live.com/oauth20_desktop.srf",
            "https://vscode.dev/redirect",
            "https://insiders.vscode.dev/redirect",
            "https://portal.azure.com/",
            "https://scuprodprv.www.microsoft365.com/spalanding",
            "msal04b07795-8ddb-461a-bbee-02f9e1bf7b46://auth",
            "urn:ietf:wg:oauth:2.0:oob",
            "ms-appx-web://microsoft.aad.brokerplugin/x",
            "https://${HOST}/auth",
            "https://<your-app>/auth",
            "/auth/callback",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }
}
