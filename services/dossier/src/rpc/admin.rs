//! `stts.dossier.v1.DossierAdminService`.

use std::mem::take;

use stts_chassis::reasons::status;
use stts_chassis::telemetry::traceparent;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::dossier_admin_service_server::{
    DossierAdminService, DossierAdminServiceServer,
};
use stts_contracts::dossier::v1::{
    AddNoteRequest, AddNoteResponse, ExplainDecisionRequest, ExplainDecisionResponse,
    GetRunRequest, GetRunResponse, StartNightRunRequest, StartNightRunResponse,
};
use tonic::{Request, Response, Status};

use super::agent;
use super::call::{answered, mutation, query};
use crate::app::App;
use crate::ports::START_NIGHT_RUN;
use crate::wire::{answer, request as wire};

/// BIPT's rpcs.
#[derive(Clone)]
pub struct AdminRpc {
    app: App,
    mutations: Mutations,
}

impl AdminRpc {
    /// The gRPC server over these use cases.
    pub fn server(app: App, mutations: Mutations) -> DossierAdminServiceServer<Self> {
        DossierAdminServiceServer::new(Self { app, mutations })
    }
}

#[tonic::async_trait]
impl DossierAdminService for AdminRpc {
    async fn add_note(
        &self,
        request: Request<AddNoteRequest>,
    ) -> Result<Response<AddNoteResponse>, Status> {
        agent::add_note(&self.app, &self.mutations, request).await
    }

    async fn explain_decision(
        &self,
        request: Request<ExplainDecisionRequest>,
    ) -> Result<Response<ExplainDecisionResponse>, Status> {
        agent::explain_decision(&self.app, &request).await
    }

    async fn start_night_run(
        &self,
        request: Request<StartNightRunRequest>,
    ) -> Result<Response<StartNightRunResponse>, Status> {
        let call = query(&request)?;
        let mut message = request.into_inner();
        let start = wire::start_night_run(&message).map_err(|bad| status(&bad))?;
        take(&mut message.request_id);
        let call = mutation(call, START_NIGHT_RUN, start.request_id, &message);
        let (app, trace) = (self.app.clone(), traceparent());
        let started = self
            .mutations
            .run(async move { app.start_night_run(&call, start.date, start.dry_run, trace).await });
        answered(started.await)
    }

    async fn get_run(
        &self,
        request: Request<GetRunRequest>,
    ) -> Result<Response<GetRunResponse>, Status> {
        let run_id = wire::get_run(request.get_ref()).map_err(|bad| status(&bad))?;
        let run = self.app.get_run(run_id).await.map_err(|refusal| status(&refusal))?;
        Ok(Response::new(GetRunResponse { run: Some(answer::run(&run)) }))
    }
}
