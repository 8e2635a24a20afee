//! Rows: scripts, shells and queries.

use super::words::{
    COMPARE_C, COMPARE_COMMANDS, DOUBLE, DOUBLE_LINES, DOUBLED, DOUBLED_LINES, HASH, PLUS, SINGLE, SINGLE_DOUBLED,
    SINGLE_LINES, SINGLE_LITERAL, SLASH_STAR, SLASHES, string,
};
use super::{BLANK, Escape, Language, Shape, Traits};

pub(super) static PYTHON: Language = Language {
    name: "python",
    ids: &["python", "starlark", "bazel"],
    extensions: &["py", "pyi", "pyw", "bzl", "star", "wsgi"],
    interpreters: &["python", "pypy", "uv"],
    line_comments: HASH,
    strings: &[
        string("f\"\"\"", "\"\"\"", Escape::Backslash, true, "{"),
        string("f'''", "'''", Escape::Backslash, true, "{"),
        string("f\"", "\"", Escape::Backslash, false, "{"),
        string("f'", "'", Escape::Backslash, false, "{"),
        string("t\"", "\"", Escape::Backslash, false, "{"),
        string("t'", "'", Escape::Backslash, false, "{"),
        string("\"\"\"", "\"\"\"", Escape::Backslash, true, ""),
        string("'''", "'''", Escape::Backslash, true, ""),
        DOUBLE,
        SINGLE,
    ],
    continuations: "\\",
    assignments: &["=", ":", ":=", "+="],
    comparisons: &["==", "!=", "in", "is"],
    glue: PLUS,
    function_words: &["def"],
    wrappers: &[
        "str",
        "uuid",
        "tuple",
        "list",
        "set",
        "frozenset",
        "array",
        "asarray",
        "strip",
        "lower",
        "envor",
        "final",
        "parse",
        "secretstr",
        "string",
        "of",
        "guid",
        "enumerate",
        "cycle",
        "quote",
        "quoteplus",
        "sorted",
        "reversed",
        "dict",
    ],
    environment: Some(("os.environ[\"{}\"]", "import os")),
    traits: Traits::TYPE_ANNOTATION.and(Traits::STRING_PREFIX).and(Traits::INDENTED).and(Traits::PARALLEL_ASSIGNMENT),
    ..BLANK
};

pub(super) static RUBY: Language = Language {
    name: "ruby",
    ids: &["ruby"],
    extensions: &["rb", "rake", "gemspec", "podspec", "cr"],
    names: &["gemfile", "rakefile", "podfile", "vagrantfile", "fastfile", "brewfile"],
    interpreters: &["ruby", "jruby"],
    line_comments: HASH,
    block_comments: &[("\n=begin", "\n=end")],
    strings: &[
        string("\"", "\"", Escape::Backslash, true, "#{"),
        SINGLE_LINES,
        string("`", "`", Escape::Backslash, true, "#{"),
    ],
    word_characters: "@$?!",
    continuations: "\\",
    assignments: &["=", "=>", ":", "||=", "+=", "<<"],
    comparisons: &["==", "===", "!=", "=~", "!~"],
    glue: PLUS,
    function_words: &["def"],
    wrappers: &["string", "tos", "to_s", "strip", "downcase", "freeze", "array", "set", "new", "uuid", "fetch"],
    environment: Some(("ENV.fetch(\"{}\")", "")),
    traits: Traits::HEREDOC.and(Traits::PERCENT_LITERALS).and(Traits::PARALLEL_ASSIGNMENT),
    ..BLANK
};

