//! How long calls take and how they end.

use opentelemetry::metrics::{Counter, Histogram};
use opentelemetry::{KeyValue, global};
use tokio::time::Instant;

use super::trace::Outcome;
use crate::telemetry::names::{
    ERROR_TYPE, RPC_METHOD, RPC_STATUS_CODE, RPC_SYSTEM, SERVER_CALL_DURATION, SERVER_PANICS,
};

/// Bounds of the duration's buckets, in seconds, from well below to well above the aims.
pub(crate) const DURATION_BOUNDS: [f64; 14] =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];

/// The instruments of a listener.
#[derive(Debug)]
pub(super) struct Metrics {
    duration: Histogram<f64>,
    panics: Counter<u64>,
}

impl Metrics {
    /// Takes the instruments of the process's telemetry, which is set up before.
    pub(super) fn new() -> Self {
        let meter = global::meter("stts");
        let duration = meter
            .f64_histogram(SERVER_CALL_DURATION)
            .with_unit("s")
            .with_boundaries(DURATION_BOUNDS.to_vec())
            .build();
        Self { duration, panics: meter.u64_counter(SERVER_PANICS).build() }
    }

    /// Begins to measure a call that arrived then.
    pub(super) fn begin(&self, method: &str, arrived: Instant) -> Measure<'_> {
        Measure { metrics: self, method: method.to_owned(), arrived, outcome: Outcome::CANCELLED }
    }

    /// Counts and logs a panic; its text is told nowhere, since it may hold a value.
    pub(super) fn panicked(&self, method: &str) {
        self.panics.add(1, &[KeyValue::new(RPC_METHOD, method.to_owned())]);
        tracing::error!(method, "a handler panicked");
    }
}

/// One call; dropped before its end it counts as cancelled.
pub(super) struct Measure<'a> {
    metrics: &'a Metrics,
    method: String,
    arrived: Instant,
    outcome: Outcome,
}

impl Measure<'_> {
    /// Notes how the call ended.
    pub(super) const fn end(&mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for Measure<'_> {
    fn drop(&mut self) {
        let mut attributes = vec![
            KeyValue::new(RPC_SYSTEM, "grpc"),
            KeyValue::new(RPC_METHOD, self.method.clone()),
            KeyValue::new(RPC_STATUS_CODE, self.outcome.code),
        ];
        attributes.extend(self.outcome.reason.map(|reason| KeyValue::new(ERROR_TYPE, reason)));
        self.metrics.duration.record(self.arrived.elapsed().as_secs_f64(), &attributes);
    }
}
