//! Rows of languages in which ids of applications are seen now and then.

use super::words::{
    COMPARE_C, DOUBLE, DOUBLE_LINES, DOUBLED, HASH, PLUS, SINGLE, SINGLE_DOUBLED, SINGLE_LITERAL, SLASH_STAR, SLASHES,
    TRIPLE, string,
};
use super::{BLANK, Escape, Language, Traits};

pub(super) static CMAKE: Language = Language {
    name: "cmake",
    ids: &["cmake"],
    extensions: &["cmake"],
    names: &["cmakelists.txt"],
    line_comments: HASH,
    block_comments: &[("#[[", "]]")],
    strings: &[string("\"", "\"", Escape::Backslash, true, "${"), string("[[", "]]", Escape::None, true, "")],
    word_characters: "$-./",
    assignments: &["="],
    comparisons: &["==", "STREQUAL", "MATCHES", "EQUAL"],
    function_words: &["function", "macro"],
    traits: Traits::COMMANDS.and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

/// Lisps: a list is a call, a keyword in front of a value is its key.
pub(super) static CLOJURE: Language = Language {
    name: "clojure",
    ids: &["clojure", "lisp", "scheme", "racket", "emacs-lisp", "commonlisp"],
    extensions: &["clj", "cljs", "cljc", "edn", "bb", "el", "lisp", "lsp", "scm", "rkt"],
    interpreters: &["bb", "clojure", "guile", "racket"],
    line_comments: &[";"],
    strings: &[DOUBLE_LINES],
    word_characters: ":-?!*./",
    comparisons: COMPARE_C,
    traits: Traits::COMMANDS.and(Traits::KEYWORDS).and(Traits::HYPHEN_WORDS),
    ..BLANK
};

pub(super) static PASCAL: Language = Language {
    name: "pascal",
    ids: &["pascal", "objectpascal", "delphi"],
    extensions: &["pas", "dpr", "lpr", "dfm", "lfm"],
    line_comments: SLASHES,
    block_comments: &[("{", "}"), ("(*", "*)")],
    strings: &[string("'", "'", Escape::Doubled, false, "")],
    assignments: &[":=", "="],
    comparisons: &["<>", "in"],
    conditions: &["if", "until", "while", "and", "or"],
    glue: PLUS,
    function_words: &["function", "procedure", "constructor"],
    wrappers: &["stringtoguid", "tguid", "string", "trim", "lowercase"],
    environment: Some(("GetEnvironmentVariable('{}')", "")),
    traits: Traits::TYPE_ANNOTATION.and(Traits::CASELESS),
    ..BLANK
};

pub(super) static NIM: Language = Language {
    name: "nim",
    ids: &["nim"],
    extensions: &["nim", "nims", "nimble"],
    line_comments: HASH,
    block_comments: &[("#[", "]#")],
    strings: &[
        string("\"\"\"", "\"\"\"", Escape::None, true, ""),
        string("\"", "\"", Escape::Backslash, false, "{}"),
        SINGLE,
    ],
    assignments: &["=", ":"],
    comparisons: &["==", "!=", "in", "notin"],
    glue: &["&"],
    function_words: &["proc", "func", "template", "macro", "method"],
    environment: Some(("getEnv(\"{}\")", "import std/os")),
    traits: Traits::TYPE_ANNOTATION.and(Traits::STRING_PREFIX),
    ..BLANK
};

pub(super) static AUTOHOTKEY: Language = Language {
    name: "autohotkey",
    ids: &["ahk", "autohotkey", "autoit"],
    extensions: &["ahk", "au3"],
    line_comments: &[";"],
    block_comments: SLASH_STAR,
    strings: &[DOUBLED, SINGLE_DOUBLED],
    word_characters: "$@",
    assignments: &[":=", "=", ":"],
    comparisons: &["==", "!=", "<>"],
    conditions: &["if", "while", "until"],
    glue: &[".", "&"],
    environment: Some(("EnvGet(\"{}\")", "")),
    traits: Traits::CASELESS.and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

/// Configuration of web servers: a directive, its values, `;` or the end of the line.
pub(super) static NGINX: Language = Language {
    name: "nginx",
    ids: &["nginx", "caddyfile"],
    extensions: &["nginx", "vhost", "caddy", "caddyfile"],
    names: &["nginx.conf", "caddyfile"],
    line_comments: HASH,
    strings: &[
        string("\"", "\"", Escape::Backslash, true, "$ ${"),
        string("'", "'", Escape::Backslash, true, "$ ${"),
        string("`", "`", Escape::None, true, ""),
    ],
    word_characters: "$-./:@*",
    assignments: &["="],
    conditions: &["if"],
    comparisons: &["==", "!=", "~", "~*"],
    traits: Traits::COMMANDS.and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

pub(super) static HASKELL: Language = Language {
    name: "haskell",
    ids: &["haskell", "elm", "purescript", "literate haskell"],
    extensions: &["hs", "elm", "purs"],
    line_comments: &["--"],
    block_comments: &[("{-", "-}")],
    strings: &[DOUBLE],
    assignments: &["=", "<-", "->", ".="],
    comparisons: &["==", "/="],
    glue: &["<>", "++"],
    wrappers: &["pack", "fromstring", "text"],
    traits: Traits::CHARACTER.and(Traits::TYPE_BEHIND).and(Traits::NESTED_COMMENTS),
    ..BLANK
};

pub(super) static OCAML: Language = Language {
    name: "ocaml",
    ids: &["ocaml", "reason", "rescript"],
    extensions: &["ml", "mli", "res", "rei"],
    block_comments: &[("(*", "*)"), ("/*", "*/")],
    strings: &[string("{|", "|}", Escape::None, true, ""), DOUBLE_LINES],
    assignments: &["=", ":=", "<-", ":"],
    comparisons: &["==", "<>"],
    conditions: &["if", "when", "while"],
    glue: &["^"],
    traits: Traits::CHARACTER.and(Traits::TYPE_BEHIND).and(Traits::NESTED_COMMENTS),
    ..BLANK
};

pub(super) static ERLANG: Language = Language {
    name: "erlang",
    ids: &["erlang"],
    extensions: &["erl", "hrl"],
    names: &["rebar.config", "sys.config"],
    line_comments: &["%"],
    strings: &[DOUBLE_LINES, SINGLE],
    assignments: &["=", "=>", ":="],
    comparisons: &["==", "=:=", "/=", "=/="],
    glue: &["++"],
    ..BLANK
};

pub(super) static ZIG: Language = Language {
    name: "zig",
    ids: &["zig", "d", "haxe", "solidity", "odin", "v"],
    extensions: &["zig", "zon", "d", "hx", "sol", "odin", "as"],
    line_comments: SLASHES,
    block_comments: SLASH_STAR,
    strings: &[DOUBLE, SINGLE, string("`", "`", Escape::None, true, "")],
    assignments: &["=", ":=", ":", "=>"],
    comparisons: COMPARE_C,
    glue: &["++", "~", "+"],
    function_words: &["fn", "function", "func", "proc"],
    traits: Traits::TYPE_ANNOTATION,
    ..BLANK
};

pub(super) static TCL: Language = Language {
    name: "tcl",
    ids: &["tcl"],
    extensions: &["tcl", "tk"],
    interpreters: &["tclsh", "wish", "expect"],
    line_comments: HASH,
    strings: &[string("\"", "\"", Escape::Backslash, true, "$ ${")],
    word_characters: "$-:.",
    continuations: "\\",
    comparisons: &["==", "!=", "eq", "ne"],
    function_words: &["proc"],
    environment: Some(("$::env({})", "")),
    traits: Traits::COMMANDS.and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

pub(super) static PUPPET: Language = Language {
    name: "puppet",
    ids: &["puppet"],
    extensions: &["pp", "epp"],
    line_comments: HASH,
    block_comments: SLASH_STAR,
    strings: &[string("\"", "\"", Escape::Backslash, true, "${ $"), SINGLE_LITERAL],
    word_characters: "$:",
    assignments: &["=>", "=", "+>"],
    comparisons: &["==", "!=", "in", "=~"],
    ..BLANK
};

pub(super) static GHERKIN: Language = Language {
    name: "gherkin",
    ids: &["gherkin", "cucumber", "feature"],
    extensions: &["feature"],
    line_comments: HASH,
    strings: &[TRIPLE, DOUBLE, SINGLE],
    word_characters: "$",
    assignments: &["=", ":"],
    comparisons: &["==", "!=", "contains"],
    ..BLANK
};
