//! The registration as Terraform with the provider azuread.

use std::fmt::Write;

use super::plan::{ApiPlan, Permission, Plan};
use super::writing::{
    CONSENT_ENDS, CONSENT_STARTS, audience, comment, comment_finish, comment_foreign, comment_needs, consent,
    federation_audience, head, labels, one_line, open_questions, summary,
};
use crate::catalog::Cloud;

pub(super) fn render(plan: &Plan) -> String {
    let mut out = String::new();
    comment(&mut out, "#", &head(plan));
    let environment = match plan.cloud {
        Cloud::Public | Cloud::Germany => "",
        Cloud::Usgov => "\n  environment = \"usgovernment\"\n",
        Cloud::China => "\n  environment = \"china\"\n",
    };
    let _ = write!(
        out,
        "\nterraform {{\n  required_providers {{\n    azuread = {{\n      source  = \"hashicorp/azuread\"\n      version = \"~> 3.0\"\n    }}\n  }}\n}}\n\n\
         provider \"azuread\" {{{environment}}}\n\ndata \"azuread_client_config\" \"current\" {{}}\n"
    );
    let labels = labels(plan);
    for (api, label) in plan.apis.iter().zip(&labels) {
        let _ = writeln!(out, "\n# {}", summary(api));
        comment(&mut out, "#", &open_questions(api));
        if api.has_permissions() {
            let _ =
                writeln!(out, "data \"azuread_service_principal\" \"{label}\" {{\n  client_id = \"{}\"\n}}", api.id);
        }
    }
    comment_foreign(&mut out, "#", plan);
    application(&mut out, plan, &labels);
    admin_consent(&mut out, plan, &labels);
    if plan.confidential() {
        let _ = write!(
            out,
            "\n# A credential without a secret, for a branch of a repository on GitHub; fill in OWNER and REPO. Where that is not\n\
             # possible, use azuread_application_certificate, and only where neither is, azuread_application_password.\n\
             resource \"azuread_application_federated_identity_credential\" \"main\" {{\n  application_id = azuread_application.own.id\n  \
             display_name   = \"main\"\n  issuer         = \"https://token.actions.githubusercontent.com\"\n  \
             subject        = \"repo:OWNER/REPO:ref:refs/heads/main\"\n  audiences      = [\"{}\"]\n}}\n",
            federation_audience(plan.cloud)
        );
    }
    out.push_str("\noutput \"application_id\" {\n  value = azuread_application.own.client_id\n}\n");
    comment_needs(&mut out, "#", plan);
    comment_finish(&mut out, "#", plan);
    out
}

fn application(out: &mut String, plan: &Plan, labels: &[String]) {
    out.push('\n');
    comment(out, "#", &[audience(plan).to_owned()]);
    let _ = write!(
        out,
        "resource \"azuread_application\" \"own\" {{\n  display_name     = \"{}\"\n  sign_in_audience = \"{}\"\n  \
         owners           = [data.azuread_client_config.current.object_id]\n",
        plan.name,
        plan.audience()
    );
    if plan.public() {
        out.push_str("\n  fallback_public_client_enabled = true\n");
    }
    let mut uris = |block: &str, uris: Vec<String>| {
        if !uris.is_empty() {
            let quoted: Vec<String> = uris.iter().map(|uri| format!("\"{uri}\"")).collect();
            let _ = writeln!(out, "\n  {block} {{\n    redirect_uris = [{}]\n  }}", quoted.join(", "));
        }
    };
    uris("public_client", plan.public_redirects().iter().map(|uri| (*uri).to_owned()).collect());
    let hosted = plan.hosted_redirects().iter().map(|uri| with_path(uri)).collect();
    uris(if plan.web() { "web" } else { "single_page_application" }, hosted);
    for (api, label) in plan.apis.iter().zip(labels) {
        if !api.has_permissions() {
            continue;
        }
        let _ = writeln!(
            out,
            "\n  required_resource_access {{\n    resource_app_id = \"{}\" # {}",
            api.id,
            one_line(&api.name)
        );
        for (kind, id, name) in entries(api, label) {
            let _ =
                writeln!(out, "\n    resource_access {{\n      id   = {id} # {name}\n      type = \"{kind}\"\n    }}");
        }
        out.push_str("  }\n");
    }
    out.push_str(
        "}\n\nresource \"azuread_service_principal\" \"own\" {\n  client_id = azuread_application.own.client_id\n  \
         owners    = [data.azuread_client_config.current.object_id]\n}\n",
    );
}

/// The provider asks for a path where the address has none.
fn with_path(uri: &str) -> String {
    let bare = uri.split_once("://").is_some_and(|(scheme, rest)| scheme.starts_with("http") && !rest.contains('/'));
    if bare { format!("{uri}/") } else { uri.to_owned() }
}

/// Kind, expression of the id, and name of each permission.
fn entries<'a>(api: &'a ApiPlan, label: &'a str) -> impl Iterator<Item = (&'static str, String, &'a str)> {
    let id = move |permission: &Permission, list: &str| match permission.id {
        Some(id) => format!("\"{id}\""),
        None => format!("data.azuread_service_principal.{label}.{list}[\"{}\"]", permission.name),
    };
    let scopes = api.scopes.iter().map(move |one| ("Scope", id(one, "oauth2_permission_scope_ids"), one.name.as_str()));
    scopes.chain(api.roles.iter().map(move |one| ("Role", id(one, "app_role_ids"), one.name.as_str())))
}

fn admin_consent(out: &mut String, plan: &Plan, labels: &[String]) {
    if !plan.apis.iter().any(ApiPlan::has_permissions) {
        return;
    }
    out.push('\n');
    comment(out, "#", &[CONSENT_STARTS.to_owned(), consent(plan)]);
    out.push_str(
        "# A step of its own: terraform apply -var admin_consent=true\nvariable \"admin_consent\" {\n  type    = bool\n  \
         default = false\n}\n\n",
    );
    for (api, label) in plan.apis.iter().zip(labels) {
        if !api.scopes.is_empty() {
            let names: Vec<String> = api.scopes.iter().map(|scope| format!("\"{}\"", scope.name)).collect();
            let _ = writeln!(
                out,
                "resource \"azuread_service_principal_delegated_permission_grant\" \"{label}\" {{\n  \
                 count = var.admin_consent ? 1 : 0\n\n  \
                 service_principal_object_id          = azuread_service_principal.own.object_id\n  \
                 resource_service_principal_object_id = data.azuread_service_principal.{label}.object_id\n  \
                 claim_values                         = [{}]\n}}\n",
                names.join(", ")
            );
        }
        for (index, (_, id, name)) in entries(api, label).filter(|(kind, ..)| *kind == "Role").enumerate() {
            let _ = writeln!(
                out,
                "resource \"azuread_app_role_assignment\" \"{label}_{index}\" {{\n  \
                 count = var.admin_consent ? 1 : 0\n\n  \
                 app_role_id         = {id} # {name}\n  \
                 principal_object_id = azuread_service_principal.own.object_id\n  \
                 resource_object_id  = data.azuread_service_principal.{label}.object_id\n}}\n"
            );
        }
    }
    let _ = writeln!(out, "# {CONSENT_ENDS}");
}
