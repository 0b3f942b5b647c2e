//! What happened to a dossier (domain, section 9): an operator sees its own applications.

use stts_kernel::{ApplicationId, DossierNumber, Refusal};

use super::App;
use crate::ports::{Call, HistoryEntry, Keyed, Page};

impl App {
    /// Lists, oldest first. A former operator keeps the history of its own tenure; to a stranger,
    /// who has none, the dossier does not exist.
    pub async fn list_history(
        &self,
        call: &Call,
        number: DossierNumber,
        application_id: Option<ApplicationId>,
        page: Page,
    ) -> Result<Keyed<HistoryEntry>, Refusal> {
        let operator = call.caller.operator();
        let history = self.store.history(number, operator, application_id, page).await?;
        if history.rows.is_empty() {
            self.visible(call, number).await?;
        }
        Ok(history)
    }
}
