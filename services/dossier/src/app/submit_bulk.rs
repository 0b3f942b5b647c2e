//! An operator sends applications of a bulk.

use stts_kernel::{ErrorKind, Refusal, Violation};
use uuid::Uuid;

use super::App;
use super::answered::{Answered, Outcome};
use crate::ports::{Answer, Bulk, BulkChunk, Call, Commit, NewRow, RowContent, RowResult};

/// The outcome of an application that is registered.
const APPLIED: &str = "APPLIED";

/// One application of a bulk.
#[derive(Clone, PartialEq, Eq)]
pub struct BulkApplication {
    /// Its number in the bulk.
    pub line: u64,
    /// Its own request id, as it was given.
    pub request_id: String,
    /// The call and the application, encoded; or which field rules it breaks.
    pub content: Result<Vec<u8>, Refusal>,
}

stts_kernel::hidden_debug!(BulkApplication);

/// Applications of a bulk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmitBulk {
    /// The bulk.
    pub bulk_id: Uuid,
    /// The applications, no two of one line.
    pub applications: Vec<BulkApplication>,
    /// Whether they are the last.
    pub complete: bool,
}

impl App {
    /// Takes the applications; the work is done later, row by row.
    pub async fn submit_bulk(
        &self,
        call: &Call,
        submit: &SubmitBulk,
        traceparent: Option<String>,
    ) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        let traceparent = &traceparent;
        let settled = self.settle(call, move || {
            Box::pin(async move {
                let mut chunk = self.decide_chunk_of(call, submit).await?;
                chunk.traceparent.clone_from(traceparent);
                let before = chunk.before.as_ref().map_or(0, |bulk| bulk.submitted_rows);
                let added = u64::try_from(chunk.rows.len()).map_err(|_| ErrorKind::Internal)?;
                let complete = chunk.complete;
                let answer = Answer::BulkSubmitted { submitted_rows: before + added, complete };
                let answer = Ok(self.encode.answer(answer, &call.caller, self.today()));
                let occurred_at = self.clock.now();
                let commit = Commit { bulk_chunk: Some(chunk), occurred_at, ..Commit::default() };
                Ok(Outcome { commit, answer })
            })
        });
        match settled.await {
            // The rows that stand there may be those of the same call, answered in between.
            Err(refusal) if refusal.kind == ErrorKind::InvalidFields => {
                self.first_answer(call).await?.unwrap_or(Err(refusal))
            }
            settled => settled,
        }
    }

    async fn decide_chunk_of(
        &self,
        call: &Call,
        submit: &SubmitBulk,
    ) -> Result<BulkChunk, Refusal> {
        let operator = call.caller.operator().ok_or(ErrorKind::Internal)?;
        let before = self.bulks.bulk(operator, submit.bulk_id).await?;
        if let Some(bulk) = &before {
            if bulk.complete {
                return Err(ErrorKind::BulkComplete.into());
            }
            self.refuse_taken_lines(bulk, submit).await?;
        }
        Ok(BulkChunk {
            operator: operator.clone(),
            bulk_id: submit.bulk_id,
            before,
            rows: submit.applications.iter().map(|one| self.new_row(one)).collect(),
            complete: submit.complete,
            traceparent: None,
        })
    }

    async fn refuse_taken_lines(&self, bulk: &Bulk, submit: &SubmitBulk) -> Result<(), Refusal> {
        let lines: Vec<u64> = submit.applications.iter().map(|one| one.line).collect();
        let taken = self.bulks.taken_lines(bulk, &lines).await?;
        let violations: Vec<Violation> = (lines.iter().enumerate())
            .filter(|(_, line)| taken.contains(line))
            .map(|(index, _)| Violation {
                field: format!("rows[{index}].line"),
                description: "stands in the bulk already".to_owned(),
            })
            .collect();
        if violations.is_empty() { Ok(()) } else { Err(Refusal::invalid_fields(violations)) }
    }

    fn new_row(&self, application: &BulkApplication) -> NewRow {
        let BulkApplication { line, request_id, content } = application;
        let content = match content {
            Ok(content) => RowContent::Waiting(content.clone()),
            Err(refusal) => {
                RowContent::Done(self.row_result(*line, request_id, &Err(refusal.clone())))
            }
        };
        NewRow { line: *line, content }
    }

    /// What becomes of a row with this answer.
    pub(super) fn row_result(&self, line: u64, request_id: &str, answered: &Answered) -> RowResult {
        RowResult {
            outcome: answered.as_ref().map_or_else(|refusal| refusal.kind.code(), |_| APPLIED),
            encoded: self.encode.row_result(line, request_id, answered),
        }
    }
}
