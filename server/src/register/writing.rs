//! Pieces that several forms share.

use std::fmt::Write;

use super::gather::Place;
use super::plan::{ApiPlan, Permission, Plan};
use crate::catalog::Cloud;

/// What the plan is for, as lines of a comment.
pub(super) fn head(plan: &Plan) -> Vec<String> {
    const SHOWN: usize = 12;
    let mut lines = vec![format!("Registers \"{}\", an application of your own, for:", plan.name)];
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
        let of_product = plan.apis.iter().filter(|api| product.apis.contains(&api.id));
        let (user, app_only) =
            of_product.fold((false, false), |(user, app_only), api| (user || api.user, app_only || api.app_only));
        // Recognised by other words than an API: it is called in the ways in which the code signs in.
        let (user, app_only) = if user || app_only { (user, app_only) } else { (plan.user(), plan.app_only()) };
        let mut steps = Vec::new();
        if !product.azure_role.is_empty() {
            let who = match (user, app_only) {
                (true, true) => "the person who signs in and to the application",
                (true, false) => "the person who signs in",
                (false, _) => "the application",
            };
            steps.push(format!("Assign an Azure role such as \"{}\" on the resource to {who}.", product.azure_role));
        }
        if user {
            steps.extend(product.user.iter().map(|step| (*step).to_owned()));
        }
        if app_only {
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

/// Writes what the products need as comments.
pub(super) fn comment_needs(out: &mut String, sign: &str, plan: &Plan) {
    for (product, steps) in needs(plan) {
        out.push('\n');
        comment(out, sign, &[format!("Beside consent, for {product}:")]);
        comment(out, sign, &steps.iter().map(|step| format!("- {step}")).collect::<Vec<_>>());
    }
}

/// Writes which APIs are left to the reader, as comments.
pub(super) fn comment_foreign(out: &mut String, sign: &str, plan: &Plan) {
    if !plan.foreign.is_empty() {
        out.push('\n');
        let head =
            "APIs that are not Microsoft's: add their permissions likewise, with the ids that their owner gives.";
        comment(out, sign, &[head.to_owned()]);
        comment(out, sign, &plan.foreign.iter().map(|uri| format!("- {}", one_line(uri))).collect::<Vec<_>>());
    }
}

/// Who has to consent and why.
pub(super) fn consent(plan: &Plan) -> String {
    let needed = plan.admin_permissions();
    let reason = if needed.is_empty() {
        "Only where people may not consent for themselves.".to_owned()
    } else {
        format!("Needed for {}.", needed.join(", "))
    };
    format!("{reason} It counts for everybody in the tenant, and an administrator gives it.")
}

/// The lines above and below the step that an administrator takes.
pub(super) const CONSENT_STARTS: &str = "---- ADMIN CONSENT ----";
pub(super) const CONSENT_ENDS: &str = "-----------------------";

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

/// What ends every form: what goes into `aadsts.toml`, and where the id stands now.
pub(super) struct Finish {
    pub(super) toml: [&'static str; 2],
    pub(super) places: Vec<String>,
    pub(super) notes: Vec<String>,
}

/// How many places are listed one by one.
const SHOWN_PLACES: usize = 40;

pub(super) const WRITE: &str = "Then write the new id into aadsts.toml:";
pub(super) const CHANGE: &str = "and let `aadsts check --fix` put it in, or change these places by hand:";

pub(super) fn finish(plan: &Plan) -> Finish {
    let mut notes: Vec<String> = plan
        .carrying
        .iter()
        .map(|uri| format!("The redirect URI {} carries the borrowed id: add it with the new one.", one_line(uri)))
        .collect();
    if plan.public() && plan.confidential() {
        notes.push(
            "The code signs people in on a device and also needs a credential: two registrations keep the credential \
             away from the devices."
                .to_owned(),
        );
    } else if plan.public() {
        notes.push("A public client has no secret: do not add one.".to_owned());
    }
    let place = |place: &Place| format!("{}:{}", one_line(&place.path), place.line);
    let mut places: Vec<String> = plan.places.iter().take(SHOWN_PLACES).map(place).collect();
    if plan.places.len() > SHOWN_PLACES {
        places.push(format!("and {} more, which aadsts check lists", plan.places.len() - SHOWN_PLACES));
    }
    Finish { toml: ["[tenant]", "app-id = \"<the new application id>\""], places, notes }
}

/// Writes the end as comments.
pub(super) fn comment_finish(out: &mut String, sign: &str, plan: &Plan) {
    let Finish { toml, places, notes } = finish(plan);
    let indented = |text: &str| format!("  {text}");
    let lines = std::iter::once(WRITE.to_owned()).chain(toml.iter().map(|line| indented(line)));
    let lines = lines.chain([CHANGE.to_owned()]).chain(places.iter().map(|place| indented(place)));
    out.push('\n');
    comment(out, sign, &lines.chain(notes).collect::<Vec<_>>());
}

/// Text of somebody else's in a comment: it can neither end the line nor turn around how it reads.
pub(super) fn one_line(text: &str) -> String {
    let steers = |character: char| {
        character.is_control() || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|character| if steers(character) { ' ' } else { character }).collect()
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

/// Every line as a comment, broken where it grows long; what is broken off stands below the words of its line.
pub(super) fn comment(out: &mut String, sign: &str, lines: &[String]) {
    const WIDTH: usize = 110;
    for line in lines {
        let words = line.trim_start();
        let item = words.strip_prefix("- ");
        let indent = line.len() - item.unwrap_or(words).len();
        let mut column = sign.len() + 1 + indent;
        out.push_str(sign);
        out.push(' ');
        out.push_str(line.get(..indent).unwrap_or_default());
        for (index, word) in item.unwrap_or(words).split_whitespace().enumerate() {
            let length = word.chars().count();
            if index > 0 && column + 1 + length > WIDTH {
                let _ = write!(out, "\n{sign} {:indent$}", "");
                column = sign.len() + 1 + indent;
            } else if index > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
        out.truncate(out.trim_end_matches(' ').len());
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
