//! The fund in the database: the registry, a row per settlement with its history and declarations,
//! every run with its statements, and the frozen inputs of the runs.
//!
//! Whatever happened to a settlement is keyed by the version that it made. So the declarations that
//! counted at a version are those with no greater version, and reading them needs no transaction.

mod commit;
mod declarations;
mod draft;
mod entity;
mod frozen;
mod frozen_rows;
mod migrations;
mod offering;
mod read;
mod registry;

use stts_kernel::{Cents, OperatorId};
use stts_store::{Migrations, Store, StoreError, shared_migrations};

/// The tables of this service.
pub fn migrations() -> Migrations {
    let mut all = shared_migrations();
    all.extend(migrations::own());
    all
}

/// The store's side of the ports.
#[derive(Clone)]
pub struct SettlementTables {
    store: Store,
}

impl SettlementTables {
    /// Over an open database.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

/// A value that no code of ours can have written: the table and column, never the value.
fn corrupt(column: &str) -> StoreError {
    StoreError::Corrupt(column.to_owned())
}

fn operator_id(code: String) -> Result<OperatorId, StoreError> {
    OperatorId::new(code).map_err(|_| corrupt("operator_id"))
}

/// Cents as they are stored.
const fn cents(amount: Cents) -> i64 {
    amount.0
}

/// A count as it is stored; more than the column takes cannot be counted.
fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
