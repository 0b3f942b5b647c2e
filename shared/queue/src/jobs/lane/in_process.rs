//! A lane inside one process.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use stts_kernel::IdSource;
use tokio::time::Instant;

use super::work::Verdict;
use super::{
    Admission, DeadWork, EXHAUSTED, Held, Lane, LaneCounts, LaneSettings, NewWork, Outcome, Work,
    WorkId,
};
use crate::{QueueError, Signal};

const LOOKS_EVERY: Duration = Duration::from_millis(250);

/// One worker's end of a lane inside one process.
pub struct InProcessLane {
    state: Arc<Mutex<State>>,
    news: Signal,
    settings: LaneSettings,
    ids: Arc<dyn IdSource>,
    worker: u64,
}

#[derive(Default)]
struct State {
    workers: u64,
    number: u64,
    waiting: VecDeque<(WorkId, Piece)>,
    in_hand: BTreeMap<WorkId, InHand>,
    later: BTreeMap<(Instant, u64), Piece>,
    dead: BTreeMap<WorkId, DeadWork>,
}

#[derive(Clone)]
struct Piece {
    bytes: Bytes,
    /// Attempts before it was last put back.
    attempts: u32,
}

struct InHand {
    piece: Piece,
    worker: u64,
    delivery: u32,
    since: Instant,
}

impl InProcessLane {
    /// A new lane with one worker's end; the jitter is drawn from `ids`.
    pub fn new(settings: LaneSettings, ids: Arc<dyn IdSource>) -> Self {
        let (state, news) = (Arc::default(), Signal::default());
        Self { state, news, settings, ids, worker: 0 }
    }

    /// Another worker's end of the same lane, which may see leases differently.
    #[must_use]
    pub fn beside(&self, settings: LaneSettings) -> Self {
        let worker = self.locked(|state| {
            state.workers += 1;
            state.workers
        });
        let (state, news) = (Arc::clone(&self.state), self.news.clone());
        Self { state, news, settings, ids: Arc::clone(&self.ids), worker }
    }

    fn locked<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        // A panic cannot leave a piece in two places: every move is a removal and an insertion.
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn take_now(&self, limit: usize) -> Vec<Work> {
        self.locked(|state| {
            state.wake();
            let mut taken = state.take_over(limit, self.worker, &self.settings);
            while taken.len() < limit
                && let Some((id, piece)) = state.waiting.pop_front()
            {
                let in_hand =
                    InHand { piece, worker: self.worker, delivery: 1, since: Instant::now() };
                taken.push(in_hand.work(id));
                state.in_hand.insert(id, in_hand);
            }
            taken
        })
    }
}

impl State {
    fn next_id(&mut self) -> WorkId {
        self.number += 1;
        WorkId(0, self.number)
    }

    fn add(&mut self, piece: Piece) {
        let id = self.next_id();
        self.waiting.push_back((id, piece));
    }

    fn hold_back(&mut self, piece: Piece, delay: Duration) {
        self.number += 1;
        self.later.insert((Instant::now() + delay, self.number), piece);
    }

    fn bury(&mut self, piece: Piece, class: &str) {
        let id = self.next_id();
        let Piece { bytes, attempts } = piece;
        self.dead.insert(id, DeadWork { id, bytes, class: class.to_owned(), attempts });
    }

    /// Work whose time has come.
    fn wake(&mut self) {
        let now = Instant::now();
        let due: Vec<Piece> =
            self.later.extract_if(.., |(at, _), _| *at <= now).map(|(_, piece)| piece).collect();
        for piece in due {
            self.add(piece);
        }
    }

    /// Work whose lease has ended.
    fn take_over(&mut self, limit: usize, worker: u64, settings: &LaneSettings) -> Vec<Work> {
        let ended: Vec<WorkId> = self
            .in_hand
            .iter()
            .filter(|(_, in_hand)| in_hand.since.elapsed() >= settings.lease)
            .map(|(id, _)| *id)
            .take(limit)
            .collect();
        let mut taken = Vec::new();
        for id in ended {
            let Some(in_hand) = self.in_hand.get_mut(&id) else { continue };
            if in_hand.attempt() >= settings.max_attempts {
                let attempts = in_hand.attempt();
                let bytes = in_hand.piece.bytes.clone();
                self.in_hand.remove(&id);
                self.bury(Piece { bytes, attempts }, EXHAUSTED);
            } else {
                in_hand.delivery += 1;
                (in_hand.worker, in_hand.since) = (worker, Instant::now());
                taken.push(in_hand.work(id));
            }
        }
        taken
    }

