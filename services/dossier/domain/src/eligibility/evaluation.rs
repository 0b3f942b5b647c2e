//! From facts to a decision with its reasons.

use std::collections::BTreeSet;

use stts_kernel::Category;

use super::condition::{self, Condition, Finding};
use super::{EligibilityRules, FactName, Facts, Truth};

/// What is decided about the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// At least one category is granted.
    Entitled,
    /// All categories are denied.
    Denied,
    /// No category is granted, and unknown facts can still grant one.
    Undecided,
}

impl Outcome {
    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entitled => "ENTITLED",
            Self::Denied => "DENIED",
            Self::Undecided => "UNDECIDED",
        }
    }
}

/// What was found of one category, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason {
    /// The category.
    pub category: Category,
    /// Its article in the annex.
    pub article: &'static str,
    /// Whether it is granted.
    pub truth: Truth,
    /// Its conditions, in the order of the law.
    pub conditions: Vec<(Condition, Truth)>,
}

/// The decision about a right, with its reasons.
#[derive(Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// What is decided.
    pub decision: Outcome,
    /// What was found of every category, in the order of [`Category::ALL`].
    pub reasons: Vec<Reason>,
    /// The unknown facts that can still change an undecided category, in alphabetical order; none
    /// unless the decision is [`Outcome::Undecided`].
    pub missing: Vec<FactName>,
    /// Whether article 22 §1, 4.3 lets the person have an internet formula: not in collective
    /// living, or with an exclusive subscription.
    pub internet: Truth,
}

stts_kernel::hidden_debug!(Reason, Evaluation);

impl Evaluation {
    /// What was found of a category.
    pub fn category(&self, category: Category) -> Truth {
        let found = self.reasons.iter().find(|reason| reason.category == category);
        found.map_or(Truth::Unknown, |reason| reason.truth)
    }

    /// The granted categories, in the order of [`Category::ALL`].
    pub fn granted(&self) -> Vec<Category> {
        self.reasons.iter().filter(|r| r.truth.is_true()).map(|r| r.category).collect()
    }
}

/// The article of the annex under which a category stands.
const fn article(category: Category) -> &'static str {
    match category {
        Category::Age65 => "art. 22 §1, 1.2 1°",
        Category::Disabled66 => "art. 22 §1, 1.2 2°",
        Category::LivingWage => "art. 22 §1, 1.2 3°",
        Category::Hearing => "art. 22 §1, 2.3",
        Category::WarBlind => "art. 22 §1, 3",
    }
}

fn conditions(
    category: Category,
    facts: &Facts,
    rules: &EligibilityRules,
) -> Vec<(Condition, Finding)> {
    match category {
        Category::Age65 => vec![
            (Condition::Age, condition::age(facts, rules.age_years)),
            (Condition::Household, condition::household_of_the_aged(facts, rules)),
            (Condition::Income, condition::income(facts)),
            (Condition::OwnLiving, condition::own_living(facts)),
        ],
        Category::Disabled66 => vec![
            (Condition::Disability, condition::disability(facts)),
            (Condition::Age, condition::age(facts, rules.disabled_age_years)),
            (Condition::Household, condition::household_of_the_disabled(facts, rules)),
            (Condition::Income, condition::income(facts)),
            (Condition::OwnLiving, condition::own_living(facts)),
        ],
        Category::LivingWage => vec![
            (Condition::LivingWage, condition::living_wage(facts)),
            (Condition::OwnLiving, condition::own_living(facts)),
        ],
        Category::Hearing => vec![
            (Condition::Hearing, condition::hearing(facts)),
            (Condition::ApprovedPhone, condition::approved_phone(facts)),
        ],
        Category::WarBlind => vec![(Condition::WarBlind, condition::war_blind(facts))],
    }
}

/// One category, and the facts that it still misses.
fn find(category: Category, facts: &Facts, rules: &EligibilityRules) -> (Reason, Vec<FactName>) {
    let found = conditions(category, facts, rules);
    let named = found.iter().map(|(condition, finding)| (*condition, finding.truth)).collect();
    let truth = Truth::all(found.iter().map(|(_, finding)| finding.truth));
    let whole = found.into_iter().map(|(_, finding)| finding).reduce(Finding::and);
    let missing = whole.map(|finding| finding.missing).unwrap_or_default();
    let reason = Reason { category, article: article(category), truth, conditions: named };
    (reason, missing.into_iter().collect())
}

fn outcome(reasons: &[Reason]) -> Outcome {
    match Truth::any(reasons.iter().map(|reason| reason.truth)) {
        Truth::True => Outcome::Entitled,
        Truth::False => Outcome::Denied,
        Truth::Unknown => Outcome::Undecided,
    }
}

/// Decides the right from the facts. Entitled: one category granted; denied: all denied; else
/// undecided, with the facts that are missing (domain, section 7).
pub fn evaluate(facts: &Facts, rules: &EligibilityRules) -> Evaluation {
    let found = Category::ALL.iter().map(|category| find(*category, facts, rules));
    let (reasons, missing): (Vec<_>, Vec<_>) = found.unzip();
    let decision = outcome(&reasons);
    let missing: BTreeSet<_> = missing.into_iter().flatten().collect();
    let missing = match decision {
        Outcome::Undecided => missing.into_iter().collect(),
        Outcome::Entitled | Outcome::Denied => Vec::new(),
    };
    Evaluation { decision, reasons, missing, internet: condition::own_living(facts).truth }
}
