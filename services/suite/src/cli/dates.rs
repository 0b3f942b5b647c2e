//! `stts dates`.

use clap::Args;

use super::Failure;
use super::source::Source;
use super::standard_output::{Format, write_answer};
use crate::calculators::dates;

/// Calculate when reductions and rights begin and end
#[derive(Debug, Args)]
#[command(after_help = "\
The file is an object of lists; ask only what you need. Dates are YYYY-MM-DD.
  {
    \"reduction_begin\":    [{\"activation\": \"2024-01-15\", \"billing_day\": 20}],
    \"reduction_end\":      [{\"begin\": \"2024-01-20\", \"stop\": \"2024-06-25\", \"billing_day\": 20}],
    \"right_end\":          [{\"conditions_lost\": \"2024-03-10\", \"billing_day\": 15}],
    \"latest_activation\":  [{\"application\": \"2024-01-15\"}],
    \"billing_day_change\": [{\"begin\": \"2024-01-20\", \"old_day\": 20,
                            \"changed_on\": \"2024-03-05\", \"new_day\": 5}]
  }
The answer is the same object with `begin`, `end`, `latest` and `billing_dates` filled in.

Examples:
  stts dates questions.json
  echo '{\"latest_activation\": [{\"application\": \"2024-08-31\"}]}' | stts dates -")]
pub(super) struct Dates {
    /// The file of questions; `-` is standard input
    file: Source,
    /// How to write the answer [default: table on a terminal, else json]
    #[arg(long)]
    format: Option<Format>,
}

impl Dates {
    pub(super) fn run(self) -> Result<(), Failure> {
        let text = self.file.read()?;
        let answers = dates::answer(&text).map_err(|error| self.file.fault(error))?;
        write_answer(self.format, &answers, || answers.sheets())
    }
}
