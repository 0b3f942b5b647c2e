//! The rpcs, as their callers see them.

use std::sync::Arc;

use stts_chassis::caller::{Caller, CallerOperator};
use stts_chassis::reasons::Language;
use stts_contracts::common::v1::Profile;
use stts_contracts::events::v1::TaskType;
use stts_contracts::tasks::v1::task_service_server::TaskService;
use stts_contracts::tasks::v1::{GetTaskRequest, ListTasksRequest, Task, TaskState};
use stts_kernel::OperatorId;
use stts_store::Store;
use stts_tasks::app::App;
use stts_tasks::rpc::TaskRpc;
use stts_tasks::store::TaskTables;
use tonic::{Code, Request, Status};

use crate::DATABASES;
use crate::dossier_log::{DOSSIER, DossierLog, done, raised, task_id};

fn request<T>(message: T, operator: &str) -> Request<T> {
    let operator = match operator {
        "BIPT" => CallerOperator::Bipt,
        code => CallerOperator::Operator(OperatorId::new(code).unwrap()),
    };
    let caller = Caller {
        operator,
        client_id: "client".to_owned(),
        user: None,
        profile: Profile::ExtendedAdministrative,
        language: Language::English,
    };
    let mut request = Request::new(message);
    request.extensions_mut().insert(caller);
    request
}

async fn list(
    rpc: &TaskRpc,
    operator: &str,
    message: ListTasksRequest,
) -> Result<(Vec<u64>, String), Status> {
    let answer = rpc.list_tasks(request(message, operator)).await?.into_inner();
    let number = |task: &Task| (1..100).find(|n| task_id(*n).to_string() == task.task_id).unwrap();
    Ok((answer.tasks.iter().map(number).collect(), answer.next_page_token))
}

async fn get(rpc: &TaskRpc, operator: &str, task_id: String) -> Result<Task, Status> {
    let answer = rpc.get_task(request(GetTaskRequest { task_id }, operator)).await?;
    Ok(answer.into_inner().task.unwrap())
}

fn over(store: &Store) -> TaskRpc {
    let app = App { store: Arc::new(TaskTables::new(store.clone())) };
    TaskRpc::new(app, store.vault().clone())
}

/// Tasks 1 to 5 of OP01, of which the fourth is done, then 6 of OP02 and 7 of BIPT.
async fn some_tasks(log: &DossierLog) -> TaskRpc {
    for number in 1..=5 {
        let at = format!("2027-03-0{number}T10:00:00Z");
        log.tell(&raised(number, TaskType::EnterMissingData, "OP01"), &at).await;
    }
    log.tell(&done(4), "2027-03-06T10:00:00Z").await;
    log.tell(&raised(6, TaskType::CloseFile, "OP02"), "2027-03-07T10:00:00Z").await;
    log.tell(&raised(7, TaskType::ReviewDocuments, "BIPT"), "2027-03-07T10:00:00Z").await;
    over(&log.store)
}

