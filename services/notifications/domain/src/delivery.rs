//! How far a message is.

use chrono::{DateTime, Utc};

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Waits to be rendered and handed over.
    Pending,
    /// Handed over to the channel.
    Delivered(DateTime<Utc>),
    /// Given up.
    Failed(Failure),
    /// Never sent: the action that led to it was taken back before.
    Withdrawn,
}

impl Delivery {
    /// How far, without when and why.
    pub const fn stage(self) -> Stage {
        match self {
            Self::Pending => Stage::Pending,
            Self::Delivered(_) => Stage::Delivered,
            Self::Failed(_) => Stage::Failed,
            Self::Withdrawn => Stage::Withdrawn,
        }
    }
}

/// The stages of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Waits.
    Pending,
    /// Handed over.
    Delivered,
    /// Given up.
    Failed,
    /// Taken back before it was sent.
    Withdrawn,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Delivered, Self::Failed, Self::Withdrawn];

    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Delivered => "DELIVERED",
            Self::Failed => "FAILED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// The stage of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Why a message was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The identity service knows no such person.
    PersonUnknown,
    /// The person has died: no letter goes to the dead (domain, section 3, night run).
    PersonDeceased,
    /// The register has no address to which the letter could go.
    NoAddress,
}

impl Failure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::PersonUnknown, Self::PersonDeceased, Self::NoAddress];

    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PersonUnknown => "PERSON_UNKNOWN",
            Self::PersonDeceased => "PERSON_DECEASED",
            Self::NoAddress => "NO_ADDRESS",
        }
    }

    /// The failure of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for stage in Stage::ALL {
            assert_eq!(Stage::from_name(stage.name()), Some(stage));
        }
        for failure in Failure::ALL {
            assert_eq!(Failure::from_name(failure.name()), Some(failure));
        }
    }
}
