//! The year, the declarations and what was granted, as the file has them.

use std::collections::BTreeSet;

use serde::Deserialize;
use stts_kernel::{Cents, Formula, InvalidOperatorId, OperatorId, Period};
use stts_settlement_domain::{
    Declaration, Declarations, Factor, Installation, InvalidDeclaration, InvalidYear, LineKind,
    ReductionPeriod, SettlementYear, Turnover,
};

use crate::calculators::civil_date::CivilDate;
use crate::calculators::question::nullable;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `input`")]
pub(super) struct Question {
    pub(super) input: Input,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with the year and what happened in it")]
pub(super) struct Input {
    year: Year,
    /// What the example is about; it changes nothing.
    #[serde(default)]
    note: Option<String>,
    operators: Operators,
    periods: Vec<Granted>,
    installations: Vec<Installed>,
}

impl Input {
    /// The year, with what the example is about.
    pub(super) fn title(&self) -> String {
        let note = self.note.as_ref().map(|note| format!(": {note}"));
        format!("{}{}", self.year.0, note.unwrap_or_default())
    }

    pub(super) const fn year(&self) -> SettlementYear {
        self.year.0
    }

    /// What every operator declared; a declaration that the fund does not take is refused.
    pub(super) fn declarations(&self) -> Result<Declarations, InvalidDeclaration> {
        let declared = |operator: &Operator| Ok((operator.id.0.clone(), operator.declaration()?));
        self.operators.0.iter().map(declared).collect()
    }

    pub(super) fn periods(&self) -> impl Iterator<Item = &ReductionPeriod> {
        self.periods.iter().map(|granted| &granted.0)
    }

    pub(super) fn installations(&self) -> impl Iterator<Item = &Installation> {
        self.installations.iter().map(|installed| &installed.0)
    }
}

#[derive(Deserialize)]
#[serde(try_from = "i32")]
struct Year(SettlementYear);

impl TryFrom<i32> for Year {
    type Error = InvalidYear;

    fn try_from(year: i32) -> Result<Self, InvalidYear> {
        SettlementYear::new(year).map(Self)
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Code(OperatorId);

impl TryFrom<String> for Code {
    type Error = InvalidOperatorId;

    fn try_from(code: String) -> Result<Self, InvalidOperatorId> {
        OperatorId::new(code).map(Self)
    }
}

/// The operators of the settlement, each once.
#[derive(Deserialize)]
#[serde(try_from = "Vec<Operator>")]
struct Operators(Vec<Operator>);

impl TryFrom<Vec<Operator>> for Operators {
    type Error = String;

    fn try_from(operators: Vec<Operator>) -> Result<Self, String> {
        let mut seen = BTreeSet::new();
        match operators.iter().find(|operator| !seen.insert(&operator.id.0)) {
            Some(twice) => Err(format!("operator {} stands twice", twice.id.0)),
            None => Ok(Self(operators)),
        }
    }
}

/// What is left out or `null` was not declared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with an operator and what it declared")]
struct Operator {
    id: Code,
    #[serde(default)]
    factor_subscription: Option<String>,
    #[serde(default)]
    factor_calls: Option<String>,
    #[serde(default)]
    turnover: Option<Vec<Line>>,
}

impl Operator {
    fn declaration(&self) -> Result<Declaration, InvalidDeclaration> {
        let factor = |text: &Option<String>| text.as_deref().map(str::parse::<Factor>).transpose();
        Ok(Declaration {
            turnover: self.turnover.as_deref().map(turnover).transpose()?,
            factor_subscription: factor(&self.factor_subscription)?,
            factor_calls: factor(&self.factor_calls)?,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `line` and `cents`")]
struct Line {
    line: String,
    cents: i64,
}

fn turnover(lines: &[Line]) -> Result<Turnover, InvalidDeclaration> {
    let line = |line: &Line| Ok((line.line.parse()?, Cents(line.cents)));
    Turnover::declared(lines.iter().map(line).collect::<Result<Vec<_>, InvalidDeclaration>>()?)
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct FormulaName(Formula);

impl TryFrom<String> for FormulaName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Formula::from_name(&name).map(Self).ok_or_else(|| {
            let known: Vec<_> = Formula::ALL.iter().map(|formula| formula.name()).collect();
            format!("`{name}` is not a formula: it is one of {}", known.join(", "))
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with a reduction period")]
struct GrantedText {
    operator: Code,
    formula: FormulaName,
    from: CivilDate,
    #[serde(deserialize_with = "nullable")]
    until: Option<CivilDate>,
}

#[derive(Deserialize)]
#[serde(try_from = "GrantedText")]
struct Granted(ReductionPeriod);

impl TryFrom<GrantedText> for Granted {
    type Error = stts_kernel::PeriodError;

    fn try_from(text: GrantedText) -> Result<Self, Self::Error> {
        let period = Period::new(text.from.0, text.until.map(|until| until.0))?;
        Ok(Self(ReductionPeriod { operator: text.operator.0, formula: text.formula.0, period }))
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Kind {
    Fixed,
    Mobile,
}

impl From<Kind> for LineKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Fixed => Self::Fixed,
            Kind::Mobile => Self::Mobile,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with an installation")]
struct InstalledText {
    operator: Code,
    line: Kind,
    normal_price_cents: i64,
    date: CivilDate,
}

#[derive(Deserialize)]
#[serde(try_from = "InstalledText")]
struct Installed(Installation);

impl TryFrom<InstalledText> for Installed {
    type Error = stts_settlement_domain::NegativePrice;

    fn try_from(text: InstalledText) -> Result<Self, Self::Error> {
        let price = Cents(text.normal_price_cents);
        Installation::new(text.operator.0, text.line.into(), price, text.date.0).map(Self)
    }
}
