//! BIPT ends a two-yearly check, or the choice among several tariffs (domain, section 3).

use stts_dossier_domain::dossier::{Command, Dossier, decide};
use stts_kernel::{DossierNumber, Refusal};

use super::App;
use super::answered::{Answered, Outcome};
use super::change::Target;
use super::decide_right::RightDecision;
use super::decided::Cause;
use super::household::Decided;
use crate::ports::{Answer, Call, Change, Loaded};

/// How it ends.
#[derive(Clone, PartialEq, Eq)]
pub enum Resolution {
    /// By documents.
    Documents(RightDecision),
    /// This tariff is kept, and every other one of the household that waits for the choice ends.
    Keep,
    /// This tariff ends.
    Drop,
}

stts_kernel::hidden_debug!(Resolution);

impl App {
    /// Ends it; what becomes of the others of the household is written with it.
    pub async fn resolve_verification(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
        resolution: &Resolution,
    ) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        let target = Target { number, etag };
        self.settle(call, move || Box::pin(self.resolved(call, target, resolution))).await
    }

    async fn resolved(
        &self,
        call: &Call,
        target: Target<'_>,
        resolution: &Resolution,
    ) -> Result<Outcome, Refusal> {
        let loaded = self.targeted(call, target).await?;
        let command = match resolution {
            Resolution::Documents(decision) => {
                Command::ResolveDocuments(self.judgement(&loaded.dossier, decision).await?)
            }
            Resolution::Keep => return self.kept(call, loaded).await,
            Resolution::Drop => Command::ResolveDrop,
        };
        self.changed(call, loaded, &command, Change::VerificationResolved).await
    }

    /// The others are dropped by the same call; nobody is left to choose among.
    async fn kept(&self, call: &Call, loaded: Loaded) -> Result<Outcome, Refusal> {
        let Loaded { dossier, place } = loaded;
        let (now, today) = (self.clock.now(), self.clock.today());
        let context = self.context(&call.caller, place, today);
        let decided = |dossier: &Dossier, command: &Command| {
            decide(Some(dossier), command, &context).map_err(|refused| refused.refusal)
        };
        let decision = decided(&dossier, &Command::ResolveKeep)?;
        let household = self.store.household(dossier.place).await?;
        let others = household.into_iter().filter(|other| other.number != dossier.number);
        let waiting = others.filter(|other| other.status.awaits_choice());
        let dropped = waiting.map(|other| {
            let decision = decided(&other, &Command::ResolveDrop)?;
            Ok((other, decision))
        });
        let dropped: Vec<Decided> = dropped.collect::<Result<_, Refusal>>()?;
        let answer = Answer::Changed(Change::VerificationResolved, &decision.next);
        let answer = Ok(self.encode.answer(answer, &call.caller, today));
        let mut commit = self.commit_of(Some(&dossier), decision, Cause::Call(call), now);
        commit.also = self.commits_of(dropped, Cause::Call(call), now);
        Ok(Outcome { commit, answer })
    }
}
