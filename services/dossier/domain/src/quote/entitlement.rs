//! To which formulas somebody is entitled on a date.

use chrono::NaiveDate;
use stts_kernel::{Category, Dated, DatedRow, Formula, Tariff};

use crate::dossier::{formula_allowed, installation_granted};
use crate::eligibility::Truth;

/// What decides on the formulas beside the offer.
#[derive(Clone, PartialEq, Eq)]
pub struct Entitlement {
    /// The granted categories.
    pub granted: Vec<Category>,
    /// Whether the person may have an internet formula (annex art. 22 §1, 4.3).
    pub internet: Truth,
    /// The date, which chooses the row of the law.
    pub date: NaiveDate,
}

stts_kernel::hidden_debug!(Entitlement);

impl Entitlement {
    /// The law of the date; none before the first.
    pub(super) fn row<'a>(&self, law: &'a Dated<Tariff>) -> Option<&'a DatedRow<Tariff>> {
        Some(law.on(self.date)).filter(|row| row.valid_from <= self.date)
    }

    pub(super) fn allows(&self, formula: Formula, tariff: &Tariff) -> bool {
        formula_allowed(formula, &self.granted, self.internet, tariff)
    }

    pub(super) fn has_installation(&self) -> bool {
        installation_granted(&self.granted)
    }
}
