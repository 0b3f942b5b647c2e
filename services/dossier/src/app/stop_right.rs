//! The right ends, and with it the reduction (domain, sections 3 and 5).

use chrono::NaiveDate;
use stts_dossier_domain::dossier::Command;
use stts_kernel::DossierNumber;

use super::App;
use super::answered::Answered;
use super::change::Target;
use crate::ports::{Call, Change};

impl App {
    /// Notes the day from which the conditions are not met; the end and what was not due are computed.
    pub async fn stop_right(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
        date: NaiveDate,
    ) -> Answered {
        let command = Command::StopRight { date };
        self.change(call, Target { number, etag }, &command, Change::RightStopped).await
    }
}
