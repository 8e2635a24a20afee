//! Word and operator sets, string kinds and comments that several rows share.

use super::{Escape, StringKind};

pub(super) const SLASHES: &[&str] = &["//"];
pub(super) const HASH: &[&str] = &["#"];
pub(super) const SLASH_STAR: &[(&str, &str)] = &[("/*", "*/")];

/// `=` and what C-like languages have beside it.
pub(super) const ASSIGN_C: &[&str] = &["=", "+=", ":", "=>", "??=", "||="];
pub(super) const COMPARE_C: &[&str] = &["==", "!="];
pub(super) const COMPARE_JS: &[&str] = &["==", "===", "!=", "!==", "in"];
/// Tests of the shell, of PowerShell and of its test framework, and of `OData` filters behind a command.
pub(super) const COMPARE_COMMANDS: &[&str] = &[
    "==",
    "!=",
    "=~",
    "!~",
    "-eq",
    "-ne",
    "-in",
    "-notin",
    "-contains",
    "-notcontains",
    "-match",
    "-notmatch",
    "-like",
    "-notlike",
    "-ieq",
    "-ceq",
    "-ine",
    "-cne",
    "-is",
    "-be",
    "-beexactly",
    "-belike",
    "-bein",
    "-contain",
    "eq",
    "ne",
];

/// Between the variable of a loop and what it runs over.
pub(crate) const IN_LOOP: &[&str] = &["in", "of"];
/// In front of the variable of a loop.
pub(crate) const BEGINS_LOOP: &[&str] = &["for", "foreach", "async", "const", "let", "var", "final"];
/// In front of a name and its value where neither an operator nor a bracket ties them.
pub(crate) const DEFINES: &[&str] =
    &["define", "def", "defvar", "defconst", "setq", "defparameter", "defonce", "defcustom"];
/// Commands that give a name a value.
pub(crate) const GIVES: &[&str] = &["set", "setenv", "define", "env", "setvar"];
/// How no value is written.
pub(crate) const NOTHING: &[&str] = &["\"\"", "''", "$null", "null", "none", "nil", "nothing", "undefined"];

pub(super) const PLUS: &[&str] = &["+"];

/// Casts and copies of the languages on .NET.
pub(super) const WRAP_DOTNET: &[&str] = &[
    "guid",
    "parse",
    "newguid",
    "tostring",
    "trim",
    "tolower",
    "tolowerinvariant",
    "string",
    "list",
    "array",
    "set",
    "hashset",
    "of",
    "nameof",
    "tuple",
    "securestring",
    "secretstring",
    "getvalueordefault",
    "escapedatastring",
    "urlencode",
];
pub(super) const WRAP_JVM: &[&str] = &[
    "uuid",
    "fromstring",
    "tostring",
    "trim",
    "tolowercase",
    "lowercase",
    "string",
    "some",
    "optional",
    "of",
    "ofnullable",
    "orelse",
    "getorelse",
    "getordefault",
    "just",
    "list",
    "set",
    "array",
    "tuple",
    "listof",
    "arrayof",
    "setof",
    "mapof",
    "hashmap",
    "hashset",
    "arraylist",
    "aslist",
    "concat",
    "encode",
];

/// A string kind in one line.
pub(super) const fn string(
    open: &'static str,
    close: &'static str,
    escape: Escape,
    multiline: bool,
    interpolation: &'static str,
) -> StringKind {
    StringKind { open, close, escape, multiline, interpolation }
}

pub(super) const DOUBLE: StringKind = string("\"", "\"", Escape::Backslash, false, "");
pub(super) const SINGLE: StringKind = string("'", "'", Escape::Backslash, false, "");
pub(super) const DOUBLE_LINES: StringKind = string("\"", "\"", Escape::Backslash, true, "");
pub(super) const SINGLE_LINES: StringKind = string("'", "'", Escape::Backslash, true, "");
pub(super) const SINGLE_LITERAL: StringKind = string("'", "'", Escape::None, true, "");
pub(super) const DOUBLED: StringKind = string("\"", "\"", Escape::Doubled, false, "");
pub(super) const DOUBLED_LINES: StringKind = string("\"", "\"", Escape::Doubled, true, "");
pub(super) const SINGLE_DOUBLED: StringKind = string("'", "'", Escape::Doubled, true, "");
pub(super) const TRIPLE: StringKind = string("\"\"\"", "\"\"\"", Escape::Backslash, true, "");
pub(super) const TRIPLE_RAW: StringKind = string("\"\"\"", "\"\"\"", Escape::None, true, "");
