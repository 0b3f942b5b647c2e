//! `stts.dossier.v1.DossierExportService`, for the fund.

use futures::stream::{self, BoxStream, StreamExt};
use prost::Message;
use ring::digest::{Context, SHA256};
use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::dossier_export_service_server::{
    DossierExportService, DossierExportServiceServer,
};
use stts_contracts::dossier::v1::{
    ExportReductionPeriodsRequest, ExportReductionPeriodsResponse, ExportRow, ExportSummary,
};
use stts_kernel::Refusal;
use tonic::{Request, Response, Status};

use crate::app::{App, ExportPart};
use crate::ports::Export;
use crate::wire::{answer, request as wire};

/// What the settlement service reads.
#[derive(Clone)]
pub struct ExportRpc {
    app: App,
    mutations: Mutations,
}

impl ExportRpc {
    /// The gRPC server over these use cases; the copy is made as one of `mutations`.
    pub fn server(app: App, mutations: Mutations) -> DossierExportServiceServer<Self> {
        DossierExportServiceServer::new(Self { app, mutations })
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
        let app = self.app.clone();
        let made = self.mutations.run(async move { app.make_export(part).await }).await;
        made.map_err(|bad| status(&bad))?;
        let reading = Reading {
            app: self.app.clone(),
            part,
            read: 0,
            is_over: false,
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
    part: ExportPart,
    /// How many rows were read, which is the key of the last: keys grow from 1 without gaps.
    read: u64,
    is_over: bool,
    digest: Context,
}

impl Reading {
    async fn next_message(&mut self) -> Option<Result<ExportReductionPeriodsResponse, Refusal>> {
        while !self.is_over {
            let page = match self.app.read_export(self.part.export_id, self.read).await {
                Ok(page) => page,
                Err(refusal) => {
                    self.is_over = true;
                    return Some(Err(refusal));
                }
            };
            self.is_over = page.is_empty();
            let rows = self.taken(&page);
            if self.is_over {
                return Some(Ok(self.last_message()));
            }
            if !rows.is_empty() {
                return Some(Ok(message(rows, None)));
            }
        }
        None
    }

    /// Takes a page into the hash; gives its rows that the caller does not have.
    fn taken(&mut self, page: &[(u64, Export)]) -> Vec<ExportRow> {
        let mut rows = Vec::new();
        for (key, row) in page {
            let row = answer::export_row(*key, row);
            self.digest.update(&row.encode_length_delimited_to_vec());
            self.read = *key;
            if *key > self.part.after_key {
                rows.push(row);
            }
        }
        rows
    }

    fn last_message(&self) -> ExportReductionPeriodsResponse {
        let rows = i64::try_from(self.read).unwrap_or(i64::MAX);
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
