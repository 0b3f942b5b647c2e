//! The batch runs.

use std::mem::take;

use stts_chassis::reasons::status;
use stts_chassis::telemetry::traceparent;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::{
    CancelRunRequest, CancelRunResponse, GetRunRequest, GetRunResponse, ListRunsRequest,
    ListRunsResponse, StartNightRunRequest, StartNightRunResponse, StartVerificationRunRequest,
    StartVerificationRunResponse,
};
use stts_kernel::ErrorKind;
use stts_store::Vault;
use tonic::{Request, Response, Status};

use super::call::{answered, mutation, query};
use crate::app::App;
use crate::ports::{RunKind, START_NIGHT_RUN};
use crate::wire::{answer, request as wire};

/// Starts the night run of a date.
pub(super) async fn start_night_run(
    app: &App,
    mutations: &Mutations,
    request: Request<StartNightRunRequest>,
) -> Result<Response<StartNightRunResponse>, Status> {
    let call = query(&request)?;
    let mut message = request.into_inner();
    let start = wire::start_night_run(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, START_NIGHT_RUN, start.request_id, &message);
    let (app, trace) = (app.clone(), traceparent());
    let run = (RunKind::Night, start.date);
    let started =
        mutations.run(async move { app.start_run(&call, run, start.dry_run, trace).await });
    answered(started.await)
}

/// Starts the two-yearly check of a date.
pub(super) async fn start_verification_run(
    app: &App,
    mutations: &Mutations,
    request: Request<StartVerificationRunRequest>,
) -> Result<Response<StartVerificationRunResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierAdminService/StartVerificationRun";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let start = wire::start_verification_run(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, start.request_id, &message);
    let (app, trace) = (app.clone(), traceparent());
    let run = (RunKind::Verification, start.date);
    let started =
        mutations.run(async move { app.start_run(&call, run, start.dry_run, trace).await });
    answered(started.await)
}

/// Ends a run where it stands.
pub(super) async fn cancel_run(
    app: &App,
    mutations: &Mutations,
    request: Request<CancelRunRequest>,
) -> Result<Response<CancelRunResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierAdminService/CancelRun";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let (request_id, run_id) = wire::cancel_run(&message).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, request_id, &message);
    let app = app.clone();
    answered(mutations.run(async move { app.cancel_run(&call, run_id).await }).await)
}

/// Tells how far a run is.
pub(super) async fn get_run(
    app: &App,
    request: &GetRunRequest,
) -> Result<Response<GetRunResponse>, Status> {
    let run_id = wire::get_run(request).map_err(|bad| status(&bad))?;
    let run = app.get_run(run_id).await.map_err(|refusal| status(&refusal))?;
    Ok(Response::new(GetRunResponse { run: Some(answer::run(&run)) }))
}

/// Lists the runs, the last started first.
pub(super) async fn list_runs(
    app: &App,
    vault: &Vault,
    request: &ListRunsRequest,
) -> Result<Response<ListRunsResponse>, Status> {
    let (after, size) = wire::list_runs(request, vault).map_err(|bad| status(&bad))?;
    let (runs, next) = app.list_runs(after, size).await.map_err(|refusal| status(&refusal))?;
    let token = wire::runs_token(vault, next);
    Ok(Response::new(ListRunsResponse {
        runs: runs.iter().map(answer::run).collect(),
        next_page_token: token.map_err(|_| status(&ErrorKind::Internal.into()))?,
    }))
}
