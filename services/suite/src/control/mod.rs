//! The controls of a simulated deployment: moves all clocks together, waits until nothing waits, runs
//! the nights. Everything goes through the internal rpcs that a deployed service offers too.

mod quiet;
mod register;

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use stts_chassis::client::ServiceChannel;
use stts_chassis::fields::{date_message, timestamp};
use stts_contracts::dev::v1::clock_service_client::ClockServiceClient;
use stts_contracts::dev::v1::{AdvanceRequest, GetRequest};
use stts_contracts::dossier::v1::dossier_admin_service_client::DossierAdminServiceClient;
use stts_contracts::dossier::v1::{GetRunRequest, Run, RunState, StartNightRunRequest};
use thiserror::Error;
use tokio::task::JoinSet;
use tonic::Status;
use uuid::Uuid;

/// How long to wait between two looks at something that is under way.
const LOOKS_EVERY: Duration = Duration::from_millis(5);

/// A control failed.
#[derive(Debug, Error)]
pub enum ControlError {
    /// A service answered with an error.
    #[error("{service}: {status}")]
    Service {
        /// The service.
        service: String,
        /// Its answer.
        status: Box<Status>,
    },
    /// An answer holds no value where there must be one.
    #[error("{0} answered without a value")]
    Empty(String),
}

/// The controls over five services.
#[derive(Clone)]
pub struct Control {
    internal: Vec<(String, ServiceChannel)>,
    operations: ServiceChannel,
}

impl Control {
    /// Over the internal channel of each service, and the public channel of BIPT's operations.
    pub const fn new(internal: Vec<(String, ServiceChannel)>, operations: ServiceChannel) -> Self {
        Self { internal, operations }
    }

    /// Where the clocks stand: all at the same instant once [`Self::advance`] has been through.
    pub async fn now(&self) -> Result<DateTime<Utc>, ControlError> {
        let mut earliest = DateTime::<Utc>::MAX_UTC;
        for (service, channel) in &self.internal {
            let answer = ClockServiceClient::new(channel.clone()).get(GetRequest {}).await;
            let answer = answer.map_err(|status| failed(service, status))?.into_inner();
            let instant = answer.instant.and_then(|instant| {
                DateTime::from_timestamp(instant.seconds, u32::try_from(instant.nanos).ok()?)
            });
            let instant = instant.ok_or_else(|| ControlError::Empty(service.clone()))?;
            earliest = earliest.min(instant);
        }
        Ok(earliest)
    }

    /// Moves all clocks to an instant; one that is there or later stays.
    pub async fn advance(&self, instant: DateTime<Utc>) -> Result<(), ControlError> {
        self.of_each(|channel| async move {
            let mut clock = ClockServiceClient::new(channel);
            let request = AdvanceRequest { instant: Some(timestamp(instant)) };
            match clock.advance(request).await {
                // It stands later already: an advance that was cut off had come to this service.
                Err(status) if status.code() == tonic::Code::InvalidArgument => Ok(()),
                answer => answer.map(drop),
            }
        })
        .await
        .map(drop)
    }

    /// Asks all services the same at the same time; gives their answers by their names.
    async fn of_each<T, F>(
        &self,
        ask: impl Fn(ServiceChannel) -> F,
    ) -> Result<HashMap<String, T>, ControlError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Status>> + Send + 'static,
    {
        let mut asked = JoinSet::new();
        for (service, channel) in &self.internal {
            let (service, answer) = (service.clone(), ask(channel.clone()));
            asked.spawn(async move {
                let answer = answer.await.map_err(|status| failed(&service, status))?;
                Ok((service, answer))
            });
        }
        let answers = asked.join_all().await;
        answers.into_iter().collect()
    }

    /// Runs the night of a date to its end, and waits until its consequences have happened. Repeating
    /// a night changes nothing.
    pub async fn night(&self, date: NaiveDate) -> Result<Run, ControlError> {
        let request = StartNightRunRequest {
            request_id: night_request(date).to_string(),
            date: Some(date_message(date)),
            dry_run: false,
        };
        let mut admin = DossierAdminServiceClient::new(self.operations.clone());
        let started = admin.start_night_run(request).await;
        let started = started.map_err(|status| failed("dossier", status))?.into_inner();
        let run_id = started.run.map(|run| run.run_id).unwrap_or_default();
        loop {
            let request = GetRunRequest { run_id: run_id.clone() };
            let answer =
                admin.get_run(request).await.map_err(|status| failed("dossier", status))?;
            let run = answer.into_inner().run;
            let run = run.ok_or_else(|| ControlError::Empty("dossier".to_owned()))?;
            if run.state() == RunState::Completed {
                // A night in which nothing was due has no consequences to wait for.
                if !run.counts.is_empty() {
                    self.quiet().await?;
                }
                return Ok(run);
            }
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    }
}

/// The instant of an hour of a day, UTC.
pub fn hour_of(date: NaiveDate, hour: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    date.and_time(time).and_utc()
}

/// The request id of a night's run: the same for the same night, so that a repeat is the same
/// request.
fn night_request(date: NaiveDate) -> Uuid {
    let mut bytes = *b"night-run-000000";
    bytes[10..].copy_from_slice(date.format("%y%m%d").to_string().as_bytes());
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn failed(service: &str, status: Status) -> ControlError {
    ControlError::Service { service: service.to_owned(), status: Box::new(status) }
}
