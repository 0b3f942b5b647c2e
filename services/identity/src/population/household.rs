//! A household of a population.

use stts_identity_domain::{HouseholdKey, HouseholdPosition, Person, SocialFacts};

/// A person of a population, with the place in the household and what the sources know.
#[derive(Clone, PartialEq, Eq)]
pub struct Resident {
    /// The person.
    pub person: Person,
    /// What the person is to the household's reference person.
    pub position: HouseholdPosition,
    /// What the sources know.
    pub facts: SocialFacts,
}

stts_kernel::hidden_debug!(Resident);

/// Those who live, or until their death lived, at one address together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationHousehold {
    /// The register's key.
    pub key: HouseholdKey,
    /// Whether it is a collective, such as a rest home, whose residents are not related.
    pub collective: bool,
    /// Its people, the reference person first; at least one.
    pub residents: Vec<Resident>,
}
