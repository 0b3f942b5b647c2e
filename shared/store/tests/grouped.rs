//! Writes that share a transaction, and do not share their fates.

use std::sync::Arc;
use std::sync::Mutex;

use async_trait::async_trait;
use stts_store::{GroupWriter, Grouped, StoreError};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const BAD: u32 = 13;
const DOWN: u32 = 99;
const FULL: u32 = 98;
const PANICS: u32 = 66;

/// Notes every group that it is given; each waits for its permit.
#[derive(Clone)]
struct Notebook {
    groups: Arc<Mutex<Vec<Vec<u32>>>>,
    permits: Arc<Semaphore>,
}

impl Notebook {
    fn with_permits(permits: usize) -> Self {
        Self { groups: Arc::default(), permits: Arc::new(Semaphore::new(permits)) }
    }

    fn groups(&self) -> Vec<Vec<u32>> {
        self.groups.lock().unwrap().clone()
    }

    /// Waits until so many groups have been given.
    async fn has_groups(&self, count: usize) {
        while self.groups().len() < count {
            tokio::task::yield_now().await;
        }
    }
}

#[async_trait]
impl GroupWriter for Notebook {
    type Item = u32;
    type Answer = u32;

    async fn write(&self, items: &[u32]) -> Result<Vec<u32>, StoreError> {
        self.groups.lock().unwrap().push(items.to_vec());
        self.permits.acquire().await.unwrap().forget();
        assert!(!items.contains(&PANICS), "as the test wants it");
        if items.contains(&DOWN) {
            return Err(StoreError::Unavailable("down".to_owned()));
        }
        if items.contains(&FULL) {
            return Err(StoreError::Overloaded);
        }
        if items.contains(&BAD) {
            return Err(StoreError::LostRace);
        }
        Ok(items.iter().map(|item| item * 10).collect())
    }
}

type Outcome = (u32, Result<u32, StoreError>);

/// Two groups are under way, of `1` and of `2`, while these wait; gives what everybody is told.
async fn gathered(notebook: &Notebook, waiting: &[u32]) -> Vec<Outcome> {
    let grouped = Grouped::new(notebook.clone());
    let mut callers = JoinSet::new();
    let call = |callers: &mut JoinSet<Outcome>, item: u32| {
        let grouped = grouped.clone();
        callers.spawn(async move { (item, grouped.write(item).await) });
    };
    for (count, item) in [(1, 1), (2, 2)] {
        call(&mut callers, item);
        notebook.has_groups(count).await;
    }
    for item in waiting {
        call(&mut callers, *item);
    }
    // On one thread, every caller has come to its place in the queue after a turn each.
    for _ in 0..=waiting.len() {
        tokio::task::yield_now().await;
    }
    notebook.permits.add_permits(1_000);
    let mut outcomes = callers.join_all().await;
    outcomes.sort_by_key(|(item, _)| *item);
    outcomes
}

#[tokio::test]
async fn what_waits_is_written_in_groups_of_a_power_of_two() {
    let notebook = Notebook::with_permits(0);
    let waiting: Vec<u32> = (100..150).collect();
    let outcomes = gathered(&notebook, &waiting).await;
    assert!(outcomes.iter().all(|(item, outcome)| *outcome == Ok(item * 10)), "{outcomes:?}");
    assert_eq!(outcomes.len(), 52);
    let sizes: Vec<usize> = notebook.groups().iter().map(Vec::len).collect();
    assert_eq!(sizes, [1, 1, 32, 16, 2]);
}

#[tokio::test]
async fn one_that_fails_fails_alone() {
    let notebook = Notebook::with_permits(0);
    let outcomes = gathered(&notebook, &[10, 11, 12, BAD]).await;
    let told = |item| if item == BAD { Err(StoreError::LostRace) } else { Ok(item * 10) };
    let expected: Vec<Outcome> =
        [1, 2, 10, 11, 12, BAD].into_iter().map(|item| (item, told(item))).collect();
    assert_eq!(outcomes, expected);
    assert!(notebook.groups().contains(&vec![10, 11, 12, BAD]), "they were in one group");
}

#[tokio::test]
async fn what_is_wrong_with_the_database_is_told_to_all() {
    let faults =
        [(DOWN, StoreError::Unavailable("down".to_owned())), (FULL, StoreError::Overloaded)];
    for (item, fault) in faults {
        let notebook = Notebook::with_permits(0);
        let outcomes = gathered(&notebook, &[10, item]).await;
        let told = || Err(fault.clone());
        assert_eq!(outcomes, [(1, Ok(10)), (2, Ok(20)), (10, told()), (item, told())]);
        assert_eq!(notebook.groups(), [vec![1], vec![2], vec![10, item]], "nothing is tried again");
    }
}

#[tokio::test]
async fn a_writer_that_panics_leaves_its_lane_free() {
    let notebook = Notebook::with_permits(1_000);
    let grouped = Grouped::new(notebook);
    for _ in 0..4 {
        assert!(matches!(grouped.write(PANICS).await, Err(StoreError::Other(_))));
    }
    assert_eq!(grouped.write(1).await, Ok(10));
}

#[tokio::test]
async fn it_is_written_even_when_the_caller_goes_away() {
    let notebook = Notebook::with_permits(0);
    let grouped = Grouped::new(notebook.clone());
    let caller = tokio::spawn({
        let grouped = grouped.clone();
        async move { grouped.write(7).await }
    });
    notebook.has_groups(1).await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    notebook.permits.add_permits(2);
    assert_eq!(grouped.write(8).await, Ok(80));
    assert_eq!(notebook.groups(), [vec![7], vec![8]]);
}
