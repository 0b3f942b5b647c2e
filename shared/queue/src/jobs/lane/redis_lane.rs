//! A lane between processes, in Redis.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use redis::{Pipeline, RedisError, RedisResult, Script, ScriptInvocation, Value};
use stts_kernel::IdSource;
use tokio::time::Instant;

use super::work::Verdict;
use super::{
    Admission, DeadWork, Held, Lane, LaneCounts, LaneSettings, NewWork, Outcome, Work, WorkId,
    scripts,
};
use crate::connection::{Entry, Refusal, array, entries, fault, integer, refusal, streams, text};
use crate::{QueueError, Redis};

const GROUP: &str = "workers";
/// How often to look for work whose time has come, or whose lease has ended.
const LOOKS_EVERY: Duration = Duration::from_millis(250);
/// In one script at most, since nobody else is served meanwhile.
const TOGETHER: usize = 500;

/// One worker's end of a lane in Redis. Each has a connection of its own to wait on.
pub struct RedisLane {
    redis: Redis,
    settings: LaneSettings,
    ids: Arc<dyn IdSource>,
    worker: String,
    keys: Keys,
    looked: Mutex<Looked>,
}

/// All under one hash tag.
struct Keys {
    stream: String,
    later: String,
    dead: String,
    number: String,
}

/// When and how far it was looked for what the stream does not bring by itself.
#[derive(Default)]
struct Looked {
    at: Option<Instant>,
    cursor: String,
}

impl RedisLane {
    /// A new worker's end of the lane of that name; its own name and the jitter are drawn from `ids`.
    pub fn new(redis: Redis, name: &str, settings: LaneSettings, ids: Arc<dyn IdSource>) -> Self {
        let key = |part| redis.key(&format!("lane:{name}"), part);
        let keys = Keys {
            stream: key("stream"),
            later: key("later"),
            dead: key("dead"),
            number: key("number"),
        };
        let worker = ids.uuid().to_string();
        Self { redis, settings, ids, worker, keys, looked: Mutex::default() }
    }

    /// Looks from time to time for work whose time has come, and for that of the dead.
    async fn look(&self, limit: usize) -> RedisResult<Vec<Work>> {
        let Some(cursor) = self.is_due() else { return Ok(Vec::new()) };
        let mut wake = scripts::WAKE.prepare_invoke();
        wake.key(&self.keys.stream).key(&self.keys.later).arg(TOGETHER);
        while self.redis.run::<usize>(&wake).await? == TOGETHER {}
        let mut take_over = scripts::TAKE_OVER.prepare_invoke();
        take_over.key(&self.keys.stream).key(&self.keys.dead).arg(&self.worker);
        take_over.arg(millis(self.settings.lease)).arg(cursor);
        take_over.arg(limit.min(TOGETHER)).arg(self.settings.max_attempts);
        match self.redis.run::<Value>(&take_over).await {
            Err(error) if refusal(&error) == Some(Refusal::NoGroup) => Ok(Vec::new()),
            answer => {
                let mut parts = array(answer?).into_iter();
                let cursor = parts.next().and_then(text).unwrap_or_default();
                self.looked.lock().unwrap_or_else(PoisonError::into_inner).cursor = cursor;
                Ok(entries(parts.next().unwrap_or_default()).iter().map(work).collect())
            }
        }
    }

    /// Where to go on looking, when it is time to.
    fn is_due(&self) -> Option<String> {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.at.is_some_and(|at| at.elapsed() < LOOKS_EVERY) {
            return None;
        }
        looked.at = Some(Instant::now());
        let begins = looked.cursor.is_empty();
        Some(if begins { "0-0".to_owned() } else { looked.cursor.clone() })
    }

