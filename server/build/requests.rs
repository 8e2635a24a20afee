//! Reads `data/requests.toml` strictly and writes it as a const table.

use std::fmt::Write;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    call: Vec<Call>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    names: Vec<String>,
    #[serde(default)]
    of: Vec<String>,
    kind: String,
    scopes: Option<i8>,
    or: Option<i8>,
    resource: Option<i8>,
    flow: Option<String>,
    asks: Option<String>,
}

/// The source of the table, or what is wrong with the file.
pub(crate) fn generate(text: &str) -> Result<String, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut out = format!("pub(super) static CALLS: [Call; {}] = [\n", file.call.len());
    for Call { names, of, kind, scopes, or, resource, flow, asks } in &file.call {
        let row = names.first().ok_or("a call without a name")?;
        if let Some(name) = names
            .iter()
            .chain(of)
            .find(|name| !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
        {
            return Err(format!("call {row:?}: {name:?} is not folded"));
        }
        let kind = match kind.as_str() {
            "acquire" => "Acquire",
            "constructor" => "Constructor",
            "parameters" => "Parameters",
            "setting" => "Setting",
            _ => return Err(format!("call {row:?}: kind is {kind:?}")),
        };
        let flow = match flow.as_deref() {
            None => "None".to_owned(),
            Some("interactive") => "Some(Flow::Interactive)".to_owned(),
            Some("page") => "Some(Flow::Page)".to_owned(),
            Some("on-behalf-of") => "Some(Flow::OnBehalfOf)".to_owned(),
            Some("silent") => "Some(Flow::Silent)".to_owned(),
            Some("device-code") => "Some(Flow::DeviceCode)".to_owned(),
            Some("password") => "Some(Flow::Password)".to_owned(),
            Some("confidential") => "Some(Flow::Confidential)".to_owned(),
            Some(other) => return Err(format!("call {row:?}: flow is {other:?}")),
        };
        let _ = writeln!(
            out,
            "Call {{ names: &{names:?}, of: &{of:?}, kind: Means::{kind}, scopes: {scopes:?}, or: {or:?}, resource: {resource:?}, \
             flow: {flow}, asks: {asks:?} }},"
        );
    }
    out.push_str("];\n");
    Ok(out)
}
