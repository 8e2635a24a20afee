//! One file -> what is said about it.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::args::{CheckArguments, Format};
use super::row::{Page, Row, rows};
use super::{concise, edit, full, json, patch};
use crate::analysis::{Analysis, Options, analyze};
use crate::config::Resolver;
use crate::position::LineIndex;
use crate::rule::Level;
use crate::source::{self, Source};
use crate::walk::{Met, Target};

/// Every round of fixes may bring up findings that can be fixed in turn; a fix that feeds itself must end.
pub(super) const ROUNDS: usize = 8;

/// What is said about one file.
#[derive(Default)]
pub(super) struct Verdict {
    /// Orders the output.
    pub(super) path: String,
    /// Rendered findings, or with `--diff` the patch.
    pub(super) output: String,
    /// The text after fixing, of standard input.
    pub(super) fixed: Option<Vec<u8>>,
    pub(super) messages: Vec<Message>,
    pub(super) tally: Tally,
}

/// Something to say besides findings.
pub(super) enum Message {
    Error(String),
    Warning(String),
    Detail(String),
}

/// Numbers for the summary.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) files: usize,
    pub(super) files_with_findings: usize,
    pub(super) findings: usize,
    /// Findings of level warning or above.
    pub(super) serious: usize,
    pub(super) silent: usize,
    pub(super) fixable: usize,
    pub(super) fixable_unsafely: usize,
    pub(super) fixed: usize,
    /// Files that a broken configuration governs.
    pub(super) unjudged: usize,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.files += other.files;
        self.files_with_findings += other.files_with_findings;
        self.findings += other.findings;
        self.serious += other.serious;
        self.silent += other.silent;
        self.fixable += other.fixable;
        self.fixable_unsafely += other.fixable_unsafely;
        self.fixed += other.fixed;
        self.unjudged += other.unjudged;
    }
}

/// What was asked for.
pub(super) struct Question<'a> {
    pub(super) arguments: &'a CheckArguments,
    pub(super) resolver: &'a Resolver,
    pub(super) verbose: bool,
}

