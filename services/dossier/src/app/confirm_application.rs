//! The operator confirms an application, with the activation data or without (domain, section 4.6).

use stts_dossier_domain::dossier::{ActivationData, Command};
use stts_kernel::DossierNumber;

use super::App;
use super::answered::Answered;
use super::change::Target;
use crate::ports::{Call, Change};

impl App {
    /// Confirms.
    pub async fn confirm_application(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
        activation_data: Option<ActivationData>,
    ) -> Answered {
        let activation_data = activation_data.map(Box::new);
        let command = Command::ConfirmApplication { activation_data };
        self.change(call, Target { number, etag }, &command, Change::Confirmed).await
    }
}
