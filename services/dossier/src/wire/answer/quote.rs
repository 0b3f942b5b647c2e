//! What a formula takes off an offer.

use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::quote::{LineReduction, Quote};

use crate::wire::words;

/// The quote on these lines, in their order.
pub fn reduction_quote(quote: &Quote, lines: &[contract::OfferLine]) -> contract::ReductionQuote {
    let lines = lines.iter().zip(&quote.reductions);
    contract::ReductionQuote {
        formula: quote.formula.map_or(0, |formula| words::formula(formula).into()),
        lines: lines.map(|(line, reduction)| line_discount(line, reduction.as_ref())).collect(),
        monthly_saving_cents: quote.monthly_saving.0,
        yearly_saving_cents: quote.yearly_saving().0,
        installation_saving_cents: quote.installation_saving.0,
    }
}

fn line_discount(
    line: &contract::OfferLine,
    reduction: Option<&LineReduction>,
) -> contract::LineDiscount {
    contract::LineDiscount {
        label: line.label.clone(),
        service: line.service,
        price_cents: line.price_cents,
        discount_cents: reduction.map_or(0, |reduction| reduction.amount.0),
        article: reduction.map(|reduction| reduction.article.clone()).unwrap_or_default(),
    }
}
