//! Finds the parts of a decoded message by the words that stand in front of them.

use std::ops::Range;

use super::Message;
use crate::catalog;
use crate::expectation::is_sign_in_scope;
use crate::guid::Guid;

/// What a GUID in a message is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Client,
    Resource,
    Tenant,
    Trace,
    Correlation,
    Other,
}

/// Words in front of a GUID. The one that ends nearest to it decides; of two that end together, the longer.
const LABELS: [(&str, Part); 36] = [
    ("trace id", Part::Trace),
    ("trace_id", Part::Trace),
    ("traceid", Part::Trace),
    ("correlation id", Part::Correlation),
    ("correlation_id", Part::Correlation),
    ("correlationid", Part::Correlation),
    ("client_id", Part::Client),
    ("clientid", Part::Client),
    ("client id", Part::Client),
    ("client app id", Part::Client),
    ("app id", Part::Client),
    ("app_id", Part::Client),
    ("appid", Part::Client),
    ("app '", Part::Client),
    ("app \"", Part::Client),
    ("application", Part::Client),
    ("identifier", Part::Client),
    ("resource", Part::Resource),
    ("resource app id", Part::Resource),
    ("resourceid", Part::Resource),
    ("resource_id", Part::Resource),
    ("resource id", Part::Resource),
    ("to access '", Part::Resource),
    ("scope", Part::Resource),
    ("api://", Part::Resource),
    ("tenant", Part::Tenant),
    ("directory", Part::Tenant),
    ("login.microsoftonline.com/", Part::Tenant),
    ("login.microsoftonline.us/", Part::Tenant),
    ("login.partner.microsoftonline.cn/", Part::Tenant),
    ("sts.windows.net/", Part::Tenant),
    ("user", Part::Other),
    ("object id", Part::Other),
    ("session", Part::Other),
    ("device", Part::Other),
    ("request id", Part::Other),
];

/// How far in front of a GUID its label may end, in bytes: `Application with identifier '`.
const REACH: usize = 40;

/// Keys under which a bare number is a code.
const CODE_KEYS: [&str; 10] = [
    "error_codes",
    "errorcodes",
    "error code",
    "errorcode",
    "error_code",
    "error?code=",
    "server_error_code",
    "resulttype",
    "status code aadsts",
    "failure reason",
];

/// Where the first code of a text begins.
pub(super) fn first_code(text: &str) -> Option<usize> {
    codes(text).first().map(|(range, _)| range.start)
}

/// The places and numbers of all codes: those with the prefix or, where there are none, bare numbers under a key.
fn codes(text: &str) -> Vec<(Range<usize>, u32)> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (start, prefix) in lower.match_indices("aadsts") {
        let digits = start + prefix.len();
        if let Some((length, number)) = number(&lower[digits..]) {
            found.push((start..digits + length, number));
        }
    }
    if found.is_empty() { bare_codes(&lower) } else { found }
}

