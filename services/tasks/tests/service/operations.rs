//! What BIPT's operations sees and puts right, over a service that runs: a real dead letter, and four
//! other services that cannot be reached.

use std::time::Duration;

use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::keys::TokenRequest;
use stts_chassis::server::PUBLIC_PIPE;
use stts_contracts::common::v1::Profile;
use stts_contracts::events::v1::DeadLetterKind;
use stts_contracts::tasks::v1::task_admin_service_client::TaskAdminServiceClient;
use stts_contracts::tasks::v1::{
    GetQueueStatsRequest, ListDeadLettersRequest, ListDeadLettersResponse,
    RedriveDeadLetterRequest, RedriveDeadLetterResponse,
};
use stts_queue::log::{Frame, Inbox, NOT_AN_EVENT, NewDeadFrame, Place};
use stts_service::{FrameSettings, Surroundings};
use stts_store::Store;
use stts_tasks::Settings;
use stts_tasks::ports::TaskLedger;
use stts_tasks::store::LedgerIn;
use stts_tasks_domain::{Assignee, Task, TaskState, TaskType};
use stts_testkit::TestDatabase;
use tempfile::TempDir;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::DATABASES;
use crate::dossier_log::{DOSSIER, DossierLog, Told, done, task_id};
use crate::start::surroundings;

/// The service over a database in which three events of one dossier were put aside: the end of a task
/// that was never raised, one that is none of this service's business, and the end once more.
struct Service {
    surroundings: Surroundings,
    operations: TaskAdminServiceClient<ServiceChannel>,
    store: Store,
    _folder: TempDir,
}

impl Service {
    async fn over(database: &TestDatabase) -> Self {
        let log = DossierLog::new(database.store.clone());
        let changed = Told("stts.events.v1.DossierChanged", Vec::new());
        for told in [done(2), changed, done(2)] {
            log.tell(&told, "2027-03-02T10:00:00Z").await;
        }
        let store = log.store.clone();
        log.end().await;
        let folder = TempDir::new().unwrap();
        let surroundings = surroundings(&folder);
        let frame = FrameSettings::on(database.settings.clone());
        let settings = Settings::default();
        let server = stts_tasks::start(&settings, &frame, surroundings.clone()).await.unwrap();
        surroundings.host.pipe_all(&[server]).unwrap();
        let operations = client(&surroundings);
        Self { surroundings, operations, store, _folder: folder }
    }

    async fn list(&mut self, message: ListDeadLettersRequest) -> ListDeadLettersResponse {
        self.operations.list_dead_letters(message).await.unwrap().into_inner()
    }

    /// The numbers and classes of what waits.
    async fn waiting(&mut self) -> Vec<(i64, String)> {
        let listed = self.list(of_tasks()).await.dead_letters;
        listed.into_iter().map(|letter| (letter.number, letter.class)).collect()
    }

    async fn redrive(
        &mut self,
        request: u64,
        number: i64,
    ) -> Result<RedriveDeadLetterResponse, Status> {
        let message = RedriveDeadLetterRequest {
            request_id: Uuid::from_u64_pair(1, request).to_string(),
            service: "tasks".to_owned(),
            kind: DeadLetterKind::Event.into(),
            number,
        };
        self.operations.redrive_dead_letter(message).await.map(tonic::Response::into_inner)
    }

    /// The cause goes: the task is there after all.
    async fn raise_the_missing_task(&self) {
        let transaction = self.store.begin().await.unwrap();
        let task = Task {
            task_id: task_id(2),
            task_type: TaskType::CloseFile,
            assignee: Assignee::Bipt,
            dossier_number: DOSSIER.parse().unwrap(),
            raised_at: "2027-03-01T10:00:00Z".parse().unwrap(),
            due_date: None,
            end_date: None,
            undue: None,
            state: TaskState::Open,
        };
        LedgerIn(&transaction).save(&task).await.unwrap();
        transaction.commit().await.unwrap();
    }

    async fn end(self) {
        self.surroundings.host.shutdown().trigger();
        self.surroundings.host.drain().await;
    }
}

fn client(surroundings: &Surroundings) -> TaskAdminServiceClient<ServiceChannel> {
    let token = surroundings.issuer.token(&TokenRequest {
        sub: "operations".to_owned(),
        operator: Some("BIPT".to_owned()),
        profile: Profile::BiptOperations,
        act: Some("an.peeters".to_owned()),
        audience: "stts".to_owned(),
        lifetime: Duration::from_mins(5),
    });
    let target = Target::Pipe(surroundings.host.pipes().clone(), PUBLIC_PIPE.to_owned());
    let credentials = Credentials::Token(token.unwrap());
    let channel = ServiceChannel::new(&target, "tasks", credentials, Duration::from_secs(30));
    TaskAdminServiceClient::new(channel.unwrap())
}

fn of_tasks() -> ListDeadLettersRequest {
    ListDeadLettersRequest { service: "tasks".to_owned(), ..ListDeadLettersRequest::default() }
}

/// The numbers depend on the database, their order does not.
fn classes(waiting: &[(i64, String)]) -> Vec<&str> {
    waiting.iter().map(|(_, class)| class.as_str()).collect()
}

