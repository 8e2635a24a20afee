//! Clients and APIs as people name them: an id, a URI, a short name, or the display name of one application.

use super::target::{Api, Target, v1_resource};
use crate::catalog::{self, Cloud, Use};
use crate::guid::Guid;

/// The client that a person named; `None` where the name is not known.
pub fn client_named(text: &str) -> Option<Guid> {
    id_or_name(text.trim(), Use::Client)
}

/// The API that a person named; `None` where the name is not known. A URI always names one, if only the developer's.
pub fn api_named(text: &str) -> Option<Target<'_>> {
    let text = text.trim();
    if let Some(id) = id_or_name(text, Use::Api) {
        let api = if catalog::app(id).is_some() { Api::Known(id) } else { Api::Own(text) };
        return Some(Target { api, scope: "", cloud: Cloud::Public });
    }
    let target = v1_resource(text);
    (target.api.id().is_some() || text.contains(':')).then_some(target)
}

fn id_or_name(text: &str, usage: Use) -> Option<Guid> {
    if let Ok(id) = text.parse() {
        return Some(id);
    }
    catalog::named(text, usage).or_else(|| {
        let mut same = catalog::apps().iter().filter(|app| app.name.eq_ignore_ascii_case(text));
        let first = same.next()?;
        same.next().is_none().then_some(first.id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_uris_and_names() {
        let cli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46".parse().ok();
        for name in ["azure-cli", "AZURE-CLI", " Microsoft Azure CLI ", "{04B07795-8DDB-461A-BBEE-02F9E1BF7B46}"] {
            assert_eq!(client_named(name), cli, "{name}");
        }
        assert_eq!(client_named("azure"), None);
        for name in ["graph", "Microsoft Graph", "https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000"]
        {
            assert_eq!(api_named(name).map(|target| target.api), Some(Api::GRAPH), "{name}");
        }
        assert_eq!(api_named("api://mine").map(|target| target.api), Some(Api::Own("api://mine")));
        let gov = api_named("https://graph.microsoft.us").expect("a URI");
        assert_eq!(gov.cloud, Cloud::Usgov);
        assert_eq!(api_named("my-api"), None);
    }
}
