//! The command line.

/// Runs the program with the arguments of the process.
pub fn run() -> std::process::ExitCode {
    #[cfg(feature = "lsp")]
    if std::env::args().nth(1).as_deref() == Some("lsp") {
        return crate::lsp::run();
    }
    std::process::ExitCode::SUCCESS
}
