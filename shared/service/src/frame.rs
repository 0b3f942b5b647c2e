//! One service's database, clock, relay, consumers and jobs.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use stts_chassis::client::{ClientError, ServiceChannel};
use stts_chassis::server::{ServeError, ServiceServerBuilder};
use stts_chassis::time::{ClockService, SystemClock};
use stts_chassis::use_case::Mutations;
use stts_kernel::{Clock, IdSource, Refusal};
use stts_queue::jobs::{Jobs, JobsSettings, Worker};
use stts_queue::log::{Consumer, ConsumerSettings, Handler, Outbox, Relay, Trimmer};
use stts_queue::rpc::{EventLog, RemoteLog, event_log};
use stts_store::{
    DatabaseSettings, Migrations, OpenError, Store, StoreOutbox, Transaction, migrate, rule_sets,
};
use thiserror::Error;

use crate::Surroundings;
use crate::backlog::{FrameBacklog, Handlers};
use crate::clock::BusinessClock;
use crate::gauges::Gauges;
use crate::keeping::Keeping;

/// What the frame of a service needs to be told.
#[derive(Clone, Debug)]
pub struct FrameSettings {
    /// The database.
    pub database: DatabaseSettings,
    /// Whether the process brings the database to the newest schema; a deployed service never does.
    pub migrates: bool,
    /// Where a simulated clock starts; absent, business time is the machine's.
    pub simulated_from: Option<DateTime<Utc>>,
    /// The services that consume this one's events: none of them is deleted before all of these have
    /// applied it.
    pub consumers: Vec<String>,
}

impl FrameSettings {
    /// On a database that the process brings to the newest schema, by the machine's clock, for events
    /// that nobody consumes.
    pub const fn on(database: DatabaseSettings) -> Self {
        Self { database, migrates: true, simulated_from: None, consumers: Vec::new() }
    }
}

/// Why a service does not start; each is a sentence for whoever starts it.
#[derive(Debug, Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The simulated clock cannot be read.
    #[error("the simulated clock cannot be read ({})", .0.kind.code())]
    Clock(Refusal),
    /// The address of another service is none.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The server cannot be built.
    #[error(transparent)]
    Server(#[from] ServeError),
    /// The service's own part cannot start, for this reason.
    #[error("{0}")]
    Own(String),
}

/// One service's frame; see the crate's essay.
pub struct Frame {
    name: &'static str,
    store: Store,
    outbox: Arc<dyn Outbox>,
    clock: BusinessClock,
    surroundings: Surroundings,
    handlers: Handlers,
}

impl Frame {
    /// Opens the database of the service of that name, and starts its relay.
    pub async fn open(
        name: &'static str,
        settings: &FrameSettings,
        migrations: fn() -> Migrations,
        surroundings: Surroundings,
    ) -> Result<Self, StartError> {
        if settings.migrates {
            migrate(&settings.database, migrations()).await?;
        }
        let store = Store::open(&settings.database, migrations()).await?;
        let ended = store.end_leases_of_the_dead().await;
        ended.map_err(|error| StartError::Own(error.to_string()))?;
        let clock = match settings.simulated_from {
            None => BusinessClock::System,
            Some(first) => {
                BusinessClock::simulated(&store, first).await.map_err(StartError::Clock)?
            }
        };
        let outbox: Arc<dyn Outbox> = Arc::new(StoreOutbox::new(store.clone(), name));
        let frame = Self { name, store, outbox, clock, surroundings, handlers: Handlers::new() };
        let relay =
            Relay::new(Arc::clone(&frame.outbox), Arc::clone(&frame.surroundings.transport));
        frame.spawn(relay.run(frame.surroundings.host.shutdown().token()));
        let trimmer = Trimmer::new(
            Arc::clone(&frame.outbox),
            Arc::clone(&frame.surroundings.transport),
            settings.consumers.clone(),
        );
        frame.spawn(trimmer.run(frame.surroundings.host.shutdown().token()));
        let keeping = Keeping {
            store: frame.store.clone(),
            outbox: Arc::clone(&frame.outbox),
            clock: frame.clock(),
            consumers: settings.consumers.clone(),
        };
        frame.spawn(keeping.run(frame.surroundings.host.shutdown().token()));
        Ok(frame)
    }

