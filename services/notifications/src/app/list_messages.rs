//! Messages, page by page.

use stts_kernel::Refusal;

use super::App;
use crate::ports::{Cursor, Filter, Message};

/// Some messages of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The messages, newest first.
    pub messages: Vec<Message>,
    /// After which the next page begins; absent on the last.
    pub next: Option<Cursor>,
}

impl App {
    /// Lists at most `size` messages after a place.
    pub async fn list_messages(
        &self,
        filter: Filter,
        after: Option<Cursor>,
        size: u32,
    ) -> Result<Page, Refusal> {
        // One more than the page tells whether there is a next one.
        let mut messages = self.store.messages(filter, after, u64::from(size) + 1).await?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = messages.len() > size;
        messages.truncate(size);
        let next = messages.last().filter(|_| more).map(Cursor::from);
        Ok(Page { messages, next })
    }
}
