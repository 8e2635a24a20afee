//! `aadsts list`: the tables that the program works by.

use std::io::Write;

use serde_json::{Value, json};

use super::Status;
use super::args::{ListArguments, ListFormat, Listed};
use super::console::{BOLD, Console};
use crate::catalog::{self, Confidence, ConsentModel, Kind};
use crate::language::LANGUAGES;
use crate::rule::RuleId;

pub(super) fn run(arguments: &ListArguments, console: &Console) -> anyhow::Result<Status> {
    let table = match arguments.what {
        Listed::Apps => apps(),
        Listed::Codes => codes(),
        Listed::Rules => rules(),
        Listed::Languages => languages(),
    };
    match arguments.format {
        ListFormat::Json => {
            let mut out = Console::raw();
            serde_json::to_writer_pretty(&mut out, &table.objects())?;
            writeln!(out)?;
            out.flush()?;
        }
        ListFormat::Table => table.write(&mut console.out())?,
    }
    Ok(Status::Clean)
}

struct Table {
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
}

impl Table {
    fn objects(&self) -> Vec<Value> {
        let object = |row: &Vec<Value>| {
            self.columns.iter().map(|column| (*column).to_owned()).zip(row.iter().cloned()).collect()
        };
        self.rows.iter().map(object).map(Value::Object).collect()
    }

    fn write(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let cells: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        let width = |column: usize| {
            let widest = cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
            widest.max(self.columns[column].len())
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let head: Vec<String> = self.columns.iter().map(|column| column.replace('_', " ")).collect();
        writeln!(out, "{BOLD}{}{BOLD:#}", line(&head, &widths))?;
        for row in &cells {
            writeln!(out, "{}", line(row, &widths))?;
        }
        out.flush()?;
        Ok(())
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, &width)| format!("{cell:width$}")).collect();
    padded.join("  ").trim_end().to_owned()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::String(text) if text.is_empty() => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

fn apps() -> Table {
    let row = |app: &catalog::App| {
        let kind = match app.kind {
            Kind::Client => "client",
            Kind::Resource => "resource",
            Kind::Both => "both",
            Kind::Unknown => "unknown",
        };
        let consent = match app.consent_model {
            ConsentModel::Preauthorization => "preauthorization",
            ConsentModel::Consent => "consent",
            ConsentModel::Unknown => "unknown",
        };
        let confidence = match app.confidence {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        };
        vec![
            json!(app.id.to_string()),
            json!(app.name.as_str()),
            json!(kind),
            json!(consent),
            json!(app.family),
            json!(app.public_client),
            json!(confidence),
        ]
    };
    Table {
        columns: &["id", "name", "kind", "consent_model", "family", "public_client", "confidence"],
        rows: catalog::apps().iter().map(row).collect(),
    }
}

fn codes() -> Table {
    let row = |code: &catalog::Code| {
        vec![
            json!(format!("AADSTS{}", code.number)),
            json!(code.symbol.as_str()),
            json!(code.category.as_str()),
            json!(code.page.is_some()),
        ]
    };
    Table { columns: &["code", "symbol", "category", "page"], rows: catalog::codes().iter().map(row).collect() }
}

fn rules() -> Table {
    let row = |rule: &RuleId| vec![json!(rule.id()), json!(rule.default_level().name()), json!(rule.summary())];
    Table { columns: &["rule", "level", "finds"], rows: RuleId::ALL.iter().map(row).collect() }
}

fn languages() -> Table {
    Table {
        columns: &["language", "extensions", "names", "editor_ids"],
        rows: LANGUAGES
            .iter()
            .map(|language| {
                vec![json!(language.name), json!(language.extensions), json!(language.names), json!(language.ids)]
            })
            .collect(),
    }
}
