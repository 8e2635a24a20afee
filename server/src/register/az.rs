//! The registration as commands of Azure CLI.

use std::fmt::Write;

use super::plan::{ApiPlan, Permission, Plan};
use super::writing::{
    CONSENT_ENDS, CONSENT_STARTS, audience, comment, comment_finish, comment_foreign, comment_needs, consent,
    federation_audience, graph_host, head, open_questions, summary,
};
use crate::catalog::Cloud;

pub(super) fn render(plan: &Plan) -> String {
    let mut out = "#!/usr/bin/env bash\n".to_owned();
    comment(&mut out, "#", &head(plan));
    out.push_str(
        "# It needs Azure CLI 2.37 or later, signed in with `az login --allow-no-subscriptions`.\nset -euo pipefail\n",
    );
    match plan.cloud {
        Cloud::Public | Cloud::Germany => {}
        Cloud::Usgov => out.push_str("\naz cloud set --name AzureUSGovernment\n"),
        Cloud::China => out.push_str("\naz cloud set --name AzureChinaCloud\n"),
    }
    application(&mut out, plan);
    permissions(&mut out, plan);
    admin_consent(&mut out, plan);
    credential(&mut out, plan);
    comment_needs(&mut out, "#", plan);
    out.push_str("\necho \"application id: $app_id\"\n");
    comment_finish(&mut out, "#", plan);
    out
}

fn application(out: &mut String, plan: &Plan) {
    out.push('\n');
    comment(out, "#", &[format!("The application. {}", audience(plan))]);
    let _ = write!(
        out,
        "app_id=$(az ad app create \\\n  --display-name \"{}\" \\\n  --sign-in-audience {} \\\n",
        plan.name,
        plan.audience()
    );
    if plan.public() {
        out.push_str("  --is-fallback-public-client true \\\n");
    }
    let mut uris = |flag: &str, uris: &[&str]| {
        if !uris.is_empty() {
            let quoted: Vec<String> = uris.iter().map(|uri| format!("\"{uri}\"")).collect();
            let _ = writeln!(out, "  {flag} {} \\", quoted.join(" "));
        }
    };
    uris("--public-client-redirect-uris", &plan.public_redirects());
    if plan.web() {
        uris("--web-redirect-uris", &plan.hosted_redirects());
    }
    out.push_str("  --query appId --output tsv)\naz ad sp create --id \"$app_id\" --output none\n");
    if plan.spa() && !plan.web() {
        let uris: Vec<String> = plan.hosted_redirects().iter().map(|uri| format!("\"{uri}\"")).collect();
        let _ = writeln!(
            out,
            "# A page in the browser has its addresses in a list of its own.\n\
             az rest --method PATCH --uri \"{}/v1.0/applications(appId='$app_id')\" \\\n  \
             --headers \"Content-Type=application/json\" --body '{{\"spa\":{{\"redirectUris\":[{}]}}}}'",
            graph_host(plan.cloud),
            uris.join(",")
        );
    }
}

fn permissions(out: &mut String, plan: &Plan) {
    let by_name = |api: &ApiPlan| entries(api).any(|(.., permission)| permission.id.is_none());
    if plan.apis.iter().any(by_name) {
        out.push('\n');
        let hint = "Where `az ad sp show` does not find an API, your tenant has not used it yet: `az ad sp create --id` \
                    and its id adds it.";
        comment(out, "#", &[hint.to_owned()]);
    }
    for api in &plan.apis {
        let _ = writeln!(out, "\n# {}", summary(api));
        comment(out, "#", &open_questions(api));
        if !api.has_permissions() {
            continue;
        }
        let mut arguments = Vec::new();
        for (kind, list, permission) in entries(api) {
            if let Some(id) = permission.id {
                arguments.push(format!("{id}={kind}"));
            } else {
                let variable = format!("{}_{}", kind.to_ascii_lowercase(), arguments.len());
                let _ = writeln!(
                    out,
                    "{variable}=$(az ad sp show --id {} --query \"{list}[?value=='{}'].id | [0]\" --output tsv)",
                    api.id, permission.name
                );
                arguments.push(format!("\"${variable}={kind}\""));
            }
        }
        let _ = writeln!(
            out,
            "az ad app permission add --id \"$app_id\" --api {} --api-permissions \\\n  {}",
            api.id,
            arguments.join(" \\\n  ")
        );
    }
    comment_foreign(out, "#", plan);
}

/// Kind of permission, list of the service principal that holds it, and the permission.
fn entries(api: &ApiPlan) -> impl Iterator<Item = (&'static str, &'static str, &Permission)> {
    let scopes = api.scopes.iter().map(|scope| ("Scope", "oauth2PermissionScopes", scope));
    scopes.chain(api.roles.iter().map(|role| ("Role", "appRoles", role)))
}

fn admin_consent(out: &mut String, plan: &Plan) {
    if plan.apis.iter().any(ApiPlan::has_permissions) {
        out.push('\n');
        comment(out, "#", &[CONSENT_STARTS.to_owned(), consent(plan)]);
        let _ = writeln!(out, "# az ad app permission admin-consent --id \"$app_id\"\n# {CONSENT_ENDS}");
    }
}

fn credential(out: &mut String, plan: &Plan) {
    if !plan.confidential() {
        return;
    }
    let _ = write!(
        out,
        "\n# A credential, the first of these that is possible where the code runs.\n\
         # 1. Federated: no secret at all. This one is for a branch of a repository on GitHub; fill in OWNER and REPO.\n\
         # az ad app federated-credential create --id \"$app_id\" --parameters '{{\"name\":\"main\",\"issuer\":\"https://token.actions.githubusercontent.com\",\"subject\":\"repo:OWNER/REPO:ref:refs/heads/main\",\"audiences\":[\"{}\"]}}'\n\
         # 2. A certificate: only its public part is uploaded.\n\
         # az ad app credential reset --id \"$app_id\" --cert @certificate.pem --append\n\
         # 3. Only where neither is possible, a secret with a short life, straight into a vault.\n\
         # az ad app credential reset --id \"$app_id\" --append --display-name \"until replaced\" --years 1\n",
        federation_audience(plan.cloud)
    );
}
