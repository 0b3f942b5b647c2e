//! `stts.tasks.v1.TaskService`.

use stts_chassis::caller::{Caller, CallerOperator, caller};
use stts_chassis::reasons::status;
use stts_contracts::tasks::v1::task_service_server::TaskService;
use stts_contracts::tasks::v1::{
    GetTaskRequest, GetTaskResponse, ListTasksRequest, ListTasksResponse,
};
use stts_kernel::{ErrorKind, Refusal};
use stts_store::Vault;
use stts_tasks_domain::Assignee;
use tonic::{Request, Response, Status, async_trait};

use crate::app::{App, Page};
use crate::wire;

/// The rpcs of an operator's or BIPT's own tasks.
#[derive(Clone)]
pub struct TaskRpc {
    app: App,
    vault: Vault,
}

impl TaskRpc {
    /// Over the queries; page tokens are sealed with these keys.
    pub const fn new(app: App, vault: Vault) -> Self {
        Self { app, vault }
    }

    async fn list(
        &self,
        message: &ListTasksRequest,
        caller: Caller,
    ) -> Result<ListTasksResponse, Refusal> {
        let vault = &self.vault;
        let wire::request::ListTasks { filter, after, size } =
            wire::request::list(message, assignee(caller)?, vault)?;
        let Page { tasks, next } = self.app.list_tasks(&filter, after, size).await?;
        let token = next.map(|place| wire::request::page_token(vault, &filter, place));
        let token = token.transpose().map_err(|_| ErrorKind::Internal)?;
        Ok(ListTasksResponse {
            tasks: tasks.iter().map(wire::task::message).collect(),
            next_page_token: token.unwrap_or_default(),
        })
    }

    async fn get(
        &self,
        message: &GetTaskRequest,
        caller: Caller,
    ) -> Result<GetTaskResponse, Refusal> {
        let task_id = wire::request::get(message)?;
        let task = self.app.get_task(&assignee(caller)?, task_id).await?;
        Ok(GetTaskResponse { task: Some(wire::task::message(&task)) })
    }
}

/// Whose tasks a caller sees: its operator's, or BIPT's.
fn assignee(caller: Caller) -> Result<Assignee, Refusal> {
    match caller.operator {
        CallerOperator::Operator(operator) => Ok(Assignee::Operator(operator)),
        CallerOperator::Bipt => Ok(Assignee::Bipt),
        CallerOperator::Service(_) => Err(ErrorKind::ProfileNotAllowed.into()),
    }
}

#[async_trait]
impl TaskService for TaskRpc {
    async fn list_tasks(
        &self,
        request: Request<ListTasksRequest>,
    ) -> Result<Response<ListTasksResponse>, Status> {
        let caller = caller(&request)?;
        let answer = self.list(request.get_ref(), caller).await;
        answer.map(Response::new).map_err(|refusal| status(&refusal))
    }

    async fn get_task(
        &self,
        request: Request<GetTaskRequest>,
    ) -> Result<Response<GetTaskResponse>, Status> {
        let caller = caller(&request)?;
        let answer = self.get(request.get_ref(), caller).await;
        answer.map(Response::new).map_err(|refusal| status(&refusal))
    }
}
