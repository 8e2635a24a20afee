//! The registration as commands of Microsoft Graph PowerShell.

use std::fmt::Write;

use super::plan::{ApiPlan, Permission, Plan};
use super::writing::{
    CONSENT_ENDS, CONSENT_STARTS, audience, comment, comment_finish, comment_foreign, comment_needs, consent,
    federation_audience, head, labels, open_questions, summary,
};
use crate::catalog::Cloud;

pub(super) fn render(plan: &Plan) -> String {
    let mut out = "#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications\n".to_owned();
    comment(&mut out, "#", &head(plan));
    let environment = match plan.cloud {
        Cloud::Public | Cloud::Germany => "",
        Cloud::Usgov => " -Environment USGov",
        Cloud::China => " -Environment China",
    };
    let _ = writeln!(
        out,
        "$ErrorActionPreference = 'Stop'\nConnect-MgGraph -Scopes 'Application.ReadWrite.All'{environment} -NoWelcome"
    );
    let labels: Vec<String> = labels(plan).iter().map(|label| variable(label)).collect();
    for (api, label) in plan.apis.iter().zip(&labels) {
        let _ = writeln!(out, "\n# {}", summary(api));
        comment(&mut out, "#", &open_questions(api));
        if api.has_permissions() {
            let _ = writeln!(out, "{label} = Get-MgServicePrincipal -Filter \"appId eq '{}'\"", api.id);
        }
    }
    comment_foreign(&mut out, "#", plan);
    out.push_str("\n$access = @(\n");
    for (api, label) in plan.apis.iter().zip(&labels) {
        if api.has_permissions() {
            let _ = writeln!(out, "    @{{\n        ResourceAppId  = '{}'\n        ResourceAccess = @(", api.id);
            for (kind, id, name) in entries(api, label) {
                let _ = writeln!(out, "            @{{ Id = {id}; Type = '{kind}' }} # {name}");
            }
            out.push_str("        )\n    }\n");
        }
    }
    out.push_str(")\n\n");
    comment(&mut out, "#", &[audience(plan).to_owned()]);
    let _ = writeln!(out, "$parameters = @{{\n    DisplayName            = '{}'", plan.name);
    let _ = writeln!(out, "    SignInAudience         = '{}'", plan.audience());
    let _ = writeln!(out, "    IsFallbackPublicClient = ${}", plan.public());
    let mut uris = |name: &str, uris: &[&str]| {
        if !uris.is_empty() {
            let quoted: Vec<String> = uris.iter().map(|uri| format!("'{uri}'")).collect();
            let _ = writeln!(out, "    {name:<22} = @{{ RedirectUris = @({}) }}", quoted.join(", "));
        }
    };
    uris("PublicClient", &plan.public_redirects());
    uris(if plan.web() { "Web" } else { "Spa" }, &plan.hosted_redirects());
    out.push_str(
        "    RequiredResourceAccess = $access\n}\n$application = New-MgApplication @parameters\n\
         $principal = New-MgServicePrincipal -AppId $application.AppId\n",
    );
    admin_consent(&mut out, plan, &labels, environment);
    if plan.confidential() {
        let _ = write!(
            out,
            "\n# A credential, the first of these that is possible where the code runs.\n\
             # 1. Federated: no secret at all. This one is for a branch of a repository on GitHub; fill in OWNER and REPO.\n\
             # New-MgApplicationFederatedIdentityCredential -ApplicationId $application.Id -BodyParameter @{{\n\
             #     Name = 'main'; Issuer = 'https://token.actions.githubusercontent.com'\n\
             #     Subject = 'repo:OWNER/REPO:ref:refs/heads/main'; Audiences = @('{}')\n# }}\n\
             # 2. A certificate: only its public part is uploaded.\n\
             # Update-MgApplication -ApplicationId $application.Id -KeyCredentials @(@{{\n\
             #     Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = [System.IO.File]::ReadAllBytes('certificate.cer')\n# }})\n\
             # 3. Only where neither is possible, a secret with a short life, straight into a vault.\n\
             # Add-MgApplicationPassword -ApplicationId $application.Id\n",
            federation_audience(plan.cloud)
        );
    }
    comment_needs(&mut out, "#", plan);
    out.push_str("\n\"application id: $($application.AppId)\"\n");
    comment_finish(&mut out, "#", plan);
    out
}

/// `microsoft_graph` -> `$microsoftGraph`
fn variable(label: &str) -> String {
    let mut out = "$".to_owned();
    for (index, part) in label.split('_').enumerate() {
        let (first, rest) = part.split_at(part.len().min(1));
        if index > 0 {
            out.push_str(&first.to_ascii_uppercase());
        } else {
            out.push_str(first);
        }
        out.push_str(rest);
    }
    out
}

/// Kind, expression of the id, and name of each permission.
fn entries<'a>(api: &'a ApiPlan, label: &'a str) -> impl Iterator<Item = (&'static str, String, &'a str)> {
    let id = move |permission: &Permission, list: &str| match permission.id {
        Some(id) => format!("'{id}'"),
        None => format!("({label}.{list} | Where-Object Value -EQ '{}').Id", permission.name),
    };
    let scopes = api.scopes.iter().map(move |one| ("Scope", id(one, "Oauth2PermissionScopes"), one.name.as_str()));
    scopes.chain(api.roles.iter().map(move |one| ("Role", id(one, "AppRoles"), one.name.as_str())))
}

fn admin_consent(out: &mut String, plan: &Plan, labels: &[String], environment: &str) {
    if !plan.apis.iter().any(ApiPlan::has_permissions) {
        return;
    }
    out.push('\n');
    comment(out, "#", &[CONSENT_STARTS.to_owned(), consent(plan)]);
    let _ = writeln!(
        out,
        "# Connect-MgGraph -Scopes 'DelegatedPermissionGrant.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', \
         'Application.Read.All'{environment} -NoWelcome"
    );
    for (api, label) in plan.apis.iter().zip(labels) {
        if !api.scopes.is_empty() {
            let names: Vec<&str> = api.scopes.iter().map(|scope| scope.name.as_str()).collect();
            let _ = writeln!(
                out,
                "# New-MgOauth2PermissionGrant -ClientId $principal.Id -ConsentType 'AllPrincipals' -ResourceId {label}.Id -Scope '{}'",
                names.join(" ")
            );
        }
        for (kind, id, name) in entries(api, label) {
            if kind == "Role" {
                let _ = writeln!(
                    out,
                    "# New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id -ResourceId {label}.Id -AppRoleId {id} # {name}"
                );
            }
        }
    }
    let _ = writeln!(out, "# {CONSENT_ENDS}");
}
