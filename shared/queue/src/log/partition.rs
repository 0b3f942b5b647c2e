//! Which events stay in order with which.

use ring::digest::{SHA256, digest};

/// The number of partitions of every log. Fixed per deployment and kept in each database, which
/// refuses to open under another number: changing it would tear the order of a key.
pub const PARTITIONS: u32 = 16;

/// The partition of a key: the first eight bytes of the SHA-256 of its UTF-8 text, big-endian,
/// modulo [`PARTITIONS`].
pub fn partition_of(key: &str) -> u32 {
    let first_eight = digest(&SHA256, key.as_bytes())
        .as_ref()
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    u32::try_from(first_eight % u64::from(PARTITIONS)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_partition_of_a_key_never_changes() {
        // The expected numbers are from `printf KEY | sha256sum`, last hexadecimal digit of the eighth byte.
        for (key, partition) in [("", 4), ("abc", 10), ("1234567890", 0)] {
            assert_eq!(partition_of(key), partition, "{key}");
        }
    }
}
