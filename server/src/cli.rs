//! The command line: the only place that prints.

mod args;
mod at;
mod check;
mod concise;
mod console;
#[cfg(feature = "fuzzing")]
pub mod door;
mod edit;
mod expect;
mod explain;
mod full;
mod json;
mod list;
mod patch;
mod register;
mod row;
mod verdict;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use self::args::{Arguments, Command};
use self::console::Console;

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// Nothing of level warning or above was found, or what was asked was answered.
    Clean = 0,
    /// Findings of level warning or above were shown.
    Findings = 1,
    /// A path that was named, a configuration file or the question itself could not be dealt with; also when there
    /// are findings.
    Failure = 2,
    /// Nothing can be said about the request that was asked about.
    Unknown = 3,
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Whoever closed the stream does not want the message.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Status::Failure as u8));
        }
    };
    let console = Console::new(&arguments.console);
    let result = match &arguments.command {
        Command::Check(arguments) => check::run(arguments, &console),
        Command::Explain(arguments) => explain::run(arguments, &console),
        Command::Expect(arguments) => expect::run(arguments, &console),
        Command::Register(arguments) => register::run(arguments, &console),
        Command::List(arguments) => list::run(arguments, &console),
        #[cfg(feature = "lsp")]
        Command::Lsp(args::LspArguments { record, record_text, replay, .. }) => {
            return crate::lsp::run(&crate::lsp::Serving {
                record: record.clone(),
                record_text: *record_text,
                replay: replay.clone(),
            });
        }
    };
    let status = result.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            return Status::Clean;
        }
        console.error(&format!("{error:#}"));
        Status::Failure
    });
    ExitCode::from(status as u8)
}

/// The reader of our output has gone, as `head` does. That is its right and no error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}
