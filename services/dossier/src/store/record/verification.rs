//! What a two-yearly check waits for, which documents arrived, and what can still be taken back.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dossier::{DocumentKind, LastAction, ReceivedDocument, Verification};
use stts_kernel::OperatorId;

use super::corrupt::{CorruptRecord, checked};
use super::{date, name};

/// Mirrors [`Verification`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerificationRecord {
    letter_date: String,
    missing: Vec<String>,
    documents_received_on: Option<String>,
    reminded_on: Option<String>,
}

/// Mirrors [`ReceivedDocument`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceivedDocumentRecord {
    kind: String,
    received_on: String,
}

/// Mirrors [`LastAction`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LastActionRecord {
    operator: String,
    command: String,
    version_before: u64,
}

impl From<&Verification> for VerificationRecord {
    fn from(verification: &Verification) -> Self {
        let Verification { letter_date, missing, documents_received_on, reminded_on } =
            verification;
        Self {
            letter_date: date::write(*letter_date),
            missing: name::write_all(missing),
            documents_received_on: documents_received_on.map(date::write),
            reminded_on: reminded_on.map(date::write),
        }
    }
}

impl TryFrom<VerificationRecord> for Verification {
    type Error = CorruptRecord;

    fn try_from(record: VerificationRecord) -> Result<Self, CorruptRecord> {
        let day = |field, text: &Option<String>| date::read_optional(field, text.as_deref());
        Ok(Self {
            letter_date: date::read("letter_date", &record.letter_date)?,
            missing: name::read_all("missing", &record.missing)?,
            documents_received_on: day("documents_received_on", &record.documents_received_on)?,
            reminded_on: day("reminded_on", &record.reminded_on)?,
        })
    }
}

impl From<&ReceivedDocument> for ReceivedDocumentRecord {
    fn from(document: &ReceivedDocument) -> Self {
        let ReceivedDocument { kind, received_on } = document;
        Self { kind: kind.0.clone(), received_on: date::write(*received_on) }
    }
}

impl TryFrom<ReceivedDocumentRecord> for ReceivedDocument {
    type Error = CorruptRecord;

    fn try_from(record: ReceivedDocumentRecord) -> Result<Self, CorruptRecord> {
        let received_on = date::read("received_on", &record.received_on)?;
        Ok(Self { kind: DocumentKind(record.kind), received_on })
    }
}

impl From<&LastAction> for LastActionRecord {
    fn from(action: &LastAction) -> Self {
        let LastAction { operator, command, version_before } = action;
        Self {
            operator: operator.to_string(),
            command: name::write(*command),
            version_before: *version_before,
        }
    }
}

impl TryFrom<LastActionRecord> for LastAction {
    type Error = CorruptRecord;

    fn try_from(record: LastActionRecord) -> Result<Self, CorruptRecord> {
        Ok(Self {
            operator: checked("operator", OperatorId::new(record.operator))?,
            command: name::read("command", &record.command)?,
            version_before: record.version_before,
        })
    }
}
