//! Rows: languages with braces that are compiled.

use super::words::{
    ASSIGN_C, COMPARE_C, COMPARE_JS, DOUBLE, DOUBLE_LINES, DOUBLED, PLUS, SINGLE, SINGLE_DOUBLED, SINGLE_LINES,
    SLASH_STAR, SLASHES, TRIPLE, TRIPLE_RAW, WRAP_DOTNET, WRAP_JVM, string,
};
use super::{BLANK, Escape, Language, StringKind, Traits};

const C_LIKE: Language = Language {
    line_comments: SLASHES,
    block_comments: SLASH_STAR,
    strings: &[DOUBLE, SINGLE],
    assignments: ASSIGN_C,
    comparisons: COMPARE_C,
    glue: PLUS,
    ..BLANK
};

const JS_STRINGS: &[StringKind] = &[string("`", "`", Escape::Backslash, true, "${"), DOUBLE, SINGLE];
const JS_WRAPPERS: &[&str] = &[
    "string",
    "tostring",
    "trim",
    "tolowercase",
    "guid",
    "uuid",
    "parse",
    "array",
    "of",
    "set",
    "concat",
    "final",
    "envor",
    "encodeuricomponent",
];

pub(super) static JAVASCRIPT: Language = Language {
    name: "javascript",
    ids: &["javascript", "javascriptreact"],
    extensions: &["js", "jsx", "mjs", "cjs", "gs"],
    interpreters: &["node", "nodejs", "bun"],
    strings: JS_STRINGS,
    word_characters: "$#",
    comparisons: COMPARE_JS,
    function_words: &["function", "constructor"],
    wrappers: JS_WRAPPERS,
    environment: Some(("process.env.{}", "")),
    traits: Traits::TYPE_ANNOTATION.and(Traits::REGEX),
    ..C_LIKE
};

pub(super) static TYPESCRIPT: Language = Language {
    name: "typescript",
    ids: &["typescript", "typescriptreact"],
    extensions: &["ts", "tsx", "mts", "cts"],
    interpreters: &["deno", "tsx", "ts-node"],
    strings: JS_STRINGS,
    word_characters: "$#",
    comparisons: COMPARE_JS,
    function_words: &["function", "constructor"],
    wrappers: JS_WRAPPERS,
    environment: Some(("process.env.{}", "")),
    traits: Traits::TYPE_ANNOTATION.and(Traits::REGEX),
    ..C_LIKE
};

pub(super) static CSHARP: Language = Language {
    name: "csharp",
    ids: &["csharp"],
    extensions: &["cs", "csx", "cake"],
    interpreters: &["dotnet-script"],
    strings: &[
        string("$$\"\"\"", "\"\"\"", Escape::None, true, "{{"),
        string("$\"\"\"", "\"\"\"", Escape::None, true, "{"),
        string("\"\"\"\"", "\"\"\"\"", Escape::None, true, ""),
        TRIPLE_RAW,
        string("$@\"", "\"", Escape::Doubled, true, "{"),
        string("@$\"", "\"", Escape::Doubled, true, "{"),
        string("@\"", "\"", Escape::Doubled, true, ""),
        string("$\"", "\"", Escape::Backslash, false, "{"),
        DOUBLE,
        SINGLE,
    ],
    word_characters: "@",
    comparisons: &["==", "!=", "is"],
    wrappers: WRAP_DOTNET,
    environment: Some(("Environment.GetEnvironmentVariable(\"{}\")", "using System;")),
    ..C_LIKE
};

pub(super) static JAVA: Language = Language {
    name: "java",
    ids: &["java", "apex"],
    extensions: &["java", "jsh", "cls", "apex"],
    strings: &[TRIPLE, DOUBLE, SINGLE],
    word_characters: "$",
    wrappers: WRAP_JVM,
    environment: Some(("System.getenv(\"{}\")", "")),
    ..C_LIKE
};

