//! The frozen input of a run: brought here in parts, verified, added up.

use ring::digest::{Context, SHA256};
use stts_kernel::{ErrorKind, Refusal};
use stts_settlement_domain::{SettlementYear, Totals};
use uuid::{Builder, Uuid};

use super::App;
use crate::ports::{CopyPart, ExportPart, ExportSummary, Grant, RequestIdentity};

/// How many rows are read at once.
const ROWS: u64 = 10_000;

/// The name of the copy that a request works with: a repeat of it reads the same copy on, and
/// another content under the same request id never meets that copy.
pub(super) fn export_id(request: &RequestIdentity) -> Uuid {
    let mut digest = Context::new(&SHA256);
    digest.update(request.request_id.as_bytes());
    digest.update(&request.content_hash);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finish().as_ref()[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

impl App {
    /// Adds up what was granted in the year, from a copy that is brought here first as far as it is
    /// not here yet. An interruption leaves what has come, and the next attempt goes on after it.
    pub(super) async fn granted(
        &self,
        export_id: Uuid,
        year: SettlementYear,
    ) -> Result<Totals, Refusal> {
        let summary = self.frozen(export_id, year).await?;
        let (totals, sha256) = self.added_up(export_id, year).await?;
        if summary.sha256.is_some_and(|expected| expected != sha256) {
            return Err(self.broken(export_id, "the rows have another hash").await?);
        }
        Ok(totals)
    }

    async fn frozen(
        &self,
        export_id: Uuid,
        year: SettlementYear,
    ) -> Result<ExportSummary, Refusal> {
        let input = self.inputs.begin(export_id, year, self.clock.now()).await?;
        if let Some(summary) = input.complete {
            return Ok(summary);
        }
        let part = CopyPart { export_id, year, after_key: input.after_key };
        let summary = self.brought_here(part).await?;
        if self.inputs.count(export_id).await? != summary.rows {
            return Err(self.broken(export_id, "rows are missing or too many").await?);
        }
        self.inputs.complete(export_id, &summary).await?;
        Ok(summary)
    }

    /// Writes each message in a transaction of its own before the next one is asked for.
    async fn brought_here(&self, part: CopyPart) -> Result<ExportSummary, Refusal> {
        let mut stream = self.export.open(part).await?;
        let mut after_key = part.after_key;
        while let Some(ExportPart { rows, summary }) = stream.next().await? {
            for row in &rows {
                if row.key <= after_key {
                    return Err(self.broken(part.export_id, "the rows are out of order").await?);
                }
                after_key = row.key;
            }
            self.inputs.append(part.export_id, &rows).await?;
            if let Some(summary) = summary {
                return Ok(summary);
            }
        }
        // Cut off before the last message: the next attempt reads on.
        Err(ErrorKind::ServiceUnavailable.into())
    }

    async fn added_up(
        &self,
        export_id: Uuid,
        year: SettlementYear,
    ) -> Result<(Totals, [u8; 32]), Refusal> {
        let mut totals = Totals::new(year, &self.tariff.dated);
        let mut digest = Context::new(&SHA256);
        let mut after_key = 0;
        loop {
            let rows = self.inputs.rows(export_id, after_key, ROWS).await?;
            let Some(last) = rows.last() else { break };
            after_key = last.key;
            for row in &rows {
                digest.update(&self.encode.hashed_row(row));
                match &row.grant {
                    Grant::Period(period) => totals.add_period(period),
                    Grant::Installation(installation) => totals.add_installation(installation),
                }
            }
        }
        Ok((totals, finished(digest)))
    }

    /// A copy that is not what was sent is forgotten, so that a repeat of the request reads it anew.
    async fn broken(&self, export_id: Uuid, fault: &str) -> Result<Refusal, Refusal> {
        tracing::error!(%export_id, fault, "the frozen input of a settlement cannot be used");
        self.inputs.discard(export_id).await?;
        Ok(ErrorKind::Internal.into())
    }
}

/// The 32 bytes of a SHA-256.
pub(super) fn finished(digest: Context) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.finish().as_ref());
    bytes
}
