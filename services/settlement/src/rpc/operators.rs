//! The registry of operators.

use stts_chassis::reasons::status;
use stts_contracts::settlement::v1::operator_service_server::OperatorService;
use stts_contracts::settlement::v1::{
    CheckParticipationRequest, CheckParticipationResponse, GetOperatorRequest, GetOperatorResponse,
    RegisterOperatorRequest, RegisterOperatorResponse,
};
use tonic::{Request, Response, Status};

use super::{Rpcs, call};
use crate::wire::{self, Wire};

#[tonic::async_trait]
impl OperatorService for Rpcs {
    async fn register_operator(
        &self,
        request: Request<RegisterOperatorRequest>,
    ) -> Result<Response<RegisterOperatorResponse>, Status> {
        let (identity, operator) =
            wire::register_operator(request.get_ref()).map_err(|bad| status(&bad))?;
        let call = call(&request, Some(identity))?;
        let app = self.app.clone();
        self.answered(async move { app.register_operator(&call, &operator).await }).await
    }

    async fn get_operator(
        &self,
        request: Request<GetOperatorRequest>,
    ) -> Result<Response<GetOperatorResponse>, Status> {
        let operator = wire::get_operator(request.get_ref()).map_err(|bad| status(&bad))?;
        let call = call(&request, None)?;
        let found = self.app.get_operator(&call, operator).await.map_err(|bad| status(&bad))?;
        Ok(Response::new(Wire::operator(&found)))
    }

    async fn check_participation(
        &self,
        request: Request<CheckParticipationRequest>,
    ) -> Result<Response<CheckParticipationResponse>, Status> {
        let (year, operator) =
            wire::check_participation(request.get_ref()).map_err(|bad| status(&bad))?;
        let call = call(&request, None)?;
        let check = self.app.check_participation(&call, year, operator).await;
        check.map(|check| Response::new(Wire::participation(&check))).map_err(|bad| status(&bad))
    }
}
