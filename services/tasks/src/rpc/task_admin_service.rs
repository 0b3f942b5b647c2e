//! `stts.tasks.v1.TaskAdminService`.

use prost::Message;
use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::tasks::v1::task_admin_service_server::TaskAdminService;
use stts_contracts::tasks::v1::{
    GetQueueStatsRequest, GetQueueStatsResponse, ListDeadLettersRequest, ListDeadLettersResponse,
    RedriveDeadLetterRequest, RedriveDeadLetterResponse,
};
use stts_kernel::{ErrorKind, Refusal};
use stts_store::Vault;
use tonic::{Request, Response, Status, async_trait};

use crate::app::{LetterPage, Operations};
use crate::wire::operations as wire;

/// The rpcs of BIPT's operations.
#[derive(Clone)]
pub struct TaskAdminRpc {
    operations: Operations,
    vault: Vault,
    mutations: Mutations,
}

impl TaskAdminRpc {
    /// Over the use cases; page tokens are sealed with these keys, and what changes something runs as
    /// `mutations`.
    pub const fn new(operations: Operations, vault: Vault, mutations: Mutations) -> Self {
        Self { operations, vault, mutations }
    }

    async fn list(
        &self,
        message: &ListDeadLettersRequest,
    ) -> Result<ListDeadLettersResponse, Refusal> {
        let wire::ListDeadLetters { filter, after, size } = wire::list(message, &self.vault)?;
        let page = self.operations.list_dead_letters(filter, after, size).await?;
        let LetterPage { letters, next, unreachable } = page;
        let token = next.map(|place| wire::page_token(&self.vault, filter, place)).transpose();
        Ok(ListDeadLettersResponse {
            dead_letters: letters.into_iter().map(wire::letter_message).collect(),
            next_page_token: token.map_err(|_| ErrorKind::Internal)?.unwrap_or_default(),
            unreachable_services: unreachable.into_iter().map(str::to_owned).collect(),
        })
    }

    async fn redrive(
        &self,
        message: &RedriveDeadLetterRequest,
    ) -> Result<RedriveDeadLetterResponse, Refusal> {
        let (request, place) = wire::redrive(message)?;
        let operations = self.operations.clone();
        let redrive = async move { operations.redrive_dead_letter(&request, place).await };
        let answer = self.mutations.run(redrive).await?;
        let answer = RedriveDeadLetterResponse::decode(answer.as_slice());
        answer.map_err(|_| ErrorKind::Internal.into())
    }

    async fn stats(
        &self,
        message: &GetQueueStatsRequest,
    ) -> Result<GetQueueStatsResponse, Refusal> {
        let queues = self.operations.queue_stats(wire::stats_of(message)?).await?;
        let services = queues.into_iter().map(wire::queue_message).collect();
        Ok(GetQueueStatsResponse { services })
    }
}

#[async_trait]
impl TaskAdminService for TaskAdminRpc {
    async fn list_dead_letters(
        &self,
        request: Request<ListDeadLettersRequest>,
    ) -> Result<Response<ListDeadLettersResponse>, Status> {
        let answer = self.list(request.get_ref()).await;
        answer.map(Response::new).map_err(|refusal| status(&refusal))
    }

    async fn redrive_dead_letter(
        &self,
        request: Request<RedriveDeadLetterRequest>,
    ) -> Result<Response<RedriveDeadLetterResponse>, Status> {
        let answer = self.redrive(request.get_ref()).await;
        answer.map(Response::new).map_err(|refusal| status(&refusal))
    }

    async fn get_queue_stats(
        &self,
        request: Request<GetQueueStatsRequest>,
    ) -> Result<Response<GetQueueStatsResponse>, Status> {
        let answer = self.stats(request.get_ref()).await;
        answer.map(Response::new).map_err(|refusal| status(&refusal))
    }
}
