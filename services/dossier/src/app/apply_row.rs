//! One row of a bulk: a normal Apply, whose answer is the row's result.

use std::panic::AssertUnwindSafe;

use chrono::TimeDelta;
use futures::FutureExt;
use stts_kernel::{Clock, ErrorKind, Refusal};

use super::{App, Applicant};
use crate::ports::{Answered, Call, ClaimedRow};

/// So often a row is tried while something that is needed does not answer; then that is its result.
const MOST_ATTEMPTS: u32 = 8;
/// After the first attempt; doubled after each.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(1);

/// What became of a row in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowEnd {
    /// It has its result.
    Done,
    /// It is tried again later: it failed for itself.
    Failed,
    /// It is tried again later: what every row needs does not answer.
    Unavailable,
}

impl App {
    /// Applies, in the name of whoever submitted the row, and writes the result. A row that was in
    /// other hands before gets the same answer by its request id.
    pub async fn apply_row(
        &self,
        row: &ClaimedRow,
        call: &Call,
        applicant: &Applicant,
        machine: &dyn Clock,
    ) -> Result<RowEnd, ErrorKind> {
        let answered = AssertUnwindSafe(self.apply(call, applicant)).catch_unwind().await;
        let answered = answered.unwrap_or_else(|_panicked| Err(ErrorKind::Internal.into()));
        if let Err(refusal) = &answered
            && may_pass(refusal.kind)
            && row.attempts < MOST_ATTEMPTS
        {
            self.bulks.put_back_row(row, machine.now() + wait_after(row.attempts)).await?;
            let is_ours = refusal.kind == ErrorKind::Internal;
            return Ok(if is_ours { RowEnd::Failed } else { RowEnd::Unavailable });
        }
        let request_id = call.request.as_ref().map(|request| request.request_id.to_string());
        self.end_row(row, &request_id.unwrap_or_default(), &answered).await
    }

    /// Ends a row that cannot be read: it stays nobody's.
    pub async fn refuse_row(&self, row: &ClaimedRow, kind: ErrorKind) -> Result<RowEnd, ErrorKind> {
        self.end_row(row, "", &Err(Refusal::from(kind))).await
    }

    async fn end_row(
        &self,
        row: &ClaimedRow,
        request_id: &str,
        answered: &Answered,
    ) -> Result<RowEnd, ErrorKind> {
        let result = self.row_result(row.line, request_id, answered);
        // In other hands, it has the same result from there.
        self.bulks.finish_row(row, &result).await?;
        Ok(RowEnd::Done)
    }
}

/// Whether the same row may be answered otherwise later, without anybody changing it.
const fn may_pass(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::RegisterUnavailable
            | ErrorKind::ServiceUnavailable
            | ErrorKind::Overloaded
            | ErrorKind::DeadlineExceeded
            | ErrorKind::Internal
    )
}

fn wait_after(attempts: u32) -> TimeDelta {
    FIRST_WAIT * (1 << attempts.saturating_sub(1).min(MOST_ATTEMPTS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles() {
        for (attempts, seconds) in [(0, 1), (1, 1), (2, 2), (3, 4), (7, 64), (u32::MAX, 256)] {
            assert_eq!(wait_after(attempts).num_seconds(), seconds, "after {attempts}");
        }
    }

    #[test]
    fn what_a_rule_decided_is_not_tried_again() {
        for kind in ErrorKind::ALL {
            assert!(!(kind.is_answer() && may_pass(*kind)), "{kind:?}");
        }
        for kind in [ErrorKind::InvalidFields, ErrorKind::RequestIdReused] {
            assert!(!may_pass(kind), "{kind:?}");
        }
    }
}
