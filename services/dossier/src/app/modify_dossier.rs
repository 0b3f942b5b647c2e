//! The operator changes its customer's dossier (domain, section 3): at once, or on a date.

use stts_dossier_domain::dossier::{Command, Modification};
use stts_kernel::DossierNumber;

use super::App;
use super::answered::Answered;
use super::change::Target;
use crate::ports::{Call, Change};

impl App {
    /// Changes what was asked, all of it or nothing.
    pub async fn modify_dossier(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
        modification: Modification,
    ) -> Answered {
        let command = Command::Modify(Box::new(modification));
        self.change(call, Target { number, etag }, &command, Change::Modified).await
    }
}
