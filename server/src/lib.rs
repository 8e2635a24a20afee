//! The engine: text in, plain data out. No input or output, no async, no failure.

pub mod analysis;
pub(crate) mod binding;
pub mod candidate;
pub mod catalog;
pub(crate) mod embedded;
pub mod expectation;
pub mod explain;
pub mod fix;
mod generated;
pub mod guid;
pub mod language;
pub mod lexer;
pub mod register;
pub mod request;
pub mod role;
pub mod rule;
pub mod site;
pub mod suppress;
pub mod tree;

#[cfg(feature = "config")]
pub mod config;
#[cfg(feature = "config")]
pub mod position;

#[cfg(any(feature = "cli", feature = "lsp"))]
pub(crate) mod source;
#[cfg(any(feature = "cli", feature = "lsp"))]
pub(crate) mod walk;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "lsp")]
pub mod lsp;
