//! Where time and identity come from: the one place that reads the machine's clock and makes random
//! identifiers.

mod service;
mod simulated;

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SubsecRound, Utc};
use stts_kernel::{Clock, IdSource};
use uuid::Uuid;

pub use service::ClockService;
pub use simulated::{ClockRow, SimulatedClock};

/// An instant as finely as the databases keep it: to the microsecond, so that a first answer and
/// every later one tell the same.
fn to_the_microsecond(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(6)
}

/// The machine's clock as the business clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that provides business time")]
    fn now(&self) -> DateTime<Utc> {
        to_the_microsecond(Utc::now())
    }
}

/// The machine's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "the one place that provides identifiers")]
    fn uuid(&self) -> Uuid {
        Uuid::new_v4()
    }

    fn number_below(&self, bound: u64) -> u64 {
        let bound = bound.max(1);
        // Draws beyond the last whole multiple of the bound would favour small numbers.
        let whole = u64::MAX - u64::MAX % bound;
        loop {
            // The last 62 bits of a random UUID are random.
            let [high, low] = [self.uuid(), self.uuid()].map(|uuid| uuid.as_u64_pair().1);
            let draw = (high << 32) | (low & u64::from(u32::MAX));
            if draw < whole {
                return draw % bound;
            }
        }
    }
}

/// The machine's time, for tokens: seconds since 1970, UTC.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
pub fn machine_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_below_the_bound_is_drawn_and_no_other() {
        let mut drawn = [0_u32; 5];
        for _ in 0..1_000 {
            drawn[usize::try_from(SystemIds.number_below(5)).unwrap()] += 1;
        }
        // Each is expected 200 times; that one is missing has a chance of 5 * 0.8^1000.
        assert!(drawn.iter().all(|times| *times > 0), "{drawn:?}");
        assert_eq!(SystemIds.number_below(1), 0);
    }

    #[test]
    fn an_instant_is_made_as_finely_as_it_is_kept() {
        let instant: DateTime<Utc> = "2026-01-05T08:00:00.123456789Z".parse().unwrap();
        let kept: DateTime<Utc> = "2026-01-05T08:00:00.123456Z".parse().unwrap();
        assert_eq!(to_the_microsecond(instant), kept);
        assert_eq!(to_the_microsecond(kept), kept);
        for _ in 0..100 {
            assert_eq!(SystemClock.now().timestamp_subsec_nanos() % 1_000, 0);
        }
    }

    #[test]
    fn identifiers_differ() {
        assert_ne!(SystemIds.uuid(), SystemIds.uuid());
    }
}
