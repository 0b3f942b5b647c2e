//! What must hold of the rows of one database: a query for what breaks it.

use super::Checked;
use super::databases::{Databases, text};

/// One invariant over one database.
pub(super) struct Rule {
    pub(super) invariant: u8,
    pub(super) says: &'static str,
    pub(super) service: &'static str,
    /// A query for the number of things looked at.
    pub(super) counts: &'static str,
    /// A query for what breaks it, with the column `what`: a line for whoever reads it.
    pub(super) breaks: &'static str,
}

impl Rule {
    pub(super) async fn check(&self, databases: &Databases) -> anyhow::Result<Checked> {
        let counts = format!("SELECT count(*) AS count FROM {}", self.counts);
        let rows = databases.rows(self.service, self.breaks).await?;
        Ok(Checked {
            invariant: self.invariant,
            says: self.says,
            count: databases.count(self.service, &counts).await?,
            violations: rows.iter().map(|row| text(row, "what").to_owned()).collect(),
        })
    }
}
