//! One dossier, as its caller may see it.

use stts_dossier_domain::dossier::Dossier;
use stts_kernel::{DossierNumber, ErrorKind, Refusal};

use super::App;
use crate::ports::Call;

/// A dossier as a caller sees it (domain, section 9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// As it is: to BIPT, and to an operator that has to do with it.
    Present(Dossier),
    /// As it stood on the last day of the caller's tenure; nothing can be done to it.
    Past(Dossier),
}

impl App {
    /// The dossier as it is for the caller, or as it was when the caller had it last. Whoever never
    /// had it is answered as if it did not exist, after the same questions to the database.
    pub async fn get_dossier(&self, call: &Call, number: DossierNumber) -> Result<View, Refusal> {
        match self.present_dossier(call, number).await {
            Ok(dossier) => Ok(View::Present(dossier)),
            Err(refusal) if refusal.kind == ErrorKind::DossierNotFound => {
                self.past(call, number).await?.map(View::Past).ok_or(refusal)
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// The dossier as it is, which `ListAllowedActions` answers from.
    pub async fn present_dossier(
        &self,
        call: &Call,
        number: DossierNumber,
    ) -> Result<Dossier, Refusal> {
        Ok(self.visible(call, number).await?.dossier)
    }

    /// The dossier as it stood when the calling operator had it last, if it ever did.
    pub(super) async fn past(
        &self,
        call: &Call,
        number: DossierNumber,
    ) -> Result<Option<Dossier>, Refusal> {
        match call.caller.operator() {
            Some(operator) => Ok(self.store.last_of_tenure(number, operator).await?),
            None => Ok(None),
        }
    }
}
