//! The only source of chance in a population.

/// The `SplitMix64` generator (Steele, Lea and Flood, 2014): 64 bits of state, the same sequence on
/// every machine for ever.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, or 0 when nothing is below it. The bias is below one in 2^32.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let scaled = ((self.next() >> 32) * u64::from(bound)) >> 32;
        u32::try_from(scaled).unwrap_or(0)
    }

    /// A number from `least` to `most`, both included; `least` when they are the wrong way round.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// True in so many cases of a thousand.
    pub(super) fn per_mille(&mut self, cases: u32) -> bool {
        self.below(1_000) < cases
    }

    /// One of a list; nothing of an empty one.
    pub(super) fn one_of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let bound = u32::try_from(list.len()).unwrap_or(u32::MAX);
        list.get(self.below(bound) as usize)
    }

    /// One of a list of which the first ones are more frequent, as names are.
    pub(super) fn frequent_one_of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let bound = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let place = self.below(bound).min(self.below(bound));
        list.get(place as usize)
    }

    /// One of a list by its weight; nothing when all weights are 0.
    pub(super) fn weighted<'a, T>(
        &mut self,
        list: &'a [T],
        weight: impl Fn(&T) -> u32,
    ) -> Option<&'a T> {
        let mut left = self.below(list.iter().map(&weight).sum());
        list.iter().find(|one| {
            let found = left < weight(one);
            left = left.saturating_sub(weight(one));
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // The first values for the seed 1234567, as given with the reference implementation.
        let mut random = Random::new(1_234_567);
        let first = [random.next(), random.next(), random.next()];
        let published =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(first, published);
    }

    #[test]
    fn bounds_are_kept_and_reached() {
        let mut random = Random::new(1);
        let drawn: Vec<u32> = (0..1_000).map(|_| random.between(3, 5)).collect();
        assert!((3..=5).all(|number| drawn.contains(&number)));
        assert!(drawn.iter().all(|number| (3..=5).contains(number)));
        assert_eq!(random.between(7, 2), 7);
        assert_eq!(random.one_of::<u8>(&[]), None);
    }

    #[test]
    fn weights_decide_the_shares() {
        let mut random = Random::new(2);
        let list = [("never", 0), ("often", 3), ("seldom", 1)];
        let mut often = 0;
        for _ in 0..4_000 {
            let (name, _) = random.weighted(&list, |one| one.1).unwrap();
            assert_ne!(*name, "never");
            often += usize::from(*name == "often");
        }
        assert!((2_850..3_150).contains(&often), "{often}");
    }
}
