//! The dates of reductions and rights (domain, section 5).

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dates::{
    BillingCalendar, BillingDayChange, latest_activation, reduction_begin, reduction_end, right_end,
};
use stts_kernel::BillingDay;

use super::civil_date::CivilDate;
use super::question::{present, read};
use super::{InvalidQuestion, Sheet};

/// How many billing dates are shown after a change of the billing day.
const BILLING_DATES: usize = 6;

/// Answers a file of questions about dates.
pub fn answer(text: &str) -> Result<Answers, InvalidQuestion> {
    let questions: Questions = read(text)?;
    Ok(Answers {
        reduction_begin: questions.reduction_begin.map(answered),
        reduction_end: questions.reduction_end.map(answered),
        right_end: questions.right_end.map(answered),
        latest_activation: questions.latest_activation.map(answered),
        billing_day_change: questions.billing_day_change.map(answered),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object of lists, one for each rule")]
struct Questions {
    #[serde(default, deserialize_with = "present")]
    reduction_begin: Option<Vec<ReductionBegin>>,
    #[serde(default, deserialize_with = "present")]
    reduction_end: Option<Vec<ReductionEnd>>,
    #[serde(default, deserialize_with = "present")]
    right_end: Option<Vec<RightEnd>>,
    #[serde(default, deserialize_with = "present")]
    latest_activation: Option<Vec<LatestActivation>>,
    #[serde(default, deserialize_with = "present")]
    billing_day_change: Option<Vec<DayChange>>,
}

/// The lists of the question, with the dates filled in; a list that was not asked is not answered.
#[derive(Serialize)]
pub struct Answers {
    #[serde(skip_serializing_if = "Option::is_none")]
    reduction_begin: Option<Vec<Answered<ReductionBegin>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reduction_end: Option<Vec<Answered<ReductionEnd>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    right_end: Option<Vec<Answered<RightEnd>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest_activation: Option<Vec<Answered<LatestActivation>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    billing_day_change: Option<Vec<Answered<DayChange>>>,
}

impl Answers {
    /// One table for each list.
    pub fn sheets(&self) -> Vec<Sheet> {
        let sheets = [
            self.reduction_begin.as_deref().map(sheet),
            self.reduction_end.as_deref().map(sheet),
            self.right_end.as_deref().map(sheet),
            self.latest_activation.as_deref().map(sheet),
            self.billing_day_change.as_deref().map(sheet),
        ];
        sheets.into_iter().flatten().collect()
    }
}

/// A question followed by its answer, in one object.
#[derive(Serialize)]
struct Answered<Q: Question> {
    #[serde(flatten)]
    question: Q,
    #[serde(flatten)]
    answer: Q::Answer,
}

fn answered<Q: Question>(questions: Vec<Q>) -> Vec<Answered<Q>> {
    let answered = |question: Q| Answered { answer: question.answer(), question };
    questions.into_iter().map(answered).collect()
}

fn sheet<Q: Question>(answered: &[Answered<Q>]) -> Sheet {
    let row = |one: &Answered<Q>| {
        let mut cells = one.question.cells();
        cells.push(Q::shown(&one.answer));
        cells
    };
    Sheet {
        title: Q::TITLE.to_owned(),
        columns: Q::COLUMNS.to_vec(),
        rows: answered.iter().map(row).collect(),
    }
}

/// One kind of question.
trait Question: Serialize {
    type Answer: Serialize;
    const TITLE: &'static str;
    /// The columns of the question, and that of the answer as the last one.
    const COLUMNS: &'static [&'static str];

    fn answer(&self) -> Self::Answer;
    fn cells(&self) -> Vec<String>;
    fn shown(answer: &Self::Answer) -> String;
}

/// A billing day, written as a number from 1 to 31.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "u32", into = "u32")]
struct Day(BillingDay);

impl TryFrom<u32> for Day {
    type Error = stts_kernel::InvalidBillingDay;

    fn try_from(day: u32) -> Result<Self, Self::Error> {
        BillingDay::new(day).map(Self)
    }
}

impl From<Day> for u32 {
    fn from(day: Day) -> Self {
        day.0.get()
    }
}

impl Day {
    fn shown(self) -> String {
        self.0.get().to_string()
    }
}

#[derive(Serialize)]
struct Begin {
    begin: CivilDate,
}

#[derive(Serialize)]
struct End {
    end: CivilDate,
}

#[derive(Serialize)]
struct Latest {
    latest: CivilDate,
}

#[derive(Serialize)]
struct BillingDates {
    billing_dates: Vec<CivilDate>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "an object with `activation` and `billing_day`")]
struct ReductionBegin {
    activation: CivilDate,
    billing_day: Day,
}

impl Question for ReductionBegin {
    type Answer = Begin;
    const TITLE: &'static str = "When a reduction begins";
    const COLUMNS: &'static [&'static str] = &["activation", "billing day", "begin"];

    fn answer(&self) -> Begin {
        Begin { begin: CivilDate(reduction_begin(self.activation.0, self.billing_day.0)) }
    }

    fn cells(&self) -> Vec<String> {
        vec![self.activation.0.to_string(), self.billing_day.shown()]
    }

    fn shown(answer: &Begin) -> String {
        answer.begin.0.to_string()
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "an object with `begin`, `stop` and `billing_day`")]
struct ReductionEnd {
    begin: CivilDate,
    stop: CivilDate,
    billing_day: Day,
}

