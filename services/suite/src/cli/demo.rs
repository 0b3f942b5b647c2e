//! `stts demo`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::anyhow;
use chrono::NaiveDate;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Failure;
use super::standard_output::{drawn, write};
use crate::calculators::Sheet;
use crate::demo::{Audience, DemoFolder, DemoSettings, Place, tell};
use crate::deployment::Targets;

/// Play a year of the tariff with three operators, and check what came of it
///
/// Everything runs in this process, on a simulated clock, unless --target names services. Stopped at
/// any moment, the same command goes on where it was, to the same result.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stts demo
  stts demo --applications 40 --days 120 --seed 7 --data /tmp/demo
  stts demo --target .stts/targets.toml
  stts demo --fresh")]
pub(super) struct Demo {
    /// The folder of the story and its data
    #[arg(long, default_value = ".stts-demo")]
    data: PathBuf,
    /// How many applications
    #[arg(long, default_value_t = 200, value_parser = applications())]
    applications: u64,
    /// The number from which everything follows
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many days to play, from 2026-01-01
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u64).range(1..=3650))]
    days: u64,
    /// Play on services that are running already: the targets.toml of `stts services`
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Begin anew: remove what was played in the folder before
    #[arg(long)]
    fresh: bool,
}

fn applications() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(DemoSettings::fewest_applications()..=100_000)
}

impl Demo {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Self { data, applications, seed, days, target, fresh } = self;
        let place = match target {
            None => Place::Here,
            Some(file) => Place::At(Targets::read(&file)?),
        };
        let settings = DemoSettings { applications, seed, days };
        let folder = DemoFolder::prepare(data, settings, fresh)
            .map_err(|refused| Failure::Input(refused.to_string()))?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let mut terminal = Terminal { bar: progress(days) };
        let sound = runtime.block_on(tell(folder, place, &mut terminal));
        terminal.bar.finish_and_clear();
        if sound? {
            Ok(())
        } else {
            Err(anyhow!("something is as it must never be: see ✗").into())
        }
    }
}

/// Text and tables on standard output, the bar on standard error.
struct Terminal {
    bar: ProgressBar,
}

impl Terminal {
    fn print(&self, text: &str) -> anyhow::Result<()> {
        self.bar.suspend(|| write(|to| writeln!(to, "{text}"))).map_err(|failure| match failure {
            Failure::Failed(error) => error,
            Failure::Input(fault) => anyhow!(fault),
        })
    }
}

impl Audience for Terminal {
    fn heading(&mut self, title: &str) -> anyhow::Result<()> {
        self.print(&format!("\n== {title} =="))
    }

    fn line(&mut self, text: &str) -> anyhow::Result<()> {
        self.print(text)
    }

    fn table(&mut self, sheet: &Sheet) -> anyhow::Result<()> {
        self.print(drawn(sheet).trim_start())
    }

    fn progress(&mut self, date: NaiveDate, over: u64, days: u64) {
        self.bar.set_position(over);
        if over < days {
            self.bar.set_message(date.to_string());
        } else {
            self.bar.finish_and_clear();
        }
    }
}

/// On standard error, and only where that is a terminal.
fn progress(days: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(days), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} days {msg} {eta}");
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}