    async fn read(&self, limit: usize, wait: Duration) -> RedisResult<Vec<Work>> {
        let mut read = redis::cmd("XREADGROUP");
        read.arg("GROUP").arg(GROUP).arg(&self.worker).arg("COUNT").arg(limit);
        // Redis takes 0 for no end.
        if millis(wait) > 0 {
            read.arg("BLOCK").arg(millis(wait));
        }
        read.arg("STREAMS").arg(&self.keys.stream).arg(">");
        let answer = match self.redis.ask_blocking(&read, wait).await {
            Err(error) if refusal(&error) == Some(Refusal::NoGroup) => {
                self.make_group().await?;
                self.redis.ask_blocking(&read, wait).await?
            }
            answer => answer?,
        };
        Ok(streams(answer).iter().flat_map(|(_, entries)| entries.iter().map(work)).collect())
    }

    /// From the beginning, so that nothing is passed over that was published before.
    async fn make_group(&self) -> RedisResult<()> {
        let mut make = redis::cmd("XGROUP");
        make.arg("CREATE").arg(&self.keys.stream).arg(GROUP).arg("0").arg("MKSTREAM");
        match self.redis.ask(&make).await {
            // Somebody else was faster.
            Err(error) if error.code() == Some("BUSYGROUP") => Ok(()),
            answer => answer,
        }
    }

    async fn remove(&self, done: &[Held]) -> RedisResult<()> {
        let mut pipeline = Pipeline::with_capacity(2);
        pipeline.cmd("XACK").arg(&self.keys.stream).arg(GROUP);
        for held in done {
            pipeline.arg(held.id.to_string());
        }
        pipeline.cmd("XDEL").arg(&self.keys.stream);
        for held in done {
            pipeline.arg(held.id.to_string());
        }
        for answer in self.redis.ask_all(&mut pipeline).await? {
            answer?;
        }
        Ok(())
    }

    async fn put_back(&self, verdicts: &[(Held, Verdict)]) -> RedisResult<()> {
        let mut script = scripts::PUT_BACK.prepare_invoke();
        script.key(&self.keys.stream).key(&self.keys.later);
        script.key(&self.keys.dead).key(&self.keys.number).arg(&self.worker);
        for (held, verdict) in verdicts {
            script.arg(held.id.to_string()).arg(held.delivery);
            match verdict {
                Verdict::Later { delay, counted } => {
                    script.arg("later").arg(millis(*delay)).arg(u8::from(*counted))
                }
                Verdict::Dead(class) => script.arg("dead").arg(*class).arg(1),
            };
        }
        self.forgiving(&script).await.map(|_: u64| ())
    }

    /// Runs a script about work in hand; of a group that is gone nobody has any.
    async fn forgiving(&self, script: &ScriptInvocation<'_>) -> RedisResult<u64> {
        match self.redis.run(script).await {
            Err(error) if refusal(&error) == Some(Refusal::NoGroup) => Ok(0),
            answer => answer,
        }
    }

    fn invoke<'a>(&self, script: &'a Script) -> ScriptInvocation<'a> {
        script.key(&self.keys.stream)
    }
}

#[async_trait]
impl Lane for RedisLane {
    fn settings(&self) -> &LaneSettings {
        &self.settings
    }

    async fn publish(&self, work: &[NewWork]) -> Result<Admission, QueueError> {
        let mut script = self.invoke(&scripts::PUBLISH);
        script.key(&self.keys.later).key(&self.keys.number).arg(self.settings.capacity);
        for new in work {
            script.arg(millis(new.delay)).arg(new.bytes.as_ref());
        }
        let taken: u8 = self.redis.run(&script).await.map_err(told)?;
        Ok(if taken == 1 { Admission::Taken } else { Admission::Full })
    }

    async fn take(&self, limit: usize, wait: Duration) -> Result<Vec<Work>, QueueError> {
        let until = Instant::now() + wait;
        loop {
            let taken_over = self.look(limit).await.map_err(told)?;
            if !taken_over.is_empty() {
                return Ok(taken_over);
            }
            let left = until.saturating_duration_since(Instant::now());
            let read = self.read(limit, left.min(LOOKS_EVERY)).await.map_err(told)?;
            if !read.is_empty() || left <= LOOKS_EVERY {
                return Ok(read);
            }
        }
    }

