//! Whether an operator takes part in the settlement of a year, and why (domain, section 11; decision
//! on the fund, chapter 5; law, art. 45/1).

use stts_kernel::{Cents, add_months, named};

use crate::{RegisteredOperator, ServiceKind, SettlementYear};

const MONTHS_A_YEAR: u32 = 12;

/// Who contributes, from a date on. For a year it is the rule of its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContributionRule {
    /// The turnover on public telephony that must be exceeded to take part; none: everybody does.
    pub threshold: Option<Cents>,
    /// For how many years a volunteer binds itself; 0: there are no volunteers.
    pub volunteer_years: u32,
}

named!(
    /// Why an operator takes part in a year, or does not.
    Standing {
        /// Takes part: BIPT registered it for the year, and noted no services to judge by.
        Registered = "REGISTERED",
        /// Takes part: it provides public telephony.
        PublicTelephony = "PUBLIC_TELEPHONY",
        /// Takes part: it sells the public telephony of another.
        Resale = "RESALE",
        /// Takes part: voice over the internet, with numbers of the national plan.
        NumberedVoip = "NUMBERED_VOIP",
        /// Takes part: not above the threshold, but bound by its own will.
        Volunteer = "VOLUNTEER",
        /// Does not: BIPT registered no day of the year.
        NotRegistered = "NOT_REGISTERED",
        /// Does not: it offered no service in the year.
        NoService = "NO_SERVICE",
        /// Does not: voice over the internet only, without numbers of the national plan.
        NoNumbers = "NO_NUMBERS",
        /// Does not: its turnover is not above the threshold.
        BelowThreshold = "BELOW_THRESHOLD",
    }
);

impl Standing {
    /// Whether it is one of those that take part.
    pub const fn takes_part(self) -> bool {
        match self {
            Self::Registered
            | Self::PublicTelephony
            | Self::Resale
            | Self::NumberedVoip
            | Self::Volunteer => true,
            Self::NotRegistered | Self::NoService | Self::NoNumbers | Self::BelowThreshold => false,
        }
    }
}

impl RegisteredOperator {
    /// Its standing in a year, by what it offered and by its turnover on public telephony in cents.
    /// A turnover that is not known yet excludes nobody, so that it can still be declared; nor does
    /// it an operator without noted services.
    pub fn standing_in(
        &self,
        year: SettlementYear,
        rule: &ContributionRule,
        turnover_cents: Option<i128>,
    ) -> Standing {
        let by_nature = self.standing_by_nature(year);
        let exceeded = match (rule.threshold, turnover_cents) {
            (Some(threshold), Some(turnover)) => turnover > i128::from(threshold.0),
            (None, _) | (_, None) => true,
        };
        if exceeded || by_nature == Standing::Registered || !by_nature.takes_part() {
            by_nature
        } else if self.is_volunteer_in(year, rule) {
            Standing::Volunteer
        } else {
            Standing::BelowThreshold
        }
    }

    /// Its standing by registration, services and numbers alone.
    pub(crate) fn standing_by_nature(&self, year: SettlementYear) -> Standing {
        let offering = self.offering();
        if self.participation_in(year).is_none() {
            return Standing::NotRegistered;
        }
        if offering.services.is_empty() {
            return Standing::Registered;
        }
        let standings = offering.services_in(year).map(|service| match service.kind {
            ServiceKind::Fixed | ServiceKind::Mobile => Standing::PublicTelephony,
            ServiceKind::FixedResold | ServiceKind::MobileResold => Standing::Resale,
            ServiceKind::Voip if offering.has_numbers_for(service, year) => Standing::NumberedVoip,
            ServiceKind::Voip => Standing::NoNumbers,
        });
        // The strongest reason comes first in the list of standings.
        let order = |standing: &Standing| Standing::ALL.iter().position(|one| one == standing);
        standings.min_by_key(order).unwrap_or(Standing::NoService)
    }

    /// Whether a day of the settled year lies in the years for which it bound itself.
    fn is_volunteer_in(&self, year: SettlementYear, rule: &ContributionRule) -> bool {
        let Some(from) = self.offering().volunteered_on else { return false };
        let until = add_months(from, rule.volunteer_years.saturating_mul(MONTHS_A_YEAR));
        let settled = year.span();
        let begins_in_time = settled.until().is_none_or(|end| from < end);
        begins_in_time && settled.from() < until
    }
}

#[cfg(test)]
mod tests {
    use stts_kernel::{OperatorId, Period};

    use super::*;
    use crate::{AssignedNumbers, OfferedService, Offering, Participation};

    const NO_RULE: ContributionRule = ContributionRule { threshold: None, volunteer_years: 0 };
    const FIFTY_MILLION: ContributionRule =
        ContributionRule { threshold: Some(Cents(5_000_000_000)), volunteer_years: 5 };

    fn period(from: &str, until: &str) -> Period {
        let until = Some(until).filter(|until| !until.is_empty());
        Period::new(from.parse().unwrap(), until.map(|until| until.parse().unwrap())).unwrap()
    }

    fn service(kind: ServiceKind, from: &str, until: &str) -> OfferedService {
        OfferedService { kind, period: period(from, until) }
    }

