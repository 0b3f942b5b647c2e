//! The operator takes an application back (domain, section 3).

use stts_dossier_domain::dossier::Command;
use stts_kernel::DossierNumber;

use super::App;
use super::answered::Answered;
use super::change::Target;
use crate::ports::{Call, Change};

impl App {
    /// Cancels.
    pub async fn cancel_application(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
    ) -> Answered {
        let target = Target { number, etag };
        self.change(call, target, &Command::CancelApplication, Change::Cancelled).await
    }
}
