//! BIPT opens the settlement of a year.

use async_trait::async_trait;
use stts_kernel::{ErrorKind, OperatorId, Refusal};
use stts_settlement_domain::{Command, SettlementYear};

use super::App;
use super::answered::{Asked, Outcome};
use crate::ports::{Answer, Answered, Call};

impl App {
    /// Opens it; refused with `SETTLEMENT_STATE` when it is open already.
    pub async fn open_settlement(&self, call: &Call, year: SettlementYear) -> Answered {
        self.answer(call, &Opening(year)).await
    }
}

struct Opening(SettlementYear);

#[async_trait]
impl Asked for Opening {
    async fn decide(&self, app: &App) -> Result<Outcome, Refusal> {
        let Self(year) = *self;
        let registry = app.store.registry().await?;
        let commit = app.changed(year, Command::OpenSettlement { year }, &registry).await?;
        let taking_part = registry.iter().filter(|operator| operator.takes_part_in(year));
        let participants: Vec<OperatorId> =
            taking_part.map(|operator| operator.operator_id().clone()).collect();
        let change = commit.changes.first().ok_or(ErrorKind::Internal)?;
        let answer = Answer::Opened { settlement: &change.next, participants: &participants };
        let answer = app.encode.answer(answer);
        Ok(Outcome { commit, answer })
    }
}
