//! `stts.dossier.v1.DossierExportService`, for the fund.

use futures::stream::{self, BoxStream, StreamExt};
use prost::Message;
use ring::digest::{Context, SHA256};
use stts_chassis::reasons::status;
use stts_contracts::dossier::v1::dossier_export_service_server::{
    DossierExportService, DossierExportServiceServer,
};
use stts_contracts::dossier::v1::{
    ExportReductionPeriodsRequest, ExportReductionPeriodsResponse, ExportRow, ExportSummary,
};
use stts_kernel::Refusal;
use tonic::{Request, Response, Status};

use crate::app::{App, ExportPart};
use crate::wire::{answer, request as wire};

/// What the settlement service reads.
#[derive(Clone)]
pub struct ExportRpc(App);

impl ExportRpc {
    /// The gRPC server over these use cases.
    pub fn server(app: App) -> DossierExportServiceServer<Self> {
        DossierExportServiceServer::new(Self(app))
    }
}

#[tonic::async_trait]
impl DossierExportService for ExportRpc {
    type ExportReductionPeriodsStream =
        BoxStream<'static, Result<ExportReductionPeriodsResponse, Status>>;

    async fn export_reduction_periods(
        &self,
        request: Request<ExportReductionPeriodsRequest>,
    ) -> Result<Response<Self::ExportReductionPeriodsStream>, Status> {
        let part = wire::export_reduction_periods(request.get_ref()).map_err(|bad| status(&bad))?;
        let reading = Reading {
            app: self.0.clone(),
            sent_until: part.after_key,
            next: Some(ExportPart { after_key: 0, ..part }),
            digest: Context::new(&SHA256),
        };
        let messages = stream::unfold(reading, |mut reading| async {
            let message = reading.next_message().await?;
            Some((message.map_err(|refusal| status(&refusal)), reading))
        });
        Ok(Response::new(messages.boxed()))
    }
}

/// Reads the copy from its first row, since the hash is of all rows, and sends those that the caller
/// does not have.
struct Reading {
    app: App,
    sent_until: u64,
    /// Where the next page begins; absent after the last.
    next: Option<ExportPart>,
    digest: Context,
}

impl Reading {
    async fn next_message(&mut self) -> Option<Result<ExportReductionPeriodsResponse, Refusal>> {
        while let Some(part) = self.next.take() {
            let page = match self.app.export_reduction_periods(part).await {
                Ok(page) => page,
                Err(refusal) => return Some(Err(refusal)),
            };
            let mut rows = Vec::new();
            for (key, row) in &page.rows {
                let row = answer::export_row(*key, row);
                self.digest.update(&row.encode_length_delimited_to_vec());
                self.next = Some(ExportPart { after_key: *key, ..part });
                if *key > self.sent_until {
                    rows.push(row);
                }
            }
            if self.next.is_none() {
                return Some(Ok(self.last_message(page.total)));
            }
            if !rows.is_empty() {
                return Some(Ok(message(rows, None)));
            }
        }
        None
    }

    fn last_message(&self, total: u64) -> ExportReductionPeriodsResponse {
        let rows = i64::try_from(total).unwrap_or(i64::MAX);
        let sha256 = self.digest.clone().finish().as_ref().to_vec();
        message(Vec::new(), Some(ExportSummary { rows, sha256 }))
    }
}

const fn message(
    rows: Vec<ExportRow>,
    summary: Option<ExportSummary>,
) -> ExportReductionPeriodsResponse {
    ExportReductionPeriodsResponse { rows, summary }
}
