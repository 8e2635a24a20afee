//! Rows: configuration, data and documents.

use super::words::{COMPARE_C, DOUBLE, HASH, PLUS, SINGLE, SINGLE_DOUBLED, SLASH_STAR, SLASHES, TRIPLE, string};
use super::{BLANK, Escape, Language, Shape, StringKind, Traits};

/// What templates and pipelines put into the values of data files.
const VALUE: StringKind = string("\"", "\"", Escape::Backslash, false, "${ $( {{ #{");
/// Values that scripts stand in.
const SCRIPT_VALUE: StringKind = string("\"", "\"", Escape::Backslash, false, "${ $( $ {{ #{");
/// Values of markup, which may name a resource of the page.
const MARKUP_VALUE: StringKind =
    string("\"", "\"", Escape::Backslash, false, "${ $( {{ #{ {StaticResource {DynamicResource {ThemeResource");
/// Values of settings that take the values of others: `%(name)s`.
const SETTING_VALUE: StringKind = string("\"", "\"", Escape::Backslash, false, "${ $( {{ #{ %(");
const VALUE_LITERAL: StringKind = string("'", "'", Escape::Doubled, false, "${ $( {{ #{");

pub(super) static TERRAFORM: Language = Language {
    name: "terraform",
    ids: &["terraform", "terraform-vars", "terraform-stack", "opentofu", "hcl", "tf", "nomad"],
    extensions: &["tf", "hcl", "tfvars", "tofu", "nomad", "pkr"],
    line_comments: &["#", "//"],
    block_comments: SLASH_STAR,
    strings: &[string("\"", "\"", Escape::Backslash, false, "${ %{ $")],
    assignments: &["=", ":", "=>"],
    comparisons: COMPARE_C,
    wrappers: &["tostring", "lower", "trimspace", "toset", "tolist", "concat", "sensitive", "nonsensitive", "coalesce"],
    traits: Traits::HEREDOC.and(Traits::HYPHEN_WORDS),
    ..BLANK
};

pub(super) static BICEP: Language = Language {
    name: "bicep",
    ids: &["bicep", "bicep-params"],
    extensions: &["bicep", "bicepparam"],
    line_comments: SLASHES,
    block_comments: SLASH_STAR,
    strings: &[string("'''", "'''", Escape::None, true, "$"), string("'", "'", Escape::Backslash, false, "${")],
    assignments: &["=", ":"],
    comparisons: &["==", "!=", "=~", "!~"],
    function_words: &["func"],
    wrappers: &["string", "tolower", "trim", "guid", "concat", "array"],
    traits: Traits::TYPE_BEHIND.and(Traits::NEWLINE_LISTS),
    ..BLANK
};

pub(super) static NIX: Language = Language {
    name: "nix",
    ids: &["nix"],
    extensions: &["nix"],
    line_comments: HASH,
    block_comments: SLASH_STAR,
    strings: &[string("''", "''", Escape::None, true, "${"), string("\"", "\"", Escape::Backslash, true, "${")],
    assignments: &["=", ":", "?"],
    comparisons: COMPARE_C,
    glue: &["+", "++"],
    wrappers: &["tostring", "mkdefault", "mkforce"],
    environment: Some(("builtins.getEnv \"{}\"", "")),
    traits: Traits::HYPHEN_WORDS,
    ..BLANK
};

pub(super) static JSONNET: Language = Language {
    name: "jsonnet",
    ids: &["jsonnet", "cue"],
    extensions: &["jsonnet", "libsonnet", "cue"],
    line_comments: &["//", "#"],
    block_comments: SLASH_STAR,
    strings: &[string("|||", "|||", Escape::None, true, ""), TRIPLE, DOUBLE, SINGLE],
    word_characters: "$",
    assignments: &["=", ":", "::", "+:"],
    comparisons: COMPARE_C,
    glue: PLUS,
    function_words: &["function"],
    ..BLANK
};

pub(super) static GRAPHQL: Language = Language {
    name: "graphql",
    ids: &["graphql"],
    extensions: &["graphql", "gql", "graphqls"],
    line_comments: HASH,
    strings: &[TRIPLE, DOUBLE],
    word_characters: "$@",
    assignments: &[":", "="],
    traits: Traits::DATA.and(Traits::TYPE_ANNOTATION),
    ..BLANK
};

