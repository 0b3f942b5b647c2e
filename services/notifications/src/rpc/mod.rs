//! The rpcs: a request is read, a query runs, the answer is written.

mod notification_service;

use stts_contracts::notifications::v1::notification_service_server::NotificationServiceServer;

pub use notification_service::NotificationRpc;

use crate::store::MessageTables;

/// The public rpcs of this service.
pub fn routes(tables: &MessageTables) -> NotificationServiceServer<NotificationRpc> {
    NotificationServiceServer::new(NotificationRpc::new(tables.clone()))
}
