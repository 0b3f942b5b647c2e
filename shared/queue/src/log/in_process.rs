//! Events carried inside one process: a bounded ring of encoded envelopes per partition.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::{Frame, Place, Transport};
use crate::{QueueError, Signal};

const DEFAULT_CAPACITY: usize = 4096;

/// Carries events between the services of one process. A ring that is full forgets its oldest
/// event; a consumer that was too slow fetches it from the producer.
#[derive(Clone)]
pub struct InProcess {
    state: Arc<Mutex<State>>,
    capacity: usize,
}

#[derive(Default)]
struct State {
    rings: HashMap<(String, u32), Ring>,
    signals: HashMap<String, Signal>,
}

#[derive(Default)]
struct Ring {
    frames: VecDeque<Frame>,
    last: Place,
}

impl Default for InProcess {
    fn default() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }
}

impl InProcess {
    /// A transport that holds this many events per producer and partition.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { state: Arc::default(), capacity }
    }

    /// Forgets everything, as a restarted server without a disk would.
    pub fn forget_everything(&self) {
        self.locked(|state| state.rings.clear());
    }

    fn locked<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        // A panic cannot leave a ring half written: every change is one push or pop.
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn take(&self, producer: &str, after: &[(u32, Place)], limit: usize) -> Vec<Frame> {
        self.locked(|state| {
            let rings = after.iter().filter_map(|(partition, place)| {
                Some((state.rings.get(&(producer.to_owned(), *partition))?, *place))
            });
            rings.flat_map(|(ring, place)| ring.after(place).take(limit)).cloned().collect()
        })
    }
}

impl Ring {
    fn push(&mut self, frame: &Frame, capacity: usize) {
        if frame.place > self.last {
            self.last = frame.place;
            self.frames.push_back(frame.clone());
        }
        while self.frames.len() > capacity {
            self.frames.pop_front();
        }
    }

    fn after(&self, place: Place) -> impl Iterator<Item = &Frame> {
        let first = self.frames.partition_point(|frame| frame.place <= place);
        self.frames.iter().skip(first)
    }
}

#[async_trait]
impl Transport for InProcess {
    async fn publish(&self, producer: &str, frames: &[Frame]) -> Result<(), QueueError> {
        let signal = self.locked(|state| {
            for frame in frames {
                let ring = state.rings.entry((producer.to_owned(), frame.partition)).or_default();
                ring.push(frame, self.capacity);
            }
            state.signals.entry(producer.to_owned()).or_default().clone()
        });
        signal.notify();
        Ok(())
    }

    async fn read(
        &self,
        producer: &str,
        after: &[(u32, Place)],
        limit: usize,
        wait: Duration,
    ) -> Result<Vec<Frame>, QueueError> {
        let signal =
            self.locked(|state| state.signals.entry(producer.to_owned()).or_default().clone());
        let mut wake = signal.wake();
        let frames = self.take(producer, after, limit);
        if !frames.is_empty() {
            return Ok(frames);
        }
        wake.wait(wait).await;
        Ok(self.take(producer, after, limit))
    }
}
