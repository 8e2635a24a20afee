//! Edits that cure a finding, with the promise each of them makes.

use std::ops::Range;

/// A possible edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// Non-overlapping replacements, in order of position.
    pub edits: Vec<Edit>,
    /// What it promises.
    pub applicability: Applicability,
    /// Which step of the ladder it is.
    pub kind: FixKind,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte range to replace; empty for an insertion.
    pub range: Range<usize>,
    /// New text.
    pub text: String,
}

/// What a fix promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Keeps the program's meaning as configured: may be applied automatically.
    Safe,
    /// Changes what the program does: a person must want it.
    Unsafe,
    /// Text to read, nothing to apply.
    DisplayOnly,
}

/// The step of the ladder that a fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixKind {
    /// The tenant's own app id from `aadsts.toml`.
    TenantApp,
    /// The placeholder for an app id.
    Placeholder,
    /// A look-up in the environment.
    Environment,
    /// A suppression comment.
    Ignore,
}
