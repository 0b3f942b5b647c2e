//! Requests for batch runs and for the fund's copy of a year.

use chrono::{DateTime, NaiveDate};
use stts_chassis::fields::{self, Fields};
use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1 as contract;
use stts_kernel::Refusal;
use stts_store::{SealBroken, Vault, page, page_token};
use uuid::Uuid;

use crate::app::ExportPart;
use crate::ports::RunPlace;

/// A batch run to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartRun {
    /// The request's id.
    pub request_id: Uuid,
    /// Its date.
    pub date: NaiveDate,
    /// Whether to tell only what would change.
    pub dry_run: bool,
}

/// Which night to run.
pub fn start_night_run(request: &contract::StartNightRunRequest) -> Result<StartRun, Refusal> {
    let asked = (request.request_id.as_str(), request.date.as_ref(), request.dry_run);
    start_run(Fields::of(request), asked)
}

/// Of which date to check.
pub fn start_verification_run(
    request: &contract::StartVerificationRunRequest,
) -> Result<StartRun, Refusal> {
    let asked = (request.request_id.as_str(), request.date.as_ref(), request.dry_run);
    start_run(Fields::of(request), asked)
}

fn start_run(
    mut fields: Fields,
    (request_id, date, dry_run): (&str, Option<&Date>, bool),
) -> Result<StartRun, Refusal> {
    let request_id = fields.take("request_id", fields::uuid(request_id));
    let date = fields.required("date", date);
    let date = date.and_then(|date| fields.take("date", fields::date(date)));
    fields.finish(|| Some(StartRun { request_id: request_id?, date: date?, dry_run }))
}

/// Which run to end: the request's id, and the run.
pub fn cancel_run(request: &contract::CancelRunRequest) -> Result<(Uuid, Uuid), Refusal> {
    let mut fields = Fields::of(request);
    let request_id = fields.take("request_id", fields::uuid(&request.request_id));
    let run_id = fields.take("run_id", fields::uuid(&request.run_id));
    fields.finish(|| Some((request_id?, run_id?)))
}

/// To what the page tokens of the list of runs are bound.
const RUNS: &str = "ListRuns";

/// Which part of the list of runs.
pub fn list_runs(
    request: &contract::ListRunsRequest,
    vault: &Vault,
) -> Result<(Option<RunPlace>, u64), Refusal> {
    let mut fields = Fields::of(request);
    let after = page::after(&mut fields, (vault, RUNS), &request.page_token, run_place);
    let size = page::size(request.page_size).into();
    fields.finish(|| Some((after?, size)))
}

/// The token of the page after a run; empty after the last page.
pub fn runs_token(vault: &Vault, next: Option<RunPlace>) -> Result<String, SealBroken> {
    let seal = |place: RunPlace| {
        let mut key = place.started_at.timestamp_micros().to_be_bytes().to_vec();
        key.extend(place.run_id.as_bytes());
        page_token::seal(vault, RUNS, &key)
    };
    next.map(seal).transpose().map(Option::unwrap_or_default)
}

fn run_place(key: &[u8]) -> Option<RunPlace> {
    let (started_at, run_id) = key.split_first_chunk::<8>()?;
    let started_at = DateTime::from_timestamp_micros(i64::from_be_bytes(*started_at))?;
    Some(RunPlace { started_at, run_id: Uuid::from_slice(run_id).ok()? })
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
