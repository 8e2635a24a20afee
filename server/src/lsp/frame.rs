//! Bytes -> messages: reads the client's frames and survives every frame that is not one.

use std::io::{self, BufRead, Read};
use std::ops::Range;

use serde_json::Value;

use super::text;

/// A body longer than this is skipped: no editor sends one on purpose.
const BODY_LIMIT: u64 = 512 << 20;
/// A header line longer than this is no header line.
const LINE_LIMIT: u64 = 64 << 10;
const LENGTH_HEADER: &[u8] = b"content-length:";

/// What one frame held.
#[derive(Debug, PartialEq)]
pub(super) enum Frame {
    /// A JSON value; whether it is a JSON-RPC message is for others to say.
    Message(Value),
    /// Something else, and what is wrong with it.
    Bad(String),
}

/// Reads the next frame; `None` at the end of input.
pub(super) fn read(reader: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let length = match read_header(reader)? {
        Header::End => return Ok(None),
        Header::Bad(reason) => return Ok(Some(Frame::Bad(reason))),
        Header::Length(length) => length,
    };
    if length > BODY_LIMIT {
        io::copy(&mut reader.take(length), &mut io::sink())?;
        return Ok(Some(Frame::Bad(format!("a message of {length} bytes is too long"))));
    }
    // Grows as bytes arrive, so that a header cannot take memory by itself.
    let mut body = Vec::with_capacity(text::room(length as usize).min(text::RESERVED));
    reader.take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(parse(&body)))
}

enum Header {
    Length(u64),
    Bad(String),
    End,
}

fn read_header(reader: &mut impl BufRead) -> io::Result<Header> {
    let mut length = None;
    let mut seen = false;
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut line)? == 0 {
            return Ok(Header::End);
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            match length {
                Some(Some(length)) => return Ok(Header::Length(length)),
                Some(None) => return Ok(Header::Bad("the content length is not a number".to_owned())),
                None if seen => return Ok(Header::Bad("a header without a content length".to_owned())),
                None => continue,
            }
        }
        seen = true;
        // After a bad header its body is read as lines, and the next header is glued to the body's end. So
        // the name counts wherever it stands in the line.
        if let Some(start) = find_last_ignoring_case(text, LENGTH_HEADER) {
            let digits = text[start + LENGTH_HEADER.len()..].trim_ascii();
            length = Some(std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()));
        }
    }
}

fn find_last_ignoring_case(text: &[u8], name: &[u8]) -> Option<usize> {
    text.windows(name.len()).rposition(|window| window.eq_ignore_ascii_case(name))
}

fn parse(body: &[u8]) -> Frame {
    if let Some(message) = with_text_of(text::LARGE, body) {
        return Frame::Message(message);
    }
    let first = match serde_json::from_slice(body) {
        Ok(message) => return Frame::Message(message),
        Err(error) => error,
    };
    match serde_json::from_str(&repair(body)) {
        Ok(message) => Frame::Message(message),
        // The error names line and column only, never the text.
        Err(_) => Frame::Bad(format!("not JSON: {} at column {}", category(&first), first.column())),
    }
}

/// Where a client puts the whole text of a document.
const TEXTS: [&str; 2] = ["/params/textDocument/text", "/params/contentChanges/0/text"];

/// What stands in the place of a text meanwhile. No document is just this.
const STAND_IN: &str = "\u{fffc}";

/// A message with a text of so many bytes or more. The text is taken out, the rest is read, and the text is put back:
/// the parser would need it in memory twice, in pieces that stay with this thread for ever.
fn with_text_of(length: usize, body: &[u8]) -> Option<Value> {
    let place = if body.len() < length { 0..0 } else { longest_string(body) };
    if place.len() < length {
        return None;
    }
    let rest = [&body[..place.start], STAND_IN.as_bytes(), &body[place.end..]].concat();
    let mut message: Value = serde_json::from_slice(&rest).ok()?;
    let texts = TEXTS.iter().find(|text| message.pointer(text).and_then(Value::as_str) == Some(STAND_IN));
    *message.pointer_mut(texts?)? = Value::String(unescaped(std::str::from_utf8(&body[place]).ok()?)?);
    Some(message)
}

/// The content of the longest string of a JSON text.
fn longest_string(body: &[u8]) -> Range<usize> {
    let (mut longest, mut open, mut escaped) = (0..0, None, None);
    for at in memchr::memchr2_iter(b'"', b'\\', body) {
        if escaped == Some(at) {
            continue;
        }
        if body[at] == b'\\' {
            escaped = Some(at + 1);
            continue;
        }
        match open.take() {
            Some(start) if at - start > longest.len() => longest = start..at,
            Some(_) => {}
            None => open = Some(at + 1),
        }
    }
    longest
}

/// What a JSON string stands for, where all of its escapes are good ones.
fn unescaped(string: &str) -> Option<String> {
    let mut out = String::with_capacity(text::room(string.len()));
    let mut rest = string;
    while let Some(backslash) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..backslash]);
        rest = &rest[backslash..];
        let (length, character) = match (rest.as_bytes().get(1)?, unit(rest)) {
            (_, Some(high @ 0xd800..0xdc00)) => {
                let low = unit(rest.get(6..)?)?;
                (12, char::decode_utf16([high, low]).next()?.ok()?)
            }
            (_, Some(unit)) => (6, char::from_u32(u32::from(unit))?),
            (b'n', _) => (2, '\n'),
            (b't', _) => (2, '\t'),
            (b'r', _) => (2, '\r'),
            (b'b', _) => (2, '\u{8}'),
            (b'f', _) => (2, '\u{c}'),
            (b'"' | b'\\' | b'/', _) => (2, char::from(rest.as_bytes()[1])),
            _ => return None,
        };
        out.push(character);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Some(out)
}

