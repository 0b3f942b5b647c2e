//! The databases of the services, read only.

use std::collections::BTreeMap;

use anyhow::Context;
use serde_json::Value;
use stts_store::{DatabaseSettings, Inspection};

/// The open databases, by the name of their service.
pub(super) struct Databases(BTreeMap<String, Inspection>);

impl Databases {
    pub(super) async fn open(
        settings: &BTreeMap<String, DatabaseSettings>,
    ) -> anyhow::Result<Self> {
        let mut open = BTreeMap::new();
        for (service, settings) in settings {
            open.insert(service.clone(), Inspection::open(settings).await?);
        }
        Ok(Self(open))
    }

    /// The rows of a query to the database of a service.
    pub(super) async fn rows(&self, service: &str, query: &str) -> anyhow::Result<Vec<Value>> {
        let database = self.0.get(service);
        let database = database.with_context(|| format!("{service} has no database here"))?;
        database.rows(query).await.with_context(|| format!("{service}: {query}"))
    }

    /// The number that a query counts, named `count`.
    pub(super) async fn count(&self, service: &str, query: &str) -> anyhow::Result<u64> {
        let rows = self.rows(service, query).await?;
        Ok(rows.first().map_or(0, |row| number(row, "count")))
    }

    /// The services.
    pub(super) fn services(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) async fn close(self) -> anyhow::Result<()> {
        for database in self.0.into_values() {
            database.close().await?;
        }
        Ok(())
    }
}

/// A column as text; empty when it is null or something else.
pub(super) fn text<'a>(row: &'a Value, column: &str) -> &'a str {
    row[column].as_str().unwrap_or_default()
}

/// A column as a number that counts something.
pub(super) fn number(row: &Value, column: &str) -> u64 {
    row[column].as_u64().unwrap_or_default()
}

/// The bytes that PostgreSQL writes as `\x0a1b`.
pub(super) fn bytes(row: &Value, column: &str) -> Vec<u8> {
    of_hexadecimal(text(row, column)).unwrap_or_default()
}

/// The bytes of `\x0a1b`; absent when it is not written so.
pub(super) fn of_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?.as_bytes();
    let digit =
        |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    digits.chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_they_are_written() {
        assert_eq!(of_hexadecimal("\\x0a1bff"), Some(vec![0x0a, 0x1b, 0xff]));
        assert_eq!(of_hexadecimal("\\x"), Some(vec![]));
        for not_bytes in ["0a", "\\x0", "\\x0g", ""] {
            assert_eq!(of_hexadecimal(not_bytes), None, "{not_bytes}");
        }
    }
}
