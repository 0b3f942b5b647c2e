//! Events and answers as bytes.

use std::sync::Arc;

use chrono::NaiveDate;
use prost::Message;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{Caller, Dossier, Event, Rules};
use stts_dossier_domain::eligibility::Evaluation;

use super::{answer, call_context, event};
use crate::ports::{Answer, Answered, Call, Change, Encode, Encoded, Purpose, Run, RunKind};

/// The version of the meaning of every message so far.
const VERSION: u32 = 1;

/// Puts events and answers into the words of the contracts.
#[derive(Clone)]
pub struct Wire {
    rules: Arc<Rules>,
}

impl Wire {
    /// Under these rules: an answer tells what will change by itself, and when.
    pub const fn new(rules: Arc<Rules>) -> Self {
        Self { rules }
    }
}

impl Wire {
    /// The right of an application: as it was evaluated, or as it stands from before.
    fn right(
        &self,
        dossier: &Dossier,
        evaluation: Option<&Evaluation>,
        today: NaiveDate,
    ) -> contract::Evaluation {
        match evaluation {
            Some(evaluation) => answer::evaluation(evaluation),
            None => answer::standing_right(&dossier.granted, &self.rules, today),
        }
    }
}

impl Encode for Wire {
    fn event(&self, event: &Event) -> (String, Encoded) {
        event::message(event)
    }

    fn answer(&self, answer: Answer<'_>, caller: &Caller, today: NaiveDate) -> Encoded {
        let shown = |dossier| Some(answer::dossier(dossier, caller, &self.rules));
        match answer {
            Answer::Applied { dossier, evaluation } => {
                let evaluation = Some(self.right(dossier, evaluation, today));
                let dossier = shown(dossier);
                let response = contract::ApplyResponse { dossier, evaluation };
                encoded("stts.dossier.v1.ApplyResponse", &response)
            }
            Answer::AppliedFor { dossier, evaluation } => {
                let evaluation = Some(self.right(dossier, evaluation, today));
                let dossier = shown(dossier);
                let response = contract::ApplyForResponse { dossier, evaluation };
                encoded("stts.dossier.v1.ApplyForResponse", &response)
            }
            Answer::Changed(change, dossier) => changed(change, shown(dossier)),
            Answer::CorrectionProposed { correction_id, dossier } => {
                let (correction_id, dossier) = (correction_id.to_string(), shown(dossier));
                let response = contract::CorrectDossierResponse { correction_id, dossier };
                encoded("stts.dossier.v1.CorrectDossierResponse", &response)
            }
            Answer::NoteAdded(note) => encoded(
                "stts.dossier.v1.AddNoteResponse",
                &contract::AddNoteResponse { note: Some(answer::note(note)) },
            ),
            Answer::BulkSubmitted { submitted_rows, complete } => {
                let submitted_rows = submitted_rows.cast_signed();
                let response = contract::SubmitBulkResponse { submitted_rows, complete };
                encoded("stts.dossier.v1.SubmitBulkResponse", &response)
            }
            Answer::RunStarted(run) => run_started(run),
            Answer::RunCancelled(run) => encoded(
                "stts.dossier.v1.CancelRunResponse",
                &contract::CancelRunResponse { run: Some(answer::run(run)) },
            ),
        }
    }

    fn row_result(&self, line: u64, request_id: &str, answered: &Answered) -> Encoded {
        let result = answer::bulk_result(line, request_id, answered);
        encoded("stts.dossier.v1.BulkResult", &result)
    }

    fn cause(&self, call: &Call, dossier_number: Option<&str>) -> Vec<u8> {
        call_context(call, Purpose::Application, dossier_number).encode_to_vec()
    }
}

fn run_started(run: &Run) -> Encoded {
    let shown = Some(answer::run(run));
    match run.kind {
        RunKind::Night => encoded(
            "stts.dossier.v1.StartNightRunResponse",
            &contract::StartNightRunResponse { run: shown },
        ),
        RunKind::Verification => encoded(
            "stts.dossier.v1.StartVerificationRunResponse",
            &contract::StartVerificationRunResponse { run: shown },
        ),
    }
}

fn changed(change: Change, dossier: Option<contract::Dossier>) -> Encoded {
    match change {
        Change::Confirmed => encoded(
            "stts.dossier.v1.ConfirmApplicationResponse",
            &contract::ConfirmApplicationResponse { dossier },
        ),
        Change::Cancelled => encoded(
            "stts.dossier.v1.CancelApplicationResponse",
            &contract::CancelApplicationResponse { dossier },
        ),
        Change::Completed => encoded(
            "stts.dossier.v1.CompleteActivationDataResponse",
            &contract::CompleteActivationDataResponse { dossier },
        ),
        Change::Modified => encoded(
            "stts.dossier.v1.ModifyDossierResponse",
            &contract::ModifyDossierResponse { dossier },
        ),
        Change::ReductionStopped => encoded(
            "stts.dossier.v1.StopReductionResponse",
            &contract::StopReductionResponse { dossier },
        ),
        Change::RightStopped => {
            encoded("stts.dossier.v1.StopRightResponse", &contract::StopRightResponse { dossier })
        }
        Change::DocumentsRecorded => encoded(
            "stts.dossier.v1.RecordDocumentsResponse",
            &contract::RecordDocumentsResponse { dossier },
        ),
        Change::RightDecided => encoded(
            "stts.dossier.v1.DecideRightResponse",
            &contract::DecideRightResponse { dossier },
        ),
        Change::LastActionCancelled => encoded(
            "stts.dossier.v1.CancelLastActionResponse",
            &contract::CancelLastActionResponse { dossier },
        ),
        Change::TransferConfirmed => encoded(
            "stts.dossier.v1.ConfirmTransferResponse",
            &contract::ConfirmTransferResponse { dossier },
        ),
        Change::PersonRefreshed => encoded(
            "stts.dossier.v1.RefreshPersonDataResponse",
            &contract::RefreshPersonDataResponse { dossier },
        ),
        Change::VerificationResolved => encoded(
            "stts.dossier.v1.ResolveVerificationResponse",
            &contract::ResolveVerificationResponse { dossier },
        ),
        Change::Corrected => encoded(
            "stts.dossier.v1.ApproveCorrectionResponse",
            &contract::ApproveCorrectionResponse { dossier },
        ),
    }
}

/// A message under its full name.
pub(super) fn encoded(type_name: &'static str, message: &impl Message) -> Encoded {
    Encoded { type_name, version: VERSION, bytes: message.encode_to_vec() }
}
