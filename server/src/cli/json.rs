//! JSON: one object a finding; a document is such objects in a list.

use serde::Serialize;

use super::row::{Page, Row, display_name};
use crate::analysis::Entity;
use crate::catalog;
use crate::config::Problem;
use crate::fix::{Applicability, Fix, FixKind};
use crate::rule::{Level, RuleId};

/// A finding or a silent occurrence. Lines and columns count from 1, columns in code points; fields that do not apply
/// are null, never missing.
#[derive(Serialize)]
struct Object<'a> {
    rule: Option<&'static str>,
    level: Option<&'static str>,
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    guid: Option<String>,
    app: Option<&'static str>,
    code: Option<u32>,
    role: Option<&'static str>,
    row: Option<&'static str>,
    certainty: Option<&'static str>,
    why: Option<&'a str>,
    message: Option<&'a str>,
    related: Vec<Related<'a>>,
    fixes: Vec<FixObject<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: &'a str,
}

#[derive(Serialize)]
struct FixObject<'a> {
    title: &'a str,
    kind: &'static str,
    applicability: &'static str,
    edits: Vec<EditObject<'a>>,
}

#[derive(Serialize)]
struct EditObject<'a> {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    text: &'a str,
}

/// The head and foot of a document.
#[derive(Serialize)]
struct Frame<'a> {
    version: &'static str,
    data: &'static str,
    findings: [(); 0],
    failures: &'a [String],
}

/// Writes one object and a line break.
pub(super) fn render(out: &mut String, page: &Page<'_>, row: &Row<'_>) {
    let (start, end) = (page.place(row.range.start), page.place(row.range.end));
    let entity = row.occurrence.map(|occurrence| occurrence.entity);
    push(
        out,
        &Object {
            rule: row.rule(),
            level: row.level().map(Level::name),
            path: page.path,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            guid: entity.and_then(Entity::guid).map(|id| id.to_string()),
            app: entity.and_then(display_name),
            code: entity.and_then(|entity| if let Entity::ErrorCode(number) = entity { Some(number) } else { None }),
            role: row.occurrence.map(|occurrence| occurrence.role.name()),
            row: row.occurrence.map(|occurrence| occurrence.row),
            certainty: row.occurrence.map(|occurrence| occurrence.certainty.name()),
            why: row.occurrence.map(|occurrence| occurrence.why.as_str()),
            message: row.finding.map(|finding| finding.message.as_str()),
            related: row
                .finding
                .map_or(&[][..], |finding| &finding.related)
                .iter()
                .map(|related| {
                    let (start, end) = (page.place(related.range.start), page.place(related.range.end));
                    Related {
                        line: start.line,
                        column: start.column,
                        end_line: end.line,
                        end_column: end.column,
                        message: &related.message,
                    }
                })
                .collect(),
            fixes: row
                .finding
                .map_or(&[][..], |finding| &finding.fixes)
                .iter()
                .map(|fix| object_of(page, fix))
                .collect(),
        },
    );
}

fn object_of<'a>(page: &Page<'_>, fix: &'a Fix) -> FixObject<'a> {
    FixObject {
        title: &fix.title,
        kind: match fix.kind {
            FixKind::TenantApp => "tenant-app",
            FixKind::Placeholder => "placeholder",
            FixKind::Environment => "environment",
            FixKind::Ignore => "ignore",
            FixKind::Unignore => "unignore",
        },
        applicability: match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::DisplayOnly => "display-only",
        },
        edits: fix
            .edits
            .iter()
            .map(|edit| {
                let (start, end) = (page.place(edit.range.start), page.place(edit.range.end));
                EditObject {
                    line: start.line,
                    column: start.column,
                    end_line: end.line,
                    end_column: end.column,
                    text: &edit.text,
                }
            })
            .collect(),
    }
}

/// A mistake in a configuration file is a finding like any other.
pub(super) fn render_problem(out: &mut String, path: &str, problem: &Problem) {
    push(
        out,
        &Object {
            rule: Some(RuleId::InvalidConfiguration.id()),
            level: Some(Level::Error.name()),
            path,
            line: problem.line,
            column: problem.column,
            end_line: problem.line,
            end_column: problem.column,
            guid: None,
            app: None,
            code: None,
            role: None,
            row: None,
            certainty: None,
            why: None,
            message: Some(&problem.message),
            related: Vec::new(),
            fixes: Vec::new(),
        },
    );
}

/// Lines of objects -> one document that also says what could not be looked at.
pub(super) fn document(lines: &str, failures: &[String]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut frame = String::new();
    push(&mut frame, &Frame { version, data: catalog::DATE, findings: [], failures });
    let objects = lines.trim_end().replace('\n', ",\n");
    let (open, close) = if objects.is_empty() { ("", "") } else { ("\n", "\n") };
    frame.replacen("\"findings\":[]", &format!("\"findings\":[{open}{objects}{close}]"), 1)
}

fn push(out: &mut String, value: &impl Serialize) {
    // Strings, numbers and lists cannot fail to be JSON.
    out.push_str(&serde_json::to_string(value).unwrap_or_default());
    out.push('\n');
}
