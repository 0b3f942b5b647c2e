//! BIPT registers an operator.

use async_trait::async_trait;
use stts_kernel::{ErrorKind, Refusal};
use stts_settlement_domain::{Command, RegisteredOperator};

use super::App;
use super::answered::{Asked, Outcome};
use super::change::decided;
use crate::ports::{Answer, Answered, Call, Change, Commit};

impl App {
    /// Registers it; refused with `OPERATOR_EXISTS` where its code is taken. A year in which it takes
    /// part waits for its declarations in the same commit, and a draft of that year is stale.
    pub async fn register_operator(&self, call: &Call, operator: &RegisteredOperator) -> Answered {
        self.answer(call, &Registration(operator)).await
    }
}

struct Registration<'a>(&'a RegisteredOperator);

#[async_trait]
impl Asked for Registration<'_> {
    async fn decide(&self, app: &App) -> Result<Outcome, Refusal> {
        let Self(operator) = *self;
        let registry = app.store.registry().await?;
        if registry.iter().any(|other| other.operator_id() == operator.operator_id()) {
            return Err(ErrorKind::OperatorExists.into());
        }
        let changes = app.joined(operator, &registry).await?;
        let registered = Some(operator.clone());
        let commit = Commit { registered, changes, ..Commit::default() };
        Ok(Outcome { commit, answer: app.encode.answer(Answer::Registered(operator)) })
    }
}

impl App {
    /// What the registration changes of the settlements that were not approved yet.
    async fn joined(
        &self,
        operator: &RegisteredOperator,
        registry: &[RegisteredOperator],
    ) -> Result<Vec<Change>, Refusal> {
        let (today, settlements) = (self.clock.today(), self.store.settlements().await?);
        let joined = settlements.iter().filter(|loaded| loaded.settlement.is_joined_by(operator));
        let change = |loaded| {
            let command = Command::AddParticipant { operator: operator.operator_id().clone() };
            decided(Some(loaded), command, registry, today)
        };
        joined.map(change).collect()
    }
}
