//! The rpcs: a request is read, a use case runs, the answer is written.

mod task_admin_service;
mod task_service;

use stts_chassis::server::ServiceServerBuilder;
use stts_chassis::use_case::Mutations;
use stts_contracts::tasks::v1::task_admin_service_server::TaskAdminServiceServer;
use stts_contracts::tasks::v1::task_service_server::TaskServiceServer;
use stts_store::Vault;

pub use task_admin_service::TaskAdminRpc;
pub use task_service::TaskRpc;

use crate::app::{App, Operations};

/// Offers this service's rpcs, all of them to the public.
#[must_use]
pub fn routes(
    builder: ServiceServerBuilder,
    app: App,
    operations: Operations,
    vault: Vault,
    mutations: Mutations,
) -> ServiceServerBuilder {
    let admin = TaskAdminRpc::new(operations, vault.clone(), mutations);
    builder
        .public(TaskServiceServer::new(TaskRpc::new(app, vault)))
        .public(TaskAdminServiceServer::new(admin))
}
