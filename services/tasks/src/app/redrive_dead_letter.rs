//! A dead letter is tried again.

use std::future::ready;

use stts_service::requests::{OneAnswer, Outcome};

use super::Operations;
use crate::ports::{Answered, LetterPlace, RequestIdentity};

/// Whose request ids these are.
const CALLER: &str = "BIPT";

impl Operations {
    /// Has its service try it again, once for each request: a repeat gets the first answer. That it
    /// fails again is an answer.
    pub async fn redrive_dead_letter(
        &self,
        request: &RequestIdentity,
        place: LetterPlace,
    ) -> Answered {
        let (requests, clock) = (&*self.requests, &*self.clock);
        let one = OneAnswer { requests, clock, caller: CALLER, request };
        if let Some(first) = one.first().await? {
            return first;
        }
        let redriven = self.queues.redrive(place).await;
        if let Ok(redriven) = &redriven {
            tracing::info!(
                service = place.service,
                kind = ?place.kind,
                number = place.number,
                redriven = redriven.letters,
                failed_class = redriven.failed_class,
                "a dead letter was tried again"
            );
        }
        let answer = redriven.map(|redriven| self.encode.redriven(&redriven));
        let outcome = answer.map(|bytes| Outcome { commit: (), answer: Ok(bytes) });
        one.settle(|| Box::pin(ready(outcome.clone()))).await
    }
}
