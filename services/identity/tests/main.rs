//! The identity service as its callers meet it, over a pipe with real tokens, against real databases:
//! every test runs on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod agents;
mod answers;
mod changes;
mod consultations;
mod hanging_up;
mod ids;
mod people;
mod privacy;
mod rig;
mod searching;
mod starting;

use stts_testkit::Databases;

const DATABASES: Databases = Databases::of("identity", stts_identity::migrations);
