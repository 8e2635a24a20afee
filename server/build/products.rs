//! Reads `data/products.toml` strictly and writes it as a const table.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::Deserialize;

use crate::facts::App;
use crate::table::parse_guid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    product: Vec<Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Product {
    id: String,
    name: String,
    apis: Vec<String>,
    hints: Vec<String>,
    scope: String,
    roles: String,
    azure_role: String,
    user: Vec<String>,
    app: Vec<String>,
}

/// The source of the table, or what is wrong with the file.
pub(crate) fn generate(text: &str, apps: &[App]) -> Result<String, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let known: BTreeSet<u128> = apps.iter().map(|app| app.id).collect();
    let (mut ids, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut out = String::from("/// What products need beside consent.\n#[allow(clippy::all, clippy::pedantic)]\n");
    let _ = writeln!(out, "static PRODUCTS: [Product; {}] = [", file.product.len());
    for product in &file.product {
        let Product { id, name, apis, hints, scope, roles, azure_role, user, app } = product;
        if !ids.insert(id.as_str()) {
            return Err(format!("product {id:?} stands twice"));
        }
        if !matches!(roles.as_str(), "consent" | "none") {
            return Err(format!("product {id:?}: roles is {roles:?}, expected \"consent\" or \"none\""));
        }
        let mut guids = String::new();
        for api in apis {
            let guid =
                parse_guid(api).ok_or_else(|| format!("product {id:?}: {api:?} is not a dashed lower-case GUID"))?;
            if !known.contains(&guid) {
                return Err(format!("product {id:?}: {api} is not in apps.csv"));
            }
            if !seen.insert(guid) {
                return Err(format!("product {id:?}: {api} belongs to another product too"));
            }
            let _ = write!(guids, "Guid({guid:#x}),");
        }
        if let Some(step) = user.iter().chain(app).find(|step| !step.ends_with('.') || step.contains('\n')) {
            return Err(format!("product {id:?}: {step:?} is not one line of sentences"));
        }
        let _ = writeln!(
            out,
            "Product{{id:{id:?},name:{name:?},apis:&[{guids}],hints:&{hints:?},scope:{scope:?},roles:{},azure_role:{azure_role:?},\
             user:&{user:?},app:&{app:?}}},",
            roles == "consent"
        );
    }
    out.push_str("];\n");
    Ok(out)
}
