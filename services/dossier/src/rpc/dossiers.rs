//! `stts.dossier.v1.DossierService`.

use std::mem::take;

use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::dossier_service_server::{DossierService, DossierServiceServer};
use stts_contracts::dossier::v1::{
    ApplyRequest, ApplyResponse, CancelApplicationRequest, CancelApplicationResponse,
    CancelLastActionRequest, CancelLastActionResponse, CheckRightRequest, CheckRightResponse,
    CompleteActivationDataRequest, CompleteActivationDataResponse, ConfirmApplicationRequest,
    ConfirmApplicationResponse, ConfirmTransferRequest, ConfirmTransferResponse, Dossier,
    FindDossiersRequest, FindDossiersResponse, GetBulkRequest, GetBulkResponse,
    GetDossierAsOfRequest, GetDossierAsOfResponse, GetDossierRequest, GetDossierResponse,
    ListAllowedActionsRequest, ListAllowedActionsResponse, ListDossiersRequest,
    ListDossiersResponse, ListHistoryRequest, ListHistoryResponse, ModifyDossierRequest,
    ModifyDossierResponse, PrepareTransferRequest, PrepareTransferResponse, QuoteReductionsRequest,
    QuoteReductionsResponse, RecommendFormulaRequest, RecommendFormulaResponse,
    RefreshPersonDataRequest, RefreshPersonDataResponse, StopReductionRequest,
    StopReductionResponse, StopRightRequest, StopRightResponse, StreamBulkResultsRequest,
    SubmitBulkRequest, SubmitBulkResponse,
};
use stts_kernel::ErrorKind;
use stts_store::Vault;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use super::call::{answered, mutation, query};
use super::{bulks, life, queries, quotes, transfers};
use crate::app::{App, View};
use crate::ports::{APPLY, Call};
use crate::wire::{answer, request as wire};

/// The operators' rpcs.
#[derive(Clone)]
pub struct DossierRpc {
    app: App,
    mutations: Mutations,
    vault: Vault,
    stop: CancellationToken,
}

impl DossierRpc {
    /// The gRPC server over these use cases; page tokens are sealed with these keys, and streams end
    /// when it is to stop.
    pub fn server(
        app: App,
        mutations: Mutations,
        vault: Vault,
        stop: CancellationToken,
    ) -> DossierServiceServer<Self> {
        DossierServiceServer::new(Self { app, mutations, vault, stop })
    }

    fn shown(&self, found: &View, call: &Call) -> Dossier {
        match found {
            View::Present(dossier) => answer::dossier(dossier, &call.caller, &self.app.rules),
            View::Past(dossier) => answer::past_dossier(dossier, &call.caller, &self.app.rules),
        }
    }

    fn page_token(&self, list: &str, next_after: Option<u64>) -> Result<String, Status> {
        let token = wire::page_token(&self.vault, list, next_after);
        token.map_err(|_| status(&ErrorKind::Internal.into()))
    }
}

#[tonic::async_trait]
impl DossierService for DossierRpc {
    type StreamBulkResultsStream = bulks::BulkResults;

    async fn apply(
        &self,
        request: Request<ApplyRequest>,
    ) -> Result<Response<ApplyResponse>, Status> {
        let call = query(&request)?;
        let mut message = request.into_inner();
        let (request_id, applicant) = wire::apply(&message).map_err(|bad| status(&bad))?;
        take(&mut message.request_id);
        let call = mutation(call, APPLY, request_id, &message);
        let app = self.app.clone();
        answered(self.mutations.run(async move { app.apply(&call, &applicant).await }).await)
    }

    /// Asks the register, which notes the question: to be finished whatever the caller does.
    async fn check_right(
        &self,
        request: Request<CheckRightRequest>,
    ) -> Result<Response<CheckRightResponse>, Status> {
        let call = query(&request)?;
        let applicant = wire::check_right(request.get_ref()).map_err(|bad| status(&bad))?;
        let app = self.app.clone();
        let check = self.mutations.run(async move { app.check_right(&call, &applicant).await });
        let check = check.await.map_err(|refusal| status(&refusal))?;
        Ok(Response::new(answer::check_right(&check, &self.app.rules, self.app.today())))
    }

