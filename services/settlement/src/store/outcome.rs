//! A stored answer: the encoded response, or the refusal by a rule.

use stts_kernel::Refusal;
use stts_store::StoreError;

use super::corrupt;

const ANSWERED: u8 = 0;
const REFUSED: u8 = 1;

/// One byte for which of the two; of a refusal its code and facts follow as JSON.
pub(super) fn encode(outcome: &Result<Vec<u8>, Refusal>) -> Result<Vec<u8>, StoreError> {
    match outcome {
        Ok(answer) => Ok([&[ANSWERED], answer.as_slice()].concat()),
        Err(refusal) => {
            let mut bytes = vec![REFUSED];
            let facts = (refusal.kind.code(), &refusal.metadata);
            serde_json::to_writer(&mut bytes, &facts)
                .map_err(|_| StoreError::Other("a refusal cannot be kept".to_owned()))?;
            Ok(bytes)
        }
    }
}

pub(super) fn decode(bytes: &[u8]) -> Result<Result<Vec<u8>, Refusal>, StoreError> {
    let corrupt = || corrupt("request_results.answer");
    match bytes.split_first() {
        Some((&ANSWERED, answer)) => Ok(Ok(answer.to_vec())),
        Some((&REFUSED, facts)) => {
            let (code, facts): (String, Vec<(String, String)>) =
                serde_json::from_slice(facts).map_err(|_| corrupt())?;
            Refusal::restore(&code, facts).map(Err).ok_or_else(corrupt)
        }
        _ => Err(corrupt()),
    }
}

#[cfg(test)]
mod tests {
    use stts_kernel::ErrorKind;

    use super::*;

    #[test]
    fn what_was_kept_comes_back() {
        let facts = vec![("operators", "OP01,\"OP\n02\"".to_owned())];
        for outcome in [
            Ok(vec![]),
            Ok(vec![1, 0, 255]),
            Err(ErrorKind::NoTurnover.into()),
            Err(Refusal::with(ErrorKind::OperatorNotInSettlement, facts)),
        ] {
            assert_eq!(decode(&encode(&outcome).unwrap()).unwrap(), outcome);
        }
    }

    #[test]
    fn bytes_that_were_not_kept_are_corrupt() {
        for bytes in
            [&[][..], &[2], &[1], b"\x01[\"OTHER\",[]]", b"\x01[\"INTERNAL\",[[\"a\",\"b\"]]]"]
        {
            assert!(matches!(decode(bytes), Err(StoreError::Corrupt(_))), "{bytes:?}");
        }
    }
}
