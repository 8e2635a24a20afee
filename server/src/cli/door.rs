//! A door for the fuzz targets: what `aadsts check --fix` makes of a text.

use super::edit;
use crate::analysis::Analysis;

/// The text after the automatic fixes, how many were applied, and how many there were; `None` when nothing changes.
pub fn fixed(text: &str, analysis: &Analysis, unsafe_too: bool) -> Option<(String, usize, usize)> {
    let fixes = || analysis.findings.iter().filter_map(|finding| edit::automatic(finding, unsafe_too));
    let (after, applied) = edit::apply(text, fixes())?;
    Some((after, applied, fixes().count()))
}
