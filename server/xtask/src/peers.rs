//! Language servers of others, to be measured beside ours: brought by the clients of their registries, once.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::driver::Program;
use crate::install::{self, once};
use crate::package;
use crate::workspace::{Run, Workspace};

/// Versions that the tables of the documentation were made with.
const RUFF: &str = "0.17.6";
const TYPOS: &str = "0.1.57";
const TYPES: [&str; 4] = ["lsprotocol==2025.0.0", "cattrs==26.2.1", "attrs==26.1.0", "typing_extensions==4.16.0"];

/// Our own server as it is shipped.
pub(crate) fn own(workspace: &Workspace) -> Result<Program> {
    package::server(workspace)?;
    Ok(Program {
        name: "aadsts".to_owned(),
        command: vec![workspace.release_binary().into(), "lsp".into()],
        language: "python",
        suffix: ".py",
        text: "client_id = \"04b07795-8ddb-461a-bbee-02f9e1bf7b46\"\n",
    })
}

/// The others.
pub(crate) fn all(workspace: &Workspace) -> Result<Vec<Program>> {
    Ok(vec![ruff(workspace)?, typos(workspace)?])
}

fn ruff(workspace: &Workspace) -> Result<Program> {
    let folder = workspace.peers().join("ruff");
    python(&folder, &[&format!("ruff=={RUFF}")])?;
    let program = folder.join("bin").join(format!("ruff{}", env::consts::EXE_SUFFIX));
    ensure!(program.is_file(), "installing ruff brought no {}", program.display());
    Ok(Program {
        name: format!("ruff {RUFF}"),
        command: vec![program.into(), "server".into()],
        language: "python",
        suffix: ".py",
        text: "import os\n",
    })
}

/// The types of the protocol for Python, generated from the specification; the folder to import them from.
pub(crate) fn types(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.peers().join("lsprotocol");
    python(&folder, &TYPES)?;
    Ok(folder)
}

fn python(folder: &Path, packages: &[&str]) -> Result<()> {
    once(folder, &packages.join(" "), || {
        install::pip(folder)?;
        let target = folder.to_string_lossy();
        let options = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"];
        let rest = ["--no-deps", "--only-binary", ":all:", "--target", &target];
        Run::new(folder, "python3", &[&options[..], &rest[..], packages].concat()).run()
    })
}

fn typos(workspace: &Workspace) -> Result<Program> {
    let folder = workspace.peers().join("typos-lsp");
    once(&folder, TYPOS, || {
        let root = folder.to_string_lossy();
        let options = ["install", "typos-lsp", "--quiet", "--locked", "--version", TYPOS, "--root", &root];
        Run::new(&folder, "cargo", &options).run()
    })?;
    let program = folder.join("bin").join(format!("typos-lsp{}", env::consts::EXE_SUFFIX));
    ensure!(program.is_file(), "installing typos-lsp brought no {}", program.display());
    Ok(Program {
        name: format!("typos-lsp {TYPOS}"),
        command: vec![program.into()],
        language: "python",
        suffix: ".py",
        text: "recieve = 1\n",
    })
}
