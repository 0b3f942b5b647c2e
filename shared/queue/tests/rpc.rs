//! A consumer reads a producer's log over the wire.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use stts_chassis::caller::{Caller, CallerOperator};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::reasons::Language;
use stts_contracts::common::v1::Profile;
use stts_kernel::EventId;
use stts_queue::jobs::JobCounts;
use stts_queue::log::{DirectReader, InProcess, LogReader, NewEvent, Outbox, Relay, partition_of};
use stts_queue::rpc::{RemoteLog, event_log};
use stts_queue::{Backlog, QueueError, QueueStats};
use stts_store::{StoreOutbox, outbox, shared_migrations};
use stts_testkit::{Databases, SeededIds, TestDatabase};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Server;
use tonic::{Request, Status};

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
        })
    }
}

/// A server at which every call comes from the service `tasks`.
async fn serve(outbox: Arc<StoreOutbox>) -> RemoteLog {
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
        event_log(Arc::clone(&outbox) as _, Arc::new(Waiting(outbox))),
        as_tasks,
    ));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let target = Target::Address(address);
    let channel =
        ServiceChannel::new(&target, "dossier", Credentials::None, Duration::from_secs(30));
    RemoteLog::new(channel.unwrap())
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
