//! A business clock that stands still until it is moved, and survives the process.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_kernel::{Clock, Refusal, Violation};
use tokio::sync::Mutex;

/// The row of a service's database that holds the simulated business instant.
#[async_trait]
pub trait ClockRow: Send + Sync {
    /// The instant; none before the first [`store`](Self::store).
    async fn load(&self) -> Result<Option<DateTime<Utc>>, Refusal>;

    /// Keeps an instant.
    async fn store(&self, instant: DateTime<Utc>) -> Result<(), Refusal>;
}

/// The simulated business clock of a service; only in development.
pub struct SimulatedClock {
    row: Arc<dyn ClockRow>,
    micros: AtomicI64,
    moving: Mutex<()>,
}

impl fmt::Debug for SimulatedClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SimulatedClock").field(&self.now()).finish()
    }
}

impl SimulatedClock {
    /// Goes on where the row stands; begins at `first` when it holds nothing yet.
    pub async fn start(row: Arc<dyn ClockRow>, first: DateTime<Utc>) -> Result<Self, Refusal> {
        let instant = if let Some(instant) = row.load().await? {
            instant
        } else {
            row.store(first).await?;
            first
        };
        let micros = AtomicI64::new(instant.timestamp_micros());
        Ok(Self { row, micros, moving: Mutex::new(()) })
    }

    /// Moves forward to `instant`, in the row first; an instant before now is refused.
    pub async fn advance(&self, instant: DateTime<Utc>) -> Result<(), Refusal> {
        let _one_at_a_time = self.moving.lock().await;
        if instant < self.now() {
            let description = "the business clock moves only forward".to_owned();
            let field = "instant".to_owned();
            return Err(Refusal::invalid_fields(vec![Violation { field, description }]));
        }
        self.row.store(instant).await?;
        self.micros.store(instant.timestamp_micros(), Ordering::Release);
        Ok(())
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> DateTime<Utc> {
        // The stored number came from an instant, so the default is never used.
        DateTime::from_timestamp_micros(self.micros.load(Ordering::Acquire)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as Cell;

    use stts_kernel::ErrorKind;

    use super::*;

    #[derive(Default)]
    struct Row(Cell<Option<DateTime<Utc>>>);

    #[async_trait]
    impl ClockRow for Row {
        async fn load(&self) -> Result<Option<DateTime<Utc>>, Refusal> {
            Ok(*self.0.lock().unwrap())
        }

        async fn store(&self, instant: DateTime<Utc>) -> Result<(), Refusal> {
            *self.0.lock().unwrap() = Some(instant);
            Ok(())
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn the_clock_moves_only_forward_and_survives() {
        let row = Arc::new(Row::default());
        let clock = SimulatedClock::start(row.clone(), at("2026-01-01T08:00:00Z")).await.unwrap();
        assert_eq!(clock.now(), at("2026-01-01T08:00:00Z"));

        clock.advance(at("2026-01-02T23:30:00Z")).await.unwrap();
        assert_eq!(clock.today().to_string(), "2026-01-03");

        let back = clock.advance(at("2026-01-02T23:29:59Z")).await.unwrap_err();
        assert_eq!(back.kind, ErrorKind::InvalidFields);
        assert_eq!(back.violations[0].field, "instant");
        assert_eq!(clock.now(), at("2026-01-02T23:30:00Z"));

        let again = SimulatedClock::start(row, at("2020-01-01T00:00:00Z")).await.unwrap();
        assert_eq!(again.now(), at("2026-01-02T23:30:00Z"));
    }
}
