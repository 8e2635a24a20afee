//! The commands that people type: `cargo xtask test`, `fixtures`, `package`, `stress`, `bench`, `docs`.

// A command line that runs other command lines: what it prints is its result.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
#[path = "../../tests/stress/driver.rs"]
mod driver;
mod install;
mod measure;
mod package;
mod peers;
#[path = "../../tests/stress/rows.rs"]
mod rows;
mod stress;
mod suite;
mod workspace;

use std::env;
use std::process::ExitCode;

use anyhow::Result;

use crate::workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test            everything: formatting, lints, tests, documentation, the editors
  test NAME...    only the suites with one of these in their name
  test --fast     only cargo test
  fixtures        the table of fixtures: files, findings and silences of each language
  package         the VS Code extension with the server in it, as a .vsix
  stress          what servers survive: ours, ruff and typos-lsp, as a table
  bench lsp       how fast and how large servers are: the same ones, as a table
  bench lsp --own only ours
  docs            writes everything that is generated again
  fuzz            what can be fuzzed
  fuzz TARGET|all [--seconds N] [--seed N] [FILE...]
                  looks for an input that breaks a promise, or tries the files again
  bench [WORD]    bytes per second of each language (with WORD in its name), and the cost of a look-up
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match arguments {
        ["test", "--fast"] => {
            workspace.cargo(&["test", "--workspace"])?;
            Ok(ExitCode::SUCCESS)
        }
        ["test", names @ ..] if names.iter().all(|name| !name.starts_with('-')) => {
            Ok(suite::run_all(&workspace, names))
        }
        ["fixtures"] => {
            let table = "table::every_language_has_findings_and_silences";
            let test = ["test", "--quiet", "--package", "aadsts", "--test", "fixtures", table];
            workspace.cargo(&[&test[..], &["--", "--exact", "--nocapture"]].concat())?;
            Ok(ExitCode::SUCCESS)
        }
        ["package"] => {
            println!("{}", package::vsix(&workspace)?.display());
            Ok(ExitCode::SUCCESS)
        }
        ["stress"] => Ok(if stress::run(&workspace)? { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
        ["bench", "lsp"] => bench::run(&workspace, false),
        ["bench", "lsp", bench::OWN] => bench::run(&workspace, true),
        [bench::ECHO] => {
            bench::echo();
            Ok(ExitCode::SUCCESS)
        }
        ["docs"] => {
            workspace.command("cargo", &["test", "--workspace"]).env("UPDATE", "1").run()?;
            Ok(ExitCode::SUCCESS)
        }
        ["fuzz", rest @ ..] => {
            measure::fuzz(&workspace, rest)?;
            Ok(ExitCode::SUCCESS)
        }
        ["bench", rest @ ..] => {
            measure::bench(&workspace, rest)?;
            Ok(ExitCode::SUCCESS)
        }
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => {
            eprint!("xtask: unknown command {}\n\n{USAGE}", other.join(" "));
            Ok(ExitCode::from(2))
        }
    }
}
