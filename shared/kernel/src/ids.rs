//! Identifiers. Random ones come from an [`IdSource`], so that a test can give its own.

use std::fmt;

use thiserror::Error;
use uuid::Uuid;

/// Where new random identifiers come from; a test replaces it by a seeded one.
pub trait IdSource: Send + Sync {
    /// A new random UUID (version 4).
    fn uuid(&self) -> Uuid;

    /// A uniformly random number below `bound`; `bound` is at least 1.
    fn number_below(&self, bound: u64) -> u64;
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new random identifier.
            pub fn random(ids: &dyn IdSource) -> Self {
                Self(ids.uuid())
            }

            /// The identifier as a UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}

uuid_id!(
    /// A person as every service but identity knows one: random, never derived from the national
    /// number.
    PersonId
);
uuid_id!(
    /// A household of the national register, under a random name that identity gives it.
    HouseholdId
);
uuid_id!(
    /// One application on a dossier: new, reactivation or transfer. History is grouped by it.
    ApplicationId
);
uuid_id!(
    /// A request to an operator or to BIPT to act on a dossier.
    TaskId
);
uuid_id!(
    /// One committed event.
    EventId
);

/// Names that stand for somebody else wherever an operator's code may stand.
const RESERVED: [&str; 2] = ["BIPT", "SYSTEM"];

/// An operator, by the short code under which BIPT registered it: 1 to 32 letters, digits, `-` or
/// `_`, beginning with a letter or digit; never `BIPT` or `SYSTEM`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperatorId(String);

/// The text is not an operator's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "an operator id has 1 to 32 letters, digits, '-' or '_', begins with a letter or digit, and is \
     neither BIPT nor SYSTEM"
)]
pub struct InvalidOperatorId;

impl OperatorId {
    /// Takes an operator's code.
    pub fn new(code: impl Into<String>) -> Result<Self, InvalidOperatorId> {
        let code = code.into();
        let begins_well = code.starts_with(|c: char| c.is_ascii_alphanumeric());
        let well_formed = code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let reserved = RESERVED.iter().any(|name| name.eq_ignore_ascii_case(&code));
        if begins_well && well_formed && code.len() <= 32 && !reserved {
            Ok(Self(code))
        } else {
            Err(InvalidOperatorId)
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OperatorId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_id_is_a_short_code() {
        for code in ["OP01", "proximus", "1-a_b"] {
            assert_eq!(OperatorId::new(code).unwrap().as_str(), code);
        }
        for code in ["", "-a", "a b", "é", "BIPT", "bipt", "SYSTEM", &"x".repeat(33)] {
            assert_eq!(OperatorId::new(code), Err(InvalidOperatorId), "{code}");
        }
    }
}
