//! Everything that a story leaves to chance follows from its seed.

use ring::digest::{Context, SHA256};

/// Numbers that are the same for the same seed on every machine: `SplitMix64` (Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", 2014).
pub(super) struct Draw(u64);

impl Draw {
    /// The numbers of a seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including `bound`, which is at least 1. That some come more
    /// often by one in 2^40 does not matter here.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// A number from the first to the last.
    pub(super) fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// A place in a list of that length.
    pub(super) fn place(&mut self, length: usize) -> usize {
        let bound = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.below(bound)).unwrap_or_default()
    }

    /// One of them.
    pub(super) fn one_of<T: Copy, const N: usize>(&mut self, all: [T; N]) -> T {
        all[self.place(N)]
    }

    /// Brings a list into another order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.place(last + 1));
        }
    }
}

/// The request id of something done in the story of a seed: the same whenever it is done again.
pub(super) fn request_id(seed: u64, what: &str) -> String {
    let mut digest = Context::new(&SHA256);
    digest.update(b"stts demo\0");
    digest.update(&seed.to_be_bytes());
    digest.update(what.as_bytes());
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(digest.finish().as_ref()) {
        *to = *from;
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        let mut draw = Draw::new(1_234_567);
        let first = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973];
        assert_eq!(first, [draw.next(), draw.next()]);
    }

    #[test]
    fn a_shuffle_keeps_everything() {
        let mut list: Vec<u32> = (0..100).collect();
        Draw::new(1).shuffle(&mut list);
        assert!(!list.is_sorted());
        assert_eq!(list.into_iter().collect::<BTreeSet<_>>().len(), 100);
    }

    #[test]
    fn a_request_id_follows_from_the_seed_and_what_is_done() {
        assert_eq!(request_id(1, "step 4"), request_id(1, "step 4"));
        assert_ne!(request_id(1, "step 4"), request_id(1, "step 5"));
        assert_ne!(request_id(1, "step 4"), request_id(2, "step 4"));
    }
}
