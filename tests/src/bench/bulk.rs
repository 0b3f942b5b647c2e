//! What a bulk does to whoever waits for an answer: the same callers apply without one, and while the
//! rows of a big one are worked on.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use stts::suite::{Client, Databases};
use stts_chassis::client::ServiceChannel;
use stts_chassis::time::SystemIds;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::dossier::v1::{
    Applicant, ApplyRequest, Bulk, BulkRow, GetBulkRequest, SubmitBulkRequest,
};
use stts_kernel::IdSource;
use stts_testkit::PostgresServer;

use super::apply::{Channel, applicants, databases, know_the_tables, on_suite, others};
use super::callers::{self, Seen};
use super::{Aim, Figure, Quantity};

const ROWS: usize = 100_000;
const ROWS_OF_CALL: usize = 500;
const PERCENT: usize = 99;
/// With a bulk, a call may take at most so many times as long.
const AIM_FACTOR: u32 = 2;

/// What was seen without and with a bulk, and how many of its rows were done meanwhile.
struct Compared {
    without: Seen,
    with: Seen,
    done: u64,
}

/// Measures on `PostgreSQL`.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let (applicants, mut of_bulk) = (applicants()?, others()?);
    of_bulk.truncate(ROWS);
    let server = Arc::new(PostgresServer::start_durable().map_err(|error| anyhow!(error))?);
    let databases = databases(&server)?;
    let compared = runtime.block_on(async {
        let knowing = tokio::task::spawn_blocking({
            let server = Arc::clone(&server);
            move || know_the_tables(&server, "")
        });
        let compared = compare(databases, applicants, of_bulk).await;
        knowing.await??;
        compared
    })?;
    let Compared { without, with, done } = compared;
    let usual = without.latencies.percentile(PERCENT);
    let time = Quantity::milliseconds(with.latencies.percentile(PERCENT));
    let rows = Quantity::per_second(done, with.time);
    Ok(vec![
        Figure::new("bulk.interactive.p99", time, "ms")
            .aiming(Aim::Below(Quantity::milliseconds(usual * AIM_FACTOR)))
            .beside("without a bulk", Quantity::milliseconds(usual)),
        Figure::new(
            "bulk.interactive.calls",
            Quantity::per_second(with.latencies.count(), with.time),
            "calls/s",
        )
        .beside("without a bulk", Quantity::per_second(without.latencies.count(), without.time)),
        Figure::new("bulk.rows", rows, "rows/s"),
    ])
}

async fn compare(
    databases: Databases,
    mut applicants: Vec<Applicant>,
    of_bulk: Vec<Applicant>,
) -> Result<Compared> {
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds);
    let then = applicants.split_off(applicants.len() / 2);
    on_suite(databases, async |channel: Channel<'_>| {
        let without = callers::apply(channel, applicants, &ids).await?;
        let client = Client::of_id("op04-shop").context("there is no such client")?;
        let mut shop = DossierServiceClient::new(channel(client)?);
        let bulk_id = submit(&mut shop, of_bulk, &*ids).await?;
        let before = far(&mut shop, &bulk_id).await?;
        let with = callers::apply(channel, then, &ids).await?;
        let after = far(&mut shop, &bulk_id).await?;
        if after.done_rows == after.submitted_rows {
            bail!("the bulk was done before the callers were");
        }
        // The callers warm up first, and the rows of that time are among these.
        let share = with.time.as_millis() * 1_000 / (with.time + callers::WARM_UP).as_millis();
        let done = u64::try_from(after.done_rows - before.done_rows)?;
        let done = done * u64::try_from(share)? / 1_000;
        Ok(Compared { without, with, done })
    })
    .await
}

async fn submit(
    shop: &mut DossierServiceClient<ServiceChannel>,
    applicants: Vec<Applicant>,
    ids: &dyn IdSource,
) -> Result<String> {
    let bulk_id = ids.uuid().to_string();
    let row = |(line, applicant): (i64, Applicant)| BulkRow {
        line,
        application: Some(ApplyRequest {
            request_id: ids.uuid().to_string(),
            applicant: Some(applicant),
        }),
    };
    let rows: Vec<BulkRow> = (1..).zip(applicants).map(row).collect();
    for rows in rows.chunks(ROWS_OF_CALL) {
        let request = SubmitBulkRequest {
            request_id: ids.uuid().to_string(),
            bulk_id: bulk_id.clone(),
            rows: rows.to_vec(),
            complete: false,
        };
        shop.submit_bulk(request).await?;
    }
    Ok(bulk_id)
}

async fn far(shop: &mut DossierServiceClient<ServiceChannel>, bulk_id: &str) -> Result<Bulk> {
    let request = GetBulkRequest { bulk_id: bulk_id.to_owned() };
    shop.get_bulk(request).await?.into_inner().bulk.context("an answer has a bulk")
}
