//! Reads the fields of a JSON text, naming the one that is wrong and never what stands in it.

use std::io;

use serde_json::{Map, Value};
use thiserror::Error;

/// A population file that cannot be used.
#[derive(Debug, Error)]
pub enum PopulationError {
    /// The file could not be read.
    #[error("the population file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// A line is not what it should be.
    #[error("line {line} of the population file: {problem}")]
    Malformed {
        /// The line, counted from 1.
        line: u64,
        /// The field by its path, and what is wrong with it.
        problem: FieldProblem,
    },
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {what}")]
pub struct FieldProblem {
    /// The path, such as `residents[2].birth_date`; `the line` for a line as a whole.
    pub field: String,
    /// What is wrong, without the value.
    pub what: &'static str,
}

/// The fields of one JSON object, and the path that led to it.
pub(crate) struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

type Read<T> = Result<T, FieldProblem>;

impl<'a> Fields<'a> {
    /// The fields of a whole line; `known` are the names that may stand there.
    pub(crate) fn of_line(value: &'a Value, known: &[&str]) -> Read<Self> {
        Self::of(String::new(), value, known)
    }

    fn of(path: String, value: &'a Value, known: &[&str]) -> Read<Self> {
        let Value::Object(map) = value else {
            return Err(problem(&path, "is not an object"));
        };
        let fields = Self { path, map };
        match map.keys().find(|name| !known.contains(&name.as_str())) {
            Some(unknown) => Err(fields.wrong(unknown, "is not a known field")),
            None => Ok(fields),
        }
    }

    /// A problem with one of the fields.
    pub(crate) fn wrong(&self, name: &str, what: &'static str) -> FieldProblem {
        problem(&self.path_of(name), what)
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn required(&self, name: &str) -> Read<&'a Value> {
        self.map.get(name).ok_or_else(|| self.wrong(name, "is missing"))
    }

    pub(crate) fn text(&self, name: &str) -> Read<&'a str> {
        self.required(name)?.as_str().ok_or_else(|| self.wrong(name, "is not a text"))
    }

    pub(crate) fn optional_text(&self, name: &str) -> Read<Option<&'a str>> {
        if self.map.contains_key(name) { self.text(name).map(Some) } else { Ok(None) }
    }

    /// A text that a parser takes; `what` says what is wrong when it does not.
    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        what: &'static str,
    ) -> Read<T> {
        parse(self.text(name)?).ok_or_else(|| self.wrong(name, what))
    }

    pub(crate) fn number(&self, name: &str) -> Read<u64> {
        let value = self.required(name)?;
        value.as_u64().ok_or_else(|| self.wrong(name, "is not a whole number"))
    }

    pub(crate) fn boolean(&self, name: &str) -> Read<bool> {
        self.required(name)?.as_bool().ok_or_else(|| self.wrong(name, "is not true or false"))
    }

    pub(crate) fn optional_boolean(&self, name: &str) -> Read<Option<bool>> {
        if self.map.contains_key(name) { self.boolean(name).map(Some) } else { Ok(None) }
    }

    pub(crate) fn optional_integer(&self, name: &str) -> Read<Option<i64>> {
        let Some(value) = self.map.get(name) else { return Ok(None) };
        value.as_i64().map(Some).ok_or_else(|| self.wrong(name, "is not a whole number"))
    }

    pub(crate) fn object(&self, name: &str, known: &[&str]) -> Read<Self> {
        Self::of(self.path_of(name), self.required(name)?, known)
    }

    pub(crate) fn optional_object(&self, name: &str, known: &[&str]) -> Read<Option<Self>> {
        if self.map.contains_key(name) { self.object(name, known).map(Some) } else { Ok(None) }
    }

    pub(crate) fn list(&self, name: &str, known: &[&str]) -> Read<Vec<Self>> {
        let Value::Array(items) = self.required(name)? else {
            return Err(self.wrong(name, "is not a list"));
        };
        let path = self.path_of(name);
        let numbered = items.iter().enumerate();
        numbered.map(|(index, item)| Self::of(format!("{path}[{index}]"), item, known)).collect()
    }
}

/// A problem with a field, or with the whole line when the path is empty.
pub(crate) fn problem(path: &str, what: &'static str) -> FieldProblem {
    let field = if path.is_empty() { "the line" } else { path };
    FieldProblem { field: field.to_owned(), what }
}
