//! Tells a person's social statuses.

use stts_identity_domain::SocialFacts;
use stts_kernel::{PersonId, Refusal};

use super::App;
use super::consult::one;
use crate::ports::{Call, Question};

impl App {
    /// What the sources know about a person. Refuses with `PERSON_NOT_FOUND` or
    /// `REGISTER_UNAVAILABLE`.
    pub async fn get_facts(
        &self,
        call: &Call,
        person_id: PersonId,
    ) -> Result<SocialFacts, Refusal> {
        let number = self.number_of(person_id).await?;
        let consultation = self.consultation(call, Question::GetFacts, Some(person_id));
        let ask = async { self.register.facts(number).await.map(one) };
        let (facts, _) = self.consult(consultation, ask, |_| Vec::new()).await?;
        Ok(facts)
    }
}
