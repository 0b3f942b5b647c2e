//! What waits in a service, as metrics; and whether the transport works, as health tells it.

use std::sync::Arc;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::global;
use opentelemetry::metrics::Gauge;
use stts_chassis::server::Health;
use stts_chassis::telemetry::names::{
    DEAD_LETTERS, DEAD_LETTERS_KIND, EVENTS_STAGE, EVENTS_WAITING, JOBS, JOBS_STATE,
};
use stts_queue::log::{Outbox, Transport};
use stts_queue::{Backlog, QueueStats};
use tokio_util::sync::CancellationToken;

const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// The name under which health tells whether the transport of events works. The process itself
/// serves on without it: events wait, and are fetched from their producers.
pub const TRANSPORT_HEALTH: &str = "stts.transport";

/// With a dot and the name of a service, the name under which health tells whether that service's events
/// are numbered: not after a restore from a backup, until a new epoch begins.
pub const LOG_HEALTH: &str = "stts.log";

/// What to do after a restore.
pub(crate) const RESTORED: &str = "a consumer has applied events that are not in this database, so it \
    was restored from a backup: events wait until a new epoch begins, with the program's command \
    `restored`";

/// Looks at what waits.
pub(crate) struct Gauges {
    pub(crate) backlog: Arc<dyn Backlog>,
    pub(crate) outbox: Arc<dyn Outbox>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) health: Health,
}

impl Gauges {
    /// Looks every few seconds until stopped.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let meter = global::meter("stts");
        let events = meter.u64_gauge(EVENTS_WAITING).build();
        let jobs = meter.u64_gauge(JOBS).build();
        let dead_letters = meter.u64_gauge(DEAD_LETTERS).build();
        loop {
            self.health.set(TRANSPORT_HEALTH, self.transport.is_reachable()).await;
            self.look_at_the_log().await;
            match self.backlog.stats().await {
                Ok(stats) => record(&stats, &events, &jobs, &dead_letters),
                Err(error) => tracing::debug!(%error, "what waits is not known"),
            }
            if stop.run_until_cancelled(tokio::time::sleep(LOOKS_EVERY)).await.is_none() {
                return;
            }
        }
    }

    async fn look_at_the_log(&self) {
        match self.outbox.is_behind().await {
            Ok(is_behind) => {
                self.health
                    .set(&format!("{LOG_HEALTH}.{}", self.outbox.producer()), !is_behind)
                    .await;
                if is_behind {
                    tracing::error!("{RESTORED}");
                }
            }
            Err(error) => tracing::debug!(%error, "whether the log is behind is not known"),
        }
    }
}

fn record(stats: &QueueStats, events: &Gauge<u64>, jobs: &Gauge<u64>, dead_letters: &Gauge<u64>) {
    let unnumbered: u64 = stats.produced.iter().map(|head| head.unnumbered).sum();
    let unpublished =
        |head: &stts_queue::log::Head| head.place.sequence.saturating_sub(head.published_sequence);
    let unpublished: u64 = stats.produced.iter().map(unpublished).sum();
    for (stage, count) in [("unnumbered", unnumbered), ("unpublished", unpublished)] {
        events.record(count, &[KeyValue::new(EVENTS_STAGE, stage)]);
    }
    let counts = stats.jobs;
    for (state, count) in [
        ("due", counts.due),
        ("later", counts.later),
        ("running", counts.running),
        ("dead", counts.dead),
    ] {
        jobs.record(count, &[KeyValue::new(JOBS_STATE, state)]);
    }
    for (kind, count) in [("event", stats.dead_events), ("frame", stats.dead_frames)] {
        dead_letters.record(count, &[KeyValue::new(DEAD_LETTERS_KIND, kind)]);
    }
}
