//! Fixes -> a new text, and a new text -> the file, without ever losing either.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail, ensure};

use crate::analysis::Finding;
use crate::fix::{Applicability, Edit, Fix, FixKind};
use crate::rule::RuleId;

/// The fix that is applied to a finding without asking: the preferred one, but never a suppression. A placeholder waits
/// for a person: were it replaced unsafely, fixing twice would not be fixing once.
pub(super) fn automatic(finding: &Finding, unsafe_too: bool) -> Option<&Fix> {
    let unsafe_too = unsafe_too && finding.rule != RuleId::PlaceholderClientId;
    finding.fixes.iter().find(|fix| {
        fix.kind != FixKind::Ignore
            && !fix.edits.is_empty()
            && match fix.applicability {
                Applicability::Safe => true,
                Applicability::Unsafe => unsafe_too,
                Applicability::DisplayOnly => false,
            }
    })
}

/// Applies fixes that do not get in each other's way, the first of two that do. `None` when nothing changes.
/// The second value says how many were applied.
pub(super) fn apply<'a>(text: &str, fixes: impl Iterator<Item = &'a Fix>) -> Option<(String, usize)> {
    let mut accepted: BTreeMap<(usize, usize), &Edit> = BTreeMap::new();
    let mut count = 0;
    for fix in fixes {
        // Two fixes may need the same import: the same edit twice is one edit.
        let new: Vec<&Edit> = fix.edits.iter().filter(|edit| accepted.get(&key(edit)) != Some(edit)).collect();
        let valid = new.iter().all(|edit| text.get(edit.range.clone()).is_some());
        if valid && new.iter().all(|edit| is_free(edit, &accepted)) {
            accepted.extend(new.into_iter().map(|edit| (key(edit), edit)));
            count += 1;
        }
    }
    let mut result = String::with_capacity(text.len());
    let mut from = 0;
    for edit in accepted.values() {
        result.push_str(text.get(from..edit.range.start)?);
        result.push_str(&edit.text);
        from = edit.range.end;
    }
    result.push_str(text.get(from..)?);
    (result != text).then_some((result, count))
}

fn key(edit: &Edit) -> (usize, usize) {
    (edit.range.start, edit.range.end)
}

/// The accepted edits share no byte, so that only the nearest can be in the way: at most an insertion and a replacement
/// start at one place.
fn is_free(edit: &Edit, accepted: &BTreeMap<(usize, usize), &Edit>) -> bool {
    let start = edit.range.start;
    let in_front = accepted.range(..(start, 0)).rev().take(2);
    let behind = accepted.range((start, 0)..).take(3);
    in_front.chain(behind).all(|(_, other)| !collide(edit, other))
}

/// Edits that share a byte, or insert at the same place, where only a person could say in which order.
fn collide(a: &Edit, b: &Edit) -> bool {
    let insertions = a.range.is_empty() && b.range.is_empty();
    a.range.start < b.range.end && b.range.start < a.range.end || insertions && a.range.start == b.range.start
}

/// Replaces what a file holds in one step: whoever reads it sees the old bytes or the new ones, and a crash leaves
/// one of the two. `old` is what the new bytes were made from.
pub(super) fn write(path: &Path, old: &[u8], new: &[u8]) -> anyhow::Result<()> {
    // The file behind a symbolic link is written, the link stays.
    let target = fs::canonicalize(path).context("cannot find the file")?;
    let metadata = fs::metadata(&target).context("cannot read the file")?;
    ensure!(metadata.is_file(), "not a regular file");
    ensure!(!metadata.permissions().readonly(), "the file is read-only");
    let folder = target.parent().context("the file has no folder")?;
    let mut temporary = tempfile::Builder::new()
        .prefix(".aadsts-")
        .tempfile_in(folder)
        .context("cannot create a temporary file beside it")?;
    temporary.write_all(new).context("cannot write the temporary file")?;
    keep_owner(temporary.as_file(), &metadata);
    temporary.as_file().set_permissions(metadata.permissions()).context("cannot keep the permissions")?;
    temporary.as_file().sync_all().context("cannot write the temporary file")?;
    if fs::read(&target).context("cannot read the file again")? != old {
        bail!("the file was changed by someone else meanwhile");
    }
    temporary.persist(&target).map_err(|error| error.error).context("cannot replace the file")?;
    Ok(())
}

/// Only an administrator can give files away; for everybody else the file was theirs already.
#[cfg(unix)]
fn keep_owner(file: &fs::File, metadata: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(file, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_file: &fs::File, _metadata: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(edits: &[(usize, usize, &str)]) -> Fix {
        Fix {
            title: String::new(),
            edits: edits.iter().map(|&(start, end, text)| Edit { range: start..end, text: text.to_owned() }).collect(),
            applicability: Applicability::Safe,
            kind: FixKind::Placeholder,
        }
    }

    fn check(fixes: &[Fix], expected: Option<(&str, usize)>) {
        let result = apply("0123456789", fixes.iter());
        assert_eq!(result.as_ref().map(|(text, count)| (text.as_str(), *count)), expected);
    }

    #[test]
    fn edits_land_where_they_were_meant() {
        check(&[fix(&[(8, 9, "EIGHT")]), fix(&[(1, 3, "x"), (5, 5, "+")])], Some(("0x34+567EIGHT9", 2)));
        check(&[fix(&[(3, 3, "a")]), fix(&[(3, 5, "b")])], Some(("012ab56789", 2)));
        check(&[fix(&[(10, 10, "end")])], Some(("0123456789end", 1)));
    }

    #[test]
    fn what_collides_or_does_not_fit_is_left() {
        check(&[fix(&[(1, 4, "a")]), fix(&[(3, 5, "b")])], Some(("0a456789", 1)));
        check(
            &[fix(&[(0, 0, "import\n"), (4, 5, "a")]), fix(&[(0, 0, "import\n"), (6, 7, "b")])],
            Some(("import\n0123a5b789", 2)),
        );
        check(&[fix(&[(0, 0, "a")]), fix(&[(0, 0, "b")])], Some(("a0123456789", 1)));
        check(&[fix(&[(5, 11, "a")])], None);
        check(&[fix(&[(2, 3, "2")])], None);
        check(&[], None);
    }
}
