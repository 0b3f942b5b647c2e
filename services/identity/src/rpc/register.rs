//! `stts.dev.v1.RegisterService`, over the simulated register.

use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::dev::v1::register_service_server::{self, RegisterServiceServer};
use stts_contracts::dev::v1::{PushChangeRequest, PushChangeResponse};
use stts_identity_domain::NationalNumber;
use stts_kernel::Refusal;
use tonic::{Request, Response, Status, async_trait};

use super::answered;
use crate::app::App;
use crate::ports::Noted;
use crate::register::RegisterScript;
use crate::wire::script::{self as wire, Pushed, Reference};

/// `stts.dev.v1.RegisterService`. There is one only where the register is a simulated one, which it
/// is in an environment for development alone.
#[derive(Clone)]
pub struct RegisterRpc {
    app: App,
    script: RegisterScript,
    mutations: Mutations,
}

impl RegisterRpc {
    /// The gRPC server over this script.
    pub fn server(
        app: App,
        script: RegisterScript,
        mutations: Mutations,
    ) -> RegisterServiceServer<Self> {
        RegisterServiceServer::new(Self { app, script, mutations })
    }

    async fn push(&self, pushed: Pushed) -> Result<Option<Noted>, Refusal> {
        let number = self.number(pushed.person).await?;
        let other = match pushed.other {
            Some(other) => Some(self.number(other).await?),
            None => None,
        };
        let change_id = pushed.change_id;
        let change = pushed.scripted(number, other, self.app.clock.today());
        self.script.push(change_id, &change).await
    }

    async fn number(&self, reference: Reference) -> Result<NationalNumber, Refusal> {
        match reference {
            Reference::Number(number) => Ok(number),
            Reference::PersonId(person_id) => self.app.number_of(person_id).await,
        }
    }
}

#[async_trait]
impl register_service_server::RegisterService for RegisterRpc {
    async fn push_change(
        &self,
        request: Request<PushChangeRequest>,
    ) -> Result<Response<PushChangeResponse>, Status> {
        let pushed = wire::push_change(request.get_ref()).map_err(|refusal| status(&refusal))?;
        let rpc = self.clone();
        let outcome = self.mutations.run(async move { rpc.push(pushed).await }).await;
        answered(outcome.map(wire::pushed))
    }
}
