//! The store against real databases: every test runs on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod clock;
mod concurrency;
mod ends;
mod errors;
mod grouped;
mod leases;
mod migrations;
mod opening;
mod outbox;
mod place;
mod request_results;
mod rule_sets;
mod schema;
mod single;

use stts_store::Migrations;
use stts_testkit::Databases;

/// Databases with the shared tables and one of the tests' own.
const DATABASES: Databases = Databases::of("store", all_migrations);

fn all_migrations() -> Migrations {
    let mut migrations = stts_store::shared_migrations();
    migrations.push(Box::new(schema::Places));
    migrations
}
