//! One dossier, as its caller may see it.

use stts_dossier_domain::dossier::Dossier;
use stts_kernel::{DossierNumber, Refusal};

use super::App;
use crate::ports::Call;

impl App {
    /// The dossier; also what `ListAllowedActions` answers from.
    pub async fn get_dossier(
        &self,
        call: &Call,
        number: DossierNumber,
    ) -> Result<Dossier, Refusal> {
        Ok(self.visible(call, number).await?.dossier)
    }
}
