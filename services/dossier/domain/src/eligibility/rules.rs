//! The values of article 22 that a new law may change: one dated row.

/// The ages and numbers of annex art. 22 §1, as one row of the dated rule file gives them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EligibilityRules {
    /// The age in years that `AGE_65` asks of the person (1.2 1°).
    pub age_years: u32,
    /// The age in years that `AGE_65` asks of those who live with the person (1.2 1°).
    pub companion_age_years: u32,
    /// The highest age in years of a child or grandchild living in; none when there is no limit.
    /// Never asked of a descendant who is 66 % disabled (1.2 1°).
    pub descendant_max_age_years: Option<u32>,
    /// The age in years that `DISABLED_66` asks of the person (1.2 2°).
    pub disabled_age_years: u32,
    /// How many people, related or not, may live with a person of `DISABLED_66` (1.2 2°).
    pub disabled_max_companions: usize,
}
