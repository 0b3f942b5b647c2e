//! The person as the register last described them.

use crate::dates::BirthDate;

/// The language of a person's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Dutch.
    Dutch,
    /// French.
    French,
    /// German.
    German,
}

impl Language {
    /// All languages.
    pub const ALL: &[Self] = &[Self::Dutch, Self::French, Self::German];

    /// The code: `nl`, `fr` or `de`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::French => "fr",
            Self::German => "de",
        }
    }

    /// The language of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.code() == code)
    }
}

/// An address in the register.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Address {
    /// The street.
    pub street: String,
    /// The house number.
    pub house_number: String,
    /// The box, where there is one.
    pub box_number: Option<String>,
    /// The postal code.
    pub postal_code: String,
    /// The municipality.
    pub municipality: String,
}

/// How the person can be reached besides by post, as the operator gave it.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Contact {
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
}

/// What the dossier shows of the person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonSnapshot {
    /// Last name.
    pub last_name: String,
    /// First name.
    pub first_name: String,
    /// Birth date, of which the year alone may be known.
    pub birth_date: BirthDate,
    /// Address; absent where the register has none.
    pub address: Option<Address>,
    /// Language of letters.
    pub language: Language,
    /// Contact details.
    pub contact: Contact,
}

stts_kernel::hidden_debug!(Address, Contact, PersonSnapshot);
