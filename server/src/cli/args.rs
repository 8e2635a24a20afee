//! The arguments and their help.

use std::path::PathBuf;

use clap::builder::Styles;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::analysis::Certainty;
use crate::catalog;
use crate::rule::Level;

const STYLES: Styles = Styles::styled()
    .header(anstyle::Style::new().bold())
    .usage(anstyle::Style::new().bold())
    .literal(anstyle::AnsiColor::Cyan.on_default())
    .placeholder(anstyle::AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  aadsts check                      look at everything below this folder
  aadsts check src app.json         look at a folder and a file
  aadsts check --diff               show what --fix would change
  aadsts explain AADSTS65002        what an error means and what to do
  aadsts explain 04b07795-8ddb-461a-bbee-02f9e1bf7b46
  pbpaste | aadsts explain -        read a whole error message
  aadsts expect --client azure-cli --resource graph --scope Mail.Send
  aadsts register                   how to register your own application for this code
  aadsts lsp                        what an editor starts

Nothing is ever sent anywhere: all facts are in the program.";

const CHECK_EXAMPLES: &str = "\
Examples:
  aadsts check                                    everything below this folder
  aadsts check --format concise src               one line a finding
  aadsts check --fix                              put in the app id that aadsts.toml names
  aadsts check --occurrences infra                also the ids that are fine, and why
  git show HEAD:app.py | aadsts check - --stdin-filename app.py

Exit codes:
  0  nothing of level warning or above
  1  findings of level warning or above
  2  a path that was named or aadsts.toml could not be used, also when there are findings";

/// Finds Microsoft's own application ids where your own should stand, and explains AADSTS sign-in errors.
///
/// An id such as 04b07795-8ddb-461a-bbee-02f9e1bf7b46 (Azure CLI) copied into code as its `client_id` makes the code
/// sign in as Microsoft's app. Some requests work; others fail with AADSTS65002, and no consent cures that. aadsts
/// finds such ids, tells them from the places where the same ids are right, and puts in your own.
#[derive(Debug, Parser)]
#[command(name = "aadsts", version = version(), styles = STYLES, after_help = EXAMPLES, max_term_width = 100)]
#[command(disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) console: ConsoleArguments,
}

#[derive(Args, Debug)]
pub(super) struct ConsoleArguments {
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN", global = true)]
    pub(super) color: Color,
    /// Say nothing but findings and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say what is skipped and which configuration counts; show the evidence in full
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Look for Microsoft's application ids in files
    Check(CheckArguments),
    /// Explain an error code, an id, a rule or a whole error message
    Explain(ExplainArguments),
    /// Say whether AADSTS65002 is expected for one request
    Expect(ExpectArguments),
    /// Print how to register an application of your own for what the code asks for
    Register(RegisterArguments),
    /// List what is known
    List(ListArguments),
    /// Serve an editor over standard input and output
    #[cfg(feature = "lsp")]
    Lsp(LspArguments),
}

/// Look for Microsoft's application ids in files
///
/// Folders are searched with everything below them, hidden files included, except what .gitignore leaves out, what
/// `exclude` in aadsts.toml leaves out, and binary files. Files that are named are always looked at.
#[derive(Args, Debug)]
#[command(after_help = CHECK_EXAMPLES)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag that people type")]
pub(super) struct CheckArguments {
    /// Files and folders; `-` is standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Full)]
    pub(super) format: Format,
    /// Write safe fixes into the files: your own app id, where aadsts.toml names it
    #[arg(long)]
    pub(super) fix: bool,
    /// With --fix or --diff: also fixes that stop the program until you fill something in
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Show what --fix would change, as a patch, and write nothing
    #[arg(long, conflicts_with = "fix")]
    pub(super) diff: bool,
    /// Show every known id with what it does there and why, findings or not
    #[arg(long)]
    pub(super) occurrences: bool,
    /// Show findings of this level and above
    #[arg(long, value_parser = parse_level, default_value = "note", value_name = "LEVEL")]
    pub(super) level: Level,
    /// Show findings of this confidence and above, whatever aadsts.toml says
    #[arg(long, value_parser = parse_confidence, value_name = "likely|certain")]
    pub(super) confidence: Option<Certainty>,
    /// The path that standard input is judged as
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    pub(super) configuration: ConfigurationArguments,
}

#[derive(Args, Debug)]
pub(super) struct ConfigurationArguments {
    /// Use this file instead of the nearest aadsts.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,
    /// Use no aadsts.toml
    #[arg(long)]
    pub(super) no_config: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The line, what is wrong in it, why, and what to do
    Full,
    /// One line a finding, for editors and grep
    Concise,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
}

/// Explain an error code, an id, a rule or a whole error message
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aadsts explain AADSTS65002
  aadsts explain 04b07795-8ddb-461a-bbee-02f9e1bf7b46
  aadsts explain first-party-client-id
  aadsts explain https://graph.microsoft.com/.default
  aadsts explain \"AADSTS700016: Application with identifier ... was not found\"
  aadsts explain - < error.txt
  aadsts explain --at app.py:12      every id on a line, what it does there and why")]
