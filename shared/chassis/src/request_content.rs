//! What a mutating request asks, apart from its id: the same id with other content is refused.

use prost::Message;
use ring::digest::{SHA256, digest};

/// SHA-256 of a request from which its `request_id` was taken out, re-encoded so that unknown fields
/// and the order of fields do not count.
pub fn content_hash(request_without_id: &impl Message) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &request_without_id.encode_to_vec()).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use stts_contracts::common::v1::Date;

    use super::*;

    #[test]
    fn other_content_has_another_hash() {
        let date = |day| Date { year: 2026, month: 1, day };
        assert_eq!(content_hash(&date(1)), content_hash(&date(1)));
        assert_ne!(content_hash(&date(1)), content_hash(&date(2)));
    }
}
