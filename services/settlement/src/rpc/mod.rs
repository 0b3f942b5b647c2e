//! The rpcs: parse, run the use case, map the answer.

mod operators;
mod settlements;

use std::time::Duration;

use prost::Message;
use stts_chassis::caller::{Caller, CallerOperator, caller};
use stts_chassis::reasons::status;
use stts_chassis::server::ServiceServerBuilder;
use stts_chassis::use_case::Mutations;
use stts_contracts::settlement::v1::operator_service_server::OperatorServiceServer;
use stts_contracts::settlement::v1::settlement_service_server::SettlementServiceServer;
use stts_kernel::ErrorKind;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::ports::{Answered, Call, Party, RequestIdentity};

/// A year is copied, added up and divided: more than a call takes otherwise.
const CALCULATE: &str = "/stts.settlement.v1.SettlementService/Calculate";

/// Offers this service's rpcs, all of them to operators and BIPT; a calculation may take `longest`
/// when its caller sets no deadline.
#[must_use]
pub fn routes(
    builder: ServiceServerBuilder,
    app: App,
    mutations: Mutations,
    longest: Duration,
) -> ServiceServerBuilder {
    let rpcs = Rpcs::new(app, mutations);
    builder
        .public(OperatorServiceServer::new(rpcs.clone()))
        .public(SettlementServiceServer::new(rpcs))
        .default_deadline(CALCULATE, longest)
}

/// The rpcs over the use cases.
#[derive(Clone)]
pub struct Rpcs {
    app: App,
    mutations: Mutations,
}

impl Rpcs {
    /// Over these use cases; those that change something run as `mutations`.
    pub const fn new(app: App, mutations: Mutations) -> Self {
        Self { app, mutations }
    }

    /// Runs a use case that the caller cannot cut off, and gives its answer as the rpc's message.
    async fn answered<M: Message + Default>(
        &self,
        use_case: impl Future<Output = Answered> + Send + 'static,
    ) -> Result<Response<M>, Status> {
        let bytes = self.mutations.run(use_case).await.map_err(|refusal| status(&refusal))?;
        let message = M::decode(bytes.as_slice());
        message.map(Response::new).map_err(|_| status(&ErrorKind::Internal.into()))
    }
}

/// The call that a request makes.
fn call<T>(request: &Request<T>, identity: Option<RequestIdentity>) -> Result<Call, Status> {
    let Caller { operator, client_id, user, .. } = caller(request)?;
    let party = match operator {
        CallerOperator::Operator(operator) => Party::Operator(operator),
        CallerOperator::Bipt => Party::Bipt,
        CallerOperator::Service(_) => return Err(status(&ErrorKind::ProfileNotAllowed.into())),
    };
    Ok(Call { party, user: user.unwrap_or(client_id), request: identity })
}
