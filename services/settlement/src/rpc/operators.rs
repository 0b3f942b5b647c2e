//! The registry of operators.

use stts_chassis::reasons::status;
use stts_contracts::settlement::v1::operator_service_server::OperatorService;
use stts_contracts::settlement::v1::{RegisterOperatorRequest, RegisterOperatorResponse};
use tonic::{Request, Response, Status};

use super::{Rpcs, call};
use crate::wire;

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
}
