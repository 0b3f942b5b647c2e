//! The rules under which something was decided, kept so that the decision can be replayed when the
//! file is long gone.

use crate::{Reader, StoreError, Transaction, sql};

/// Keeps the content of a version of a rule file at its first use; afterwards does nothing.
pub async fn remember(
    transaction: &Transaction,
    name: &str,
    version: &str,
    content: &str,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO rule_sets (name, version, content) VALUES ($1, $2, $3) \
         ON CONFLICT (name, version) DO NOTHING";
    let values = vec![name.into(), version.into(), content.into()];
    sql::execute(transaction.connection(), insert, values).await?;
    Ok(())
}

/// The content of a version that was used.
pub async fn find(
    reader: &Reader,
    name: &str,
    version: &str,
) -> Result<Option<String>, StoreError> {
    let select = "SELECT content FROM rule_sets WHERE name = $1 AND version = $2";
    sql::value(reader.connection(), select, vec![name.into(), version.into()]).await
}