pub(super) static KOTLIN: Language = Language {
    name: "kotlin",
    ids: &["kotlin", "kotlinscript"],
    extensions: &["kt", "kts"],
    interpreters: &["kotlin"],
    strings: &[
        string("\"\"\"", "\"\"\"", Escape::None, true, "${ $"),
        string("\"", "\"", Escape::Backslash, false, "${ $"),
        SINGLE,
    ],
    assignments: &["=", ":", "+=", "->", "to"],
    comparisons: &["==", "===", "!=", "!==", "in", "is"],
    function_words: &["fun", "constructor", "init"],
    wrappers: WRAP_JVM,
    environment: Some(("System.getenv(\"{}\")", "")),
    traits: Traits::TYPE_ANNOTATION.and(Traits::NESTED_COMMENTS),
    ..C_LIKE
};

pub(super) static SCALA: Language = Language {
    name: "scala",
    ids: &["scala"],
    extensions: &["scala", "sc", "sbt"],
    interpreters: &["scala"],
    // Without `object`, whose members are often imported.
    type_words: &["class", "enum", "trait"],
    strings: &[
        string("s\"\"\"", "\"\"\"", Escape::None, true, "${ $"),
        string("f\"\"\"", "\"\"\"", Escape::None, true, "${ $"),
        TRIPLE_RAW,
        string("s\"", "\"", Escape::Backslash, false, "${ $"),
        string("f\"", "\"", Escape::Backslash, false, "${ $"),
        DOUBLE,
        SINGLE,
    ],
    word_characters: "$",
    assignments: &["=", ":", "+=", "=>", "->", "<-", ":="],
    comparisons: &["==", "!=", "eq", "ne"],
    glue: &["+", "++"],
    function_words: &["def"],
    wrappers: WRAP_JVM,
    environment: Some(("sys.env(\"{}\")", "")),
    traits: Traits::TYPE_ANNOTATION.and(Traits::STRING_PREFIX).and(Traits::CHARACTER).and(Traits::NESTED_COMMENTS),
    ..C_LIKE
};

pub(super) static GROOVY: Language = Language {
    name: "groovy",
    ids: &["groovy", "jenkinsfile", "gradle"],
    extensions: &["groovy", "gradle", "gvy", "jenkinsfile", "nf"],
    names: &["jenkinsfile"],
    interpreters: &["groovy"],
    strings: &[
        string("\"\"\"", "\"\"\"", Escape::Backslash, true, "${ $"),
        // The shell that it is given to reads variables in it.
        string("'''", "'''", Escape::Backslash, true, "${ $"),
        string("\"", "\"", Escape::Backslash, false, "${ $"),
        string("'", "'", Escape::Backslash, false, "${ $"),
    ],
    word_characters: "$",
    assignments: &["=", ":", "+=", "->"],
    comparisons: &["==", "!=", "==~", "=~", "in"],
    function_words: &["def"],
    wrappers: WRAP_JVM,
    environment: Some(("System.getenv(\"{}\")", "")),
    ..C_LIKE
};

pub(super) static GO: Language = Language {
    name: "go",
    ids: &["go"],
    extensions: &["go"],
    strings: &[string("`", "`", Escape::None, true, ""), DOUBLE, SINGLE],
    assignments: &["=", ":=", ":", "+="],
    function_words: &["func"],
    wrappers: &[
        "parse",
        "mustparse",
        "queryescape",
        "string",
        "ptr",
        "to",
        "stringptr",
        "trimspace",
        "tolower",
        "uuid",
        "fromstring",
        "of",
        "tostring",
    ],
    traits: Traits::TYPE_BEHIND.and(Traits::NEWLINE_LISTS).and(Traits::PARALLEL_ASSIGNMENT),
    ..C_LIKE
};

pub(super) static RUST: Language = Language {
    name: "rust",
    ids: &["rust"],
    extensions: &["rs"],
    interpreters: &["rust-script", "cargo"],
    strings: &[
        string("r\"", "\"", Escape::None, true, "{}"),
        string("\"", "\"", Escape::Backslash, true, "{}"),
        SINGLE,
    ],
    word_characters: "!",
    assignments: &["=", ":", "=>", "+="],
    function_words: &["fn"],
    wrappers: &[
        "string",
        "str",
        "tostring",
        "toowned",
        "into",
        "from",
        "some",
        "ok",
        "box",
        "new",
        "uuid",
        "uuid!",
        "parsestr",
        "vec!",
        "vec",
        "trim",
        "tolowercase",
        "asstr",
        "concat!",
        "of",
        "guid",
        "parse",
        "unwrapor",
        "unwraporelse",
        "or",
    ],
    environment: Some(("std::env::var(\"{}\").unwrap_or_default()", "")),
    traits: Traits::TYPE_ANNOTATION
        .and(Traits::RAW_HASH)
        .and(Traits::CHARACTER)
        .and(Traits::STRING_PREFIX)
        .and(Traits::NESTED_COMMENTS),
    ..C_LIKE
};

