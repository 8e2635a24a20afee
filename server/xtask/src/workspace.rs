//! Where things are, and how another program is run there.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The checked-out tree and where its builds go.
pub(crate) struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever it was configured to be.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// The workspace that this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("the folder of xtask has no workspace above it")?;
        // TARGET/debug/xtask: the one place that knows every way to configure the folder.
        let program = env::current_exe().context("cannot tell where xtask itself is")?;
        let target = program.ancestors().nth(2).context("xtask is not in a target folder")?;
        Ok(Self { root: root.to_owned(), target: target.to_owned() })
    }

    /// The folder of the extension for VS Code.
    pub(crate) fn extension(&self) -> PathBuf {
        self.root.join("editors/vscode")
    }

    /// The folder of the editor tests.
    pub(crate) fn editor_tests(&self) -> PathBuf {
        self.root.join("editors/tests")
    }

    /// Where the editors that tests run are installed, and where tests leave what they made.
    pub(crate) fn editors(&self) -> PathBuf {
        self.target.join("editors")
    }

    /// Where the servers are installed that ours is measured beside.
    pub(crate) fn peers(&self) -> PathBuf {
        self.target.join("peers")
    }

    /// The server as it is shipped.
    pub(crate) fn release_binary(&self) -> PathBuf {
        self.target.join("release").join(format!("aadsts{}", env::consts::EXE_SUFFIX))
    }

    /// A program to run in the root folder.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>, arguments: &[impl AsRef<OsStr>]) -> Run {
        Run::new(&self.root, program, arguments)
    }

    /// Runs cargo in the root folder.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Result<()> {
        self.command("cargo", arguments).run()
    }
}

/// A program about to be run, shown before it runs.
pub(crate) struct Run {
    shown: String,
    command: Command,
}

impl Run {
    /// A program to run in `folder`; npm and npx are scripts on Windows, and are found there too.
    pub(crate) fn new(folder: &Path, program: impl AsRef<OsStr>, arguments: &[impl AsRef<OsStr>]) -> Self {
        let mut program = OsString::from(program.as_ref());
        if cfg!(windows) && program == "npm" {
            program.push(".cmd");
        }
        let mut shown = program.to_string_lossy().into_owned();
        for argument in arguments {
            shown.push(' ');
            shown.push_str(&argument.as_ref().to_string_lossy());
        }
        let mut command = Command::new(&program);
        command.args(arguments).current_dir(folder).stdin(Stdio::null());
        Self { shown, command }
    }

    /// Sets an environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end, its output going where ours goes.
    pub(crate) fn run(mut self) -> Result<()> {
        println!("$ {}", self.shown);
        let status = self.command.status().with_context(|| format!("cannot run {}", self.shown))?;
        if !status.success() {
            bail!("{} failed: {status}", self.shown);
        }
        Ok(())
    }

    /// Runs it to its end and returns what it wrote to standard output.
    pub(crate) fn output(mut self) -> Result<String> {
        let output =
            self.command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot run {}", self.shown))?;
        if !output.status.success() {
            bail!("{} failed: {}", self.shown, output.status);
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

/// Where a program is, if `PATH` has it.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|candidate| candidate.is_file())
}
