//! The dossier service's export.

use std::time::Duration;

use async_trait::async_trait;
use stts_chassis::client::ServiceChannel;
use stts_chassis::reasons::refusal;
use stts_contracts::dossier::v1::dossier_export_service_client::DossierExportServiceClient;
use stts_contracts::dossier::v1::{ExportReductionPeriodsRequest, ExportReductionPeriodsResponse};
use stts_kernel::{ErrorKind, Refusal};
use tonic::{Request, Streaming};

use crate::ports::{CopyPart, DossierExport, ExportPart, ExportStream};
use crate::wire;

/// The export over gRPC.
#[derive(Clone, Debug)]
pub struct Dossiers {
    client: DossierExportServiceClient<ServiceChannel>,
    timeout: Duration,
}

impl Dossiers {
    /// Over a channel to the service `dossier`; `timeout` is that of a whole stream.
    pub fn new(channel: ServiceChannel, timeout: Duration) -> Self {
        Self { client: DossierExportServiceClient::new(channel), timeout }
    }
}

#[async_trait]
impl DossierExport for Dossiers {
    async fn open(&self, part: CopyPart) -> Result<Box<dyn ExportStream>, Refusal> {
        let mut request = Request::new(ExportReductionPeriodsRequest {
            year: part.year.number(),
            export_id: part.export_id.to_string(),
            after_key: i64::try_from(part.after_key).unwrap_or(i64::MAX),
        });
        request.set_timeout(self.timeout);
        let answer = self.client.clone().export_reduction_periods(request).await;
        Ok(Box::new(Messages(answer.map_err(|status| refusal(&status))?.into_inner())))
    }
}

/// The messages of one call.
struct Messages(Streaming<ExportReductionPeriodsResponse>);

#[async_trait]
impl ExportStream for Messages {
    async fn next(&mut self) -> Result<Option<ExportPart>, Refusal> {
        let message = self.0.message().await.map_err(|status| refusal(&status))?;
        message.map(wire::part).transpose().map_err(|error| {
            tracing::error!(%error, "the dossier service sent a row that is none");
            ErrorKind::Internal.into()
        })
    }
}
