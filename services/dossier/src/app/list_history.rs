//! What happened to a dossier (domain, section 9): an operator sees its own applications.

use stts_kernel::{ApplicationId, DossierNumber, Refusal};

use super::App;
use crate::ports::{Call, HistoryEntry, Keyed, Page};

impl App {
    /// Lists, oldest first.
    pub async fn list_history(
        &self,
        call: &Call,
        number: DossierNumber,
        application_id: Option<ApplicationId>,
        page: Page,
    ) -> Result<Keyed<HistoryEntry>, Refusal> {
        self.visible(call, number).await?;
        let operator = call.caller.operator();
        Ok(self.store.history(number, operator, application_id, page).await?)
    }
}
