//! The contract suites, on both databases, inside the process and through Redis; and the helpers of
//! tests themselves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod fixtures;
mod jobs;
mod lane;
mod log;

use stts_testkit::Databases;

const DATABASES: Databases = Databases::of("shared", stts_store::shared_migrations);
