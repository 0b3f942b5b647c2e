//! What BIPT's agents note, and the decisions that they have explained.

use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_kernel::{DossierNumber, Refusal};

use super::dossier::{OnDossier, number};
use super::value::optional_text;

/// A note to add.
pub fn add_note(request: &contract::AddNoteRequest) -> Result<OnDossier<String>, Refusal> {
    let mut fields = Fields::of(request);
    let request_id = fields.take("request_id", fields::uuid(&request.request_id));
    let number = number(&mut fields, &request.dossier_number);
    let text = fields.required("text", optional_text(&request.text));
    fields.finish(|| {
        Some(OnDossier { request_id: request_id?, number: number?, etag: None, given: text? })
    })
}

/// Which decision: the evaluation of that number, or the last.
pub fn explain_decision(
    request: &contract::ExplainDecisionRequest,
) -> Result<(DossierNumber, Option<u64>), Refusal> {
    let mut fields = Fields::of(request);
    let number = number(&mut fields, &request.dossier_number);
    let evaluation = u64::try_from(request.evaluation).ok().filter(|evaluation| *evaluation > 0);
    fields.finish(|| Some((number?, evaluation)))
}
