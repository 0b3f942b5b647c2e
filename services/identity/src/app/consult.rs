//! The one way to the register: row, question, answer, completion.

use stts_identity_domain::{Match, NationalNumber};
use stts_kernel::{ErrorKind, PersonId, Refusal};
use tokio::time::timeout;

use super::App;
use crate::ports::{
    Call, Consultation, ConsultationId, Ids, Question, RegisterUnavailable, Seen, Unfound,
};

impl App {
    /// Asks the register. The row is committed before the first question and completed after the
    /// last; without the row nothing is asked, and without the completion nothing is answered.
    /// `seen` tells whom an answer is about, where that needs ids; they are given in its order.
    pub(super) async fn consult<T>(
        &self,
        consultation: Consultation,
        ask: impl Future<Output = Result<Match<T>, RegisterUnavailable>>,
        seen: impl FnOnce(&T) -> Vec<Seen>,
    ) -> Result<(T, Vec<Ids>), Refusal> {
        let row = self.log.begin(&consultation).await?;
        let answered = timeout(self.register_budget, ask).await;
        match answered.unwrap_or(Err(RegisterUnavailable)) {
            Ok(Match::One(answer)) => {
                let ids = self.log.found(row, seen(&answer), self.clock.now()).await?;
                Ok((answer, ids))
            }
            Ok(Match::None) => self.unfound(row, Unfound::NotFound).await,
            Ok(Match::Several) => self.unfound(row, Unfound::Ambiguous).await,
            Err(RegisterUnavailable) => self.unfound(row, Unfound::Unavailable).await,
        }
    }

    async fn unfound<T>(&self, row: ConsultationId, why: Unfound) -> Result<T, Refusal> {
        if why == Unfound::Unavailable {
            tracing::warn!("the register did not answer a consultation");
        }
        self.log.unfound(row, why, self.clock.now()).await?;
        Err(why.kind().into())
    }

    /// The consultation that is about to take place.
    pub(super) fn consultation(
        &self,
        call: &Call,
        question: Question,
        person_id: Option<PersonId>,
    ) -> Consultation {
        Consultation { call: call.clone(), question, person_id, asked_at: self.clock.now() }
    }

    /// The number of a person. An id that was never given is answered without a question, and so
    /// without a row.
    pub(crate) async fn number_of(&self, person_id: PersonId) -> Result<NationalNumber, Refusal> {
        let number = self.person_ids.number_of(person_id).await?;
        number.ok_or_else(|| ErrorKind::PersonNotFound.into())
    }
}

/// The ids of who was seen; the log gives them whenever somebody was.
pub(super) fn given(ids: &[Ids]) -> Result<Ids, Refusal> {
    ids.first().copied().ok_or_else(|| ErrorKind::Internal.into())
}

/// Somebody, or nobody.
pub(super) fn one<T>(answer: Option<T>) -> Match<T> {
    answer.map_or(Match::None, Match::One)
}
