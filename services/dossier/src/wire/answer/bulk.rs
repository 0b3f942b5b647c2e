//! A bulk and its results.

use prost::{DecodeError, Message};
use stts_chassis::reasons::{self, Language};
use stts_contracts::dossier::v1 as contract;
use stts_kernel::{ErrorKind, Refusal};

use crate::ports::{Answered, Bulk, BulkCounts};

/// How far it is.
pub fn bulk(bulk: &Bulk, counts: &BulkCounts) -> contract::Bulk {
    let count = |(outcome, rows): (&String, &u64)| contract::BulkCount {
        outcome: outcome.clone(),
        rows: rows.cast_signed(),
    };
    contract::Bulk {
        bulk_id: bulk.bulk_id.to_string(),
        submitted_rows: bulk.submitted_rows.cast_signed(),
        done_rows: bulk.done_rows.cast_signed(),
        complete: bulk.complete,
        counts: counts.iter().map(count).collect(),
    }
}

/// What a row led to, as it is kept: without the text, which is in the language of whoever reads it.
pub fn bulk_result(line: u64, request_id: &str, answered: &Answered) -> contract::BulkResult {
    let applied = match answered {
        Ok(bytes) => contract::ApplyResponse::decode(bytes.as_slice())
            .map_err(|_| refusal(&ErrorKind::Internal.into())),
        Err(refused) => Err(refusal(refused)),
    };
    let (applied, refusal) = match applied {
        Ok(applied) => (Some(applied), None),
        Err(refusal) => (None, Some(refusal)),
    };
    let request_id = request_id.to_owned();
    contract::BulkResult { line: line.cast_signed(), request_id, applied, refusal }
}

fn refusal(refused: &Refusal) -> contract::BulkRefusal {
    let bad_field = |bad: &stts_kernel::Violation| contract::BadField {
        field: bad.field.clone(),
        description: bad.description.clone(),
    };
    let fact = |(key, value): &(&str, String)| ((*key).to_owned(), value.clone());
    contract::BulkRefusal {
        code: reasons::of(refused.kind).grpc_code().into(),
        reason: refused.kind.code().to_owned(),
        metadata: refused.metadata.iter().map(fact).collect(),
        bad_fields: refused.violations.iter().map(bad_field).collect(),
        message: String::new(),
    }
}

/// Kept results, each with its number, in the language of their reader; `after` is the cursor when
/// there are none.
pub fn bulk_results(
    kept: &[(u64, Vec<u8>)],
    after: u64,
    language: Language,
) -> Result<contract::StreamBulkResultsResponse, DecodeError> {
    let mut results = Vec::with_capacity(kept.len());
    for (_, bytes) in kept {
        let mut result = contract::BulkResult::decode(bytes.as_slice())?;
        if let Some(refusal) = &mut result.refusal {
            let kind = ErrorKind::from_code(&refusal.reason).unwrap_or(ErrorKind::Internal);
            reasons::of(kind).text(language).clone_into(&mut refusal.message);
        }
        results.push(result);
    }
    let cursor = kept.last().map_or(after, |(number, _)| *number).cast_signed();
    Ok(contract::StreamBulkResultsResponse { results, cursor })
}
