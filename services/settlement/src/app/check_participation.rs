//! Whether an operator takes part in the settlement of a year, and why.

use stts_kernel::{OperatorId, Refusal};
use stts_settlement_domain::{ContributionRule, SettlementYear, Turnover};

use super::App;
use crate::ports::{Call, ParticipationCheck};

impl App {
    /// The standing of the operator that is named, else of the caller's own, by the turnover that is
    /// declared until now.
    pub async fn check_participation(
        &self,
        call: &Call,
        year: SettlementYear,
        operator: Option<OperatorId>,
    ) -> Result<ParticipationCheck, Refusal> {
        let registered = self.registered(call, operator).await?;
        let turnover_cents = self.declared_cents(year, registered.operator_id()).await?;
        let rule = self.contribution_in(year);
        let registered_as = registered.participation_in(year).map(|one| one.reason.clone());
        Ok(ParticipationCheck {
            standing: registered.standing_in(year, rule, turnover_cents),
            registered_as,
            threshold: rule.threshold,
            turnover_cents,
        })
    }

    /// Who contributes in a year: the rule of its last day.
    pub(super) fn contribution_in(&self, year: SettlementYear) -> &ContributionRule {
        let last_day = year.over_from().pred_opt().unwrap_or(year.over_from());
        &self.contribution.dated.on(last_day).value
    }

    async fn declared_cents(
        &self,
        year: SettlementYear,
        operator: &OperatorId,
    ) -> Result<Option<i128>, Refusal> {
        let Some(loaded) = self.store.settlement(year).await? else { return Ok(None) };
        let declared = self.store.declarations(year, loaded.version).await?;
        let turnover = declared.get(operator).and_then(|one| one.turnover.as_ref());
        Ok(turnover.map(Turnover::public_telephony_cents))
    }
}
