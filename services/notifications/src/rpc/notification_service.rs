//! `stts.notifications.v1.NotificationService`, for BIPT's agents.

use stts_chassis::reasons::status;
use stts_contracts::notifications::v1::notification_service_server::NotificationService;
use stts_contracts::notifications::v1::{
    GetMessageRequest, GetMessageResponse, ListMessagesRequest, ListMessagesResponse,
};
use stts_kernel::{ErrorKind, Refusal};
use stts_store::Vault;
use tonic::{Request, Response, Status, async_trait};

use crate::app::{App, Page};
use crate::wire;

/// The rpcs of messages. Who may call them is the contract's to say.
#[derive(Clone)]
pub struct NotificationRpc {
    app: App,
    vault: Vault,
}

impl NotificationRpc {
    /// Over the queries; page tokens are sealed with these keys.
    pub const fn new(app: App, vault: Vault) -> Self {
        Self { app, vault }
    }

    async fn list(&self, message: &ListMessagesRequest) -> Result<ListMessagesResponse, Refusal> {
        let vault = &self.vault;
        let wire::request::ListMessages { filter, after, size } =
            wire::request::list(message, vault)?;
        let Page { messages, next } = self.app.list_messages(filter, after, size).await?;
        let token = next.map(|place| wire::request::page_token(vault, filter, place));
        let token = token.transpose().map_err(|_| ErrorKind::Internal)?;
        Ok(ListMessagesResponse {
            messages: messages.iter().map(wire::message::message).collect(),
            next_page_token: token.unwrap_or_default(),
        })
    }

    async fn get(&self, message: &GetMessageRequest) -> Result<GetMessageResponse, Refusal> {
        let (message, content) = self.app.get_message(wire::request::get(message)?).await?;
        Ok(GetMessageResponse {
            message: Some(wire::message::message(&message)),
            content: content.unwrap_or_default(),
        })
    }
}

#[async_trait]
impl NotificationService for NotificationRpc {
    async fn list_messages(
        &self,
        request: Request<ListMessagesRequest>,
    ) -> Result<Response<ListMessagesResponse>, Status> {
        let answer = self.list(request.get_ref()).await;
        answer.map(Response::new).map_err(|refusal| status(&refusal))
    }

    async fn get_message(
        &self,
        request: Request<GetMessageRequest>,
    ) -> Result<Response<GetMessageResponse>, Status> {
        let answer = self.get(request.get_ref()).await;
        answer.map(Response::new).map_err(|refusal| status(&refusal))
    }
}
