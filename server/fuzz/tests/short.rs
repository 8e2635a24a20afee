//! Every target on all of its seeds and on a few hundred inputs made from them, the same ones each time.

use aadsts_fuzz::run::{End, run};
use aadsts_fuzz::{TARGETS, by_name};

/// Mutated inputs for each target.
const RUNS: usize = 150;

fn holds(name: &str) {
    let target = by_name(name).expect("the target is listed");
    let report = run(target, 1, End::Runs(RUNS), |_| ());
    if let Some((input, message)) = report.broken {
        panic!("{name}: {message}\nbroken by: {}", input.escape_ascii());
    }
    assert_eq!(report.runs, RUNS);
    assert!(report.facts > 1, "{name} shows nothing");
}

macro_rules! targets {
    ($($test:ident $name:literal)*) => {
        $(#[test] fn $test() { holds($name); })*

        #[test]
        fn every_target_is_run() {
            let listed: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(listed, [$($name),*]);
        }
    };
}

targets! {
    candidate "candidate"
    lexer_code "lexer-code"
    lexer_yaml "lexer-yaml"
    lexer_markup "lexer-markup"
    lexer_lines "lexer-lines"
    lexer_prose "lexer-prose"
    analyze "analyze"
    fix "fix"
    explain "explain"
    position "position"
    config "config"
    frames "frames"
    session "session"
    uri "uri"
}
