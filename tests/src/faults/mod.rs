//! Faults on real processes: what a deployment goes through while operators work with it.
//!
//! A [`Cluster`] is a deployment with two replicas of every service, on a PostgreSQL whose commits
//! wait for the disk and a Redis of its own, both reached through a [`Proxy`]. [`Operators`] apply,
//! confirm, complete and cancel at the same time, repeat with the same request id whatever was not
//! answered, and keep a record of every call and its answer. A [`Storm`] drawn from a seed meanwhile
//! kills, empties, cuts and delays, and proves of each fault that calls were under way when it struck.
//! [`verdict`] compares the record with what the databases hold.
//!
//! A process dies at a point of the code, or a guard stands aside, by the cluster's [`Points`].
//!
//! To add a fault: a variant of [`Fault`], and what it does in `Storm::strike`.

#![allow(
    clippy::print_stdout,
    reason = "a seed and what came of it are told to who runs the tests"
)]

mod cluster;
mod operators;
mod points;
mod proxy;
mod record;
mod storm;
pub mod verdict;

pub use cluster::Cluster;
pub use operators::Operators;
pub use points::Points;
pub use proxy::Proxy;
pub use record::{Answer, Asked, Call};
pub use storm::{Fault, Storm, Struck};
