//! Whether an operator takes part in a year, as it is shown.

use stts_kernel::Cents;
use stts_settlement_domain::Standing;

/// The standing of an operator in a year, with what it follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticipationCheck {
    /// Its standing.
    pub standing: Standing,
    /// What BIPT noted when it registered it for that year.
    pub registered_as: Option<String>,
    /// The turnover that must be exceeded, where there is one.
    pub threshold: Option<Cents>,
    /// The turnover on public telephony that was declared or estimated, in cents.
    pub turnover_cents: Option<i128>,
}
