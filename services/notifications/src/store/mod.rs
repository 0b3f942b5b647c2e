//! The messages in the database, one row each; what is about a person is sealed.

mod commit;
mod details;
mod entity;
mod migrations;
mod read;
mod recall;
mod row;

use stts_store::{Migrations, Store, shared_migrations};

pub use commit::add_message;
pub use recall::take_back;

/// The tables of this service, the shared ones first.
pub fn migrations() -> Migrations {
    let mut all = shared_migrations();
    all.extend(migrations::own());
    all
}

/// The store's side of the ports.
#[derive(Clone)]
pub struct MessageTables {
    store: Store,
}

impl MessageTables {
    /// Over an open database.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}
