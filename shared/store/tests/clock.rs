//! The simulated clock survives the process and moves only forward.

use chrono::{DateTime, Utc};
use stts_store::StoredClock;

use crate::DATABASES;

#[tokio::test]
async fn the_clock_stands_where_it_was_moved_to() {
    let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    for database in DATABASES.each().await {
        let clock = StoredClock::new(database.store.clone());
        assert_eq!(clock.load().await, Ok(None));
        clock.advance(instant("2027-03-01T00:00:00Z")).await.unwrap();
        clock.advance(instant("2027-02-01T00:00:00Z")).await.unwrap();
        let after_restart = StoredClock::new(database.open_again().await);
        assert_eq!(after_restart.load().await, Ok(Some(instant("2027-03-01T00:00:00Z"))));
    }
}
