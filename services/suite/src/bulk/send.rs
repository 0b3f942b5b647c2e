//! Sends the applications of a file, and reads what comes of them.

use std::time::Duration;

use anyhow::{Context, anyhow};
use stts_chassis::client::{ServiceChannel, retry};
use stts_chassis::reasons;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::dossier::v1::{
    Applicant, ApplyRequest, BulkResult, BulkRow, GetBulkRequest, StreamBulkResultsRequest,
    SubmitBulkRequest,
};
use stts_kernel::ErrorKind;
use tonic::{Request, Status};

use super::{Applications, Begun};

/// The contract takes so many a call.
const MOST_ROWS: usize = 500;
/// A stream that lasts longer is begun again where it was.
const STREAM_TIMEOUT: Duration = Duration::from_hours(1);
/// So often in a row the results may fail to come.
const MOST_FAILURES: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);

type Dossiers = DossierServiceClient<ServiceChannel>;

/// Whoever is told of what happens.
pub trait Told {
    /// So many applications are with the service.
    fn submitted(&mut self, rows: usize);

    /// These have come.
    fn results(&mut self, results: &[BulkResult]) -> anyhow::Result<()>;
}

/// Submits what the service does not have yet, then tells every result from the first on.
pub async fn send(
    channel: ServiceChannel,
    begun: &Begun,
    applications: &Applications,
    told: &mut impl Told,
) -> anyhow::Result<()> {
    let mut dossiers = DossierServiceClient::new(channel);
    let rows = &applications.0;
    let before = submitted_before(&mut dossiers, begun).await?;
    let calls = rows.chunks(MOST_ROWS).count();
    for (number, rows_of_call) in rows.chunks(MOST_ROWS).enumerate() {
        let end = number * MOST_ROWS + rows_of_call.len();
        if end > before {
            let is_last = number + 1 == calls;
            submit(&dossiers, begun, (number, rows_of_call), is_last).await?;
        }
        told.submitted(end);
    }
    read(&mut dossiers, begun, rows.len(), told).await
}

/// Calls are made in their order, so the rows that are there are the first.
async fn submitted_before(dossiers: &mut Dossiers, begun: &Begun) -> anyhow::Result<usize> {
    let asked = GetBulkRequest { bulk_id: begun.bulk_id.to_string() };
    match dossiers.get_bulk(asked).await {
        Ok(answer) => {
            let bulk = answer.into_inner().bulk.unwrap_or_default();
            usize::try_from(bulk.submitted_rows).context("the service tells nonsense")
        }
        Err(status) if reasons::kind(&status) == Some(ErrorKind::BulkNotFound) => Ok(0),
        Err(status) => Err(refused(&status)),
    }
}

async fn submit(
    dossiers: &Dossiers,
    begun: &Begun,
    (number, rows): (usize, &[(u64, Applicant)]),
    complete: bool,
) -> anyhow::Result<()> {
    let row = |(line, applicant): &(u64, Applicant)| BulkRow {
        line: line.cast_signed(),
        application: Some(ApplyRequest {
            request_id: begun.row_id(*line).to_string(),
            applicant: Some(applicant.clone()),
        }),
    };
    let request = SubmitBulkRequest {
        request_id: begun.call_id(u64::try_from(number)?).to_string(),
        bulk_id: begun.bulk_id.to_string(),
        rows: rows.iter().map(row).collect(),
        complete,
    };
    let submitted = retry(|| {
        let (mut dossiers, request) = (dossiers.clone(), request.clone());
        async move { dossiers.submit_bulk(request).await }
    });
    submitted.await.map(drop).map_err(|status| refused(&status))
}

/// All results; where they cease to come, it goes on after the last.
async fn read(
    dossiers: &mut Dossiers,
    begun: &Begun,
    rows: usize,
    told: &mut impl Told,
) -> anyhow::Result<()> {
    let (mut read, mut after_cursor, mut failures) = (0, 0, 0);
    while read < rows {
        let asked = StreamBulkResultsRequest { bulk_id: begun.bulk_id.to_string(), after_cursor };
        let mut asked = Request::new(asked);
        asked.set_timeout(STREAM_TIMEOUT);
        let status = match dossiers.stream_bulk_results(asked).await {
            Err(status) => Some(status),
            Ok(stream) => {
                let mut stream = stream.into_inner();
                loop {
                    match stream.message().await {
                        Ok(Some(message)) => {
                            told.results(&message.results)?;
                            read += message.results.len();
                            (after_cursor, failures) = (message.cursor, 0);
                        }
                        Ok(None) => break None,
                        Err(status) => break Some(status),
                    }
                }
            }
        };
        if let Some(status) =
            status.filter(|status| !may_go_on(status) || failures == MOST_FAILURES)
        {
            return Err(refused(&status).context("the same command goes on where it was"));
        }
        if read < rows {
            failures += 1;
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}

fn may_go_on(status: &Status) -> bool {
    matches!(
        reasons::refusal(status).kind,
        ErrorKind::ServiceUnavailable | ErrorKind::DeadlineExceeded | ErrorKind::Overloaded
    )
}

fn refused(status: &Status) -> anyhow::Error {
    anyhow!("{} ({})", status.message(), reasons::refusal(status).kind.code())
}