pub(super) static PROTOBUF: Language = Language {
    name: "protobuf",
    ids: &["proto", "proto3", "textproto"],
    extensions: &["proto", "textproto", "pbtxt"],
    line_comments: &["//", "#"],
    block_comments: SLASH_STAR,
    strings: &[DOUBLE, SINGLE],
    assignments: &["=", ":"],
    traits: Traits::DATA,
    ..BLANK
};

const JSON_STRINGS: &[StringKind] = &[
    string("\"", "\"", Escape::Backslash, false, "${ $( {{ #{ @"),
    string("'", "'", Escape::Backslash, false, "${ $( {{ #{ @"),
];

pub(super) static JSON: Language = Language {
    name: "json",
    ids: &["json", "jsonc", "json5", "jsonl", "snippets", "arm-template"],
    extensions: &[
        "json",
        "jsonc",
        "json5",
        "jsonl",
        "ndjson",
        "webmanifest",
        "code-workspace",
        "code-snippets",
        "har",
        "sarif",
        "geojson",
        "tfstate",
        "avsc",
        "dib",
        "babelrc",
        "eslintrc",
        "hujson",
        "workbook",
        "pbir",
        "pbism",
        "platform",
        "bim",
    ],
    names: &[".babelrc", ".eslintrc", ".prettierrc", ".swcrc", "pipfile.lock", "composer.lock"],
    line_comments: SLASHES,
    block_comments: SLASH_STAR,
    strings: JSON_STRINGS,
    word_characters: "$.",
    assignments: &[":"],
    traits: Traits::DATA.and(Traits::RARE_COMMENTS),
    ..BLANK
};

/// Read as JSON; the cells are cut out by the caller.
pub(super) static NOTEBOOK: Language = Language {
    name: "notebook",
    ids: &["jupyter-notebook", "ipynb"],
    extensions: &["ipynb"],
    block_comments: &[],
    line_comments: &[],
    strings: &[DOUBLE],
    word_characters: "",
    assignments: &[":"],
    traits: Traits::DATA,
    ..BLANK
};

pub(super) static TOML: Language = Language {
    name: "toml",
    ids: &["toml"],
    extensions: &["toml"],
    names: &["pipfile", "cargo.lock", "poetry.lock", "uv.lock"],
    line_comments: HASH,
    strings: &[
        string("\"\"\"", "\"\"\"", Escape::Backslash, true, "${ $( $ {{ #{"),
        string("'''", "'''", Escape::None, true, "${ $( $ {{ #{"),
        SCRIPT_VALUE,
        string("'", "'", Escape::None, false, "${ $( $ {{ #{"),
    ],
    assignments: &["="],
    traits: Traits::DATA.and(Traits::SECTIONS).and(Traits::HYPHEN_WORDS),
    ..BLANK
};

