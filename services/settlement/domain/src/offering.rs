//! What an operator offers to the public, and from when on: what decides whether it has a place in
//! the fund (decision on the fund, chapter 5).

use chrono::NaiveDate;
use stts_kernel::{Period, Violation, named};

use crate::SettlementYear;

named!(
    /// A kind of service.
    ServiceKind {
        /// Telephony at a fixed place, by the operator itself.
        Fixed = "FIXED",
        /// Mobile telephony, by the operator itself.
        Mobile = "MOBILE",
        /// Telephony at a fixed place that another operator makes and this one sells.
        FixedResold = "FIXED_RESOLD",
        /// Mobile telephony that another operator makes and this one sells.
        MobileResold = "MOBILE_RESOLD",
        /// Voice over the internet: public telephony only where numbers of the national plan are
        /// assigned to the provider.
        Voip = "VOIP",
    }
);

/// A service in the days in which it was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferedService {
    /// Its kind.
    pub kind: ServiceKind,
    /// The days.
    pub period: Period,
}

/// Numbers of the national plan in the days in which they were assigned to an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignedNumbers {
    /// The digits with which all of them begin, such as `0278`.
    pub block: String,
    /// The days.
    pub period: Period,
}

/// What an operator offers, as far as BIPT noted it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offering {
    /// Its services. None: BIPT's registration alone decides whether it takes part.
    pub services: Vec<OfferedService>,
    /// Its numbers.
    pub numbers: Vec<AssignedNumbers>,
    /// The day on which it bound itself to contribute whatever its turnover.
    pub volunteered_on: Option<NaiveDate>,
}

impl Offering {
    /// The services that had a day in the settled part of the year.
    pub(crate) fn services_in(
        &self,
        year: SettlementYear,
    ) -> impl Iterator<Item = &OfferedService> {
        let settled = year.span();
        self.services.iter().filter(move |service| service.period.intersection(&settled).is_some())
    }

    /// Whether the operator had a number on one of the service's days of the settled year.
    pub(crate) fn has_numbers_for(&self, service: &OfferedService, year: SettlementYear) -> bool {
        let offered = service.period.intersection(&year.span());
        let overlaps = |numbers: &AssignedNumbers| {
            offered.is_some_and(|offered| numbers.period.intersection(&offered).is_some())
        };
        self.numbers.iter().any(overlaps)
    }

    pub(crate) fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        let mut note = |list: &str, index: usize, field: &str, fault: &str| {
            let field = format!("{list}[{index}].{field}");
            violations.push(Violation { field, description: fault.to_owned() });
        };
        for (index, service) in self.services.iter().enumerate() {
            if service.period.is_empty() {
                note("services", index, "offered_until", "leaves no day");
            }
        }
        for (index, numbers) in self.numbers.iter().enumerate() {
            if numbers.period.is_empty() {
                note("numbers", index, "assigned_until", "leaves no day");
            }
            if numbers.block.is_empty() || !numbers.block.bytes().all(|byte| byte.is_ascii_digit())
            {
                note("numbers", index, "block", "holds something else than digits");
            }
        }
        violations
    }
}
