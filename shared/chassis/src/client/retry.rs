//! Repeats a call that did not get through.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use stts_kernel::ErrorKind;
use tonic::{Code, Status};

use crate::deadline;
use crate::reasons::status;

/// Makes a call that changes nothing, or carries a request id, and repeats it at most twice while it
/// is answered with `UNAVAILABLE`, within the deadline of the current call.
pub async fn retry<T, C, F>(call: C) -> Result<T, Status>
where
    C: FnMut() -> F,
    F: Future<Output = Result<T, Status>>,
{
    let delays = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(20))
        .with_max_delay(Duration::from_millis(500))
        .with_max_times(2)
        .with_jitter();
    let attempts = call.retry(delays).when(|status| status.code() == Code::Unavailable);
    match deadline::current() {
        None => attempts.await,
        Some(end) => tokio::time::timeout_at(end, attempts)
            .await
            .unwrap_or_else(|_| Err(status(&ErrorKind::DeadlineExceeded.into()))),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::time::Instant;

    use super::*;

    async fn attempts(code: Code, answered_at: u32) -> (u32, Result<(), Code>) {
        let made = Cell::new(0);
        let result = retry(|| {
            made.set(made.get() + 1);
            let answer =
                if made.get() == answered_at { Ok(()) } else { Err(Status::new(code, "")) };
            async { answer }
        });
        let result = result.await.map_err(|status| status.code());
        (made.get(), result)
    }

    #[tokio::test]
    async fn only_what_did_not_get_through_is_repeated() {
        assert_eq!(attempts(Code::Unavailable, 3).await, (3, Ok(())));
        assert_eq!(attempts(Code::Unavailable, 9).await, (3, Err(Code::Unavailable)));
        assert_eq!(attempts(Code::Aborted, 2).await, (1, Err(Code::Aborted)));
    }

    #[tokio::test]
    async fn a_retry_ends_with_the_deadline() {
        let never = || retry(std::future::pending::<Result<(), Status>>);
        let carried = deadline::within(Instant::now(), deadline::carry(never()));
        assert!(carried.await.is_err());
    }
}
