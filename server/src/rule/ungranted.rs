//! `ungranted-scope`: a request names a scope that was not granted to its client.

use std::ops::Range;

use crate::analysis::place::Placed;
use crate::analysis::{Finding, Occurrence, Options, Related};
use crate::catalog;
use crate::expectation::{Api, Expectation, Question, Reason, Target, Truth, describe, expect};
use crate::fix::{self, FixKind};
use crate::language::Language;
use crate::request::{BuiltIn, Request};
use crate::rule::{Level, RuleId};

/// What is said of one request; `None` unless the grants say that it fails. `level` is that of the rule here.
pub(crate) fn check(
    text: &str,
    statement: &dyn Fn(&Range<usize>) -> Option<usize>,
    language: &'static Language,
    options: &Options,
    level: Level,
    request: &Request,
    client: (&Occurrence, &Placed),
) -> Option<Finding> {
    let read = read(request);
    let targets: Vec<Target<'_>> = read.iter().map(|(_, target)| *target).collect();
    let answer = expect(&question(request, options, &targets));
    if answer.truth != Truth::Expected {
        return None;
    }
    // Without a scope by name the pair alone would decide, and such requests are known to work all the same. What a team
    // saw fail is no such guess.
    let seen = || whole(&answer).filter(|_| answer.reason == Reason::ObservedFailed);
    let first = answer.missing().next().or_else(seen)?;
    let range = read.iter().find(|(_, target)| *target == first)?;
    let range = range.0.clone();
    let (occurrence, placed) = client;
    let here = Placed { statement: statement(&range), ..placed.clone() };
    let mut fixes = fix::of(text, language, options, RuleId::UngrantedScope, occurrence, placed);
    fixes.retain(|fix| fix.kind != FixKind::Ignore);
    fixes.extend(fix::ignore(text, language, RuleId::UngrantedScope, &range, &here));
    let name = catalog::app(request.client.id).map_or("", |app| app.name.as_str());
    Some(Finding {
        rule: RuleId::UngrantedScope,
        level,
        range,
        message: message(&answer),
        occurrence: request.client.occurrence,
        related: vec![Related {
            range: occurrence.range.clone(),
            message: format!("the request is made with this client, {name}"),
        }],
        fixes,
    })
}

/// What is said of a request whose client a library or a command brings; `None` unless the grants say that it fails.
/// Where no scope by name is missing, the API as a whole is, and that is a note: what a token without names carries
/// changes oftener than what is refused.
pub(crate) fn check_built_in(
    text: &str,
    language: &'static Language,
    options: &Options,
    level: Level,
    made: &BuiltIn,
) -> Option<Finding> {
    let request = &made.request;
    let read = read(request);
    let targets: Vec<Target<'_>> = read.iter().map(|(_, target)| *target).collect();
    let answer = expect(&question(request, options, &targets));
    if answer.truth != Truth::Expected {
        return None;
    }
    let (level, first) = match answer.missing().next() {
        Some(first) => (level, first),
        None if answer.reason == Reason::ObservedFailed => (level, whole(&answer)?),
        None if made.shared => return None,
        None => (level.min(Level::Note), whole(&answer)?),
    };
    let (range, _) = read.iter().find(|(_, target)| *target == first)?;
    let name = catalog::app(request.client.id).map_or("", |app| app.name.as_str());
    let quote = if text[..range.start].ends_with('\'') { '\'' } else { '"' };
    Some(Finding {
        rule: RuleId::BuiltInClient,
        level,
        range: request.client.range.clone(),
        message: format!("without a client id this signs in as {name}: {}", message(&answer)),
        occurrence: None,
        related: vec![Related { range: (*range).clone(), message: format!("{} is asked for here", first.scope) }],
        fixes: fix::of_built_in(text, language, options, made, quote),
    })
}

/// What a request certainly asks for, and where.
pub(crate) fn read(request: &Request) -> Vec<(&Range<usize>, Target<'_>)> {
    request.targets().filter(|(_, target)| is_certain(*target)).collect()
}

/// What was asked for without a scope by name on the API that decided.
fn whole<'a>(answer: &Expectation<'a>) -> Option<Target<'a>> {
    answer.targets().iter().copied().find(|target| Some(target.api) == answer.api)
}

/// The question that a request is, for what was read of it.
pub(crate) fn question<'a>(request: &Request, options: &'a Options, targets: &'a [Target<'a>]) -> Question<'a> {
    Question {
        cloud: request.cloud,
        app_only: request.is_confidential(),
        observed: &options.observed,
        ..Question::new(request.client.id, targets)
    }
}

fn message(answer: &Expectation<'_>) -> String {
    format!("{}. No consent helps: register an app in your tenant and use its id.", describe(answer))
}

/// Whether the value certainly is what it is read as: a scope of Microsoft Graph that is known, or one that is written
/// with its API.
fn is_certain(target: Target<'_>) -> bool {
    let plain = target.scope.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let known = target.api != Api::GRAPH || target.asks_for_all() || catalog::permission(target.scope).is_some();
    plain && known
}
