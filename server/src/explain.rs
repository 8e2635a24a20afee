//! What there is to say about an app, a code, a rule or an error message, as Markdown and as plain text.

use std::fmt;

/// A text for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One line.
    pub title: String,
    /// Everything, Markdown.
    pub markdown: String,
}

impl Explanation {
    /// The same without markup.
    pub fn to_plain(&self) -> String {
        self.markdown.clone()
    }
}

/// Nothing is known about what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound;

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing is known about this")
    }
}

/// Explains a code, an id, a rule, a URI or a message.
pub fn lookup(query: &str) -> Result<Explanation, NotFound> {
    let _ = query;
    Err(NotFound)
}
