//! `stts settlement`.

use clap::{Args, Subcommand};

use super::Failure;
use super::source::Source;
use super::standard_output::{Format, write_answer};
use crate::calculators::settlement;

/// Settle a year of the fund
#[derive(Debug, Args)]
pub(super) struct Settlement {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Calculate(Calculate),
}

/// Calculate what the operators pay and receive
#[derive(Debug, Args)]
#[command(after_help = "\
The file is one object, or a list of them. Money is in cents; `until` is null while a period is open;
a turnover or factor that is null or left out is not declared:
  {\"input\": {\"year\": 2023,
    \"operators\": [{\"id\": \"OP01\", \"factor_subscription\": \"1\", \"factor_calls\": \"0.9\",
                   \"turnover\": [{\"line\": \"MOBILE_POSTPAID\", \"cents\": 1000000}]}],
    \"periods\": [{\"operator\": \"OP01\", \"formula\": \"CALLS_ONLY\", \"from\": \"2023-01-01\", \"until\": null}],
    \"installations\": [{\"operator\": \"OP01\", \"line\": \"FIXED\", \"normal_price_cents\": 5500,
                       \"date\": \"2023-06-01\"}]}}
The answer is a list of {\"result\": ...} in the same order: amounts in cents, exact shares; a
settlement that the rules refuse has {\"error\": \"<reason>\"}, and `stts reasons` explains the reasons.

Examples:
  stts settlement calculate year.json
  stts settlement calculate - --format json < years.json")]
struct Calculate {
    /// The file of inputs; `-` is standard input
    file: Source,
    /// How to write the answer [default: table on a terminal, else json]
    #[arg(long)]
    format: Option<Format>,
}

impl Settlement {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Command::Calculate(command) = self.command;
        command.run()
    }
}

impl Calculate {
    fn run(self) -> Result<(), Failure> {
        let text = self.file.read()?;
        let tariffs = stts_chassis::rules::tariff(None)?.dated;
        let answers = settlement::answer(&text, &tariffs);
        let answers = answers.map_err(|error| self.file.fault(error))?;
        write_answer(self.format, &answers, || answers.sheets())
    }
}
