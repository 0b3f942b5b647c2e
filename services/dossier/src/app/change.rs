//! A command on a dossier that its number names.

use chrono::NaiveDate;
use stts_chassis::guard_is_on;
use stts_dossier_domain::dossier::{Command, Dossier, decide};
use stts_kernel::{DossierNumber, ErrorKind, Refusal};

use super::App;
use super::answered::{Answered, Outcome};
use super::decided::Cause;
use crate::ports::{Answer, Call, Change, Loaded};

/// A dossier and the version of it that the caller knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target<'a> {
    pub(super) number: DossierNumber,
    pub(super) etag: Option<&'a str>,
}

impl App {
    /// Decides a command on a dossier, and commits it.
    pub(super) async fn change(
        &self,
        call: &Call,
        target: Target<'_>,
        command: &Command,
        change: Change,
    ) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        self.settle(call, move || Box::pin(self.decide_change(call, target, command, change))).await
    }

    async fn decide_change(
        &self,
        call: &Call,
        target: Target<'_>,
        command: &Command,
        change: Change,
    ) -> Result<Outcome, Refusal> {
        let loaded = self.targeted(call, target).await?;
        self.changed(call, loaded, command, change).await
    }

    /// The dossier at which a command is aimed, at the version that its caller knows.
    pub(super) async fn targeted(
        &self,
        call: &Call,
        target: Target<'_>,
    ) -> Result<Loaded, Refusal> {
        let loaded = self.visible(call, target.number).await?;
        check_etag(&loaded.dossier, target.etag)?;
        Ok(loaded)
    }

    /// Decides a command on a dossier as it was loaded: what to write, and what to answer.
    pub(super) async fn changed(
        &self,
        call: &Call,
        Loaded { dossier, place }: Loaded,
        command: &Command,
        change: Change,
    ) -> Result<Outcome, Refusal> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let context = self.context(&call.caller, place, today);
        let decision =
            decide(Some(&dossier), command, &context).map_err(|refused| refused.refusal)?;
        let answer = Answer::Changed(change, &decision.next);
        let answer = Ok(self.encode.answer(answer, &call.caller, today));
        let (cause, when) = (Cause::Call(call), (now, today));
        let decided = (dossier, decision);
        let commit = self.commit_with_household(&*self.store, decided, cause, when).await?;
        Ok(Outcome { commit, answer })
    }

    /// A dossier that exists for the caller: one that is unknown and another operator's cannot be
    /// told apart.
    pub(super) async fn visible(
        &self,
        call: &Call,
        number: DossierNumber,
    ) -> Result<Loaded, Refusal> {
        let loaded = self.store.by_number(number).await?;
        loaded
            .filter(|loaded| {
                let is_present = loaded.dossier.involvement(&call.caller).is_present();
                is_present || !guard_is_on!("tenant_filter")
            })
            .ok_or_else(|| ErrorKind::DossierNotFound.into())
    }

    /// The date in Brussels.
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }
}

/// The etag is the version.
pub(super) fn check_etag(dossier: &Dossier, etag: Option<&str>) -> Result<(), Refusal> {
    match etag {
        Some(etag) if etag != dossier.version.to_string() => Err(ErrorKind::StaleEtag.into()),
        Some(_) | None => Ok(()),
    }
}
