//! Work to do: what is slow, remote or later than the commit that asks for it.
//!
//! A job is a row, enqueued in the transaction that needs it. [`Jobs`] hands due ones to a
//! [`Worker`] under a lease. A worker does its remote part outside any transaction, and completes
//! the job in the transaction of its effects: a lease that somebody else took over meanwhile
//! refuses that completion, so the effects happen once. `due_at` is business time, so that a
//! simulated year brings its reminders; leases and backoff are the machine's.
//!
//! A [`lane`] hands work out between processes, quickly and without a database; what must not be lost
//! is a job first.

mod backoff;
mod hints;
mod job;
pub mod lane;
mod runner;
mod store;
mod worker;

pub use backoff::Backoff;
pub use job::{Claim, Enqueued, Job, JobId, NewJob};
pub use runner::{Jobs, JobsSettings};
pub use store::{DeadJob, JobCounts, JobStore, Moment, Woken};
pub use worker::{JobError, Worker};
