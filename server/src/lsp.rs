//! The language server: `aadsts lsp` on standard input and output.
//!
//! `transport` moves messages, `session` applies what changes the state, `server` answers requests from immutable
//! snapshots, `publish` pushes diagnostics. Everything that is judged is judged by the engine.

use std::io;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use futures::FutureExt;
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
#[cfg(feature = "fuzzing")]
pub mod door;
mod frame;
mod hint;
mod hover;
#[cfg(any(test, feature = "fuzzing"))]
pub mod inside;
mod lens;
mod link;
mod notebook;
mod out;
mod parent;
mod place;
mod publish;
mod record;
mod registration;
mod replay;
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

use crate::analysis;
use record::Recorder;
use transport::{End, Wires};

/// How a session is served.
#[derive(Clone, Debug, Default)]
pub struct Serving {
    /// A file to write every message to, for bug reports.
    pub record: Option<PathBuf>,
    /// Texts of documents stay in that file as they are.
    pub record_text: bool,
    /// A record to play instead of listening to standard input.
    pub replay: Option<PathBuf>,
}

/// Serves one client. The code is 0 only after `shutdown` and `exit`, for a replay when everything was answered that
/// was answered in the record, and 2 where a named file is of no use.
pub fn run(serving: &Serving) -> ExitCode {
    start_log();
    let failed = |what: &str, path: &Path, error: &io::Error| {
        tracing::error!("cannot {what} {}: {error}", path.display());
        ExitCode::from(2)
    };
    if let Some(path) = &serving.replay {
        return match replay::wires(path) {
            Ok((wires, player)) => {
                let end = serve(wires);
                let missing = player.join().unwrap_or(1);
                if missing > 0 {
                    tracing::error!("{missing} messages of the server's are in the record and did not come");
                }
                if end.is_some() && missing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
            }
            Err(error) => failed("replay", path, &error),
        };
    }
    let recorder = match &serving.record {
        Some(path) => match Recorder::create(path, serving.record_text) {
            Ok(recorder) => Some(Arc::new(recorder)),
            Err(error) => return failed("write", path, &error),
        },
        None => None,
    };
    match Wires::of(io::stdin(), io::stdout(), recorder) {
        Ok(wires) => match serve(wires) {
            Some(End::Orderly) => ExitCode::SUCCESS,
            Some(End::Abrupt) | None => ExitCode::FAILURE,
        },
        Err(error) => {
            tracing::error!("cannot start a thread: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves the client behind the wires; `None` when that cannot even begin.
fn serve(wires: Wires) -> Option<End> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    // Handlers are short; analyses run on blocking threads, few enough that two hundred documents opened at once
    // do not mean two hundred stacks.
    let runtime = match builder.worker_threads(2).max_blocking_threads(16).enable_time().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("cannot start the runtime: {error}");
            return None;
        }
    };
    let end = runtime.block_on(async {
        let (service, socket) =
            LspService::new(|client| server::Server { session: Arc::new(session::Session::new(client)) });
        let session = service.inner().session.clone();
        tokio::task::spawn_blocking(warm_up);
        let publishing = async {
            // Without it nothing would be published any more, and nobody would know why.
            while AssertUnwindSafe(publish::run(session.clone())).catch_unwind().await.is_err() {
                tracing::error!("the publisher panicked and begins again");
            }
        };
        // One task: an edit of a text that says nothing is published without waking a thread.
        transport::beside(transport::serve(service, socket, wires), publishing).await
    });
    // An analysis may still run, and standard input may be open for ever: neither holds the end up.
    runtime.shutdown_background();
    Some(end)
}

/// Judges something while the client makes up its mind, so that the first document does not pay for pages of the
/// program that were never read, and for the first thread.
fn warm_up() {
    let text = "import msal\nclient_id = \"04b07795-8ddb-461a-bbee-02f9e1bf7b46\"\napp = msal.PublicClientApplication(client_id)\n";
    analysis::analyze(text, "app.py", None, &analysis::Options::default());
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
