//! What the services told at one moment, and how much came since the one before.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use stts_contracts::tasks::v1::{ConsumerLag, ServiceQueue};
use tokio::time::Instant;

/// What the services told at one moment.
#[derive(Clone, Debug)]
pub struct Look {
    /// When.
    pub at: Instant,
    /// What each told.
    pub services: Vec<ServiceQueue>,
}

/// What is shown of the queues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View {
    /// The services.
    pub services: Vec<ServiceView>,
}

/// What waits in one service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ServiceView {
    /// The service.
    pub service: String,
    /// Whether it answered; of one that did not, nothing else is known.
    pub reachable: bool,
    /// How many events its log has given a sequence.
    pub events: u64,
    /// How many of them came in a second; null at the first look.
    pub events_per_second: Option<u64>,
    /// Committed events that have no sequence yet.
    pub unnumbered: u64,
    /// Its log by partition, where there is something in it.
    pub partitions: Vec<PartitionView>,
    /// The logs that it consumes.
    pub consumes: Vec<ConsumerView>,
    /// Its jobs.
    pub jobs: JobView,
    /// How many events of others it put aside.
    pub dead_events: u64,
    /// How many frames it kept that are no events.
    pub dead_frames: u64,
}

/// One partition of a service's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartitionView {
    /// The partition.
    pub partition: u32,
    /// The last sequence given out.
    pub head: u64,
    /// Committed events that have no sequence yet.
    pub unnumbered: u64,
    /// Numbered events that were not handed to the transport yet.
    pub unpublished: u64,
    /// How far each consumer is behind, by its name; null where that is not known.
    pub lag: BTreeMap<String, Option<u64>>,
}

/// How far a service is in the log of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsumerView {
    /// The service whose log it is.
    pub producer: String,
    /// How many events were applied.
    pub applied: u64,
    /// How many of them in a second; null at the first look.
    pub applied_per_second: Option<u64>,
    /// How many are still to be applied; null when the producer did not answer.
    pub lag: Option<u64>,
}

/// The jobs of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JobView {
    /// Due and waiting for a worker.
    pub due: u64,
    /// In the hands of a worker.
    pub running: u64,
    /// Not due yet.
    pub later: u64,
    /// Given up.
    pub dead: u64,
}

impl Look {
    /// What is shown of it, with the rates since the look before.
    pub fn view(&self, before: Option<&Self>) -> View {
        let services = self.services.iter().map(|queue| self.service(queue, before)).collect();
        View { services }
    }

    fn service(&self, queue: &ServiceQueue, before: Option<&Self>) -> ServiceView {
        let earlier = before.and_then(|look| look.of(&queue.service).map(|queue| (look.at, queue)));
        let rate = |count: fn(&ServiceQueue) -> u64| {
            earlier.map(|(at, earlier)| per_second(count(earlier), count(queue), self.at - at))
        };
        let jobs = queue.jobs.unwrap_or_default();
        ServiceView {
            service: queue.service.clone(),
            reachable: queue.reachable,
            events: events(queue),
            events_per_second: rate(events),
            unnumbered: queue.produced.iter().map(|head| head.unnumbered).sum(),
            partitions: self.partitions(queue),
            consumes: self.consumes(queue, earlier),
            jobs: JobView {
                due: jobs.due,
                running: jobs.running,
                later: jobs.later,
                dead: jobs.dead,
            },
            dead_events: queue.dead_events,
            dead_frames: queue.dead_frames,
        }
    }

    fn of(&self, service: &str) -> Option<&ServiceQueue> {
        self.services.iter().find(|queue| queue.service == service && queue.reachable)
    }

    fn partitions(&self, queue: &ServiceQueue) -> Vec<PartitionView> {
        let used = queue.produced.iter().filter(|one| one.head_sequence > 0 || one.unnumbered > 0);
        used.map(|head| PartitionView {
            partition: head.partition,
            head: head.head_sequence,
            unnumbered: head.unnumbered,
            unpublished: head.head_sequence.saturating_sub(head.published_sequence),
            lag: self.lag_of_each(&queue.service, head.partition),
        })
        .collect()
    }

