//! Connections to Redis that are renewed by themselves: one that everybody shares, and others for
//! whoever blocks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use opentelemetry::global;
use opentelemetry::metrics::Gauge;
use redis::{Cmd, ErrorKind, FromRedisValue, Pipeline, RedisError, RedisResult, Value};
use stts_chassis::telemetry::names::REDIS_REACHABLE;
use thiserror::Error;
use tokio::time::Instant;

use super::fault::is_lost;
use super::open::Connection;
use super::route::{Answers, Route};
use super::{RedisSettings, RedisSettingsError, fault, text};
use crate::QueueError;
use crate::jobs::Backoff;

/// How long to leave a server alone that did not answer; whoever asks meanwhile is told at once.
const RECONNECTS: Backoff =
    Backoff { first: Duration::from_millis(100), longest: Duration::from_secs(2) };

/// Beyond what a blocking command waits, so that a server that hangs is noticed.
const GRACE: Duration = Duration::from_secs(2);

/// A Redis, reachable or not. Cheap to clone; what was lost is connected again when it is next asked.
#[derive(Clone)]
pub struct Redis(Arc<Inner>);

struct Inner {
    route: Route,
    prefix: String,
    shared: tokio::sync::Mutex<Shared>,
    /// Connections for blocking commands that nobody uses at the moment.
    idle: Mutex<Vec<Connection>>,
    reachable: AtomicBool,
    gauge: Gauge<u64>,
}

#[derive(Default)]
struct Shared {
    connection: Option<Connection>,
    failures: u32,
    not_before: Option<Instant>,
}

/// Why a Redis must not be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RedisUnfit {
    /// It would delete streams when its memory is full.
    #[error("Redis deletes keys when it is full (maxmemory-policy {0}): set it to noeviction")]
    Evicts(String),
    /// It does not know the commands that are needed.
    #[error("Redis {0} is too old: 7.0 or newer is needed")]
    TooOld(String),
}

impl Redis {
    /// The Redis that these settings name. Nothing is connected yet.
    pub fn new(settings: &RedisSettings) -> Result<Self, RedisSettingsError> {
        if settings.prefix.contains(['{', '}']) {
            return Err(RedisSettingsError::BadPrefix);
        }
        let gauge = global::meter("stts").u64_gauge(REDIS_REACHABLE).build();
        gauge.record(1, &[]);
        Ok(Self(Arc::new(Inner {
            route: Route::new(settings)?,
            prefix: settings.prefix.clone(),
            shared: tokio::sync::Mutex::default(),
            idle: Mutex::default(),
            reachable: AtomicBool::new(true),
            gauge,
        })))
    }

    /// Whether it answered when it was last asked; true before that.
    pub fn is_reachable(&self) -> bool {
        self.0.reachable.load(Ordering::Relaxed)
    }

    /// Whether it may be used, to be asked at the start of a process. A Redis that does not answer is
    /// no reason not to start: [`QueueError::Unavailable`].
    pub async fn fitness(&self) -> Result<Result<(), RedisUnfit>, QueueError> {
        let info = self.ask(redis::cmd("INFO").arg("everything")).await;
        for info in texts(info.map_err(|error| fault(&error))?) {
            if let Some(unfit) = unfitness(&info) {
                return Ok(Err(unfit));
            }
        }
        Ok(Ok(()))
    }

    /// A key, with the part of it in braces that decides where a cluster keeps it.
    pub(crate) fn key(&self, place: &str, name: &str) -> String {
        format!("{{{}:{place}}}:{name}", self.0.prefix)
    }

    /// Connects when nothing is connected; one that is connected may turn out to be lost all the same.
    pub(crate) async fn ready(&self) -> RedisResult<()> {
        self.shared().await.map(drop)
    }

    /// Asks on the shared connection; must not block.
    pub(crate) async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> RedisResult<T> {
        let mut connection = self.shared().await?;
        let answer = command.query_async(&mut connection).await;
        self.noted(answer).await
    }

    /// Asks many things at once on the shared connection; each has its own answer.
    pub(crate) async fn ask_all(
        &self,
        pipeline: &mut Pipeline,
    ) -> RedisResult<Vec<RedisResult<Value>>> {
        if pipeline.is_empty() {
            return Ok(Vec::new());
        }
        let mut connection = self.shared().await?;
        let answers: RedisResult<Vec<RedisResult<Value>>> =
            pipeline.ignore_errors().query_async(&mut connection).await;
        let mut answers = self.noted(answers).await?;
        if let Some(at) = answers.iter().position(|answer| answer.as_ref().is_err_and(is_lost)) {
            let lost = answers.swap_remove(at);
            return Err(self.noted(lost).await.err().unwrap_or_else(closed));
        }
        Ok(answers)
    }

