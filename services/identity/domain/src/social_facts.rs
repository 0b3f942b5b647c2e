//! What the social-status sources know about a person.

use chrono::NaiveDate;
use stts_kernel::Cents;

use stts_kernel::hidden_debug;

use stts_kernel::named;

named!(
    /// Who says so.
    FactSource {
        /// The national register.
        NationalRegister = "NATIONAL_REGISTER",
        /// The sickness funds, through their common agency: increased reimbursement.
        HealthInsurance = "HEALTH_INSURANCE",
        /// The directorate-general for people with a disability.
        DisabilityService = "DISABILITY_SERVICE",
        /// The public centres for social welfare, through their federal service: living wage.
        SocialWelfare = "SOCIAL_WELFARE",
        /// The tax administration: global taxable income.
        TaxAdministration = "TAX_ADMINISTRATION",
    }
);

/// What one source says about one question, and as of when. No value: the source does not know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fact<T> {
    /// The answer; `None` when the source does not know.
    pub value: Option<T>,
    /// Who says so.
    pub source: FactSource,
    /// The date as of which it was so.
    pub as_of: NaiveDate,
}

/// Prints the source and date, and never the answer.
impl<T> std::fmt::Debug for Fact<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Fact")
            .field("source", &self.source)
            .field("as_of", &self.as_of)
            .finish_non_exhaustive()
    }
}

/// The social facts of a person (annex art. 22 §1; domain, section 7). What is known from documents
/// only (war-blind, hearing, exclusive subscription, approved telephone) is not among them: no
/// source has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SocialFacts {
    /// Living in a collective, such as a rest home.
    pub collective_living: Fact<bool>,
    /// The status "increased reimbursement", which stands for an income within the ceiling.
    pub increased_reimbursement: Fact<bool>,
    /// The yearly global taxable income of the whole household, which the ceiling limits by a basic
    /// amount and an amount per member (annex art. 22, 1.3).
    pub household_income: Fact<Cents>,
    /// The person's own yearly taxable income, which counts alone for a person in collective living.
    pub own_income: Fact<Cents>,
    /// A disability of at least 66 %, by any of its four proofs.
    pub disabled_66: Fact<bool>,
    /// A living-wage decision in the person's own name.
    pub living_wage: Fact<bool>,
}

hidden_debug!(SocialFacts);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_prints_who_and_when_but_not_what() {
        let as_of = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let fact = Fact { value: Some(true), source: FactSource::SocialWelfare, as_of };
        let printed = format!("{fact:?}");
        assert!(printed.contains("SocialWelfare") && printed.contains("2026-01-01"), "{printed}");
        assert!(!printed.contains("true"), "{printed}");
    }
}
