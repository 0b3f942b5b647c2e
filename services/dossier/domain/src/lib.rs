//! The dossier of a beneficiary: application, right, reduction, history: the rules, without I/O.
//!
//! Four families of rules live here, each in a module that can be read alone:
//!
//! - [`dates`]: billing dates, the begin and end of a reduction and of a right, deadlines, ages;
//! - [`eligibility`]: who is entitled, from facts that may be unknown, with the reasons;
//! - [`dossier`]: the dossier itself, its statuses, the table of everything that may happen to it,
//!   and [`dossier::decide`], which turns a dossier and a command into what must be written;
//! - [`quote`]: what the tariff takes off an offer, and which formula is best for the person.
//!
//! Nothing here reads a clock, draws an identifier or knows a database: dates, identifiers and the
//! dated rule rows are arguments, and the answer is a value that somebody else writes down.
//!
//! To add a command: its rows already stand in [`dossier::TRANSITIONS`]; give it a variant in
//! [`dossier::Command`], a file under `dossier/decide/` and a line in the `match` there. To change a
//! value (an age, an interval, a formula): it is a row of a dated rule file, not code.

pub mod dates;
pub mod dossier;
pub mod eligibility;
pub mod quote;
