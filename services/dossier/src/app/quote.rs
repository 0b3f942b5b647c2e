//! What the tariff takes off an offer: the law's answer, in which no dossier has a part.

use stts_dossier_domain::quote::{self, Entitlement, Offer, Quote};
use stts_kernel::{Formula, Refusal};

use super::App;

/// An offer, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The offer.
    pub offer: Offer,
    /// To which formulas the person is entitled.
    pub entitlement: Entitlement,
}

impl App {
    /// The reductions under a formula, or under the best; `FORMULA_NOT_ALLOWED` where the law does
    /// not give it.
    pub fn quote_reductions(
        &self,
        offered: &Offered,
        formula: Option<Formula>,
    ) -> Result<Quote, Refusal> {
        quote::quote(&offered.offer, formula, &offered.entitlement, &self.rules.tariff)
    }

    /// The formulas by what they save (annex art. 38 §5).
    pub fn recommend_formula(&self, offered: &Offered) -> Vec<Quote> {
        quote::recommend(&offered.offer, &offered.entitlement, &self.rules.tariff)
    }
}
