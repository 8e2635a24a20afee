//! Words -> apps and codes that they fit, and names that are nearly those words.

use std::cmp::Reverse;
use std::fmt::Write;

use super::code::title;
use super::markdown::{code_span, escape};
use super::shared_text::look_up;
use super::{Explanation, Subject, app, code};
use crate::catalog::{self, App, Code, Confidence};
use crate::rule::RuleId;

/// How many hits of each kind are listed.
const LISTED: usize = 15;

/// Longer arguments are no search; this also bounds the work.
const LONGEST: usize = 200;

/// Apps and codes in whose names all the words occur, and apps whose id begins so. A whole name is answered with its page.
pub(super) fn words(argument: &str) -> Option<Explanation> {
    if argument.len() > LONGEST {
        return None;
    }
    let wanted = argument.to_lowercase();
    let words: Vec<&str> = wanted.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    let fits = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut apps: Vec<&'static App> = catalog::apps()
        .iter()
        .filter(|app| fits(&app.name) || wanted.len() >= 6 && app.id.to_string().starts_with(&wanted))
        .collect();
    apps.sort_by_key(|app| {
        let name = app.name.to_lowercase();
        (name != wanted, catalog::note(app.id).is_none(), Reverse(app.confidence), name.len())
    });
    let mut codes: Vec<&'static Code> = catalog::codes()
        .iter()
        .filter(|code| {
            fits(&code.symbol)
                || fits(&code.gist)
                || code.page.is_some_and(|page| fits(page.meaning))
                || fits(&code.category)
        })
        .collect();
    codes.sort_by_key(|code| (code.symbol.to_lowercase() != wanted, code.page.is_none(), code.number));

    let exact = |app: &&&App| app.name.to_lowercase() == wanted;
    if let [one] = apps.iter().filter(exact).collect::<Vec<_>>()[..] {
        return Some(app(one));
    }
    if let [one, ..] = codes.as_slice()
        && one.symbol.to_lowercase() == wanted
    {
        return Some(code(one.number));
    }
    match (apps.as_slice(), codes.as_slice()) {
        ([], []) => None,
        ([one], []) => Some(app(one)),
        ([], [one]) => Some(code(one.number)),
        _ => Some(list(argument, &apps, &codes)),
    }
}

fn list(argument: &str, apps: &[&App], codes: &[&Code]) -> Explanation {
    let words: Vec<&str> = argument.split_whitespace().collect();
    let mut out = format!("# {}\n", code_span(argument));
    if !apps.is_empty() {
        out.push_str("\n## Applications\n\n");
        for app in apps.iter().take(LISTED) {
            let low = if app.confidence == Confidence::Low { " (low confidence)" } else { "" };
            writeln!(out, "- `{}` {}{low}", app.id, escape(&app.name)).unwrap_or_default();
        }
        more(&mut out, apps.len());
    }
    if !codes.is_empty() {
        out.push_str("\n## Error codes\n\n");
        for code in codes.iter().take(LISTED) {
            writeln!(out, "- [{}]({})", escape(&title(code.number)), look_up(code.number)).unwrap_or_default();
        }
        more(&mut out, codes.len());
    }
    Explanation {
        subject: Subject::Search,
        id: argument.to_owned(),
        title: format!("{} applications and {} error codes fit \"{}\"", apps.len(), codes.len(), words.join(" ")),
        fields: vec![
            ("apps", apps.iter().map(|app| app.id.to_string()).collect::<Vec<_>>().join(" ")),
            ("codes", codes.iter().map(|code| format!("AADSTS{}", code.number)).collect::<Vec<_>>().join(" ")),
        ],
        markdown: out,
    }
}

fn more(out: &mut String, count: usize) {
    if count > LISTED {
        writeln!(out, "- and {} more", count - LISTED).unwrap_or_default();
    }
}

/// Rule ids, symbols and names that are a few letters away from the argument, nearest first.
pub(super) fn near(argument: &str) -> Vec<String> {
    let wanted: Vec<char> = argument.to_lowercase().chars().collect();
    if wanted.len() < 4 || wanted.len() > LONGEST {
        return Vec::new();
    }
    let allowed = 1 + wanted.len() / 8;
    let names = RuleId::ALL
        .iter()
        .map(|rule| rule.id())
        .chain(catalog::codes().iter().map(|code| code.symbol.as_str()))
        .chain(catalog::apps().iter().map(|app| app.name.as_str()));
    let mut near: Vec<(usize, &str)> = names
        .filter(|name| !name.is_empty())
        .filter_map(|name| Some((distance(&wanted, &name.to_lowercase(), allowed)?, name)))
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// Number of single-letter edits between two texts, if it is at most `allowed`.
fn distance(left: &[char], right: &str, allowed: usize) -> Option<usize> {
    let right: Vec<char> = right.chars().collect();
    if left.len().abs_diff(right.len()) > allowed {
        return None;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for column in 0..right.len() {
            let replaced = diagonal + usize::from(*letter != right[column]);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().filter(|distance| *distance <= allowed)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances() {
        let of = |left: &str, right| distance(&left.chars().collect::<Vec<_>>(), right, 2);
        assert_eq!(of("azure", "azure"), Some(0));
        assert_eq!(of("azrue", "azure"), Some(2));
        assert_eq!(of("azur", "azure"), Some(1));
        assert_eq!(of("abcd", "wxyz"), None);
    }
}
