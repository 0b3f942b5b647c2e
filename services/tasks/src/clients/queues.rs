//! The queues of all services, each asked at its internal listener; this service too.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use stts_chassis::client::ServiceChannel;
use stts_chassis::reasons::refusal;
use stts_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use stts_contracts::events::v1::{
    GetOwnQueueStatsRequest, ListOwnDeadLettersRequest, RedriveOwnDeadLetterRequest,
};
use stts_kernel::{ErrorKind, Refusal};
use stts_queue::QueueStats;
use tonic::{Request, Status};

use crate::ports::{DeadLetter, LetterKind, LetterPlace, Queues, Redriven, SERVICES};
use crate::wire;

/// One service that hangs must not use up the time in which the others can be asked.
const LOOK: Duration = Duration::from_secs(1);

type Client = EventLogServiceClient<ServiceChannel>;

/// The services over gRPC.
#[derive(Clone, Debug)]
pub struct ServiceQueues(BTreeMap<&'static str, Client>);

impl ServiceQueues {
    /// Over a channel to each of [`SERVICES`].
    pub fn new(channels: [(&'static str, ServiceChannel); SERVICES.len()]) -> Self {
        Self(channels.map(|(name, channel)| (name, EventLogServiceClient::new(channel))).into())
    }

    fn of(&self, service: &str) -> Result<Client, ErrorKind> {
        self.0.get(service).cloned().ok_or(ErrorKind::Internal)
    }
}

#[async_trait]
impl Queues for ServiceQueues {
    async fn dead_letters(
        &self,
        service: &'static str,
        kind: LetterKind,
        after: i64,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, ErrorKind> {
        let kind = wire::operations::kind_message(kind).into();
        let asked = quick(ListOwnDeadLettersRequest { kind, after_number: after, limit });
        let answer = self.of(service)?.list_own_dead_letters(asked).await;
        let letters = answer.map_err(|status| kind_of(&status))?.into_inner().dead_letters;
        let letters = letters.into_iter().map(|letter| wire::operations::letter(service, letter));
        letters.collect::<Option<_>>().ok_or(ErrorKind::Internal)
    }

    async fn redrive(&self, place: LetterPlace) -> Result<Redriven, Refusal> {
        let LetterPlace { service, kind, number } = place;
        let kind = wire::operations::kind_message(kind).into();
        let asked = RedriveOwnDeadLetterRequest { kind, number };
        let answer = self.of(service)?.redrive_own_dead_letter(asked).await;
        let answer = answer.map_err(|status| refusal(&status))?.into_inner();
        Ok(Redriven { letters: answer.redriven, failed_class: answer.failed_class })
    }

    async fn stats(&self, service: &'static str) -> Result<QueueStats, ErrorKind> {
        let answer = self.of(service)?.get_own_queue_stats(quick(GetOwnQueueStatsRequest {})).await;
        let answer = answer.map_err(|status| kind_of(&status))?.into_inner();
        Ok(wire::operations::stats(answer))
    }
}

fn quick<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(LOOK);
    request
}

fn kind_of(status: &Status) -> ErrorKind {
    refusal(status).kind
}
