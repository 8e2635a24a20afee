//! `aadsts check`: looks at files, shows what was found, says how it went.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::{CheckArguments, ConfigurationArguments, Format};
use super::console::Console;
use super::verdict::{Message, Question, Tally, Verdict};
use super::{Status, is_broken_pipe, json};
use crate::config::{Choice, Problem, Resolver};
use crate::walk;

pub(super) fn run(arguments: &CheckArguments, console: &Console) -> anyhow::Result<Status> {
    let resolver = Resolver::new(choice(&arguments.configuration));
    if let Some(file) = &arguments.configuration.config {
        // A file that was named must be right, also when there is nothing to look at.
        resolver.resolve(file);
    }
    let question = Question { arguments, resolver: &resolver, verbose: console.verbose };
    let from_input = arguments.paths.iter().any(|path| path == Path::new("-"));
    let mut verdicts = if from_input {
        vec![question.look_at_input(read_input(&arguments.paths)?)]
    } else {
        walk::each(&arguments.paths, &resolver, |met| question.look(met))
    };
    verdicts.sort_by(|a, b| a.path.cmp(&b.path));

    let mut tally = Tally::default();
    let mut failures = Vec::new();
    for verdict in &verdicts {
        tally.add(verdict.tally);
        for message in &verdict.messages {
            match message {
                Message::Error(text) => {
                    console.error(text);
                    failures.push(text.clone());
                }
                Message::Warning(text) => console.warning(text),
                Message::Detail(text) => console.detail(text),
            }
        }
    }
    let problems = resolver.problems();
    let mut status = if tally.serious > 0 { Status::Findings } else { Status::Clean };
    if !failures.is_empty() || !problems.is_empty() {
        status = Status::Failure;
    }
    match show(arguments, console, &verdicts, &problems, &failures) {
        Err(error) if is_broken_pipe(&error) => return Ok(status),
        shown => shown?,
    }
    for problem in &problems {
        let path = relative(&problem.path);
        console.error(&format!("{path}:{}:{}: {}", problem.line, problem.column, problem.message));
    }
    if matches!(arguments.format, Format::Full | Format::Concise) {
        console.summary(&summary(&tally, arguments));
    }
    Ok(status)
}

/// Which configuration the arguments mean.
pub(super) fn choice(arguments: &ConfigurationArguments) -> Choice {
    match (&arguments.config, arguments.no_config) {
        (Some(file), _) => Choice::File(file.clone()),
        (None, true) => Choice::Off,
        (None, false) => Choice::Nearest,
    }
}

fn read_input(paths: &[PathBuf]) -> anyhow::Result<Vec<u8>> {
    if paths.len() > 1 {
        bail!("`-` stands for standard input and must be the only path");
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(bytes)
}

fn show(
    arguments: &CheckArguments,
    console: &Console,
    verdicts: &[Verdict],
    problems: &[Problem],
    failures: &[String],
) -> anyhow::Result<()> {
    let outputs = || verdicts.iter().map(|verdict| verdict.output.as_str());
    let fixed_input = verdicts.iter().filter(|_| arguments.fix).find_map(|verdict| verdict.fixed.as_deref());
    if arguments.diff {
        return write_all(Console::raw(), outputs());
    }
    let mut objects = String::new();
    if matches!(arguments.format, Format::Json | Format::Jsonl) {
        objects = outputs().collect();
        for problem in problems {
            json::render_problem(&mut objects, &relative(&problem.path), problem);
        }
    }
    if arguments.format == Format::Json {
        objects = json::document(&objects, failures);
    }
    // The fixed text of standard input is the output then, and what is left to say goes beside it.
    if let Some(fixed) = fixed_input {
        let mut raw = Console::raw();
        raw.write_all(fixed)?;
        raw.flush()?;
        drop(raw);
    }
    match (arguments.format, fixed_input.is_some()) {
        (Format::Full | Format::Concise, false) => write_all(console.out(), outputs()),
        (Format::Full | Format::Concise, true) => write_all(console.err(), outputs()),
        (Format::Json | Format::Jsonl, false) => write_all(Console::raw(), [objects.as_str()]),
        (Format::Json | Format::Jsonl, true) => write_all(console.err(), [objects.as_str()]),
    }
}

fn write_all<'a>(mut out: impl Write, texts: impl IntoIterator<Item = &'a str>) -> anyhow::Result<()> {
    for text in texts {
        out.write_all(text.as_bytes()).context("cannot write the output")?;
    }
    out.flush().context("cannot write the output")
}

/// A path of the program's own finding, shortened where it lies below the working directory.
fn relative(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn summary(tally: &Tally, arguments: &CheckArguments) -> String {
    let mut text = match tally.findings {
        0 => format!("no findings in {}", number(tally.files, "file")),
        findings => format!(
            "{} in {} of {}",
            number(findings, "finding"),
            tally.files_with_findings,
            number(tally.files, "file")
        ),
    };
    let mut add = |part: String| {
        text.push_str("; ");
        text.push_str(&part);
    };
    if tally.fixed > 0 {
        add(format!("{} {}", tally.fixed, if arguments.diff { "would be fixed" } else { "fixed" }));
    } else {
        if tally.fixable > 0 {
            add(format!("{} fixable with --fix", tally.fixable));
        }
        if tally.fixable_unsafely > 0 {
            add(format!("{} fixable with --fix --unsafe-fixes", tally.fixable_unsafely));
        }
    }
    if arguments.occurrences {
        add(format!("{} without a finding", number(tally.silent, "place")));
    }
    if tally.unjudged > 0 {
        add(format!("{} not looked at for want of a usable configuration", number(tally.unjudged, "file")));
    }
    text
}

fn number(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
