//! Bytes -> a text with a language, a path and options: the first bytes choose, the rest is the text.

use std::borrow::Cow;

use aadsts::analysis::Options;
use aadsts::guid::Guid;
use aadsts::language::{self, LANGUAGES, Language};

/// Bytes in front of the text.
const HEADER: usize = 3;

/// Paths beside `file.EXTENSION`, for the words in them.
const PATHS: &[&str] = &[
    "src/file",
    "test/cassettes/file",
    "docs/file",
    "vendor/file",
    "policies/conditional-access/file",
    "detections/file",
    "deploy/appsettings",
    "file",
];

/// A text with what it is judged as.
pub struct Input<'a> {
    /// The row that is said to be the text's.
    pub language: &'static Language,
    /// The editor's word for it; `None` lets the path decide.
    pub said: Option<&'static Language>,
    /// Relative path.
    pub path: String,
    /// Settings.
    pub options: Options,
    /// The text.
    pub text: Cow<'a, str>,
}

impl<'a> Input<'a> {
    /// Reads any bytes.
    pub fn of(bytes: &'a [u8]) -> Self {
        let at = |index: usize| bytes.get(index).copied().unwrap_or(0) as usize;
        let language = LANGUAGES[at(0) % LANGUAGES.len()];
        let extension = language.extensions.first().copied().unwrap_or(language.name);
        let path = format!("{}.{extension}", PATHS[at(1) % PATHS.len()]);
        let said = (at(2) & 1 != 0).then_some(language);
        let mut options = Options::default();
        if at(2) & 2 != 0 {
            options.tenant_app = Some(Guid(0x1111_1111_2222_4333_8444_5555_5555_5555));
        }
        if at(2) & 4 != 0 {
            "client".clone_into(&mut options.placeholder);
        }
        let text = String::from_utf8_lossy(bytes.get(HEADER..).unwrap_or_default());
        Self { language, said, path, options, text }
    }
}

/// The bytes for a text that stands at a path below `fixtures/`.
pub(crate) fn encode(path: &str, text: &str) -> Vec<u8> {
    let language = language::of_path(path, text);
    let row = LANGUAGES.iter().position(|other| other.name == language.name).unwrap_or(0);
    let folder = PATHS
        .iter()
        .position(|known| known.rsplit_once('/').is_some_and(|(folder, _)| path.contains(folder)))
        .unwrap_or(0);
    let mut bytes = vec![row as u8, folder as u8, 0];
    bytes.extend_from_slice(text.as_bytes());
    bytes
}
