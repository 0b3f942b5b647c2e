//! The producer's side: answers from its outbox.

use std::sync::Arc;

use stts_chassis::caller::{Caller, CallerOperator, caller};
use stts_chassis::fields::Fields;
use stts_chassis::reasons::status;
use stts_chassis::use_case::Mutations;
use stts_contracts::Validate;
use stts_contracts::events::v1::event_log_service_server::{
    EventLogService, EventLogServiceServer,
};
use stts_contracts::events::v1::{
    ConsumedStats, EventEnvelope, GetOwnQueueStatsRequest, GetOwnQueueStatsResponse, JobStats,
    ListOwnDeadLettersRequest, ListOwnDeadLettersResponse, ProducedStats, ReadEventsRequest,
    ReadEventsResponse, RedriveOwnDeadLetterRequest, RedriveOwnDeadLetterResponse,
    ReportPositionRequest, ReportPositionResponse,
};
use stts_kernel::{ErrorKind, Refusal};
use tonic::{Request, Response, Status};

use super::dead_letters;
use crate::jobs::JobCounts;
use crate::log::{Event, Head, MalformedEnvelope, Outbox, RedriveError};
use crate::{Backlog, Consumed, DeadLetters, QueueError, QueueStats};

/// Answers consumers and operations; [`event_log`] serves it.
pub struct EventLog {
    /// The service whose log it is.
    pub service: String,
    /// The log.
    pub outbox: Arc<dyn Outbox>,
    /// What waits in the service.
    pub backlog: Arc<dyn Backlog>,
    /// What it put aside.
    pub dead_letters: Arc<dyn DeadLetters>,
    /// Writes so that nobody can cut it in the middle.
    pub mutations: Mutations,
}

/// The gRPC server over a log, for a service's internal listener.
pub fn event_log(log: EventLog) -> EventLogServiceServer<EventLog> {
    EventLogServiceServer::new(log)
}

#[tonic::async_trait]
impl EventLogService for EventLog {
    async fn read_events(
        &self,
        request: Request<ReadEventsRequest>,
    ) -> Result<Response<ReadEventsResponse>, Status> {
        let message = checked(request.into_inner())?;
        let ReadEventsRequest { partition, after_sequence, limit } = message;
        let page = self
            .outbox
            .read_after(partition, after_sequence, limit)
            .await
            .map_err(|error| refused(&error))?;
        let envelopes: Result<Vec<EventEnvelope>, MalformedEnvelope> =
            page.events.iter().map(Event::to_envelope).collect();
        Ok(Response::new(ReadEventsResponse {
            events: envelopes.map_err(|error| refused(&QueueError::Broken(error.to_string())))?,
            head_sequence: page.head.sequence,
            epoch: page.head.epoch,
        }))
    }

    async fn report_position(
        &self,
        request: Request<ReportPositionRequest>,
    ) -> Result<Response<ReportPositionResponse>, Status> {
        let caller = caller(&request)?;
        let message = checked(request.into_inner())?;
        if !is_own(&caller, &message.consumer) {
            return Err(status(&ErrorKind::ProfileNotAllowed.into()));
        }
        let positions: Vec<(u32, u64)> = message
            .positions
            .iter()
            .map(|position| (position.partition, position.sequence))
            .collect();
        let outbox = Arc::clone(&self.outbox);
        let report = async move {
            let reported = outbox.report_positions(&message.consumer, &positions).await;
            reported.map_err(|error| refusal(&error))
        };
        self.mutations.run(report).await.map_err(|refusal| status(&refusal))?;
        Ok(Response::new(ReportPositionResponse {}))
    }

    async fn get_own_queue_stats(
        &self,
        _request: Request<GetOwnQueueStatsRequest>,
    ) -> Result<Response<GetOwnQueueStatsResponse>, Status> {
        let stats = self.backlog.stats().await.map_err(|error| refused(&error))?;
        Ok(Response::new(message(&stats)))
    }

    async fn list_own_dead_letters(
        &self,
        request: Request<ListOwnDeadLettersRequest>,
    ) -> Result<Response<ListOwnDeadLettersResponse>, Status> {
        let message = checked(request.into_inner())?;
        let dead_letters = dead_letters::list(self, &message).await;
        let dead_letters = dead_letters.map_err(|error| refused(&error))?;
        Ok(Response::new(ListOwnDeadLettersResponse { dead_letters }))
    }

    async fn redrive_own_dead_letter(
        &self,
        request: Request<RedriveOwnDeadLetterRequest>,
    ) -> Result<Response<RedriveOwnDeadLetterResponse>, Status> {
        let message = checked(request.into_inner())?;
        let dead_letters = Arc::clone(&self.dead_letters);
        let redrive = async move {
            let redriven = dead_letters::redrive(&*dead_letters, &message).await;
            redriven.map_err(|error| Refusal::from(refusal_of(&error)))
        };
        let answer = self.mutations.run(redrive).await;
        answer.map(Response::new).map_err(|refusal| status(&refusal))
    }
}

fn message(stats: &QueueStats) -> GetOwnQueueStatsResponse {
    let produced = |head: &Head| ProducedStats {
        partition: head.partition,
        head_sequence: head.place.sequence,
        unnumbered: head.unnumbered,
        epoch: head.place.epoch,
        published_sequence: head.published_sequence,
    };
    let consumed = |one: &Consumed| ConsumedStats {
        producer: one.producer.clone(),
        partition: one.partition,
        sequence: one.place.sequence,
        epoch: one.place.epoch,
    };
    let JobCounts { due, later, running, dead } = stats.jobs;
    GetOwnQueueStatsResponse {
        produced: stats.produced.iter().map(produced).collect(),
        producers: stats.producers.clone(),
        consumed: stats.consumed.iter().map(consumed).collect(),
        jobs: Some(JobStats { due, running, later, dead }),
        dead_events: stats.dead_events,
        dead_frames: stats.dead_frames,
    }
}

/// A service reports its own positions only: what it reports is deleted by and by.
fn is_own(caller: &Caller, consumer: &str) -> bool {
    matches!(&caller.operator, CallerOperator::Service(name) if name == consumer)
}

fn checked<M: Validate>(message: M) -> Result<M, Status> {
    let fields = Fields::of(&message);
    fields.finish(|| Some(message)).map_err(|refusal| status(&refusal))
}

fn refused(error: &QueueError) -> Status {
    status(&refusal(error))
}

fn refusal(error: &QueueError) -> Refusal {
    tracing::warn!(%error, "the log cannot be read or written");
    kind_of(error).into()
}

fn refusal_of(error: &RedriveError) -> ErrorKind {
    match error {
        RedriveError::NotFound => ErrorKind::DeadLetterNotFound,
        RedriveError::Queue(error) => {
            tracing::warn!(%error, "a dead letter cannot be redriven");
            kind_of(error)
        }
    }
}

const fn kind_of(error: &QueueError) -> ErrorKind {
    match error {
        QueueError::Unavailable(_) => ErrorKind::ServiceUnavailable,
        QueueError::Broken(_) => ErrorKind::Internal,
    }
}
