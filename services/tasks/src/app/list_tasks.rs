//! The tasks of one who has to do them, page by page.

use stts_kernel::Refusal;
use stts_tasks_domain::Task;

use super::App;
use crate::ports::{Cursor, Filter};

/// Some tasks of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The tasks, oldest first.
    pub tasks: Vec<Task>,
    /// After which the next page begins; absent on the last.
    pub next: Option<Cursor>,
}

impl App {
    /// Lists at most `size` tasks after a place.
    pub async fn list_tasks(
        &self,
        filter: &Filter,
        after: Option<Cursor>,
        size: u32,
    ) -> Result<Page, Refusal> {
        // One more than the page tells whether there is a next one.
        let mut tasks = self.store.tasks(filter, after, u64::from(size) + 1).await?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = tasks.len() > size;
        tasks.truncate(size);
        let next = tasks.last().filter(|_| more).map(Cursor::from);
        Ok(Page { tasks, next })
    }
}