    fn held(&mut self, held: Held, worker: u64) -> Option<&mut InHand> {
        let in_hand = self.in_hand.get_mut(&held.id)?;
        (in_hand.worker == worker && in_hand.delivery == held.delivery).then_some(in_hand)
    }

    fn put_back(&mut self, held: Held, worker: u64, verdict: Verdict) {
        if self.held(held, worker).is_none() {
            return;
        }
        let Some(in_hand) = self.in_hand.remove(&held.id) else { return };
        let attempt = in_hand.attempt();
        let bytes = in_hand.piece.bytes;
        match verdict {
            Verdict::Dead(class) => self.bury(Piece { bytes, attempts: attempt }, class),
            Verdict::Later { delay, counted } => {
                let attempts = if counted { attempt } else { attempt.saturating_sub(1) };
                self.hold_back(Piece { bytes, attempts }, delay);
            }
        }
    }
}

impl InHand {
    fn attempt(&self) -> u32 {
        self.piece.attempts.saturating_add(self.delivery)
    }

    fn work(&self, id: WorkId) -> Work {
        Work {
            held: Held { id, delivery: self.delivery },
            bytes: self.piece.bytes.clone(),
            attempt: self.attempt(),
        }
    }
}

#[async_trait]
impl Lane for InProcessLane {
    fn settings(&self) -> &LaneSettings {
        &self.settings
    }

    async fn publish(&self, work: &[NewWork]) -> Result<Admission, QueueError> {
        let admission = self.locked(|state| {
            let held = state.waiting.len() + state.in_hand.len() + state.later.len();
            if count(held + work.len()) > self.settings.capacity {
                return Admission::Full;
            }
            for NewWork { bytes, delay } in work {
                let piece = Piece { bytes: bytes.clone(), attempts: 0 };
                if delay.is_zero() { state.add(piece) } else { state.hold_back(piece, *delay) }
            }
            Admission::Taken
        });
        self.news.notify();
        Ok(admission)
    }

    async fn take(&self, limit: usize, wait: Duration) -> Result<Vec<Work>, QueueError> {
        let until = Instant::now() + wait;
        let mut wake = self.news.wake();
        loop {
            let taken = self.take_now(limit);
            let left = until.saturating_duration_since(Instant::now());
            if !taken.is_empty() || left.is_zero() {
                return Ok(taken);
            }
            wake.wait(left.min(LOOKS_EVERY)).await;
        }
    }

    async fn renew(&self, held: &[Held]) -> Result<usize, QueueError> {
        Ok(self.locked(|state| {
            let mut renewed = 0;
            for held in held {
                if let Some(in_hand) = state.held(*held, self.worker) {
                    in_hand.since = Instant::now();
                    renewed += 1;
                }
            }
            renewed
        }))
    }

    async fn settle(&self, outcomes: &[(Held, Outcome)]) -> Result<(), QueueError> {
        self.locked(|state| {
            for (held, outcome) in outcomes {
                let jitter = u16::try_from(self.ids.number_below(1000)).unwrap_or_default();
                match self.settings.verdict(*outcome, jitter) {
                    None => drop(state.in_hand.remove(&held.id)),
                    Some(verdict) => state.put_back(*held, self.worker, verdict),
                }
            }
        });
        Ok(())
    }

    async fn counts(&self) -> Result<LaneCounts, QueueError> {
        Ok(self.locked(|state| LaneCounts {
            waiting: count(state.waiting.len()),
            in_hand: count(state.in_hand.len()),
            later: count(state.later.len()),
            dead: count(state.dead.len()),
        }))
    }

    async fn dead(&self, after: WorkId, limit: usize) -> Result<Vec<DeadWork>, QueueError> {
        Ok(self.locked(|state| {
            let dead = state.dead.values().filter(|dead| dead.id > after);
            dead.take(limit).cloned().collect()
        }))
    }

    async fn redrive(&self, id: WorkId) -> Result<bool, QueueError> {
        let redriven = self.locked(|state| {
            let dead = state.dead.remove(&id)?;
            state.add(Piece { bytes: dead.bytes, attempts: 0 });
            Some(())
        });
        self.news.notify();
        Ok(redriven.is_some())
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
