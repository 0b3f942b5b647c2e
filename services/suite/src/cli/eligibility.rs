//! `stts eligibility`.

use anyhow::Context;
use clap::{Args, Subcommand};

use super::Failure;
use super::source::Source;
use super::standard_output::{Format, write_answer};
use crate::calculators::eligibility;

/// Decide who is entitled
#[derive(Debug, Args)]
pub(super) struct Eligibility {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Evaluate(Evaluate),
}

/// Evaluate facts by the rules in force
#[derive(Debug, Args)]
#[command(after_help = "\
The file is one object, or a list of them; null is unknown. All facts are named:
  {\"facts\": {\"age\": 70, \"collective_living\": false, \"exclusive_subscription\": null,
             \"household\": [{\"relation\": \"SPOUSE\", \"age\": 60}], \"income_ok\": true,
             \"disabled_66\": false, \"living_wage\": false, \"hearing\": false,
             \"hearing_child\": false, \"approved_phone\": null, \"war_blind\": false}}
The answer is a list of {\"result\": {\"decision\", \"categories\", \"missing\"}} in the same order.
The rules are the newest row of those that are built in.

Examples:
  stts eligibility evaluate facts.json
  stts eligibility evaluate - --format json < facts.json")]
struct Evaluate {
    /// The file of facts; `-` is standard input
    file: Source,
    /// How to write the answer [default: table on a terminal, else json]
    #[arg(long)]
    format: Option<Format>,
}

impl Eligibility {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Command::Evaluate(command) = self.command;
        command.run()
    }
}

impl Evaluate {
    fn run(self) -> Result<(), Failure> {
        let text = self.file.read()?;
        let rules = stts_dossier::rules::load(None)?.rules.eligibility;
        let newest = rules.rows().last().context("there is no rule")?;
        let answers = eligibility::answer(&text, &newest.value);
        let answers = answers.map_err(|error| self.file.fault(error))?;
        write_answer(self.format, &answers, || answers.sheets())
    }
}
