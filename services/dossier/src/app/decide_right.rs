//! BIPT decides on a right by what documents prove (domain, section 3).

use stts_dossier_domain::dossier::{Command, CommandName, Dossier, Findings, Judgement, Status};
use stts_dossier_domain::eligibility::Facts;
use stts_kernel::{DossierNumber, Refusal};

use super::App;
use super::answered::{Answered, Outcome};
use super::change::Target;
use crate::ports::{Call, Change};

/// A decision on a right.
#[derive(Clone, PartialEq, Eq)]
pub struct RightDecision {
    /// Whether it is granted.
    pub granted: bool,
    /// What the documents prove or disprove.
    pub findings: Findings,
}

stts_kernel::hidden_debug!(RightDecision);

impl App {
    /// Grants or refuses the right; grants it late, or undoes its end.
    pub async fn decide_right(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
        decision: &RightDecision,
    ) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        let target = Target { number, etag };
        self.settle(call, move || Box::pin(self.decided_right(call, target, decision))).await
    }

    async fn decided_right(
        &self,
        call: &Call,
        target: Target<'_>,
        decision: &RightDecision,
    ) -> Result<Outcome, Refusal> {
        let loaded = self.targeted(call, target).await?;
        let name = command_name(&loaded.dossier, decision.granted);
        let judgement = self.judgement(&loaded.dossier, decision).await?;
        let command = Command::DecideRight { name, judgement };
        self.changed(call, loaded, &command, Change::RightDecided).await
    }

    /// The findings are added to the facts of the person's last evaluation.
    pub(super) async fn judgement(
        &self,
        dossier: &Dossier,
        decision: &RightDecision,
    ) -> Result<Judgement, Refusal> {
        let last = self.store.evaluation(dossier.person_id, None).await?;
        Ok(Judgement {
            granted: decision.granted,
            findings: decision.findings.clone(),
            facts: Box::new(last.map_or_else(Facts::unknown, |last| last.facts)),
        })
    }
}

/// The row of the table; where the status has none, the one that is then refused.
const fn command_name(dossier: &Dossier, granted: bool) -> CommandName {
    match (dossier.status, granted) {
        (_, false) => CommandName::RefuseRight,
        (Status::Closed, true) => CommandName::GrantRightLate,
        (Status::AwaitingStop, true) => CommandName::UndoRightEnd,
        (_, true) => CommandName::GrantRight,
    }
}
