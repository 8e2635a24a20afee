//! Random, mutated and hostile text: never a panic, always a consistent tree, and never more steps than the text pays for.

use proptest::prelude::*;

use super::{consistent, rows::ROWS};
use crate::language::{LANGUAGES, Language, TEXT};
use crate::tree::{Kind, of};

const GUID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/// What text is made of that matters to one lexer or another.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "`",
    "\"\"\"",
    "'''",
    "/*",
    "*/",
    "//",
    "#",
    "<#",
    "#>",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "{{",
    "}}",
    "${",
    "$(",
    "$x",
    "#{",
    "%",
    "%w[",
    "<<EOF",
    "\nEOF\n",
    "\n",
    "\r\n",
    "\\",
    "\\\n",
    " ",
    "  ",
    "\t",
    ":",
    ": ",
    "- ",
    "=",
    "=>",
    ",",
    ";",
    "|",
    "|\n",
    ">",
    "<",
    "</",
    "<a ",
    "/>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "@\"",
    "\n\"@",
    "$\"",
    "r#\"",
    "\"#",
    "R\"x(",
    ")x\"",
    "[[",
    "]]",
    "[=[",
    "]=]",
    "q(",
    "```",
    "~~~",
    "\n[a]\n",
    "[[a]]\n",
    "export ",
    "def ",
    "class ",
    "é",
    "€",
    "𝄞",
    "\u{feff}",
    "\u{a0}",
    "\0",
    "a",
    "client_id",
    "-x",
    "--y",
    "&z",
    "*z",
    "---",
    "1'0",
    "'a",
    "f\"",
    "=begin",
    "=cut",
    "<?xml ",
    "<%",
    "%>",
    GUID,
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => ".{0,3}"];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn language() -> impl Strategy<Value = &'static Language> {
    proptest::sample::select(LANGUAGES)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_makes_a_consistent_tree(text in text(), language in language()) {
        consistent(&of(&text, language));
    }

    #[test]
    fn mutated_snippets_make_consistent_trees(
        row in proptest::sample::select(ROWS),
        cut in any::<proptest::sample::Index>(),
        remove in 0_usize..4,
        insert in proptest::sample::select(PIECES),
    ) {
        let (name, text, _) = row;
        let language = crate::language::by_name(name).unwrap();
        let characters: Vec<char> = text.chars().collect();
        let at = cut.index(characters.len() + 1);
        let mut mutated: String = characters[..at].iter().collect();
        consistent(&of(&mutated, language));
        mutated.push_str(insert);
        mutated.extend(characters[(at + remove).min(characters.len())..].iter());
        consistent(&of(&mutated, language));
    }
}

/// Reads hostile text in every language. Without a clock: superlinear reading of these sizes takes minutes.
fn survive(text: &str) {
    for language in LANGUAGES {
        let tree = of(text, language);
        assert!(tree.tokens.len() <= 2 * text.len() + 8, "{} makes tokens from nothing", language.name);
    }
}

#[test]
fn open_brackets() {
    for bracket in ["(", "[", "{", "([{", "<a>", "<a ", "${", "$(", "\"${", "\"$(\"$(", "- ", "{{", "%w[", "q("] {
        survive(&bracket.repeat(30_000 / bracket.len()));
    }
}

#[test]
fn a_hundred_thousand_brackets_and_guids() {
    let brackets = "([{".repeat(33_334);
    let guids = format!("\"{GUID}\", ").repeat(24_000);
    for name in ["javascript", "json", "yaml", "shell", "html", "python"] {
        let language = crate::language::by_name(name).unwrap();
        consistent(&of(&brackets, language));
        let found = of(&guids, language).tokens.iter().filter(|token| token.kind == Kind::Str).count();
        assert!(name == "yaml" || name == "html" || found == 24_000, "{name}: {found}");
    }
}

#[test]
fn nested_tags_close() {
    let text = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
    let tree = of(&text, crate::language::by_name("xml").unwrap());
    assert_eq!(tree.tokens.iter().filter(|token| token.kind == Kind::Close).count(), 100_000);
}

#[test]
fn unclosed_quotes_on_each_line() {
    for quote in [
        "\"", "'", "`", "\"\"\"", "'''", "@\"\n", "$\"{", "\"${", "\"$(", "R\"x(", "r#\"", "[[", "[=[", "'a", "f\"{",
        "|||", "''",
    ] {
        for lead in ["x = ", "x: ", "- ", "  k: ", "f(", ""] {
            survive(&format!("{lead}{quote}a\n").repeat(800));
        }
    }
}

#[test]
fn unclosed_comments_and_blocks_on_each_line() {
    for opener in [
        "/*",
        "<!--",
        "<#",
        "(*",
        "--[[",
        "--[==[",
        "#=",
        "{#",
        "<![CDATA[",
        "<%",
        "=begin",
        "=pod",
        "```",
        "<<EOF",
        "<<~A",
        "k: |",
        "<script>",
    ] {
        survive(&format!("{opener} a\n").repeat(1_500));
        survive(&format!("a {opener}").repeat(1_500));
    }
}

#[test]
fn heredocs_of_many_words() {
    let lines: Vec<String> = (0..1_000).map(|number| format!("cat <<W{number}")).collect();
    survive(&lines.join("\n"));
}

#[test]
fn backslashes_and_guids_and_long_lines() {
    survive(&"\\".repeat(30_000));
    survive(&"\\\n".repeat(10_000));
    survive(&format!("\"{GUID}\", ").repeat(2_000));
    survive(&format!("{GUID} ").repeat(2_000));
    survive(&"a: ".repeat(10_000));
    survive(&" ".repeat(30_000));
    survive(&"\n".repeat(30_000));
    survive(&"k:\n".repeat(6_000));
    survive(&"k: [\n".repeat(6_000));
    survive(&"k: {{ x\n".repeat(6_000));
    survive(&"# \n".repeat(6_000));
}

#[test]
fn a_line_of_ten_megabytes() {
    let line = "x = [\"a\", {b: 'c'}]; ".repeat(470_000);
    for name in ["javascript", "yaml", "xml", "dotenv"] {
        consistent(&of(&line, crate::language::by_name(name).unwrap()));
    }
    assert_eq!(of(&line, &TEXT).tokens.len(), 1);
}

#[test]
fn indentation_that_grows() {
    let lines: Vec<String> = (0..1_000).map(|depth| format!("{}k:", " ".repeat(depth))).collect();
    survive(&lines.join("\n"));
}
