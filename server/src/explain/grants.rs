//! What a client was granted, in a few words.

use std::fmt::Write;

use super::markdown::{enumeration, escape};
use crate::catalog::{self, App, GRANTS_DATE, Grant, GrantKind};
use crate::expectation::is_sign_in_scope;
use crate::guid::Guid;

/// APIs that people ask about first. The others follow by name.
const WELL_KNOWN: [u128; 10] = [
    0x0000_0003_0000_0000_c000_0000_0000_0000, // Microsoft Graph
    0x797f_4846_ba00_4fd7_ba43_dac1_f8f6_3013, // Azure Resource Manager
    0x0000_0002_0000_0ff1_ce00_0000_0000_0000, // Exchange Online
    0x0000_0003_0000_0ff1_ce00_0000_0000_0000, // SharePoint Online
    0xcfa8_b339_82a2_471a_a3c9_0fc0_be7a_4093, // Azure Key Vault
    0x499b_84ac_1321_427f_aa17_267c_a697_5798, // Azure DevOps
    0x0000_0009_0000_0000_c000_0000_0000_0000, // Power BI Service
    0x0000_0007_0000_0000_c000_0000_0000_0000, // Dataverse
    0xe406_a681_f3d4_42a8_90b6_c2b0_2949_7af1, // Azure Storage
    0x0000_0002_0000_0000_c000_0000_0000_0000, // the directory's old API
];

/// The name of an app, or its id where no name is known; ready for Markdown.
pub(super) fn name_of(id: Guid) -> String {
    match catalog::app(id) {
        Some(App { name, .. }) if !name.is_empty() => escape(name),
        _ => format!("`{id}`"),
    }
}

/// The scopes of a grant that name something, as code spans; the first `limit` of them, then the number of others.
pub(super) fn scopes_of(grant: Grant, limit: usize) -> String {
    let named: Vec<&str> = grant.scopes().filter(|scope| !is_sign_in_scope(scope)).collect();
    if named.is_empty() {
        return "sign-in only".to_owned();
    }
    let mut items: Vec<String> = named.iter().take(limit).map(|scope| format!("`{scope}`")).collect();
    if named.len() > limit {
        items.push(format!("{} more", named.len() - limit));
    }
    enumeration(&items)
}

/// The grants worth naming first: those on well-known APIs, then the rest by name of the API. Grants that must not be
/// interpreted are left out.
pub(super) fn foremost(client: Guid) -> Vec<Grant> {
    let mut grants: Vec<Grant> = meaningful(client).collect();
    // A named scope says more than a catch-all value, so such pairs come first among the rest.
    grants.sort_by_cached_key(|grant| (rank(grant), grant.kind == GrantKind::Generic, name_of(grant.resource)));
    grants
}

fn meaningful(client: Guid) -> impl Iterator<Item = Grant> {
    catalog::grants_of(client).filter(|grant| grant.kind != GrantKind::Anomalous)
}

/// The place of the API among the well-known ones.
fn rank(grant: &Grant) -> usize {
    WELL_KNOWN.iter().position(|id| *id == grant.resource.0).unwrap_or(WELL_KNOWN.len())
}

/// The first of [`foremost`] that name scopes. A hover wants only these, so the names of hundreds of APIs are looked up
/// only where the well-known ones are too few.
fn foremost_named(client: Guid, most: usize) -> Vec<Grant> {
    let mut named: Vec<Grant> = meaningful(client).filter(|grant| grant.kind == GrantKind::Explicit).collect();
    named.sort_by_cached_key(rank);
    if named.get(most.saturating_sub(1)).is_none_or(|last| rank(last) == WELL_KNOWN.len()) {
        named = foremost(client);
        named.retain(|grant| grant.kind == GrantKind::Explicit);
    }
    named.truncate(most);
    named
}

/// One sentence about everything that a client was granted; empty for a client that was not measured.
pub(super) fn sentence(client: Guid) -> String {
    let count = meaningful(client).count();
    if count == 0 {
        return String::new();
    }
    let apis = if count == 1 { "1 API".to_owned() } else { format!("{count} APIs") };
    let mut out = format!("Granted without consent (measured {GRANTS_DATE}): **{apis}**");
    let shown: Vec<String> = foremost_named(client, 3)
        .iter()
        .map(|grant| format!("{} ({})", name_of(grant.resource), scopes_of(*grant, 3)))
        .collect();
    if !shown.is_empty() {
        let among = if shown.len() < count { ", among them " } else { ": " };
        write!(out, "{among}{}", enumeration(&shown)).unwrap_or_default();
    }
    out.push('.');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_few_are_the_first_of_all() {
        let mut some = 0;
        for app in catalog::apps() {
            let mut all = foremost(app.id);
            all.retain(|grant| grant.kind == GrantKind::Explicit);
            for most in 1..5 {
                let ids = |grants: &[Grant]| grants.iter().map(|grant| grant.resource).collect::<Vec<_>>();
                let few = foremost_named(app.id, most);
                assert_eq!(ids(&few), ids(&all[..most.min(all.len())]), "{}", app.id);
                some += few.len();
            }
        }
        assert!(some > 100);
    }
}
