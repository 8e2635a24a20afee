//! Turns the facts in `data/` into const tables.
use std::path::Path;

#[path = "build/roles.rs"]
mod roles;

fn main() {
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("catalog.rs"), "/// Apps.\npub static APPS: &[App] = &[];\n").expect("write");
    println!("cargo::rerun-if-changed=data/roles.toml");
    println!("cargo::rerun-if-changed=build/roles.rs");
    let source = std::fs::read_to_string("data/roles.toml").expect("read data/roles.toml");
    match roles::generate(&source) {
        Ok(tables) => std::fs::write(Path::new(&out).join("roles.rs"), tables).expect("write"),
        Err(error) => panic!("data/roles.toml: {error}"),
    }
}
