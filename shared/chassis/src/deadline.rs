//! The deadline of a call: read from `grpc-timeout`, kept with the task, passed on to what it calls.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use stts_kernel::{ErrorKind, Refusal, Violation};
use tokio::time::{Instant, sleep_until};

pub(crate) const GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

tokio::task_local! {
    static DEADLINE: Instant;
}

/// The deadline of the call that the current task answers; none outside a call.
pub fn current() -> Option<Instant> {
    DEADLINE.try_with(|deadline| *deadline).ok()
}

/// Runs `work` under a deadline, until then at most.
pub(crate) async fn within<T>(
    deadline: Instant,
    work: impl Future<Output = T>,
) -> Result<T, ErrorKind> {
    let mut work = pin!(DEADLINE.scope(deadline, work));
    let mut end = pin!(sleep_until(deadline));
    std::future::poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Ok(output));
        }
        // Tonic's own timer, outside of this and for the same instant, would answer CANCELLED if it
        // were noticed first; the clock is asked too, since timers of one instant fire in no order.
        if end.as_mut().poll(context).is_ready() || Instant::now() >= deadline {
            return Poll::Ready(Err(ErrorKind::DeadlineExceeded));
        }
        Poll::Pending
    })
    .await
}

/// Takes the current deadline, if any, along into another task.
pub(crate) fn carry<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let deadline = current();
    async move {
        match deadline {
            Some(deadline) => DEADLINE.scope(deadline, work).await,
            None => work.await,
        }
    }
}

/// The time that a caller gives in `grpc-timeout`; a malformed one is refused, since ignoring it
/// would let the call run longer than the caller waits.
pub(crate) fn timeout_of(headers: &HeaderMap) -> Result<Option<Duration>, Refusal> {
    let Some(header) = headers.get(GRPC_TIMEOUT) else { return Ok(None) };
    let parsed = header.to_str().ok().and_then(parse);
    parsed.map(Some).ok_or_else(|| {
        let description = "is 1 to 8 digits and a unit of H, M, S, m, u, n".to_owned();
        Refusal::invalid_fields(vec![Violation { field: GRPC_TIMEOUT.to_string(), description }])
    })
}

fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(number * 3_600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

/// A `grpc-timeout` of at most that time: in milliseconds, beyond 8 digits in seconds.
pub(crate) fn timeout_header(timeout: Duration) -> HeaderValue {
    const MOST: u128 = 99_999_999;
    let millis = timeout.as_millis();
    let text = if millis <= MOST {
        format!("{millis}m")
    } else {
        format!("{}S", u128::from(timeout.as_secs()).min(MOST))
    };
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("0m"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_units_of_grpc_are_known() {
        for (text, millis) in [
            ("1H", Some(3_600_000)),
            ("2M", Some(120_000)),
            ("3S", Some(3_000)),
            ("99999999m", Some(99_999_999)),
            ("5000u", Some(5)),
            ("6000000n", Some(6)),
            ("", None),
            ("m", None),
            ("123456789m", None),
            ("1", None),
            ("1x", None),
            ("-1S", None),
            ("1.5S", None),
            ("1é", None),
        ] {
            assert_eq!(parse(text), millis.map(Duration::from_millis), "{text}");
        }
    }

    #[test]
    fn a_timeout_is_passed_on_in_the_form_that_is_read() {
        for (seconds, read) in [(5, 5), (99_999, 99_999), (100_000, 100_000)] {
            let header = timeout_header(Duration::from_secs(seconds));
            let parsed = parse(header.to_str().unwrap());
            assert_eq!(parsed, Some(Duration::from_secs(read)));
        }
    }

    #[tokio::test]
    async fn work_ends_at_its_deadline_and_knows_it() {
        let later = Instant::now() + Duration::from_hours(1);
        assert_eq!(within(later, async { current() }).await, Ok(Some(later)));
        assert_eq!(current(), None);
        let late = within(Instant::now(), std::future::pending::<()>()).await;
        assert_eq!(late, Err(ErrorKind::DeadlineExceeded));
    }

    #[tokio::test]
    async fn a_deadline_is_carried_into_another_task() {
        let later = Instant::now() + Duration::from_hours(1);
        let spawned = within(later, async { tokio::spawn(carry(async { current() })).await });
        assert_eq!(spawned.await.unwrap().unwrap(), Some(later));
    }
}
