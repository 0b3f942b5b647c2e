//! The fund's rules: who takes part, what operators declare, what the reductions of a year amount
//! to, and which operator pays or receives how much (decision on the fund, chapters 6 and 7).
//!
//! Everything here is pure: no I/O, no clock, no floating point. A settlement is calculated in
//! three steps. [`Totals`] takes the year's reduction periods and installations one by one and
//! keeps only days and prices per operator, so that a year of a million dossiers needs no more
//! memory than a year of ten. [`Declaration`]s say what each participant earned and how far its
//! discounts were used. [`calculate`] turns the two into exact amounts, shares and compensations,
//! and rounds to the cent at the very end. [`write_inputs`] gives the same inputs as bytes, so that
//! every run can be kept with a hash of what it was made from. Around that, [`decide()`] says which
//! command a settlement takes in which state.
//!
//! To add a line of turnover, extend [`TurnoverLine`]. To change an amount, add a dated row to the
//! tariff: days and installations are split at its date. To add a command, give it rows in
//! [`TRANSITIONS`] and an arm in [`decide()`]. A second method of calculation is a new [`Method`]
//! beside the first, never a change of it: published years must stay reproducible.

mod calculation;
mod decide;
mod declaration;
mod error;
mod exact;
mod factor;
mod grant;
mod inputs;
mod offering;
mod registry;
mod rounding;
mod standing;
mod state;
mod totals;
mod turnover;
mod turnover_line;
mod year;

pub use calculation::{Calculation, DaysGranted, Method, OperatorCalculation, Shares, calculate};
pub use decide::{Command, Decision, SettlementEvent, decide};
pub use declaration::{Declaration, Declarations, Factors, declarations_of_participants};
pub use error::{DeclarationPart, InvalidDeclaration, MissingDeclaration, SettlementError};
pub use exact::{Amount, Exact};
pub use factor::Factor;
pub use grant::{Installation, LineKind, NegativePrice, ReductionPeriod};
pub use inputs::write_inputs;
pub use offering::{AssignedNumbers, OfferedService, Offering, ServiceKind};
pub use registry::{GrantingPractice, Participation, RegisteredOperator};
pub use standing::{ContributionRule, Standing};
pub use state::{Action, Run, Settlement, State, StateName, TRANSITIONS, Transition};
pub use totals::{OperatorTotals, TariffSpan, Totals};
pub use turnover::Turnover;
pub use turnover_line::TurnoverLine;
pub use year::{InvalidYear, SettlementYear};
