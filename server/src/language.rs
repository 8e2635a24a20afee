//! The table of languages: one row each, and which row a path, language id or first line means.

mod code;
mod data;
mod other;
mod script;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests;
mod words;

pub(crate) use words::{BEGINS_LOOP, DEFINES, GIVES, IN_LOOP, NOTHING};

/// How a language's text is cut into tokens. Nothing here knows about roles.
#[derive(Debug)]
pub struct Language {
    /// Short name, lower case; also the folder below `fixtures/`.
    pub name: &'static str,
    /// Language ids that editors use for it (LSP `languageId`).
    pub ids: &'static [&'static str],
    /// File extensions without the dot, lower case.
    pub extensions: &'static [&'static str],
    /// Whole file names, lower case.
    pub names: &'static [&'static str],
    /// Interpreter names on a `#!` line.
    pub interpreters: &'static [&'static str],
    /// Which of the five lexers reads it.
    pub shape: Shape,
    /// Openers of comments that end with the line.
    pub line_comments: &'static [&'static str],
    /// Openers and closers of block comments.
    pub block_comments: &'static [(&'static str, &'static str)],
    /// String literals, longest opener first.
    pub strings: &'static [StringKind],
    /// Characters inside a word besides letters, digits, `_` and everything beyond ASCII.
    pub word_characters: &'static str,
    /// Characters that continue a line when they end it.
    pub continuations: &'static str,
    /// Operators that bind a name on their left to a value on their right.
    pub assignments: &'static [&'static str],
    /// Operators and words that compare; words in lower case where names have no case.
    pub comparisons: &'static [&'static str],
    /// Operators that join strings.
    pub glue: &'static [&'static str],
    /// Words that begin the declaration of a function.
    pub function_words: &'static [&'static str],
    /// Words that begin the declaration of a type whose members are named through it or an instance of it, and not
    /// by their bare name, outside of its body.
    pub type_words: &'static [&'static str],
    /// Callees (folded, last segment) that hand their argument through unchanged.
    pub wrappers: &'static [&'static str],
    /// Callees (folded, last segment) that hand a later argument through where the first is empty.
    pub fallbacks: &'static [&'static str],
    /// Operators and words, in lower case, that bind a value on their left to a name on their right.
    pub binds_right: &'static [&'static str],
    /// Words that begin a condition, in lower case: an assignment operator behind them compares.
    pub conditions: &'static [&'static str],
    /// Words that end one expression and begin another, such as the `in` of `let … in`.
    pub breaks: &'static [&'static str],
    /// How the language reads an environment variable: the expression with `{}` for the name, and the
    /// import line it needs (empty for none). `None` where a file of this kind cannot.
    pub environment: Option<(&'static str, &'static str)>,
    /// Peculiarities.
    pub traits: Traits,
}

/// One of the five shapes of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Brackets, separators and statement ends.
    Code,
    /// Indentation becomes brackets.
    Yaml,
    /// Tags and attributes become brackets.
    Markup,
    /// A key and the rest of the line.
    Lines,
    /// No structure, or fences with other languages.
    Prose,
}

/// One kind of string literal.
#[derive(Clone, Copy, Debug)]
pub struct StringKind {
    /// Opening delimiter, with its prefix where the prefix changes the kind. A lower-case letter in front means: only
    /// with that letter, of either case, among the letters in front of the quote.
    pub open: &'static str,
    /// Closing delimiter.
    pub close: &'static str,
    /// How the closing delimiter can be written inside.
    pub escape: Escape,
    /// May contain line breaks.
    pub multiline: bool,
    /// Openers of interpolations with blanks between them; empty for none. `$` is `$name`, `%` is `%NAME%`, `{}` is a
    /// format placeholder (`{name}` only), `{$` is a brace in front of a variable, `@` an expression
    /// that is the whole string and names parameters; the rest are literal.
    pub interpolation: &'static str,
}

/// How a delimiter is written inside a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// It cannot.
    None,
    /// Behind a backslash.
    Backslash,
    /// Doubled.
    Doubled,
    /// Behind a backtick, or doubled.
    Backtick,
}

/// A set of peculiarities, joined with `|`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits(pub u64);

