//! One dossier as it was (domain, section 9): to an operator in its own tenure, to BIPT always.

use stts_dossier_domain::dossier::Dossier;
use stts_kernel::{DossierNumber, ErrorKind, Refusal};

use super::App;
use crate::ports::{AsOf, Call};

impl App {
    /// The dossier as of then. An operator gets the last state that an application of its own had by
    /// then; where it had none, the dossier does not exist for it, as for whoever never had it: one
    /// question to the database answers them all.
    pub async fn get_dossier_as_of(
        &self,
        call: &Call,
        number: DossierNumber,
        as_of: AsOf,
    ) -> Result<Dossier, Refusal> {
        let state = self.store.as_of(number, call.caller.operator(), as_of).await?;
        state.ok_or_else(|| ErrorKind::DossierNotFound.into())
    }
}
