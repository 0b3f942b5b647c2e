//! BIPT registers an operator.

use async_trait::async_trait;
use stts_kernel::{ErrorKind, Refusal};
use stts_settlement_domain::RegisteredOperator;

use super::App;
use super::answered::{Asked, Outcome};
use crate::ports::{Answer, Answered, Call, Commit};

impl App {
    /// Registers it; refused with `OPERATOR_EXISTS` where its code is taken.
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
        let commit = Commit { registered: Some(operator.clone()), ..Commit::default() };
        Ok(Outcome { commit, answer: app.encode.answer(Answer::Registered(operator)) })
    }
}
