//! Requests for bulks.

use std::collections::BTreeSet;

use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_kernel::Refusal;
use uuid::Uuid;

use super::apply;
use crate::app::{BulkApplication, SubmitBulk};
use crate::ports::Call;
use crate::wire::bulk_row;

/// Its request id, and the applications. One that breaks its own field rules is refused by its
/// result, the others are taken.
pub fn submit_bulk(
    request: &contract::SubmitBulkRequest,
    call: &Call,
) -> Result<(Uuid, SubmitBulk), Refusal> {
    let mut fields = Fields::of(request);
    let request_id = fields.take("request_id", fields::uuid(&request.request_id));
    let bulk_id = fields.take("bulk_id", fields::uuid(&request.bulk_id));
    let (mut applications, mut lines) = (Vec::with_capacity(request.rows.len()), BTreeSet::new());
    for (index, row) in request.rows.iter().enumerate() {
        let path = format!("rows[{index}].line");
        let line = fields.take(&path, u64::try_from(row.line)).unwrap_or_default();
        if !lines.insert(line) {
            fields.add("rows", "no two of them may have the same line");
        }
        applications.push(application(line, row.application.as_ref(), call));
    }
    let complete = request.complete;
    fields.finish(|| {
        let submit = SubmitBulk { bulk_id: bulk_id?, applications, complete };
        Some((request_id?, submit))
    })
}

fn application(
    line: u64,
    application: Option<&contract::ApplyRequest>,
    call: &Call,
) -> BulkApplication {
    let none = contract::ApplyRequest::default();
    let application = application.unwrap_or(&none);
    let content = apply(application).map(|_| bulk_row(call, application));
    BulkApplication { line, request_id: application.request_id.clone(), content }
}

/// Which bulk.
pub fn get_bulk(request: &contract::GetBulkRequest) -> Result<Uuid, Refusal> {
    let mut fields = Fields::of(request);
    let bulk_id = fields.take("bulk_id", fields::uuid(&request.bulk_id));
    fields.into_result(bulk_id)
}

/// Which bulk, and after which result to go on.
pub fn stream_bulk_results(
    request: &contract::StreamBulkResultsRequest,
) -> Result<(Uuid, u64), Refusal> {
    let mut fields = Fields::of(request);
    let bulk_id = fields.take("bulk_id", fields::uuid(&request.bulk_id));
    let after = fields.take("after_cursor", u64::try_from(request.after_cursor));
    fields.finish(|| Some((bulk_id?, after?)))
}
