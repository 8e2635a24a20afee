//! Turns the facts in `data/` into const tables; a bad row stops the build with file and line.

#[path = "build/built_in.rs"]
mod built_in;
#[path = "build/facts.rs"]
mod facts;
#[path = "build/names.rs"]
mod names;
#[path = "build/page.rs"]
mod page;
#[path = "build/products.rs"]
mod products;
#[path = "build/requests.rs"]
mod requests;
#[path = "build/roles.rs"]
mod roles;
#[path = "build/table.rs"]
mod table;
#[path = "build/tables.rs"]
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

use crate::table::Fault;

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build");
    no_relocations();
    match generate(Path::new("data")) {
        Ok((source, texts)) => {
            let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
            fs::write(Path::new(&out).join("catalog.rs"), source).expect("OUT_DIR can be written");
            fs::write(Path::new(&out).join("texts.bin"), texts).expect("OUT_DIR can be written");
        }
        Err(fault) => println!("cargo::error={fault}"),
    }
    for (name, generate) in [
        ("roles", roles::generate as fn(&str) -> Result<String, String>),
        ("requests", requests::generate),
        ("built-in", built_in::generate),
    ] {
        let file = format!("data/{name}.toml");
        match fs::read_to_string(&file).map_err(|error| error.to_string()).and_then(|source| generate(&source)) {
            Ok(source) => {
                let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
                fs::write(Path::new(&out).join(format!("{name}.rs")), source).expect("OUT_DIR can be written");
            }
            Err(error) => println!("cargo::error={file}: {error}"),
        }
    }
}

/// Ten thousand pointers in tables are 400 kB of relocations in a program that can lie anywhere. This one is safe code
/// throughout and lies where it was linked to.
fn no_relocations() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

/// The source of the tables and their words, from the files in `data`.
fn generate(data: &Path) -> Result<(String, Vec<u8>), Fault> {
    let read = |name: &str| {
        fs::read_to_string(data.join(name)).map_err(|error| Fault::new(name, 0, format!("cannot read: {error}")))
    };
    let sources = facts::sources(&read("SOURCES.md")?)?;
    let tags: BTreeSet<String> = sources.keys().cloned().collect();
    let negative = facts::negative(&read("negative.txt")?)?;
    let apps = facts::apps(&read("apps.csv")?, &negative, &tags)?;
    let grants = facts::grants(&read("grants.csv")?, &apps)?;
    let codes = facts::codes(&read("codes.csv")?, &tags)?;
    let numbers: Vec<u32> = codes.iter().map(|code| code.number).collect();
    let clients = grants.iter().map(|grant| grant.client).collect();

    let mut pages = BTreeMap::new();
    let entries =
        fs::read_dir(data.join("aadsts")).map_err(|error| Fault::new("aadsts", 0, format!("cannot read: {error}")))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let stem = name.strip_suffix(".md").ok_or_else(|| Fault::new("aadsts", 0, format!("{name} is not a page")))?;
        let page = page::read(stem, &read(&format!("aadsts/{name}"))?, &numbers)?;
        pages.insert(page.code, page);
    }

    // ISO dates compare as text.
    let newest = sources.values().max().cloned().unwrap_or_default();
    let grants_date = sources.get("roadtools").cloned().unwrap_or_default();
    let mut out = format!(
        "/// Date of the newest source of the catalogue, ISO 8601.\npub static DATE: &str = {newest:?};\n\
         /// Date on which the grants were measured, ISO 8601.\npub static GRANTS_DATE: &str = {grants_date:?};\n"
    );
    let mut texts = tables::Texts::default();
    tables::apps(&mut out, &mut texts, &apps, &clients);
    tables::resources(&mut out, &mut texts, &facts::resources(&read("resources.csv")?, &tags)?, &apps);
    tables::grants(&mut out, &mut texts, &grants, &apps);
    tables::codes(&mut out, &mut texts, &codes, &pages);
    let retired = facts::retired(&read("retired.csv")?)?;
    tables::retired(&mut out, &retired);
    tables::aliases(&mut out, &mut texts, &names::aliases(&read("aliases.csv")?, &apps, &retired)?);
    tables::permissions(&mut out, &mut texts, &names::permissions(&read("permissions.csv")?, &negative)?);
    tables::placeholders(&mut out, &facts::placeholders(&read("placeholders.csv")?, &negative, &tags)?);
    tables::notes(&mut out, &facts::notes(&read("notes.csv")?, &apps)?);
    out.push_str(
        &products::generate(&read("products.toml")?, &apps)
            .map_err(|message| Fault::new("products.toml", 0, message))?,
    );
    Ok((out, texts.compressed()))
}
