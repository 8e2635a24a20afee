//! Holds `Text` against a plain string that counts from the start every time.

use proptest::prelude::*;
use tower_lsp::ls_types::{Position, Range};

use super::Text;
use crate::analysis::{Options, reach, says_nothing};
use crate::position::Encoding;

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

fn width(character: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => character.len_utf8(),
        Encoding::Utf16 => character.len_utf16(),
        Encoding::Utf32 => 1,
    }
}

/// Start and end, without the line break, of every line.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let (mut start, mut index) = (0, 0);
    while index < bytes.len() {
        let length = match bytes[index] {
            b'\r' if bytes.get(index + 1) == Some(&b'\n') => 2,
            b'\r' | b'\n' => 1,
            _ => 0,
        };
        if length > 0 {
            lines.push((start, index));
            start = index + length;
        }
        index += length.max(1);
    }
    lines.push((start, text.len()));
    lines
}

fn offset(text: &str, position: Position, encoding: Encoding) -> usize {
    let Some(&(start, end)) = lines(text).get(position.line as usize) else { return text.len() };
    let mut left = position.character as usize;
    for (index, character) in text[start..end].char_indices() {
        let width = width(character, encoding);
        if left < width {
            return start + index;
        }
        left -= width;
    }
    end
}

fn some_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("a"),
        Just("\n"),
        Just("\r"),
        Just("\r\n"),
        Just("é"),
        Just("😀"),
        Just("\u{2028}"),
        Just("\u{b}"),
        Just("xyz")
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn some_position() -> impl Strategy<Value = Position> {
    let number = prop_oneof![8 => 0..9u32, 1 => Just(u32::MAX)];
    (number.clone(), number).prop_map(|(line, character)| Position::new(line, character))
}

proptest! {
    #[test]
    fn edits_equal_those_of_a_plain_string(
        start in some_text(),
        edits in prop::collection::vec((some_position(), some_position(), some_text()), 0..20),
    ) {
        for encoding in ENCODINGS {
            let mut text = Text::new(&start);
            let mut model = start.clone();
            for (one, other, new) in &edits {
                let (one_offset, other_offset) = (offset(&model, *one, encoding), offset(&model, *other, encoding));
                model.replace_range(one_offset.min(other_offset)..one_offset.max(other_offset), new);
                text.edit(Range::new(*one, *other), new, encoding);
                prop_assert_eq!(String::from(&text), model.as_str());
            }
        }
    }

    #[test]
    fn positions_come_back(start in some_text(), position in some_position()) {
        for encoding in ENCODINGS {
            let text = Text::new(&start);
            prop_assert_eq!(text.offset(position, encoding), offset(&start, position, encoding));
            for (line, (first, last)) in lines(&start).into_iter().enumerate() {
                for index in (first..=last).filter(|&index| start.is_char_boundary(index)) {
                    let there = text.position(index, encoding);
                    let column: usize = start[first..index].chars().map(|character| width(character, encoding)).sum();
                    prop_assert_eq!(there, Position::new(line as u32, column as u32));
                    prop_assert_eq!(text.offset(there, encoding), index);
                }
            }
        }
    }
}

#[test]
fn offsets_beyond_the_text_and_inside_characters_are_clamped() {
    let text = Text::new("é😀");
    assert_eq!(text.position(1, Encoding::Utf16), Position::new(0, 0));
    assert_eq!(text.position(4, Encoding::Utf16), Position::new(0, 1));
    assert_eq!(text.position(99, Encoding::Utf16), Position::new(0, 3));
}

#[test]
fn a_part_of_the_text_begins_and_ends_with_whole_characters() {
    let text = Text::new("é😀abc😀é");
    assert_eq!(text.around(&(6..9), 3), ("😀abc".to_owned(), 4..7));
    assert_eq!(text.around(&(6..9), 4), ("😀abc😀".to_owned(), 4..7));
    assert_eq!(text.around(&(6..9), usize::MAX), ("é😀abc😀é".to_owned(), 6..9));
}

/// Halves of what is looked for, and what may stand between them.
const HALVES: [&str; 20] = [
    "04b07795-8ddb-461a-",
    "bbee-02f9e1bf7b46",
    "04b077958ddb461a",
    "bbee02f9e1bf7b46",
    "a",
    "%27",
    "AAD",
    "STS65002",
    "0",
    "Device",
    "CodeCredential",
    "getSession('",
    "microsoft'",
    "# aadsts:",
    "ignore",
    "YOUR_TENANT_APP_",
    "CLIENT_ID",
    "                              ",
    "\n",
    "😀 nothing of note, and that at some length, since it lies between two things that are far from one another",
];

fn some_halves(most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(&HALVES[..]), 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What was edited since a text was seen to say nothing tells whether it does now.
    #[test]
    fn the_unread_part_speaks_for_the_whole(
        start in some_halves(20),
        edits in prop::collection::vec((0..30_usize, 0..4_usize, some_halves(3), any::<bool>()), 0..20),
    ) {
        let options = Options::default();
        let (mut text, mut model) = (Text::new(&start.concat()), start);
        for (from, count, new, looks) in edits {
            let from = from.min(model.len());
            let to = model.len().min(from + count);
            let offset = |at: usize| model[..at].concat().len();
            let range = text.range(&(offset(from)..offset(to)), Encoding::Utf8);
            text.edit(range, &new.concat(), Encoding::Utf8);
            model.splice(from..to, new);
            let whole = model.concat();
            if looks && says_nothing(text.unread(reach(&options)), &options) {
                prop_assert!(says_nothing([&*whole], &options), "{}", whole);
                text = text.read();
            }
        }
    }
}

#[test]
fn what_is_unread_is_what_was_edited_since() {
    let mut text = Text::new(&"0123456789".repeat(100)).read();
    let unread = |text: &Text| text.unread(2).collect::<String>();
    let at = |from: u32, to: u32| Range::new(Position::new(0, from), Position::new(0, to));
    assert_eq!(unread(&text), "");
    text.edit(at(500, 501), "x", Encoding::Utf8);
    assert_eq!(unread(&text), "89x12");
    text.edit(at(507, 509), "", Encoding::Utf8);
    assert_eq!(unread(&text), "89x12345690");
    text.edit(at(490, 492), "yyy", Encoding::Utf8);
    assert_eq!(unread(&text), "89yyy23456789x12345690");
    text.edit(at(495, 500), "", Encoding::Utf8);
    assert_eq!(unread(&text), "89yyy239x12345690");
    assert_eq!(unread(&text.clone().read()), "");
    assert_eq!(unread(&text.forgotten()).len(), 994);
}
