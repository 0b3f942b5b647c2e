//! What every part of the social telephone tariff shares and nobody owns alone: identifiers, the
//! clock, money, civil periods, billing days, dossier numbers, dated rules and the closed list of
//! refusals.
//!
//! Everything here is pure: no I/O, no clock of its own, no randomness. To add a value, give it a
//! file, a constructor that refuses what is not valid, and the source of its rule.

mod billing_day;
mod cents;
mod clock;
mod dated;
mod dossier_number;
mod formula;
mod hidden_debug;
mod ids;
mod named;
mod period;
mod refusal;
mod tariff;

pub use billing_day::{BillingDay, InvalidBillingDay};
pub use cents::Cents;
pub use clock::{Clock, brussels_date, brussels_end_of_day};
pub use dated::{Dated, DatedError, DatedRow, Source};
pub use dossier_number::{DossierNumber, InvalidDossierNumber};
pub use formula::{Category, Formula};
pub use ids::{
    ApplicationId, EventId, HouseholdId, IdSource, InvalidOperatorId, OperatorId, PersonId, TaskId,
};
pub use period::{Period, PeriodError, add_months};
pub use refusal::{ErrorKind, METADATA_KEYS, Refusal, Violation};
pub use tariff::{Discount, TARIFF_RULES, Tariff, Theoretical};
