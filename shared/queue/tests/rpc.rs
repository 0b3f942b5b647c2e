//! A consumer reads a producer's log over the wire.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use stts_chassis::caller::{Caller, CallerOperator};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::reasons::Language;
use stts_chassis::use_case::Mutations;
use stts_contracts::common::v1::Profile;
use stts_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use stts_contracts::events::v1::{
    DeadLetterKind, ListOwnDeadLettersRequest, RedriveOwnDeadLetterRequest,
};
use stts_kernel::EventId;
use stts_queue::jobs::{DeadJob, JobCounts, JobId};
use stts_queue::log::{
    DeadFrame, DeadLetter, DirectReader, Event, Frame, HandlerError, InProcess, LogReader,
    NewEvent, Outbox, Place, RedriveError, Redriven, Relay, partition_of,
};
use stts_queue::rpc::{EventLog, RemoteLog, event_log};
use stts_queue::{Backlog, DeadLetters, QueueError, QueueStats};
use stts_store::{StoreOutbox, outbox, shared_migrations};
use stts_testkit::{Databases, SeededIds, TestDatabase};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Server;
use tonic::{Code, Request, Response, Status};

const DATABASES: Databases = Databases::of("queue", shared_migrations);
const KEY: &str = "1234567890";

async fn producer() -> (TestDatabase, Arc<StoreOutbox>) {
    let database = DATABASES.sqlite().await;
    let ids = SeededIds::new(1);
    let events = (1..=3).map(|number| NewEvent {
        event_id: EventId::random(&ids),
        key: KEY.to_owned(),
        type_name: "stts.events.v1.DossierChanged".to_owned(),
        version: 1,
        payload: vec![number],
        caused_by: None,
        traceparent: None,
        occurred_at: "2027-03-01T08:00:00Z".parse().unwrap(),
    });
    let transaction = database.store.begin().await.unwrap();
    outbox::append(&transaction, events.collect()).await.unwrap();
    transaction.commit().await.unwrap();
    let outbox = Arc::new(StoreOutbox::new(database.store.clone(), "dossier"));
    let relay = Relay::new(Arc::clone(&outbox) as Arc<dyn Outbox>, Arc::new(InProcess::default()));
    relay.relay_all(&CancellationToken::new()).await.unwrap();
    (database, outbox)
}

/// What waits where nothing is consumed and no job is done.
struct Waiting(Arc<StoreOutbox>);

#[async_trait]
impl Backlog for Waiting {
    async fn stats(&self) -> Result<QueueStats, QueueError> {
        let produced = self.0.heads().await?;
        Ok(QueueStats {
            produced,
            producers: Vec::new(),
            consumed: Vec::new(),
            jobs: JobCounts::default(),
            dead_events: 0,
            dead_frames: 0,
        })
    }
}

/// One dead letter of each kind, of which 7 alone can be redriven.
struct PutAside;

#[async_trait]
impl DeadLetters for PutAside {
    async fn events(&self, after: i64, limit: u32) -> Result<Vec<DeadLetter>, QueueError> {
        assert_eq!((after, limit), (6, 10));
        let failed_at = "2027-03-01T08:00:00Z".parse().unwrap();
        let event = Event {
            event_id: EventId::random(&SeededIds::new(1)),
            producer: "dossier".to_owned(),
            partition: 3,
            place: Place { epoch: 1, sequence: 5 },
            key: KEY.to_owned(),
            occurred_at: failed_at,
            caused_by: None,
            traceparent: None,
            type_name: "stts.events.v1.TaskRaised".to_owned(),
            version: 1,
            payload: vec![1],
        };
        Ok(vec![DeadLetter {
            id: 7,
            event,
            class: "BAD".to_owned(),
            attempts: 5,
            first_failed_at: failed_at,
            last_failed_at: failed_at,
        }])
    }

    async fn jobs(&self, after: JobId, limit: u32) -> Result<Vec<DeadJob>, QueueError> {
        assert_eq!((after, limit), (JobId(6), 10));
        let class = "FULL".to_owned();
        Ok(vec![DeadJob { id: JobId(7), kind: "letter".to_owned(), attempts: 5, class }])
    }

    async fn redrive_event(&self, number: i64) -> Result<Redriven, RedriveError> {
        match number {
            7 => Ok(Redriven { letters: 1, failed: Some(HandlerError::Poison("BAD")) }),
            8 => Ok(Redriven { letters: 0, failed: Some(HandlerError::Unavailable) }),
            _ => Err(RedriveError::NotFound),
        }
    }

    async fn redrive_job(&self, id: JobId) -> Result<bool, QueueError> {
        Ok(id == JobId(7))
    }

    async fn frames(&self, after: i64, limit: u32) -> Result<Vec<DeadFrame>, QueueError> {
        assert_eq!((after, limit), (6, 10));
        let place = Place { epoch: 1, sequence: 5 };
        Ok(vec![DeadFrame {
            id: 7,
            producer: "dossier".to_owned(),
            frame: Frame { partition: 3, place, bytes: "garbage".into() },
            class: "NOT_AN_EVENT".to_owned(),
            found_at: "2027-03-01T08:00:00Z".parse().unwrap(),
        }])
    }

