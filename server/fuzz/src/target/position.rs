//! Byte offsets as lines and columns, and back.

use aadsts::position::{Encoding, LineIndex, Position};

use super::input::Input;
use crate::random::hash;
use crate::{Facts, pace};

/// Checks any bytes.
pub(crate) fn check(bytes: &[u8]) -> Facts {
    let input = Input::of(bytes);
    let text = &*input.text;
    let index = LineIndex::new(text);
    let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let step = offsets.len() / 2000 + 1;
    let sample: Vec<usize> = offsets.iter().copied().step_by(step).collect();
    for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
        // Each of at most 2,000 look-ups may read a stretch of some thousand bytes.
        let positions = pace::keep("position", text.len() + sample.len() * 1024, 40, || {
            sample.iter().map(|&offset| index.position(text, offset, encoding)).collect::<Vec<Position>>()
        });
        assert!(positions.is_sorted(), "positions are not in the order of the text");
        for (&offset, &position) in sample.iter().zip(&positions) {
            let back = index.offset(text, position, encoding);
            let in_break = text.as_bytes()[..offset].ends_with(b"\r") && text.as_bytes()[offset..].starts_with(b"\n");
            assert!(back == offset || in_break && back + 1 == offset, "{offset} comes back as {back}");
        }
        let far = Position { line: u32::MAX, column: u32::MAX };
        assert_eq!(index.offset(text, far, encoding), text.len());
    }
    vec![hash(&[index.lines().min(40) as u64, (text.len() + 1 - offsets.len()).min(9) as u64])]
}
