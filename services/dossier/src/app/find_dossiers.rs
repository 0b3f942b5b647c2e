//! Dossiers by number, reference or phone number: an operator's own, or all for BIPT.

use stts_dossier_domain::dossier::Dossier;
use stts_kernel::Refusal;

use super::App;
use crate::ports::{Call, Criterion, Keyed, Page};

impl App {
    /// Finds them; a stranger's are not there.
    pub async fn find_dossiers(
        &self,
        call: &Call,
        criterion: &Criterion,
        page: Page,
    ) -> Result<Keyed<Dossier>, Refusal> {
        let found = self.store.find(criterion, call.caller.operator(), page).await?;
        let rows = found.rows.into_iter().map(|loaded| loaded.dossier).collect();
        Ok(Keyed { rows, next_after: found.next_after })
    }
}
