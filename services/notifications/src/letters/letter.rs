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
}

stts_kernel::hidden_debug!(Recipient, Letter);
