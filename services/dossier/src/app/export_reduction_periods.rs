//! A frozen copy of a year for the fund: made once, read by key.

use chrono::TimeDelta;
use stts_kernel::{Refusal, Violation};
use uuid::Uuid;

use super::App;
use crate::ports::{Export, NewCopy, Page};

/// How many rows a message carries at most.
const ROWS: u64 = 10_000;
/// So long a copy can be read on; whoever needs it longer has it by then.
const KEPT: TimeDelta = TimeDelta::days(30);

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
    /// Makes the copy, unless it was made under that id before; older ones are forgotten then.
    /// Refused with `INVALID_FIELDS` when the copy of that id is of another year.
    pub async fn make_export(&self, part: ExportPart) -> Result<(), Refusal> {
        let at = self.clock.now();
        let ExportPart { export_id, year, .. } = part;
        let copy = NewCopy { export_id, year, at, forget_before: at - KEPT };
        if self.store.freeze(copy).await? == year { Ok(()) } else { Err(other_year()) }
    }

    /// Reads the next rows of a copy, each with its key; none after the last.
    pub async fn read_export(
        &self,
        export_id: Uuid,
        after_key: u64,
    ) -> Result<Vec<(u64, Export)>, Refusal> {
        let page = Page { after: after_key, size: ROWS };
        Ok(self.store.frozen(export_id, page).await?)
    }
}

fn other_year() -> Refusal {
    let description = "the copy of that export_id is of another year".to_owned();
    Refusal::invalid_fields(vec![Violation { field: "year".to_owned(), description }])
}
