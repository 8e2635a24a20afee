//! Undoes what transports do to a message: URL encoding, JSON escapes, HTML entities, also one inside the other.

/// How many layers are undone; real messages have two at most.
const LAYERS: usize = 3;

/// The text without its encodings.
pub(super) fn decode(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..LAYERS {
        let next = html(&escapes(&percent(&text)));
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// `%3A` -> `:` and, in a text that has such codes, `+` -> blank.
fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let code = |index: usize| {
        let pair = bytes.get(index + 1..index + 3)?;
        (bytes[index] == b'%' && pair.iter().all(u8::is_ascii_hexdigit)).then_some(())?;
        u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()
    };
    // A lone percent sign before two hex digits is no encoding; what a message always has is.
    if !(0..bytes.len()).any(|index| matches!(code(index), Some(b':' | b' ' | b'\'' | b'"' | b'/' | b'.' | b'='))) {
        return text.to_owned();
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        if let Some(byte) = code(index) {
            out.push(byte);
            index += 3;
        } else {
            out.push(if bytes[index] == b'+' { b' ' } else { bytes[index] });
            index += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Backslash escapes of JSON and of most languages.
fn escapes(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(index) = rest.find('\\') {
        out.push_str(&rest[..index]);
        rest = &rest[index + 1..];
        let mut characters = rest.chars();
        match characters.next() {
            Some(quoted @ ('"' | '\'' | '/' | '\\')) => out.push(quoted),
            Some('n' | 'r') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let hex = rest.get(1..5).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                if let Some(character) = hex.and_then(char::from_u32) {
                    out.push(character);
                    rest = &rest[5..];
                    continue;
                }
                out.push_str("\\u");
            }
            _ => {
                // Not an escape, as in a path: stays as it is.
                out.push('\\');
                continue;
            }
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out
}

/// The entities that error pages use.
fn html(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut text = text.to_owned();
    for (entity, character) in [
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
    ] {
        text = text.replace(entity, character);
    }
    // Last, so that one layer is undone at a time; not before a name, where it separates parameters of a URL.
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn layers() {
        assert_eq!(decode("AADSTS65002%3A+Consent+between+%27a%27"), "AADSTS65002: Consent between 'a'");
        assert_eq!(decode("AADSTS65002%3a%20Consent%2520x"), "AADSTS65002: Consent x");
        assert_eq!(decode(r#"{\"error_codes\":[65002]}\r\n"#), "{\"error_codes\":[65002]}\n\n");
        assert_eq!(decode(r"application \u002704b07795\u0027"), "application '04b07795'");
        assert_eq!(decode(r"application \\u002704b07795\\u0027"), "application '04b07795'");
        assert_eq!(decode("&#39;x&#39; &amp;quot;"), "'x' \"");
    }

    #[test]
    fn what_is_no_encoding_stays() {
        for text in ["100%", "50%ab", "a+b", r"C:\q\w", r"\u12", "\\", "%", "%4", "ä%ä", r"\uD800", "AT&T"] {
            assert_eq!(decode(text), text);
        }
    }
}