fn category(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Io => "unreadable",
        serde_json::error::Category::Syntax => "syntax error",
        serde_json::error::Category::Data => "wrong type",
        serde_json::error::Category::Eof => "cut off",
    }
}

/// JavaScript strings may hold half of a surrogate pair, and logs may hold any bytes. Both reach us inside
/// otherwise good JSON and become U+FFFD here.
fn repair(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(backslash) = rest.find('\\') {
        out.push_str(&rest[..backslash]);
        rest = &rest[backslash..];
        let (escape, fixed) = match unit(rest) {
            Some(0xd800..0xdc00) if matches!(rest.get(6..).and_then(unit), Some(0xdc00..0xe000)) => (12, None),
            Some(0xd800..0xe000) => (6, Some("\\ufffd")),
            Some(_) => (6, None),
            // A backslash and the character behind it, which may be a second backslash.
            None => (1 + rest[1..].chars().next().map_or(0, char::len_utf8), None),
        };
        out.push_str(fixed.unwrap_or(&rest[..escape]));
        rest = &rest[escape..];
    }
    out.push_str(rest);
    out
}

/// The value of a `\uXXXX` at the start of `text`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::io::Cursor;

    use serde_json::json;

    use super::*;

    fn frames(bytes: &[u8]) -> Vec<Frame> {
        let mut reader = Cursor::new(bytes);
        std::iter::from_fn(|| read(&mut reader).unwrap()).collect()
    }

    fn framed(header: &str, body: &[u8]) -> Vec<u8> {
        [header.as_bytes(), body].concat()
    }

    #[test]
    fn header_names_have_any_case_and_company() {
        let bytes = framed("content-length: 2\r\n\r\n", b"{}");
        let more = framed("Content-Type: application/vscode-jsonrpc\nCONTENT-LENGTH:2\n\n", b"[]");
        let expected = vec![Frame::Message(json!({})), Frame::Message(json!([]))];
        assert_eq!(frames(&[bytes, more].concat()), expected);
    }

    #[test]
    fn a_bad_header_costs_one_message() {
        let bad = framed("Content-Lenght: 9\r\n\r\n", b"{\"a\":1}");
        let good = framed("Content-Length: 2\r\n\r\n", b"{}");
        let read = frames(&[bad, good].concat());
        assert!(matches!(read[0], Frame::Bad(_)), "{read:?}");
        assert_eq!(read[1..], [Frame::Message(json!({}))]);
    }

    #[test]
    fn half_surrogates_and_bad_bytes_become_replacement_characters() {
        let body = br#"["a\ud800b","\udc00","\ud83d\ude00","\\ud800","#.to_vec();
        let body = [body, b"\"\xff\"]".to_vec()].concat();
        let bytes = framed(&format!("Content-Length: {}\r\n\r\n", body.len()), &body);
        let expected = json!(["a\u{fffd}b", "\u{fffd}", "\u{1f600}", "\\ud800", "\u{fffd}"]);
        assert_eq!(frames(&bytes), vec![Frame::Message(expected)]);
    }

    #[test]
    fn a_large_text_is_what_the_parser_says() {
        let parts = [
            "x",
            r#"\t\r\b\f\/\\\"\n"#,
            r"\u00e9\ud83d\ude00é😀\u0000",
            r"\\u0041",
            r"\ud800",
            r"\ud800\u0041",
            r"\udc00",
            r"\x",
            r"\u12",
        ];
        let mut taken = 0;
        for part in parts {
            for (before, after) in [
                (r#"{"a":"\\","params":{"textDocument":{"text":""#, r#"","uri":"\"x"}}}"#),
                (r#"{"params":{"contentChanges":[{"text" : ""#, r#""}]}}"#),
                (r#"{"params":{"other":""#, r#""}}"#),
                (r#"{"params":{"textDocument":{"text":"","other":""#, r#""}}}"#),
                (r#"{"params":{"textDocument":{"text":""#, r#""}}"#),
            ] {
                let body = format!("{before}{part} nothing of note {part}{after}");
                if let Some(read) = with_text_of(16, body.as_bytes()) {
                    assert_eq!(Some(read), serde_json::from_str(&body).ok(), "{body}");
                    taken += 1;
                }
            }
        }
        assert_eq!(taken, 2 * 4, "both places, and all good escapes");
    }

    #[test]
    fn a_text_of_many_megabytes_arrives_whole() {
        let text = "nothing of note\n".repeat(1 + text::LARGE / 16);
        let message = json!({ "params": { "textDocument": { "text": text } } });
        assert!(with_text_of(text::LARGE, message.to_string().as_bytes()).is_some_and(|read| read == message));
        assert!(parse(message.to_string().as_bytes()) == Frame::Message(message));
    }

    #[test]
    fn bad_json_is_reported_without_its_text() {
        let bytes = framed("Content-Length: 9\r\n\r\n", b"{\"secret\"");
        let [Frame::Bad(reason)] = &frames(&bytes)[..] else { panic!("one bad frame expected") };
        assert!(!reason.contains("secret"), "{reason}");
    }

    #[test]
    fn a_cut_off_body_is_the_end() {
        assert_eq!(frames(&framed("Content-Length: 9\r\n\r\n", b"{}")), vec![]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            frames(&bytes);
            let framed = framed(&format!("Content-Length: {}\r\n\r\n", bytes.len()), &bytes);
            proptest::prop_assert_eq!(frames(&framed).len(), 1);
        }
    }
}
