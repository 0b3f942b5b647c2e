//! The columns and indexes of migrations, with one name on both databases.
//!
//! A unique index is named as PostgreSQL names a unique constraint: `<table>_<columns>_key`; a
//! primary key is `<table>_pkey`. SQLite reports the columns and not the name of what was violated,
//! so [`crate::StoreError::violates`] is the same on both only while this holds: declare primary
//! keys unnamed, unique indexes by [`unique_index`], and none over expressions.

use sea_orm_migration::prelude::{
    ColumnDef, ConditionalStatement, Expr, ExprTrait, Index, IndexCreateStatement, IntoIden, Table,
    TableAlterStatement, TableCreateStatement,
};

/// PostgreSQL cuts longer names.
const LONGEST_NAME: usize = 63;

/// The name of a unique index.
pub fn unique_name(table: &str, columns: &[&str]) -> String {
    cut(format!("{table}_{}_key", columns.join("_")))
}

/// The name of a primary key.
pub fn primary_name(table: &str) -> String {
    cut(format!("{table}_pkey"))
}

fn cut(mut name: String) -> String {
    name.truncate(LONGEST_NAME);
    name
}

/// A unique index.
pub fn unique_index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named(unique_name(table, columns), table, columns).unique().to_owned()
}

/// A unique index over the rows in which this column is null, such as the open ones by `closed_at`.
pub fn unique_index_where_null(
    table: &'static str,
    columns: &[&'static str],
    null_column: &'static str,
) -> IndexCreateStatement {
    unique_index(table, columns).and_where(Expr::col(null_column.into_iden()).is_null()).to_owned()
}

/// An index.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named(cut(format!("{table}_{}_idx", columns.join("_"))), table, columns)
}

/// An index over the rows in which this column is null.
pub fn index_where_null(
    table: &'static str,
    columns: &[&'static str],
    null_column: &'static str,
) -> IndexCreateStatement {
    let name = cut(format!("{table}_{}_{null_column}_null_idx", columns.join("_")));
    let condition = Expr::col(null_column.into_iden()).is_null();
    named(name, table, columns).and_where(condition).to_owned()
}

fn named(name: String, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).to_owned();
    for column in columns {
        index.col(*column);
    }
    index
}

/// A table of these columns.
pub fn table(
    name: &'static str,
    columns: impl IntoIterator<Item = ColumnDef>,
) -> TableCreateStatement {
    let mut table = Table::create().table(name).to_owned();
    for column in columns {
        table.col(column);
    }
    table
}

/// The same column as the table's primary key.
#[must_use]
pub fn key(mut column: ColumnDef) -> ColumnDef {
    column.primary_key().to_owned()
}

/// The same table with a primary key of several columns.
#[must_use]
pub fn with_key(mut table: TableCreateStatement, columns: &[&'static str]) -> TableCreateStatement {
    let mut primary = Index::create();
    for column in columns {
        primary.col(*column);
    }
    table.primary_key(&mut primary).to_owned()
}

/// A column more on a table that exists.
pub fn with_column(table: &'static str, mut column: ColumnDef) -> TableAlterStatement {
    Table::alter().table(table).add_column(&mut column).to_owned()
}

/// A row's number, given by the database.
pub fn row_id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().auto_increment().primary_key().to_owned()
}

/// Text.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

/// Bytes.
pub fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().to_owned()
}

/// A whole number of 64 bits: counts, versions, cents.
pub fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

/// A [`crate::StoredInstant`].
pub fn instant(name: &'static str) -> ColumnDef {
    number(name)
}

/// A civil date, chrono's `NaiveDate`.
pub fn date(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().not_null().to_owned()
}

/// A UUID.
pub fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().to_owned()
}

/// True or false.
pub fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().to_owned()
}

/// The same column, which may be empty.
#[must_use]
pub fn optional(mut column: ColumnDef) -> ColumnDef {
    column.null().to_owned()
}
