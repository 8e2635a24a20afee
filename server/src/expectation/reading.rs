//! What the words of a text ask for: scopes, APIs, sign-in addresses, wherever they stand.

use std::ops::Range;

use super::target::{Api, Target, is_sign_in_scope};
use crate::catalog;
use crate::guid::Guid;

/// What the word around a place asks for, with its range. The place behind the last character counts, too.
pub fn asked_at(text: &str, offset: usize) -> Option<(Range<usize>, Target<'_>)> {
    let (before, after) = (text.get(..offset)?, text.get(offset..)?);
    let start = before.char_indices().rev().find(|(_, character)| !fits(*character));
    let start = start.map_or(0, |(at, character)| at + character.len_utf8());
    let end = offset + after.find(|character| !fits(character)).unwrap_or(after.len());
    let word = text.get(start..end)?.trim_end_matches([':', '.']);
    let target = authority(word).is_none().then(|| asked_for(text, start, word)).flatten()?;
    Some((start..start + word.len(), target))
}

fn fits(character: char) -> bool {
    character.is_ascii_alphanumeric() || ":/._~{}$*-%".contains(character)
}

/// Runs of characters that URIs and names of scopes are made of, with the place of each.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|character| !fits(character))
        .filter(|word| word.len() > 4)
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// The tenant part of a sign-in address.
pub(crate) fn authority(word: &str) -> Option<&str> {
    let rest = word.split_once("://")?.1;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let sign_in = ["login.microsoftonline.", "login.windows.net", "login.microsoft.com", "login.chinacloudapi.cn"];
    sign_in.iter().any(|start| host.starts_with(start)).then(|| path.split('/').next().unwrap_or(path))
}

/// What a word asks for: a scope with its API, an API, or the name of a permission of Microsoft Graph.
pub(crate) fn asked_for<'a>(text: &'a str, start: usize, word: &'a str) -> Option<Target<'a>> {
    let word = word.trim_end_matches([':', '.']);
    let id = word.split('/').next().is_some_and(|first| first.parse::<Guid>().is_ok());
    if word.contains("://") || id && word.contains('/') {
        let target = Target::of_scope(word);
        return match target.api {
            Api::Known(api) if target.asks_for_all() || is_scope_of(api, target.scope) => Some(target),
            // An id with something behind it is in a path or a URI of something else.
            Api::Known(_) if id => None,
            // The address of a call says which API it is, and nothing about scopes.
            Api::Known(_) => Some(Target { scope: "", ..target }),
            Api::Own(_) if word.starts_with("api://") => Some(target),
            Api::Own(_) | Api::Unlisted(_) => api_of_call(word),
        };
    }
    if is_sign_in_scope(word) || !word.contains('.') || catalog::permission(word).is_none() {
        return None;
    }
    // `User.Read(…)` and `x.User.Read` are code.
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    let after = text.get(start + word.len()..).and_then(|after| after.chars().next());
    let code = after == Some('(') || matches!(before, Some('@' | '#'));
    (!code).then(|| Target::of_scope(word))
}

/// Whether the API is known to have a scope of this name.
fn is_scope_of(api: Guid, scope: &str) -> bool {
    if Api::GRAPH.id() == Some(api) {
        return catalog::permission(scope).is_some();
    }
    scope == "user_impersonation"
        || scope.contains('.') && !scope.starts_with(['v', 'V'])
        || catalog::apps().iter().any(|app| catalog::grant(app.id, api).is_some_and(|grant| grant.has(scope)))
}

/// The API that the address of a call leads to.
fn api_of_call(url: &str) -> Option<Target<'_>> {
    let host = url.find("://")? + 3;
    let end = url[host..].find('/').map_or(url.len(), |slash| host + slash);
    let row = catalog::resource_uri(&url[..end])?;
    Some(Target { api: Api::Known(row.resource()), scope: "", cloud: row.cloud })
}