const C_WRAPPERS: &[&str] = &[
    "string",
    "cstring",
    "wstring",
    "uuid",
    "parse",
    "fromstring",
    "tostring",
    "of",
    "array",
    "guid",
    "u",
    "t",
    "text",
];

pub(super) static C: Language = Language {
    name: "c",
    ids: &["c"],
    extensions: &["c", "h"],
    interpreters: &["tcc"],
    type_words: &[],
    continuations: "\\",
    wrappers: C_WRAPPERS,
    environment: Some(("getenv(\"{}\")", "#include <stdlib.h>")),
    traits: Traits::STRING_PREFIX,
    ..C_LIKE
};

pub(super) static CPP: Language = Language {
    name: "cpp",
    ids: &["cpp", "cuda-cpp"],
    extensions: &["cc", "cpp", "cxx", "hpp", "hh", "hxx", "ino", "inl"],
    // Members are defined outside of the class too, and there they are named by their bare names.
    type_words: &[],
    strings: &[string("r\"(", ")\"", Escape::None, true, ""), DOUBLE, SINGLE],
    continuations: "\\",
    assignments: &["=", ":", "+=", "=>", "->"],
    wrappers: C_WRAPPERS,
    environment: Some(("std::getenv(\"{}\")", "#include <cstdlib>")),
    traits: Traits::STRING_PREFIX.and(Traits::BRACES_INITIALIZE),
    ..C_LIKE
};

pub(super) static OBJECTIVE_C: Language = Language {
    name: "objective-c",
    ids: &["objective-c", "objective-cpp"],
    extensions: &["m", "mm"],
    strings: &[string("@\"", "\"", Escape::Backslash, false, ""), DOUBLE, SINGLE],
    continuations: "\\",
    wrappers: &["nsstring", "stringwithstring", "stringwithutf8string", "nsuuid", "initwithuuidstring", "cstring"],
    environment: Some(("NSProcessInfo.processInfo.environment[@\"{}\"]", "")),
    traits: Traits::STRING_PREFIX.and(Traits::SENDS),
    ..C_LIKE
};

pub(super) static SWIFT: Language = Language {
    name: "swift",
    ids: &["swift"],
    extensions: &["swift"],
    interpreters: &["swift"],
    strings: &[
        string("\"\"\"", "\"\"\"", Escape::Backslash, true, "\\("),
        string("\"", "\"", Escape::Backslash, false, "\\("),
    ],
    word_characters: "@",
    assignments: &["=", ":", "+=", "->"],
    comparisons: &["==", "!=", "===", "~="],
    function_words: &["func", "init"],
    wrappers: &["uuid", "string", "some", "set", "array", "lowercased", "trimmingcharacters", "optional"],
    environment: Some(("ProcessInfo.processInfo.environment[\"{}\"] ?? \"\"", "import Foundation")),
    traits: Traits::TYPE_ANNOTATION.and(Traits::RAW_HASH).and(Traits::NESTED_COMMENTS),
    ..C_LIKE
};

pub(super) static DART: Language = Language {
    name: "dart",
    ids: &["dart"],
    extensions: &["dart"],
    interpreters: &["dart"],
    strings: &[
        string("r\"\"\"", "\"\"\"", Escape::None, true, ""),
        string("r'''", "'''", Escape::None, true, ""),
        string("r\"", "\"", Escape::None, false, ""),
        string("r'", "'", Escape::None, false, ""),
        string("\"\"\"", "\"\"\"", Escape::Backslash, true, "${ $"),
        string("'''", "'''", Escape::Backslash, true, "${ $"),
        string("\"", "\"", Escape::Backslash, false, "${ $"),
        string("'", "'", Escape::Backslash, false, "${ $"),
    ],
    word_characters: "$",
    comparisons: &["==", "!=", "is"],
    wrappers: &["string", "tostring", "trim", "tolowercase", "of", "parse", "list", "set", "uuid"],
    environment: Some(("String.fromEnvironment('{}')", "")),
    traits: Traits::TYPE_ANNOTATION.and(Traits::STRING_PREFIX),
    ..C_LIKE
};