#[tokio::test]
async fn each_sees_its_own_tasks_by_the_filters() {
    for database in DATABASES.each().await {
        let log = DossierLog::new(database.store.clone());
        let rpc = some_tasks(&log).await;
        let all = ListTasksRequest::default;
        let done = ListTasksRequest { state: TaskState::Done.into(), ..all() };
        let of_type = |kind: TaskType| ListTasksRequest { r#type: kind.into(), ..all() };
        let of_dossier =
            |number: &str| ListTasksRequest { dossier_number: number.to_owned(), ..all() };
        for (operator, message, expected) in [
            ("OP01", all(), vec![1, 2, 3, 5]),
            ("OP02", all(), vec![6]),
            ("OP03", all(), vec![]),
            ("BIPT", all(), vec![7]),
            ("OP01", done.clone(), vec![4]),
            ("OP02", done, vec![]),
            ("OP01", of_type(TaskType::CloseFile), vec![]),
            ("OP02", of_type(TaskType::CloseFile), vec![6]),
            ("OP01", of_dossier(DOSSIER), vec![1, 2, 3, 5]),
            ("OP01", of_dossier("0000000196"), vec![]),
        ] {
            let (found, next) = list(&rpc, operator, message.clone()).await.unwrap();
            assert_eq!((found, next.as_str()), (expected, ""), "{operator} {message:?}");
        }
        log.end().await;
    }
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat_while_tasks_come_and_go() {
    for database in DATABASES.each().await {
        let log = DossierLog::new(database.store.clone());
        let rpc = some_tasks(&log).await;
        let page = |page_token: String| ListTasksRequest {
            page_size: 2,
            page_token,
            ..ListTasksRequest::default()
        };
        let (first, token) = list(&rpc, "OP01", page(String::new())).await.unwrap();
        assert_eq!(first, [1, 2]);
        log.tell(&done(1), "2027-03-08T10:00:00Z").await;
        log.tell(&raised(8, TaskType::CloseFile, "OP01"), "2027-03-08T10:00:00Z").await;
        let (second, token) = list(&rpc, "OP01", page(token)).await.unwrap();
        assert_eq!(second, [3, 5]);
        let (third, token) = list(&rpc, "OP01", page(token)).await.unwrap();
        assert_eq!((third, token.as_str()), (vec![8], ""));
        log.end().await;
    }
}

#[tokio::test]
async fn a_page_token_leads_on_in_its_own_list_only() {
    let database = DATABASES.sqlite().await;
    let log = DossierLog::new(database.store.clone());
    let rpc = some_tasks(&log).await;
    let page = ListTasksRequest { page_size: 1, ..ListTasksRequest::default() };
    let (_, page_token) = list(&rpc, "OP01", page.clone()).await.unwrap();
    let with_token = ListTasksRequest { page_token, ..page };
    assert_eq!(list(&rpc, "OP01", with_token.clone()).await.unwrap().0, [2]);

    let state = TaskState::Withdrawn.into();
    let made_up = "bWFkZSB1cA".to_owned();
    for (operator, message) in [
        ("OP02", with_token.clone()),
        ("BIPT", with_token.clone()),
        ("OP01", ListTasksRequest { state, ..with_token.clone() }),
        ("OP01", ListTasksRequest { dossier_number: DOSSIER.to_owned(), ..with_token.clone() }),
        ("OP01", ListTasksRequest { page_token: made_up, ..with_token }),
    ] {
        let refused = list(&rpc, operator, message).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
    }
    log.end().await;
}

#[tokio::test]
async fn a_strangers_task_looks_exactly_like_none() {
    for database in DATABASES.each().await {
        let log = DossierLog::new(database.store.clone());
        let rpc = some_tasks(&log).await;
        let task = get(&rpc, "OP02", task_id(6).to_string()).await.unwrap();
        assert_eq!((task.r#type(), task.state()), (TaskType::CloseFile, TaskState::Open));
        assert_eq!(task.dossier_number, DOSSIER);

        let missing = get(&rpc, "OP01", task_id(99).to_string()).await.unwrap_err();
        assert_eq!(missing.code(), Code::NotFound);
        for strangers in [6, 7] {
            let refused = get(&rpc, "OP01", task_id(strangers).to_string()).await.unwrap_err();
            assert_eq!(refused.code(), missing.code());
            assert_eq!(refused.message(), missing.message());
            assert_eq!(refused.details(), missing.details());
        }
        log.end().await;
    }
}

#[tokio::test]
async fn every_bad_field_of_a_list_is_named() {
    let database = DATABASES.sqlite().await;
    let rpc = over(&database.store);
    let message = ListTasksRequest {
        dossier_number: "1234567895".to_owned(),
        page_size: 1001,
        r#type: 99,
        ..ListTasksRequest::default()
    };
    let refused = list(&rpc, "OP01", message).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let details = String::from_utf8_lossy(refused.details()).into_owned();
    for field in ["dossier_number", "page_size", "type"] {
        assert!(details.contains(field), "{field}");
    }
}
