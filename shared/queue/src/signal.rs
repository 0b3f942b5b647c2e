//! Waking a task of this process when something was committed.

use std::time::Duration;

use tokio::sync::watch;

/// Tells every waiting task of this process that there is news. A hint, never the truth: whoever
/// waits also looks by itself from time to time.
#[derive(Clone, Debug)]
pub struct Signal(watch::Sender<u64>);

impl Default for Signal {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Signal {
    /// Wakes everybody who waits, and everybody who will wait before having looked.
    pub fn notify(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A place to wait at; what is signalled from now on wakes it.
    pub fn wake(&self) -> Wake {
        Wake(self.0.subscribe())
    }
}

/// Waits for a [`Signal`].
#[derive(Clone, Debug)]
pub struct Wake(watch::Receiver<u64>);

impl Wake {
    /// Waits for a signal given since the last wait, at most this long.
    pub async fn wait(&mut self, at_most: Duration) {
        // A closed channel wakes nobody any more; the time limit still holds.
        if let Ok(Err(_)) = tokio::time::timeout(at_most, self.0.changed()).await {
            tokio::time::sleep(at_most).await;
        }
    }
}
