//! The rpcs: a request is read, a query runs, the answer is written.

mod notification_service;

use stts_contracts::notifications::v1::notification_service_server::NotificationServiceServer;
use stts_store::Vault;

pub use notification_service::NotificationRpc;

use crate::app::App;

/// The public rpcs of this service.
pub fn routes(app: App, vault: Vault) -> NotificationServiceServer<NotificationRpc> {
    NotificationServiceServer::new(NotificationRpc::new(app, vault))
}