    async fn confirm_application(
        &self,
        request: Request<ConfirmApplicationRequest>,
    ) -> Result<Response<ConfirmApplicationResponse>, Status> {
        const METHOD: &str = "stts.dossier.v1.DossierService/ConfirmApplication";
        let call = query(&request)?;
        let mut message = request.into_inner();
        let on = wire::confirm_application(&message).map_err(|bad| status(&bad))?;
        take(&mut message.request_id);
        let call = mutation(call, METHOD, on.request_id, &message);
        let app = self.app.clone();
        let confirmed = self.mutations.run(async move {
            app.confirm_application(&call, on.number, on.etag.as_deref(), on.given).await
        });
        answered(confirmed.await)
    }

    async fn cancel_application(
        &self,
        request: Request<CancelApplicationRequest>,
    ) -> Result<Response<CancelApplicationResponse>, Status> {
        const METHOD: &str = "stts.dossier.v1.DossierService/CancelApplication";
        let call = query(&request)?;
        let mut message = request.into_inner();
        let on = wire::cancel_application(&message).map_err(|bad| status(&bad))?;
        take(&mut message.request_id);
        let call = mutation(call, METHOD, on.request_id, &message);
        let app = self.app.clone();
        let cancelled = self
            .mutations
            .run(async move { app.cancel_application(&call, on.number, on.etag.as_deref()).await });
        answered(cancelled.await)
    }

    async fn complete_activation_data(
        &self,
        request: Request<CompleteActivationDataRequest>,
    ) -> Result<Response<CompleteActivationDataResponse>, Status> {
        const METHOD: &str = "stts.dossier.v1.DossierService/CompleteActivationData";
        let call = query(&request)?;
        let mut message = request.into_inner();
        let on = wire::complete_activation_data(&message).map_err(|bad| status(&bad))?;
        take(&mut message.request_id);
        let call = mutation(call, METHOD, on.request_id, &message);
        let app = self.app.clone();
        let completed = self.mutations.run(async move {
            app.complete_activation_data(&call, on.number, on.etag.as_deref(), on.given).await
        });
        answered(completed.await)
    }

    async fn get_dossier(
        &self,
        request: Request<GetDossierRequest>,
    ) -> Result<Response<GetDossierResponse>, Status> {
        let call = query(&request)?;
        let number = wire::get_dossier(request.get_ref()).map_err(|bad| status(&bad))?;
        let found = self.app.get_dossier(&call, number).await;
        let found = found.map_err(|refusal| status(&refusal))?;
        let dossier = Some(self.shown(&found, &call));
        Ok(Response::new(GetDossierResponse { dossier }))
    }

    async fn find_dossiers(
        &self,
        request: Request<FindDossiersRequest>,
    ) -> Result<Response<FindDossiersResponse>, Status> {
        let call = query(&request)?;
        let (criterion, page) = wire::find_dossiers(request.get_ref(), call.party(), &self.vault)
            .map_err(|bad| status(&bad))?;
        let found = self.app.find_dossiers(&call, &criterion, page).await;
        let found = found.map_err(|refusal| status(&refusal))?;
        let shown = |found| self.shown(found, &call);
        Ok(Response::new(FindDossiersResponse {
            dossiers: found.rows.iter().map(shown).collect(),
            next_page_token: self
                .page_token(&wire::found_by(call.party(), &criterion), found.next_after)?,
        }))
    }

    async fn list_history(
        &self,
        request: Request<ListHistoryRequest>,
    ) -> Result<Response<ListHistoryResponse>, Status> {
        let call = query(&request)?;
        let list = wire::list_history(request.get_ref(), call.party(), &self.vault)
            .map_err(|bad| status(&bad))?;
        let found = self.app.list_history(&call, list.number, list.application_id, list.page).await;
        let found = found.map_err(|refusal| status(&refusal))?;
        let told = wire::history_of(call.party(), list.number, list.application_id);
        let entry = |entry| answer::history_entry(entry, &found.notes, &call.caller);
        Ok(Response::new(ListHistoryResponse {
            entries: found.entries.rows.iter().map(entry).collect(),
            next_page_token: self.page_token(&told, found.entries.next_after)?,
        }))
    }

