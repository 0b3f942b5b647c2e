//! The social statuses, and the income against its ceiling.

use stts_chassis::fields;
use stts_contracts::common::v1 as common;
use stts_contracts::identity::v1 as contract;
use stts_dossier_domain::dossier::SocialStatuses;
use stts_dossier_domain::eligibility::{
    Fact, IncomeCeiling, Origin, Truth, household_income_ok, income_ok,
};
use stts_kernel::Cents;

use super::UnusableAnswer;
use crate::wire::words;

/// The statuses. The ceiling is that of today, and `housemates` how many people live with the person,
/// where that is known.
pub(super) fn statuses(
    facts: &contract::Facts,
    housemates: Option<usize>,
    ceiling: IncomeCeiling,
) -> Result<SocialStatuses, UnusableAnswer> {
    let reimbursement = fact(facts.increased_reimbursement.as_ref())?;
    let own = income(facts.own_income.as_ref())?;
    let household = income(facts.household_income.as_ref())?;
    Ok(SocialStatuses {
        collective_living: fact(facts.collective_living.as_ref())?,
        household_income_ok: household_income_ok(&household, &reimbursement, housemates, ceiling),
        own_income_ok: income_ok(&own, &reimbursement, ceiling.with_members(0)),
        disabled_66: fact(facts.disabled_66.as_ref())?,
        living_wage: fact(facts.living_wage.as_ref())?,
    })
}

fn fact(fact: Option<&contract::Fact>) -> Result<Fact<Truth>, UnusableAnswer> {
    let Some(fact) = fact else { return Ok(Fact::default()) };
    let truth = common::Truth::try_from(fact.truth).ok().and_then(words::truth_of);
    let origin = origin(&fact.source, fact.as_of.as_ref())?;
    Ok(Fact { value: truth.unwrap_or(Truth::Unknown), origin })
}

fn income(income: Option<&contract::Income>) -> Result<Fact<Option<Cents>>, UnusableAnswer> {
    let Some(income) = income else { return Ok(Fact::default()) };
    let origin = origin(&income.source, income.as_of.as_ref())?;
    Ok(Fact { value: Some(Cents(income.amount_cents)), origin })
}

/// A statement without a date has no origin that could be explained later.
fn origin(source: &str, as_of: Option<&common::Date>) -> Result<Option<Origin>, UnusableAnswer> {
    let Some(as_of) = as_of else { return Ok(None) };
    let date = fields::date(as_of).map_err(|_| UnusableAnswer::Malformed("facts.as_of"))?;
    Ok(Some(Origin { source: source.to_owned(), date }))
}
