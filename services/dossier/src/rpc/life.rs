//! The rpcs of `DossierService` on a dossier in its life: what its holder changes, stops and takes back.

use std::mem::take;

use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::{
    CancelLastActionRequest, CancelLastActionResponse, ModifyDossierRequest, ModifyDossierResponse,
    StopReductionRequest, StopReductionResponse, StopRightRequest, StopRightResponse,
};
use tonic::{Request, Response, Status};

use super::call::{answered, mutation, query};
use crate::app::App;
use crate::wire::request as wire;

pub(super) async fn modify_dossier(
    app: &App,
    mutations: &Mutations,
    request: Request<ModifyDossierRequest>,
) -> Result<Response<ModifyDossierResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierService/ModifyDossier";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let on = wire::modify_dossier(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, on.request_id, &message);
    let app = app.clone();
    let modified = mutations.run(async move {
        app.modify_dossier(&call, on.number, on.etag.as_deref(), on.given).await
    });
    answered(modified.await)
}

pub(super) async fn stop_reduction(
    app: &App,
    mutations: &Mutations,
    request: Request<StopReductionRequest>,
) -> Result<Response<StopReductionResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierService/StopReduction";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let on = wire::stop_reduction(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, on.request_id, &message);
    let app = app.clone();
    let stopped = mutations.run(async move {
        app.stop_reduction(&call, on.number, on.etag.as_deref(), on.given).await
    });
    answered(stopped.await)
}

pub(super) async fn stop_right(
    app: &App,
    mutations: &Mutations,
    request: Request<StopRightRequest>,
) -> Result<Response<StopRightResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierService/StopRight";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let on = wire::stop_right(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, on.request_id, &message);
    let app = app.clone();
    let stopped = mutations
        .run(async move { app.stop_right(&call, on.number, on.etag.as_deref(), on.given).await });
    answered(stopped.await)
}

pub(super) async fn cancel_last_action(
    app: &App,
    mutations: &Mutations,
    request: Request<CancelLastActionRequest>,
) -> Result<Response<CancelLastActionResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierService/CancelLastAction";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let on = wire::cancel_last_action(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, on.request_id, &message);
    let app = app.clone();
    let cancelled = mutations
        .run(async move { app.cancel_last_action(&call, on.number, on.etag.as_deref()).await });
    answered(cancelled.await)
}
