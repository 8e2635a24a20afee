//! Fuzzing and benchmarks: what takes longer than a test and is run by hand.

use anyhow::Result;

use crate::workspace::Workspace;

/// Runs the fuzzer of the workspace, optimised but with the checks of a debug build.
pub(crate) fn fuzz(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    workspace.cargo(&[&["run", "--quiet", "--profile", "fuzz", "--package", "aadsts-fuzz", "--"], arguments].concat())
}

/// Prints the tables of the benchmarks, measured in the build that is shipped.
pub(crate) fn bench(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    workspace.cargo(&[&["bench", "--quiet", "--package", "aadsts", "--bench", "throughput", "--"], arguments].concat())
}
