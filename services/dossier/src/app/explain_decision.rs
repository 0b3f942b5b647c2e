//! Why a decision about a right was as it was, and whether it would be the same again (domain,
//! section 7).

use stts_dossier_domain::eligibility::evaluate;
use stts_kernel::{DossierNumber, ErrorKind, Refusal, brussels_date};

use super::App;
use crate::ports::{Call, DecisionTold, KeptEvaluation};
use crate::rules::eligibility_of;

/// A decision, and what the same facts lead to under the same rules.
#[derive(Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The evaluation as it was kept.
    pub kept: KeptEvaluation,
    /// What it leads to; none where the rules of its version are not there.
    pub replayed: Option<DecisionTold>,
}

stts_kernel::hidden_debug!(Explanation);

impl App {
    /// Explains the evaluation of that number, from 1, or the last; none where the right was never
    /// evaluated.
    pub async fn explain_decision(
        &self,
        call: &Call,
        number: DossierNumber,
        evaluation: Option<u64>,
    ) -> Result<Option<Explanation>, Refusal> {
        let dossier = self.visible(call, number).await?.dossier;
        let kept = self.store.evaluation(dossier.person_id, evaluation).await?;
        let Some(kept) = kept else { return Ok(None) };
        let replayed = self.replayed(&kept).await?;
        Ok(Some(Explanation { kept, replayed }))
    }

    /// The rules are those that were kept under the version, as long as they are what it names.
    async fn replayed(&self, kept: &KeptEvaluation) -> Result<Option<DecisionTold>, ErrorKind> {
        let content = self.store.rule_set(&kept.rules_version).await?;
        let rules = content.and_then(|content| eligibility_of(&kept.rules_version, &content));
        let date = brussels_date(kept.decided_at);
        Ok(rules.map(|rules| DecisionTold::from(&evaluate(&kept.facts, &rules.on(date).value))))
    }
}
