//! The register tells that something changed about a person (domain, section 3).

use stts_dossier_domain::dossier::{Caller, Command, Dossier, PlaceState, decide};
use stts_kernel::{ErrorKind, PersonId, Refusal};

use super::App;
use super::decided::Cause;
use crate::ports::{EventDossiers, PersonChange};

impl App {
    /// Applies it to the person's dossier, where there is one and the table has a row for it. Name and
    /// address are not told with the change: they are asked for later.
    pub async fn note_person_change(
        &self,
        dossiers: &dyn EventDossiers,
        person_id: PersonId,
        change: PersonChange,
    ) -> Result<(), ErrorKind> {
        let Some(dossier) = dossiers.of_person(person_id).await? else { return Ok(()) };
        let command = match change {
            PersonChange::Death(date) => Command::Death { date },
            PersonChange::InDoubt => Command::PersonInDoubt,
            PersonChange::Household(household_id) => {
                dossiers.refresh_later(person_id, self.clock.now()).await?;
                Command::HouseholdChanged { household_id }
            }
            PersonChange::NameOrAddress => {
                return dossiers.refresh_later(person_id, self.clock.now()).await;
            }
        };
        self.apply_change(dossiers, dossier, &command).await
    }

    async fn apply_change(
        &self,
        dossiers: &dyn EventDossiers,
        dossier: Dossier,
        command: &Command,
    ) -> Result<(), ErrorKind> {
        let system = Caller::system();
        let (now, today) = (self.clock.now(), self.clock.today());
        let context = self.context(&system, PlaceState::Own, today);
        // What the table does not list changes nothing: the dossier is closed, or is there already.
        let Ok(decision) = decide(Some(&dossier), command, &context) else { return Ok(()) };
        let decided = (dossier, decision);
        let commit = self.commit_with_household(dossiers, decided, Cause::System, (now, today));
        dossiers.write(commit.await.map_err(|refusal| refusal.kind)?).await
    }

    /// Takes over the name and the address that the register has now.
    pub async fn take_over_person_data(&self, person_id: PersonId) -> Result<(), Refusal> {
        let call = super::verification_run::system_call();
        let purpose = crate::ports::Purpose::PersonData;
        let person = match self.register.get(person_id, &call, purpose).await {
            Ok(person) => person,
            Err(refusal) if refusal.kind == ErrorKind::PersonNotFound => return Ok(()),
            Err(refusal) => return Err(refusal),
        };
        let (dossier, _) = self.store.situation(person_id, person.place_key()).await?;
        let Some(dossier) = dossier else { return Ok(()) };
        let command = Command::PersonDataChanged { person: Box::new(person.snapshot) };
        let system = Caller::system();
        let context = self.context(&system, PlaceState::Own, self.clock.today());
        let Ok(decision) = decide(Some(&dossier), &command, &context) else { return Ok(()) };
        if decision.next.person == dossier.person {
            return Ok(());
        }
        let commit = self.commit_of(Some(&dossier), decision, Cause::System, self.clock.now());
        let written = self.store.write(commit).await;
        written.map_err(|_| ErrorKind::ServiceUnavailable.into())
    }
}
