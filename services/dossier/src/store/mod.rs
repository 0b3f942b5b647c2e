//! The dossiers in the database: one row each with its whole state, beside what it is searched and
//! counted by.

mod answers;
mod archive;
mod bulks;
mod changes;
mod commit;
mod corrections;
mod entity;
mod event_dossiers;
mod export;
mod lists;
mod migrations;
mod notes;
mod periods;
mod places;
mod read;
pub mod record;
mod runs;

use stts_dossier_domain::dossier::{Dossier, Evaluated};
use stts_queue::Signal;
use stts_store::{Grouped, Migrations, Store, StoreError, shared_migrations};

use commit::CommitWriter;
pub use event_dossiers::DossiersIn;
use record::{CorruptRecord, DossierRecord, EvaluatedRecord, Json};

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
    commits: Grouped<CommitWriter>,
    bulk_rows: Signal,
    bulk_results: Signal,
}

impl DossierTables {
    /// Over an open database.
    pub fn new(store: Store) -> Self {
        let commits = Grouped::new(CommitWriter(store.clone()));
        let (bulk_rows, bulk_results) = (Signal::default(), Signal::default());
        Self { store, commits, bulk_rows, bulk_results }
    }
}

fn corrupt(record: &CorruptRecord) -> StoreError {
    StoreError::Corrupt(record.to_string())
}

fn encode(dossier: &Dossier) -> Result<String, StoreError> {
    DossierRecord::from(dossier).to_json().map_err(|record| corrupt(&record))
}

fn decode(text: &str) -> Result<Dossier, StoreError> {
    DossierRecord::from_json(text).and_then(Dossier::try_from).map_err(|record| corrupt(&record))
}

fn encode_evaluated(evaluated: &Evaluated) -> Result<String, StoreError> {
    EvaluatedRecord::from(evaluated).to_json().map_err(|record| corrupt(&record))
}
