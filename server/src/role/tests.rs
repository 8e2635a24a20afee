//! Each row of `roles.toml` is needed: without it, a fixture is judged otherwise.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, ptr};

use super::Role;
use super::table::{FILES, FRAMES, NAMES, ROWS};
use crate::analysis::{Options, analyze};
use crate::rule::Level;

thread_local! {
    /// The row that is switched off, by its address in its table.
    static OFF: Cell<usize> = const { Cell::new(0) };
    /// The rows that decided something since the set was emptied.
    static USED: RefCell<HashSet<usize>> = RefCell::default();
}

pub(super) fn in_force<T>(rows: &'static [T]) -> impl Iterator<Item = &'static T> {
    let off = OFF.get();
    rows.iter().filter(move |row| address(*row) != off)
}

pub(super) fn used<T>(row: &'static T) -> &'static T {
    USED.with_borrow_mut(|used| used.insert(address(row)));
    row
}

#[test]
fn every_row_has_a_fixture_that_fails_without_it() {
    let fixtures = fixtures();
    // Only a fixture that a row had a say in can change without it.
    let mut touched: BTreeMap<usize, Vec<(&Fixture, Vec<Judged>)>> = BTreeMap::new();
    for fixture in &fixtures {
        USED.take();
        let judged = fixture.judged();
        for row in USED.take() {
            touched.entry(row).or_default().push((fixture, judged.clone()));
        }
    }
    let mut needless = String::new();
    for (row, name) in rows() {
        let fixtures = touched.get(&row).map_or(&[][..], Vec::as_slice);
        OFF.set(row);
        let needed = fixtures.iter().any(|(fixture, judged)| fixture.judged() != *judged);
        OFF.set(0);
        if !needed {
            let seen: Vec<&str> = fixtures.iter().take(3).map(|(fixture, _)| fixture.path.as_str()).collect();
            let _ = writeln!(needless, "{name}: decides in {} fixtures {seen:?}", fixtures.len());
        }
    }
    assert!(needless.is_empty(), "{} rows change nothing:\n{needless}", needless.lines().count());
}

/// What must stay: the role, whether there is evidence in words, and the levels of the findings.
type Judged = (Role, bool, Vec<Level>);

struct Fixture {
    path: String,
    text: String,
}

impl Fixture {
    fn judged(&self) -> Vec<Judged> {
        let analysis = analyze(&self.text, &self.path, None, &Options::default());
        let levels = |index| {
            let of = analysis.findings.iter().filter(|finding| finding.occurrence == Some(index));
            of.map(|finding| finding.level).collect()
        };
        let occurrences = analysis.occurrences.iter().enumerate();
        occurrences.map(|(index, found)| (found.role, found.why.is_empty(), levels(index))).collect()
    }
}

/// Every row of every table by its address, with a name for people.
fn rows() -> Vec<(usize, String)> {
    let mut rows: Vec<(usize, String)> = ROWS.iter().map(|row| (address(row), format!("row {}", row.id))).collect();
    for (table, list) in [("name", NAMES), ("frame", FRAMES)] {
        rows.extend(list.iter().map(|row| (address(row), format!("{table} {:?} {:?}", row.class, row.words))));
    }
    rows.extend(FILES.iter().map(|row| (address(row), format!("file {row:?}"))));
    rows
}

fn address<T>(row: &'static T) -> usize {
    ptr::from_ref(row).addr()
}

fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let fixture = |file: PathBuf| {
        let below = file.strip_prefix(&root).expect("the walk started there").to_string_lossy().replace('\\', "/");
        // As in a real repository, below the folder of the language.
        let path = below.split_once('/').map_or(below.as_str(), |(_, path)| path).to_owned();
        Fixture { path, text: fs::read_to_string(&file).expect("a fixture is readable") }
    };
    files.into_iter().map(fixture).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder of fixtures is readable") {
        let path = entry.expect("an entry of the folder is readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if !path.extension().is_some_and(|extension| extension == "expected" || extension == "fixed") {
            files.push(path);
        }
    }
}
