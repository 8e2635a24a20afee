//! `[[observed]]` entries: what a team saw a request do.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::file::{Reader, today};
use crate::catalog::{self, Cloud};
use crate::expectation::{Observed, Worked, api_named, client_named};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ObservedEntry {
    client: Spanned<String>,
    resource: Spanned<String>,
    #[serde(default)]
    scopes: Vec<Spanned<String>>,
    outcome: Spanned<String>,
    date: Spanned<Datetime>,
    cloud: Option<Spanned<String>>,
    #[serde(default)]
    note: String,
}

impl Reader<'_> {
    /// The entry, if everything in it can be meant.
    pub(super) fn observed(&mut self, entry: &ObservedEntry) -> Option<Observed> {
        let client = client_named(entry.client.get_ref());
        match client {
            None => {
                let name = entry.client.get_ref();
                self.problem(
                    &entry.client,
                    &format!("unknown client `{name}`, expected an id or a name such as `azure-cli`"),
                );
            }
            Some(id) if catalog::app(id).is_none() && catalog::retired(id).is_none() => {
                // The grants say nothing about it, and neither does an observation: consent decides.
                let message = format!("`{id}` is not known as Microsoft's: an observation is about one of its clients");
                self.problem(&entry.client, &message);
            }
            Some(_) => {}
        }
        let resource = api_named(entry.resource.get_ref());
        if resource.is_none() {
            let name = entry.resource.get_ref();
            self.problem(
                &entry.resource,
                &format!("unknown API `{name}`, expected a URI, an id or a name such as `graph`"),
            );
        }
        for scope in &entry.scopes {
            if scope.get_ref().trim().is_empty() || scope.get_ref().contains(char::is_whitespace) {
                self.problem(scope, "expected one scope such as `User.Read`");
            }
        }
        let outcome = self.one_of(&entry.outcome, "outcome", &[("failed", Worked::No), ("worked", Worked::Yes)]);
        let clouds = [Cloud::Public, Cloud::Usgov, Cloud::China].map(|cloud| (cloud.name(), cloud));
        let stated = entry.cloud.as_ref().map_or(Some(None), |cloud| self.one_of(cloud, "cloud", &clouds).map(Some));
        let date = self.past_day(&entry.date);
        let (resource, client) = (resource?, client?);
        Some(Observed {
            client,
            resource: entry.resource.get_ref().trim().to_owned(),
            resource_id: resource.api.id(),
            // `.default` is what a request without named scopes is.
            scopes: entry
                .scopes
                .iter()
                .map(|scope| scope.get_ref().clone())
                .filter(|scope| !scope.to_ascii_lowercase().ends_with(".default"))
                .collect(),
            outcome: outcome?,
            date: date?,
            cloud: stated?.unwrap_or(resource.cloud),
            note: entry.note.clone(),
        })
    }

    fn one_of<T: Copy>(&mut self, word: &Spanned<String>, what: &str, all: &[(&str, T)]) -> Option<T> {
        let found = all.iter().find(|(name, _)| name == word.get_ref()).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<String> = all.iter().map(|(name, _)| format!("`{name}`")).collect();
            self.problem(word, &format!("unknown {what} `{}`, expected one of {}", word.get_ref(), names.join(", ")));
        }
        found
    }

    /// A day that has come, as `YYYY-MM-DD`. Time zones give it a day of grace.
    fn past_day(&mut self, date: &Spanned<Datetime>) -> Option<String> {
        let Datetime { date: Some(day), time: None, .. } = *date.get_ref() else {
            self.problem(date, "expected a date such as 2026-11-30");
            return None;
        };
        if today(1).is_some_and(|tomorrow| (day.year, day.month, day.day) > tomorrow) {
            self.problem(date, "the date has not come yet, expected the day of the observation");
            return None;
        }
        Some(format!("{:04}-{:02}-{:02}", day.year, day.month, day.day))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;

    const GOOD: &str = "[[observed]]\nclient = 'azure-cli'\nresource = 'graph'\nscopes = ['Mail.Send', '.default']\n\
                        outcome = 'failed'\ndate = 2026-01-31\nnote = 'CI'\n";

    fn parse(text: &str) -> Result<Config, Vec<String>> {
        let shown =
            |problem: &crate::config::Problem| format!("{}:{} {}", problem.line, problem.column, problem.message);
        Config::parse(text, Path::new("/nowhere/aadsts.toml")).map_err(|all| all.iter().map(shown).collect())
    }

    #[test]
    fn an_entry_is_read() {
        let options = parse(GOOD).unwrap().options(Path::new("/nowhere/a.py"));
        let [seen] = options.observed.as_slice() else { panic!("{:?}", options.observed) };
        assert_eq!(seen.client.to_string(), "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
        assert_eq!(seen.resource_id.unwrap().to_string(), "00000003-0000-0000-c000-000000000000");
        assert_eq!((seen.scopes.as_slice(), seen.outcome), (&["Mail.Send".to_owned()][..], Worked::No));
        assert_eq!((seen.date.as_str(), seen.note.as_str(), seen.cloud), ("2026-01-31", "CI", Cloud::Public));
        let gov = parse(&GOOD.replace("'graph'", "'https://graph.microsoft.us'")).unwrap();
        assert_eq!(gov.options(Path::new("/nowhere/a.py")).observed[0].cloud, Cloud::Usgov);
    }

    #[test]
    fn what_cannot_be_meant_is_named() {
        for (from, to, problem) in [
            ("'azure-cli'", "'azure'", "2:10 unknown client `azure`"),
            (
                "'azure-cli'",
                "'11111111-2222-3333-4444-555555555555'",
                "2:10 `11111111-2222-3333-4444-555555555555` is not known",
            ),
            ("'graph'", "'grph'", "3:12 unknown API `grph`"),
            ("'Mail.Send'", "'Mail.Send User.Read'", "4:11 expected one scope"),
            ("'failed'", "'ok'", "5:11 unknown outcome `ok`, expected one of `failed`, `worked`"),
            ("2026-01-31", "9999-01-01", "6:8 the date has not come yet"),
            ("2026-01-31", "10:00:00", "6:8 expected a date"),
            ("note", "cloud = 'moon'\nnote", "7:9 unknown cloud `moon`"),
            ("note", "remark", "7:1 unknown field `remark`"),
            ("outcome = 'failed'\n", "", "1:1 missing field `outcome`"),
        ] {
            let all = parse(&GOOD.replace(from, to)).unwrap_err();
            assert!(all.first().is_some_and(|first| first.starts_with(problem)), "{problem}: {all:?}");
        }
    }
}
