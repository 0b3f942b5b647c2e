//! The yearly settlement.

use stts_chassis::reasons::status;
use stts_contracts::settlement::v1::settlement_service_server::SettlementService;
use stts_contracts::settlement::v1::{
    CalculateRequest, CalculateResponse, DeclareFactorsRequest, DeclareFactorsResponse,
    DeclareTurnoverRequest, DeclareTurnoverResponse, GetStatementRequest, GetStatementResponse,
    OpenSettlementRequest, OpenSettlementResponse,
};
use stts_kernel::{ErrorKind, OperatorId};
use tonic::{Request, Response, Status};

use super::{Rpcs, call};
use crate::ports::{Call, Party};
use crate::wire::{self, Wire};

#[tonic::async_trait]
impl SettlementService for Rpcs {
    async fn open_settlement(
        &self,
        request: Request<OpenSettlementRequest>,
    ) -> Result<Response<OpenSettlementResponse>, Status> {
        let (identity, year) =
            wire::open_settlement(request.get_ref()).map_err(|bad| status(&bad))?;
        let call = call(&request, Some(identity))?;
        let app = self.app.clone();
        self.answered(async move { app.open_settlement(&call, year).await }).await
    }

    async fn declare_turnover(
        &self,
        request: Request<DeclareTurnoverRequest>,
    ) -> Result<Response<DeclareTurnoverResponse>, Status> {
        let (identity, year, lines) =
            wire::declare_turnover(request.get_ref()).map_err(|bad| status(&bad))?;
        let call = call(&request, Some(identity))?;
        let own = own_operator(&call)?;
        let app = self.app.clone();
        self.answered(async move { app.declare_turnover(&call, &own, year, &lines).await }).await
    }

    async fn declare_factors(
        &self,
        request: Request<DeclareFactorsRequest>,
    ) -> Result<Response<DeclareFactorsResponse>, Status> {
        let (identity, year, subscription, calls) =
            wire::declare_factors(request.get_ref()).map_err(|bad| status(&bad))?;
        let call = call(&request, Some(identity))?;
        let own = own_operator(&call)?;
        let app = self.app.clone();
        let use_case =
            async move { app.declare_factors(&call, &own, year, &subscription, &calls).await };
        self.answered(use_case).await
    }

    async fn calculate(
        &self,
        request: Request<CalculateRequest>,
    ) -> Result<Response<CalculateResponse>, Status> {
        let (identity, year) = wire::calculate(request.get_ref()).map_err(|bad| status(&bad))?;
        let call = call(&request, Some(identity))?;
        let app = self.app.clone();
        self.answered(async move { app.calculate(&call, year).await }).await
    }

    async fn get_statement(
        &self,
        request: Request<GetStatementRequest>,
    ) -> Result<Response<GetStatementResponse>, Status> {
        let (year, operator) =
            wire::get_statement(request.get_ref()).map_err(|bad| status(&bad))?;
        let call = call(&request, None)?;
        let statement =
            self.app.get_statement(&call, year, operator).await.map_err(|bad| status(&bad))?;
        let statement = Some(Wire::statement(&statement));
        Ok(Response::new(GetStatementResponse { statement }))
    }
}

/// An operator declares for itself only.
fn own_operator(call: &Call) -> Result<OperatorId, Status> {
    match &call.party {
        Party::Operator(own) => Ok(own.clone()),
        Party::Bipt => Err(status(&ErrorKind::ProfileNotAllowed.into())),
    }
}
