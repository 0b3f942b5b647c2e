//! Tells with whom a person lives.

use stts_identity_domain::Household;
use stts_kernel::{HouseholdId, PersonId, Refusal};

use super::App;
use super::consult::{given, one};
use crate::ports::{Call, Question, Seen};

/// A household under the id that the rest of the system knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdFound {
    /// The id.
    pub household_id: HouseholdId,
    /// The household, seen from the person asked about.
    pub household: Household,
}

impl App {
    /// The household of a person. Refuses with `PERSON_NOT_FOUND` or `REGISTER_UNAVAILABLE`.
    pub async fn get_household(
        &self,
        call: &Call,
        person_id: PersonId,
    ) -> Result<HouseholdFound, Refusal> {
        let number = self.number_of(person_id).await?;
        let consultation = self.consultation(call, Question::GetHousehold, Some(person_id));
        let ask = async { self.register.household(number).await.map(one) };
        let seen = |told: &Household| vec![Seen { number, household: told.key.clone() }];
        let (household, ids) = self.consult(consultation, ask, seen).await?;
        Ok(HouseholdFound { household_id: given(&ids)?.household_id, household })
    }
}
