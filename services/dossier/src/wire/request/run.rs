//! Requests for batch runs and for the fund's copy of a year.

use chrono::NaiveDate;
use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_kernel::Refusal;
use uuid::Uuid;

use crate::app::ExportPart;

/// A night run to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartNightRun {
    /// The request's id.
    pub request_id: Uuid,
    /// The date of the night.
    pub date: NaiveDate,
    /// Whether to tell only what would change.
    pub dry_run: bool,
}

/// Which night to run.
pub fn start_night_run(request: &contract::StartNightRunRequest) -> Result<StartNightRun, Refusal> {
    let mut fields = Fields::of(request);
    let request_id = fields.take("request_id", fields::uuid(&request.request_id));
    let date = fields.required("date", request.date.as_ref());
    let date = date.and_then(|date| fields.take("date", fields::date(date)));
    let dry_run = request.dry_run;
    fields.finish(|| Some(StartNightRun { request_id: request_id?, date: date?, dry_run }))
}

/// Which run.
pub fn get_run(request: &contract::GetRunRequest) -> Result<Uuid, Refusal> {
    let mut fields = Fields::of(request);
    let run_id = fields.take("run_id", fields::uuid(&request.run_id));
    fields.into_result(run_id)
}

/// Which year, and where to go on.
pub fn export_reduction_periods(
    request: &contract::ExportReductionPeriodsRequest,
) -> Result<ExportPart, Refusal> {
    let mut fields = Fields::of(request);
    let export_id = fields.take("export_id", fields::uuid(&request.export_id));
    let after_key = fields.take("after_key", u64::try_from(request.after_key));
    let year = request.year;
    fields.finish(|| Some(ExportPart { export_id: export_id?, year, after_key: after_key? }))
}
