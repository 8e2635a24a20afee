//! lsp

/// Serves on standard input and output until the client is gone.
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
