//! Rule files: dated rows as TOML, compiled in or from a folder of the installation.
//!
//! ```toml
//! [[row]]
//! valid_from = "2012-08-04"
//! article = "art. 38"
//! source = "annex to the law of 13 June 2005"
//! calls_cents = 310          # the values: the fields of the row's own type
//! ```

mod tariff;

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use chrono::NaiveDate;
use ring::digest::{SHA256, digest};
use serde::de::DeserializeOwned;
use stts_kernel::{Dated, DatedRow, Source};
use thiserror::Error;
use toml::{Table, Value};

pub use tariff::tariff;

use crate::toml_fault::one_line;

/// The first date for which any rule is needed: the law of 13 June 2005, on the day before the fund's
/// first semester.
pub const NEEDED_FROM: NaiveDate = match NaiveDate::from_ymd_opt(2005, 6, 30) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// Rules as the domain uses them, with the name and text of what they were read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded<Row> {
    /// The rows, of which one holds on any date.
    pub dated: Dated<Row>,
    /// As [`RuleFile::version`].
    pub version: String,
    /// As [`RuleFile::content`].
    pub content: String,
}

/// The rows of a rule file, still unchecked as a whole: `Dated::new` refuses overlap, disorder and
/// gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile<Row> {
    /// The rows, in the order of the file.
    pub rows: Vec<DatedRow<Row>>,
    /// Names the content: the SHA-256, in hexadecimal, of [`content`](Self::content). Comments,
    /// layout and the order of keys do not change it.
    pub version: String,
    /// The normalised rows, kept with the version so that a decision can be replayed.
    pub content: String,
}

/// A rule file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{origin}: {place}: {message}")]
pub struct RuleError {
    /// The file.
    pub origin: String,
    /// The row, counted from 1, such as `row 3`; or the file as a whole.
    pub place: String,
    /// What is wrong, with the key.
    pub message: String,
}

