//! Document links: an error code to its look-up page, a rule to its page.

use tower_lsp::ls_types::DocumentLink;

use super::capabilities::Capabilities;
use super::document::Document;
use super::{hover, to_proto};
use crate::analysis::{Analysis, Entity};

/// The sign-in host of each cloud, and what else in a text shows that it is about that cloud.
const CLOUDS: &[(&str, &[&str])] = &[
    (
        "login.microsoftonline.us",
        &[
            "login.microsoftonline.us",
            "graph.microsoft.us",
            "usgovcloudapi.net",
            "AzureUSGovernment",
            "AzureUsGovernment",
            "AzureGovernment",
            "AZURE_GOVERNMENT",
            "USGov",
        ],
    ),
    (
        "login.partner.microsoftonline.cn",
        &["partner.microsoftonline.cn", "chinacloudapi.cn", "AzureChina", "AZURE_CHINA"],
    ),
];
const PUBLIC: &str = "login.microsoftonline.com";

/// All links of a document.
pub(super) fn links(document: &Document, analysis: &Analysis, capabilities: &Capabilities) -> Vec<DocumentLink> {
    let codes: Vec<_> = analysis
        .occurrences
        .iter()
        .filter_map(|found| match found.entity {
            Entity::ErrorCode(code) => Some((found.range.clone(), code)),
            Entity::App(_)
            | Entity::Retired(_)
            | Entity::Placeholder(_)
            | Entity::Lookalike(..)
            | Entity::PlaceholderText => None,
        })
        .collect();
    let host = if codes.is_empty() { PUBLIC } else { host(&String::from(&document.text)) };
    let codes = codes.into_iter().map(|(range, code)| {
        (range, format!("https://{host}/error?code={code}"), format!("Microsoft's page about AADSTS{code}"))
    });
    let rules = hover::rules(document, &analysis.directives)
        .map(|(rule, range)| (range, to_proto::page(rule), format!("The page of {}", rule.id())));
    let links = codes.chain(rules).map(|(range, target, tooltip)| DocumentLink {
        range: document.text.range(&range, capabilities.encoding),
        target: target.parse().ok(),
        tooltip: Some(tooltip),
        data: None,
    });
    links.collect()
}

/// The host that a text's codes come from: a sovereign cloud's where the text is about that cloud alone.
fn host(text: &str) -> &'static str {
    let says = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let mut clouds = CLOUDS.iter().filter(|(_, words)| words.iter().any(|word| says(word)));
    match (clouds.next(), clouds.next()) {
        (Some((host, _)), None) if !says(PUBLIC) => host,
        _ => PUBLIC,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sovereign_text_has_a_sovereign_host() {
        for (text, expected) in [
            ("AADSTS50011", PUBLIC),
            ("https://login.microsoftonline.us/x AADSTS50011", "login.microsoftonline.us"),
            ("AzureAuthorityHosts.AZURE_GOVERNMENT", "login.microsoftonline.us"),
            ("https://dod-graph.microsoft.us/v1.0/me", "login.microsoftonline.us"),
            ("Connect-MgGraph -Environment USGov", "login.microsoftonline.us"),
            ("https://microsoftgraph.chinacloudapi.cn/v1.0/me", "login.partner.microsoftonline.cn"),
            ("cloud: AzureChinaCloud", "login.partner.microsoftonline.cn"),
            ("login.microsoftonline.com and login.microsoftonline.us", PUBLIC),
            ("AzureChinaCloud and AzureUSGovernment", PUBLIC),
        ] {
            assert_eq!(host(text), expected, "{text}");
        }
    }
}
