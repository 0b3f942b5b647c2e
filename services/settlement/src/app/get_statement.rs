//! An operator reads its statement; BIPT any.

use stts_kernel::{ErrorKind, OperatorId, Refusal};
use stts_settlement_domain::SettlementYear;

use super::App;
use super::own_or_any::{asked_for, may_see};
use crate::ports::{Call, Statement};

impl App {
    /// The statement of the draft: of the operator that is named, else of the caller's own.
    ///
    /// Refused: a year without a settlement (`SETTLEMENT_NOT_FOUND`), a settlement without a draft
    /// (`SETTLEMENT_STATE`), and with `OPERATOR_NOT_FOUND` an operator without a statement. For an
    /// operator any other is one without a statement, whoever it is, and the same is read for it.
    pub async fn get_statement(
        &self,
        call: &Call,
        year: SettlementYear,
        operator: Option<OperatorId>,
    ) -> Result<Statement, Refusal> {
        let operator = asked_for(call, operator)?;
        let loaded = self.store.settlement(year).await?.ok_or(ErrorKind::SettlementNotFound)?;
        let settlement = loaded.settlement;
        let Some(run) = settlement.state.run() else {
            let state = settlement.state.name().name().to_owned();
            return Err(Refusal::with(ErrorKind::SettlementState, vec![("state", state)]));
        };
        let statement = self.store.statement(year, run.number, &operator).await?;
        let visible = statement.filter(|statement| may_see(call, &statement.operator));
        visible.ok_or_else(|| ErrorKind::OperatorNotFound.into())
    }
}
