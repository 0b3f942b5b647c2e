//! A million jobs that wait in a lane of Redis, and the worker who finds them: he goes on as fast as
//! with few, and his memory stays as it was.

use std::time::Duration;

use anyhow::{Result, anyhow};
use stts_testkit::RedisServer;

use super::lane::{self, Drained};
use super::memory::Peak;
use super::{Aim, Figure, Quantity};

const FEW: u64 = 100_000;
const MANY: u64 = 1_000_000;
/// Of the rate with few.
const AIM_PERCENT: u64 = 90;
const AIM_MEGABYTES: u64 = 20;

/// Measures.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let drained = |jobs| -> Result<(Drained, u64)> {
        let redis = RedisServer::start().map_err(|error| anyhow!(error))?;
        let peak = Peak::watch(Duration::from_millis(50))?;
        let drained = runtime.block_on(lane::drain(&redis, jobs))?;
        Ok((drained, peak.growth_kilobytes()?))
    };
    let (few, _) = drained(FEW)?;
    let (many, growth) = drained(MANY)?;
    let rate = Quantity::per_second(MANY, many.consumed);
    let beside = Quantity::per_second(FEW, few.consumed);
    Ok(vec![
        Figure::new("lane.backlog", rate, "jobs/s")
            .aiming(Aim::ShareAbove(Quantity::whole(AIM_PERCENT)))
            .beside("a tenth of it", beside),
        Figure::new("lane.backlog.memory", Quantity::megabytes(growth), "MB")
            .aiming(Aim::Below(Quantity::whole(AIM_MEGABYTES))),
    ])
}
