//! A frozen copy of a year for the fund: made once, read by key.

use stts_kernel::Refusal;
use uuid::Uuid;

use super::App;
use crate::ports::{ExportPage, Page};

/// How many rows a message carries at most.
const ROWS: u64 = 10_000;

/// Which part of a copy is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportPart {
    /// The copy.
    pub export_id: Uuid,
    /// The year.
    pub year: i32,
    /// The key of the last row that was received.
    pub after_key: u64,
}

impl App {
    /// Makes the copy, unless it was made under that id before, and reads its next rows.
    pub async fn export_reduction_periods(&self, part: ExportPart) -> Result<ExportPage, Refusal> {
        if part.after_key == 0 {
            self.store.freeze(part.export_id, part.year, self.clock.now()).await?;
        }
        let page = Page { after: part.after_key, size: ROWS };
        Ok(self.store.frozen(part.export_id, page).await?)
    }
}
