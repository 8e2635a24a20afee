//! The language server: `aadsts lsp` on standard input and output.
//!
//! `transport` moves messages, `session` applies what changes the state, `server` answers requests from immutable
//! snapshots, `publish` pushes diagnostics. Everything that is judged is judged by the engine.

use std::process::ExitCode;
use std::sync::Arc;

use tower_lsp::LspService;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

mod allow;
mod capabilities;
mod code_action;
mod command;
mod completion;
mod configuration;
mod document;
mod frame;
mod hint;
mod hover;
mod link;
mod notebook;
mod place;
mod publish;
mod server;
mod session;
mod settings;
mod silence;
mod text;
mod to_proto;
mod transport;
mod uri;
mod workspace;

pub use settings::{SETTINGS, Setting};

/// Serves one client. The code is 0 only after `shutdown` and `exit`.
pub fn run() -> ExitCode {
    start_log();
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    // Handlers are short; analyses run on blocking threads, few enough that two hundred documents opened at once
    // do not mean two hundred stacks.
    let runtime = match builder.worker_threads(2).max_blocking_threads(16).enable_time().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("cannot start the runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let end = runtime.block_on(async {
        let (service, socket) =
            LspService::new(|client| server::Server { session: Arc::new(session::Session::new(client)) });
        tokio::spawn(publish::run(service.inner().session.clone()));
        transport::serve(service, socket).await
    });
    // An analysis may still run, and standard input may be open for ever: neither holds the end up.
    runtime.shutdown_background();
    match end {
        Ok(transport::End::Orderly) => ExitCode::SUCCESS,
        Ok(transport::End::Abrupt) => ExitCode::FAILURE,
        Err(error) => {
            tracing::error!("cannot start a thread: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Logs to standard error: standard output belongs to the protocol. `AADSTS_LOG` sets our own level; libraries
/// stay at warnings, because some of them log whole messages below that.
fn start_log() {
    let level = std::env::var("AADSTS_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    let filter = Targets::new().with_default(LevelFilter::WARN).with_target("aadsts", level);
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    // Fails only where somebody else already listens.
    let _ = tracing_subscriber::registry().with(log).with(filter).try_init();
    std::panic::set_hook(Box::new(|panic| {
        // The message of a panic may quote the text that it is about; the place never does.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!("panic at {place}");
    }));
}
