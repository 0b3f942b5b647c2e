//! An operator declares its correction factors of a year.

use async_trait::async_trait;
use stts_kernel::{OperatorId, Refusal};
use stts_settlement_domain::{Command, Factors, SettlementYear};

use super::App;
use super::answered::{Asked, Outcome};
use crate::ports::{Answer, Answered, Call};

impl App {
    /// Takes the factors, written as decimals, in place of earlier ones.
    pub async fn declare_factors(
        &self,
        call: &Call,
        operator: &OperatorId,
        year: SettlementYear,
        subscription: &str,
        calls: &str,
    ) -> Answered {
        self.answer(call, &Declared { operator, year, subscription, calls }).await
    }
}

struct Declared<'a> {
    operator: &'a OperatorId,
    year: SettlementYear,
    subscription: &'a str,
    calls: &'a str,
}

#[async_trait]
impl Asked for Declared<'_> {
    async fn decide(&self, app: &App) -> Result<Outcome, Refusal> {
        let (subscription, calls) = (self.subscription.parse()?, self.calls.parse()?);
        let factors = Factors { subscription, calls };
        let command = Command::DeclareFactors { operator: self.operator.clone(), factors };
        let registry = app.store.registry().await?;
        let commit = app.changed(self.year, command, &registry).await?;
        let answer = app.encode.answer(Answer::FactorsDeclared);
        Ok(Outcome { commit, answer })
    }
}
