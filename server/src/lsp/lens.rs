//! Code lenses: above a token request that is made with a borrowed client, whether AADSTS65002 is expected for it.

use tower_lsp::ls_types::{CodeLens, Command, Range};

use super::capabilities::Capabilities;
use super::command;
use super::document::Document;
use crate::analysis::{Analysis, Options};
use crate::expectation::{self, Target, Truth};
use crate::request::Request;
use crate::rule::{RuleId, ungranted};

/// A lens for each request, but none where the answer would be that nothing can be said.
pub(super) fn lenses(
    document: &Document,
    analysis: &Analysis,
    options: &Options,
    capabilities: &Capabilities,
) -> Vec<CodeLens> {
    let mut lenses: Vec<CodeLens> = Vec::new();
    for request in &analysis.requests {
        let Some(title) = title(request, options) else { continue };
        let Some(asked) = request.asked.first() else { continue };
        let start = document.text.position(request.statement.unwrap_or(asked.range.start), capabilities.encoding);
        // A lens without a command is not shown; one without a name for it cannot be clicked.
        let (command, rule) = if capabilities.show_documents {
            (command::OPEN_PAGE.to_owned(), Some(vec![RuleId::UngrantedScope.id().into()]))
        } else {
            (String::new(), None)
        };
        let command = Some(Command { title, command, arguments: rule });
        let lens = CodeLens { range: Range::new(start, start), command, data: None };
        // Two ways to the same call are one request to whoever reads it.
        if !lenses.contains(&lens) {
            lenses.push(lens);
        }
    }
    lenses
}

fn title(request: &Request, options: &Options) -> Option<String> {
    let read = ungranted::read(request);
    let targets: Vec<Target<'_>> = read.iter().map(|(_, target)| *target).collect();
    let answer = expectation::expect(&ungranted::question(request, options, &targets));
    let says = match answer.truth {
        Truth::Expected => true,
        // A scope that is not certain may be the one that is missing.
        Truth::NotExpected => !targets.is_empty() && targets.len() == request.targets().count(),
        Truth::Unknown => false,
    };
    says.then(|| expectation::verdict(&answer))
}
