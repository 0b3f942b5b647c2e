//! Offers of which the reductions are asked.

use chrono::NaiveDate;
use stts_chassis::fields::{self, Fields};
use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::eligibility::Truth;
use stts_dossier_domain::quote::{Entitlement, Offer, OfferLine};
use stts_kernel::{Category, Cents, Formula, Refusal};

use super::value::listed;
use crate::app::Offered;
use crate::wire::words;

/// An offer, and the formula under which it is quoted, if one is named.
pub fn quote_reductions(
    request: &contract::QuoteReductionsRequest,
) -> Result<(Offered, Option<Formula>), Refusal> {
    let mut fields = Fields::of(request);
    let offer = offer(&mut fields, &request.lines);
    let granted = categories(&mut fields, &request.categories);
    let date = date(&mut fields, request.date.as_ref());
    let formula = Some(request.formula).filter(|formula| *formula != 0);
    let formula = formula.map(|formula| listed(formula, words::formula_of));
    let formula = fields.optional("formula", formula);
    let internet = internet(request.collective_living, request.exclusive_subscription);
    fields.finish(|| {
        let entitlement = Entitlement { granted: granted?, internet, date: date? };
        Some((Offered { offer: offer?, entitlement }, formula?))
    })
}

/// An offer for which the formulas are ranked.
pub fn recommend_formula(request: &contract::RecommendFormulaRequest) -> Result<Offered, Refusal> {
    let mut fields = Fields::of(request);
    let offer = offer(&mut fields, &request.lines);
    let granted = categories(&mut fields, &request.categories);
    let date = date(&mut fields, request.date.as_ref());
    let internet = internet(request.collective_living, request.exclusive_subscription);
    fields.finish(|| {
        let entitlement = Entitlement { granted: granted?, internet, date: date? };
        Some(Offered { offer: offer?, entitlement })
    })
}

/// Not in collective living, or with a subscription of one's own there (annex art. 22 §1, 4.3).
const fn internet(collective_living: bool, exclusive_subscription: bool) -> Truth {
    if collective_living && !exclusive_subscription { Truth::False } else { Truth::True }
}

fn offer(fields: &mut Fields, lines: &[contract::OfferLine]) -> Option<Offer> {
    let line = |(index, line): (usize, &contract::OfferLine)| {
        let service = listed(line.service, words::offered_service_of);
        let service = fields.take(&format!("lines[{index}].service"), service)?;
        Some(OfferLine { service, price: Cents(line.price_cents) })
    };
    // Every one is looked at, so that every bad one is named.
    let lines: Vec<Option<OfferLine>> = lines.iter().enumerate().map(line).collect();
    let lines: Option<Vec<OfferLine>> = lines.into_iter().collect();
    Offer::new(lines?)
        .map_err(|repeated| {
            for index in &repeated.lines {
                fields.add(format!("lines[{index}].service"), repeated.to_string());
            }
        })
        .ok()
}

fn categories(fields: &mut Fields, categories: &[i32]) -> Option<Vec<Category>> {
    let category = |(index, category): (usize, &i32)| {
        fields.take(&format!("categories[{index}]"), listed(*category, words::category_of))
    };
    let categories: Vec<Option<Category>> = categories.iter().enumerate().map(category).collect();
    categories.into_iter().collect()
}

fn date(fields: &mut Fields, date: Option<&Date>) -> Option<NaiveDate> {
    let date = fields.required("date", date)?;
    fields.take("date", fields::date(date))
}
