//! Rounding many amounts so that their sum is kept.

use std::cmp::Reverse;

use num_bigint::BigInt;

use crate::Exact;

/// Rounds every number down, and gives what is then missing from their sum, one each, to those that
/// lost most; among equals to the earlier (domain, section 11). The sum must be a whole number.
pub(crate) fn largest_remainder(numbers: &[Exact]) -> Vec<BigInt> {
    let mut rounded: Vec<BigInt> = numbers.iter().map(Exact::floor).collect();
    let missing = &numbers.iter().sum::<Exact>().floor() - rounded.iter().sum::<BigInt>();
    let mut by_loss: Vec<usize> = (0..numbers.len()).collect();
    by_loss.sort_by_key(|index| Reverse(numbers[*index].remainder()));
    let lucky = usize::try_from(missing).unwrap_or(0);
    for index in by_loss.into_iter().take(lucky) {
        rounded[index] += 1;
    }
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_goes_to_those_that_lost_most_then_to_the_earlier() {
        for (thirds, rounded) in [
            (vec![20, -10, -10], vec![7, -3, -4]),
            (vec![1, 1, 1], vec![1, 0, 0]),
            (vec![1, 2, 0], vec![0, 1, 0]),
            (vec![2, 2, -4], vec![1, 1, -2]),
            (vec![3, -3], vec![1, -1]),
            (vec![], vec![]),
        ] {
            let exact: Vec<_> = thirds.iter().map(|number| Exact::divided(*number, 3)).collect();
            let expected: Vec<BigInt> = rounded.into_iter().map(BigInt::from).collect();
            assert_eq!(largest_remainder(&exact), expected, "{thirds:?} thirds");
        }
    }
}
