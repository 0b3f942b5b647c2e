//! The consumer's side: reads a producer's log over a channel.

use async_trait::async_trait;
use stts_chassis::client::ServiceChannel;
use stts_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use stts_contracts::events::v1::{PartitionPosition, ReadEventsRequest, ReportPositionRequest};
use tonic::Status;

use crate::QueueError;
use crate::log::{Event, LogPage, LogReader, Place};

/// A producer's log, over a channel to its internal listener.
pub struct RemoteLog(EventLogServiceClient<ServiceChannel>);

impl RemoteLog {
    /// Reads over this channel.
    pub fn new(channel: ServiceChannel) -> Self {
        Self(EventLogServiceClient::new(channel))
    }
}

#[async_trait]
impl LogReader for RemoteLog {
    async fn read_after(
        &self,
        partition: u32,
        sequence: u64,
        limit: u32,
    ) -> Result<LogPage, QueueError> {
        let request = ReadEventsRequest { partition, after_sequence: sequence, limit };
        let answer = self
            .0
            .clone()
            .read_events(request)
            .await
            .map_err(|status| failed(&status))?
            .into_inner();
        let events: Result<Vec<Event>, _> =
            answer.events.into_iter().map(Event::from_envelope).collect();
        Ok(LogPage {
            events: events.map_err(|error| QueueError::Broken(error.to_string()))?,
            head: Place { epoch: answer.epoch, sequence: answer.head_sequence },
        })
    }

    async fn report_positions(
        &self,
        consumer: &str,
        positions: &[(u32, u64)],
    ) -> Result<(), QueueError> {
        let positions = positions
            .iter()
            .map(|(partition, sequence)| PartitionPosition {
                partition: *partition,
                sequence: *sequence,
            })
            .collect();
        let request = ReportPositionRequest { consumer: consumer.to_owned(), positions };
        self.0.clone().report_position(request).await.map_err(|status| failed(&status))?;
        Ok(())
    }
}

/// Whatever a producer answers, its consumer tries again later; the text stays where it was made.
fn failed(status: &Status) -> QueueError {
    QueueError::Unavailable(format!("the producer answered {:?}", status.code()))
}