pub(super) static PHP: Language = Language {
    name: "php",
    ids: &["php", "blade"],
    extensions: &["php", "phtml", "php5", "inc"],
    interpreters: &["php"],
    line_comments: &["//", "#"],
    strings: &[string("\"", "\"", Escape::Backslash, true, "{$ ${ $"), SINGLE_LINES],
    word_characters: "$",
    assignments: &["=", "=>", ":", "??=", "+=", ".="],
    comparisons: &["==", "===", "!=", "!==", "<>"],
    glue: &["."],
    binds_right: &["as"],
    function_words: &["function", "fn"],
    wrappers: &[
        "string",
        "trim",
        "strtolower",
        "array",
        "collect",
        "uuid",
        "fromstring",
        "of",
        "tostring",
        "strval",
        "urlencode",
    ],
    environment: Some(("getenv('{}')", "")),
    traits: Traits::HEREDOC.and(Traits::COMMENT_AT_WORD).and(Traits::FUNCTION_SCOPED),
    ..C_LIKE
};

pub(super) static VISUAL_BASIC: Language = Language {
    name: "vb",
    ids: &["vb", "vba", "vbscript"],
    extensions: &["vb", "vbs", "bas"],
    line_comments: &["'", "rem"],
    strings: &[string("$\"", "\"", Escape::Doubled, false, "{"), DOUBLED],
    continuations: "_",
    assignments: &["=", ":=", "+=", "&="],
    comparisons: &["<>", "is", "like"],
    glue: &["&", "+"],
    function_words: &["sub", "function", "property"],
    wrappers: WRAP_DOTNET,
    conditions: &["if", "elseif", "return", "where", "while", "until", "and", "andalso", "or", "orelse", "not"],
    environment: Some(("Environment.GetEnvironmentVariable(\"{}\")", "Imports System")),
    traits: Traits::CASELESS,
    ..BLANK
};

pub(super) static FSHARP: Language = Language {
    name: "fsharp",
    ids: &["fsharp"],
    extensions: &["fs", "fsx", "fsi"],
    block_comments: &[("(*", "*)")],
    strings: &[
        string("$\"\"\"", "\"\"\"", Escape::None, true, "{"),
        TRIPLE_RAW,
        string("$\"", "\"", Escape::Backslash, true, "{"),
        string("@\"", "\"", Escape::Doubled, true, ""),
        DOUBLE_LINES,
        SINGLE,
    ],
    assignments: &["=", "<-", ":", "->"],
    comparisons: &["<>"],
    function_words: &["member", "fun"],
    wrappers: &["guid", "parse", "some", "ok", "string", "tostring", "trim", "set", "list", "array", "tolower", "just"],
    environment: Some(("System.Environment.GetEnvironmentVariable(\"{}\")", "")),
    conditions: &["if", "elif", "when", "while"],
    traits: Traits::TYPE_ANNOTATION.and(Traits::TYPE_BEHIND).and(Traits::CHARACTER).and(Traits::NESTED_COMMENTS),
    ..C_LIKE
};

pub(super) static AL: Language = Language {
    name: "al",
    ids: &["al"],
    extensions: &["al", "dal"],
    strings: &[SINGLE_DOUBLED, DOUBLED],
    assignments: &[":=", "=", ":", "+="],
    comparisons: &["<>", "in"],
    function_words: &["procedure", "trigger"],
    wrappers: &["lowercase", "delchr", "format"],
    conditions: &["if", "and", "or", "not", "while", "until", "exit"],
    breaks: &["do"],
    traits: Traits::TYPE_ANNOTATION.and(Traits::CASELESS),
    ..C_LIKE
};

pub(super) static CSS: Language = Language {
    name: "css",
    ids: &["css", "scss", "less"],
    extensions: &["css", "scss", "less"],
    word_characters: "@$#.%-",
    assignments: &[":", "="],
    comparisons: &[],
    glue: &[],
    traits: Traits::DATA.and(Traits::HYPHEN_WORDS),
    ..C_LIKE
};
