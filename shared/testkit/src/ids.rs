//! Identifiers that are the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};

use stts_kernel::IdSource;
use uuid::{Builder, Uuid};

/// Identifiers from a seed: the same seed gives the same ones, in the same order.
#[derive(Debug)]
pub struct SeededIds(AtomicU64);

impl SeededIds {
    /// Identifiers of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// The next number of Sebastiano Vigna's `SplitMix64`.
    fn next(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut number = self.0.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^ (number >> 31)
    }
}

impl IdSource for SeededIds {
    fn uuid(&self) -> Uuid {
        let bytes = (u128::from(self.next()) << 64) | u128::from(self.next());
        Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid()
    }

    fn number_below(&self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }
}
