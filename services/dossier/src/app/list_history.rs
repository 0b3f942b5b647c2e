//! What happened to a dossier (domain, section 9): an operator sees its own applications.

use stts_dossier_domain::dossier::Party;
use stts_kernel::{ApplicationId, DossierNumber, Refusal};

use super::App;
use crate::ports::{Call, HistoryEntry, Keyed, Note, Page};

/// A part of a dossier's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The entries, oldest first.
    pub entries: Keyed<HistoryEntry>,
    /// What BIPT noted while they were the last; for BIPT alone.
    pub notes: Vec<Note>,
}

impl App {
    /// Lists, oldest first. A former operator keeps the history of its own tenure; to a stranger,
    /// who has none, the dossier does not exist.
    pub async fn list_history(
        &self,
        call: &Call,
        number: DossierNumber,
        application_id: Option<ApplicationId>,
        page: Page,
    ) -> Result<History, Refusal> {
        let operator = call.caller.operator();
        let entries = self.store.history(number, operator, application_id, page).await?;
        let versions = entries.rows.first().zip(entries.rows.last());
        let notes = match versions {
            None => {
                self.visible(call, number).await?;
                Vec::new()
            }
            Some((first, last)) if call.caller.party == Party::Bipt => {
                self.store.notes(number, (first.version, last.version)).await?
            }
            Some(_) => Vec::new(),
        };
        Ok(History { entries, notes })
    }
}