pub(super) struct ExplainArguments {
    /// What to explain; `-` reads standard input
    #[arg(required_unless_present = "at", value_name = "ARG")]
    pub(super) query: Vec<String>,
    /// Explain the ids and codes at a place in a file
    #[arg(long, value_name = "FILE:LINE[:COLUMN]", conflicts_with = "query")]
    pub(super) at: Option<String>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = PageFormat::Plain)]
    pub(super) format: PageFormat,
    #[command(flatten)]
    pub(super) configuration: ConfigurationArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PageFormat {
    Plain,
    Markdown,
    Json,
}

/// Say whether AADSTS65002 is expected for one request
///
/// The answer comes from the grants that Microsoft's own clients were measured to have, and from the [[observed]]
/// entries of aadsts.toml, which count first. It is an expectation and no promise: grants change without notice.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aadsts expect --client azure-cli --resource graph --scope Sites.FullControl.All
  aadsts expect --client 04b07795-8ddb-461a-bbee-02f9e1bf7b46 --resource https://vault.azure.net
  aadsts expect --client vscode --scope 499b84ac-1321-427f-aa17-267ca6975798/vso.code
  aadsts expect --client azure-cli --resource graph --format json

Exit codes:
  0  AADSTS65002 is not expected
  1  AADSTS65002 is expected
  2  the question could not be understood
  3  unknown; the answer says why")]
pub(super) struct ExpectArguments {
    /// The client: an id, or a name such as azure-cli
    #[arg(long, value_name = "ID|NAME")]
    pub(super) client: String,
    /// The API: a URI, an id, or a name such as graph
    #[arg(long, value_name = "URI|ID|NAME", required_unless_present = "scope")]
    pub(super) resource: Option<String>,
    /// A scope; can be given more than once. Without --resource a short one belongs to Microsoft Graph
    #[arg(long, value_name = "SCOPE", num_args = 1..)]
    pub(super) scope: Vec<String>,
    /// The cloud of the sign-in
    #[arg(long, value_enum, default_value_t = ExpectedCloud::Public)]
    pub(super) cloud: ExpectedCloud,
    /// No user signs in: client credentials
    #[arg(long)]
    pub(super) app_only: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = ExpectFormat::Text)]
    pub(super) format: ExpectFormat,
    #[command(flatten)]
    pub(super) configuration: ConfigurationArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExpectedCloud {
    Public,
    Usgov,
    China,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExpectFormat {
    Text,
    Json,
}

/// Print how to register an application of your own for what the code asks for
///
/// The files in which a borrowed id was found are read for what they ask for: APIs, scopes, the way people sign in,
/// redirect URIs, cloud and audience. Out comes one registration that replaces the borrowed ids. It is only printed:
/// nothing is run, and no tenant is asked.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aadsts register                         for everything below this folder, as commands of Azure CLI
  aadsts register app.py --as terraform
  aadsts register src --as powershell --name \"nightly export\" > register.ps1")]
pub(super) struct RegisterArguments {
    /// Files and folders
    #[arg(default_value = ".", value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The form of the registration
    #[arg(long = "as", value_enum, default_value_t = RegisterForm::Az, value_name = "FORM")]
    pub(super) form: RegisterForm,
    /// Display name of the application; the folder's name where none is given
    #[arg(long)]
    pub(super) name: Option<String>,
    #[command(flatten)]
    pub(super) configuration: ConfigurationArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RegisterForm {
    /// Commands of Azure CLI
    Az,
    /// Commands of Microsoft Graph PowerShell
    #[value(name = "powershell")]
    PowerShell,
    /// Terraform, provider azuread
    Terraform,
    /// Bicep, extension Microsoft Graph
    Bicep,
    /// Steps in the admin centre
    Portal,
}

#[derive(Args, Debug)]
pub(super) struct ListArguments {
    /// What to list
    #[arg(value_enum, value_name = "WHAT")]
    pub(super) what: Listed,
    /// How it is written
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(super) format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Listed {
    /// Microsoft's applications
    Apps,
    /// AADSTS error codes
    Codes,
    /// What is reported
    Rules,
    /// Languages that are understood
    Languages,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Table,
    Json,
}

#[cfg(feature = "lsp")]
#[derive(Args, Debug)]
pub(super) struct LspArguments {
    /// Accepted because many editors add it; there is no other way
    #[arg(long, hide = true)]
    #[allow(dead_code, reason = "accepted and ignored")]
    stdio: bool,
    /// Write every message to FILE, for a bug report; letters and digits of documents become x and 0
    #[arg(long, value_name = "FILE")]
    pub(super) record: Option<PathBuf>,
    /// Keep the texts of documents in that file as they are
    #[arg(long, requires = "record")]
    pub(super) record_text: bool,
    /// Play such a file instead of listening, and print what the server says now
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    pub(super) replay: Option<PathBuf>,
}

fn version() -> String {
    format!("{} (facts of {})", env!("CARGO_PKG_VERSION"), catalog::DATE)
}

fn parse_confidence(text: &str) -> Result<Certainty, String> {
    Certainty::from_name(text).ok_or_else(|| "expected likely or certain".to_owned())
}

fn parse_level(text: &str) -> Result<Level, String> {
    Level::from_name(text).ok_or_else(|| "expected hint, note, warning or error".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
