//! A letter names documents in words: an event that asks for one without words waits for the rule.

use chrono::NaiveDate;
use stts_notifications_domain::Details;
use stts_queue::log::HandlerError;

use crate::rules::Rules;

/// Refuses documents that a letter of that date cannot name: their event goes to the dead letters until
/// the rules know them.
pub fn admit_documents(
    rules: &Rules,
    details: &Details,
    date: NaiveDate,
) -> Result<(), HandlerError> {
    if details.documents.iter().all(|document| rules.knows_document(document, date)) {
        Ok(())
    } else {
        Err(HandlerError::Poison("DOCUMENT_UNKNOWN"))
    }
}
