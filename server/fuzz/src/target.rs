//! The targets themselves, one file a subject.

pub(crate) mod analyze;
pub(crate) mod candidate;
pub(crate) mod config;
pub(crate) mod explain;
pub(crate) mod fix;
pub(crate) mod input;
pub(crate) mod lexer;
pub(crate) mod position;
pub(crate) mod session;
pub(crate) mod wire;
