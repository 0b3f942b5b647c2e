//! The business clock of a service.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use stts_chassis::time::{SimulatedClock, SystemClock};
use stts_kernel::{Clock, Refusal};
use stts_store::{Store, StoredClock};

/// The machine's clock, or one that stands in the database and moves when told.
pub(crate) enum BusinessClock {
    System,
    Simulated(Arc<SimulatedClock>),
}

impl BusinessClock {
    pub(crate) async fn simulated(store: &Store, first: DateTime<Utc>) -> Result<Self, Refusal> {
        let row = Arc::new(StoredClock::new(store.clone()));
        Ok(Self::Simulated(Arc::new(SimulatedClock::start(row, first).await?)))
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        match self {
            Self::System => Arc::new(SystemClock),
            Self::Simulated(clock) => Arc::clone(clock) as Arc<dyn Clock>,
        }
    }
}
