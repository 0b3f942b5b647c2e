//! A batch run.

use stts_chassis::fields::{date_message, timestamp};
use stts_contracts::dossier::v1 as contract;

use crate::ports::{Run, RunKind, RunState};

/// How far the run is.
pub fn run(run: &Run) -> contract::Run {
    let (state, completed_at) = match run.state {
        RunState::Running => (contract::RunState::Running, None),
        RunState::Completed(at) => (contract::RunState::Completed, Some(timestamp(at))),
        RunState::Cancelled(at) => (contract::RunState::Cancelled, Some(timestamp(at))),
    };
    let kind = match run.kind {
        RunKind::Night => contract::RunKind::Night,
        RunKind::Verification => contract::RunKind::Verification,
    };
    let counts = run.counts.iter().map(|(outcome, dossiers)| contract::RunCount {
        outcome: outcome.clone(),
        dossiers: i64::try_from(*dossiers).unwrap_or(i64::MAX),
    });
    contract::Run {
        run_id: run.run_id.to_string(),
        date: Some(date_message(run.date)),
        dry_run: run.dry_run,
        state: state.into(),
        started_at: Some(timestamp(run.started_at)),
        completed_at,
        counts: counts.collect(),
        kind: kind.into(),
        night: Some(date_message(run.night)),
    }
}
