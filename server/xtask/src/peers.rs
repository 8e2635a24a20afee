//! Language servers of others, to be measured beside ours: brought by the clients of their registries, once.

use std::env;

use anyhow::{Result, ensure};

use crate::driver::Program;
use crate::install::{self, once};
use crate::package;
use crate::workspace::{Run, Workspace};

/// Versions that the tables of the documentation were made with.
const RUFF: &str = "0.17.6";
const TYPOS: &str = "0.1.57";

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
    once(&folder, RUFF, || {
        install::pip(&folder)?;
        let target = folder.to_string_lossy();
        let package = format!("ruff=={RUFF}");
        let options = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"];
        let rest = ["--no-deps", "--only-binary", ":all:", "--target", &target, &package];
        Run::new(&folder, "python3", &[&options[..], &rest[..]].concat()).run()
    })?;
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
