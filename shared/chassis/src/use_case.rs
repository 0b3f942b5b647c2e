//! Runs what changes data so that a caller who hangs up cannot cut it in the middle.

use std::future::Future;

use stts_kernel::{ErrorKind, Refusal};
use tokio_util::task::TaskTracker;
use tracing::{Instrument, Span};

use crate::deadline;

/// Runs mutating use cases in tasks of their own. Cancelling a call drops its future wherever it
/// waits; in the middle of a transaction that leaves the connection in an unknown state, so the
/// transaction runs in a task that nobody drops. A stop of the service waits for these tasks.
#[derive(Clone, Debug, Default)]
pub struct Mutations(TaskTracker);

impl Mutations {
    /// Runs use cases that this tracker counts; [`crate::server::Host::mutations`] gives those of a
    /// server.
    pub const fn new(tasks: TaskTracker) -> Self {
        Self(tasks)
    }

    /// Runs a use case to its end, in the trace and with the deadline of the current call, and gives
    /// its result. A panic in it is `INTERNAL`.
    pub async fn run<T: Send + 'static>(
        &self,
        use_case: impl Future<Output = Result<T, Refusal>> + Send + 'static,
    ) -> Result<T, Refusal> {
        let task = deadline::carry(use_case).instrument(Span::current());
        self.0.spawn(task).await.unwrap_or_else(|_panicked| Err(ErrorKind::Internal.into()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn a_caller_who_hangs_up_cancels_nothing() {
        let tasks = TaskTracker::new();
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let done = Arc::new(AtomicBool::new(false));
        let use_case = {
            let (begun, go_on, done) = (begun.clone(), go_on.clone(), done.clone());
            async move {
                begun.notify_one();
                go_on.notified().await;
                done.store(true, Ordering::Release);
                Ok(())
            }
        };
        let mutations = Mutations::new(tasks.clone());
        let call = tokio::spawn(async move { mutations.run(use_case).await });
        begun.notified().await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());

        go_on.notify_one();
        tasks.close();
        tasks.wait().await;
        assert!(done.load(Ordering::Acquire));
    }

    #[tokio::test]
    async fn a_use_case_keeps_the_deadline_of_its_call() {
        let end = tokio::time::Instant::now() + std::time::Duration::from_mins(1);
        let mutations = Mutations::default();
        let known = deadline::within(end, mutations.run(async { Ok(deadline::current()) }));
        assert_eq!(known.await, Ok(Ok(Some(end))));
    }

    #[tokio::test]
    async fn a_panic_is_a_fault_of_ours() {
        let result =
            Mutations::default().run(async { panic!("a bug") as Result<(), Refusal> }).await;
        assert_eq!(result, Err(ErrorKind::Internal.into()));
    }
}
