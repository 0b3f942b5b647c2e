//! What a message tells beside its kind.

use chrono::NaiveDate;
use stts_kernel::{Category, Cents};

use crate::MessageKind;

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
    /// The first day of the right.
    pub right_begin_date: Option<NaiveDate>,
    /// The first day without the right.
    pub right_end_date: Option<NaiveDate>,
    /// The first day without reduction.
    pub reduction_end_date: Option<NaiveDate>,
    /// What was granted beyond the end of the right; absent where nothing was.
    pub undue: Option<Undue>,
    /// The letters that do not count any more.
    pub recalled: Vec<RecalledLetter>,
}

/// The conditions of one category, which are not met.
#[derive(Clone, PartialEq, Eq)]
pub struct ExaminedCondition {
    /// The category.
    pub category: Category,
    /// The article in which they stand, such as `art. 22 §1 1.2 1°`.
    pub article: String,
}

/// Reductions that were granted after the right had ended; they are to be paid back (annex art. 22 §1,
/// 1.6 2°).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undue {
    /// How many billing months.
    pub months: u32,
    /// What they are worth, VAT included.
    pub amount: Cents,
}

/// A letter that was sent and does not count any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecalledLetter {
    /// What it was about.
    pub kind: MessageKind,
    /// The date that it bears.
    pub written_on: NaiveDate,
}

stts_kernel::hidden_debug!(Details, ExaminedCondition);