    fn lag_of_each(&self, producer: &str, partition: u32) -> BTreeMap<String, Option<u64>> {
        let here = |row: &&ConsumerLag| row.producer == producer && row.partition == partition;
        let of = |queue: &ServiceQueue| {
            let row = queue.consumed.iter().find(here)?;
            Some((queue.service.clone(), row.lag))
        };
        self.services.iter().filter_map(of).collect()
    }

    fn consumes(
        &self,
        queue: &ServiceQueue,
        earlier: Option<(Instant, &ServiceQueue)>,
    ) -> Vec<ConsumerView> {
        let mut producers: Vec<&str> =
            queue.consumed.iter().map(|row| row.producer.as_str()).collect();
        producers.dedup();
        let view = |producer: &str| ConsumerView {
            producer: producer.to_owned(),
            applied: applied(queue, producer),
            applied_per_second: earlier.map(|(at, earlier)| {
                per_second(applied(earlier, producer), applied(queue, producer), self.at - at)
            }),
            lag: rows(queue, producer).map(|row| row.lag).sum(),
        };
        producers.into_iter().map(view).collect()
    }
}

fn events(queue: &ServiceQueue) -> u64 {
    queue.produced.iter().map(|head| head.head_sequence).sum()
}

fn rows<'a>(queue: &'a ServiceQueue, producer: &str) -> impl Iterator<Item = &'a ConsumerLag> {
    queue.consumed.iter().filter(move |row| row.producer == producer)
}

fn applied(queue: &ServiceQueue, producer: &str) -> u64 {
    rows(queue, producer).map(|row| row.sequence).sum()
}

/// Rounded down; 0 when there are fewer than before, since a log began anew.
fn per_second(before: u64, now: u64, between: Duration) -> u64 {
    let millis = u64::try_from(between.as_millis()).unwrap_or(u64::MAX).max(1);
    now.saturating_sub(before).saturating_mul(1_000) / millis
}

#[cfg(test)]
mod tests {
    use stts_contracts::events::v1::ProducedStats;

    use super::*;

    fn look(at: Instant, head: u64, applied: u64, lag: Option<u64>) -> Look {
        let head = ProducedStats {
            partition: 4,
            head_sequence: head,
            published_sequence: head.saturating_sub(1),
            unnumbered: 2,
            epoch: 1,
        };
        let lag =
            ConsumerLag { producer: "dossier".to_owned(), partition: 4, sequence: applied, lag };
        let dossier = ServiceQueue {
            service: "dossier".to_owned(),
            reachable: true,
            produced: vec![head],
            ..ServiceQueue::default()
        };
        let tasks = ServiceQueue {
            service: "tasks".to_owned(),
            reachable: true,
            consumed: vec![lag],
            ..ServiceQueue::default()
        };
        Look { at, services: vec![dossier, tasks] }
    }

    #[tokio::test]
    async fn rates_are_the_difference_between_two_looks() {
        let begun = Instant::now();
        let first = look(begun, 100, 40, Some(60));
        let second = look(begun + Duration::from_millis(2_500), 600, 590, Some(10));
        let alone = first.view(None);
        assert_eq!(alone.services[0].events_per_second, None);
        assert_eq!(alone.services[1].consumes[0].applied_per_second, None);

        let view = second.view(Some(&first));
        let [dossier, tasks] = &view.services[..] else { panic!("two services") };
        assert_eq!((dossier.events, dossier.events_per_second), (600, Some(200)));
        let partition = &dossier.partitions[0];
        assert_eq!((partition.unnumbered, partition.unpublished), (2, 1));
        assert_eq!(partition.lag, BTreeMap::from([("tasks".to_owned(), Some(10))]));
        let consumer = &tasks.consumes[0];
        assert_eq!((consumer.applied, consumer.applied_per_second), (590, Some(220)));
        assert_eq!(consumer.lag, Some(10));
    }

    #[tokio::test]
    async fn a_lag_that_is_not_known_is_not_zero() {
        let view = look(Instant::now(), 100, 40, None).view(None);
        assert_eq!(view.services[1].consumes[0].lag, None);
    }

    #[test]
    fn a_log_that_began_anew_has_no_rate() {
        assert_eq!(per_second(900, 7, Duration::from_secs(1)), 0);
        assert_eq!(per_second(0, 7, Duration::ZERO), 7_000);
    }
}
