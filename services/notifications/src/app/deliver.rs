//! A letter is addressed, rendered and handed over.

use std::sync::Arc;

use stts_chassis::crash_point;
use stts_kernel::Clock;
use stts_notifications_domain::{Details, Failure};
use stts_queue::jobs::{Claim, JobError};

use crate::letters::{TEMPLATE_VERSION, compose, render};
use crate::ports::{Deliveries, Mailbox, Message, MessageId, Outcome, People, Person, PersonFault};
use crate::rules::Rules;

/// Delivers messages, and what it needs of the world.
#[derive(Clone)]
pub struct Delivering {
    /// The messages.
    pub deliveries: Arc<dyn Deliveries>,
    /// The identity service.
    pub people: Arc<dyn People>,
    /// Where letters go.
    pub mailbox: Arc<dyn Mailbox>,
    /// Business time.
    pub clock: Arc<dyn Clock>,
    /// The dated rules.
    pub rules: Arc<Rules>,
}

impl Delivering {
    /// Delivers a message that still waits. The letter is handed over before that is written down,
    /// under a name of its own: whoever dies in between is followed by one who hands over the same
    /// letter again in its place. One that is taken back meanwhile is not handed over, unless that had
    /// begun: then another letter recalls it.
    pub async fn deliver(
        &self,
        claim: Claim,
        id: MessageId,
        context: &[u8],
    ) -> Result<(), JobError> {
        let Some((message, details)) = self.deliveries.pending(id).await? else {
            return Ok(());
        };
        let outcome = match self.people.person(message.recipient, context).await {
            Ok(person) if person.is_deceased => Outcome::Failed(Failure::PersonDeceased),
            Ok(person) => match self.hand_over(&message, &details, &person).await? {
                Some(outcome) => outcome,
                None => return Ok(()),
            },
            Err(PersonFault::Unknown) => Outcome::Failed(Failure::PersonUnknown),
            Err(PersonFault::NoAddress) => Outcome::Failed(Failure::NoAddress),
            Err(PersonFault::Unavailable) => {
                return Err(JobError::Retry("IDENTITY_UNAVAILABLE"));
            }
        };
        crash_point!("job.after_effect");
        self.deliveries.settle(claim, id, outcome).await
    }

    /// Hands a letter over, unless it was taken back at the last moment.
    async fn hand_over(
        &self,
        message: &Message,
        details: &Details,
        person: &Person,
    ) -> Result<Option<Outcome>, JobError> {
        let letter = compose(message, details, person, &self.rules);
        let letter = letter.map_err(|_| JobError::Dead("TEMPLATE"))?;
        let content = render(&letter).map_err(|_| JobError::Dead("TEMPLATE"))?;
        if !self.deliveries.begin(message.message_id).await? {
            return Ok(None);
        }
        let put = self.mailbox.put(&name(message), &content).await;
        put.map_err(|error| {
            tracing::warn!(%error, "a letter was not handed over");
            JobError::Retry("MAILBOX_UNAVAILABLE")
        })?;
        let at = self.clock.now();
        Ok(Some(Outcome::Delivered { at, template_version: TEMPLATE_VERSION, content }))
    }
}

/// The name under which a letter is handed over: nothing about the person.
fn name(message: &Message) -> String {
    format!("{}.{}.{}.txt", message.message_id, message.kind.name(), message.language.code())
}

#[cfg(test)]
mod tests;
