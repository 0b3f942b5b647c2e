//! Statements in the SQL that both databases understand, with `$1`, `$2`, ... for values.

use sea_orm::{
    ConnectionTrait, DbBackend, FromQueryResult, QueryResult, Statement, TryGetable, Value,
};
use stts_chassis::guard_is_on;

use crate::StoreError;

/// What PostgreSQL needs to lock the rows it reads. SQLite has one writer, which needs nothing.
pub(crate) fn skip_locked(connection: &impl ConnectionTrait) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres if guard_is_on!("row_lock") => " FOR UPDATE SKIP LOCKED",
        _ => "",
    }
}

/// As [`skip_locked`], but waits.
pub(crate) fn for_update(connection: &impl ConnectionTrait) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres if guard_is_on!("row_lock") => " FOR UPDATE",
        _ => "",
    }
}

/// Runs a statement; gives how many rows it changed.
pub(crate) async fn execute(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<u64, StoreError> {
    Ok(connection.execute_raw(statement(connection, sql, values)).await?.rows_affected())
}

/// The rows of a query.
pub(crate) async fn rows<T: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<T>, StoreError> {
    let rows = connection.query_all_raw(statement(connection, sql, values)).await?;
    rows.iter().map(read).collect()
}

/// The first row of a query.
pub(crate) async fn row<T: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<T>, StoreError> {
    let row = connection.query_one_raw(statement(connection, sql, values)).await?;
    row.as_ref().map(read).transpose()
}

/// The first column of the first row.
pub(crate) async fn value<T: TryGetable>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<T>, StoreError> {
    let row = connection.query_one_raw(statement(connection, sql, values)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// `($2, $3), ($4, $5)`: places for rows of so many columns, from the first number on.
pub(crate) fn rows_of_places(first: usize, rows: usize, columns: usize) -> String {
    let row = |row| format!("({})", places(first + row * columns, columns));
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// `$3, $4, $5`: places for that many values, from the first number on.
pub(crate) fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    places.join(", ")
}

fn read<T: FromQueryResult>(row: &QueryResult) -> Result<T, StoreError> {
    Ok(T::from_query_result(row, "")?)
}

fn statement(connection: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}
