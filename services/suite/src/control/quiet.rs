//! Waiting until nothing waits: every event is relayed and applied, and no job is due.

use std::collections::HashMap;

use stts_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use stts_contracts::events::v1::{GetOwnQueueStatsRequest, GetOwnQueueStatsResponse};

use super::{Control, ControlError, LOOKS_EVERY};

impl Control {
    /// Waits until every consumer is where its producer's log ends and no job is due or under way.
    pub async fn quiet(&self) -> Result<(), ControlError> {
        while !self.is_quiet().await? {
            tokio::time::sleep(LOOKS_EVERY).await;
        }
        Ok(())
    }

    /// A consumer whose last event asked for nothing more may be read before its producer's log grew
    /// by another's; so what was quiet once is looked at again.
    async fn is_quiet(&self) -> Result<bool, ControlError> {
        let first = self.stats().await?;
        Ok(nothing_waits(&first) && self.stats().await? == first)
    }

    async fn stats(&self) -> Result<HashMap<String, GetOwnQueueStatsResponse>, ControlError> {
        self.of_each(|channel| async move {
            let mut log = EventLogServiceClient::new(channel);
            let stats = log.get_own_queue_stats(GetOwnQueueStatsRequest {}).await;
            stats.map(tonic::Response::into_inner)
        })
        .await
    }
}

fn nothing_waits(stats: &HashMap<String, GetOwnQueueStatsResponse>) -> bool {
    stats.values().all(|own| {
        let relayed = own.produced.iter().all(|partition| partition.unnumbered == 0);
        let idle = own.jobs.is_none_or(|jobs| jobs.due == 0 && jobs.running == 0);
        relayed && idle && is_at_the_end(own, stats)
    })
}

/// Every partition of every producer that the service consumes; one of which nothing was applied has
/// no position.
fn is_at_the_end(
    own: &GetOwnQueueStatsResponse,
    stats: &HashMap<String, GetOwnQueueStatsResponse>,
) -> bool {
    own.producers.iter().all(|producer| {
        let produced = stats.get(producer).map(|other| other.produced.as_slice());
        produced.unwrap_or_default().iter().all(|head| {
            let position = own.consumed.iter().find(|position| {
                position.producer == *producer && position.partition == head.partition
            });
            position.map_or(0, |position| position.sequence) == head.head_sequence
        })
    })
}
