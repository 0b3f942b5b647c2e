//! `stts.dossier.v1.DossierAdminService`.

use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::dossier_admin_service_server::{
    DossierAdminService, DossierAdminServiceServer,
};
use stts_contracts::dossier::v1::{
    AddNoteRequest, AddNoteResponse, ApplyForRequest, ApplyForResponse, ApproveCorrectionRequest,
    ApproveCorrectionResponse, CancelRunRequest, CancelRunResponse, CorrectDossierRequest,
    CorrectDossierResponse, DecideRightRequest, DecideRightResponse, ExplainDecisionRequest,
    ExplainDecisionResponse, GetRunRequest, GetRunResponse, ListRunsRequest, ListRunsResponse,
    RecordDocumentsRequest, RecordDocumentsResponse, ResolveVerificationRequest,
    ResolveVerificationResponse, StartNightRunRequest, StartNightRunResponse,
    StartVerificationRunRequest, StartVerificationRunResponse,
};
use stts_store::Vault;
use tonic::{Request, Response, Status};

use super::{agent, corrections, judgements, runs};
use crate::app::App;

/// BIPT's rpcs.
#[derive(Clone)]
pub struct AdminRpc {
    app: App,
    mutations: Mutations,
    vault: Vault,
}

impl AdminRpc {
    /// The gRPC server over these use cases; page tokens are sealed with these keys.
    pub fn server(app: App, mutations: Mutations, vault: Vault) -> DossierAdminServiceServer<Self> {
        DossierAdminServiceServer::new(Self { app, mutations, vault })
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

    async fn apply_for(
        &self,
        request: Request<ApplyForRequest>,
    ) -> Result<Response<ApplyForResponse>, Status> {
        judgements::apply_for(self.app.clone(), &self.mutations, request).await
    }

    async fn record_documents(
        &self,
        request: Request<RecordDocumentsRequest>,
    ) -> Result<Response<RecordDocumentsResponse>, Status> {
        judgements::record_documents(self.app.clone(), &self.mutations, request).await
    }

    async fn decide_right(
        &self,
        request: Request<DecideRightRequest>,
    ) -> Result<Response<DecideRightResponse>, Status> {
        judgements::decide_right(self.app.clone(), &self.mutations, request).await
    }

    async fn resolve_verification(
        &self,
        request: Request<ResolveVerificationRequest>,
    ) -> Result<Response<ResolveVerificationResponse>, Status> {
        judgements::resolve_verification(self.app.clone(), &self.mutations, request).await
    }

    async fn correct_dossier(
        &self,
        request: Request<CorrectDossierRequest>,
    ) -> Result<Response<CorrectDossierResponse>, Status> {
        corrections::correct_dossier(self.app.clone(), &self.mutations, request).await
    }

    async fn approve_correction(
        &self,
        request: Request<ApproveCorrectionRequest>,
    ) -> Result<Response<ApproveCorrectionResponse>, Status> {
        corrections::approve_correction(self.app.clone(), &self.mutations, request).await
    }

    async fn start_night_run(
        &self,
        request: Request<StartNightRunRequest>,
    ) -> Result<Response<StartNightRunResponse>, Status> {
        runs::start_night_run(&self.app, &self.mutations, request).await
    }

    async fn start_verification_run(
        &self,
        request: Request<StartVerificationRunRequest>,
    ) -> Result<Response<StartVerificationRunResponse>, Status> {
        runs::start_verification_run(&self.app, &self.mutations, request).await
    }

    async fn cancel_run(
        &self,
        request: Request<CancelRunRequest>,
    ) -> Result<Response<CancelRunResponse>, Status> {
        runs::cancel_run(&self.app, &self.mutations, request).await
    }

    async fn list_runs(
        &self,
        request: Request<ListRunsRequest>,
    ) -> Result<Response<ListRunsResponse>, Status> {
        runs::list_runs(&self.app, &self.vault, request.get_ref()).await
    }

    async fn get_run(
        &self,
        request: Request<GetRunRequest>,
    ) -> Result<Response<GetRunResponse>, Status> {
        runs::get_run(&self.app, request.get_ref()).await
    }
}
