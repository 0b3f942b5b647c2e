//! The open database: reading, and one transaction at a time per caller.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use stts_queue::jobs::{JobId, Woken};
use stts_queue::{Signal, Wake};
use tracing::{Instrument, Span};

use crate::{StoreError, Vault};

/// Remembered for handing out at most; the rest is found by looking.
const MOST_NAMED: usize = 10_000;

/// A service's database. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Open>);

pub(crate) struct Open {
    pub(crate) reads: DatabaseConnection,
    /// The same pool on PostgreSQL; on SQLite the one connection through which every write goes.
    pub(crate) writes: DatabaseConnection,
    pub(crate) vault: Vault,
    pub(crate) most_transactions: usize,
    pub(crate) transactions: AtomicUsize,
    pub(crate) events: Signal,
    pub(crate) jobs: Signal,
    /// What commits of this process made due, until somebody hands it out.
    pub(crate) woken: Mutex<Woken>,
    pub(crate) commits: Signal,
}

impl Store {
    pub(crate) fn new(open: Open) -> Self {
        Self(Arc::new(open))
    }

    /// For reading, outside any transaction.
    pub fn reader(&self) -> Reader {
        Reader { connection: self.0.reads.clone(), store: self.clone() }
    }

    /// How many transactions there can be at once: the pool's connections, or the one of SQLite.
    pub fn most_transactions(&self) -> usize {
        self.0.most_transactions
    }

    /// Begins a transaction (READ COMMITTED; on SQLite the only one that writes). To be run in a
    /// spawned task: cancelling it must not reach the database.
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        let options = match self.0.writes.get_database_backend() {
            sea_orm::DbBackend::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            },
            // READ COMMITTED, as was checked when the database was opened; saying it again would be a
            // round trip of every transaction.
            _ => TransactionOptions::default(),
        };
        let inner = self.0.writes.begin_with_options(options).await;
        let inner = inner.map_err(|error| self.begin_error(error))?;
        Ok(Transaction::new(inner, self.clone()))
    }

    /// For one statement that is a transaction of its own: it is committed when it has run, in one
    /// way to the database and back. To be run in a spawned task as a transaction is.
    pub const fn single(&self) -> Single<'_> {
        Single(self)
    }

    /// The keys under which personal data is sealed.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// Wakes at every commit of this process that appended events.
    pub fn event_commits(&self) -> Wake {
        self.0.events.wake()
    }

    /// Wakes at every commit of this process that enqueued jobs or moved the simulated clock.
    pub fn job_commits(&self) -> Wake {
        self.0.jobs.wake()
    }

    pub(crate) fn take_woken_jobs(&self) -> Woken {
        std::mem::take(&mut *self.0.woken.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Wakes at every commit of this process, such as for a stream of a service's own rows.
    pub fn commits(&self) -> Wake {
        self.0.commits.wake()
    }

    /// Closes all connections; transactions under way are waited for.
    pub async fn close(self) -> Result<(), StoreError> {
        self.0.writes.close_by_ref().await?;
        Ok(self.0.reads.close_by_ref().await?)
    }

    /// A pool that gives no connection in time is too small for the work if transactions of ours
    /// hold it; otherwise there is no database to connect to.
    fn begin_error(&self, error: DbErr) -> StoreError {
        let held = self.0.transactions.load(Ordering::Relaxed);
        match error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)
                if held * 2 < self.0.most_transactions =>
            {
                StoreError::Unavailable("no connection".to_owned())
            }
            error => error.into(),
        }
    }
}

/// Reads the database; each statement sees what is committed when it starts.
#[derive(Clone)]
pub struct Reader {
    connection: DatabaseConnection,
    store: Store,
}

impl Reader {
    /// For queries of a service's own tables.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// The keys under which personal data is sealed.
    pub fn vault(&self) -> &Vault {
        self.store.vault()
    }
}

/// One statement that writes, committed when it has run.
pub struct Single<'a>(&'a Store);

impl Single<'_> {
    /// For the statement.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.0.0.writes
    }

    /// Runs it, and tells those who wait for commits of this process.
    pub async fn run<T, E>(
        &self,
        statement: impl Future<Output = Result<T, E>>,
    ) -> Result<T, StoreError>
    where
        StoreError: From<E>,
    {
        let done = statement.instrument(commit_span()).await?;
        self.0.0.commits.notify();
        Ok(done)
    }
}

/// One transaction; dropped, it is rolled back.
pub struct Transaction {
    inner: DatabaseTransaction,
    touched: Touched,
    _held: Held,
    store: Store,
}

#[derive(Default)]
struct Touched {
    events: AtomicBool,
    woken: Mutex<Woken>,
}

/// Counts the transactions that hold a connection.
struct Held(Store);

impl Held {
    fn new(store: Store) -> Self {
        store.0.transactions.fetch_add(1, Ordering::Relaxed);
        Self(store)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.transactions.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Transaction {
    fn new(inner: DatabaseTransaction, store: Store) -> Self {
        Self { inner, touched: Touched::default(), _held: Held::new(store.clone()), store }
    }

    /// For statements on a service's own tables.
    pub fn connection(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// The keys under which personal data is sealed.
    pub fn vault(&self) -> &Vault {
        self.store.vault()
    }

    /// Commits, and wakes this process's relay and workers when there is something for them.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.inner.commit().instrument(commit_span()).await?;
        let Open { events, jobs, commits, woken, .. } = self.store.0.as_ref();
        let new = self.touched.woken.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_for_jobs = new != Woken::default();
        if is_for_jobs {
            let mut woken = woken.lock().unwrap_or_else(PoisonError::into_inner);
            woken.jobs.extend(new.jobs);
            woken.others |= new.others || woken.jobs.len() > MOST_NAMED;
            woken.jobs.truncate(MOST_NAMED);
        }
        if self.touched.events.into_inner() {
            events.notify();
        }
        if is_for_jobs {
            jobs.notify();
        }
        commits.notify();
        Ok(())
    }

    /// Commits what was written; where it could not be, rolls back, and gives why.
    pub async fn end<T>(self, written: Result<T, StoreError>) -> Result<T, StoreError> {
        if written.is_ok() {
            self.commit().await?;
        } else if let Err(error) = self.roll_back().await {
            // The database does it, with the connection that is lost.
            tracing::warn!(%error, "a transaction could not be rolled back");
        }
        written
    }

    /// Rolls back; dropping does the same, but only when the connection is used next.
    pub async fn roll_back(self) -> Result<(), StoreError> {
        Ok(self.inner.rollback().await?)
    }

    pub(crate) fn touch_events(&self) {
        self.touched.events.store(true, Ordering::Relaxed);
    }

    /// Jobs may be due, whichever.
    pub(crate) fn touch_jobs(&self) {
        self.touched.woken.lock().unwrap_or_else(PoisonError::into_inner).others = true;
    }

    /// This job may be due.
    pub(crate) fn touch_job(&self, id: JobId) {
        self.touched.woken.lock().unwrap_or_else(PoisonError::into_inner).jobs.push(id);
    }
}

/// A trace tells what it wrote; what nothing traces, such as a look for due jobs, begins no trace of
/// its own.
pub(crate) fn commit_span() -> Span {
    if Span::current().is_none() {
        Span::none()
    } else {
        tracing::info_span!("commit", otel.kind = "client")
    }
}
