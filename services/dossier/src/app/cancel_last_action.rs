//! The operator takes its last action back (domain, section 9).

use stts_dossier_domain::dossier::{Command, Dossier};
use stts_kernel::{DossierNumber, ErrorKind, Refusal};

use super::App;
use super::answered::{Answered, Outcome};
use super::change::{Target, check_etag};
use crate::ports::{AsOf, Call, Change, Loaded};

impl App {
    /// Restores the dossier as the history keeps it from before the action.
    pub async fn cancel_last_action(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
    ) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        let target = Target { number, etag };
        self.settle(call, move || Box::pin(self.decide_cancellation(call, target))).await
    }

    async fn decide_cancellation(
        &self,
        call: &Call,
        target: Target<'_>,
    ) -> Result<Outcome, Refusal> {
        let loaded = self.once_had(call, target.number).await?;
        check_etag(&loaded.dossier, target.etag)?;
        let before = self.before_last_action(call, &loaded.dossier).await?.map(Box::new);
        let command = Command::CancelLastAction { before };
        self.changed(call, loaded, &command, Change::LastActionCancelled).await
    }

    /// A dossier that the calling operator has or once had: what it cancelled or let go is still its
    /// own to take back. Whoever never had it is answered as if it did not exist, after the same
    /// questions to the database.
    async fn once_had(&self, call: &Call, number: DossierNumber) -> Result<Loaded, Refusal> {
        let loaded = self.store.by_number(number).await?;
        let had = self.past(call, number).await?;
        loaded.filter(|_| had.is_some()).ok_or_else(|| ErrorKind::DossierNotFound.into())
    }

    async fn before_last_action(
        &self,
        call: &Call,
        dossier: &Dossier,
    ) -> Result<Option<Dossier>, Refusal> {
        let own = dossier.last_action.as_ref();
        let own = own.filter(|action| call.caller.operator() == Some(&action.operator));
        let Some(action) = own else { return Ok(None) };
        let as_of = AsOf { date: None, version: Some(action.version_before) };
        Ok(self.store.as_of(dossier.number, None, as_of).await?)
    }
}
