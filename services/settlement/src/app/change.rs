//! A command to the settlement of a year.

use chrono::NaiveDate;
use stts_kernel::Refusal;
use stts_settlement_domain::{Command, Decision, RegisteredOperator, SettlementYear, decide};

use super::App;
use crate::ports::{Change, Commit, Loaded};

impl App {
    /// What a command makes of the settlement of a year as it stands now.
    pub(super) async fn changed(
        &self,
        year: SettlementYear,
        command: Command,
        registry: &[RegisteredOperator],
    ) -> Result<Commit, Refusal> {
        let loaded = self.store.settlement(year).await?;
        let change = decided(loaded.as_ref(), command, registry, self.clock.today())?;
        Ok(Commit { changes: vec![change], ..Commit::default() })
    }
}

/// What a command makes of a settlement, guarded by the version that was decided on.
pub(super) fn decided(
    loaded: Option<&Loaded>,
    command: Command,
    registry: &[RegisteredOperator],
    today: NaiveDate,
) -> Result<Change, Refusal> {
    let settlement = loaded.map(|loaded| &loaded.settlement);
    let Decision { next, events } = decide(settlement, command, registry, today)?;
    Ok(Change { before: loaded.map(|loaded| loaded.version), next, events })
}
