//! The command line, through the real binary in a clean environment.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "cli/arguments.rs"]
mod arguments;
#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/expect.rs"]
mod expect;
#[path = "cli/findings.rs"]
mod findings;
#[path = "cli/fixes.rs"]
mod fixes;
#[path = "cli/register.rs"]
mod register;
#[path = "cli/sandbox.rs"]
mod sandbox;
