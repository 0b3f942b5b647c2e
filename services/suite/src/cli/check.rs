//! `stts check`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, anyhow};
use clap::Args;

use super::Failure;
use super::standard_output::write;
use crate::check::{CheckSettings, check};
use crate::deployment::Targets;

/// Check what must always hold, in the databases and the Redis of running services
///
/// Waits until nothing is under way, and then reads; nothing is ever written. One line for each
/// invariant says how many things were looked at.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stts check
  stts check --target .stts/targets.toml --wait-seconds 300")]
pub(super) struct Check {
    /// Where the services are; their settings lie beside it
    #[arg(long, value_name = "FILE", default_value = ".stts/targets.toml")]
    target: PathBuf,
    /// How long to wait until nothing is under way
    #[arg(long, default_value_t = 60)]
    wait_seconds: u64,
}

impl Check {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Self { target, wait_seconds } = self;
        let settings = CheckSettings::of_deployment(&target)?;
        let targets = Targets::read(&target)?;
        let checked = tokio::runtime::Runtime::new()?.block_on(async {
            let quiet = Duration::from_secs(wait_seconds);
            let control = targets.control()?;
            let waited = tokio::time::timeout(quiet, control.quiet()).await;
            waited.with_context(|| format!("work is under way after {wait_seconds} seconds"))??;
            check(&settings).await
        })?;
        write(|to| checked.iter().try_for_each(|checked| writeln!(to, "{checked}")))?;
        match checked.iter().filter(|checked| !checked.violations.is_empty()).count() {
            0 => Ok(()),
            broken => Err(anyhow!("{broken} invariants do not hold: see ✗").into()),
        }
    }
}
