//! Time per byte as a promise: work that grows faster than its text breaks it.
//!
//! What is measured is the time of the processor, so that other programs cost nothing; and the measure is the lexer's own
//! pace over a plain text on the same machine in the same build, so that neither a slow machine nor an instrumented build
//! needs another limit.

use std::sync::OnceLock;
use std::time::Duration;

use cpu_time::ThreadTime;

/// Shorter texts have the time of one of this length: setting up costs something.
const SHORTEST: usize = 8 << 10;
/// On top for every text: what a busy machine may take away at any moment.
const GRACE: Duration = Duration::from_millis(8);
/// The best of so many runs counts.
const RUNS: usize = 12;

/// What every complaint about slowness says.
pub(crate) const TOOK: &str = "took";

/// Does the work and returns its result.
///
/// # Panics
///
/// Where even the best of several runs takes longer than `times` what the lexer takes for plain text of `bytes` bytes.
pub fn keep<T>(what: &str, bytes: usize, times: u32, work: impl Fn() -> T) -> T {
    let limit = GRACE + unit() * times * bytes.max(SHORTEST) as u32 / UNIT as u32;
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let (result, time) = measured(&work);
        best = best.min(time);
        if best <= limit {
            return result;
        }
    }
    panic!("{what} {TOOK} {best:?} for {bytes} bytes, of {limit:?} allowed");
}

/// Does the work; its result, and the processor's time that it took.
pub fn measured<T>(work: &impl Fn() -> T) -> (T, Duration) {
    let start = ThreadTime::now();
    let result = std::hint::black_box(work());
    (result, start.elapsed())
}

/// Bytes of the plain text.
const UNIT: usize = 32 << 10;

/// What the lexer takes for [`UNIT`] bytes of plain code.
fn unit() -> Duration {
    static MEASURED: OnceLock<Duration> = OnceLock::new();
    *MEASURED.get_or_init(|| {
        let line = "value = compute(first, \"second\", third[4]) + other.member  # why\n";
        let text = line.repeat(UNIT / line.len() + 1);
        let python = aadsts::language::by_name("python").unwrap_or(&aadsts::language::TEXT);
        (0..20).map(|_| measured(&|| aadsts::tree::of(&text, python).tokens.len()).1).min().unwrap_or_default()
    })
}
