//! The discounts on an offer, line by line, and the formulas from best to least.

use std::cmp::Reverse;

use stts_kernel::{Cents, Dated, DatedRow, ErrorKind, Formula, Refusal, Tariff};

use super::{Entitlement, Offer, OfferLine, Service, discount};

/// What is granted on one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LineReduction {
    /// How much: per month, on an installation once. Never more than the price of the line.
    pub amount: Cents,
    /// By which article of the annex.
    pub article: String,
}

/// What a formula takes off an offer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quote {
    /// The formula; none where no formula applies to the offer.
    pub formula: Option<Formula>,
    /// The reduction on each line of the offer, in its order; none on a line that is not reduced.
    pub reductions: Vec<Option<LineReduction>>,
    /// What is saved every month.
    pub monthly_saving: Cents,
    /// What is saved once, on the installation.
    pub installation_saving: Cents,
}

impl Quote {
    /// What is saved in twelve months, the installation apart.
    pub const fn yearly_saving(&self) -> Cents {
        Cents(self.monthly_saving.0 * 12)
    }
}

/// The reductions on an offer under the named formula; where none is named, under the best. Refuses a
/// formula that the person or the offer does not give with `FORMULA_NOT_ALLOWED`, naming those that
/// are allowed.
pub fn quote(
    offer: &Offer,
    formula: Option<Formula>,
    entitlement: &Entitlement,
    law: &Dated<Tariff>,
) -> Result<Quote, Refusal> {
    let Some(formula) = formula else {
        let best = recommend(offer, entitlement, law).into_iter().next();
        return Ok(best.unwrap_or_else(|| reduced(offer, None, entitlement, law)));
    };
    let allowed = applicable(offer, entitlement, law);
    if allowed.contains(&formula) {
        return Ok(reduced(offer, Some(formula), entitlement, law));
    }
    let names: Vec<_> = allowed.iter().map(|formula| formula.name()).collect();
    let metadata = vec![("allowed_formulas", names.join(","))];
    Err(Refusal::with(ErrorKind::FormulaNotAllowed, metadata))
}

/// Every formula that the person may have and that applies to the offer, the one that saves most
/// first; of equal ones, in the order of the law (annex art. 38 §5).
pub fn recommend(offer: &Offer, entitlement: &Entitlement, law: &Dated<Tariff>) -> Vec<Quote> {
    let under = |formula| reduced(offer, Some(formula), entitlement, law);
    let applicable = applicable(offer, entitlement, law).into_iter();
    let mut quotes: Vec<Quote> = applicable.map(under).collect();
    quotes.sort_by_key(|quote| Reverse(quote.monthly_saving));
    quotes
}

/// In the order of the law.
fn applicable(offer: &Offer, entitlement: &Entitlement, law: &Dated<Tariff>) -> Vec<Formula> {
    let Some(row) = entitlement.row(law) else { return Vec::new() };
    let applies = |formula: &Formula| {
        entitlement.allows(*formula, &row.value) && discount::fits(*formula, offer)
    };
    Formula::ALL.iter().copied().filter(applies).collect()
}

fn reduced(
    offer: &Offer,
    formula: Option<Formula>,
    entitlement: &Entitlement,
    law: &Dated<Tariff>,
) -> Quote {
    let row = entitlement.row(law);
    let reduce = |line: &OfferLine| reduction(*line, formula, entitlement, row?);
    let reductions: Vec<_> = offer.lines().iter().map(reduce).collect();
    let saving = |once: bool| {
        let lines = offer.lines().iter().zip(&reductions);
        let lines = lines.filter(|(line, _)| line.service.is_paid_once() == once);
        lines.filter_map(|(_, reduction)| Some(reduction.as_ref()?.amount)).sum()
    };
    let (monthly_saving, installation_saving) = (saving(false), saving(true));
    Quote { formula, reductions, monthly_saving, installation_saving }
}

fn reduction(
    line: OfferLine,
    formula: Option<Formula>,
    entitlement: &Entitlement,
    row: &DatedRow<Tariff>,
) -> Option<LineReduction> {
    let tariff = &row.value;
    let (amount, paragraph) = if line.service == Service::FixedInstallation {
        let granted = entitlement.has_installation().then_some(tariff)?;
        (granted.installation_discount(line.price), discount::INSTALLATION)
    } else {
        let (discount, paragraph) = discount::monthly(formula?, line.service, tariff)?;
        (discount.of(line.price), paragraph)
    };
    Some(LineReduction { amount, article: article(row, paragraph) })
}

/// The paragraphs are those of the text that brought internet; the text before it is cited as its row
/// cites it.
fn article(row: &DatedRow<Tariff>, paragraph: &str) -> String {
    match row.value.internet {
        Some(_) => format!("art. 38 {paragraph}"),
        None => row.source.article.clone(),
    }
}
