//! The producer's side: answers from its outbox.

use std::sync::Arc;

use stts_chassis::caller::{Caller, CallerOperator, caller};
use stts_chassis::fields::Fields;
use stts_chassis::reasons::status;
use stts_contracts::Validate;
use stts_contracts::events::v1::event_log_service_server::{
    EventLogService, EventLogServiceServer,
};
use stts_contracts::events::v1::{
    ConsumedStats, EventEnvelope, GetOwnQueueStatsRequest, GetOwnQueueStatsResponse, JobStats,
    ProducedStats, ReadEventsRequest, ReadEventsResponse, ReportPositionRequest,
    ReportPositionResponse,
};
use stts_kernel::ErrorKind;
use tonic::{Request, Response, Status};

use crate::jobs::JobCounts;
use crate::log::{Event, Head, MalformedEnvelope, Outbox};
use crate::{Backlog, Consumed, QueueError, QueueStats};

/// Answers consumers; made by [`event_log`].
pub struct EventLog {
    outbox: Arc<dyn Outbox>,
    backlog: Arc<dyn Backlog>,
}

/// The gRPC server over an outbox, for a service's internal listener.
pub fn event_log(
    outbox: Arc<dyn Outbox>,
    backlog: Arc<dyn Backlog>,
) -> EventLogServiceServer<EventLog> {
    EventLogServiceServer::new(EventLog { outbox, backlog })
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
        self.outbox
            .report_positions(&message.consumer, &positions)
            .await
            .map_err(|error| refused(&error))?;
        Ok(Response::new(ReportPositionResponse {}))
    }

    async fn get_own_queue_stats(
        &self,
        _request: Request<GetOwnQueueStatsRequest>,
    ) -> Result<Response<GetOwnQueueStatsResponse>, Status> {
        let stats = self.backlog.stats().await.map_err(|error| refused(&error))?;
        Ok(Response::new(message(&stats)))
    }
}

fn message(stats: &QueueStats) -> GetOwnQueueStatsResponse {
    let produced = |head: &Head| ProducedStats {
        partition: head.partition,
        head_sequence: head.place.sequence,
        unnumbered: head.unnumbered,
    };
    let consumed = |one: &Consumed| ConsumedStats {
        producer: one.producer.clone(),
        partition: one.partition,
        sequence: one.place.sequence,
    };
    let JobCounts { due, later, running, dead } = stats.jobs;
    GetOwnQueueStatsResponse {
        produced: stats.produced.iter().map(produced).collect(),
        producers: stats.producers.clone(),
        consumed: stats.consumed.iter().map(consumed).collect(),
        jobs: Some(JobStats { due, running, later, dead }),
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
    tracing::warn!(%error, "the log cannot be read or written");
    let kind = match error {
        QueueError::Unavailable(_) => ErrorKind::ServiceUnavailable,
        QueueError::Broken(_) => ErrorKind::Internal,
    };
    status(&kind.into())
}
