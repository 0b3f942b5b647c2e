//! The night run of every date, started by the calendar.

use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use stts_chassis::fields::date_message;
use stts_chassis::request_content::content_hash;
use stts_contracts::dossier::v1::StartNightRunRequest;
use stts_dossier_domain::dossier::{Caller, Party, Profile};
use stts_kernel::{ErrorKind, Refusal};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::ports::{Call, RequestIdentity, RunKind, START_NIGHT_RUN};

/// How often to look whether a new day has begun.
const LOOKS_EVERY: Duration = Duration::from_mins(1);

/// The request ids of scheduled runs begin with this.
const SCHEDULED: u128 = 0x6e69_6768_7472_756e << 64;

/// Starts the run of each date as it comes. Every replica keeps the schedule: the request id of a run
/// follows from its date, so that one of them starts it, and the others are given the same answer. The
/// run itself catches up with nights that were missed.
pub struct NightSchedule {
    app: App,
}

impl NightSchedule {
    /// The schedule of these use cases, by their clock.
    pub const fn new(app: App) -> Self {
        Self { app }
    }

    /// Keeps it until stopped; a run that could not be started is tried again.
    pub async fn keep(self, stop: CancellationToken) {
        let mut last = None;
        while !stop.is_cancelled() {
            let today = self.app.clock.today();
            if last != Some(today) {
                match self.start(today).await {
                    Ok(()) => {
                        tracing::info!(date = %today, "the night run is started or done");
                        last = Some(today);
                    }
                    Err(refusal) => {
                        tracing::info!(date = %today, code = refusal.kind.code(), "the night run waits");
                    }
                }
            }
            stop.run_until_cancelled(tokio::time::sleep(LOOKS_EVERY)).await;
        }
    }

    /// Starts the run of a date, unless it was started or its night is over.
    pub async fn start(&self, date: NaiveDate) -> Result<(), Refusal> {
        if self.app.runs.last_night().await?.is_some_and(|last| last >= date) {
            return Ok(());
        }
        let call = scheduled(date)?;
        let started = self.app.start_run(&call, (RunKind::Night, date), false, None).await;
        // When another replica was faster, its answer is there now.
        let started = match started {
            Err(refusal) if refusal.kind == ErrorKind::JobRunning => {
                self.app.start_run(&call, (RunKind::Night, date), false, None).await
            }
            started => started,
        };
        started.map(drop)
    }
}

fn scheduled(date: NaiveDate) -> Result<Call, Refusal> {
    let date_part = u128::try_from(date.num_days_from_ce()).map_err(|_| ErrorKind::Internal)?;
    let content = StartNightRunRequest { date: Some(date_message(date)), ..Default::default() };
    Ok(Call {
        caller: Caller { party: Party::System, profile: Profile::System, user: None },
        client_id: crate::NAME.to_owned(),
        request: Some(RequestIdentity {
            method: START_NIGHT_RUN,
            request_id: Uuid::from_u128(SCHEDULED | date_part),
            content_hash: content_hash(&content),
        }),
    })
}
