//! The way down: told once, then waits for what is running.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The stop of a process, shared by its servers, jobs and use cases.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    requested: CancellationToken,
    ended: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// A stop that nobody has asked for yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for the stop when the process gets SIGTERM or SIGINT. Inside a tokio runtime.
    pub fn on_signal(&self) -> std::io::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let shutdown = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
                () = shutdown.requested() => {}
            }
            shutdown.trigger();
        });
        Ok(())
    }

    /// Asks for the stop.
    pub fn trigger(&self) {
        self.requested.cancel();
    }

    /// Waits until the stop is asked for.
    pub async fn requested(&self) {
        self.requested.cancelled().await;
    }

    /// The stop as a token, for workers that watch one.
    pub fn token(&self) -> CancellationToken {
        self.requested.clone()
    }

    /// Whether the stop was asked for.
    pub fn is_requested(&self) -> bool {
        self.requested.is_cancelled()
    }

    /// Tasks that a stop waits for; spawn use cases and workers with it.
    pub const fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// Waits for the tasks, at most that long; whether all of them ended.
    pub async fn drained(&self, limit: Duration) -> bool {
        self.tasks.close();
        let drained = tokio::time::timeout(limit, self.tasks.wait()).await.is_ok();
        self.ended.cancel();
        drained
    }

    /// Waits for the end of the way down. Until then the pipes of a process stay open, since calls
    /// that are still running need them.
    pub(super) async fn ended(&self) {
        self.ended.cancelled().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stop_waits_for_tasks_but_not_for_ever() {
        let shutdown = Shutdown::new();
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        shutdown.tasks().spawn(ended);
        assert!(!shutdown.drained(Duration::ZERO).await);
        drop(end);
        assert!(shutdown.drained(Duration::from_hours(1)).await);
    }
}