impl Traits {
    /// None.
    pub const NONE: Self = Self(0);
    /// Arguments stand behind a command, separated by blanks: `verb -Name value`.
    pub const COMMANDS: Self = Self(1);
    /// `name: Type = value`.
    pub const TYPE_ANNOTATION: Self = Self(1 << 1);
    /// `name Type = value`.
    pub const TYPE_BEHIND: Self = Self(1 << 2);
    /// `<<WORD` starts a here-document.
    pub const HEREDOC: Self = Self(1 << 3);
    /// `/…/` may be a regular expression.
    pub const REGEX: Self = Self(1 << 4);
    /// Names are compared without case.
    pub const CASELESS: Self = Self(1 << 5);
    /// Letters in front of a quote belong to the string: `rb""`.
    pub const STRING_PREFIX: Self = Self(1 << 6);
    /// `r#""#`, `#""#`: hashes lengthen the delimiter.
    pub const RAW_HASH: Self = Self(1 << 7);
    /// `'x'` is a character and `'a` may be a lifetime.
    pub const CHARACTER: Self = Self(1 << 8);
    /// Blocks by indentation.
    pub const INDENTED: Self = Self(1 << 9);
    /// Data, not code: names are not variables.
    pub const DATA: Self = Self(1 << 10);
    /// `[section]` lines open a block.
    pub const SECTIONS: Self = Self(1 << 11);
    /// A line break separates also inside `(` and `[`.
    pub const NEWLINE_LISTS: Self = Self(1 << 12);
    /// `-` may stand inside a word.
    pub const HYPHEN_WORDS: Self = Self(1 << 13);
    /// Whole files are documentation.
    pub const DOCUMENTATION: Self = Self(1 << 14);
    /// Rows of a table.
    pub const TABLE: Self = Self(1 << 15);
    /// Queries over logs.
    pub const QUERY: Self = Self(1 << 16);
    /// Block comments nest.
    pub const NESTED_COMMENTS: Self = Self(1 << 17);

    /// `#` starts a comment only where a word could start.
    pub const COMMENT_AT_WORD: Self = Self(1 << 18);
    /// `%w[…]`, `%q(…)`.
    pub const PERCENT_LITERALS: Self = Self(1 << 19);
    /// `q(…)`, `qw(…)`.
    pub const QUOTE_WORDS: Self = Self(1 << 20);
    /// `name{"value"}` gives the name its value.
    pub const BRACES_INITIALIZE: Self = Self(1 << 21);
    /// What a function assigns to is local to it, without a word that says so.
    pub const FUNCTION_SCOPED: Self = Self(1 << 22);
    /// `a, b = x, y` assigns `x` to `a` and `y` to `b`.
    pub const PARALLEL_ASSIGNMENT: Self = Self(1 << 23);
    /// `"name" "value"` gives the name its value.
    pub const PAIRED_STRINGS: Self = Self(1 << 27);
    /// `:key value` gives the key its value.
    pub const KEYWORDS: Self = Self(1 << 24);
    /// `=` compares in `[ … ]` and behind `test`.
    pub const TESTS: Self = Self(1 << 28);
    /// `name::Type = value`.
    pub const TYPE_COLONS: Self = Self(1 << 25);

    /// Comments are read where somebody wrote them, but many programs refuse them.
    pub const RARE_COMMENTS: Self = Self(1 << 26);

    /// Text between tags is for people.
    pub const PAGE: Self = Self(1 << 29);
    /// In parentheses `name 'value'` gives the name its value.
    pub const NAMED_OPTIONS: Self = Self(1 << 32);

    /// Messages that are sent, one below the other: an address, headers, a body that may be a form. `###` is between them.
    pub const MESSAGES: Self = Self(1 << 30);

    /// `[receiver part:value part:value]` is a call.
    pub const SENDS: Self = Self(1 << 31);

