//! The operator gives the activation data of a confirmed application (domain, section 4).

use stts_dossier_domain::dossier::{ActivationData, Command};
use stts_kernel::DossierNumber;

use super::App;
use super::answered::Answered;
use super::change::Target;
use crate::ports::{Call, Change};

impl App {
    /// Notes the data; the last given before the activation counts.
    pub async fn complete_activation_data(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
        activation_data: ActivationData,
    ) -> Answered {
        let activation_data = Box::new(activation_data);
        let command = Command::CompleteActivationData { activation_data };
        self.change(call, Target { number, etag }, &command, Change::Completed).await
    }
}
