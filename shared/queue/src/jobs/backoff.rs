//! How long to wait before trying again.

use std::time::Duration;

/// Exponential waiting, with jitter, so that jobs that failed together do not come back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// After the first attempt.
    pub first: Duration,
    /// At most.
    pub longest: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_mins(10) }
    }
}

impl Backoff {
    /// The wait after this many attempts: doubled each time, then shortened by up to half. The
    /// part taken off is `jitter` thousandths of that half.
    pub fn after(self, attempts: u32, jitter: u16) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        let whole = self.first.saturating_mul(1 << doublings).min(self.longest);
        let taken_off = (whole / 2 / 1000).saturating_mul(u32::from(jitter.min(1000)));
        whole.saturating_sub(taken_off)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest() {
        let backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(20) };
        for (attempts, jitter, millis) in [
            (1, 0, 1_000),
            (2, 0, 2_000),
            (5, 0, 16_000),
            (6, 0, 20_000),
            (u32::MAX, 0, 20_000),
            (1, 1000, 500),
            (3, 500, 3_000),
        ] {
            let wait = backoff.after(attempts, jitter);
            assert_eq!(wait.as_millis(), millis, "after {attempts}, jitter {jitter}");
        }
    }
}
