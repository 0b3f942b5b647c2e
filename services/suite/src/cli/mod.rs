//! The command `stts`: what it can be told, one file for each command.
//!
//! Data goes to standard output and everything else to standard error, so that an answer can be
//! piped on. The end tells how it went: see [`Failure`].

mod bulk;
mod check;
mod completions;
mod dates;
mod demo;
mod doctor;
mod eligibility;
mod failure;
mod keys;
mod population;
mod queue;
mod reach;
mod reasons;
mod run;
mod screen;
mod services;
mod settlement;
mod source;
mod standard_output;
mod transitions;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  refused or failed
  2  wrong usage, or an input that is not as it must be

Data goes to standard output, messages to standard error. NO_COLOR turns colours off.

Examples:
  stts run
  stts demo
  stts queue top
  stts bulk apply people.csv --check
  stts eligibility evaluate facts.json
  stts settlement calculate - --format json < year.json
  stts population generate --persons 10000 --seed 1 --output population.jsonl
  stts <command> --help";

/// The social telephone tariff: all five services in one process, and their tools.
#[derive(Debug, Parser)]
#[command(name = "stts", version, after_help = AFTER_HELP)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Run),
    Services(services::Services),
    Demo(demo::Demo),
    Check(check::Check),
    Doctor(doctor::Doctor),
    Queue(queue::Queue),
    Bulk(bulk::Bulk),
    Dates(dates::Dates),
    Eligibility(eligibility::Eligibility),
    Settlement(settlement::Settlement),
    Population(population::Population),
    Keys(keys::Keys),
    Completions(completions::Completions),
    Reasons(reasons::Reasons),
    Transitions(transitions::Transitions),
}

impl Command {
    fn run(self) -> Result<(), Failure> {
        match self {
            Self::Run(command) => command.run(),
            Self::Services(command) => command.run(),
            Self::Demo(command) => command.run(),
            Self::Check(command) => command.run(),
            Self::Doctor(command) => command.run(),
            Self::Queue(command) => command.run(),
            Self::Bulk(command) => command.run(),
            Self::Dates(command) => command.run(),
            Self::Eligibility(command) => command.run(),
            Self::Settlement(command) => command.run(),
            Self::Population(command) => command.run(),
            Self::Keys(command) => command.run(),
            Self::Completions(command) => command.run(),
            Self::Reasons(command) => command.run(),
            Self::Transitions(command) => command.run(),
        }
    }
}

impl Arguments {
    /// Does what the arguments say; what goes wrong is told on standard error.
    pub fn run(self) -> ExitCode {
        match self.command.run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                // Where standard error is closed, the exit code still tells.
                let _ = writeln!(io::stderr().lock(), "error: {failure}");
                failure.exit_code()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    fn every_command(command: &clap::Command, visit: &mut impl FnMut(&clap::Command)) {
        visit(command);
        command.get_subcommands().for_each(|one| every_command(one, visit));
    }

    #[test]
    fn every_command_is_explained_and_every_command_that_acts_has_an_example() {
        every_command(&Arguments::command(), &mut |command| {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let acts = command.get_subcommands().next().is_none();
            assert!(!acts || help.contains("stts "), "{}: {help}", command.get_name());
        });
    }
}
