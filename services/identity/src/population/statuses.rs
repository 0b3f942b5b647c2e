//! What the sources know about each person: about the shares of the Belgian population.

use chrono::{Datelike, Days, NaiveDate};
use stts_identity_domain::{Fact, FactSource, HouseholdPosition, Relation, SocialFacts};
use stts_kernel::Cents;

use super::random::Random;
use super::shape::Member;

/// What a household lives on.
#[derive(Clone, Copy)]
pub(super) struct Means {
    increased_reimbursement: Option<bool>,
    income: Option<Cents>,
    low: bool,
}

impl Means {
    /// Few means are more frequent among the old and among single parents.
    pub(super) fn draw(random: &mut Random, members: &[Member], collective: bool) -> Self {
        let oldest = members.iter().map(|one| one.age).max().unwrap_or_default();
        let child = HouseholdPosition::RelativeOfReference(Relation::Child);
        let single_parent =
            members.len() > 1 && members.iter().skip(1).all(|m| m.position == child);
        let low = random.per_mille(match () {
            () if collective => 500,
            () if oldest >= 65 => 380,
            () if single_parent => 350,
            () => 120,
        });
        let euros =
            if low { random.between(9_500, 23_500) } else { random.between(19_000, 95_000) };
        Self {
            increased_reimbursement: random.per_mille(970).then_some(low),
            income: random.per_mille(820).then_some(Cents(i64::from(euros) * 100)),
            low,
        }
    }
}

/// What the sources know about a living member.
pub(super) fn facts(
    random: &mut Random,
    member: &Member,
    means: Means,
    collective: Option<bool>,
    reference_date: NaiveDate,
) -> SocialFacts {
    let adult = (18..65).contains(&member.age);
    let disabled = random.per_mille(match member.age {
        0..18 => 15,
        18..65 => 45,
        _ => 90,
    });
    let on_living_wage = adult && means.low && random.per_mille(130);
    let income = own_income(random, member, means);
    let quarter = first_of_quarter(reference_date);
    let assessed = end_of_assessed_year(reference_date);
    let reported = before(reference_date, random.below(60));
    let known = !random.per_mille(15);
    SocialFacts {
        collective_living: fact(collective, FactSource::NationalRegister, reference_date),
        increased_reimbursement: fact(
            means.increased_reimbursement,
            FactSource::HealthInsurance,
            quarter,
        ),
        household_income: fact(means.income, FactSource::TaxAdministration, assessed),
        own_income: fact(income, FactSource::TaxAdministration, assessed),
        disabled_66: fact(known.then_some(disabled), FactSource::DisabilityService, reported),
        living_wage: fact(Some(on_living_wage), FactSource::SocialWelfare, reported),
    }
}

/// Nothing is known about the dead any more.
pub(super) fn no_facts(as_of: NaiveDate) -> SocialFacts {
    SocialFacts {
        collective_living: fact(None, FactSource::NationalRegister, as_of),
        increased_reimbursement: fact(None, FactSource::HealthInsurance, as_of),
        household_income: fact(None, FactSource::TaxAdministration, as_of),
        own_income: fact(None, FactSource::TaxAdministration, as_of),
        disabled_66: fact(None, FactSource::DisabilityService, as_of),
        living_wage: fact(None, FactSource::SocialWelfare, as_of),
    }
}

const fn fact<T: Copy>(value: Option<T>, source: FactSource, as_of: NaiveDate) -> Fact<T> {
    Fact { value, source, as_of }
}

/// A share of what the household has; nothing for a child.
fn own_income(random: &mut Random, member: &Member, means: Means) -> Option<Cents> {
    let percent = if member.age < 18 { 0 } else { i64::from(random.between(30, 100)) };
    means.income.map(|whole| Cents(whole.0 / 100 * percent))
}

fn first_of_quarter(date: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(date.year(), date.month0() / 3 * 3 + 1, 1).unwrap_or(date)
}

/// Taxes of a year are assessed in the next, so the last known income is two years old.
fn end_of_assessed_year(date: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(date.year() - 2, 12, 31).unwrap_or(date)
}

pub(super) fn before(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_sub_days(Days::new(u64::from(days))).unwrap_or(date)
}
