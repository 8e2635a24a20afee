//! Everything that is tested, in order: one row a suite.

use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::install::{self, VsCode};
use crate::workspace::{Run, Workspace};
use crate::{package, peers};

struct Suite {
    name: &'static str,
    /// Brings what the suite needs; failing means that the suite could not run.
    needs: fn(&Workspace) -> Result<()>,
    run: fn(&Workspace) -> Result<()>,
}

/// Bytes.
const LARGEST: u64 = 6_000_000;

enum Outcome {
    Passed,
    Failed(String),
    NotRun(String),
}

const SUITES: &[Suite] = &[
    Suite {
        name: "formatting",
        needs: nothing,
        run: |workspace| workspace.cargo(&["fmt", "--all", "--check", "--", "--files-with-diff"]),
    },
    Suite {
        name: "lints",
        needs: nothing,
        run: |workspace| workspace.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    },
    Suite {
        name: "engine without editor and command line",
        needs: nothing,
        run: |workspace| workspace.cargo(&["check", "--package", "aadsts", "--no-default-features", "--lib"]),
    },
    Suite {
        name: "cargo test",
        needs: nothing,
        run: |workspace| workspace.cargo(&["test", "--workspace", "--no-fail-fast"]),
    },
    Suite {
        name: "documentation of the code",
        needs: nothing,
        run: |workspace| {
            workspace
                .command("cargo", &["doc", "--package", "aadsts", "--lib", "--no-deps"])
                .env("RUSTDOCFLAGS", "-D warnings")
                .run()
        },
    },
    Suite { name: "release build", needs: nothing, run: release },
    Suite {
        name: "messages against the official types of the protocol",
        needs: |workspace| peers::types(workspace).map(drop),
        run: conformance,
    },
    Suite {
        name: "Neovim 0.11.4",
        needs: |workspace| install::neovim_wheel(workspace).map(drop),
        run: |workspace| editor(workspace, "neovim", &install::neovim_wheel(workspace)?),
    },
    Suite {
        name: "Neovim of the system (0.7.2 on Debian 12)",
        needs: |_| install::neovim_system().map(drop),
        run: |workspace| editor(workspace, "neovim", &install::neovim_system()?),
    },
    Suite {
        name: "Vim with ALE",
        needs: |_| install::vim().map(drop),
        run: |workspace| editor(workspace, "vim", &install::vim()?),
    },
    Suite {
        name: "Emacs with Eglot and with lsp-mode",
        needs: |_| install::emacs().map(drop),
        run: |workspace| editor(workspace, "emacs", &install::emacs()?),
    },
    Suite {
        name: "VS Code extension, packaged",
        needs: |_| install::node(),
        run: |workspace| package::vsix(workspace).map(drop),
    },
    Suite {
        name: "VS Code 1.139.1, in the extension host",
        needs: |workspace| vs_code_needs(workspace, &install::NEWEST),
        run: |workspace| vs_code(workspace, &install::NEWEST, "in-host.mjs"),
    },
    Suite {
        name: "VS Code 1.139.1, as a user",
        needs: |workspace| vs_code_needs(workspace, &install::NEWEST),
        run: |workspace| vs_code(workspace, &install::NEWEST, "as-user.mjs"),
    },
    Suite {
        name: "VS Code 1.100.3, in the extension host",
        needs: |workspace| vs_code_needs(workspace, &install::OLDER),
        run: |workspace| vs_code(workspace, &install::OLDER, "in-host.mjs"),
    },
];

