//! `stts.dev.v1.ClockService` over a simulated clock.

use std::sync::Arc;

use stts_contracts::dev::v1::clock_service_server::{self, ClockServiceServer};
use stts_contracts::dev::v1::{AdvanceRequest, AdvanceResponse, GetRequest, GetResponse};
use stts_kernel::Clock;
use tonic::{Request, Response, Status};

use super::SimulatedClock;
use crate::fields::{self, Fields};
use crate::reasons::status;

/// Answers the rpcs of the simulated clock; add its server to the internal listener.
#[derive(Debug)]
pub struct ClockService(Arc<SimulatedClock>);

impl ClockService {
    /// The gRPC server over this clock.
    pub fn server(clock: Arc<SimulatedClock>) -> ClockServiceServer<Self> {
        ClockServiceServer::new(Self(clock))
    }
}

#[tonic::async_trait]
impl clock_service_server::ClockService for ClockService {
    async fn advance(
        &self,
        request: Request<AdvanceRequest>,
    ) -> Result<Response<AdvanceResponse>, Status> {
        let message = request.into_inner();
        let mut fields = Fields::of(&message);
        let instant = fields
            .required("instant", message.instant)
            .and_then(|instant| fields.take("instant", fields::instant(&instant)));
        let instant = fields.into_result(instant).map_err(|refusal| status(&refusal))?;
        self.0.advance(instant).await.map_err(|refusal| status(&refusal))?;
        let instant = Some(fields::timestamp(self.0.now()));
        Ok(Response::new(AdvanceResponse { instant }))
    }

    async fn get(&self, _request: Request<GetRequest>) -> Result<Response<GetResponse>, Status> {
        let instant = Some(fields::timestamp(self.0.now()));
        Ok(Response::new(GetResponse { instant }))
    }
}
