//! Where time and identity come from: the one place that reads the machine's clock and makes random
//! identifiers.

mod service;
mod simulated;

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use stts_kernel::{Clock, IdSource};
use uuid::Uuid;

pub use service::ClockService;
pub use simulated::{ClockRow, SimulatedClock};

/// The machine's clock as the business clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that provides business time")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
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
    fn identifiers_differ() {
        assert_ne!(SystemIds.uuid(), SystemIds.uuid());
    }
}
