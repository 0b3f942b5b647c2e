//! Whether the household's income is low enough (annex art. 22 §1, 1.2 1° and 2°).

use stts_kernel::Cents;

use super::{Fact, Truth};

/// The highest yearly taxable income, as one row of the dated rule file gives it (royal decree of
/// 1 April 1981, art. 1 §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IncomeCeiling {
    /// For the person alone, a year.
    pub basic: Cents,
    /// More for everybody who lives with the person, a year.
    pub per_member: Cents,
}

impl IncomeCeiling {
    /// The ceiling with so many people living with the person.
    pub fn with_members(self, members: usize) -> Cents {
        let members = i64::try_from(members).unwrap_or(i64::MAX);
        Cents(self.basic.0.saturating_add(self.per_member.0.saturating_mul(members)))
    }
}

/// Whether the income is not above the ceiling, or the person has the increased reimbursement, which
/// is granted under the same ceilings (domain, section 7). The answer comes from whoever settles it.
pub fn income_ok(
    income: &Fact<Option<Cents>>,
    increased_reimbursement: &Fact<Truth>,
    ceiling: Cents,
) -> Fact<Truth> {
    let below = income.value.map_or(Truth::Unknown, |income| Truth::from(income <= ceiling));
    let value = below.or(increased_reimbursement.value);
    let settled_by_reimbursement = increased_reimbursement.value.is_true() && !below.is_true();
    let origin =
        if settled_by_reimbursement { &increased_reimbursement.origin } else { &income.origin };
    Fact { value, origin: origin.clone() }
}

/// The same of a household of so many people beside the person. In a household of unknown size an
/// income is low enough when it is so for one person alone, and else nobody can tell.
pub fn household_income_ok(
    income: &Fact<Option<Cents>>,
    increased_reimbursement: &Fact<Truth>,
    housemates: Option<usize>,
    ceiling: IncomeCeiling,
) -> Fact<Truth> {
    let highest = ceiling.with_members(housemates.unwrap_or(0));
    let mut income = income.clone();
    if housemates.is_none() {
        income.value = income.value.filter(|income| *income <= highest);
    }
    income_ok(&income, increased_reimbursement, highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CEILING: IncomeCeiling =
        IncomeCeiling { basic: Cents(2_000_000), per_member: Cents(400_000) };

    #[test]
    fn the_ceiling_grows_with_the_household() {
        assert_eq!(CEILING.with_members(0), Cents(2_000_000));
        assert_eq!(CEILING.with_members(3), Cents(3_200_000));
    }

    #[test]
    fn an_income_on_the_ceiling_is_low_enough_and_the_reimbursement_makes_up_for_a_higher_one() {
        let ceiling = CEILING.with_members(1);
        for (income, reimbursement, ok) in [
            (Some(2_400_000), Truth::Unknown, Truth::True),
            (Some(2_400_001), Truth::False, Truth::False),
            (Some(2_400_001), Truth::True, Truth::True),
            (Some(2_400_001), Truth::Unknown, Truth::Unknown),
            (None, Truth::True, Truth::True),
            (None, Truth::False, Truth::Unknown),
        ] {
            let found = income_ok(&income.map(Cents).into(), &reimbursement.into(), ceiling);
            assert_eq!(found.value, ok, "{income:?} {reimbursement:?}");
        }
    }

    #[test]
    fn in_a_household_of_unknown_size_only_an_income_low_enough_for_one_settles_it() {
        for (income, reimbursement, housemates, ok) in [
            (2_400_000, Truth::False, Some(1), Truth::True),
            (2_400_001, Truth::False, Some(1), Truth::False),
            (2_000_000, Truth::False, None, Truth::True),
            (2_000_001, Truth::False, None, Truth::Unknown),
            (9_000_000, Truth::False, None, Truth::Unknown),
            (9_000_000, Truth::True, None, Truth::True),
        ] {
            let income = Some(Cents(income)).into();
            let found = household_income_ok(&income, &reimbursement.into(), housemates, CEILING);
            assert_eq!(found.value, ok, "{income:?} {reimbursement:?} {housemates:?}");
        }
    }
}
