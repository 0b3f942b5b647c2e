//! A settlement as it is answered: amounts in cents, shares as exact fractions.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use stts_chassis::reasons::{self, Language};
use stts_kernel::{Cents, ErrorKind, Formula};
use stts_settlement_domain::{Calculation, OperatorCalculation};

use crate::calculators::Sheet;

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Outcome {
    Settled(Settled),
    Refused {
        error: &'static str,
        #[serde(skip)]
        kind: ErrorKind,
    },
}

#[derive(Serialize)]
pub(super) struct Settled {
    total_cents: i64,
    operators: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    id: String,
    amount_cents: i64,
    #[serde(serialize_with = "by_name")]
    days: Vec<(Formula, u64)>,
    installation_cents: i64,
    subscription_cents: i64,
    calls_cents: i64,
    actual_share: Option<String>,
    normative_share: Option<String>,
    compensation_cents: i64,
}

fn by_name<S: Serializer>(days: &[(Formula, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(days.len()))?;
    for (formula, days) in days {
        map.serialize_entry(formula.name(), days)?;
    }
    map.end()
}

impl From<Result<Calculation, ErrorKind>> for Outcome {
    fn from(settled: Result<Calculation, ErrorKind>) -> Self {
        match settled {
            Ok(calculation) => Self::Settled(Settled {
                total_cents: calculation.total.cents().0,
                operators: calculation.operators.iter().map(Part::from).collect(),
            }),
            Err(kind) => Self::Refused { error: kind.code(), kind },
        }
    }
}

impl From<&OperatorCalculation> for Part {
    fn from(one: &OperatorCalculation) -> Self {
        let shares = one.shares.as_ref();
        Self {
            id: one.operator.to_string(),
            amount_cents: one.amount.cents().0,
            days: Formula::ALL.iter().map(|formula| (*formula, one.days_of(*formula))).collect(),
            installation_cents: one.installation.cents().0,
            subscription_cents: one.subscription.cents().0,
            calls_cents: one.calls.cents().0,
            actual_share: shares.map(|shares| shares.actual.to_string()),
            normative_share: shares.map(|shares| shares.normative.to_string()),
            compensation_cents: one.compensation.cents().0,
        }
    }
}

impl Outcome {
    pub(super) fn sheets(&self, title: &str) -> Vec<Sheet> {
        match self {
            Self::Settled(settled) => vec![settled.amounts(title), settled.days()],
            Self::Refused { error, kind } => {
                let text = reasons::of(*kind).text(Language::English);
                let title = format!("{title}\nrefused: {error} ({text})");
                vec![Sheet { title, columns: Vec::new(), rows: Vec::new() }]
            }
        }
    }
}

impl Settled {
    fn amounts(&self, title: &str) -> Sheet {
        let euros = |cents: i64| Cents(cents).to_string();
        let share = |share: &Option<String>| share.clone().unwrap_or_else(|| "-".to_owned());
        let row = |part: &Part| {
            vec![
                part.id.clone(),
                euros(part.installation_cents),
                euros(part.subscription_cents),
                euros(part.calls_cents),
                euros(part.amount_cents),
                share(&part.actual_share),
                share(&part.normative_share),
                euros(part.compensation_cents),
            ]
        };
        Sheet {
            title: format!("{title}\ntotal: {} euro", euros(self.total_cents)),
            columns: vec![
                "operator",
                "installation",
                "subscription",
                "calls",
                "amount",
                "actual share",
                "normative share",
                "compensation",
            ],
            rows: self.operators.iter().map(row).collect(),
        }
    }

    fn days(&self) -> Sheet {
        let formulas = Formula::ALL.iter().map(|formula| formula.name());
        let row = |part: &Part| {
            let days = part.days.iter().map(|(_, days)| days.to_string());
            [part.id.clone()].into_iter().chain(days).collect()
        };
        Sheet {
            title: "days granted".to_owned(),
            columns: ["operator"].into_iter().chain(formulas).collect(),
            rows: self.operators.iter().map(row).collect(),
        }
    }
}
