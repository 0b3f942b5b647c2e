//! The rows of bulks, in a lane of their own: so many at once and no more, whatever waits.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use stts_kernel::{Clock, ErrorKind};
use stts_queue::jobs::Backoff;
use stts_queue::trace::continue_trace;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use crate::app::{App, RowEnd};
use crate::ports::ClaimedRow;
use crate::wire::opened_bulk_row;

/// How long nobody else takes a row in hand: far longer than an Apply may last.
const LEASE: TimeDelta = TimeDelta::minutes(1);
/// How often to look without being woken: other replicas take rows too.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// While the register or the database does not answer, the lane waits, and then tries one row.
const PAUSE: Backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(30) };
/// A bulk is kept for so long after it was filled last, as the answers to requests are.
const KEPT: TimeDelta = TimeDelta::days(30);
const FORGETS_EVERY: Duration = Duration::from_hours(1);

/// Works on the rows of all bulks, one of each in turn. Every replica has one.
pub struct BulkLane {
    app: App,
    machine: Arc<dyn Clock>,
    room: Arc<Semaphore>,
    rows: TaskTracker,
}

impl BulkLane {
    /// A lane for so many rows at once. `machine` is the clock of leases and waits.
    pub fn new(app: App, machine: Arc<dyn Clock>, rows_at_once: usize) -> Self {
        let room = Arc::new(Semaphore::new(rows_at_once.max(1)));
        Self { app, machine, room, rows: TaskTracker::new() }
    }

    /// Works until stopped; rows in hand are finished first. To be spawned and awaited, never
    /// aborted.
    pub async fn run(self, stop: CancellationToken) {
        let mut wake = self.app.bulks.new_rows();
        let (ended, mut ends) = mpsc::unbounded_channel();
        let (mut failures, mut forgets_at) = (0, Instant::now());
        while !stop.is_cancelled() {
            if forgets_at <= Instant::now() {
                self.forget().await;
                forgets_at = Instant::now() + FORGETS_EVERY;
            }
            let room = stop.run_until_cancelled(Arc::clone(&self.room).acquire_owned()).await;
            let Some(Ok(place)) = room else { break };
            while let Ok(end) = ends.try_recv() {
                failures = if end == RowEnd::Unavailable { failures + 1 } else { 0 };
            }
            if failures > 0 {
                stop.run_until_cancelled(tokio::time::sleep(PAUSE.after(failures, 0))).await;
            }
            match self.app.bulks.claim_row(self.machine.now(), self.lease_end()).await {
                Ok(Some(row)) => self.begin(row, place, ended.clone()),
                Ok(None) => {
                    stop.run_until_cancelled(wake.wait(LOOKS_EVERY)).await;
                }
                Err(kind) => {
                    tracing::warn!(code = kind.code(), "the rows of bulks wait");
                    failures += 1;
                }
            }
        }
        self.rows.close();
        self.rows.wait().await;
    }

    /// Takes the next row in hand and does it; none when none waits.
    pub async fn do_next(&self) -> Result<Option<RowEnd>, ErrorKind> {
        match self.app.bulks.claim_row(self.machine.now(), self.lease_end()).await? {
            Some(row) => work(&self.app, &row, &*self.machine).await.map(Some),
            None => Ok(None),
        }
    }

    fn begin(
        &self,
        row: ClaimedRow,
        place: OwnedSemaphorePermit,
        ended: mpsc::UnboundedSender<RowEnd>,
    ) {
        let (app, machine) = (self.app.clone(), Arc::clone(&self.machine));
        let span = tracing::info_span!(
            "bulk_row",
            otel.kind = "consumer",
            row.line = row.line,
            row.attempt = row.attempts
        );
        continue_trace(&span, row.traceparent.as_deref());
        let work = async move {
            let end = work(&app, &row, &*machine).await.unwrap_or_else(|kind| {
                // Its lease ends by itself, and it is taken up again.
                tracing::warn!(code = kind.code(), "a row of a bulk waits");
                RowEnd::Unavailable
            });
            // The lane may have ended.
            let _ = ended.send(end);
            drop(place);
        };
        self.rows.spawn(work.instrument(span));
    }

    fn lease_end(&self) -> DateTime<Utc> {
        self.machine.now() + LEASE
    }

    async fn forget(&self) {
        if let Err(kind) = self.app.bulks.forget_bulks(self.app.clock.now() - KEPT).await {
            tracing::warn!(code = kind.code(), "old bulks could not be forgotten");
        }
    }
}

async fn work(app: &App, row: &ClaimedRow, machine: &dyn Clock) -> Result<RowEnd, ErrorKind> {
    match opened_bulk_row(&row.content) {
        Ok((call, applicant)) => app.apply_row(row, &call, &applicant, machine).await,
        Err(error) => {
            tracing::error!(line = row.line, %error, "a row of a bulk cannot be read");
            app.refuse_row(row, ErrorKind::Internal).await
        }
    }
}
