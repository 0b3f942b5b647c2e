//! The database under every service, the same code on PostgreSQL and SQLite.
//!
//! [`Store`] opens it; a [`Transaction`] is where a use case writes its state, its events
//! ([`outbox::append`]), its jobs ([`jobs::enqueue`]) and its answer ([`request_results::insert`]),
//! so that all of them are committed or none; a [`Reader`] is for everything else. [`StoreError`]
//! says what went wrong in the few classes that decide what is done next, and never in the words of
//! the database. The tables behind the queue's traits are here too: [`StoreOutbox`] is its
//! `Outbox`, and [`Store`] itself is its `Inbox` and `JobStore`.
//!
//! A service adds its own tables as migrations after [`shared_migrations`], with the columns and
//! indexes of [`columns`], and nothing that only one of the two databases can do. Instants are
//! stored as [`StoredInstant`] (microseconds since 1970, UTC, a BIGINT), because SQLite has no such
//! type and would compare texts; dates as chrono's `NaiveDate`, which PostgreSQL keeps as DATE and
//! SQLite as `YYYY-MM-DD`, and both compare rightly. Append events after the guarded update of the
//! state they tell of: that update is what keeps two events of one key in the order of their
//! commits.

mod clock;
pub mod columns;
mod create;
mod dead_frames;
mod error;
mod grouped;
mod inbox;
mod inspection;
mod instant;
mod job_store;
pub mod jobs;
mod migrate;
mod migrations;
mod open;
pub mod outbox;
mod outbox_heads;
mod outbox_store;
pub mod page;
pub mod page_token;
mod partitions;
mod request_outcome;
pub mod request_results;
pub mod rule_sets;
mod settings;
mod sql;
mod store;
mod vault;

pub use clock::StoredClock;
pub use create::create_database;
pub use error::{StoreError, guarded};
pub use grouped::{GroupWriter, Grouped};
pub use inspection::Inspection;
pub use instant::StoredInstant;
pub use migrate::{Migrations, migrate, pending};
pub use migrations::shared_migrations;
pub use open::{OpenError, STATEMENTS};
pub use outbox_store::StoreOutbox;
pub use settings::{DatabaseSettings, VaultKey};
pub use store::{Reader, Single, Store, Transaction};
pub use vault::{SealBroken, Vault};
