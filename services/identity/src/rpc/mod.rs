//! The rpcs: a request is read, a use case runs in a task that nobody cancels, the answer is written.
//! Every question writes the consultation log, so every one of them is such a task, though it changes
//! nothing for its caller.

mod admin;
mod register;

use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::identity::v1 as contract;
use stts_contracts::identity::v1::identity_service_server::{
    IdentityService, IdentityServiceServer,
};
use stts_kernel::Refusal;
use tonic::{Request, Response, Status, async_trait};

use crate::app::App;
use crate::wire::{answer, request as wire};

pub use admin::AdminRpc;
pub use register::RegisterRpc;

/// The internal rpcs of this service.
pub fn routes(app: App, mutations: Mutations) -> IdentityServiceServer<IdentityRpc> {
    IdentityServiceServer::new(IdentityRpc { app, mutations })
}

/// `stts.identity.v1.IdentityService`.
#[derive(Clone)]
pub struct IdentityRpc {
    app: App,
    mutations: Mutations,
}

fn answered<T>(answer: Result<T, Refusal>) -> Result<Response<T>, Status> {
    answer.map(Response::new).map_err(|refusal| status(&refusal))
}

#[async_trait]
impl IdentityService for IdentityRpc {
    async fn find_person(
        &self,
        request: Request<contract::FindPersonRequest>,
    ) -> Result<Response<contract::FindPersonResponse>, Status> {
        let parsed = wire::find_person(request.get_ref());
        let (call, search, include) = parsed.map_err(|refusal| status(&refusal))?;
        let app = self.app.clone();
        let use_case = async move { app.find_person(&call, &search, include).await };
        let entry = self.mutations.run(use_case).await;
        answered(entry.map(|entry| answer::find_person(&entry)))
    }

    async fn get_person(
        &self,
        request: Request<contract::GetPersonRequest>,
    ) -> Result<Response<contract::GetPersonResponse>, Status> {
        let parsed = wire::get_person(request.get_ref());
        let (call, person_id, include) = parsed.map_err(|refusal| status(&refusal))?;
        let app = self.app.clone();
        let use_case = async move { app.get_person(&call, person_id, include).await };
        let entry = self.mutations.run(use_case).await;
        answered(entry.map(|entry| answer::get_person(&entry)))
    }

    async fn get_household(
        &self,
        request: Request<contract::GetHouseholdRequest>,
    ) -> Result<Response<contract::GetHouseholdResponse>, Status> {
        let parsed = wire::get_household(request.get_ref());
        let (call, person_id) = parsed.map_err(|refusal| status(&refusal))?;
        let app = self.app.clone();
        let use_case = async move { app.get_household(&call, person_id).await };
        let found = self.mutations.run(use_case).await;
        answered(found.map(|found| answer::get_household(&found)))
    }

    async fn get_facts(
        &self,
        request: Request<contract::GetFactsRequest>,
    ) -> Result<Response<contract::GetFactsResponse>, Status> {
        let parsed = wire::get_facts(request.get_ref());
        let (call, person_id) = parsed.map_err(|refusal| status(&refusal))?;
        let app = self.app.clone();
        let use_case = async move { app.get_facts(&call, person_id).await };
        let facts = self.mutations.run(use_case).await;
        answered(facts.map(|facts| answer::get_facts(&facts)))
    }
}
