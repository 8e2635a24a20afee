//! What must hold for any input: one function a subject, used by every fuzzer and by the tests.
//!
//! A target panics where its promise is broken, and returns what it saw, so that a fuzzer without instrumented code
//! can tell an input that shows something new from one that does not.

pub mod mutate;
pub mod pace;
pub mod random;
pub mod run;
pub mod seeds;
mod target;

pub use target::input::Input;

/// What an input showed: hashes of small facts. Two inputs with the same facts are alike to a fuzzer.
pub type Facts = Vec<u32>;

/// One subject.
#[derive(Clone, Copy)]
pub struct Target {
    /// The name on the command line.
    pub name: &'static str,
    /// What holds.
    pub promise: &'static str,
    /// Checks one input.
    ///
    /// # Panics
    ///
    /// Where the promise is broken.
    pub check: fn(&[u8]) -> Facts,
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All subjects.
pub const TARGETS: &[Target] = &[
    Target {
        name: "candidate",
        promise: "finds what a naive regular expression finds",
        check: target::candidate::check,
        seeds: seeds::ids,
    },
    Target {
        name: "lexer-code",
        promise: "tokens cover the text in order, cut no character, and match their brackets",
        check: target::lexer::code,
        seeds: seeds::texts,
    },
    Target { name: "lexer-yaml", promise: "the same for YAML", check: target::lexer::yaml, seeds: seeds::texts },
    Target { name: "lexer-markup", promise: "the same for tags", check: target::lexer::markup, seeds: seeds::texts },
    Target {
        name: "lexer-lines",
        promise: "the same for lines of key and value",
        check: target::lexer::lines,
        seeds: seeds::texts,
    },
    Target {
        name: "lexer-prose",
        promise: "the same for prose and its fences",
        check: target::lexer::prose,
        seeds: seeds::texts,
    },
    Target {
        name: "analyze",
        promise: "every range fits the text, every verdict has its evidence, and the same text gets the same answer",
        check: target::analyze::check,
        seeds: seeds::texts,
    },
    Target {
        name: "fix",
        promise: "fixing twice changes nothing more, leaves nothing fixable, and touches no token outside its edits",
        check: target::fix::check,
        seeds: seeds::texts,
    },
    Target {
        name: "explain",
        promise: "any words get an answer or none, as Markdown and as plain text",
        check: target::explain::check,
        seeds: seeds::messages,
    },
    Target {
        name: "position",
        promise: "a byte offset comes back from line and column in each encoding",
        check: target::position::check,
        seeds: seeds::texts,
    },
    Target {
        name: "config",
        promise: "any configuration is taken or has its problems named at places inside it",
        check: target::config::check,
        seeds: seeds::configurations,
    },
    Target {
        name: "frames",
        promise: "no frame hides the next one",
        check: target::wire::frames,
        seeds: seeds::frames,
    },
    Target {
        name: "session",
        promise: "a server answers the last question whatever was said before it, in frames and within bounds",
        check: target::session::check,
        seeds: seeds::sessions,
    },
    Target {
        name: "uri",
        promise: "any spelling of a URI comes back as it went in",
        check: target::wire::uri,
        seeds: seeds::uris,
    },
];

/// The target with this name.
pub fn by_name(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
