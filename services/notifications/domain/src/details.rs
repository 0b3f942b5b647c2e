//! What a message tells beside its kind.

use chrono::NaiveDate;
use stts_kernel::Category;

/// What the event told that the message repeats. It says something about the person's health or
/// means, so it is kept as personal data.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// The documents that are needed, by the names of the rule file, in the order of the letter.
    pub documents: Vec<String>,
    /// The last day on which some of them are in time; absent where the event did not say it.
    pub answer_by: Option<NaiveDate>,
    /// The conditions that were examined.
    pub conditions: Vec<ExaminedCondition>,
}

/// The conditions of one category, which are not met.
#[derive(Clone, PartialEq, Eq)]
pub struct ExaminedCondition {
    /// The category.
    pub category: Category,
    /// The article in which they stand, such as `art. 22 §1 1.2 1°`.
    pub article: String,
}

stts_kernel::hidden_debug!(Details, ExaminedCondition);