    async fn renew(&self, held: &[Held]) -> Result<usize, QueueError> {
        let mut renewed = 0;
        for held in held.chunks(TOGETHER) {
            let mut script = self.invoke(&scripts::RENEW);
            script.arg(&self.worker);
            for held in held {
                script.arg(held.id.to_string()).arg(held.delivery);
            }
            let some = self.forgiving(&script).await.map_err(told)?;
            renewed += usize::try_from(some).unwrap_or_default();
        }
        Ok(renewed)
    }

    async fn settle(&self, outcomes: &[(Held, Outcome)]) -> Result<(), QueueError> {
        let mut done = Vec::with_capacity(outcomes.len());
        let mut verdicts = Vec::new();
        for (held, outcome) in outcomes {
            let jitter = u16::try_from(self.ids.number_below(1000)).unwrap_or_default();
            match self.settings.verdict(*outcome, jitter) {
                None => done.push(*held),
                Some(verdict) => verdicts.push((*held, verdict)),
            }
        }
        if !done.is_empty() {
            self.remove(&done).await.map_err(told)?;
        }
        for verdicts in verdicts.chunks(TOGETHER) {
            self.put_back(verdicts).await.map_err(told)?;
        }
        Ok(())
    }

    async fn counts(&self) -> Result<LaneCounts, QueueError> {
        let mut pipeline = Pipeline::with_capacity(4);
        pipeline.cmd("XLEN").arg(&self.keys.stream);
        pipeline.cmd("XPENDING").arg(&self.keys.stream).arg(GROUP);
        pipeline.cmd("ZCARD").arg(&self.keys.later);
        pipeline.cmd("XLEN").arg(&self.keys.dead);
        let answers = self.redis.ask_all(&mut pipeline).await.map_err(told)?;
        let mut answers = answers.into_iter().map(Result::unwrap_or_default);
        let mut next = || answers.next().unwrap_or_default();
        let all = integer(&next());
        let in_hand = array(next()).first().map(integer).unwrap_or_default();
        let (later, dead) = (integer(&next()), integer(&next()));
        Ok(LaneCounts { waiting: all.saturating_sub(in_hand), in_hand, later, dead })
    }

    async fn dead(&self, after: WorkId, limit: usize) -> Result<Vec<DeadWork>, QueueError> {
        let mut range = redis::cmd("XRANGE");
        range.arg(&self.keys.dead).arg(format!("({after}")).arg("+").arg("COUNT").arg(limit);
        let answer: Value = self.redis.ask(&range).await.map_err(told)?;
        Ok(entries(answer).iter().map(dead_work).collect())
    }

    async fn redrive(&self, id: WorkId) -> Result<bool, QueueError> {
        let mut script = self.invoke(&scripts::REDRIVE);
        script.key(&self.keys.dead).arg(id.to_string());
        let redriven: u8 = self.redis.run(&script).await.map_err(told)?;
        Ok(redriven == 1)
    }
}

/// An entry as work. One of somebody else's has no bytes, which its worker will not understand.
fn work(entry: &Entry) -> Work {
    let attempts = entry.number("attempts").unwrap_or_default();
    let delivery = entry.number("delivery").unwrap_or(1);
    Work {
        held: Held { id: WorkId(entry.id.0, entry.id.1), delivery },
        bytes: entry.field("work").cloned().unwrap_or_default(),
        attempt: attempts.saturating_add(delivery),
    }
}

fn dead_work(entry: &Entry) -> DeadWork {
    let class = entry.field("class").map(|class| String::from_utf8_lossy(class).into_owned());
    DeadWork {
        id: WorkId(entry.id.0, entry.id.1),
        bytes: entry.field("work").cloned().unwrap_or_default(),
        class: class.unwrap_or_default(),
        attempts: entry.number("attempts").unwrap_or_default(),
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn told(error: RedisError) -> QueueError {
    fault(&error)
}
