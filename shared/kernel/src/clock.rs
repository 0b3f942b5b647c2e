//! Business time. Deadlines, leases and token expiry use the machine's clock instead.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Brussels;

/// Gives the business instant. It is an argument everywhere, so that a test or a demonstration can
/// set it; machine time is never read by the rules.
pub trait Clock: Send + Sync {
    /// The business instant.
    fn now(&self) -> DateTime<Utc>;

    /// The civil date in Brussels at the business instant.
    fn today(&self) -> NaiveDate {
        brussels_date(self.now())
    }
}

/// The civil date in Brussels at an instant, summer time included.
pub fn brussels_date(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Brussels).date_naive()
}

/// The instant at which a civil date is over in Brussels: the midnight after it.
pub fn brussels_end_of_day(date: NaiveDate) -> DateTime<Utc> {
    // Clocks are never changed at midnight in Brussels, and no calendar ends there.
    let midnight = date
        .checked_add_days(Days::new(1))
        .and_then(|next| Brussels.from_local_datetime(&next.and_time(NaiveTime::MIN)).earliest());
    midnight.map_or(DateTime::<Utc>::MAX_UTC, |midnight| midnight.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let mut date: NaiveDate = "2023-12-31".parse().unwrap();
        for _ in 0..800 {
            let end = brussels_end_of_day(date);
            let next = date.succ_opt().unwrap();
            assert_eq!(brussels_date(end), next);
            assert_eq!(brussels_date(end - chrono::TimeDelta::microseconds(1)), date);
            date = next;
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_brussels() {
        // The first two are the 23-hour day of 31 March 2024, the last two the 25-hour 27 October.
        for (instant, date) in [
            ("2024-03-30T22:59:59Z", "2024-03-30"),
            ("2024-03-30T23:00:00Z", "2024-03-31"),
            ("2024-03-31T21:59:59Z", "2024-03-31"),
            ("2024-03-31T22:00:00Z", "2024-04-01"),
            ("2024-10-26T22:00:00Z", "2024-10-27"),
            ("2024-10-27T22:59:59Z", "2024-10-27"),
            ("2024-10-27T23:00:00Z", "2024-10-28"),
        ] {
            let instant: DateTime<Utc> = instant.parse().unwrap();
            assert_eq!(brussels_date(instant).to_string(), date, "{instant}");
        }
    }
}
