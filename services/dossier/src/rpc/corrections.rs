//! The rpcs of `DossierAdminService` by which BIPT's agents correct dossiers.

use std::mem::take;

use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::{
    ApproveCorrectionRequest, ApproveCorrectionResponse, CorrectDossierRequest,
    CorrectDossierResponse,
};
use tonic::{Request, Response, Status};

use super::call::{answered, mutation, query};
use crate::app::App;
use crate::wire::request as wire;

pub(super) async fn correct_dossier(
    app: App,
    mutations: &Mutations,
    request: Request<CorrectDossierRequest>,
) -> Result<Response<CorrectDossierResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierAdminService/CorrectDossier";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let on = wire::correct_dossier(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, on.request_id, &message);
    let proposed = mutations.run(async move {
        app.correct_dossier(&call, on.number, on.etag.as_deref(), &on.given).await
    });
    answered(proposed.await)
}

pub(super) async fn approve_correction(
    app: App,
    mutations: &Mutations,
    request: Request<ApproveCorrectionRequest>,
) -> Result<Response<ApproveCorrectionResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierAdminService/ApproveCorrection";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let (request_id, correction_id) =
        wire::approve_correction(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, request_id, &message);
    answered(mutations.run(async move { app.approve_correction(&call, correction_id).await }).await)
}
