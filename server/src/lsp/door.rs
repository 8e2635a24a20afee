//! Doors for the fuzz targets: frames and URIs, which the server keeps to itself.

use std::io::Cursor;

use serde_json::Value;
use tower_lsp::ls_types::Uri;

use super::frame::{self, Frame};
use super::uri;

/// The frames in the bytes, in order: `None` for each that holds no JSON.
pub fn frames(bytes: &[u8]) -> Vec<Option<Value>> {
    let mut reader = Cursor::new(bytes);
    let next = || frame::read(&mut reader).ok().flatten();
    let value = |frame| match frame {
        Frame::Message(value) => Some(value),
        Frame::Bad(_) => None,
    };
    std::iter::from_fn(next).map(value).collect()
}

/// What a client's spelling of a URI becomes on its way through the server: typed and back.
pub fn through_types(spelling: &str) -> Option<String> {
    uri::typed(spelling).map(|typed| uri::own(&typed).into_owned())
}

/// What a message becomes that comes in, is read by its types and goes out again.
pub fn through_message(message: &Value) -> Option<Value> {
    let mut inside = message.clone();
    uri::arm(&mut inside);
    let sent = uri::serialize(&inside).ok()?;
    serde_json::from_str(&sent).ok()
}

/// Whether the types accept every URI of a message once it has come in.
pub fn is_accepted(spelling: &str) -> bool {
    let mut message = serde_json::json!({ "uri": spelling });
    uri::arm(&mut message);
    message["uri"].as_str().is_some_and(|inside| inside.parse::<Uri>().is_ok())
}
