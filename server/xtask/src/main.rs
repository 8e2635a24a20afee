//! The commands that people type: `cargo xtask test`, `package`, `docs`.

fn main() {}
