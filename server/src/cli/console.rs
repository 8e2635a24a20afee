//! Standard output and standard error.

use std::io::{self, BufWriter, StderrLock, StdoutLock, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::args::{Color, ConsoleArguments};
use crate::rule::Level;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GUTTER: Style = AnsiColor::Blue.on_default();
pub(super) const HELP: Style = AnsiColor::Green.on_default().bold();

/// The colour of a level.
pub(super) fn style_of(level: Level) -> Style {
    match level {
        Level::Error => AnsiColor::Red.on_default().bold(),
        Level::Warning => AnsiColor::Yellow.on_default().bold(),
        Level::Note => AnsiColor::Cyan.on_default().bold(),
        Level::Hint => AnsiColor::Green.on_default(),
    }
}

/// A stream that drops colours where nobody can see them.
pub(super) type Out<S> = BufWriter<AutoStream<S>>;

/// Where text goes and how talkative we are.
pub(super) struct Console {
    choice: ColorChoice,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
}

impl Console {
    pub(super) fn new(arguments: &ConsoleArguments) -> Self {
        let choice = match arguments.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { choice, quiet: arguments.quiet, verbose: arguments.verbose }
    }

    /// Standard output for text with styles. The caller flushes it, to see what fails.
    pub(super) fn out(&self) -> Out<StdoutLock<'static>> {
        BufWriter::with_capacity(1 << 16, AutoStream::new(io::stdout().lock(), self.choice))
    }

    /// Standard error for text with styles.
    pub(super) fn err(&self) -> Out<StderrLock<'static>> {
        BufWriter::new(AutoStream::new(io::stderr().lock(), self.choice))
    }

    /// Standard output for bytes that must arrive as they are: JSON, patches, fixed texts.
    pub(super) fn raw() -> BufWriter<StdoutLock<'static>> {
        BufWriter::with_capacity(1 << 16, io::stdout().lock())
    }

    /// Something that was asked for could not be done.
    pub(super) fn error(&self, message: &str) {
        self.say(style_of(Level::Error), "error", message);
    }

    /// Something was left out.
    pub(super) fn warning(&self, message: &str) {
        if !self.quiet {
            self.say(style_of(Level::Warning), "warning", message);
        }
    }

    /// Something worth knowing for who asks.
    pub(super) fn detail(&self, message: &str) {
        if self.verbose {
            self.say(DIM, "info", message);
        }
    }

    /// The last line.
    pub(super) fn summary(&self, message: &str) {
        if !self.quiet {
            let mut err = self.err();
            let _ = writeln!(err, "{message}").and_then(|()| err.flush());
        }
    }

    /// A closed standard error is nobody's problem.
    fn say(&self, style: Style, word: &str, message: &str) {
        let mut err = self.err();
        let _ = writeln!(err, "aadsts: {style}{word}{style:#}: {}", printable(message)).and_then(|()| err.flush());
    }
}

/// Text from files and file names must not steer the terminal: control characters become visible ones.
pub(super) fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    if text.chars().any(|character| visible(character) != character) {
        text.chars().map(visible).collect::<String>().into()
    } else {
        text.into()
    }
}

/// The picture of a control character, the character itself otherwise.
pub(super) fn visible(character: char) -> char {
    match character {
        '\n' => '\n',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // Invisible characters that reorder what follows can make a line look like another one.
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        other => other,
    }
}
