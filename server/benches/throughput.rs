//! How fast texts are judged, in bytes per second, for each row of the language table, and what a look-up costs.
//!
//! `cargo xtask bench` prints the tables; a word behind it limits the first to rows with that word in their name.
//! Numbers are the best of several runs; what is compared is measured in one process, so that ratios travel better
//! than megabytes per second do.

#![allow(clippy::print_stdout, reason = "what it prints is its result")]
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::cast_precision_loss, reason = "nobody counts these to sixteen digits")]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use aadsts::analysis::{Options, analyze};
use aadsts::candidate::{self, Value};
use aadsts::catalog;
use aadsts::guid::Guid;
use aadsts::language;
use aadsts::tree;

/// Bytes of each text.
const LENGTH: usize = 1 << 20;
/// Every measurement goes on at least this long and at least three times.
const AT_LEAST: Duration = Duration::from_millis(60);

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    rows(&wanted);
    if wanted.is_empty() {
        searches();
        look_ups();
    }
}

/// One line for each row of the language table that a fixture is written in.
fn rows(wanted: &str) {
    println!("| language | lexer MB/s | no hit MB/s | one hit MB/s | many hits MB/s | hits | µs a hit |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut slowest = (f64::MAX, f64::MAX);
    for (name, (path, text)) in fixtures() {
        if !name.contains(wanted) {
            continue;
        }
        let language = language::of_path(&path, &text);
        let many = text.repeat(LENGTH / text.len() + 1);
        let none = masked(&many, None);
        let one = masked(&many, Some(LENGTH / 2));
        let judge = |text: &str| best(|| analyze(black_box(text), &path, None, &Options::default()).findings.len());
        let speed = |text: &str, time: f64| text.len() as f64 / time / 1e6;
        let lexed = best(|| tree::of(black_box(&many), language).tokens.len());
        let (quiet, single, busy) = (judge(&none), judge(&one), judge(&many));
        let hits = analyze(&many, &path, None, &Options::default()).occurrences.len();
        println!(
            "| {name} | {:.0} | {:.0} | {:.0} | {:.1} | {hits} | {:.1} |",
            speed(&many, lexed),
            speed(&none, quiet),
            speed(&one, single),
            speed(&many, busy),
            (busy - lexed).max(0.0) / hits.max(1) as f64 * 1e6,
        );
        slowest = (slowest.0.min(speed(&one, single)), slowest.1.min(speed(&many, busy)));
    }
    println!("\nslowest: {:.0} MB/s with one hit, {:.1} MB/s with many\n", slowest.0, slowest.1);
}

/// The search that every text goes through, next to the fastest thing that can be done with a text.
fn searches() {
    let sentence = "The quick brown fox deals with added data, feed and decade; 1234-abcd is no id. ";
    let text = sentence.repeat(16 * LENGTH / sentence.len());
    let code = fixtures().get("typescript").map_or(text.clone(), |(_, code)| code.repeat(16 * LENGTH / code.len()));
    println!("| search | GB/s | times one byte |\n| --- | ---: | ---: |");
    for (name, text) in [("prose", &text), ("code", &code)] {
        let bytes = text.as_bytes();
        let one_byte = best(|| memchr::memchr(0, black_box(bytes)));
        let rows = [
            ("one byte that is not there", one_byte),
            ("every `d` and `D`", best(|| memchr::memchr2_iter(b'd', b'D', black_box(bytes)).count())),
            ("candidates", best(|| candidate::find(black_box(bytes)).len())),
        ];
        for (what, time) in rows {
            println!("| {name}: {what} | {:.1} | {:.1} |", bytes.len() as f64 / time / 1e9, time / one_byte);
        }
    }
    println!();
}

/// Look-ups in the built-in tables, next to a hash map with the same rows.
fn look_ups() {
    let ids: Vec<Guid> = catalog::apps().iter().map(|app| app.id).collect();
    let strangers: Vec<Guid> = ids.iter().map(|id| Guid(id.0 ^ 0xffff_0000)).collect();
    let map: HashMap<u128, usize> = ids.iter().enumerate().map(|(index, id)| (id.0, index)).collect();
    let uris: Vec<&str> = catalog::resource_uris().iter().map(|row| row.uri.as_str()).collect();
    let pairs: Vec<(Guid, Guid)> = ids
        .iter()
        .flat_map(|client| catalog::grants_of(*client).map(|grant| (*client, grant.resource)))
        .take(5000)
        .collect();
    let each = |count: usize, time: f64| time / count.max(1) as f64 * 1e9;
    println!("| look-up | rows | ns | times a hash map |\n| --- | ---: | ---: | ---: |");
    let in_map = each(ids.len(), best(|| ids.iter().filter(|id| map.contains_key(&black_box(**id).0)).count()));
    let rows = [
        ("hash map of ids", ids.len(), in_map),
        ("application", ids.len(), each(ids.len(), best(|| count(&ids, |id| catalog::app(*id).is_some())))),
        (
            "unknown application",
            ids.len(),
            each(ids.len(), best(|| count(&strangers, |id| catalog::app(*id).is_some()))),
        ),
        (
            "grant of a client on an API",
            catalog::grant_count(),
            each(
                pairs.len(),
                best(|| count(&pairs, |(client, resource)| catalog::grant(*client, *resource).is_some())),
            ),
        ),
        (
            "identifier URI",
            uris.len(),
            each(uris.len(), best(|| count(&uris, |uri| catalog::resource_uri(uri).is_some()))),
        ),
    ];
    for (what, rows, time) in rows {
        println!("| {what} | {rows} | {time:.0} | {:.1} |", time / in_map);
        assert!(time < 1000.0, "{what}: a look-up takes {time:.0} ns, of 1,000 allowed");
    }
}

fn count<T>(all: &[T], known: impl Fn(&T) -> bool) -> usize {
    all.iter().filter(|one| known(black_box(one))).count()
}

/// Seconds of the fastest run.
fn best<T>(work: impl Fn() -> T) -> f64 {
    let start = Instant::now();
    let mut best = Duration::MAX;
    for run in 0.. {
        if run >= 3 && start.elapsed() >= AT_LEAST {
            break;
        }
        let begun = Instant::now();
        black_box(work());
        best = best.min(begun.elapsed());
    }
    best.as_secs_f64()
}

/// The text with every GUID and code made unknown, but for the first behind `kept`.
fn masked(text: &str, kept: Option<usize>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut kept = kept;
    for found in candidate::find(text.as_bytes()) {
        if kept.is_some_and(|kept| found.start >= kept)
            && matches!(found.value, Value::Guid(id) if catalog::app(id).is_some())
        {
            kept = None;
            continue;
        }
        // A first block that no application has, a letter in the middle of a code.
        match found.value {
            Value::Guid(_) | Value::Simple(_) => bytes[found.start..found.start + 8].copy_from_slice(b"00facade"),
            Value::Code(_) => bytes[found.end - 1] = b'x',
        }
    }
    let masked = String::from_utf8(bytes).unwrap_or_default();
    masked.replace("YOUR_TENANT_APP_CLIENT_ID", "some_value_of_the_same_len")
}

/// The longest fixture of each row, with its path.
fn fixtures() -> BTreeMap<&'static str, (String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let mut longest: BTreeMap<&'static str, (String, String)> = BTreeMap::new();
    for path in files(&root) {
        let twin = path.extension().is_some_and(|extension| extension == "expected" || extension == "fixed");
        let (Ok(text), Ok(name)) = (fs::read_to_string(&path), path.strip_prefix(&root)) else { continue };
        let hits = candidate::find(text.as_bytes());
        if twin || !hits.iter().any(|hit| matches!(hit.value, Value::Guid(id) if catalog::app(id).is_some())) {
            continue;
        }
        // Below the folder of its language, as in a repository.
        let inside: PathBuf = name.components().skip(1).collect();
        let inside = inside.to_string_lossy().replace('\\', "/");
        let row = language::of_path(&inside, &text).name;
        let known = longest.entry(row).or_default();
        if text.len() > known.1.len() {
            *known = (inside, text);
        }
    }
    longest
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
