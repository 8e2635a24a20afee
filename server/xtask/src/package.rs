//! The `.vsix`: the release binary and the bundled extension in one file.

use std::env::consts;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

use crate::workspace::{Run, Workspace};

/// Builds everything that goes into the extension, and packs it. Returns the file made, once for all
/// who ask.
pub(crate) fn vsix(workspace: &Workspace) -> Result<PathBuf> {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    if let Some(made) = MADE.get() {
        return Ok(made.clone());
    }
    let made = build(workspace)?;
    Ok(MADE.get_or_init(|| made).clone())
}

fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.extension();
    let platform = platform()?;
    server(workspace)?;

    let bin = folder.join("bin");
    // Not a leftover of another platform.
    if bin.exists() {
        fs::remove_dir_all(&bin).with_context(|| format!("cannot remove {}", bin.display()))?;
    }
    fs::create_dir_all(&bin).with_context(|| format!("cannot create {}", bin.display()))?;
    let binary = workspace.release_binary();
    let copy = bin.join(format!("aadsts{}", consts::EXE_SUFFIX));
    fs::copy(&binary, &copy).with_context(|| format!("cannot copy {}", binary.display()))?;
    for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(workspace.root.join(license), folder.join(license))
            .with_context(|| format!("cannot copy {license}"))?;
    }

    npm_ci(&folder)?;
    npm(&folder, &["run", "--silent", "check"])?;
    npm(&folder, &["run", "--silent", "bundle"])?;
    let vsix = folder.join(format!("aadsts-{platform}.vsix"));
    let out = vsix.to_string_lossy();
    npm(&folder, &["run", "--silent", "package", "--", "--target", platform, "--out", &out])?;
    Ok(vsix)
}

/// Builds the server as it is shipped.
pub(crate) fn server(workspace: &Workspace) -> Result<()> {
    workspace.cargo(&["build", "--release", "--package", "aadsts"])
}

/// Installs what a `package-lock.json` names, running no script of any package.
pub(crate) fn npm_ci(folder: &Path) -> Result<()> {
    npm(folder, &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    Run::new(folder, "npm", arguments).run()
}

/// The extension market's name for the platform that this runs on.
fn platform() -> Result<&'static str> {
    Ok(match (consts::OS, consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        ("windows", "x86_64") => "win32-x64",
        ("windows", "aarch64") => "win32-arm64",
        (os, architecture) => bail!("VS Code has no name for {os} on {architecture}"),
    })
}
