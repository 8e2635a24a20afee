//! The registration as Bicep with the extension for Microsoft Graph.

use std::fmt::Write;

use super::plan::{ApiPlan, Permission, Plan};
use super::writing::{
    CONSENT_ENDS, CONSENT_STARTS, audience, comment, comment_finish, comment_foreign, comment_needs, consent,
    federation_audience, head, labels, one_line, open_questions, summary,
};

pub(super) fn render(plan: &Plan) -> String {
    let mut out = String::new();
    comment(&mut out, "//", &head(plan));
    out.push_str(
        "//\n// The file bicepconfig.json beside this one names the extension:\n\
         //   { \"extensions\": { \"microsoftGraphV1\": \"br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:1.0.0\" } }\n\
         extension microsoftGraphV1\n",
    );
    let labels: Vec<String> = labels(plan).iter().map(|label| camel(label)).collect();
    for (api, label) in plan.apis.iter().zip(&labels) {
        let _ = writeln!(out, "\n// {}", summary(api));
        comment(&mut out, "//", &open_questions(api));
        if api.has_permissions() {
            let _ = writeln!(
                out,
                "resource {label} 'Microsoft.Graph/servicePrincipals@v1.0' existing = {{\n  appId: '{}'\n}}",
                api.id
            );
        }
    }
    comment_foreign(&mut out, "//", plan);
    application(&mut out, plan, &labels);
    admin_consent(&mut out, plan, &labels);
    if plan.confidential() {
        let _ = write!(
            out,
            "\n// A credential without a secret, for a branch of a repository on GitHub; fill in OWNER and REPO. Where that is not\n\
             // possible, add a certificate to keyCredentials. A secret is made elsewhere, and only where neither is possible.\n\
             resource federated 'Microsoft.Graph/applications/federatedIdentityCredentials@v1.0' = {{\n  \
             name: '${{own.uniqueName}}/main'\n  issuer: 'https://token.actions.githubusercontent.com'\n  \
             subject: 'repo:OWNER/REPO:ref:refs/heads/main'\n  audiences: [\n    '{}'\n  ]\n}}\n",
            federation_audience(plan.cloud)
        );
    }
    out.push_str("\noutput applicationId string = own.appId\n");
    comment_needs(&mut out, "//", plan);
    comment_finish(&mut out, "//", plan);
    out
}

/// `microsoft_graph` -> `microsoftGraph`, kept apart from the names of this file.
fn camel(label: &str) -> String {
    let mut out = String::new();
    for (index, part) in label.split('_').enumerate() {
        let (first, rest) = part.split_at(part.len().min(1));
        if index > 0 {
            out.push_str(&first.to_ascii_uppercase());
        } else {
            out.push_str(first);
        }
        out.push_str(rest);
    }
    out.push_str("Api");
    out
}

fn application(out: &mut String, plan: &Plan, labels: &[String]) {
    out.push('\n');
    comment(out, "//", &[audience(plan).to_owned()]);
    let _ = write!(
        out,
        "resource own 'Microsoft.Graph/applications@v1.0' = {{\n  uniqueName: '{}'\n  displayName: '{}'\n  \
         signInAudience: '{}'\n  isFallbackPublicClient: {}\n",
        plan.name.replace(' ', "-"),
        plan.name,
        plan.audience(),
        plan.public()
    );
    let mut uris = |name: &str, uris: &[&str]| {
        if !uris.is_empty() {
            let _ = writeln!(out, "  {name}: {{\n    redirectUris: [");
            for uri in uris {
                let _ = writeln!(out, "      '{uri}'");
            }
            out.push_str("    ]\n  }\n");
        }
    };
    uris("publicClient", &plan.public_redirects());
    uris(if plan.web() { "web" } else { "spa" }, &plan.hosted_redirects());
    out.push_str("  requiredResourceAccess: [\n");
    for (api, label) in plan.apis.iter().zip(labels) {
        if !api.has_permissions() {
            continue;
        }
        let _ = writeln!(
            out,
            "    {{\n      resourceAppId: '{}' // {}\n      resourceAccess: [",
            api.id,
            one_line(&api.name)
        );
        for (kind, id, name) in entries(api, label) {
            let _ = writeln!(out, "        {{\n          id: {id} // {name}\n          type: '{kind}'\n        }}");
        }
        out.push_str("      ]\n    }\n");
    }
    out.push_str("  ]\n}\n\nresource principal 'Microsoft.Graph/servicePrincipals@v1.0' = {\n  appId: own.appId\n}\n");
}

/// Kind, expression of the id, and name of each permission.
fn entries<'a>(api: &'a ApiPlan, label: &'a str) -> impl Iterator<Item = (&'static str, String, &'a str)> {
    let id = move |permission: &Permission, list: &str| match permission.id {
        Some(id) => format!("'{id}'"),
        None => format!("filter({label}.{list}, permission => permission.value == '{}')[0].id", permission.name),
    };
    let scopes = api.scopes.iter().map(move |one| ("Scope", id(one, "oauth2PermissionScopes"), one.name.as_str()));
    scopes.chain(api.roles.iter().map(move |one| ("Role", id(one, "appRoles"), one.name.as_str())))
}

fn admin_consent(out: &mut String, plan: &Plan, labels: &[String]) {
    if !plan.apis.iter().any(ApiPlan::has_permissions) {
        return;
    }
    out.push('\n');
    comment(out, "//", &[CONSENT_STARTS.to_owned(), consent(plan)]);
    out.push_str(
        "// A step of its own: deploy once more with adminConsent=true.\n\
         @description('Consent for everybody in the tenant; needs an administrator')\nparam adminConsent bool = false\n\n",
    );
    for (api, label) in plan.apis.iter().zip(labels) {
        if !api.scopes.is_empty() {
            let names: Vec<&str> = api.scopes.iter().map(|scope| scope.name.as_str()).collect();
            let _ = writeln!(
                out,
                "resource {label}Consent 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = if (adminConsent) {{\n  clientId: principal.id\n  \
                 consentType: 'AllPrincipals'\n  resourceId: {label}.id\n  scope: '{}'\n}}\n",
                names.join(" ")
            );
        }
        for (index, (_, id, name)) in entries(api, label).filter(|(kind, ..)| *kind == "Role").enumerate() {
            let _ = writeln!(
                out,
                "resource {label}Role{index} 'Microsoft.Graph/appRoleAssignedTo@v1.0' = if (adminConsent) {{\n  appRoleId: {id} // {name}\n  \
                 principalId: principal.id\n  resourceId: {label}.id\n}}\n"
            );
        }
    }
    let _ = writeln!(out, "// {CONSENT_ENDS}");
}
