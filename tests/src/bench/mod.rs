//! How fast and how large: figures with an aim, or as a share of what the machine can do.
//!
//! Every figure is one JSON object on a line of standard output, and a row of a table on standard
//! error. What depends on the machine is measured beside a reference in the same run, so that a
//! share can be compared between machines where a figure cannot. To add one: a file with a function
//! that gives [`Figure`]s, and its name in [`Measure`].

mod apply;
mod backlog;
mod build;
mod bulk;
mod callers;
mod effects;
mod events;
mod figure;
mod lane;
mod latencies;
mod memory;
mod peers;
mod pgbench;
mod portfolio;
mod start;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, ValueEnum};

pub use figure::{Aim, Figure, Quantity, Reference};

/// Measures what the project promises to be fast or small at.
#[derive(Debug, Parser)]
#[command(name = "bench")]
pub struct Bench {
    /// What to measure; everything but the build when nothing is named.
    #[arg(value_enum)]
    measures: Vec<Measure>,
    /// Measure a build from clean and one after a change too: minutes.
    #[arg(long)]
    clean_build: bool,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Measure {
    /// From nothing and on an existing folder until calls are taken, and the memory afterwards.
    Start,
    /// Applications for distinct persons, on both databases and on five processes.
    Apply,
    /// What a bulk of 100,000 applications does to whoever applies for one person.
    Bulk,
    /// From the commit of an event to the commit of its effect, over Redis.
    Events,
    /// Effects of a backlog of events, exactly once each, beside single commits.
    Effects,
    /// Jobs through a lane of Redis, beside BullMQ, apalis and bare streams where they can be installed.
    Lane,
    /// A million jobs in a lane: how fast they are done, and in how much memory.
    Backlog,
    /// A million dossiers: applied for and confirmed, read and found, and in the batch runs.
    Portfolio,
    /// From clean, and after a change of one service.
    Build,
}

impl Measure {
    fn figures(self) -> Result<Vec<Figure>> {
        match self {
            Self::Start => start::measure(),
            Self::Apply => apply::measure(),
            Self::Bulk => bulk::measure(),
            Self::Events => events::measure(),
            Self::Effects => effects::measure(),
            Self::Lane => lane::measure(),
            Self::Backlog => backlog::measure(),
            Self::Portfolio => portfolio::measure(),
            Self::Build => build::measure(),
        }
    }
}

impl Bench {
    /// Measures, and prints; it fails when something cannot be measured, never for a figure.
    pub fn run(&self) -> ExitCode {
        match self.measured() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                // Where standard error is closed, the exit code still tells.
                let _ = writeln!(io::stderr().lock(), "error: {error:#}");
                ExitCode::FAILURE
            }
        }
    }

    fn measured(&self) -> Result<()> {
        let mut figures = Vec::new();
        let measured = self.chosen().into_iter().try_for_each(|measure| -> Result<()> {
            let measured = measure.figures()?;
            for figure in &measured {
                writeln!(io::stdout(), "{}", figure.json())?;
            }
            figures.extend(measured);
            Ok(())
        });
        // What was measured before something failed is worth the time that it took.
        writeln!(io::stderr(), "{}", figure::table(&figures))?;
        measured
    }

    fn chosen(&self) -> Vec<Measure> {
        let mut chosen = self.measures.clone();
        if chosen.is_empty() {
            chosen.extend(Measure::value_variants());
            chosen.retain(|measure| *measure != Measure::Build);
        }
        if self.clean_build && !chosen.contains(&Measure::Build) {
            chosen.push(Measure::Build);
        }
        chosen
    }
}
