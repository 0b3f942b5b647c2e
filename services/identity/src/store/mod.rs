//! The tables of this service: who has an id, who asked what about whom, and what the register told
//! by itself.
//!
//! A national number and a household's key stand here twice and never in clear: as a keyed hash, by
//! which they are found again ([`IndexKey`]), and sealed, so that the register can be asked again.
//! Names, birth dates and addresses are not kept at all.

mod changes;
mod consultations;
mod entity;
mod index_key;
mod known;
mod migrations;
mod people;
mod renumbered;
mod script;

use std::sync::Arc;

use async_trait::async_trait;
use stts_identity_domain::NationalNumber;
use stts_kernel::{ErrorKind, IdSource, PersonId};
use stts_store::{Grouped, Migrations, Store, StoreError, shared_migrations};

pub use changes::ChangeTables;
pub use index_key::{IndexKey, InvalidIndexKey};
pub use script::{CARRY_OUT_CHANGES, ScriptTables};

use consultations::{BeginWriter, CompletionWriter};
use people::People;

use crate::ports::{Encode, PersonIds};

/// The tables of this service.
pub fn migrations() -> Migrations {
    let mut all = shared_migrations();
    all.extend(migrations::own());
    all
}

/// The store's side of the ports.
#[derive(Clone)]
pub struct IdentityTables {
    people: People,
    begins: Grouped<BeginWriter>,
    completions: Grouped<CompletionWriter>,
}

impl IdentityTables {
    /// Over an open database, whose numbers were hashed under this key from the beginning.
    pub fn new(store: Store, index_key: IndexKey, ids: Arc<dyn IdSource>) -> Self {
        let begins = Grouped::new(BeginWriter(store.clone()));
        let people = People::new(store, index_key, ids);
        let completions = Grouped::new(CompletionWriter(people.clone()));
        Self { people, begins, completions }
    }

    /// The changes that were noted, whose events are in these words.
    pub fn changes(&self, encode: Arc<dyn Encode>) -> ChangeTables {
        ChangeTables::new(self.people.clone(), encode)
    }
}

#[async_trait]
impl PersonIds for IdentityTables {
    async fn number_of(&self, person_id: PersonId) -> Result<Option<NationalNumber>, ErrorKind> {
        self.people.number_of(person_id).await.map_err(StoreError::told)
    }
}
