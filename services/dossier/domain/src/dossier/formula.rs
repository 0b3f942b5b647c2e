//! Which formulas a person may have (annex art. 38; domain, section 6).

use stts_kernel::{Category, Cents, Discount, Formula, Tariff};

use crate::eligibility::Truth;

/// Whether the law gives a formula to a category.
const fn is_for(formula: Formula, category: Category) -> bool {
    let living_wage = matches!(category, Category::LivingWage);
    match formula {
        // Art. 38 §1: the persons of art. 22 §1, 1.2 1° and 2°, 2.3 and 3.
        Formula::SubscriptionAndCalls | Formula::CallsOnly | Formula::CallsSplit => !living_wage,
        // Art. 38 §2: the persons of 1.2 3°.
        Formula::LivingWageCredit => living_wage,
        // Art. 38 §3: the persons of 4.2, which are all.
        Formula::Internet | Formula::InternetAndCalls => true,
    }
}

const fn has_internet(formula: Formula) -> bool {
    matches!(formula, Formula::Internet | Formula::InternetAndCalls)
}

/// Whether one of the granted categories gives the formula under that tariff. An internet formula
/// needs `internet` besides: not in collective living, or an exclusive subscription (art. 22 §1, 4.3).
pub fn formula_allowed(
    formula: Formula,
    granted: &[Category],
    internet: Truth,
    tariff: &Tariff,
) -> bool {
    tariff.knows(formula)
        && granted.iter().any(|category| is_for(formula, *category))
        && (internet.is_true() || !has_internet(formula))
}

/// Whether half of the installation of a fixed line is granted: to every category but living wage
/// alone (art. 38 §1, 1°).
pub fn installation_granted(granted: &[Category]) -> bool {
    granted.iter().any(|category| *category != Category::LivingWage)
}

/// What a formula grants in a month at most, by the nominal amounts of the law.
pub(super) fn monthly(formula: Formula, tariff: &Tariff) -> Cents {
    let internet = tariff.internet.map_or(Cents::ZERO, Discount::most);
    let (first, second) = match formula {
        Formula::SubscriptionAndCalls => (tariff.subscription.most(), tariff.calls),
        Formula::CallsOnly | Formula::LivingWageCredit => (Cents::ZERO, tariff.calls),
        Formula::CallsSplit => (Cents::ZERO, tariff.calls_split),
        Formula::Internet => (internet, Cents::ZERO),
        Formula::InternetAndCalls => (internet, tariff.calls),
    };
    Cents(first.0.saturating_add(second.0))
}
