//! A service with jobs, its two clocks, and a worker that does as told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use stts_kernel::{Clock, EventId};
use stts_queue::jobs::{
    Backoff, Enqueued, Job, JobCounts, JobError, JobStore, Jobs, JobsSettings, Moment, NewJob,
    Worker,
};
use stts_queue::log::{NewEvent, Outbox};
use stts_store::{Store, StoreOutbox, jobs, outbox};

use crate::failure::{fail, must};
use crate::{FixedClock, SeededIds, TestDatabase};

pub(super) const KIND: &str = "send-letter";
pub(super) const LEASE: Duration = Duration::from_mins(1);

/// A service with jobs.
pub struct JobsWorld {
    /// Its database.
    pub database: TestDatabase,
    pub(super) business: Arc<FixedClock>,
    pub(super) machine: Arc<FixedClock>,
}

impl JobsWorld {
    /// A service on this database.
    pub fn new(database: TestDatabase) -> Self {
        Self {
            database,
            business: Arc::new(FixedClock::at("2027-03-01T08:00:00Z")),
            // Years away from business time, so that no test passes by taking one for the other.
            machine: Arc::new(FixedClock::at("2031-01-01T00:00:00Z")),
        }
    }

    pub(super) fn store(&self) -> &Store {
        &self.database.store
    }

    pub(super) fn now(&self) -> Moment {
        Moment { business: self.business.now(), machine: self.machine.now() }
    }

    /// Enqueues a job that is due after this much business time.
    pub(super) async fn enqueue(&self, key: &str, due_in: TimeDelta) -> Enqueued {
        let transaction = must(self.store().begin().await, "a transaction");
        let job = NewJob {
            kind: KIND.to_owned(),
            key: Some(key.to_owned()),
            type_name: "stts.test.v1.Letter".to_owned(),
            payload: key.as_bytes().to_vec(),
            due_at: self.business.now() + due_in,
            traceparent: None,
        };
        let enqueued = must(jobs::enqueue(&transaction, job).await, "a job");
        must(transaction.commit().await, "a commit");
        enqueued
    }

    pub(super) async fn claim(&self, store: &Store, limit: u32) -> Vec<Job> {
        must(store.claim(&[KIND], limit, self.now(), LEASE).await, "a claim")
    }

    pub(super) fn runner(&self, worker: Arc<Told>) -> Jobs {
        let settings = JobsSettings { lease: LEASE, ..JobsSettings::default() };
        let (business, machine) = (Arc::clone(&self.business), Arc::clone(&self.machine));
        let store = Arc::new(self.store().clone());
        Jobs::new(store, business, machine, Arc::new(SeededIds::new(5)), settings).worker(worker)
    }

    /// Runs what is due, then lets the longest backoff pass.
    pub(super) async fn run_due(&self, worker: &Arc<Told>) -> usize {
        let tried = must(self.runner(Arc::clone(worker)).run_due().await, "the runner");
        self.machine.advance(TimeDelta::hours(1));
        tried
    }

    pub(super) async fn counts(&self) -> JobCounts {
        must(self.store().counts(self.now()).await, "counts")
    }

    /// How many effects were committed.
    pub(super) async fn effects(&self) -> u64 {
        let outbox = StoreOutbox::new(self.store().clone(), "notifications");
        must(outbox.heads().await, "heads").iter().map(|head| head.unnumbered).sum()
    }
}

/// What the worker does at an attempt.
#[derive(Clone, Debug)]
pub(super) enum Order {
    /// Writes its effect and the completion in one transaction.
    Complete,
    /// Just returns.
    Return,
    /// Writes its effect and then fails.
    Fail(JobError),
    /// Enqueues another job and completes this one.
    Enqueue(String),
    /// Panics.
    Panic,
}

/// Does as told, one order per attempt; afterwards completes.
pub(super) struct Told {
    store: Store,
    ids: SeededIds,
    orders: Mutex<VecDeque<Order>>,
    done: Mutex<Vec<String>>,
}

impl Told {
    pub(super) fn new(world: &JobsWorld, orders: impl IntoIterator<Item = Order>) -> Arc<Self> {
        Arc::new(Self {
            store: world.store().clone(),
            ids: SeededIds::new(6),
            orders: Mutex::new(orders.into_iter().collect()),
            done: Mutex::default(),
        })
    }

    /// The payloads of all attempts, in order.
    pub(super) fn attempts(&self) -> Vec<String> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn next_order(&self) -> Order {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.pop_front().unwrap_or(Order::Complete)
    }

    fn effect(&self, job: &Job) -> NewEvent {
        NewEvent {
            event_id: EventId::random(&self.ids),
            key: String::from_utf8_lossy(&job.payload).into_owned(),
            type_name: "stts.test.v1.LetterSent".to_owned(),
            version: 1,
            payload: job.payload.clone(),
            caused_by: None,
            traceparent: job.traceparent.clone(),
            occurred_at: job.due_at,
        }
    }
}

#[async_trait]
impl Worker for Told {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn backoff(&self) -> Backoff {
        Backoff { first: Duration::from_mins(1), longest: Duration::from_mins(30) }
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        let payload = String::from_utf8_lossy(&job.payload).into_owned();
        self.done.lock().unwrap_or_else(PoisonError::into_inner).push(payload);
        let order = self.next_order();
        let transaction = self.store.begin().await?;
        outbox::append(&transaction, vec![self.effect(job)]).await?;
        match order {
            Order::Return => return Ok(()),
            Order::Fail(error) => return Err(error),
            Order::Panic => fail("the worker panics, as told"),
            Order::Enqueue(key) => {
                let next = NewJob {
                    kind: KIND.to_owned(),
                    payload: key.clone().into_bytes(),
                    key: Some(key),
                    type_name: job.type_name.clone(),
                    due_at: job.due_at,
                    traceparent: None,
                };
                jobs::enqueue(&transaction, next).await?;
            }
            Order::Complete => {}
        }
        jobs::complete(&transaction, job.claim).await?;
        transaction.commit().await?;
        Ok(())
    }
}