    async fn list_allowed_actions(
        &self,
        request: Request<ListAllowedActionsRequest>,
    ) -> Result<Response<ListAllowedActionsResponse>, Status> {
        let call = query(&request)?;
        let number = wire::list_allowed_actions(request.get_ref()).map_err(|bad| status(&bad))?;
        let found = self.app.present_dossier(&call, number).await;
        let dossier = found.map_err(|refusal| status(&refusal))?;
        let actions = answer::allowed_actions(&dossier, &call.caller, &self.app.rules);
        Ok(Response::new(ListAllowedActionsResponse { actions }))
    }

    async fn quote_reductions(
        &self,
        request: Request<QuoteReductionsRequest>,
    ) -> Result<Response<QuoteReductionsResponse>, Status> {
        quotes::quote_reductions(&self.app, request.get_ref())
    }

    async fn recommend_formula(
        &self,
        request: Request<RecommendFormulaRequest>,
    ) -> Result<Response<RecommendFormulaResponse>, Status> {
        quotes::recommend_formula(&self.app, request.get_ref())
    }

    async fn list_dossiers(
        &self,
        request: Request<ListDossiersRequest>,
    ) -> Result<Response<ListDossiersResponse>, Status> {
        queries::list_dossiers(&self.app, &self.vault, &request).await
    }

    async fn get_dossier_as_of(
        &self,
        request: Request<GetDossierAsOfRequest>,
    ) -> Result<Response<GetDossierAsOfResponse>, Status> {
        queries::get_dossier_as_of(&self.app, &request).await
    }

    async fn modify_dossier(
        &self,
        request: Request<ModifyDossierRequest>,
    ) -> Result<Response<ModifyDossierResponse>, Status> {
        life::modify_dossier(&self.app, &self.mutations, request).await
    }

    async fn stop_reduction(
        &self,
        request: Request<StopReductionRequest>,
    ) -> Result<Response<StopReductionResponse>, Status> {
        life::stop_reduction(&self.app, &self.mutations, request).await
    }

    async fn stop_right(
        &self,
        request: Request<StopRightRequest>,
    ) -> Result<Response<StopRightResponse>, Status> {
        life::stop_right(&self.app, &self.mutations, request).await
    }

    async fn prepare_transfer(
        &self,
        request: Request<PrepareTransferRequest>,
    ) -> Result<Response<PrepareTransferResponse>, Status> {
        transfers::prepare_transfer(&self.app, (&self.mutations, &self.vault), &request).await
    }

    async fn confirm_transfer(
        &self,
        request: Request<ConfirmTransferRequest>,
    ) -> Result<Response<ConfirmTransferResponse>, Status> {
        transfers::confirm_transfer(&self.app, (&self.mutations, &self.vault), request).await
    }

    async fn refresh_person_data(
        &self,
        request: Request<RefreshPersonDataRequest>,
    ) -> Result<Response<RefreshPersonDataResponse>, Status> {
        transfers::refresh_person_data(&self.app, (&self.mutations, &self.vault), request).await
    }

    async fn cancel_last_action(
        &self,
        request: Request<CancelLastActionRequest>,
    ) -> Result<Response<CancelLastActionResponse>, Status> {
        life::cancel_last_action(&self.app, &self.mutations, request).await
    }

    async fn submit_bulk(
        &self,
        request: Request<SubmitBulkRequest>,
    ) -> Result<Response<SubmitBulkResponse>, Status> {
        bulks::submit_bulk(&self.app, &self.mutations, request).await
    }

    async fn get_bulk(
        &self,
        request: Request<GetBulkRequest>,
    ) -> Result<Response<GetBulkResponse>, Status> {
        bulks::get_bulk(&self.app, &request).await
    }

    async fn stream_bulk_results(
        &self,
        request: Request<StreamBulkResultsRequest>,
    ) -> Result<Response<Self::StreamBulkResultsStream>, Status> {
        bulks::stream_bulk_results(&self.app, &self.stop, &request).await
    }
}