    async fn put_frame_away(&self, number: i64) -> Result<bool, QueueError> {
        Ok(number == 7)
    }
}

/// A server at which every call comes from the service `tasks`.
async fn serve(outbox: Arc<StoreOutbox>) -> RemoteLog {
    RemoteLog::new(channel_to(outbox).await)
}

async fn channel_to(outbox: Arc<StoreOutbox>) -> ServiceChannel {
    let as_tasks = |mut request: Request<()>| -> Result<Request<()>, Status> {
        request.extensions_mut().insert(Caller {
            operator: CallerOperator::Service("tasks".to_owned()),
            client_id: "tasks".to_owned(),
            user: None,
            profile: Profile::Service,
            language: Language::default(),
        });
        Ok(request)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::builder().add_service(InterceptedService::new(
        event_log(EventLog {
            service: "dossier".to_owned(),
            outbox: Arc::clone(&outbox) as _,
            backlog: Arc::new(Waiting(outbox)),
            dead_letters: Arc::new(PutAside),
            mutations: Mutations::default(),
        }),
        as_tasks,
    ));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let target = Target::Address(address);
    let channel =
        ServiceChannel::new(&target, "dossier", Credentials::None, Duration::from_secs(30));
    channel.unwrap()
}

/// What was put aside is told without what it holds, and what comes of redriving it is an answer.
#[tokio::test]
async fn what_was_put_aside_is_listed_and_redriven_over_the_wire() {
    use DeadLetterKind::{Event, Frame, Job};
    let (_database, outbox) = producer().await;
    let mut log = EventLogServiceClient::new(channel_to(outbox).await);
    for (kind, class, key) in [(Event, "BAD", KEY), (Job, "FULL", ""), (Frame, "NOT_AN_EVENT", "")]
    {
        let asked = ListOwnDeadLettersRequest { kind: kind.into(), after_number: 6, limit: 10 };
        let listed = log.list_own_dead_letters(asked).await.unwrap().into_inner().dead_letters;
        let told: Vec<_> = listed
            .iter()
            .map(|one| (&*one.service, one.kind(), one.number, &*one.class, &*one.key))
            .collect();
        assert_eq!(told, [("dossier", kind, 7, class, key)]);
    }
    for (kind, number, expected) in [
        (Event, 7, Ok((1, "BAD"))),
        (Event, 8, Err(Code::Unavailable)),
        (Event, 9, Err(Code::NotFound)),
        (Job, 7, Ok((1, ""))),
        (Job, 9, Err(Code::NotFound)),
        (Frame, 7, Ok((1, ""))),
        (Frame, 9, Err(Code::NotFound)),
        (DeadLetterKind::Unspecified, 7, Err(Code::InvalidArgument)),
    ] {
        let asked = RedriveOwnDeadLetterRequest { kind: kind.into(), number };
        let answer = log.redrive_own_dead_letter(asked).await.map(Response::into_inner);
        let told = answer.as_ref().map(|done| (done.redriven, &*done.failed_class));
        assert_eq!(told.map_err(Status::code), expected, "{kind:?} {number}");
    }
}

#[tokio::test]
async fn a_remote_log_reads_as_the_producer_does() {
    let (_database, outbox) = producer().await;
    let direct = DirectReader::new(Arc::clone(&outbox) as Arc<dyn Outbox>);
    let remote = serve(outbox).await;
    let partition = partition_of(KEY);
    for (sequence, limit) in [(0, 100), (0, 2), (1, 1), (3, 100), (0, 0)] {
        let expected = direct.read_after(partition, sequence, limit).await.unwrap();
        let page = remote.read_after(partition, sequence, limit).await.unwrap();
        assert_eq!(page, expected, "after {sequence}, at most {limit}");
    }
    let whole = remote.read_after(partition, 0, 100).await.unwrap();
    assert_eq!((whole.events.len(), whole.head.sequence), (3, 3));
}

#[tokio::test]
async fn a_consumer_reports_its_own_positions_only() {
    let (_database, outbox) = producer().await;
    let remote = serve(Arc::clone(&outbox)).await;
    let position = [(partition_of(KEY), 3)];
    let after = "2027-04-01T08:00:00Z".parse().unwrap();

    let others = remote.report_positions("notifications", &position).await;
    assert_eq!(
        others,
        Err(QueueError::Unavailable("the producer answered PermissionDenied".into()))
    );
    assert_eq!(outbox.prune(&["notifications"], after).await, Ok(0));

    remote.report_positions("tasks", &position).await.unwrap();
    assert_eq!(outbox.prune(&["tasks"], after).await, Ok(3));
}

#[tokio::test]
async fn a_page_that_the_contract_does_not_allow_is_refused() {
    let (_database, outbox) = producer().await;
    let remote = serve(outbox).await;
    for (partition, limit) in [(1024, 1), (0, 1001)] {
        let answer = remote.read_after(partition, 0, limit).await;
        let expected = QueueError::Unavailable("the producer answered InvalidArgument".into());
        assert_eq!(answer, Err(expected), "partition {partition}, limit {limit}");
    }
}
