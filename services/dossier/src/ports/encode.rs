//! Events and answers as bytes, made before the commit and written in it.

use stts_dossier_domain::dossier::{Caller, Dossier, Event};
use stts_dossier_domain::eligibility::Evaluation;
use stts_service::requests::Answered;
use uuid::Uuid;

use super::{Call, Note, Run};

/// A message of the contracts, encoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The full name of the message.
    pub type_name: &'static str,
    /// The version of its meaning, from 1.
    pub version: u32,
    /// The message.
    pub bytes: Vec<u8>,
}

stts_kernel::hidden_debug!(Encoded);

/// Which command on a dossier is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `ConfirmApplication`.
    Confirmed,
    /// `CancelApplication`.
    Cancelled,
    /// `CompleteActivationData`.
    Completed,
    /// `ModifyDossier`.
    Modified,
    /// `StopReduction`.
    ReductionStopped,
    /// `StopRight`.
    RightStopped,
    /// `RecordDocuments`.
    DocumentsRecorded,
    /// `DecideRight`.
    RightDecided,
    /// `CancelLastAction`.
    LastActionCancelled,
    /// `ConfirmTransfer`.
    TransferConfirmed,
    /// `RefreshPersonData`.
    PersonRefreshed,
    /// `ResolveVerification`.
    VerificationResolved,
    /// `ApproveCorrection`.
    Corrected,
}

/// What a mutating request is answered with.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    /// Apply.
    Applied {
        /// The dossier as it became.
        dossier: &'a Dossier,
        /// The evaluation of the right; that of an earlier check when it was not evaluated again.
        evaluation: Option<&'a Evaluation>,
    },
    /// `ApplyFor`.
    AppliedFor {
        /// The dossier as it became.
        dossier: &'a Dossier,
        /// The evaluation of the right; that of an earlier check when it was not evaluated again.
        evaluation: Option<&'a Evaluation>,
    },
    /// A command on a dossier.
    Changed(Change, &'a Dossier),
    /// `CorrectDossier`.
    CorrectionProposed {
        /// The correction.
        correction_id: Uuid,
        /// The dossier as it would become.
        dossier: &'a Dossier,
    },
    /// `AddNote`.
    NoteAdded(&'a Note),
    /// `StartNightRun` or `StartVerificationRun`.
    RunStarted(&'a Run),
    /// `CancelRun`.
    RunCancelled(&'a Run),
    /// `SubmitBulk`.
    BulkSubmitted {
        /// How many rows the bulk has now.
        submitted_rows: u64,
        /// Whether it is complete.
        complete: bool,
    },
}

/// Puts events and answers into the words of the contracts.
pub trait Encode: Send + Sync {
    /// An event and the key of its partition: the dossier number, else the person id.
    fn event(&self, event: &Event) -> (String, Encoded);

    /// An answer as this caller may see it.
    fn answer(&self, answer: Answer<'_>, caller: &Caller, today: chrono::NaiveDate) -> Encoded;

    /// What a row of a bulk led to.
    fn row_result(&self, line: u64, request_id: &str, answered: &Answered) -> Encoded;

    /// The call, as the cause of the events that follow from it.
    fn cause(&self, call: &Call, dossier_number: Option<&str>) -> Vec<u8>;
}
