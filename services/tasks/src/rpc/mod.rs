//! The rpcs: a request is read, a query runs, the answer is written.

mod task_service;

use stts_contracts::tasks::v1::task_service_server::TaskServiceServer;
use stts_store::Vault;

pub use task_service::TaskRpc;

use crate::app::App;

/// The public rpcs of this service.
pub fn routes(app: App, vault: Vault) -> TaskServiceServer<TaskRpc> {
    TaskServiceServer::new(TaskRpc::new(app, vault))
}