/// Bare numbers under a key that says that they are codes, in a text without capitals.
pub(super) fn bare_codes(lower: &str) -> Vec<(Range<usize>, u32)> {
    let mut found = Vec::new();
    for key in CODE_KEYS {
        for (start, _) in lower.match_indices(key) {
            let mut from = start + key.len();
            while let Some((gap, length, number)) = keyed_number(&lower[from..]) {
                found.push((from + gap..from + gap + length, number));
                from += gap + length;
            }
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// A bare code right behind a key or behind another one of the same list, with the length of what stands between.
fn keyed_number(text: &str) -> Option<(usize, usize, u32)> {
    // Quotes, brackets and operators, the words of queries, and line breaks that are still escaped.
    let gap = text.bytes().take(24).position(|byte| byte.is_ascii_digit())?;
    let letters: String = text[..gap].chars().filter(char::is_ascii_alphabetic).collect();
    if !matches!(letters.as_str(), "" | "in" | "n" | "r" | "rn" | "dynamic" | "indynamic") {
        return None;
    }
    // A list ends with its bracket or its line.
    let ended = text[..gap].contains([']', ')', '}', ';', '|']);
    let (length, number) = number(&text[gap..])?;
    (!ended).then_some((gap, length, number))
}

/// Five to seven digits, and no more.
fn number(text: &str) -> Option<(usize, u32)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(5..=7).contains(&length) {
        return None;
    }
    text[..length].parse().ok().map(|number| (length, number))
}

/// Whether a line below a code still belongs to its message.
pub(super) fn goes_on(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let words = ["trace", "correlation", "timestamp", "error_", "suberror", "claims", "first party", "app id", "appid"];
    let only_signs =
        !line.trim().is_empty() && line.trim().bytes().all(|byte| byte.is_ascii_punctuation() || byte.is_ascii_digit());
    words.iter().any(|word| lower.contains(word)) || only_signs
}

/// Reads a decoded text.
pub(super) fn message(text: &str) -> Message {
    let lower = text.to_ascii_lowercase();
    let mut message = Message::default();
    for (_, number) in codes(text) {
        if !message.codes.contains(&number) {
            message.codes.push(number);
        }
    }
    guids(&lower, &mut message);
    message.scopes = scopes(text, &lower);
    if message.resource.is_none() {
        resource(text, &lower, &mut message);
    }
    if message.tenant.is_none() {
        message.tenant = first(text, &lower, &["tenant '", "directory '", "tenant named ", "tenant \""])
            .map(|tenant| tenant.trim_end_matches('.').to_owned())
            .or_else(|| path_tenant(text, &lower));
    }
    message.redirect_uri = first(
        text,
        &lower,
        &["redirect uri '", "reply url '", "reply address '", "redirect_uri=", "redirect_uri\":\""],
    )
    .filter(|uri| uri.contains(':'));
    message.user = user(text);
    message.timestamp = timestamp(text, &lower);
    message
}

fn guids(lower: &str, message: &mut Message) {
    let bytes = lower.as_bytes();
    let mut behind_last = 0;
    let mut index = 0;
    while index + Guid::DASHED_LEN <= bytes.len() {
        let bounded = index == 0 || !bytes[index - 1].is_ascii_alphanumeric();
        let Some(id) = bytes.get(index..).filter(|_| bounded).and_then(Guid::from_dashed_prefix) else {
            index += 1;
            continue;
        };
        let mut from = behind_last;
        while index - from > REACH || !lower.is_char_boundary(from) {
            from += 1;
        }
        let in_front = &lower[from..index];
        let label = LABELS
            .iter()
            .filter_map(|(label, part)| in_front.rfind(label).map(|start| (start + label.len(), label.len(), *part)))
            .max_by_key(|(end, length, _)| (*end, *length));
        match label.map(|(_, _, part)| part) {
            Some(Part::Client) => message.client = message.client.or(Some(id)),
            Some(Part::Resource) => message.resource = message.resource.or(Some(id)),
            Some(Part::Trace) => message.trace_id = message.trace_id.or(Some(id)),
            Some(Part::Correlation) => message.correlation_id = message.correlation_id.or(Some(id)),
            Some(Part::Tenant) if message.tenant.is_none() => message.tenant = Some(id.to_string()),
            Some(Part::Tenant | Part::Other) | None => {}
        }
        index += Guid::DASHED_LEN;
        behind_last = index;
    }
}

/// Scopes of the request, or the one that the message complains about.
fn scopes(text: &str, lower: &str) -> Vec<String> {
    let list = first(
        text,
        lower,
        &["scope=", "scope\":\"", "scope\": \"", "--scope ", "scopes: ", "asked for scope '", "scope '"],
    );
    let mut scopes: Vec<String> = Vec::new();
    // In a decoded URL the sentence may go on right behind the list; its first word is no scope.
    for scope in list.as_deref().unwrap_or("").split([' ', ',']).filter(|scope| !scope.is_empty()) {
        let is_name = scope.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/:*".contains(&byte));
        let is_scope = is_sign_in_scope(scope) || scope.contains(['.', '/', '_']) && !scope.ends_with(['.', ':']);
        if !is_name || !is_scope {
            break;
        }
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}

/// The API of a `resource` parameter, of a message about it, or of the scopes.
fn resource(text: &str, lower: &str, message: &mut Message) {
    let labels = ["resource=", "resource principal named ", "resource value from request: ", "resource '"];
    if let Some(value) = first(text, lower, &labels).filter(|value| value.contains([':', '.'])) {
        let value = value.trim_end_matches('.').to_owned();
        message.resource = catalog::scope(&value).map(|scope| scope.resource);
        message.resource_text = Some(value);
        return;
    }
    message.resource = message.scopes.iter().find_map(|scope| catalog::scope(scope)).map(|scope| scope.resource);
}

/// The value behind the first of the labels that occurs: up to the closing quote where the label opens one, else up
/// to the end of the parameter, word or line.
fn first(text: &str, lower: &str, labels: &[&str]) -> Option<String> {
    for label in labels {
        let Some(start) = lower.find(label) else { continue };
        let rest = &text[start + label.len()..];
        let end = match label.as_bytes().last() {
            Some(quote @ (b'\'' | b'"')) => rest.find(*quote as char)?,
            // A list of scopes in a decoded URL goes on behind a blank.
            Some(b'=') if *label == "scope=" => rest.find(['&', '"', '\'', '\n', ')', ';', '#']).unwrap_or(rest.len()),
            _ => rest.find(['&', '"', '\'', '\n', ' ', ')', ';', '#', ',']).unwrap_or(rest.len()),
        };
        let value = rest[..end].trim();
        if !value.is_empty() && value.len() <= 400 {
            return Some(value.to_owned());
        }
    }
    None
}

/// The tenant in the path of a sign-in address, where it is a domain.
fn path_tenant(text: &str, lower: &str) -> Option<String> {
    let host = "login.microsoftonline.com/";
    let start = lower.find(host)? + host.len();
    let rest = &text[start..];
    let segment = &rest[..rest.find(['/', '?', ' ', '"', '\'', '\n'])?];
    let known = ["common", "organizations", "consumers"].contains(&segment) || segment.contains('.');
    known.then(|| segment.to_owned())
}

/// The first thing that looks like a sign-in name.
fn user(text: &str) -> Option<String> {
    let is_part = |character: char| character.is_alphanumeric() || "._-+#".contains(character);
    for (at, _) in text.match_indices('@') {
        let name_start = text[..at]
            .rfind(|character| !is_part(character))
            .map_or(0, |index| index + text[index..].chars().next().map_or(1, char::len_utf8));
        let domain = &text[at + 1..];
        let domain = &domain[..domain.find(|character| !is_part(character)).unwrap_or(domain.len())];
        let domain = domain.trim_end_matches('.');
        if name_start < at && domain.contains('.') && !domain.starts_with('.') {
            return Some(format!("{}@{domain}", &text[name_start..at]));
        }
    }
    None
}

/// The time behind the word `timestamp`.
fn timestamp(text: &str, lower: &str) -> Option<String> {
    let start = lower.find("timestamp")? + "timestamp".len();
    let rest = text[start..].trim_start_matches([':', '"', '\'', ' ', '=', '\t']);
    let end = rest
        .find(|character: char| !(character.is_ascii_digit() || "-:TZ. ".contains(character)))
        .unwrap_or(rest.len());
    let value = rest[..end].trim_end_matches(['.', ' ', '-']);
    (value.len() >= 10).then(|| value.to_owned())
}
