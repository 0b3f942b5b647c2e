//! BIPT notes which documents arrived (domain, section 3).

use chrono::NaiveDate;
use stts_dossier_domain::dossier::{Command, DocumentKind};
use stts_kernel::DossierNumber;

use super::App;
use super::answered::Answered;
use super::change::Target;
use crate::ports::{Call, Change};

impl App {
    /// Notes them; what they prove is decided later.
    pub async fn record_documents(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
        (kinds, received_on): (Vec<DocumentKind>, NaiveDate),
    ) -> Answered {
        let command = Command::RecordDocuments { kinds, received_on };
        self.change(call, Target { number, etag }, &command, Change::DocumentsRecorded).await
    }
}
