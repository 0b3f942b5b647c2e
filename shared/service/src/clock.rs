//! The business clock of a service.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_chassis::time::{ClockRow, SimulatedClock, SystemClock};
use stts_kernel::{Clock, Refusal};
use stts_store::{Store, StoredClock};

/// The machine's clock, or one that stands in the database and moves when told.
pub(crate) enum BusinessClock {
    System,
    Simulated(Arc<SimulatedClock>),
}

impl BusinessClock {
    pub(crate) async fn simulated(store: &Store, first: DateTime<Utc>) -> Result<Self, Refusal> {
        let row = Arc::new(Row(StoredClock::new(store.clone())));
        Ok(Self::Simulated(Arc::new(SimulatedClock::start(row, first).await?)))
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        match self {
            Self::System => Arc::new(SystemClock),
            Self::Simulated(clock) => Arc::clone(clock) as Arc<dyn Clock>,
        }
    }
}

struct Row(StoredClock);

#[async_trait]
impl ClockRow for Row {
    async fn load(&self) -> Result<Option<DateTime<Utc>>, Refusal> {
        Ok(self.0.load().await?)
    }

    async fn store(&self, instant: DateTime<Utc>) -> Result<(), Refusal> {
        self.0.advance(instant).await?;
        Ok(())
    }
}
