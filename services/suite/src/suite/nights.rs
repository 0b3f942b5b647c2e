//! The nights of a suite by the machine's clock.

use std::time::Duration;

use chrono::NaiveDate;
use stts_chassis::client::ServiceChannel;
use stts_chassis::fields::date_message;
use stts_chassis::time::{SystemClock, SystemIds};
use stts_contracts::dossier::v1::StartNightRunRequest;
use stts_contracts::dossier::v1::dossier_admin_service_client::DossierAdminServiceClient;
use stts_kernel::{Clock, IdSource};
use tokio_util::sync::CancellationToken;

use super::SuiteError;

/// How often to look whether a new day has begun.
const LOOKS_EVERY: Duration = Duration::from_mins(1);

/// Starts the night run of every date that comes; one that could not be started is tried again, and
/// the run itself catches up with nights that were missed.
pub(super) async fn run(
    operations: impl Fn() -> Result<ServiceChannel, SuiteError> + Send + Sync,
    stop: CancellationToken,
) {
    let mut last = None;
    loop {
        let today = SystemClock.today();
        if last != Some(today) {
            // A token of its own for each night: one made at the start would not live so long.
            match operations() {
                Ok(operations) => {
                    if start(operations, today).await {
                        last = Some(today);
                    }
                }
                Err(error) => tracing::warn!(%error, "the night run waits"),
            }
        }
        let waited = stop.run_until_cancelled(tokio::time::sleep(LOOKS_EVERY)).await;
        if waited.is_none() {
            return;
        }
    }
}

async fn start(operations: ServiceChannel, date: NaiveDate) -> bool {
    let request = StartNightRunRequest {
        request_id: SystemIds.uuid().to_string(),
        date: Some(date_message(date)),
        dry_run: false,
    };
    match DossierAdminServiceClient::new(operations).start_night_run(request).await {
        Ok(_) => {
            tracing::info!(%date, "the night run has started");
            true
        }
        Err(status) => {
            tracing::warn!(%date, code = ?status.code(), "the night run waits");
            false
        }
    }
}
