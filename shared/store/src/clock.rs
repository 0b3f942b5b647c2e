//! The business instant of a simulation: a row, so that it survives a kill.

use chrono::{DateTime, Utc};

use crate::{Store, StoreError, StoredInstant, sql};

/// The stored business instant of a simulation. It moves only forward.
#[derive(Clone)]
pub struct StoredClock(Store);

impl StoredClock {
    /// The clock of this database.
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    /// The instant it stands at; absent before it was first moved.
    pub async fn load(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let select = "SELECT now FROM simulated_clock WHERE id = 1";
        let reader = self.0.reader();
        let now: Option<i64> = sql::value(reader.connection(), select, vec![]).await?;
        Ok(now.map(|now| StoredInstant(now).instant()))
    }

    /// Moves it, unless it stands there or later already; gives where it stands then. Wakes the
    /// workers of this process: jobs may be due.
    pub async fn advance(&self, to: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        let upsert = "INSERT INTO simulated_clock (id, now) VALUES (1, $1) \
             ON CONFLICT (id) DO UPDATE SET now = excluded.now \
             WHERE excluded.now > simulated_clock.now";
        let transaction = self.0.begin().await?;
        let values = vec![StoredInstant::from(to).into()];
        sql::execute(transaction.connection(), upsert, values).await?;
        transaction.touch_jobs();
        transaction.commit().await?;
        Ok(self.load().await?.unwrap_or(to))
    }
}
