//! A door for the fuzz targets: what `aadsts check --fix` makes of a text.

use super::{edit, verdict};
use crate::analysis::Analysis;

/// The text after the automatic fixes and how many were applied; `None` when nothing changes.
pub fn fixed(text: &str, unsafe_too: bool, judge: impl Fn(&str) -> Analysis) -> Option<(String, usize)> {
    let step = |text: &str| {
        let analysis = judge(text);
        edit::apply(text, analysis.findings.iter().filter_map(|finding| edit::automatic(finding, unsafe_too)))
    };
    let (mut text, mut count) = step(text)?;
    for _ in 1..verdict::ROUNDS {
        let Some((next, more)) = step(&text) else { break };
        (text, count) = (next, count + more);
    }
    Some((text, count))
}
