//! Rows of partitions as values of a statement.
//!
//! A statement has places for all partitions, whichever it is about, so that there is only one of its
//! kind to prepare; rows of a partition that does not exist fill them up.

use sea_orm::Value;
use stts_queue::log::PARTITIONS;

use crate::sql;

const ROWS: usize = PARTITIONS as usize;
const NO_PARTITION: i64 = -1;

/// Places for a partition each, from the first number on.
pub(crate) fn places(first: usize) -> String {
    sql::places(first, ROWS)
}

/// Places for a row of so many columns for each partition.
pub(crate) fn rows_of_places(first: usize, columns: usize) -> String {
    sql::rows_of_places(first, ROWS, columns)
}

/// The values of these rows, the first of which is the partition.
pub(crate) fn values<const COLUMNS: usize>(
    rows: impl Iterator<Item = [i64; COLUMNS]>,
) -> impl Iterator<Item = Value> {
    rows.chain(std::iter::repeat([NO_PARTITION; COLUMNS])).take(ROWS).flatten().map(Value::from)
}
