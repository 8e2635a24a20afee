//! `cargo xtask fuzz TARGET`: runs one target for a while, or again on the inputs that are named.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what it prints is its result")]

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use aadsts_fuzz::run::{End, Report, run, try_one};
use aadsts_fuzz::{TARGETS, Target, by_name};

/// An input that takes longer hangs.
const HANG: Duration = Duration::from_secs(30);

const USAGE: &str = "usage: fuzz TARGET|all [--seconds N] [--seed N] [FILE...]\n";

fn main() -> ExitCode {
    // Whoever looks for a panic says himself what it was.
    std::panic::set_hook(Box::new(|_| ()));
    let mut arguments = env::args().skip(1);
    let Some(name) = arguments.next().filter(|name| !name.starts_with('-')) else {
        println!("{USAGE}");
        for target in TARGETS {
            println!("  {:<14}{}", target.name, target.promise);
        }
        return ExitCode::SUCCESS;
    };
    let (mut seconds, mut seed, mut files) = (60, 0, Vec::new());
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|number| number.parse::<u64>().ok());
        match argument.as_str() {
            "--seconds" => seconds = number().unwrap_or(seconds),
            "--seed" => seed = number().unwrap_or(seed),
            _ => files.push(argument),
        }
    }
    let targets: Vec<&Target> =
        if name == "all" { TARGETS.iter().collect() } else { by_name(&name).into_iter().collect() };
    if targets.is_empty() {
        eprint!("fuzz: there is no target {name}\n\n{USAGE}");
        return ExitCode::from(2);
    }
    let mut good = true;
    for target in targets {
        good &= if files.is_empty() { look(target, seed, seconds) } else { again(target, &files) };
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn look(target: &'static Target, seed: u64, seconds: u64) -> bool {
    let current = Arc::new(Mutex::new((Instant::now(), Vec::new())));
    watch_for_hangs(target, &current);
    let Report { runs, kept, facts, broken } = run(target, seed, End::Time(Duration::from_secs(seconds)), |input| {
        let mut current = current.lock().unwrap_or_else(PoisonError::into_inner);
        current.0 = Instant::now();
        current.1.clear();
        current.1.extend_from_slice(input);
    });
    println!("{:<14}{seconds:>5} s {runs:>9} runs {kept:>6} kept {facts:>7} facts", target.name);
    if let Some((input, message)) = &broken {
        eprintln!("{}: broken by {}\n{message}", target.name, keep(target, input));
    }
    broken.is_none()
}

/// Ends the process when one input takes too long: it cannot be stopped in any other way.
fn watch_for_hangs(target: &'static Target, current: &Arc<Mutex<(Instant, Vec<u8>)>>) {
    let current = Arc::downgrade(current);
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_secs(1));
            let Some(current) = current.upgrade() else { return };
            let (since, input) = &*current.lock().unwrap_or_else(PoisonError::into_inner);
            if since.elapsed() > HANG && !input.is_empty() {
                eprintln!("{}: hangs on {}", target.name, keep(target, input));
                std::process::abort();
            }
        }
    });
}

/// Writes an input beside the program; returns where.
fn keep(target: &Target, input: &[u8]) -> String {
    let folder = env::current_exe().ok().and_then(|program| program.parent().map(|folder| folder.join("broken")));
    let Some(folder) = folder else { return "an input that cannot be kept".to_owned() };
    let name = format!("{}-{:08x}", target.name, aadsts_fuzz::random::hash(&[input.len() as u64, sum(input)]));
    let path = folder.join(name);
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, input));
    written.map_or_else(|error| format!("an input that cannot be written: {error}"), |()| path.display().to_string())
}

fn sum(input: &[u8]) -> u64 {
    input.iter().fold(7, |sum, &byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

fn again(target: &Target, files: &[String]) -> bool {
    let mut good = true;
    for file in files {
        let result = fs::read(file).map_err(|error| error.to_string()).and_then(|input| try_one(target, &input));
        match result {
            Ok(facts) => println!("{file}: holds, {} facts", facts.len()),
            Err(message) => {
                good = false;
                eprintln!("{file}: {message}");
            }
        }
    }
    good
}
