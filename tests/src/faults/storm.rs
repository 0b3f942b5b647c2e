//! What happens to a deployment, in an order that follows from a seed.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use stts::deployment::SERVICES;
use stts_kernel::IdSource;
use stts_testkit::SeededIds;
use tokio::task::block_in_place;

use super::{Cluster, Operators};

const PATIENCE: Duration = Duration::from_mins(2);
const LOOKS_EVERY: Duration = Duration::from_millis(1);
const LONGEST_DOWN_MS: u64 = 1_000;
const LONGEST_DELAY_MS: u64 = 50;

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A process of that service is killed, and started again.
    KillService(&'static str),
    /// PostgreSQL is killed with all its processes, and started again on the same data.
    KillPostgres,
    /// Redis is killed, and started again with nothing in it.
    KillRedis,
    /// Redis loses everything and goes on.
    FlushRedis,
    /// All connections to PostgreSQL are cut.
    CutPostgres,
    /// All connections to Redis are cut.
    CutRedis,
    /// Everything to and from PostgreSQL takes longer for a while.
    DelayPostgres,
    /// Everything to and from Redis takes longer for a while.
    DelayRedis,
}

impl Fault {
    /// Every kind.
    pub fn all() -> Vec<Self> {
        let kills = SERVICES.into_iter().map(Self::KillService);
        let others = [
            Self::KillPostgres,
            Self::KillRedis,
            Self::FlushRedis,
            Self::CutPostgres,
            Self::CutRedis,
            Self::DelayPostgres,
            Self::DelayRedis,
        ];
        kills.chain(others).collect()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

/// A fault that struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Struck {
    /// What happened.
    pub fault: Fault,
    /// How many calls were sent and not answered when it did.
    pub in_flight: usize,
}

/// The faults that strike a cluster while its operators work.
pub struct Storm {
    seed: u64,
    ids: SeededIds,
    struck: Vec<Struck>,
}

impl Storm {
    /// The storm of a seed, which is printed.
    pub fn of(seed: u64) -> Self {
        println!("STTS_FAULT_SEED={seed}");
        Self { seed, ids: SeededIds::new(seed), struck: Vec::new() }
    }

    /// Strikes with every kind of fault, and again until so many applications were answered; after
    /// each, so many calls are answered before the next. Gives what struck.
    pub async fn rage(
        mut self,
        cluster: &mut Cluster,
        operators: &Arc<Operators>,
        applications: u64,
        answers_between: u64,
    ) -> Vec<Struck> {
        loop {
            for fault in self.shuffled() {
                let longer = self.ids.number_below(answers_between);
                let until = operators.answered() + answers_between + longer;
                self.wait(|| operators.answered() >= until).await;
                self.wait(|| operators.in_flight() > 0).await;
                let in_flight = self.strike(fault, cluster, operators).await;
                self.struck.push(Struck { fault, in_flight });
            }
            if operators.applied() >= applications {
                self.print();
                return self.struck;
            }
        }
    }

    fn shuffled(&self) -> Vec<Fault> {
        let mut left = Fault::all();
        let mut order = Vec::new();
        while !left.is_empty() {
            let next = self.ids.number_below(u64::try_from(left.len()).unwrap());
            order.push(left.swap_remove(usize::try_from(next).unwrap()));
        }
        order
    }

    /// Does it, and sets right what does not come right by itself; gives how many calls were in flight
    /// at that moment.
    async fn strike(&self, fault: Fault, cluster: &mut Cluster, operators: &Operators) -> usize {
        let down = Duration::from_millis(self.ids.number_below(LONGEST_DOWN_MS));
        let delay = Duration::from_millis(1 + self.ids.number_below(LONGEST_DELAY_MS));
        let replica = 1 + self.ids.number_below(2);
        let in_flight = operators.in_flight();
        match fault {
            Fault::KillService(service) => {
                let process = cluster.process(&format!("{service}-{replica}"));
                process.kill().await.unwrap();
                tokio::time::sleep(down).await;
                process.restart().unwrap();
                tokio::time::timeout(PATIENCE, process.ready()).await.unwrap().unwrap();
            }
            Fault::KillPostgres => {
                block_in_place(|| cluster.postgres.kill());
                tokio::time::sleep(down).await;
                block_in_place(|| cluster.postgres.start_again()).unwrap();
            }
            Fault::KillRedis => {
                block_in_place(|| cluster.redis.kill());
                tokio::time::sleep(down).await;
                block_in_place(|| cluster.redis.start_again()).unwrap();
            }
            Fault::FlushRedis => {
                assert_eq!(block_in_place(|| cluster.redis.ask(&["FLUSHALL"])), "OK");
            }
            Fault::CutPostgres => assert!(cluster.to_postgres.cut() > 0, "nothing to cut"),
            Fault::CutRedis => assert!(cluster.to_redis.cut() > 0, "nothing to cut"),
            Fault::DelayPostgres => {
                cluster.to_postgres.delay(delay);
                tokio::time::sleep(down).await;
                cluster.to_postgres.delay(Duration::ZERO);
            }
            Fault::DelayRedis => {
                cluster.to_redis.delay(delay);
                tokio::time::sleep(down).await;
                cluster.to_redis.delay(Duration::ZERO);
            }
        }
        in_flight
    }

    async fn wait(&self, is_so: impl Fn() -> bool) {
        let until = Instant::now() + PATIENCE;
        while !is_so() {
            assert!(Instant::now() < until, "the operators do not get on, seed {}", self.seed);
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    }

    fn print(&self) {
        let mut kinds = BTreeMap::<Fault, (usize, usize)>::new();
        for struck in &self.struck {
            let kind = kinds.entry(struck.fault).or_default();
            *kind = (kind.0 + 1, kind.1 + struck.in_flight);
        }
        for (fault, (times, in_flight)) in kinds {
            println!("{fault}: {times} times, {in_flight} calls in flight");
        }
    }
}
