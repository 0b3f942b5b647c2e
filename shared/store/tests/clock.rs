//! The simulated clock survives the process and moves only forward.

use std::time::Duration;

use chrono::{DateTime, Utc};
use stts_chassis::time::ClockRow;
use stts_store::StoredClock;

use crate::DATABASES;

#[tokio::test]
async fn the_clock_stands_where_it_was_moved_to() {
    let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    for database in DATABASES.each().await {
        let clock = StoredClock::new(database.store.clone());
        assert_eq!(clock.load().await, Ok(None));
        clock.store(instant("2027-03-01T00:00:00Z")).await.unwrap();
        clock.store(instant("2027-02-01T00:00:00Z")).await.unwrap();
        let after_restart = StoredClock::new(database.open_again().await);
        assert_eq!(after_restart.load().await, Ok(Some(instant("2027-03-01T00:00:00Z"))));
    }
}

#[tokio::test]
async fn moving_the_clock_wakes_who_waits_for_jobs() {
    for database in DATABASES.each().await {
        let mut jobs = database.store.job_commits();
        let clock = StoredClock::new(database.store.clone());
        clock.store("2027-03-01T00:00:00Z".parse().unwrap()).await.unwrap();
        // Only a signal ends a wait of a day.
        jobs.wait(Duration::from_hours(24)).await;
    }
}