impl Question for ReductionEnd {
    type Answer = End;
    const TITLE: &'static str = "When a stopped reduction ends";
    const COLUMNS: &'static [&'static str] = &["begin", "stop", "billing day", "end"];

    fn answer(&self) -> End {
        let billing = BillingCalendar::new(self.begin.0, self.billing_day.0);
        End { end: CivilDate(reduction_end(&billing, self.stop.0)) }
    }

    fn cells(&self) -> Vec<String> {
        vec![self.begin.0.to_string(), self.stop.0.to_string(), self.billing_day.shown()]
    }

    fn shown(answer: &End) -> String {
        answer.end.0.to_string()
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "an object with `conditions_lost` and `billing_day`")]
struct RightEnd {
    conditions_lost: CivilDate,
    billing_day: Day,
}

impl Question for RightEnd {
    type Answer = End;
    const TITLE: &'static str = "When a right ends";
    const COLUMNS: &'static [&'static str] = &["conditions lost", "billing day", "end"];

    fn answer(&self) -> End {
        // The billing month under way began on the billing date before.
        let begin = self.billing_day.0.last_until(self.conditions_lost.0);
        let billing = BillingCalendar::new(begin, self.billing_day.0);
        End { end: CivilDate(right_end(Some(&billing), self.conditions_lost.0)) }
    }

    fn cells(&self) -> Vec<String> {
        vec![self.conditions_lost.0.to_string(), self.billing_day.shown()]
    }

    fn shown(answer: &End) -> String {
        answer.end.0.to_string()
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "an object with `application`")]
struct LatestActivation {
    application: CivilDate,
}

impl Question for LatestActivation {
    type Answer = Latest;
    const TITLE: &'static str = "Until when a contract may be activated";
    const COLUMNS: &'static [&'static str] = &["application", "latest"];

    fn answer(&self) -> Latest {
        Latest { latest: CivilDate(latest_activation(self.application.0)) }
    }

    fn cells(&self) -> Vec<String> {
        vec![self.application.0.to_string()]
    }

    fn shown(answer: &Latest) -> String {
        answer.latest.0.to_string()
    }
}

#[derive(Deserialize, Serialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an object with `begin`, `old_day`, `changed_on` and `new_day`"
)]
struct DayChange {
    begin: CivilDate,
    old_day: Day,
    changed_on: CivilDate,
    new_day: Day,
}

impl Question for DayChange {
    type Answer = BillingDates;
    const TITLE: &'static str = "Billing dates when the billing day changes";
    const COLUMNS: &'static [&'static str] =
        &["begin", "old day", "changed on", "new day", "billing dates"];

    fn answer(&self) -> BillingDates {
        let change = BillingDayChange { changed_on: self.changed_on.0, new_day: self.new_day.0 };
        let billing = BillingCalendar::new(self.begin.0, self.old_day.0).changed(change);
        let billing_dates = billing.dates().take(BILLING_DATES).map(CivilDate).collect();
        BillingDates { billing_dates }
    }

    fn cells(&self) -> Vec<String> {
        let (begin, changed_on) = (self.begin.0.to_string(), self.changed_on.0.to_string());
        vec![begin, self.old_day.shown(), changed_on, self.new_day.shown()]
    }

    fn shown(answer: &BillingDates) -> String {
        answer.billing_dates.iter().map(|date| date.0.to_string()).collect::<Vec<_>>().join(" ")
    }
}
