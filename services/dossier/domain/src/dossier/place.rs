//! The one place that a household has for all tariffs (domain, section 4.4).

use stts_kernel::{HouseholdId, PersonId};

/// The key of a place: the household, or, in collective living, the person as a household of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceKey(HouseholdId);

impl PlaceKey {
    /// The place of a household.
    pub const fn household(household_id: HouseholdId) -> Self {
        Self(household_id)
    }

    /// The place of a person who counts as a household of one.
    pub fn alone(person_id: PersonId) -> Self {
        Self(HouseholdId::from(person_id.uuid()))
    }

    /// The key as it is stored, under the household's name.
    pub const fn id(self) -> HouseholdId {
        self.0
    }
}

/// Who holds the place of a dossier's household at the moment of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceState {
    /// Nobody.
    Free,
    /// This dossier.
    Own,
    /// Another dossier.
    Taken,
}
