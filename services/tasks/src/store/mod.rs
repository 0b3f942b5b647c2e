//! The tasks in the database, one row each.

mod entity;
mod ledger;
mod migrations;
mod read;
mod requests;
mod row;

use stts_store::{Migrations, Store, shared_migrations};

pub use ledger::LedgerIn;

/// The tables of this service, the shared ones first.
pub fn migrations() -> Migrations {
    let mut all = shared_migrations();
    all.extend(migrations::own());
    all
}

/// The store's side of the ports.
#[derive(Clone)]
pub struct TaskTables {
    store: Store,
}

impl TaskTables {
    /// Over an open database.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}
