//! What the register says of the person now is taken over (domain, section 3).

use stts_dossier_domain::dossier::{Command, PersonFound, can_take_over};
use stts_kernel::{DossierNumber, Refusal};

use super::App;
use super::answered::Answered;
use super::change::check_etag;
use super::confirm_transfer::Admission;
use crate::ports::{Call, Change, Loaded, Purpose};

/// Whose person data are taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refreshing {
    /// Of a dossier that exists for the caller.
    Dossier(DossierNumber),
    /// Of one that it is about to take over; absent when the token admits to nothing any more.
    TakingOver(Option<Admission>),
}

impl App {
    /// Asks the register once, and only about a person with whose dossier the caller has to do.
    pub async fn refresh_person_data(
        &self,
        call: &Call,
        whose: Refreshing,
        etag: Option<&str>,
    ) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        let found = self.person_now(call, whose, etag).await;
        let taking_over = matches!(whose, Refreshing::TakingOver(_));
        let command = found.map(|person| {
            let person = Box::new(person);
            Command::RefreshPersonData { person, taking_over }
        });
        let command = &command;
        let decide = move || async move {
            let command = command.as_ref().map_err(Clone::clone)?;
            let loaded = self.refreshed(call, whose, etag).await?;
            self.changed(call, loaded, command, Change::PersonRefreshed).await
        };
        self.settle(call, move || Box::pin(decide())).await
    }

    async fn person_now(
        &self,
        call: &Call,
        whose: Refreshing,
        etag: Option<&str>,
    ) -> Result<PersonFound, Refusal> {
        let Loaded { dossier, place } = self.refreshed(call, whose, etag).await?;
        if matches!(whose, Refreshing::TakingOver(_)) {
            let context = self.context(&call.caller, place, self.clock.today());
            can_take_over(Some(&dossier), &call.caller, &context)?;
        }
        self.register.get(dossier.person_id, call, Purpose::PersonData).await
    }

    async fn refreshed(
        &self,
        call: &Call,
        whose: Refreshing,
        etag: Option<&str>,
    ) -> Result<Loaded, Refusal> {
        let loaded = match whose {
            Refreshing::Dossier(number) => self.visible(call, number).await?,
            Refreshing::TakingOver(admission) => self.admitted(admission).await?,
        };
        check_etag(&loaded.dossier, etag)?;
        Ok(loaded)
    }
}
