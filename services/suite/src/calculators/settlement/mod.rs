//! What the fund's operators pay and receive for a year (domain, section 11).

mod answer;
mod input;

use serde::Serialize;
use stts_kernel::{Dated, ErrorKind, Tariff};
use stts_settlement_domain::{Calculation, Totals, calculate};

use super::question::read_list;
use super::{InvalidQuestion, Sheet};
use answer::Outcome;
use input::{Input, Question};

/// Settles the years of a file, each by itself. A settlement that the rules refuse is answered with
/// the reason, such as `NO_TURNOVER`.
pub fn answer(text: &str, tariffs: &Dated<Tariff>) -> Result<Answers, InvalidQuestion> {
    let questions: Vec<Question> = read_list(text)?;
    let answer = |Question { input }: Question| Answer {
        title: input.title(),
        result: settle(&input, tariffs).into(),
    };
    Ok(Answers(questions.into_iter().map(answer).collect()))
}

/// The settlements, in the order of the file.
#[derive(Serialize)]
pub struct Answers(Vec<Answer>);

#[derive(Serialize)]
struct Answer {
    #[serde(skip)]
    title: String,
    result: Outcome,
}

impl Answers {
    /// For each settlement a table of amounts and one of days; of a refused one, the reason.
    pub fn sheets(&self) -> Vec<Sheet> {
        self.0.iter().flat_map(|answer| answer.result.sheets(&answer.title)).collect()
    }
}

fn settle(input: &Input, tariffs: &Dated<Tariff>) -> Result<Calculation, ErrorKind> {
    let declarations = input.declarations().map_err(|invalid| invalid.kind())?;
    let mut totals = Totals::new(input.year(), tariffs);
    input.periods().for_each(|period| totals.add_period(period));
    input.installations().for_each(|installation| totals.add_installation(installation));
    calculate(&totals, &declarations).map_err(|error| error.kind())
}
