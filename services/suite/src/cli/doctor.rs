//! `stts doctor`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;

use super::Failure;
use super::standard_output::write;
use crate::deployment::diagnose;

/// Look for what would keep the services from running well, and say what to do
///
/// Each service's own program looks, with the settings that `stts services` wrote: at its database, its
/// Redis, its keys and its callers. Nothing is changed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stts doctor
  stts doctor --target .stts/targets.toml")]
pub(super) struct Doctor {
    /// Where the services are; their settings lie beside it
    #[arg(long, value_name = "FILE", default_value = ".stts/targets.toml")]
    target: PathBuf,
}

impl Doctor {
    pub(super) fn run(self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Runtime::new()?;
        let all = runtime.block_on(diagnose(&self.target))?;
        let mut lines = all.iter().flat_map(|diagnosis| &diagnosis.lines);
        write(|to| lines.try_for_each(|line| writeln!(to, "{line}")))?;
        match all.iter().filter(|diagnosis| !diagnosis.is_healthy).count() {
            0 => Ok(()),
            sick => Err(anyhow!("{sick} of {} services have something to mend", all.len()).into()),
        }
    }
}