/// Runs every suite with one of `names` in its name (all if none is given), whatever the ones
/// before did, and says at the end how each went.
pub(crate) fn run_all(workspace: &Workspace, names: &[&str]) -> ExitCode {
    let strict = env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false");
    let mut report = Vec::new();
    let (mut passed, mut failed, mut not_run) = (0, 0, 0);
    let wanted = |suite: &&Suite| {
        names.is_empty() || names.iter().any(|name| suite.name.to_lowercase().contains(&name.to_lowercase()))
    };
    for suite in SUITES.iter().filter(wanted) {
        println!("\n=== {}", suite.name);
        let start = Instant::now();
        let outcome = run(suite, workspace);
        let seconds = start.elapsed().as_secs_f32();
        let (word, why) = match &outcome {
            Outcome::Passed => ("ok", ""),
            Outcome::Failed(why) => ("FAILED", why.as_str()),
            Outcome::NotRun(why) => ("NOT RUN", why.as_str()),
        };
        match outcome {
            Outcome::Passed => passed += 1,
            Outcome::NotRun(_) if !strict => not_run += 1,
            Outcome::Failed(_) | Outcome::NotRun(_) => failed += 1,
        }
        let mut line = format!("{word:>7}  {seconds:6.1} s  {}", suite.name);
        if !why.is_empty() {
            line.push_str(": ");
            line.push_str(why);
        }
        println!("{line}");
        report.push(line);
    }

    println!("\n=== all suites");
    for line in report {
        println!("{line}");
    }
    if not_run > 0 {
        println!("{not_run} could not run here; with CI=true that is a failure");
    }
    println!("{passed} passed, {failed} failed");
    // A name that no suite has would otherwise pass.
    if failed == 0 && passed + not_run > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(suite: &Suite, workspace: &Workspace) -> Outcome {
    if let Err(error) = (suite.needs)(workspace) {
        return Outcome::NotRun(format!("{error:#}"));
    }
    match (suite.run)(workspace) {
        Ok(()) => Outcome::Passed,
        Err(error) => Outcome::Failed(format!("{error:#}")),
    }
}

/// The program is downloaded with the extension by everybody, so it stays small. Systems differ; the promise is for
/// the one that is built here.
fn release(workspace: &Workspace) -> Result<()> {
    package::server(workspace)?;
    let size = std::fs::metadata(workspace.release_binary())?.len();
    println!("the program has {size} bytes, of {LARGEST} allowed");
    anyhow::ensure!(size <= LARGEST || !cfg!(target_os = "linux"), "the program has {size} bytes");
    Ok(())
}

/// Records the sessions of the protocol tests and looks at every message of the server.
fn conformance(workspace: &Workspace) -> Result<()> {
    let records = workspace.peers().join("records");
    if records.exists() {
        std::fs::remove_dir_all(&records)?;
    }
    std::fs::create_dir_all(&records)?;
    let mut arguments = vec!["test".to_owned(), "--package".to_owned(), "aadsts".to_owned()];
    let tests = std::fs::read_dir(workspace.root.join("server/tests"))?;
    let mut names: Vec<String> = tests
        .filter_map(|test| test.ok()?.file_name().into_string().ok()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.retain(|name| name.starts_with("lsp"));
    names.sort();
    arguments.extend(names.into_iter().flat_map(|name| ["--test".to_owned(), name]));
    workspace.command("cargo", &arguments).env("AADSTS_TEST_RECORDS", &records).run()?;
    let script = workspace.root.join("server/xtask/conformance.py");
    workspace.command("python3", &[script, records]).env("PYTHONPATH", peers::types(workspace)?).run()
}

#[allow(clippy::unnecessary_wraps)] // The type is that of the other rows.
fn nothing(_: &Workspace) -> Result<()> {
    Ok(())
}

/// Runs the script of an editor in a terminal on the server as it is shipped.
fn editor(workspace: &Workspace, folder: &str, program: &Path) -> Result<()> {
    package::server(workspace)?;
    let script = workspace.editor_tests().join(folder).join("run.sh");
    workspace.command(script, &[program, &workspace.release_binary()]).run()
}

fn vs_code_needs(workspace: &Workspace, version: &VsCode) -> Result<()> {
    install::browser()?;
    install::test_packages(workspace)?;
    install::vs_code(workspace, version)
}

fn vs_code(workspace: &Workspace, version: &VsCode, script: &str) -> Result<()> {
    let vsix = package::vsix(workspace)?;
    let folder = workspace.editor_tests().join("vscode");
    Run::new(&folder, "node", &[script])
        .env("AADSTS_NODE", version.node_program(workspace))
        .env("AADSTS_VSCODE", version.entry(workspace))
        .env("AADSTS_VSIX", vsix)
        .env("AADSTS_BROWSER", install::browser()?)
        .env("AADSTS_PICTURES", workspace.editors().join("pictures"))
        .run()
}