/// The text of a rule file and where it is from: `<name>.toml` of the folder of the settings when
/// there is one, else the text that is compiled in.
pub fn read(
    folder: Option<&Path>,
    name: &str,
    built_in: &str,
) -> Result<(String, String), RuleError> {
    let Some(folder) = folder else {
        return Ok((built_in.to_owned(), format!("{name}.toml (built in)")));
    };
    let file = folder.join(format!("{name}.toml"));
    let origin = file.display().to_string();
    match fs::read_to_string(&file) {
        Ok(text) => Ok((text, origin)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(fault(
            &origin,
            "the file",
            "is not there; a rules folder holds every rule file of its service",
        )),
        Err(error) => Err(fault(&origin, "the file", error.to_string())),
    }
}

impl<Row: DeserializeOwned> RuleFile<Row> {
    /// Reads rows. The values are those of `Row`, which should be
    /// `#[serde(deny_unknown_fields)]`, so that a misspelt key is refused and not ignored.
    pub fn parse(text: &str, origin: &str) -> Result<Self, RuleError> {
        let mut file: Table = toml::from_str(text)
            .map_err(|error| fault(origin, "the file", one_line(text, &error)))?;
        let rows = file.remove("row").unwrap_or(Value::Array(Vec::new()));
        if let Some(key) = file.keys().next() {
            return Err(fault(origin, "the file", format!("unknown key `{key}`")));
        }
        let Value::Array(tables) = rows else {
            return Err(fault(origin, "the file", "`row` must be tables `[[row]]`"));
        };
        let mut content = String::new();
        let mut rows = Vec::new();
        for (index, table) in tables.into_iter().enumerate() {
            let place = format!("row {}", index + 1);
            normalise(&table, &mut content);
            content.push('\n');
            let row = Self::row(table).map_err(|message| fault(origin, &place, message))?;
            rows.push(row);
        }
        Ok(Self {
            rows,
            version: hexadecimal(digest(&SHA256, content.as_bytes()).as_ref()),
            content,
        })
    }

    /// Reads rows back from a [`content`](Self::content) that was kept.
    pub fn restore(content: &str, origin: &str) -> Result<Self, RuleError> {
        let rows: Vec<String> = content.lines().map(without_last_commas).collect();
        Self::parse(&format!("row = [{}]", rows.join(",\n")), origin)
    }

    fn row(table: Value) -> Result<DatedRow<Row>, String> {
        let Value::Table(mut table) = table else { return Err("must be a table".to_owned()) };
        let mut text = |key: &str| match table.remove(key) {
            Some(Value::String(text)) => Ok(text),
            Some(Value::Datetime(date)) => Ok(date.to_string()),
            Some(_) => Err(format!("`{key}` must be a text")),
            None => Err(format!("`{key}` is missing")),
        };
        let date = text("valid_from")?;
        let source = Source { article: text("article")?, source: text("source")? };
        let valid_from: NaiveDate =
            date.parse().map_err(|_| format!("`valid_from`: {date} is not a date YYYY-MM-DD"))?;
        let value = Value::Table(table).try_into::<Row>();
        let value = value.map_err(|error| error.to_string().trim().replace('\n', " "))?;
        Ok(DatedRow { valid_from, value, source })
    }
}

impl<Row> RuleFile<Row> {
    /// The same rows with other values, such as those of the domain.
    pub fn map<Other>(self, value: impl Fn(Row) -> Other) -> RuleFile<Other> {
        let row = |row: DatedRow<Row>| DatedRow {
            valid_from: row.valid_from,
            value: value(row.value),
            source: row.source,
        };
        RuleFile {
            rows: self.rows.into_iter().map(row).collect(),
            version: self.version,
            content: self.content,
        }
    }

    /// The rows as a whole; refuses overlap, disorder, and a gap at [`NEEDED_FROM`].
    pub fn dated(self, origin: &str) -> Result<Loaded<Row>, RuleError> {
        let dated = Dated::new(self.rows, NEEDED_FROM);
        let dated = dated.map_err(|error| fault(origin, "the file", error.to_string()))?;
        Ok(Loaded { dated, version: self.version, content: self.content })
    }
}

/// Writes a value in one way only: keys in order, no layout.
fn normalise(value: &Value, out: &mut String) {
    match value {
        Value::Table(table) => {
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in entries {
                // Writing to a String cannot fail.
                let _ = write!(out, "{key:?}=");
                normalise(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for value in values {
                normalise(value, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::String(text) => {
            let _ = write!(out, "{text:?}");
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

/// A normalised value without the commas before its closing brackets, which TOML does not take.
fn without_last_commas(value: &str) -> String {
    let mut out = String::new();
    let (mut in_text, mut is_escaped) = (false, false);
    for letter in value.chars() {
        if in_text {
            in_text = is_escaped || letter != '"';
            is_escaped = !is_escaped && letter == '\\';
        } else if matches!(letter, '}' | ']') && out.ends_with(',') {
            out.pop();
        } else {
            in_text = letter == '"';
        }
        out.push(letter);
    }
    out
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn fault(origin: &str, place: &str, message: impl Into<String>) -> RuleError {
    RuleError { origin: origin.to_owned(), place: place.to_owned(), message: message.into() }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use stts_kernel::Dated;

    use super::*;

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Amount {
        cents: i64,
    }

    const HEAD: &str =
        "[[row]]\nvalid_from = \"2005-06-30\"\narticle = \"art. 1\"\nsource = \"law\"\n";

    fn parse(text: &str) -> Result<RuleFile<Amount>, RuleError> {
        RuleFile::parse(text, "amounts.toml")
    }

    #[test]
    fn rows_become_dated_values() {
        let file = parse(&format!("{HEAD}cents = 5")).unwrap();
        let dated = Dated::new(file.rows, "2005-07-01".parse().unwrap()).unwrap();
        let row = dated.on("2020-01-01".parse().unwrap());
        assert_eq!((row.value.cents, row.source.article.as_str()), (5, "art. 1"));
    }

    #[test]
    fn the_version_names_the_content_and_not_the_layout() {
        let plain = parse(&format!("{HEAD}cents = 5")).unwrap();
        let reordered =
            "[[row]]\ncents=5 # five\nsource='law'\narticle='art. 1'\nvalid_from=2005-06-30";
        assert_eq!(parse(&reordered.replace("2005-06-30", "'2005-06-30'")).unwrap(), plain);
        assert_ne!(parse(&format!("{HEAD}cents = 6")).unwrap().version, plain.version);
        assert_eq!(plain.version.len(), 64);
    }

    #[test]
    fn what_was_kept_is_read_back() {
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        struct Nested {
            named: std::collections::BTreeMap<String, Vec<i64>>,
            text: String,
        }
        let text = "text = 'a \"b\",} \\ §'\nnamed = { b = [1, 2], a = [] }";
        let file = RuleFile::<Nested>::parse(&format!("{HEAD}{text}\n{HEAD}{text}"), "a").unwrap();
        assert_eq!(RuleFile::restore(&file.content, "a"), Ok(file.clone()));
        let other = RuleFile::<Nested>::restore(&file.content.replace("=[1,2,]", "=[1,3,]"), "a");
        assert_ne!(other.unwrap().version, file.version);
        assert!(RuleFile::<Nested>::restore("{\"valid_from\"=", "a").is_err());
    }

    #[test]
    fn a_fault_is_named_with_file_row_and_key() {
        for (text, expected) in [
            (format!("{HEAD}cents = 5\ncent = 6"), "amounts.toml: row 1: unknown field `cent`"),
            (format!("{HEAD}cents = \"5\""), "amounts.toml: row 1: invalid type"),
            (HEAD.replace("2005-06-30", "2005-06-31"), "row 1: `valid_from`: 2005-06-31 is not"),
            (format!("{HEAD}cents = 5\n[[row]]\n"), "row 2: `valid_from` is missing"),
            ("rows = 1".to_owned(), "amounts.toml: the file: unknown key `rows`"),
            ("row = 1".to_owned(), "`row` must be tables"),
            ("[[row".to_owned(), "amounts.toml: the file: "),
        ] {
            let error = parse(&text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_folder_replaces_what_is_built_in() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(None, "a", "built").unwrap().0, "built");
        let missing = read(Some(folder.path()), "a", "built").unwrap_err();
        assert!(missing.origin.ends_with("a.toml"));
        fs::write(folder.path().join("a.toml"), "own").unwrap();
        assert_eq!(read(Some(folder.path()), "a", "built").unwrap().0, "own");
    }
}
