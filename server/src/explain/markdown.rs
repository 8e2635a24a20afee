//! Puts names and foreign text into Markdown so that they cannot become markup.

/// A name in running text.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' | '~' => {
                out.push('\\');
                out.push(character);
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

/// Text that somebody else wrote, as a code span. It is cut after 200 characters.
pub(super) fn code_span(text: &str) -> String {
    let inner: String = text
        .trim()
        .chars()
        .take(200)
        .map(|character| if character == '`' || character.is_control() { ' ' } else { character })
        .collect();
    if inner.trim().is_empty() { "` `".to_owned() } else { format!("`{}`", inner.trim()) }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn enumeration(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
