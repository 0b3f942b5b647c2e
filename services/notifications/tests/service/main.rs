//! The notifications service against real databases: every test runs on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod delivery;
mod dossier_log;
mod event_types;
mod events;
mod identity;
mod letters;
mod mailbox;
mod recall;
mod rpcs;
mod start;
mod world;

use stts_testkit::Databases;

/// Databases with the tables of this service; in tests they hold the dossier service's log too.
const DATABASES: Databases = Databases::of("notifications", stts_notifications::store::migrations);
