//! The queue over the wire. What it keeps on a database is demanded in the testkit's contract
//! suites.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod event;
mod rpc;
mod trace;