pub(super) static YAML: Language = Language {
    name: "yaml",
    ids: &[
        "yaml",
        "github-actions-workflow",
        "azure-pipelines",
        "dockercompose",
        "helm",
        "ansible",
        "kubernetes",
        "cloudformation",
    ],
    extensions: &["yaml", "yml", "eyaml", "sls", "kubeconfig"],
    names: &[".clang-format", "pubspec.lock", "kubeconfig"],
    shape: Shape::Yaml,
    line_comments: HASH,
    strings: &[SCRIPT_VALUE, VALUE_LITERAL],
    word_characters: "./*@",
    assignments: &[":", ":=", "="],
    traits: Traits::DATA.and(Traits::HYPHEN_WORDS).and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

pub(super) static XML: Language = Language {
    name: "xml",
    ids: &["xml", "xsl", "xaml", "msbuild"],
    extensions: &[
        "xml",
        "config",
        "csproj",
        "vbproj",
        "fsproj",
        "vcxproj",
        "proj",
        "props",
        "targets",
        "xaml",
        "axaml",
        "plist",
        "resx",
        "svg",
        "xdoc",
        "ps1xml",
        "clixml",
        "xsl",
        "xslt",
        "xsd",
        "wsdl",
        "nuspec",
        "pubxml",
        "publishsettings",
        "manifest",
        "appxmanifest",
        "runsettings",
        "entitlements",
        "mobileconfig",
        "xlf",
        "admx",
        "adml",
        "bpmn",
        "cdxml",
        "rdl",
        "dtsx",
        "pom",
        "ruleset",
        "storyboard",
        "xib",
        "vsixmanifest",
        "settings",
    ],
    shape: Shape::Markup,
    strings: &[MARKUP_VALUE],
    assignments: &["="],
    traits: Traits::DATA,
    ..BLANK
};

pub(super) static HTML: Language = Language {
    name: "html",
    ids: &["html", "vue", "svelte", "astro", "razor", "aspnetcorerazor", "handlebars", "jinja-html", "django-html"],
    extensions: &[
        "html", "htm", "xhtml", "vue", "svelte", "astro", "cshtml", "razor", "aspx", "ascx", "master", "jsp", "hta",
    ],
    shape: Shape::Markup,
    block_comments: &[("@*", "*@"), ("{{!--", "--}}")],
    strings: &[VALUE],
    assignments: &["="],
    traits: Traits::DATA.and(Traits::PAGE),
    ..BLANK
};

pub(super) static DOTENV: Language = Language {
    name: "dotenv",
    ids: &["dotenv", "env"],
    extensions: &["env"],
    names: &[".env", ".envrc", ".flaskenv"],
    shape: Shape::Lines,
    line_comments: HASH,
    strings: &[string("\"", "\"", Escape::Backslash, true, "${ $( {{ #{ $")],
    assignments: &["="],
    traits: Traits::DATA.and(Traits::COMMENT_AT_WORD),
    ..BLANK
};

pub(super) static PROPERTIES: Language = Language {
    name: "properties",
    ids: &["properties", "java-properties", "spring-boot-properties"],
    extensions: &["properties", "conf", "cfg", "robot", "resource"],
    shape: Shape::Lines,
    line_comments: &["#", "!", ";"],
    strings: &[VALUE],
    continuations: "\\",
    assignments: &["=", ":", ":=", " ", "\t"],
    traits: Traits::DATA.and(Traits::SECTIONS),
    ..BLANK
};

pub(super) static INI: Language = Language {
    name: "ini",
    ids: &["ini", "editorconfig", "git-config"],
    extensions: &[
        "ini",
        "editorconfig",
        "gitconfig",
        "npmrc",
        "inf",
        "url",
        "desktop",
        "service",
        "rdp",
        "reg",
        "xcconfig",
    ],
    names: &[".editorconfig", ".gitconfig", ".npmrc", ".pypirc", ".boto", ".databrickscfg", "credentials"],
    shape: Shape::Lines,
    line_comments: &["#", ";", "// "],
    strings: &[SETTING_VALUE],
    assignments: &["=", ":", ":="],
    traits: Traits::DATA.and(Traits::SECTIONS),
    ..BLANK
};

pub(super) static HTTP: Language = Language {
    name: "http",
    ids: &["http", "rest"],
    extensions: &["http", "rest"],
    line_comments: &["#", "//"],
    strings: &[VALUE, SINGLE_DOUBLED],
    word_characters: "@$./%+~",
    assignments: &["=", ":"],
    comparisons: &["eq", "ne"],
    traits: Traits::DATA
        .and(Traits::NEWLINE_LISTS)
        .and(Traits::HYPHEN_WORDS)
        .and(Traits::COMMENT_AT_WORD)
        .and(Traits::MESSAGES),
    ..BLANK
};

pub(super) static TEMPLATE: Language = Language {
    name: "template",
    ids: &["gotmpl", "jinja", "mustache", "ejs", "liquid", "twig", "bru"],
    extensions: &[
        "tpl", "tmpl", "gotmpl", "j2", "jinja", "jinja2", "ejs", "hbs", "mustache", "liquid", "twig", "erb",
        "template", "bru",
    ],
    line_comments: SLASHES,
    block_comments: &[("/*", "*/"), ("{#", "#}")],
    strings: &[string("\"", "\"", Escape::Backslash, false, "${ $( {{ #{ <%"), SINGLE],
    assignments: &["=", ":", ":=", "=>"],
    comparisons: COMPARE_C,
    glue: &["~", "+"],
    traits: Traits::PAIRED_STRINGS,
    ..BLANK
};

pub(super) static CSV: Language = Language {
    name: "csv",
    ids: &["csv", "tsv", "csv (semicolon)"],
    extensions: &["csv", "tsv", "psv"],
    shape: Shape::Prose,
    traits: Traits::DATA.and(Traits::TABLE),
    ..BLANK
};

pub(super) static MARKDOWN: Language = Language {
    name: "markdown",
    ids: &["markdown", "mdx", "restructuredtext", "asciidoc", "rmd", "quarto"],
    extensions: &["md", "markdown", "mdx", "mdown", "rst", "adoc", "asciidoc", "rmd", "qmd"],
    names: &["readme"],
    shape: Shape::Prose,
    traits: Traits::DATA.and(Traits::DOCUMENTATION),
    ..BLANK
};
