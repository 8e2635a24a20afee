//! The target that the environment variable `AADSTS_TARGET` names, under libFuzzer.

#![no_main]

use std::sync::OnceLock;

use aadsts_fuzz::{Target, by_name};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    static TARGET: OnceLock<&'static Target> = OnceLock::new();
    let target = TARGET.get_or_init(|| {
        let name = std::env::var("AADSTS_TARGET").unwrap_or_default();
        by_name(&name).unwrap_or_else(|| panic!("AADSTS_TARGET names no target: `{name}`"))
    });
    (target.check)(input);
});