    /// Runs a script on the shared connection.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        script: &redis::ScriptInvocation<'_>,
    ) -> RedisResult<T> {
        let mut connection = self.shared().await?;
        let answer = script.invoke_async(&mut connection).await;
        self.noted(answer).await
    }

    /// Asks on a connection of its own, which nobody waits behind: the command may block for this
    /// long.
    pub(crate) async fn ask_blocking(&self, command: &Cmd, wait: Duration) -> RedisResult<Value> {
        let idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = if let Some(connection) = idle {
            connection
        } else {
            // Whether it can be reached is found out only once at a time, by the shared one.
            self.shared().await?;
            let connected = self.0.route.connect(Answers::WhenThereIsOne).await;
            self.noted(connected).await?
        };
        let asked = command.query_async(&mut connection);
        let answer = tokio::time::timeout(wait.saturating_add(GRACE), asked).await;
        let answer = self.noted(answer.unwrap_or_else(|_| Err(closed()))).await;
        let is_usable = !answer.as_ref().is_err_and(is_lost);
        if is_usable {
            self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        answer
    }

    async fn shared(&self) -> RedisResult<Connection> {
        let mut shared = self.0.shared.lock().await;
        if let Some(connection) = &shared.connection {
            return Ok(connection.clone());
        }
        if shared.not_before.is_some_and(|instant| Instant::now() < instant) {
            return Err(closed());
        }
        match self.0.route.connect(Answers::Soon).await {
            Ok(connection) => {
                *shared = Shared { connection: Some(connection.clone()), ..Shared::default() };
                Ok(connection)
            }
            Err(error) => {
                shared.failures = shared.failures.saturating_add(1);
                shared.not_before = Some(Instant::now() + RECONNECTS.after(shared.failures, 0));
                self.note(Some(&error));
                Err(error)
            }
        }
    }

    /// Gives the answer on; when it says that the server is lost, all connections go.
    async fn noted<T>(&self, answer: RedisResult<T>) -> RedisResult<T> {
        let lost = answer.as_ref().err().filter(|error| is_lost(error));
        self.note(lost);
        if lost.is_some() {
            self.0.shared.lock().await.connection = None;
            self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        answer
    }

    fn note(&self, lost: Option<&RedisError>) {
        let was = self.0.reachable.swap(lost.is_none(), Ordering::Relaxed);
        match lost {
            Some(error) if was => {
                tracing::warn!(class = error.category(), "Redis does not answer");
                self.0.gauge.record(0, &[]);
            }
            None if !was => {
                tracing::info!("Redis answers again");
                self.0.gauge.record(1, &[]);
            }
            _ => {}
        }
    }
}

/// Of one server, or of each node of a cluster.
fn texts(info: Value) -> Vec<String> {
    match info {
        Value::Map(nodes) => nodes.into_iter().filter_map(|(_, info)| text(info)).collect(),
        info => text(info).into_iter().collect(),
    }
}

fn unfitness(info: &str) -> Option<RedisUnfit> {
    let value = |name: &str| {
        let line = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_default().trim().to_owned()
    };
    let (policy, version) = (value("maxmemory_policy"), value("redis_version"));
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    if policy != "noeviction" {
        Some(RedisUnfit::Evicts(policy))
    } else if major.is_some_and(|major| major < 7) {
        Some(RedisUnfit::TooOld(version))
    } else {
        None
    }
}

fn closed() -> RedisError {
    RedisError::from((ErrorKind::Io, "no connection"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use redis::cluster_routing::{Route, SlotAddr};

    use super::*;

    /// As Redis tells it for `CLUSTER KEYSLOT`.
    fn slots(redis: &Redis, place: &str, names: &[&str]) -> BTreeSet<String> {
        let route = |name| Route::with_key(redis.key(place, name), SlotAddr::Master);
        names.iter().map(|name| format!("{:?}", route(name))).collect()
    }

    #[test]
    fn the_keys_of_a_place_share_a_slot_and_places_do_not() {
        let redis = Redis::new(&RedisSettings::at("redis://127.0.0.1")).unwrap();
        let partitions = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "15"];
        let log = slots(&redis, "log:dossier", &partitions);
        let lane = slots(&redis, "lane:dossier", &["stream", "later", "dead", "number"]);
        assert_eq!((log.len(), lane.len()), (1, 1));
        assert_ne!(log, lane);
        let braces =
            RedisSettings { prefix: "a}b{c".to_owned(), ..RedisSettings::at("redis://127.0.0.1") };
        assert_eq!(Redis::new(&braces).err(), Some(RedisSettingsError::BadPrefix));
    }
}
