//! The rpcs of `DossierAdminService` by which BIPT's agents apply, note documents and decide.

use std::mem::take;

use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::{
    ApplyForRequest, ApplyForResponse, DecideRightRequest, DecideRightResponse,
    RecordDocumentsRequest, RecordDocumentsResponse, ResolveVerificationRequest,
    ResolveVerificationResponse,
};
use tonic::{Request, Response, Status};

use super::call::{answered, mutation, query};
use crate::app::App;
use crate::wire::request as wire;

pub(super) async fn apply_for(
    app: App,
    mutations: &Mutations,
    request: Request<ApplyForRequest>,
) -> Result<Response<ApplyForResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierAdminService/ApplyFor";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let (request_id, apply_for) = wire::apply_for(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, request_id, &message);
    answered(mutations.run(async move { app.apply_for(&call, &apply_for).await }).await)
}

pub(super) async fn record_documents(
    app: App,
    mutations: &Mutations,
    request: Request<RecordDocumentsRequest>,
) -> Result<Response<RecordDocumentsResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierAdminService/RecordDocuments";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let on = wire::record_documents(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, on.request_id, &message);
    let recorded = mutations.run(async move {
        app.record_documents(&call, on.number, on.etag.as_deref(), on.given).await
    });
    answered(recorded.await)
}

pub(super) async fn decide_right(
    app: App,
    mutations: &Mutations,
    request: Request<DecideRightRequest>,
) -> Result<Response<DecideRightResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierAdminService/DecideRight";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let on = wire::decide_right(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, on.request_id, &message);
    let decided = mutations.run(async move {
        app.decide_right(&call, on.number, on.etag.as_deref(), &on.given).await
    });
    answered(decided.await)
}

pub(super) async fn resolve_verification(
    app: App,
    mutations: &Mutations,
    request: Request<ResolveVerificationRequest>,
) -> Result<Response<ResolveVerificationResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierAdminService/ResolveVerification";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let on = wire::resolve_verification(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, on.request_id, &message);
    let resolved = mutations.run(async move {
        app.resolve_verification(&call, on.number, on.etag.as_deref(), &on.given).await
    });
    answered(resolved.await)
}