pub(super) static PERL: Language = Language {
    name: "perl",
    ids: &["perl", "perl6", "raku"],
    extensions: &["pl", "pm", "t"],
    interpreters: &["perl"],
    line_comments: HASH,
    block_comments: &[("\n=pod", "\n=cut"), ("\n=head", "\n=cut"), ("\n=begin", "\n=cut")],
    strings: &[string("\"", "\"", Escape::Backslash, true, "${ $"), SINGLE_LINES],
    word_characters: "$@%",
    assignments: &["=", "=>", "||=", ".=", "//="],
    comparisons: &["==", "!=", "=~", "!~", "eq", "ne"],
    glue: &["."],
    function_words: &["sub"],
    wrappers: &["lc", "trim", "uuid", "string", "list", "array"],
    environment: Some(("$ENV{{}}", "")),
    traits: Traits::HEREDOC.and(Traits::COMMENT_AT_WORD).and(Traits::QUOTE_WORDS),
    ..BLANK
};

pub(super) static LUA: Language = Language {
    name: "lua",
    ids: &["lua", "luau"],
    extensions: &["lua", "luau", "nse", "rockspec"],
    interpreters: &["lua", "luajit"],
    line_comments: &["--"],
    block_comments: &[("--[[", "]]")],
    strings: &[string("[[", "]]", Escape::None, true, ""), DOUBLE, SINGLE],
    assignments: &["="],
    comparisons: &["==", "~="],
    glue: &[".."],
    function_words: &["function"],
    wrappers: &["tostring", "lower", "string", "ipairs", "pairs"],
    environment: Some(("os.getenv(\"{}\")", "")),
    traits: Traits::PARALLEL_ASSIGNMENT,
    ..BLANK
};

pub(super) static R: Language = Language {
    name: "r",
    ids: &["r"],
    extensions: &["r"],
    names: &[".rprofile"],
    interpreters: &["rscript", "Rscript"],
    line_comments: HASH,
    strings: &[DOUBLE_LINES, SINGLE_LINES],
    word_characters: ".",
    assignments: &["<-", "<<-", "=", ":="],
    comparisons: COMPARE_C,
    binds_right: &["->", "->>"],
    function_words: &["function"],
    wrappers: &["c", "tolower", "trimws", "as.character", "ascharacter", "character", "list", "string"],
    environment: Some(("Sys.getenv(\"{}\")", "")),
    traits: Traits::FUNCTION_SCOPED,
    ..BLANK
};

pub(super) static JULIA: Language = Language {
    name: "julia",
    ids: &["julia"],
    extensions: &["jl"],
    interpreters: &["julia"],
    line_comments: HASH,
    block_comments: &[("#=", "=#")],
    strings: &[
        string("\"\"\"", "\"\"\"", Escape::Backslash, true, "$( $"),
        string("\"", "\"", Escape::Backslash, true, "$( $"),
        SINGLE,
    ],
    word_characters: "!@",
    assignments: &["=", "=>", "+=", "->"],
    comparisons: &["==", "===", "!=", "in"],
    glue: &["*"],
    function_words: &["function", "macro"],
    wrappers: &["string", "uuid", "lowercase", "strip", "some"],
    environment: Some(("ENV[\"{}\"]", "")),
    traits: Traits::CHARACTER.and(Traits::NESTED_COMMENTS).and(Traits::TYPE_COLONS),
    ..BLANK
};

pub(super) static ELIXIR: Language = Language {
    name: "elixir",
    ids: &["elixir", "eex", "heex"],
    extensions: &["ex", "exs", "eex", "heex"],
    interpreters: &["elixir"],
    line_comments: HASH,
    strings: &[
        string("\"\"\"", "\"\"\"", Escape::Backslash, true, "#{"),
        string("'''", "'''", Escape::Backslash, true, "#{"),
        string("\"", "\"", Escape::Backslash, true, "#{"),
        string("'", "'", Escape::Backslash, true, "#{"),
    ],
    word_characters: "@?!",
    assignments: &["=", ":", "=>", "->", "<-"],
    comparisons: &["==", "===", "!=", "!==", "=~", "in"],
    glue: &["<>"],
    function_words: &["def", "defp"],
    wrappers: &["tostring", "string", "trim", "downcase", "fetch!"],
    environment: Some(("System.get_env(\"{}\")", "")),
    ..BLANK
};

