//! The batch runs, each from its start until it is done.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use chrono::{Months, NaiveDate};
use stts::control::hour_of;
use stts_chassis::client::ServiceChannel;
use stts_chassis::time::SystemIds;
use stts_contracts::dossier::v1::dossier_admin_service_client::DossierAdminServiceClient;
use stts_contracts::dossier::v1::{
    GetRunRequest, Run, RunState, StartNightRunRequest, StartVerificationRunRequest,
};
use stts_kernel::IdSource;

use super::super::memory::resident_kilobytes;
use super::super::{Aim, Figure, Quantity, pgbench};
use super::seed::{self, DATABASE};
use super::{CHECKED, DUE, Stage};
use crate::date;

const LOOKS_EVERY: Duration = Duration::from_millis(50);
/// A night may take so many times as long as one statement that changes as many rows.
const AIM_FACTOR: u32 = 5;
const AIM_MEGABYTES: u64 = 200;
const AIM_CHECK: Duration = Duration::from_mins(5);
/// Between two checks of a dossier.
const CHECKED_EVERY: Months = Months::new(24);
/// What a program would change at least, in one statement.
const UPDATE: &str = "BEGIN; UPDATE dossiers SET version = version + 1, status = 'ACTIVE', \
    due_on = NULL, state = replace(state, 'AWAITING_ACTIVATION', 'ACTIVE') \
    WHERE number IN (SELECT number FROM dossiers WHERE due_on <= '{night}' \
    AND status = 'AWAITING_ACTIVATION' ORDER BY number LIMIT {rows}); ROLLBACK";

/// How long a run took, what it held, and how it ended.
struct Ran {
    time: Duration,
    most_kilobytes: u64,
    run: Run,
}

fn admin(stage: &Stage) -> Result<DossierAdminServiceClient<ServiceChannel>> {
    Ok(DossierAdminServiceClient::new(stage.channel("bipt-operations")?))
}

/// Moves the clocks to the morning of a date and runs its night, with all that follows.
pub(super) async fn night(stage: &Stage, date: NaiveDate) -> Result<()> {
    stage.control.advance(hour_of(date, 8)).await?;
    stage.control.night(date).await?;
    Ok(())
}

/// A night run with its many due dossiers, then a check with its own.
pub(super) async fn measure(stage: &mut Stage, before: NaiveDate) -> Result<Vec<Figure>> {
    let night_of = before.succ_opt().context("a day follows")?;
    stage.control.advance(hour_of(night_of, 8)).await?;
    let begun = Instant::now();
    let update = UPDATE.replace("{night}", &night_of.to_string());
    let update = update.replace("{rows}", &DUE.to_string());
    pgbench::psql(&stage.server, DATABASE, &update)?;
    let one_update = begun.elapsed();
    pgbench::psql(&stage.server, DATABASE, "VACUUM ANALYZE dossiers")?;
    let mut client = admin(stage)?;
    let request = StartNightRunRequest {
        request_id: SystemIds.uuid().to_string(),
        date: date(night_of),
        dry_run: false,
    };
    let begun = Instant::now();
    let run = client.start_night_run(request).await?.into_inner().run;
    let night = until_done(stage, run.context("a run has begun")?, begun).await?;
    let activated = night.run.counts.iter().find(|count| count.outcome == "ACTIVATE");
    let activated = activated.map_or(0, |count| count.dossiers);
    ensure!(activated.unsigned_abs() >= DUE, "the night did only {:?}", night.run.counts);
    stage.control.quiet().await?;

    seed::forget_copies(stage)?;
    let check_of = night_of.checked_add_months(CHECKED_EVERY).context("a date")?;
    stage.control.advance(hour_of(check_of, 8)).await?;
    let request = StartVerificationRunRequest {
        request_id: SystemIds.uuid().to_string(),
        date: date(check_of),
        dry_run: false,
    };
    let begun = Instant::now();
    let run = admin(stage)?.start_verification_run(request).await?.into_inner().run;
    let check = until_done(stage, run.context("a run has begun")?, begun).await?;
    let looked_at: i64 = check.run.counts.iter().map(|count| count.dossiers).sum();
    ensure!(looked_at.unsigned_abs() >= CHECKED, "the check did only {:?}", check.run.counts);
    Ok(figures(one_update, &night, &check))
}

async fn until_done(stage: &mut Stage, mut run: Run, begun: Instant) -> Result<Ran> {
    let process = stage.dossier_process()?;
    let mut client = admin(stage)?;
    let mut most_kilobytes = 0;
    while run.state() != RunState::Completed {
        tokio::time::sleep(LOOKS_EVERY).await;
        most_kilobytes = most_kilobytes.max(resident_kilobytes(process)?);
        let request = GetRunRequest { run_id: run.run_id.clone() };
        run = client.get_run(request).await?.into_inner().run.context("a run is there")?;
        ensure!(run.state() != RunState::Cancelled, "somebody cancelled the run");
    }
    Ok(Ran { time: begun.elapsed(), most_kilobytes, run })
}

fn figures(one_update: Duration, night: &Ran, check: &Ran) -> Vec<Figure> {
    let memory = |name: &str, ran: &Ran| {
        Figure::new(
            format!("portfolio.{name}.memory"),
            Quantity::megabytes(ran.most_kilobytes),
            "MB",
        )
        .aiming(Aim::Below(Quantity::whole(AIM_MEGABYTES)))
    };
    vec![
        Figure::new(format!("portfolio.night_of_{DUE}"), Quantity::seconds(night.time), "s")
            .aiming(Aim::Below(Quantity::seconds(one_update * AIM_FACTOR)))
            .beside("one update", Quantity::seconds(one_update)),
        memory("night", night),
        Figure::new(format!("portfolio.check_of_{CHECKED}"), Quantity::seconds(check.time), "s")
            .aiming(Aim::Below(Quantity::seconds(AIM_CHECK))),
        memory("check", check),
    ]
}
