//! Code lenses: above a borrowed client id, whether AADSTS65002 is expected for what the document asks for with it.

use tower_lsp::ls_types::{CodeLens, Command};

use super::capabilities::Capabilities;
use super::document::Document;
use crate::analysis::{Analysis, Entity, Options};
use crate::catalog::App;
use crate::expectation::{self, Api, Question, Target, Truth};
use crate::guid::Guid;
use crate::register::Requests;

/// The lenses of a document: none where it borrows several clients, since what is asked for may belong to any of them,
/// and none where the answer would be that nothing can be said.
pub(super) fn lenses(
    document: &Document,
    analysis: &Analysis,
    options: &Options,
    capabilities: &Capabilities,
) -> Vec<CodeLens> {
    let Some((client, places)) = only_client(analysis) else { return Vec::new() };
    let text = String::from(&document.text);
    let Some(requests) = Requests::of("", &text, analysis) else { return Vec::new() };
    let Some(title) = title(client, &requests, options) else { return Vec::new() };
    let lens = |offset| {
        let start = document.text.position(offset, capabilities.encoding);
        CodeLens {
            range: tower_lsp::ls_types::Range::new(start, start),
            // A lens without a command is not shown; one without a name for it cannot be clicked.
            command: Some(Command { title: title.clone(), command: String::new(), arguments: None }),
            data: None,
        }
    };
    places.into_iter().map(lens).collect()
}

/// The one application that findings of the document are about, and where.
fn only_client(analysis: &Analysis) -> Option<(&'static App, Vec<usize>)> {
    let mut client: Option<&'static App> = None;
    let mut places = Vec::new();
    for occurrence in analysis.findings.iter().filter_map(|finding| analysis.occurrences.get(finding.occurrence?)) {
        let Entity::App(app) = occurrence.entity else { return None };
        if client.is_some_and(|client| client.id != app.id) {
            return None;
        }
        client = Some(app);
        places.push(occurrence.range.start);
    }
    Some((client?, places))
}

fn title(client: &App, requests: &Requests, options: &Options) -> Option<String> {
    let asked = requests.asked.iter().filter(|asked| !asked.app_only);
    let targets: Option<Vec<Target<'_>>> = asked
        .map(|asked| Some(Target { api: Api::Known(asked.api?), scope: &asked.scope, cloud: requests.cloud }))
        .collect();
    let targets = targets.filter(|targets| !targets.is_empty())?;
    // Several APIs mean several requests, each with an answer of its own.
    let apis: Vec<Guid> = targets.iter().filter_map(|target| target.api.id()).collect();
    if apis.windows(2).any(|pair| pair[0] != pair[1]) {
        return None;
    }
    let question =
        Question { cloud: requests.cloud, observed: &options.observed, ..Question::new(client.id, &targets) };
    let answer = expectation::expect(&question);
    (answer.truth != Truth::Unknown).then(|| expectation::describe(&answer))
}
