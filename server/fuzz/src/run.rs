//! A fuzzer that needs nothing but this crate: mutates inputs, keeps those that show something new, in one thread.
//!
//! The same seed and number of runs give the same inputs in the same order on every machine.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

use crate::mutate::mutate;
use crate::random::Random;
use crate::{Facts, Target};

/// So many inputs are kept to be mutated.
const MOST_KEPT: usize = 8_000;

/// When to end.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// After so many mutated inputs.
    Runs(usize),
    /// After so much of the processor's time.
    Time(Duration),
}

/// What a run did.
#[derive(Debug, Default)]
pub struct Report {
    /// Inputs tried, seeds included.
    pub runs: usize,
    /// Inputs that showed something new.
    pub kept: usize,
    /// Different facts seen.
    pub facts: usize,
    /// The input that broke the promise, and how.
    pub broken: Option<(Vec<u8>, String)>,
}

/// Looks for an input that breaks the promise. `watch` is told each input before it is tried.
pub fn run(target: &Target, seed: u64, end: End, mut watch: impl FnMut(&[u8])) -> Report {
    let mut random = Random::new(seed);
    let mut report = Report::default();
    let mut facts_seen = HashSet::new();
    let mut corpus: Vec<Vec<u8>> = Vec::new();
    let start = ProcessTime::now();
    let mut waiting = (target.seeds)();
    waiting.reverse();
    loop {
        let is_seed = !waiting.is_empty();
        let over = match end {
            End::Runs(runs) => report.runs >= runs,
            End::Time(time) => start.elapsed() >= time,
        };
        if over && !(is_seed && matches!(end, End::Runs(_))) {
            break;
        }
        let input = waiting.pop().unwrap_or_else(|| {
            // What was found last led furthest.
            let recent = corpus.len() - corpus.len().div_ceil(4);
            let index = if random.once_in(2) {
                recent + random.below(corpus.len() - recent)
            } else {
                random.below(corpus.len())
            };
            mutate(&mut random, &corpus[index], &corpus)
        });
        if !is_seed {
            report.runs += 1;
        }
        watch(&input);
        match try_one(target, &input) {
            Ok(facts) => {
                let before = facts_seen.len();
                facts_seen.extend(facts);
                if facts_seen.len() > before || is_seed {
                    report.kept += usize::from(!is_seed);
                    corpus.push(input);
                    // What was kept long ago has had its turn; the facts stay.
                    if corpus.len() > MOST_KEPT {
                        let dropped = random.below(MOST_KEPT / 2);
                        corpus.swap_remove(dropped);
                    }
                }
            }
            Err(message) => {
                // Making it smaller takes its time; what is slow is slow because it is long.
                watch(&[]);
                let is_slow = message.contains(crate::pace::TOOK);
                report.broken = Some((if is_slow { input } else { smaller(target, input) }, message));
                break;
            }
        }
    }
    report.facts = facts_seen.len();
    report
}

/// Checks one input.
///
/// # Errors
///
/// The message of the panic where the promise is broken.
pub fn try_one(target: &Target, input: &[u8]) -> Result<Facts, String> {
    catch_unwind(AssertUnwindSafe(|| (target.check)(input))).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
        text[..text.floor_char_boundary(1500)].to_owned()
    })
}

/// The input without the stretches that it does not need to break the promise.
fn smaller(target: &Target, mut input: Vec<u8>) -> Vec<u8> {
    let start = Instant::now();
    let mut length = input.len() / 2;
    while length > 0 && start.elapsed() < Duration::from_mins(1) {
        let mut at = 0;
        while at < input.len() && start.elapsed() < Duration::from_mins(1) {
            let mut shorter = input.clone();
            shorter.drain(at..(at + length).min(input.len()));
            if try_one(target, &shorter).is_err() {
                input = shorter;
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    input
}
