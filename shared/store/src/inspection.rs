//! A database as a checker sees it: the rows of a query, over a connection that can change nothing.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use serde_json::Value;

use crate::open::place;
use crate::{DatabaseSettings, OpenError, StoreError};

/// A PostgreSQL database that is only looked at. Its schema is not asked for, so that what is wrong
/// with it can be told too.
pub struct Inspection(DatabaseConnection);

impl Inspection {
    /// Opens one.
    pub async fn open(settings: &DatabaseSettings) -> Result<Self, OpenError> {
        let url = settings.url.expose().as_str();
        if !DbBackend::Postgres.is_prefix_of(url) {
            let cause = StoreError::Other("only a PostgreSQL database can be inspected".to_owned());
            return Err(OpenError::Failed { place: place(url), cause });
        }
        let mut options = ConnectOptions::new(url.to_owned());
        options.max_connections(1).sqlx_logging(false).record_stmt_in_spans(false);
        options.map_sqlx_postgres_opts(|postgres| {
            postgres.options([("default_transaction_read_only", "on")])
        });
        let connection = Database::connect(options).await;
        let connection = connection.map_err(|error| OpenError::Unreachable {
            place: place(url),
            cause: StoreError::from(error).to_string(),
        })?;
        Ok(Self(connection))
    }

    /// The rows of a query, each an object of its columns. Bytes are text as PostgreSQL writes them:
    /// `\x` and hexadecimal digits.
    pub async fn rows(&self, query: &str) -> Result<Vec<Value>, StoreError> {
        let select = format!("SELECT CAST(row_to_json(found) AS TEXT) FROM ({query}) found");
        let rows =
            self.0.query_all_raw(Statement::from_string(DbBackend::Postgres, select)).await?;
        rows.iter().map(|row| read(&row.try_get_by_index::<String>(0)?)).collect()
    }

    /// Closes the connection.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.0.close().await?)
    }
}

fn read(text: &str) -> Result<Value, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Other("a row is not JSON".to_owned()))
}