    /// The database.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Keeps the content of a rule set under its version, so that a decision can be replayed when
    /// the files are long gone.
    pub async fn remember_rules(
        &self,
        name: &str,
        version: &str,
        content: &str,
    ) -> Result<(), StartError> {
        let remembered = async {
            let transaction = self.store.begin().await?;
            rule_sets::remember(&transaction, name, version, content).await?;
            transaction.commit().await
        };
        remembered.await.map_err(|error| StartError::Own(error.to_string()))
    }

    /// Business time.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clock()
    }

    /// Whether business time moves only when it is told to.
    pub const fn is_simulated(&self) -> bool {
        matches!(self.clock, BusinessClock::Simulated(_))
    }

    /// New identifiers.
    pub fn ids(&self) -> Arc<dyn IdSource> {
        Arc::clone(&self.surroundings.ids)
    }

    /// Runs mutating use cases so that nobody can cut them in the middle.
    pub fn mutations(&self) -> Mutations {
        self.surroundings.host.mutations()
    }

    /// A channel to another service, with this one's tokens.
    pub fn channel(&self, callee: &str) -> Result<ServiceChannel, ClientError> {
        self.surroundings.channel(self.name, callee)
    }

    /// Applies the events of another service from now on.
    pub fn consume(
        &mut self,
        producer: &str,
        handler: Arc<dyn Handler<Transaction>>,
    ) -> Result<(), StartError> {
        let consumer = Consumer {
            name: self.name.to_owned(),
            producer: producer.to_owned(),
            inbox: Arc::new(self.store.clone()),
            transport: Arc::clone(&self.surroundings.transport),
            reader: Arc::new(RemoteLog::new(self.channel(producer)?)),
            handler: Arc::clone(&handler),
            machine: Arc::new(SystemClock),
            settings: ConsumerSettings::default(),
        };
        self.spawn(consumer.run(self.surroundings.host.shutdown().token()));
        self.handlers.insert(producer.to_owned(), handler);
        Ok(())
    }

    /// Does the service's jobs from now on.
    pub fn work(&self, workers: impl IntoIterator<Item = Arc<dyn Worker>>) {
        let jobs = Jobs::new(
            Arc::new(self.store.clone()),
            self.clock(),
            Arc::new(SystemClock),
            self.ids(),
            JobsSettings::default(),
        );
        let jobs = workers.into_iter().fold(jobs, Jobs::worker);
        let jobs = match self.surroundings.lane(self.name) {
            Some(lane) => jobs.lane(lane),
            None => jobs,
        };
        self.spawn(jobs.run(self.surroundings.host.shutdown().token()));
    }

    /// Begins the service's server: it offers the log of its events, and a simulated clock. Say
    /// before what the service consumes.
    pub fn server(&self) -> ServiceServerBuilder {
        let backlog = Arc::new(self.backlog());
        let gauges = Gauges {
            backlog: Arc::clone(&backlog) as _,
            outbox: Arc::clone(&self.outbox),
            transport: Arc::clone(&self.surroundings.transport),
            health: self.surroundings.host.health().clone(),
        };
        self.spawn(gauges.run(self.surroundings.host.shutdown().token()));
        let log = event_log(EventLog {
            service: self.name.to_owned(),
            outbox: Arc::clone(&self.outbox),
            backlog: Arc::clone(&backlog) as _,
            dead_letters: backlog,
            mutations: self.mutations(),
        });
        let server = self.surroundings.host.service(self.name).internal(log);
        match &self.clock {
            BusinessClock::System => server,
            BusinessClock::Simulated(clock) => {
                server.internal(ClockService::server(Arc::clone(clock)))
            }
        }
    }

    fn backlog(&self) -> FrameBacklog {
        FrameBacklog {
            store: self.store.clone(),
            outbox: Arc::clone(&self.outbox),
            clock: self.clock(),
            handlers: self.handlers.clone(),
        }
    }

    /// Runs a task from when the process is ready; when it is stopped, the task's end is waited for.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let surroundings = self.surroundings.clone();
        let stop = surroundings.host.shutdown().token();
        self.surroundings.host.shutdown().tasks().spawn(async move {
            // A process that is stopped before it was ready has nothing to finish.
            if stop.run_until_cancelled(surroundings.are_ready()).await.is_some() {
                task.await;
            }
        });
    }
}