    /// Whether all of `other` is in the set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A row with nothing in it, to build the others on.
const BLANK: Language = Language {
    name: "",
    ids: &[],
    extensions: &[],
    names: &[],
    interpreters: &[],
    shape: Shape::Code,
    line_comments: &[],
    block_comments: &[],
    strings: &[],
    word_characters: "",
    continuations: "",
    assignments: &[],
    comparisons: &[],
    glue: &[],
    function_words: &[],
    type_words: &["class", "enum", "struct", "interface", "trait", "impl", "record", "object", "protocol", "extension"],
    wrappers: &[],
    fallbacks: &[
        "requirenonnullelse",
        "defaultifblank",
        "defaultifempty",
        "defaultstring",
        "firstnonnull",
        "firstnonempty",
        "coalesce",
        "ifnull",
        "isnull",
        "nvl",
        "or",
        "getorelse",
        "ordefault",
        "valueordefault",
        "defaultto",
        "ifempty",
    ],
    binds_right: &[],
    breaks: &[],
    conditions: &[],
    environment: None,
    traits: Traits::NONE,
};

/// The row for text that no other row knows.
pub static TEXT: Language = Language {
    name: "text",
    ids: &["plaintext", "log"],
    extensions: &["txt", "log"],
    // Messages are lines such as `fix: …`, which look like settings.
    names: &["license", "copying", "notice", "changelog", "authors", "commit_editmsg", "merge_msg", "tag_editmsg"],
    shape: Shape::Prose,
    traits: Traits::DATA,
    ..BLANK
};

/// All rows.
pub static LANGUAGES: &[&Language] = &[
    &script::PYTHON,
    &code::JAVASCRIPT,
    &code::TYPESCRIPT,
    &code::CSHARP,
    &code::JAVA,
    &code::KOTLIN,
    &code::SCALA,
    &code::GROOVY,
    &code::GO,
    &code::RUST,
    &code::C,
    &code::CPP,
    &code::OBJECTIVE_C,
    &code::SWIFT,
    &code::DART,
    &code::PHP,
    &code::VISUAL_BASIC,
    &code::FSHARP,
    &code::AL,
    &code::CSS,
    &script::RUBY,
    &script::PERL,
    &script::LUA,
    &script::R,
    &script::JULIA,
    &script::ELIXIR,
    &script::POWERSHELL,
    &script::SHELL,
    &script::BATCH,
    &script::DOCKERFILE,
    &script::MAKEFILE,
    &script::SQL,
    &script::KQL,
    &script::POWERQUERY,
    &script::TMDL,
    &data::TERRAFORM,
    &data::BICEP,
    &data::NIX,
    &data::JSONNET,
    &data::GRAPHQL,
    &data::PROTOBUF,
    &data::JSON,
    &data::NOTEBOOK,
    &data::TOML,
    &data::YAML,
    &data::XML,
    &data::HTML,
    &data::DOTENV,
    &data::PROPERTIES,
    &data::INI,
    &data::HTTP,
    &data::TEMPLATE,
    &other::CMAKE,
    &other::CLOJURE,
    &other::PASCAL,
    &other::NIM,
    &other::AUTOHOTKEY,
    &other::NGINX,
    &other::HASKELL,
    &other::OCAML,
    &other::ERLANG,
    &other::ZIG,
    &other::TCL,
    &other::PUPPET,
    &other::GHERKIN,
    &data::CSV,
    &data::MARKDOWN,
    &TEXT,
];

/// The row with this name.
pub fn by_name(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().copied().find(|language| language.name == name)
}

/// The row that an editor's language id means.
pub fn by_id(id: &str) -> Option<&'static Language> {
    LANGUAGES.iter().copied().find(|language| language.ids.contains(&id))
}

/// The row that a file extension (lower case, without the dot) means.
pub fn by_extension(extension: &str) -> Option<&'static Language> {
    LANGUAGES.iter().copied().find(|language| language.extensions.contains(&extension))
}

/// Endings that say "this is a draft of the file in front of the dot".
const DRAFTS: &[&str] = &[
    "tpl", "tmpl", "template", "j2", "jinja", "jinja2", "erb", "ejs", "hbs", "mustache", "liquid", "gotmpl", "example",
    "sample", "dist", "default", "bak", "orig", "in",
];

/// The row for a path (any separators) and the first bytes of its text; [`TEXT`] when nothing fits.
pub fn of_path(path: &str, text: &str) -> &'static Language {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    of_name(&name, text).or_else(|| of_first_line(text)).or_else(|| of_lines(&name, text)).unwrap_or(&TEXT)
}

fn of_name(name: &str, text: &str) -> Option<&'static Language> {
    if let Some(language) = LANGUAGES.iter().find(|language| language.names.contains(&name)) {
        return Some(language);
    }
    if name.starts_with(".env") {
        return Some(&data::DOTENV);
    }
    if ["dockerfile.", "dockerfile-", "containerfile.", "containerfile-"].iter().any(|start| name.starts_with(start)) {
        return Some(&script::DOCKERFILE);
    }
    let (stem, extension) = name.rsplit_once('.')?;
    if DRAFTS.contains(&extension)
        && let Some(language) = of_name(stem, text)
    {
        return Some(language);
    }
    match extension {
        // Helm writes YAML into templates.
        "tpl" | "gotmpl" | "j2" | "template" if begins_like_yaml(text) => Some(&data::YAML),
        "conf" if begins_like_nginx(text) => Some(&other::NGINX),
        // Blocks with `name => value`, as log shippers are set up.
        "conf" if text.get(..text.floor_char_boundary(LOOK)).is_some_and(|start| start.contains(" => ")) => {
            Some(&other::PUPPET)
        }
        // Classes of Visual Basic and of Apex.
        "cls" if text.contains("\nEnd Sub") || text.contains("Attribute VB_") => Some(&code::VISUAL_BASIC),
        "m" => Some(if begins_like_power_query(text) { &script::POWERQUERY } else { &code::OBJECTIVE_C }),
        _ => by_extension(extension),
    }
}

