//! The use cases, one file each. Those that ask the register do so in one place, `App::consult`,
//! which writes the log before it asks; what a register tells by itself comes in through
//! `note_change`.

mod consult;
mod entry;
mod find_person;
mod find_persons;
mod get_facts;
mod get_household;
mod get_person;
mod note_change;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use stts_kernel::Clock;

pub use entry::{Entry, Include};
pub use find_persons::{FoundPersons, Known};
pub use get_household::HouseholdFound;

use crate::ports::{ChangeNotes, ConsultationLog, PersonIds, Register};

/// The use cases, and what they need of the world.
#[derive(Clone)]
pub struct App {
    /// The register.
    pub register: Arc<dyn Register>,
    /// The consultation log.
    pub log: Arc<dyn ConsultationLog>,
    /// The people who have an id.
    pub person_ids: Arc<dyn PersonIds>,
    /// What the register told by itself.
    pub changes: Arc<dyn ChangeNotes>,
    /// Business time.
    pub clock: Arc<dyn Clock>,
    /// The time in which the register must have answered a consultation.
    pub register_budget: Duration,
}
