//! What waits in the services.

use std::collections::BTreeMap;

use futures::future::join_all;
use stts_kernel::Refusal;
use stts_queue::QueueStats;
use stts_queue::log::{Head, Place};

use super::Operations;
use super::list_dead_letters::is_silence;
use crate::ports::SERVICES;

/// What waits in one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceQueue {
    /// The service.
    pub service: &'static str,
    /// What it told; absent when it did not answer.
    pub stats: Option<QueueStats>,
    /// How far it is behind in the logs of others.
    pub lags: Vec<Lag>,
}

/// How far a consumer is behind in a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lag {
    /// The producing service.
    pub producer: String,
    /// The partition of its log.
    pub partition: u32,
    /// The last sequence whose effects are committed.
    pub sequence: u64,
    /// How many numbered events are still to be applied; absent when the producer did not answer.
    pub events: Option<u64>,
}

type Stats = BTreeMap<&'static str, Option<QueueStats>>;

impl Operations {
    /// What waits in every service, or in one. All are asked at once, since only together they tell
    /// how far a consumer is behind its producer.
    pub async fn queue_stats(&self, only: Option<&str>) -> Result<Vec<ServiceQueue>, Refusal> {
        let asked = SERVICES.map(|service| async move {
            match self.queues.stats(service).await {
                Ok(stats) => Ok((service, Some(stats))),
                Err(kind) if is_silence(kind) => Ok((service, None)),
                Err(kind) => Err(Refusal::from(kind)),
            }
        });
        let all: Stats = join_all(asked).await.into_iter().collect::<Result<_, _>>()?;
        let wanted =
            SERVICES.into_iter().filter(|service| only.is_none_or(|only| only == *service));
        Ok(wanted.map(|service| queue(service, &all)).collect())
    }
}

fn queue(service: &'static str, all: &Stats) -> ServiceQueue {
    let stats = all.get(service).cloned().flatten();
    let lags = stats.as_ref().map(|own| lags(own, all)).unwrap_or_default();
    ServiceQueue { service, stats, lags }
}

/// A row for every partition of which something was published or applied.
fn lags(own: &QueueStats, all: &Stats) -> Vec<Lag> {
    let mut lags = Vec::new();
    for producer in &own.producers {
        let heads = all.get(producer.as_str()).and_then(Option::as_ref).map(|of| &*of.produced);
        let mut places: BTreeMap<u32, Place> = BTreeMap::new();
        for head in heads.unwrap_or_default().iter().filter(|head| head.place.sequence > 0) {
            places.insert(head.partition, Place::default());
        }
        for consumed in own.consumed.iter().filter(|one| one.producer == *producer) {
            places.insert(consumed.partition, consumed.place);
        }
        lags.extend(places.into_iter().map(|(partition, place)| Lag {
            producer: producer.clone(),
            partition,
            sequence: place.sequence,
            events: heads.map(|heads| behind(place, partition, heads)),
        }));
    }
    lags
}

/// Of a later epoch, every event is still to be applied.
fn behind(place: Place, partition: u32, heads: &[Head]) -> u64 {
    let head = heads.iter().find(|head| head.partition == partition).map(|head| head.place);
    let head = head.unwrap_or_default();
    let applied = if head.epoch == place.epoch { place.sequence } else { 0 };
    head.sequence.saturating_sub(applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lag_is_counted_within_an_epoch() {
        let place = |epoch, sequence| Place { epoch, sequence };
        for (consumed, head, lag) in [
            (place(0, 0), place(1, 7), 7),
            (place(1, 5), place(1, 7), 2),
            (place(1, 7), place(1, 7), 0),
            (place(1, 900), place(2, 7), 7),
            // The producer's answer may be older than the consumer's.
            (place(1, 8), place(1, 7), 0),
        ] {
            let published_sequence = head.sequence;
            let heads = [Head { partition: 3, place: head, unnumbered: 0, published_sequence }];
            assert_eq!(behind(consumed, 3, &heads), lag, "{consumed:?} of {head:?}");
        }
        assert_eq!(behind(place(0, 0), 4, &[]), 0);
    }
}
