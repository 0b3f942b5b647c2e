//! The reduction is stopped; the right stays (domain, sections 3 and 5).

use chrono::NaiveDate;
use stts_dossier_domain::dossier::Command;
use stts_kernel::DossierNumber;

use super::App;
use super::answered::Answered;
use super::change::Target;
use crate::ports::{Call, Change};

impl App {
    /// Notes the stop; the end that follows from it is computed.
    pub async fn stop_reduction(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
        date: NaiveDate,
    ) -> Answered {
        let command = Command::StopReduction { date };
        self.change(call, Target { number, etag }, &command, Change::ReductionStopped).await
    }
}
