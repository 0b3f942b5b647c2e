//! Dossiers by number, reference or phone number: an operator's own, or all for BIPT.

use stts_kernel::Refusal;

use super::App;
use super::get_dossier::View;
use crate::ports::{Call, Criterion, Keyed, Page};

impl App {
    /// Finds them; a stranger's are not there. By its number a former operator finds the dossier as
    /// it stood on the last day of its tenure; a reference and a phone number are those of today.
    pub async fn find_dossiers(
        &self,
        call: &Call,
        criterion: &Criterion,
        page: Page,
    ) -> Result<Keyed<View>, Refusal> {
        let found = self.store.find(criterion, call.caller.operator(), page).await?;
        let mut rows: Vec<View> =
            found.rows.into_iter().map(|loaded| View::Present(loaded.dossier)).collect();
        if let Criterion::Number(number) = criterion
            && rows.is_empty()
            && page.after < number.get()
        {
            rows.extend(self.past(call, *number).await?.map(View::Past));
        }
        Ok(Keyed { rows, next_after: found.next_after })
    }
}
