//! Reading which part of a list is asked for: the same in every service (contracts, conventions).

use stts_chassis::fields::Fields;

use crate::{Vault, page_token};

/// The rows of a page when the request does not say.
pub const DEFAULT_SIZE: u32 = 50;
/// The rows of a page at most.
pub const MAX_SIZE: u32 = 1_000;

/// How many rows are asked for: 0 asks for [`DEFAULT_SIZE`], and the contract refuses what is outside
/// 0 to [`MAX_SIZE`] before.
pub fn size(asked: i32) -> u32 {
    match u32::try_from(asked) {
        Ok(0) | Err(_) => DEFAULT_SIZE,
        Ok(size) => size.min(MAX_SIZE),
    }
}

/// After which row the page begins: none for the first page. The token must be one of the same query;
/// any other is noted as a bad field, and the outer `None` says so.
pub fn after<T>(
    fields: &mut Fields,
    (vault, query): (&Vault, &str),
    token: &str,
    row: impl FnOnce(&[u8]) -> Option<T>,
) -> Option<Option<T>> {
    if token.is_empty() {
        return Some(None);
    }
    let key = page_token::open(vault, query, token).ok();
    let place = key.and_then(|key| row(&key)).ok_or("is not a token of this list");
    fields.take("page_token", place).map(Some)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::VaultKey;

    #[test]
    fn a_page_has_fifty_rows_unless_asked_and_a_thousand_at_most() {
        for (asked, size) in [(0, 50), (-1, 50), (1, 1), (1_000, 1_000), (1_001, 1_000)] {
            assert_eq!(super::size(asked), size, "{asked}");
        }
    }

    #[test]
    fn a_token_leads_on_in_its_own_list_only() {
        let vault = Vault::new(&[VaultKey::new(1, STANDARD.encode([1; 32]))]).unwrap();
        let token = page_token::seal(&vault, "ListHistory OP01", &[7]).unwrap();
        let row = |key: &[u8]| key.first().copied();
        for (query, token, expected) in [
            ("ListHistory OP01", token.as_str(), Some(Some(7))),
            ("ListHistory OP01", "", Some(None)),
            ("ListHistory OP02", token.as_str(), None),
            ("ListHistory OP01", "0000000000000007", None),
        ] {
            let mut fields = Fields::default();
            let after = after(&mut fields, (&vault, query), token, row);
            assert_eq!(after, expected, "{query} {token}");
            let refused = fields.finish(|| Some(())).err();
            let named = refused.map(|refusal| refusal.violations[0].field.clone());
            assert_eq!(named.as_deref(), expected.is_none().then_some("page_token"));
        }
    }
}
