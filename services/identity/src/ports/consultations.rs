//! The log of who asked what about whom.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_identity_domain::{HouseholdKey, NationalNumber, Person};
use stts_kernel::{ErrorKind, HouseholdId, PersonId};

use super::Call;

/// What the register is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Who has this name and birth date.
    FindPerson,
    /// Who has this name and birth date, or this number: all of them.
    FindPersons,
    /// Who this person is now.
    GetPerson,
    /// With whom this person lives.
    GetHousehold,
    /// What the sources know about this person.
    GetFacts,
}

impl Question {
    /// The name in the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FindPerson => "FIND_PERSON",
            Self::FindPersons => "FIND_PERSONS",
            Self::GetPerson => "GET_PERSON",
            Self::GetHousehold => "GET_HOUSEHOLD",
            Self::GetFacts => "GET_FACTS",
        }
    }
}

/// A consultation that is about to take place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// On whose behalf, and for what.
    pub call: Call,
    /// What is asked.
    pub question: Question,
    /// About whom, when that is known beforehand.
    pub person_id: Option<PersonId>,
    /// The business instant.
    pub asked_at: DateTime<Utc>,
}

/// A row of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsultationId(pub i64);

/// Whom and which household an answer is about, as the register knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The person.
    pub number: NationalNumber,
    /// The person's household.
    pub household: HouseholdKey,
}

impl Seen {
    /// A person whom the register told of.
    pub fn of(person: &Person) -> Self {
        Self { number: person.number, household: person.household.clone() }
    }
}

/// How the rest of the system knows them: random, given at the first consultation, kept for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ids {
    /// The person.
    pub person_id: PersonId,
    /// The household.
    pub household_id: HouseholdId,
}

/// Why a consultation ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfound {
    /// The register knows nobody.
    NotFound,
    /// The register knows several.
    Ambiguous,
    /// The register did not answer in time, or not sensibly.
    Unavailable,
}

impl Unfound {
    /// What the caller is told.
    pub const fn kind(self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::PersonNotFound,
            Self::Ambiguous => ErrorKind::PersonAmbiguous,
            Self::Unavailable => ErrorKind::RegisterUnavailable,
        }
    }
}

/// The consultation log. A consultation without a row in it does not take place: when
/// [`begin`](Self::begin) fails, the register is not asked (reliability, fault 33).
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait ConsultationLog: Send + Sync {
    /// Commits the row of a consultation; every attempt has its own. Fails with
    /// `SERVICE_UNAVAILABLE`, `OVERLOADED` or `INTERNAL`.
    async fn begin(&self, consultation: &Consultation) -> Result<ConsultationId, ErrorKind>;

    /// Completes the row of a consultation that was answered. Whoever is seen for the first time
    /// gets an id in the same commit; of two such commits at once, both give the same id. Gives the
    /// ids in the order of who was seen; the row tells them all.
    async fn found(
        &self,
        consultation: ConsultationId,
        seen: Vec<Seen>,
        at: DateTime<Utc>,
    ) -> Result<Vec<Ids>, ErrorKind>;

    /// Completes the row of a consultation without an answer.
    async fn unfound(
        &self,
        consultation: ConsultationId,
        why: Unfound,
        at: DateTime<Utc>,
    ) -> Result<(), ErrorKind>;
}
