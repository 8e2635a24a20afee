//! The registration as steps in the admin centre, as Markdown.

use std::fmt::Write;

use super::plan::Plan;
use super::writing::{CHANGE, Finish, WRITE, audience, consent, finish, head, needs, one_line, open_questions};
use crate::catalog::Cloud;

pub(super) fn render(plan: &Plan) -> String {
    let mut out = format!("# Register {}\n", plan.name);
    let mut in_list = false;
    for line in head(plan) {
        let place = line.strip_prefix("  ");
        if !in_list || place.is_none() {
            out.push('\n');
        }
        in_list = place.is_some();
        writeln!(out, "{}", place.map_or(line.clone(), |place| format!("- {}", code(place)))).unwrap_or_default();
    }
    let (centre, address) = match plan.cloud {
        Cloud::Public | Cloud::Germany => ("Microsoft Entra admin centre", "https://entra.microsoft.com"),
        Cloud::Usgov => ("Microsoft Entra admin centre", "https://entra.microsoft.us"),
        Cloud::China => ("Azure portal", "https://portal.azure.cn"),
    };
    let _ =
        writeln!(out, "\n## The application\n\n1. {centre} ({address}): **App registrations**, **New registration**.");
    let _ = writeln!(out, "2. Name: {}.", code(&plan.name));
    let accounts = if plan.multi_tenant {
        "Accounts in any organizational directory"
    } else {
        "Accounts in this organizational directory only"
    };
    let _ = writeln!(out, "3. Supported account types: **{accounts}**. {}", audience(plan));
    let mut step = 4;
    let public = plan.public_redirects();
    let hosted = plan.hosted_redirects();
    for (platform, uris) in [
        ("Public client/native (mobile & desktop)", public.as_slice()),
        (if plan.web() { "Web" } else { "Single-page application (SPA)" }, hosted.as_slice()),
    ] {
        if !uris.is_empty() {
            let uris: Vec<String> = uris.iter().map(|uri| code(uri)).collect();
            let _ = writeln!(out, "{step}. Redirect URI, platform **{platform}**: {}.", uris.join(", "));
            step += 1;
        }
    }
    if plan.public() {
        let _ = writeln!(out, "{step}. After registering: **Authentication**, **Allow public client flows**: Yes.");
    }
    out.push_str("\n## Permissions\n\n");
    for api in &plan.apis {
        let _ = writeln!(out, "- **{}** (`{}`)", one_line(&api.name), api.id);
        for (kind, permissions) in [("Delegated permissions", &api.scopes), ("Application permissions", &api.roles)] {
            if !permissions.is_empty() {
                let names: Vec<String> = permissions.iter().map(|one| code(&one.name)).collect();
                let _ = writeln!(out, "  - {kind}: {}", names.join(", "));
            }
        }
        for question in open_questions(api) {
            let _ = writeln!(out, "  - {question}");
        }
        if !api.has_permissions() && !api.open {
            out.push_str("  - none: what the product needs stands below\n");
        }
    }
    for uri in &plan.foreign {
        let _ = writeln!(out, "- {}: not Microsoft's; its owner says which permissions it has", code(uri));
    }
    out.push_str("\n**API permissions**, **Add a permission**; APIs that are not on the first page are under **APIs my organization uses**, by id.\n");
    if plan.apis.iter().any(|api| api.has_permissions() || api.open) {
        let _ = writeln!(out, "\n## ADMIN CONSENT\n\n{}\n**API permissions**, **Grant admin consent**.", consent(plan));
    }
    if plan.confidential() {
        out.push_str(
            "\n## A credential\n\n**Certificates & secrets**, the first of these that is possible where the code runs:\n\n\
             1. **Federated credentials**: no secret at all, for GitHub, Kubernetes and other issuers of tokens.\n\
             2. **Certificates**: only the public part is uploaded.\n\
             3. **Client secrets**, only where neither is possible: a short life, straight into a vault.\n",
        );
    }
    for (product, steps) in needs(plan) {
        let _ = writeln!(out, "\n## Beside consent, for {product}\n");
        for step in steps {
            let _ = writeln!(out, "- {step}");
        }
    }
    out.push_str("\n## Use it\n\n");
    let Finish { toml: [table, entry], places, notes } = finish(plan);
    let _ = writeln!(out, "{WRITE}\n\n```toml\n{table}\n{entry}\n```\n\n{CHANGE}\n");
    for place in places {
        let _ = writeln!(out, "- {}", code(&place));
    }
    for note in notes {
        let _ = writeln!(out, "\n{note}");
    }
    out
}

/// Text as a code span that it cannot leave.
fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "'"))
}
