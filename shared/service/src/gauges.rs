//! What waits in a service, as metrics; and whether the transport works, as health tells it.

use std::sync::Arc;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::global;
use opentelemetry::metrics::Gauge;
use stts_chassis::server::Health;
use stts_chassis::telemetry::names::{EVENTS_STAGE, EVENTS_WAITING, JOBS, JOBS_STATE};
use stts_queue::log::Transport;
use stts_queue::{Backlog, QueueStats};
use tokio_util::sync::CancellationToken;

const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// The name under which health tells whether the transport of events works. The process itself
/// serves on without it: events wait, and are fetched from their producers.
pub const TRANSPORT_HEALTH: &str = "stts.transport";

/// Looks at what waits.
pub(crate) struct Gauges {
    pub(crate) backlog: Arc<dyn Backlog>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) health: Health,
}

impl Gauges {
    /// Looks every few seconds until stopped.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let meter = global::meter("stts");
        let events = meter.u64_gauge(EVENTS_WAITING).build();
        let jobs = meter.u64_gauge(JOBS).build();
        loop {
            self.health.set(TRANSPORT_HEALTH, self.transport.is_reachable()).await;
            match self.backlog.stats().await {
                Ok(stats) => record(&stats, &events, &jobs),
                Err(error) => tracing::debug!(%error, "what waits is not known"),
            }
            if stop.run_until_cancelled(tokio::time::sleep(LOOKS_EVERY)).await.is_none() {
                return;
            }
        }
    }
}

fn record(stats: &QueueStats, events: &Gauge<u64>, jobs: &Gauge<u64>) {
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
}
