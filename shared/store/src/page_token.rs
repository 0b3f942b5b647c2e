//! Page tokens: where the next page of a list begins, sealed, so that a caller can neither read nor
//! make one, and bound to the query, so that it leads nowhere in another list or for another caller.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{SealBroken, Vault};

/// The token of the place after `key` in the list of a query. The query's text names the method, the
/// caller's party and every filter.
pub fn seal(vault: &Vault, query: &str, key: &[u8]) -> Result<String, SealBroken> {
    Ok(URL_SAFE_NO_PAD.encode(vault.seal(&owner(query), key)?))
}

/// The key that was sealed for the same query.
pub fn open(vault: &Vault, query: &str, token: &str) -> Result<Vec<u8>, SealBroken> {
    let sealed = URL_SAFE_NO_PAD.decode(token).map_err(|_| SealBroken)?;
    vault.open(&owner(query), &sealed)
}

/// Set apart from the owners of sealed columns.
fn owner(query: &str) -> Vec<u8> {
    format!("page token of {query}").into_bytes()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::VaultKey;

    #[test]
    fn a_token_opens_for_its_own_query_only() {
        let vault = Vault::new(&[VaultKey::new(1, STANDARD.encode([1; 32]))]).unwrap();
        let token = seal(&vault, "ListTasks OP01", b"key").unwrap();
        assert_eq!(open(&vault, "ListTasks OP01", &token), Ok(b"key".to_vec()));
        assert_eq!(open(&vault, "ListTasks OP02", &token), Err(SealBroken));
        assert_eq!(open(&vault, "ListTasks OP01", "made up!"), Err(SealBroken));
        assert_eq!(open(&vault, "ListTasks OP01", ""), Err(SealBroken));
    }
}
