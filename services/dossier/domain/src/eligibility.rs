//! Who is entitled (annex art. 22 §1; domain, section 7): a pure function from facts, each of which
//! may be unknown, to a decision with its reasons.
//!
//! A category is an `and` of conditions, a condition an `or` of facts, and no fact stands twice in
//! one category. Hence the three-valued answer is exact: a category is unknown only if the unknown
//! facts can still make it true and can still make it false; and an unknown fact is missing exactly
//! if, in some undecided category, it stands in a condition that is itself unknown.

mod condition;
mod evaluation;
mod facts;
mod household;
mod income;
mod rules;
mod truth;

pub use condition::Condition;
pub use evaluation::{Evaluation, Outcome, Reason, evaluate};
pub use facts::{Fact, FactName, Facts, Origin};
pub use household::{HouseholdMember, Relation};
pub use income::{IncomeCeiling, household_income_ok, income_ok};
pub use rules::EligibilityRules;
pub use truth::Truth;
