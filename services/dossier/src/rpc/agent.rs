//! The rpcs of `DossierAdminService` for BIPT's agents.

use std::mem::take;

use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::{
    AddNoteRequest, AddNoteResponse, ExplainDecisionRequest, ExplainDecisionResponse,
};
use tonic::{Request, Response, Status};

use super::call::{answered, mutation, query};
use crate::app::App;
use crate::wire::{answer, request as wire};

pub(super) async fn add_note(
    app: &App,
    mutations: &Mutations,
    request: Request<AddNoteRequest>,
) -> Result<Response<AddNoteResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierAdminService/AddNote";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let on = wire::add_note(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, on.request_id, &message);
    let app = app.clone();
    answered(mutations.run(async move { app.add_note(&call, on.number, &on.given).await }).await)
}

pub(super) async fn explain_decision(
    app: &App,
    request: &Request<ExplainDecisionRequest>,
) -> Result<Response<ExplainDecisionResponse>, Status> {
    let call = query(request)?;
    let (number, evaluation) =
        wire::explain_decision(request.get_ref()).map_err(|bad| status(&bad))?;
    let found = app.explain_decision(&call, number, evaluation).await;
    let found = found.map_err(|refusal| status(&refusal))?;
    let count = found.as_ref().map_or(0, |explanation| explanation.kept.count);
    Ok(Response::new(ExplainDecisionResponse {
        explanation: found.as_ref().map(answer::explanation),
        evaluations: i64::try_from(count).unwrap_or(i64::MAX),
    }))
}
