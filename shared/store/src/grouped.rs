//! Writes of many callers in one transaction: a commit costs the same for one as for many.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::FutureExt;
use tokio::sync::oneshot;
use tracing::Instrument;

use crate::StoreError;
use crate::store::commit_span;

/// At most so many in one transaction.
const MOST: usize = 32;
/// So many transactions at once: while one is under way, the next gathers.
const LANES: usize = 2;

/// What writes a group.
#[async_trait]
pub trait GroupWriter: Send + Sync + 'static {
    /// What one caller wants written.
    type Item: Send + Sync + 'static;
    /// What that caller is told.
    type Answer: Send + 'static;

    /// Writes all of these in one transaction or none, and answers in their order. A group that
    /// fails is written again one by one, unless the database does not answer.
    async fn write(&self, items: &[Self::Item]) -> Result<Vec<Self::Answer>, StoreError>;
}

/// Gathers what callers want written while the transactions before it are under way: nobody waits
/// for company, and nobody's failure is another's.
pub struct Grouped<W: GroupWriter>(Arc<Shared<W>>);

impl<W: GroupWriter> Clone for Grouped<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

struct Shared<W: GroupWriter> {
    writer: W,
    queue: Mutex<Queue<W>>,
}

struct Queue<W: GroupWriter> {
    waiting: VecDeque<Waiting<W>>,
    lanes: usize,
}

struct Waiting<W: GroupWriter> {
    item: W::Item,
    answer: oneshot::Sender<Result<W::Answer, StoreError>>,
}

impl<W: GroupWriter> Grouped<W> {
    /// By this writer.
    pub fn new(writer: W) -> Self {
        let queue = Mutex::new(Queue { waiting: VecDeque::new(), lanes: 0 });
        Self(Arc::new(Shared { writer, queue }))
    }

    /// Writes with whatever else waits. It is written even when the caller goes away.
    pub async fn write(&self, item: W::Item) -> Result<W::Answer, StoreError> {
        let (answer, answered) = oneshot::channel();
        let opens_lane = self.0.push(Waiting { item, answer });
        if opens_lane {
            tokio::spawn(Lane(Arc::clone(&self.0)).work());
        }
        let answered = answered.instrument(commit_span()).await;
        answered.unwrap_or_else(|_| Err(StoreError::Other("a group was not written".to_owned())))
    }
}

impl<W: GroupWriter> Shared<W> {
    fn queue(&self) -> MutexGuard<'_, Queue<W>> {
        // Nothing that can panic is done under the lock.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a lane is to be opened for it.
    fn push(&self, waiting: Waiting<W>) -> bool {
        let mut queue = self.queue();
        queue.waiting.push_back(waiting);
        let opens_lane = queue.lanes < LANES;
        queue.lanes += usize::from(opens_lane);
        opens_lane
    }

    /// The next group; a power of two, so that there are few statements to prepare. When nobody
    /// waits, the lane is closed in the same moment, so that whoever comes next opens one.
    fn next(&self) -> Option<Vec<Waiting<W>>> {
        let mut queue = self.queue();
        let Some(power) = queue.waiting.len().min(MOST).checked_ilog2() else {
            queue.lanes -= 1;
            return None;
        };
        Some(queue.waiting.drain(..1 << power).collect())
    }
}

/// One transaction after the other, until nobody waits.
struct Lane<W: GroupWriter>(Arc<Shared<W>>);

impl<W: GroupWriter> Lane<W> {
    async fn work(self) {
        while let Some(group) = self.0.next() {
            let (items, answers): (Vec<_>, Vec<_>) =
                group.into_iter().map(|waiting| (waiting.item, waiting.answer)).unzip();
            for (answer, outcome) in answers.into_iter().zip(self.outcomes(&items).await) {
                // Whoever went away does not want to know.
                answer.send(outcome).ok();
            }
        }
    }

    /// A writer that panics has failed, and the lane goes on.
    async fn write(&self, items: &[W::Item]) -> Result<Vec<W::Answer>, StoreError> {
        let written = AssertUnwindSafe(self.0.writer.write(items)).catch_unwind().await;
        written.unwrap_or_else(|_| Err(StoreError::Other("a group was not written".to_owned())))
    }

    async fn outcomes(&self, items: &[W::Item]) -> Vec<Result<W::Answer, StoreError>> {
        match self.write(items).await {
            Ok(answers) => answers.into_iter().map(Ok).collect(),
            Err(error) if items.len() == 1 || is_of_the_database(&error) => {
                items.iter().map(|_| Err(error.clone())).collect()
            }
            Err(_) => {
                let mut outcomes = Vec::with_capacity(items.len());
                for item in items {
                    let alone = self.write(std::slice::from_ref(item)).await;
                    let answer = alone.map(|mut answers| answers.pop());
                    let none = || StoreError::Other("a group was not answered".to_owned());
                    outcomes.push(answer.and_then(|answer| answer.ok_or_else(none)));
                }
                outcomes
            }
        }
    }
}

/// Nothing about an item: one by one they would meet the same, each after another wait.
const fn is_of_the_database(error: &StoreError) -> bool {
    matches!(error, StoreError::Unavailable(_) | StoreError::Overloaded)
}
