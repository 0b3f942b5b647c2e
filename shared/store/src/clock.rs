//! The business instant of a simulation: a row, so that it survives a kill.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_chassis::time::ClockRow;
use stts_kernel::Refusal;

use crate::{Store, StoreError, StoredInstant, sql};

/// The stored business instant of a simulation. It moves only forward.
#[derive(Clone)]
pub struct StoredClock(Store);

impl StoredClock {
    /// The clock of this database.
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    async fn read(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let select = "SELECT now FROM simulated_clock WHERE id = 1";
        let reader = self.0.reader();
        let now: Option<i64> = sql::value(reader.connection(), select, vec![]).await?;
        Ok(now.map(|now| StoredInstant(now).instant()))
    }

    /// Leaves a later instant as it is. Wakes the workers of this process: jobs may be due.
    async fn move_to(&self, instant: DateTime<Utc>) -> Result<(), StoreError> {
        let upsert = "INSERT INTO simulated_clock (id, now) VALUES (1, $1) \
             ON CONFLICT (id) DO UPDATE SET now = excluded.now \
             WHERE excluded.now > simulated_clock.now";
        let transaction = self.0.begin().await?;
        let values = vec![StoredInstant::from(instant).into()];
        sql::execute(transaction.connection(), upsert, values).await?;
        transaction.touch_jobs();
        transaction.commit().await
    }
}

#[async_trait]
impl ClockRow for StoredClock {
    async fn load(&self) -> Result<Option<DateTime<Utc>>, Refusal> {
        Ok(self.read().await?)
    }

    async fn store(&self, instant: DateTime<Utc>) -> Result<(), Refusal> {
        Ok(self.move_to(instant).await?)
    }
}
