//! Pieces that several forms share.

use super::plan::{ApiPlan, Permission, Plan};
use crate::catalog::Cloud;

/// What the plan is for, as lines of a comment.
pub(super) fn head(plan: &Plan) -> Vec<String> {
    let mut lines = vec![format!("Registers \"{}\", an application of your own, for:", plan.name)];
    const SHOWN: usize = 12;
    for place in plan.places.iter().take(SHOWN) {
        lines.push(format!("  {}:{} (now {})", one_line(&place.path), place.line, one_line(&place.whose)));
    }
    if plan.places.len() > SHOWN {
        lines.push(format!("  and {} more places", plan.places.len() - SHOWN));
    }
    if plan.places.is_empty() {
        lines.push("  the requests that were asked about".to_owned());
    }
    lines.push("Review every line before you run it. aadsts ran nothing and asked no tenant anything.".to_owned());
    lines
}

/// What is worth knowing about the audience.
pub(super) fn audience(plan: &Plan) -> &'static str {
    if plan.multi_tenant {
        "The code signs in at /organizations or /common, so people of other organisations can. AzureADMyOrg is \
         narrower: then put your tenant id into the authority."
    } else {
        "Only people of your own tenant sign in."
    }
}

/// What the products need beside consent: name of the product and its steps.
pub(super) fn needs(plan: &Plan) -> Vec<(&'static str, Vec<String>)> {
    let mut all = Vec::new();
    for product in &plan.products {
        let mut steps = Vec::new();
        if !product.azure_role.is_empty() {
            let who = match (plan.user(), plan.app_only) {
                (true, true) => "the person who signs in, and the application",
                (true, false) => "the person who signs in",
                (false, _) => "the application",
            };
            steps.push(format!("Assign an Azure role such as \"{}\" on the resource to {who}.", product.azure_role));
        }
        if plan.user() {
            steps.extend(product.user.iter().map(|step| (*step).to_owned()));
        }
        if plan.app_only {
            if !product.roles {
                steps.push("It reads no application permissions: grant none.".to_owned());
            }
            steps.extend(product.app.iter().map(|step| (*step).to_owned()));
        }
        if !steps.is_empty() {
            all.push((product.name, steps));
        }
    }
    all
}

/// What an API is asked for, for a comment.
pub(super) fn summary(api: &ApiPlan) -> String {
    let names =
        |permissions: &[Permission]| permissions.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !api.scopes.is_empty() {
        parts.push(format!("delegated {}", names(&api.scopes)));
    }
    if !api.roles.is_empty() {
        parts.push(format!("application {}", names(&api.roles)));
    }
    if parts.is_empty() {
        parts.push("no permission".to_owned());
    }
    format!("{}: {}", one_line(&api.name), parts.join("; "))
}

/// What the reader must decide about an API.
pub(super) fn open_questions(api: &ApiPlan) -> Vec<String> {
    let mut out = Vec::new();
    if api.scopes.iter().any(|scope| scope.guessed) {
        out.push("The code asks for `.default` or the API as a whole: check which scopes its calls need.".to_owned());
    }
    if api.open {
        out.push(
            "The code asks for `.default` without a user: name the application permissions that its calls need, for \
             example User.Read.All."
                .to_owned(),
        );
    }
    out
}

/// The lines that end every form: what goes into `aadsts.toml` and where.
pub(super) fn finish(plan: &Plan) -> Vec<String> {
    let mut lines = vec![
        "Then write the new id into aadsts.toml:".to_owned(),
        "  [tenant]".to_owned(),
        "  app-id = \"<the new application id>\"".to_owned(),
        "and let `aadsts check --fix` put it in, or change these places by hand:".to_owned(),
    ];
    for place in &plan.places {
        lines.push(format!("  {}:{}", one_line(&place.path), place.line));
    }
    if plan.public {
        lines.push("A public client has no secret: do not add one.".to_owned());
    }
    lines
}

/// Text of somebody else's in a comment: it cannot end the line.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Names in code for the APIs, such as `microsoft_graph`, each once.
pub(super) fn labels(plan: &Plan) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for api in &plan.apis {
        let mut label = label(&api.name);
        if labels.contains(&label) {
            label.push('_');
            label.push_str(api.id.to_string().get(..8).unwrap_or_default());
        }
        labels.push(label);
    }
    labels
}

fn label(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character.to_ascii_lowercase());
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
    }
    let out = out.trim_matches('_').to_owned();
    if out.starts_with(|first: char| first.is_ascii_alphabetic()) { out } else { format!("api_{out}") }
}

/// Every line as a comment.
pub(super) fn comment(out: &mut String, sign: &str, lines: &[String]) {
    for line in lines {
        let line = format!("{sign} {line}");
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// The address of Microsoft Graph in a cloud.
pub(super) fn graph_host(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Public => "https://graph.microsoft.com",
        Cloud::Usgov => "https://graph.microsoft.us",
        Cloud::China => "https://microsoftgraph.chinacloudapi.cn",
        Cloud::Germany => "https://graph.microsoft.de",
    }
}

/// The audience of a federated credential in a cloud.
pub(super) fn federation_audience(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Public | Cloud::Germany => "api://AzureADTokenExchange",
        Cloud::Usgov => "api://AzureADTokenExchangeUSGov",
        Cloud::China => "api://AzureADTokenExchangeChina",
    }
}