/// `.m` is Objective-C and Power Query; the latter begins with `let` or `section`.
fn begins_like_power_query(text: &str) -> bool {
    let first =
        text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("//") && !line.starts_with("/*"));
    first.and_then(|line| line.split_whitespace().next()).is_some_and(|word| matches!(word, "let" | "section"))
}

/// `.conf` is what many programs read; only web servers open blocks and end lines with a semicolon.
fn begins_like_nginx(text: &str) -> bool {
    let ends = |last: char| text.lines().take(100).any(|line| line.trim_end().ends_with(last));
    ends('{') && ends(';')
}

/// Whether the first line outside of template actions is an entry of a list, or a key that ends with its colon.
fn begins_like_yaml(text: &str) -> bool {
    let mut in_action = false;
    let first = text.lines().map(str::trim).find(|line| {
        let action = in_action || line.starts_with("{{") || line.starts_with("{%") || line.starts_with("{#");
        in_action = action && !line.ends_with('}');
        !(action || line.is_empty() || line.starts_with('#'))
    });
    first.is_some_and(is_line_of_yaml)
}

/// An entry of a list, or a key with a colon and a blank behind it.
fn is_line_of_yaml(line: &str) -> bool {
    line.starts_with("- ")
        || line.split_once(':').is_some_and(|(key, rest)| (rest.is_empty() || rest.starts_with(' ')) && is_key(key))
}

fn is_key(text: &str) -> bool {
    let in_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    !text.is_empty() && text.bytes().all(in_key)
}

/// So many bytes of a text show what it is, and so many of its lines.
const LOOK: usize = 4096;
const LOOK_LINES: usize = 12;

/// A file without an extension is what its first lines look like, all of them: JSON, settings, a script that begins
/// with a variable, YAML.
fn of_lines(name: &str, text: &str) -> Option<&'static Language> {
    if name.trim_start_matches('.').contains('.') {
        return None;
    }
    let start = &text[..text.floor_char_boundary(LOOK)];
    let comment = |line: &str| line.is_empty() || line.starts_with(['#', ';']) || line.starts_with("//");
    let lines: Vec<&str> = start.lines().map(str::trim).filter(|line| !comment(line)).take(LOOK_LINES).collect();
    let first = *lines.first()?;
    let mut characters = start.chars().filter(|c| !c.is_whitespace());
    if matches!((characters.next(), characters.next()), (Some('{'), Some('"')) | (Some('['), Some('{'))) {
        return Some(&data::JSON);
    }
    let is_section = |line: &str| line.starts_with('[') && line.ends_with(']');
    let is_setting = |line: &str| line.split_once('=').is_some_and(|(key, _)| is_key(key.trim_end()));
    if lines.iter().all(|line| is_section(line) || is_setting(line)) {
        return Some(&data::INI);
    }
    let assigned = first.strip_prefix("export ").unwrap_or(first).split_once('=');
    if assigned.is_some_and(|(name, _)| is_key(name)) {
        return Some(&script::SHELL);
    }
    let is_yaml = lines.len() > 1 && lines.iter().all(|line| *line == "---" || is_line_of_yaml(line));
    is_yaml.then_some(&data::YAML)
}

fn of_first_line(text: &str) -> Option<&'static Language> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.starts_with("<?xml") {
        return Some(&data::XML);
    }
    let line = text.strip_prefix("#!")?.lines().next()?;
    line.split(['/', ' ', '\t']).find_map(of_program)
}

/// The language that a program runs, by its name: `python3.12`, `/bin/bash`, `pwsh.exe`.
pub(crate) fn of_program(name: &str) -> Option<&'static Language> {
    let word = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let word = word.strip_suffix(".exe").unwrap_or(word);
    let word = word.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.');
    LANGUAGES.iter().copied().find(|language| !word.is_empty() && language.interpreters.contains(&word))
}