pub(super) static POWERSHELL: Language = Language {
    name: "powershell",
    ids: &["powershell"],
    extensions: &["ps1", "psm1", "psd1", "pssc", "psrc"],
    interpreters: &["pwsh", "powershell"],
    line_comments: HASH,
    block_comments: &[("<#", "#>")],
    strings: &[
        string("@\"", "\n\"@", Escape::None, true, "$( ${ $"),
        string("@'", "\n'@", Escape::None, true, ""),
        string("\"", "\"", Escape::Backtick, true, "$( ${ $"),
        SINGLE_DOUBLED,
    ],
    word_characters: "$:",
    continuations: "`",
    assignments: &["=", "+=", ":", "??="],
    comparisons: COMPARE_COMMANDS,
    glue: PLUS,
    function_words: &["function", "filter"],
    wrappers: &[
        "guid",
        "parse",
        "newguid",
        "string",
        "tostring",
        "trim",
        "tolower",
        "converttosecurestring",
        "securestring",
        "array",
        "list",
        "new",
    ],
    environment: Some(("$env:{}", "")),
    traits: Traits::COMMANDS
        .and(Traits::CASELESS)
        .and(Traits::NEWLINE_LISTS)
        .and(Traits::HYPHEN_WORDS)
        .and(Traits::FUNCTION_SCOPED)
        .and(Traits::PARALLEL_ASSIGNMENT)
        .and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

pub(super) static SHELL: Language = Language {
    name: "shell",
    ids: &["shellscript", "sh", "bash", "zsh", "fish"],
    extensions: &["sh", "bash", "zsh", "ksh", "fish", "bats", "command"],
    names: &[".bashrc", ".bash_profile", ".profile", ".zshrc", ".zprofile", "pkgbuild"],
    interpreters: &["sh", "bash", "zsh", "ksh", "dash", "ash", "fish", "bats"],
    line_comments: HASH,
    strings: &[string("\"", "\"", Escape::Backslash, true, "$( ${ $"), SINGLE_LITERAL],
    word_characters: "$./@%+~",
    continuations: "\\",
    assignments: &["=", "+=", ":-", ":="],
    comparisons: COMPARE_COMMANDS,
    function_words: &["function"],
    environment: Some(("\"${}\"", "")),
    traits: Traits::COMMANDS
        .and(Traits::TESTS)
        .and(Traits::HEREDOC)
        .and(Traits::NEWLINE_LISTS)
        .and(Traits::HYPHEN_WORDS)
        .and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

pub(super) static BATCH: Language = Language {
    name: "batch",
    ids: &["bat"],
    extensions: &["bat", "cmd"],
    line_comments: &["rem", "@rem", "::"],
    strings: &[string("\"", "\"", Escape::None, false, "%")],
    word_characters: "%./@!;",
    continuations: "^",
    assignments: &["="],
    comparisons: &["==", "equ", "neq"],
    environment: Some(("%{}%", "")),
    traits: Traits::COMMANDS.and(Traits::CASELESS).and(Traits::NEWLINE_LISTS).and(Traits::HYPHEN_WORDS),
    ..BLANK
};

pub(super) static DOCKERFILE: Language = Language {
    name: "dockerfile",
    ids: &["dockerfile"],
    extensions: &["dockerfile", "containerfile"],
    names: &["dockerfile", "containerfile"],
    line_comments: HASH,
    strings: &[string("\"", "\"", Escape::Backslash, false, "${ $"), string("'", "'", Escape::None, false, "")],
    word_characters: "$./@%+~",
    continuations: "\\`",
    assignments: &["=", ":-"],
    comparisons: &["==", "!="],
    environment: Some(("${}", "")),
    traits: Traits::COMMANDS
        .and(Traits::TESTS)
        .and(Traits::HEREDOC)
        .and(Traits::NEWLINE_LISTS)
        .and(Traits::HYPHEN_WORDS)
        .and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

pub(super) static MAKEFILE: Language = Language {
    name: "makefile",
    ids: &["makefile"],
    extensions: &["mk", "mak", "just"],
    names: &["makefile", "gnumakefile", "justfile"],
    interpreters: &["make"],
    line_comments: HASH,
    strings: &[string("\"", "\"", Escape::Backslash, false, "$( ${"), string("'", "'", Escape::None, false, "$( ${")],
    word_characters: "$./@%+~",
    continuations: "\\",
    assignments: &["=", ":=", "?=", "+=", "::=", ":-"],
    comparisons: &["==", "!="],
    environment: Some(("$({})", "")),
    traits: Traits::COMMANDS
        .and(Traits::INDENTED)
        .and(Traits::NEWLINE_LISTS)
        .and(Traits::HYPHEN_WORDS)
        .and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

pub(super) static SQL: Language = Language {
    name: "sql",
    ids: &["sql", "mssql", "postgres", "pgsql", "mysql", "plsql", "snowflake-sql", "databricks-sql"],
    extensions: &["sql", "psql", "pgsql", "plsql", "pks", "pkb", "ddl", "dml"],
    line_comments: &["--"],
    block_comments: SLASH_STAR,
    strings: &[SINGLE_DOUBLED, DOUBLED],
    word_characters: "@#",
    assignments: &["=", ":=", "=>"],
    comparisons: &["<>", "!=", "in", "like", "between", "is"],
    glue: &["+", "||"],
    binds_right: &["as"],
    function_words: &["function", "procedure", "proc"],
    wrappers: &["cast", "convert", "lower", "trim", "uniqueidentifier"],
    conditions: &["where", "and", "or", "on", "having", "when", "if", "while"],
    traits: Traits::TYPE_BEHIND.and(Traits::CASELESS).and(Traits::STRING_PREFIX).and(Traits::NAMED_OPTIONS),
    ..BLANK
};

pub(super) static KQL: Language = Language {
    name: "kql",
    ids: &["kusto", "kql"],
    extensions: &["kql", "csl", "kusto"],
    line_comments: SLASHES,
    strings: &[string("@\"", "\"", Escape::Doubled, false, ""), DOUBLE, SINGLE],
    assignments: &["=", ":"],
    comparisons: &[
        "==",
        "!=",
        "=~",
        "!~",
        "in",
        "in~",
        "has",
        "has_any",
        "has_all",
        "contains",
        "startswith",
        "endswith",
        "between",
        "matches",
    ],
    wrappers: &["guid", "toguid", "tostring", "tolower", "dynamic"],
    traits: Traits::DATA.and(Traits::QUERY),
    ..BLANK
};

pub(super) static POWERQUERY: Language = Language {
    name: "powerquery",
    ids: &["powerquery"],
    extensions: &["pq", "pqm", "m", "mez"],
    line_comments: SLASHES,
    block_comments: SLASH_STAR,
    strings: &[DOUBLED_LINES],
    word_characters: "#",
    assignments: &["=", "=>"],
    comparisons: &["<>", "is"],
    glue: &["&"],
    wrappers: &["from", "lower", "trim"],
    conditions: &["if", "and", "or", "not", "each"],
    breaks: &["in"],
    ..BLANK
};

pub(super) static TMDL: Language = Language {
    name: "tmdl",
    ids: &["tmdl"],
    extensions: &["tmdl"],
    shape: Shape::Code,
    line_comments: &["///", "//"],
    block_comments: SLASH_STAR,
    strings: &[string("```", "```", Escape::None, true, ""), DOUBLED, SINGLE_DOUBLED],
    word_characters: "#",
    assignments: &["=", ":", "=>"],
    comparisons: &["<>", "==", "IN"],
    glue: &["&"],
    ..BLANK
};
