//! `stts.identity.v1.IdentityAdminService`: BIPT's own questions.

use stts_chassis::caller::{self, caller};
use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::identity::v1::identity_admin_service_server::{
    IdentityAdminService, IdentityAdminServiceServer,
};
use stts_contracts::identity::v1::{FindPersonsRequest, FindPersonsResponse};
use stts_identity_domain::Purpose;
use stts_kernel::DossierNumber;
use tonic::{Request, Response, Status, async_trait};

use super::answered;
use crate::app::App;
use crate::ports::Call;
use crate::wire::{answer, request as wire, words};

/// BIPT's rpcs.
#[derive(Clone)]
pub struct AdminRpc {
    app: App,
    mutations: Mutations,
}

impl AdminRpc {
    /// The gRPC server over these use cases.
    pub fn server(app: App, mutations: Mutations) -> IdentityAdminServiceServer<Self> {
        IdentityAdminServiceServer::new(Self { app, mutations })
    }
}

/// The caller, as the consultation log keeps it.
fn call_of(caller: caller::Caller, dossier_number: Option<DossierNumber>) -> Call {
    Call {
        operator_id: caller.operator.to_string(),
        client_id: caller.client_id,
        user: caller.user,
        profile: words::profile_of(caller.profile).unwrap_or_default().to_owned(),
        purpose: Purpose::AgentSearch,
        dossier_number,
        request_id: None,
    }
}

#[async_trait]
impl IdentityAdminService for AdminRpc {
    async fn find_persons(
        &self,
        request: Request<FindPersonsRequest>,
    ) -> Result<Response<FindPersonsResponse>, Status> {
        let caller = caller(&request)?;
        let parsed = wire::find_persons(request.get_ref());
        let (known, dossier_number) = parsed.map_err(|refusal| status(&refusal))?;
        let (app, call) = (self.app.clone(), call_of(caller, dossier_number));
        let use_case = async move { app.find_persons(&call, &known).await };
        let found = self.mutations.run(use_case).await;
        answered(found.map(|found| answer::find_persons(&found)))
    }
}
