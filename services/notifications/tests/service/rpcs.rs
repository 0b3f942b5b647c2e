//! The rpcs, as BIPT's agents see them.

use std::sync::Arc;

use stts_contracts::common::v1::Language;
use stts_contracts::events::v1::ChangeReason;
use stts_contracts::notifications::v1::notification_service_server::NotificationService;
use stts_contracts::notifications::v1::{
    GetMessageRequest, GetMessageResponse, ListMessagesRequest, Message, MessageKind, MessageState,
};
use stts_notifications::app::App;
use stts_notifications::letters::TEMPLATE_VERSION;
use stts_notifications::rpc::NotificationRpc;
use tonic::{Code, Request, Status};
use uuid::Uuid;

use crate::DATABASES;
use crate::dossier_log::{DOSSIER, changed, documents_requested};
use crate::world::World;

async fn list(
    rpc: &NotificationRpc,
    message: ListMessagesRequest,
) -> Result<(Vec<Message>, String), Status> {
    let answer = rpc.list_messages(Request::new(message)).await?.into_inner();
    Ok((answer.messages, answer.next_page_token))
}

async fn get(rpc: &NotificationRpc, message_id: String) -> Result<GetMessageResponse, Status> {
    let answer = rpc.get_message(Request::new(GetMessageRequest { message_id })).await?;
    Ok(answer.into_inner())
}

/// One delivered message about documents, then two that wait, about lateness.
async fn some_messages(world: &World) -> NotificationRpc {
    world.log.tell(documents_requested(1, Language::Fr)).await;
    assert_eq!(world.work().await, 1);
    world.log.tell(changed(2, ChangeReason::DocumentsNotReceived)).await;
    world.log.tell(changed(3, ChangeReason::DocumentsNotReceived)).await;
    let app = App { store: Arc::new(world.tables.clone()) };
    NotificationRpc::new(app, world.log.store.vault().clone())
}

#[tokio::test]
async fn messages_are_listed_by_the_filters() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        let rpc = some_messages(&world).await;
        let all = ListMessagesRequest::default;
        let of_kind = |kind: MessageKind| ListMessagesRequest { kind: kind.into(), ..all() };
        let in_state = |state: MessageState| ListMessagesRequest { state: state.into(), ..all() };
        let about = |number: &str| ListMessagesRequest { dossier_number: number.into(), ..all() };
        for (request, found) in [
            (all(), 3),
            (of_kind(MessageKind::DocumentsNeeded), 1),
            (of_kind(MessageKind::ClosedForLateness), 2),
            (of_kind(MessageKind::NotEntitled), 0),
            (in_state(MessageState::Pending), 2),
            (in_state(MessageState::Delivered), 1),
            (in_state(MessageState::Failed), 0),
            (about(DOSSIER), 3),
            (about("0000000196"), 0),
        ] {
            let (messages, next) = list(&rpc, request.clone()).await.unwrap();
            assert_eq!((messages.len(), next.as_str()), (found, ""), "{request:?}");
        }
        world.log.end().await;
    }
}

#[tokio::test]
async fn a_message_tells_what_the_person_reads() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        let rpc = some_messages(&world).await;
        let delivered = MessageState::Delivered.into();
        let request = ListMessagesRequest { state: delivered, ..ListMessagesRequest::default() };
        let listed = list(&rpc, request).await.unwrap().0.remove(0);
        let GetMessageResponse { message, content } =
            get(&rpc, listed.message_id.clone()).await.unwrap();
        assert_eq!(message, Some(listed.clone()));
        assert_eq!(content, world.letters()[0].1);
        assert_eq!(
            (listed.kind(), listed.language()),
            (MessageKind::DocumentsNeeded, Language::Fr)
        );
        assert_eq!(
            (listed.dossier_number.as_str(), listed.delivered_at.is_some()),
            (DOSSIER, true)
        );
        assert_eq!(listed.template_version, TEMPLATE_VERSION);

        let missing = get(&rpc, Uuid::nil().to_string()).await.unwrap_err();
        assert_eq!(missing.code(), Code::NotFound);
        world.log.end().await;
    }
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat_while_messages_come() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        let rpc = some_messages(&world).await;
        let all = list(&rpc, ListMessagesRequest::default()).await.unwrap().0;
        let page = |page_token: String| ListMessagesRequest {
            page_size: 1,
            page_token,
            ..ListMessagesRequest::default()
        };
        let (mut seen, mut token) = list(&rpc, page(String::new())).await.unwrap();
        let mut later = changed(4, ChangeReason::PlaceTaken);
        later.occurred_at += chrono::TimeDelta::hours(1);
        world.log.tell(later).await;
        while !token.is_empty() {
            let (messages, next) = list(&rpc, page(token)).await.unwrap();
            seen.extend(messages);
            token = next;
        }
        assert_eq!(seen, all, "{:?}", database.kind);
        world.log.end().await;
    }
}

#[tokio::test]
async fn a_page_token_leads_on_in_its_own_list_only() {
    let database = DATABASES.sqlite().await;
    let world = World::new(&database);
    let rpc = some_messages(&world).await;
    let page = ListMessagesRequest { page_size: 1, ..ListMessagesRequest::default() };
    let (_, page_token) = list(&rpc, page.clone()).await.unwrap();
    let with_token = ListMessagesRequest { page_token, ..page };
    assert_eq!(list(&rpc, with_token.clone()).await.unwrap().0.len(), 1);
    let state = MessageState::Pending.into();
    for other in [
        ListMessagesRequest { state, ..with_token.clone() },
        ListMessagesRequest { page_token: "bWFkZSB1cA".to_owned(), ..with_token },
    ] {
        assert_eq!(list(&rpc, other).await.unwrap_err().code(), Code::InvalidArgument);
    }
    world.log.end().await;
}