#[tokio::test]
async fn a_dead_letter_is_redriven_with_its_key_when_the_cause_is_gone() {
    for database in DATABASES.each().await {
        let mut service = Service::over(&database).await;
        let waiting = service.waiting().await;
        assert_eq!(classes(&waiting), ["TASK_NEVER_RAISED", "PARKED", "PARKED"]);
        let number = waiting[0].0;

        let failed =
            RedriveDeadLetterResponse { redriven: 0, failed_class: "TASK_NEVER_RAISED".to_owned() };
        assert_eq!(service.redrive(1, number).await.unwrap(), failed);
        assert_eq!(service.waiting().await, waiting, "they stay");

        service.raise_the_missing_task().await;
        assert_eq!(service.redrive(1, number).await.unwrap(), failed, "a repeat changes nothing");
        let redriven = RedriveDeadLetterResponse { redriven: 3, failed_class: String::new() };
        assert_eq!(service.redrive(2, number).await.unwrap(), redriven);
        assert_eq!(service.waiting().await, []);
        assert_eq!(service.redrive(2, number).await.unwrap(), redriven, "the first answer");
        let again = service.redrive(3, number).await.unwrap_err();
        assert_eq!(again.code(), Code::NotFound, "{:?}", database.kind);
        let transaction = service.store.begin().await.unwrap();
        let task = LedgerIn(&transaction).load(task_id(2)).await.unwrap().unwrap();
        assert!(matches!(task.state, TaskState::Closed(..)), "the event was applied");
        transaction.roll_back().await.unwrap();
        service.end().await;
    }
}

#[tokio::test]
async fn a_list_goes_on_page_by_page_and_tells_nothing_of_a_content() {
    let database = DATABASES.sqlite().await;
    let mut service = Service::over(&database).await;
    let mut message = ListDeadLettersRequest { page_size: 2, ..of_tasks() };
    let first = service.list(message.clone()).await;
    assert_eq!(first.dead_letters.len(), 2);
    let letter = &first.dead_letters[0];
    assert_eq!((letter.service.as_str(), letter.kind()), ("tasks", DeadLetterKind::Event));
    assert_eq!((letter.producer.as_str(), letter.key.as_str()), ("dossier", DOSSIER));
    assert_eq!((letter.r#type.as_str(), letter.attempts), ("stts.events.v1.TaskDone", 1));
    assert!(letter.first_failed_at.is_some() && letter.last_failed_at.is_some());

    message.page_token = first.next_page_token;
    let elsewhere = ListDeadLettersRequest { service: String::new(), ..message.clone() };
    let second = service.list(message).await;
    assert_eq!((second.dead_letters.len(), second.next_page_token.as_str()), (1, ""));
    let refused = service.operations.list_dead_letters(elsewhere).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument, "a token of another list");
    service.end().await;
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_is_named_and_the_others_are_shown() {
    let database = DATABASES.sqlite().await;
    let mut service = Service::over(&database).await;
    let listed = service.list(ListDeadLettersRequest::default()).await;
    assert_eq!(listed.dead_letters.len(), 3);
    let others = ["identity", "dossier", "notifications", "settlement"];
    assert_eq!(listed.unreachable_services, others);

    let asked = GetQueueStatsRequest::default();
    let told = service.operations.get_queue_stats(asked).await.unwrap().into_inner().services;
    let reached: Vec<_> = told.iter().map(|row| (row.service.as_str(), row.reachable)).collect();
    let tasks = ("tasks", true);
    let [identity, dossier, notifications, settlement] = others.map(|name| (name, false));
    assert_eq!(reached, [identity, dossier, tasks, notifications, settlement]);
    let own = told.iter().find(|row| row.service == "tasks").unwrap();
    assert_eq!(own.dead_events, 3);
    let lags: Vec<_> = own
        .consumed
        .iter()
        .filter(|row| row.sequence > 0)
        .map(|row| (row.sequence, row.lag))
        .collect();
    assert_eq!(lags, [(3, None)], "nobody knows how long the producer's log is");
    service.end().await;
}

#[tokio::test]
async fn a_frame_that_is_no_event_is_shown_by_its_place_and_put_away_once() {
    for database in DATABASES.each().await {
        let mut service = Service::over(&database).await;
        let place = Place { epoch: 1, sequence: 9 };
        let frame = Frame { partition: 3, place, bytes: "garbage".into() };
        let found_at = "2027-03-02T10:00:00Z".parse().unwrap();
        let dead = NewDeadFrame {
            producer: "dossier",
            frame: &frame,
            digest: &[7; 32],
            class: NOT_AN_EVENT,
            found_at,
        };
        service.store.keep_frame(dead.clone()).await.unwrap();
        service.store.keep_frame(dead).await.unwrap();
        let kind = DeadLetterKind::Frame.into();
        let only_frames = ListDeadLettersRequest { kind, ..of_tasks() };
        let listed = service.list(only_frames.clone()).await.dead_letters;
        let [letter] = &listed[..] else { panic!("one: {listed:?}") };
        assert_eq!((letter.kind(), letter.class.as_str()), (DeadLetterKind::Frame, NOT_AN_EVENT));
        assert_eq!((letter.producer.as_str(), letter.partition), ("dossier", 3));
        assert_eq!((letter.sequence, letter.key.as_str()), (9, ""));
        assert_eq!(service.list(of_tasks()).await.dead_letters.len(), 4, "among all");

        let message = RedriveDeadLetterRequest {
            request_id: Uuid::from_u64_pair(2, 1).to_string(),
            service: "tasks".to_owned(),
            kind,
            number: letter.number,
        };
        let redriven = service.operations.redrive_dead_letter(message).await.unwrap().into_inner();
        assert_eq!((redriven.redriven, redriven.failed_class.as_str()), (1, ""));
        assert_eq!(service.list(only_frames).await.dead_letters, []);
        service.end().await;
    }
}