impl Question<'_> {
    /// Judges what a walk came across.
    pub(super) fn look(&self, met: Met) -> Verdict {
        let target = match met {
            Met::File(target) => target,
            Met::Unreadable { message, named } => {
                let message = if named { Message::Error(message) } else { Message::Warning(message) };
                return Verdict { messages: vec![message], ..Verdict::default() };
            }
        };
        let mut verdict = Verdict { path: target.shown.clone(), ..Verdict::default() };
        let Some(options) = self.options(&target, &mut verdict) else { return verdict };
        match fs::read(&target.disk) {
            Ok(bytes) => self.judge(&target, bytes, &options, &mut verdict, true),
            Err(error) => {
                let message = format!("cannot read {}: {error}", target.shown);
                verdict.messages.push(if target.named { Message::Error(message) } else { Message::Warning(message) });
            }
        }
        verdict
    }

    /// Judges standard input.
    pub(super) fn look_at_input(&self, bytes: Vec<u8>) -> Verdict {
        let path = self.arguments.stdin_filename.as_deref();
        let target = path.map_or_else(
            || Target { disk: "stdin".into(), shown: "<stdin>".into(), inner: String::new(), named: true },
            Target::named,
        );
        let mut verdict = Verdict { path: target.shown.clone(), fixed: Some(bytes.clone()), ..Verdict::default() };
        if let Some(options) = self.options(&target, &mut verdict) {
            self.judge(&target, bytes, &options, &mut verdict, false);
        }
        verdict
    }

    /// How the file is judged; `None` if it is not.
    fn options(&self, target: &Target, verdict: &mut Verdict) -> Option<Options> {
        let resolved = self.resolver.resolve(&target.disk);
        let configuration = target.disk.file_name().is_some_and(|name| name == crate::config::FILE_NAME);
        if resolved.excluded && (configuration || !target.named) {
            verdict.messages.push(Message::Detail(format!("{}: left out by configuration", target.shown)));
            return None;
        }
        if resolved.broken() {
            verdict.tally.unjudged = 1;
            return None;
        }
        if let Some(governing) = resolved.governing.as_ref().filter(|_| self.verbose) {
            verdict.messages.push(Message::Detail(format!("{}: {}", target.shown, governing.path.display())));
        }
        let mut options = resolved.options;
        options.confidence = self.arguments.confidence.unwrap_or(options.confidence);
        Some(options)
    }

    fn judge(&self, target: &Target, bytes: Vec<u8>, options: &Options, verdict: &mut Verdict, on_disk: bool) {
        let shown = &target.shown;
        if u32::try_from(bytes.len()).is_err() {
            verdict.messages.push(Message::Warning(format!("{shown}: longer than 4 GiB, skipped")));
            return;
        }
        let fixing = self.arguments.fix || self.arguments.diff;
        let original = if fixing { bytes.clone() } else { Vec::new() };
        let Some(source) = source::decode(bytes) else {
            let message = format!("{shown}: binary file, skipped");
            verdict.messages.push(if target.named { Message::Warning(message) } else { Message::Detail(message) });
            return;
        };
        let Some(mut analysis) = checked(&source.text, target, options, verdict) else { return };
        verdict.tally.files = 1;
        let mut written = None;
        if fixing && let Some(fixed) = self.fix(&source, &analysis, target, options, verdict) {
            let bytes = source::encode(&fixed.text, source.encoding);
            if self.arguments.diff {
                verdict.output = patch::unified(shown, &source.text, &fixed.text);
                verdict.tally.fixed = fixed.count;
            } else if !on_disk {
                verdict.fixed = Some(bytes.into_owned());
                (written, analysis, verdict.tally.fixed) = (Some(fixed.text), fixed.analysis, fixed.count);
            } else if let Err(error) = edit::write(&target.disk, &original, &bytes) {
                verdict.messages.push(Message::Error(format!("cannot fix {shown}: {error:#}")));
            } else {
                (written, analysis, verdict.tally.fixed) = (Some(fixed.text), fixed.analysis, fixed.count);
            }
        }
        let rows = rows(&analysis, self.arguments.level, self.arguments.occurrences);
        if rows.is_empty() {
            return;
        }
        count(&rows, &mut verdict.tally);
        if self.arguments.diff {
            return;
        }
        let text = written.as_deref().unwrap_or(&source.text);
        let lines = LineIndex::new(text);
        let page = Page { path: shown, text, lines: &lines, verbose: self.verbose };
        let render = match self.arguments.format {
            Format::Full => full::render,
            Format::Concise => concise::render,
            Format::Json | Format::Jsonl => json::render,
        };
        for row in &rows {
            render(&mut verdict.output, &page, row);
        }
    }

    /// Applies fixes until there are none. `None` when there never were any.
    fn fix(
        &self,
        source: &Source,
        analysis: &Analysis,
        target: &Target,
        options: &Options,
        verdict: &mut Verdict,
    ) -> Option<Fixed> {
        let level = self.arguments.level;
        let step = |text: &str, analysis: &Analysis| {
            let findings = analysis.findings.iter().filter(|finding| finding.level >= level);
            edit::apply(text, findings.filter_map(|finding| edit::automatic(finding, self.arguments.unsafe_fixes)))
        };
        let (mut text, mut count) = step(&source.text, analysis)?;
        if source.lossy {
            let what = format!("{}: not fixed, for its bytes are not valid text and would be lost", target.shown);
            verdict.messages.push(Message::Warning(what));
            return None;
        }
        let mut analysis = checked(&text, target, options, verdict)?;
        for _ in 1..ROUNDS {
            let Some((next, more)) = step(&text, &analysis) else { break };
            analysis = checked(&next, target, options, verdict)?;
            (text, count) = (next, count + more);
        }
        Some(Fixed { text, analysis, count })
    }
}

struct Fixed {
    text: String,
    analysis: Analysis,
    count: usize,
}

/// The engine's answer. It cannot fail; if it does, one file is without an answer and not all of them.
fn checked(text: &str, target: &Target, options: &Options, verdict: &mut Verdict) -> Option<Analysis> {
    let answer = catch_unwind(AssertUnwindSafe(|| analyze(text, &target.inner, None, options)));
    if answer.is_err() {
        let message = format!("{}: internal error, not judged; please report it with the file", target.shown);
        verdict.messages.push(Message::Error(message));
    }
    answer.ok()
}

fn count(rows: &[Row<'_>], tally: &mut Tally) {
    for row in rows {
        let Some(finding) = row.finding else {
            tally.silent += 1;
            continue;
        };
        tally.findings += 1;
        tally.serious += usize::from(finding.level >= Level::Warning);
        if edit::automatic(finding, false).is_some() {
            tally.fixable += 1;
        } else if edit::automatic(finding, true).is_some() {
            tally.fixable_unsafely += 1;
        }
    }
    tally.files_with_findings = usize::from(tally.findings > 0);
}
