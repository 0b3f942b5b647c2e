//! What a request led to, as the bytes that are kept under its id: the answer, or the refusal by a
//! rule.

use serde::{Deserialize, Serialize};
use stts_kernel::Refusal;

use crate::StoreError;

const ANSWER: u8 = 0;
const REFUSAL: u8 = 1;

#[derive(Serialize, Deserialize)]
struct KeptRefusal {
    code: String,
    facts: Vec<(String, String)>,
}

/// The bytes to keep; the first says which of the two it is.
pub(crate) fn encode(outcome: &Result<Vec<u8>, Refusal>) -> Result<Vec<u8>, StoreError> {
    let (tag, content) = match outcome {
        Ok(answer) => (ANSWER, answer.clone()),
        Err(refusal) => {
            let fact = |(key, value): &(&str, String)| ((*key).to_owned(), value.clone());
            let kept = KeptRefusal {
                code: refusal.kind.code().to_owned(),
                facts: refusal.metadata.iter().map(fact).collect(),
            };
            (REFUSAL, serde_json::to_vec(&kept).map_err(|_| corrupt())?)
        }
    };
    Ok(std::iter::once(tag).chain(content).collect())
}

/// Reads what was kept.
pub(crate) fn decode(kept: &[u8]) -> Result<Result<Vec<u8>, Refusal>, StoreError> {
    match kept.split_first() {
        Some((&ANSWER, answer)) => Ok(Ok(answer.to_vec())),
        Some((&REFUSAL, content)) => {
            let kept: KeptRefusal = serde_json::from_slice(content).map_err(|_| corrupt())?;
            Ok(Err(Refusal::restore(&kept.code, kept.facts).ok_or_else(corrupt)?))
        }
        _ => Err(corrupt()),
    }
}

fn corrupt() -> StoreError {
    StoreError::Corrupt("request_results.answer".to_owned())
}

#[cfg(test)]
mod tests {
    use stts_kernel::ErrorKind;

    use super::*;

    #[test]
    fn answers_and_refusals_survive() {
        let refusal =
            Refusal::with(ErrorKind::ActionNotAllowed, vec![("status", "ACTIVE".to_owned())]);
        for outcome in [Ok(Vec::new()), Ok(vec![1, 2, 3]), Err(refusal)] {
            assert_eq!(decode(&encode(&outcome).unwrap()).unwrap(), outcome);
        }
        for bytes in [&[][..], &[2], &[1, b'{']] {
            assert_eq!(decode(bytes), Err(corrupt()));
        }
    }
}
