//! Dossiers by what they are: an operator's own, or all for BIPT.

use stts_dossier_domain::dossier::Dossier;
use stts_kernel::Refusal;

use super::App;
use crate::ports::{Call, Filters, Keyed, Page};

impl App {
    /// Lists them by number. An operator's list holds what it holds, what is about to come to it, and
    /// what it held last, whatever operator the filters name.
    pub async fn list_dossiers(
        &self,
        call: &Call,
        filters: Filters,
        page: Page,
    ) -> Result<Keyed<Dossier>, Refusal> {
        let operator = call.caller.operator().cloned().or(filters.operator);
        let found = self.store.list(&Filters { operator, ..filters }, page).await?;
        let rows = found.rows.into_iter().map(|loaded| loaded.dossier).collect();
        Ok(Keyed { rows, next_after: found.next_after })
    }
}
