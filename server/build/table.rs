//! Reads one CSV table of `data/` strictly: whatever is not exactly as agreed is a fault with file and line.

use std::collections::BTreeSet;
use std::fmt;

/// Why a file of `data/` cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(file: &str, line: u64, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "data/{}:{}: {}", self.file, self.line, self.message)
    }
}

/// The rows of a table, with the line each of them stands on.
pub(crate) struct Table<const N: usize> {
    pub(crate) rows: Vec<Row<N>>,
}

/// One row.
pub(crate) struct Row<const N: usize> {
    pub(crate) file: &'static str,
    pub(crate) line: u64,
    pub(crate) fields: [String; N],
}

impl<const N: usize> Table<N> {
    /// Splits `text` into rows and checks its header, line ends and number of fields.
    pub(crate) fn read(file: &'static str, text: &str, header: [&str; N]) -> Result<Self, Fault> {
        if let Some(index) = text.split('\n').position(|line| line.contains('\r')) {
            return Err(Fault::new(file, index as u64 + 1, "carriage return: lines end with a line feed alone"));
        }
        if !text.ends_with('\n') {
            return Err(Fault::new(file, text.lines().count() as u64, "the last line does not end with a line feed"));
        }
        if let Some(index) = text.lines().position(str::is_empty) {
            return Err(Fault::new(file, index as u64 + 1, "empty line"));
        }
        let mut rows = Vec::new();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                Fault::new(file, line, format!("not CSV: {error}"))
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let count = record.len();
            let fields: [String; N] = record
                .iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
                .try_into()
                .map_err(|_| Fault::new(file, line, format!("{count} fields where {N} are expected")))?;
            if let Some(field) = fields.iter().find(|field| field.trim() != field.as_str() || field.contains('\n')) {
                return Err(Fault::new(file, line, format!("blanks around, or a line break in, {field:?}")));
            }
            rows.push(Row { file, line, fields });
        }
        if rows.first().is_none_or(|row| row.fields != header) {
            return Err(Fault::new(file, 1, format!("the header is not {:?}", header.join(","))));
        }
        rows.remove(0);
        Ok(Self { rows })
    }

    /// Checks that the keys of the rows ascend strictly, so that none occurs twice and a binary search works.
    pub(crate) fn ascending<K: Ord>(&self, key: impl Fn(&Row<N>) -> Result<K, Fault>) -> Result<(), Fault> {
        let mut previous = None;
        for row in &self.rows {
            let key = key(row)?;
            if let Some(previous) = previous {
                if key == previous {
                    return Err(row.fault("duplicate of the row above"));
                }
                if key < previous {
                    return Err(row.fault("not sorted: belongs above the row before it"));
                }
            }
            previous = Some(key);
        }
        Ok(())
    }
}

impl<const N: usize> Row<N> {
    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.file, self.line, message)
    }

    /// The dashed, lower-case GUID in a column.
    pub(crate) fn guid(&self, column: usize) -> Result<u128, Fault> {
        let text = &self.fields[column];
        parse_guid(text).ok_or_else(|| self.fault(format!("{text:?} is not a dashed lower-case GUID")))
    }

    /// A column that holds one of a few words.
    pub(crate) fn word(&self, column: usize, words: &[&str]) -> Result<String, Fault> {
        let text = &self.fields[column];
        if words.contains(&text.as_str()) {
            Ok(text.clone())
        } else {
            Err(self.fault(format!("{text:?} is none of {words:?}")))
        }
    }

    /// A column that may not be empty.
    pub(crate) fn text(&self, column: usize) -> Result<String, Fault> {
        let text = &self.fields[column];
        if text.is_empty() { Err(self.fault(format!("column {} is empty", column + 1))) } else { Ok(text.clone()) }
    }

    /// A number without sign or leading zero.
    pub(crate) fn number(&self, column: usize) -> Result<u32, Fault> {
        let text = &self.fields[column];
        text.parse::<u32>()
            .ok()
            .filter(|number| number.to_string() == *text)
            .ok_or_else(|| self.fault(format!("{text:?} is not a number")))
    }

    /// `true`, `false`, or nothing.
    pub(crate) fn flag(&self, column: usize) -> Result<Option<bool>, Fault> {
        match self.fields[column].as_str() {
            "true" => Ok(Some(true)),
            "false" => Ok(Some(false)),
            "" => Ok(None),
            other => Err(self.fault(format!("{other:?} is neither true nor false"))),
        }
    }

    /// Source tags separated by `;`, each of which `SOURCES.md` must list.
    pub(crate) fn sources(&self, column: usize, known: &BTreeSet<String>) -> Result<String, Fault> {
        let text = self.text(column)?;
        let mut seen = BTreeSet::new();
        for tag in text.split(';') {
            if !known.contains(tag) {
                return Err(self.fault(format!("source {tag:?} is not in SOURCES.md")));
            }
            if !seen.insert(tag) {
                return Err(self.fault(format!("source {tag:?} stands twice")));
            }
        }
        Ok(text)
    }
}

/// Reads `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` in lower case, nothing else.
pub(crate) fn parse_guid(text: &str) -> Option<u128> {
    let dashes = text.bytes().enumerate().all(|(index, byte)| (byte == b'-') == matches!(index, 8 | 13 | 18 | 23));
    if text.len() == 36 && dashes { parse_hex(&text.replace('-', "")) } else { None }
}

/// Reads exactly 32 lower-case hex digits.
pub(crate) fn parse_hex(text: &str) -> Option<u128> {
    let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if text.len() == 32 && lower { u128::from_str_radix(text, 16).ok() } else { None }
}
