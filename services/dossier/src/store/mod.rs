//! The dossiers in the database: one row each with its whole state, beside what it is searched and
//! counted by.

mod commit;
mod export;
mod entity;
mod migrations;
mod read;
pub mod record;
mod runs;

use stts_store::{Migrations, Store, shared_migrations};

/// The tables of this service.
pub fn migrations() -> Migrations {
    let mut all = shared_migrations();
    all.extend(migrations::own());
    all
}

/// The store's side of the ports.
#[derive(Clone)]
pub struct DossierTables {
    store: Store,
}

impl DossierTables {
    /// Over an open database.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}
