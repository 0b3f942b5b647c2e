//! `stts population`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use stts_identity::population::{Population as People, PopulationSettings, write_population_told};

use super::Failure;
use super::standard_output::write;

/// A date that is always the same, so that the same seed gives the same people.
const REFERENCE_DATE: &str = "2026-01-01";

/// Make people for a simulated register
#[derive(Debug, Args)]
pub(super) struct Population {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(Generate),
}

/// Generate a synthetic Belgian population: nobody in it exists
#[derive(Debug, Args)]
#[command(after_help = "\
The same persons, seed and reference date give the same bytes on every machine. The file has one JSON
text a line: a header, then the households.

Examples:
  stts population generate --persons 10000 --seed 1 --output population.jsonl
  stts population generate --persons 100 --seed 7 --reference-date 2024-06-30 | head -3")]
struct Generate {
    /// How many persons, the dead included
    #[arg(long)]
    persons: u64,
    /// The number from which everything follows
    #[arg(long)]
    seed: u64,
    /// The date on which ages and statuses are as generated
    #[arg(long, default_value = REFERENCE_DATE)]
    reference_date: NaiveDate,
    /// The file, replaced only when the whole population is made [default: standard output]
    #[arg(long)]
    output: Option<PathBuf>,
}

impl Population {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Command::Generate(command) = self.command;
        command.run()
    }
}

impl Generate {
    fn run(self) -> Result<(), Failure> {
        let settings = PopulationSettings::new(self.persons, self.seed, self.reference_date);
        let settings = settings.map_err(|error| Failure::Input(error.to_string()))?;
        let bar = progress(self.persons);
        let generate = |to: &mut dyn Write| {
            write_population_told(People::new(settings), to, |persons| bar.set_position(persons))
        };
        match &self.output {
            None => write(|to| generate(to).map(drop))?,
            Some(file) => {
                let persons = replace(file, generate)
                    .with_context(|| format!("cannot write {}", file.display()))?;
                bar.finish_and_clear();
                // The file is written, told or not.
                let told = format!("{persons} persons in {}", file.display());
                let _ = writeln!(io::stderr().lock(), "{told}");
            }
        }
        bar.finish_and_clear();
        Ok(())
    }
}

/// On standard error, and only where that is a terminal.
fn progress(persons: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(persons), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} persons, {eta}");
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

/// Puts a new file in the place of an old one once it is complete; a device or a pipe is written to
/// as it is.
fn replace<T>(file: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    if file.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let mut to = BufWriter::new(OpenOptions::new().write(true).open(file)?);
        let written = write(&mut to)?;
        return to.flush().map(|()| written);
    }
    let mut scratch = file.as_os_str().to_owned();
    scratch.push(format!(".{}.partial", std::process::id()));
    let scratch = PathBuf::from(scratch);
    let written = complete(&scratch, write).and_then(|written| {
        fs::rename(&scratch, file)?;
        Ok(written)
    });
    if written.is_err() {
        // What is left of it is of no use; the reason for that is what matters.
        let _ = fs::remove_file(&scratch);
    }
    written
}

fn complete<T>(file: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    let mut to = BufWriter::new(File::create(file)?);
    let written = write(&mut to)?;
    to.into_inner()?.sync_all()?;
    Ok(written)
}
