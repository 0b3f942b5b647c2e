//! The rpcs: a request is read, a query runs, the answer is written.

mod task_service;

use stts_contracts::tasks::v1::task_service_server::TaskServiceServer;

pub use task_service::TaskRpc;

use crate::store::TaskTables;

/// The public rpcs of this service.
pub fn routes(tables: &TaskTables) -> TaskServiceServer<TaskRpc> {
    TaskServiceServer::new(TaskRpc::new(tables.clone()))
}