    fn operator(
        services: Vec<OfferedService>,
        numbers: &[(&str, &str)],
        volunteered_on: Option<&str>,
    ) -> RegisteredOperator {
        let id = OperatorId::new("OP01").unwrap();
        let participation =
            Participation { period: period("2000-01-01", ""), reason: "telephony".into() };
        let numbers = numbers.iter().map(|(from, until)| AssignedNumbers {
            block: "0278".into(),
            period: period(from, until),
        });
        let offering = Offering {
            services,
            numbers: numbers.collect(),
            volunteered_on: volunteered_on.map(|day| day.parse().unwrap()),
        };
        let registered = RegisteredOperator::new(id, "One".into(), vec![participation], vec![]);
        registered.unwrap().offering_of(offering).unwrap()
    }

    fn year(year: i32) -> SettlementYear {
        SettlementYear::new(year).unwrap()
    }

    #[test]
    fn what_is_offered_decides() {
        use ServiceKind::{Fixed, FixedResold, Mobile, MobileResold, Voip};
        let in_2023 = |kind| service(kind, "2023-03-01", "2023-04-01");
        for (services, standing) in [
            (vec![], "REGISTERED"),
            (vec![in_2023(Fixed)], "PUBLIC_TELEPHONY"),
            (vec![in_2023(Mobile)], "PUBLIC_TELEPHONY"),
            (vec![in_2023(FixedResold)], "RESALE"),
            (vec![in_2023(MobileResold)], "RESALE"),
            (vec![in_2023(Voip)], "NO_NUMBERS"),
            (vec![in_2023(Voip), in_2023(MobileResold)], "RESALE"),
            (vec![in_2023(MobileResold), in_2023(Mobile)], "PUBLIC_TELEPHONY"),
            (vec![service(Fixed, "2022-01-01", "2023-01-01")], "NO_SERVICE"),
            (vec![service(Fixed, "2022-01-01", "2023-01-02")], "PUBLIC_TELEPHONY"),
            (vec![service(Fixed, "2024-01-01", "")], "NO_SERVICE"),
        ] {
            let found =
                operator(services.clone(), &[], None).standing_in(year(2023), &NO_RULE, None);
            assert_eq!(found.name(), standing, "{services:?}");
        }
    }

    #[test]
    fn voice_over_the_internet_counts_with_a_number_on_a_day_on_which_it_is_offered() {
        let voip = service(ServiceKind::Voip, "2023-03-01", "2023-04-01");
        for (numbers, standing) in [
            (("2023-03-31", "2023-04-30"), "NUMBERED_VOIP"),
            (("2023-01-01", "2023-03-02"), "NUMBERED_VOIP"),
            (("2010-01-01", ""), "NUMBERED_VOIP"),
            (("2023-04-01", ""), "NO_NUMBERS"),
            (("2022-01-01", "2023-03-01"), "NO_NUMBERS"),
        ] {
            let operator = operator(vec![voip], &[numbers], None);
            let found = operator.standing_in(year(2023), &NO_RULE, None);
            assert_eq!(found.name(), standing, "{numbers:?}");
        }
    }

    #[test]
    fn a_turnover_must_exceed_the_threshold_unless_the_operator_bound_itself() {
        let fixed = service(ServiceKind::Fixed, "2000-01-01", "");
        for (turnover, volunteered_on, standing) in [
            (None, None, "PUBLIC_TELEPHONY"),
            (Some(5_000_000_001), None, "PUBLIC_TELEPHONY"),
            (Some(5_000_000_000), None, "BELOW_THRESHOLD"),
            (Some(0), None, "BELOW_THRESHOLD"),
            (Some(0), Some("2023-12-31"), "VOLUNTEER"),
            (Some(0), Some("2024-01-01"), "BELOW_THRESHOLD"),
            (Some(0), Some("2018-01-02"), "VOLUNTEER"),
            (Some(0), Some("2018-01-01"), "BELOW_THRESHOLD"),
            (Some(5_000_000_001), Some("2023-01-01"), "PUBLIC_TELEPHONY"),
        ] {
            let operator = operator(vec![fixed], &[], volunteered_on);
            let found = operator.standing_in(year(2023), &FIFTY_MILLION, turnover);
            assert_eq!(found.name(), standing, "{turnover:?}, {volunteered_on:?}");
            assert!(operator.standing_in(year(2023), &NO_RULE, turnover).takes_part());
        }
    }

    #[test]
    fn only_registered_days_and_noted_services_are_judged() {
        let fixed = service(ServiceKind::Fixed, "1990-01-01", "");
        let id = OperatorId::new("OP01").unwrap();
        let gone = Participation { period: period("2000-01-01", "2023-01-01"), reason: "x".into() };
        let gone = RegisteredOperator::new(id, "One".into(), vec![gone], vec![]).unwrap();
        let offering = Offering { services: vec![fixed], ..Offering::default() };
        let gone = gone.offering_of(offering).unwrap();
        for (at, standing) in [(2022, "PUBLIC_TELEPHONY"), (2023, "NOT_REGISTERED")] {
            assert_eq!(gone.standing_in(year(at), &NO_RULE, Some(1)).name(), standing, "{at}");
        }
        let plain = operator(vec![], &[], None);
        assert_eq!(plain.standing_in(year(2023), &FIFTY_MILLION, Some(0)), Standing::Registered);
    }
}
