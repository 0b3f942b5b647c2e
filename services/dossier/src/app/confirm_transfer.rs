//! The operator takes a dossier over that it has prepared to take over (domain, section 4).

use stts_dossier_domain::dossier::{ActivationData, Command, Dossier};
use stts_kernel::{DossierNumber, ErrorKind, PersonId, Refusal};

use super::App;
use super::answered::Answered;
use crate::ports::{Call, Change, Loaded};

/// What a transfer token admits to: the dossier whose person the operator was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The dossier.
    pub number: DossierNumber,
    /// The version that it had.
    pub version: u64,
    /// The person.
    pub person_id: PersonId,
}

impl From<&Dossier> for Admission {
    fn from(dossier: &Dossier) -> Self {
        let Dossier { number, version, person_id, .. } = dossier;
        Self { number: *number, version: *version, person_id: *person_id }
    }
}

impl App {
    /// Registers the transfer. The admission is absent when the token admits to nothing any more. The
    /// person is not asked for again; whether the dossier can be taken over is judged again.
    pub async fn confirm_transfer(
        &self,
        call: &Call,
        admission: Option<Admission>,
        activation_data: Option<ActivationData>,
    ) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        let activation_data = activation_data.map(Box::new);
        let command = &Command::ConfirmTransfer { activation_data };
        let decide = move || async move {
            let loaded = self.admitted(admission).await?;
            self.changed(call, loaded, command, Change::TransferConfirmed).await
        };
        self.settle(call, move || Box::pin(decide())).await
    }

    /// The dossier to which a token admits, whoever holds it. What was shown may have changed since;
    /// that it is gone means that the database was put back to an earlier state.
    pub(super) async fn admitted(&self, admission: Option<Admission>) -> Result<Loaded, Refusal> {
        let expired = ErrorKind::TransferTokenExpired;
        let Admission { number, version, person_id } = admission.ok_or(expired)?;
        let loaded = self.store.by_number(number).await?;
        let shown =
            |dossier: &Dossier| dossier.person_id == person_id && dossier.version >= version;
        loaded.filter(|loaded| shown(&loaded.dossier)).ok_or_else(|| expired.into())
    }
}
