//! The tables of this service: who has an id, and who asked what about whom.
//!
//! A national number and a household's key stand here twice and never in clear: as a keyed hash, by
//! which they are found again ([`IndexKey`]), and sealed, so that the register can be asked again.
//! Names, birth dates and addresses are not kept at all.

mod consultations;
mod entity;
mod index_key;
mod migrations;
mod person_ids;

use std::sync::Arc;

use stts_kernel::{ErrorKind, IdSource};
use stts_store::{Migrations, Store, StoreError, shared_migrations};

pub use index_key::{IndexKey, InvalidIndexKey};

/// The tables of this service.
pub fn migrations() -> Migrations {
    let mut all = shared_migrations();
    all.extend(migrations::own());
    all
}

/// The store's side of the ports.
#[derive(Clone)]
pub struct IdentityTables {
    store: Store,
    index_key: Arc<IndexKey>,
    ids: Arc<dyn IdSource>,
}

impl IdentityTables {
    /// Over an open database, whose numbers were hashed under this key from the beginning.
    pub fn new(store: Store, index_key: IndexKey, ids: Arc<dyn IdSource>) -> Self {
        Self { store, index_key: Arc::new(index_key), ids }
    }
}

fn told(error: &StoreError) -> ErrorKind {
    tracing::warn!(%error, "a consultation was not written or a person not read");
    error.kind()
}
