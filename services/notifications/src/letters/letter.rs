//! What a letter says, before it is put into words.

use stts_notifications_domain::{Language, MessageKind};

/// To whom a letter goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    /// First and last name.
    pub name: String,
    /// Street and number, then postal code and municipality.
    pub address_lines: Vec<String>,
}

/// Everything that a template may say.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is about.
    pub kind: MessageKind,
    /// The language.
    pub language: Language,
    /// To whom it goes.
    pub recipient: Recipient,
    /// The date in words, in the language.
    pub written_on: String,
    /// The dossier, when there is one.
    pub dossier_number: Option<String>,
    /// The documents that are needed, in the language.
    pub documents: Vec<String>,
    /// The date in words until which an answer is awaited, where one is.
    pub answer_by: Option<String>,
    /// The conditions that were examined, in the language.
    pub grounds: Vec<String>,
    /// The first day of the right in words.
    pub right_begin: Option<String>,
    /// The first day without the right.
    pub right_end: Option<FromDay>,
    /// The first day without reduction.
    pub reduction_end: Option<FromDay>,
    /// What was granted beyond the end of the right.
    pub undue: Option<UndueWords>,
    /// The letters that do not count any more.
    pub recalled: Vec<RecalledWords>,
}

/// A day from which something is so: from then on, or since then.
#[derive(Clone, PartialEq, Eq)]
pub struct FromDay {
    /// The date in words, in the language.
    pub day: String,
    /// Whether it lies before the date of the letter.
    pub has_come: bool,
}

/// Reductions that are to be paid back.
#[derive(Clone, PartialEq, Eq)]
pub struct UndueWords {
    /// How many billing months, in words.
    pub months: String,
    /// What they are worth, in words.
    pub amount: String,
}

/// A letter that was sent, by what the person can find it.
#[derive(Clone, PartialEq, Eq)]
pub struct RecalledWords {
    /// Its subject, in the language.
    pub subject: String,
    /// The date that it bears, in words.
    pub written_on: String,
}

stts_kernel::hidden_debug!(Recipient, Letter, FromDay, UndueWords, RecalledWords);
