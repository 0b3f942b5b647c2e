//! The statement of one operator, as it is shown.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use stts_kernel::{Cents, Formula, OperatorId};
use stts_settlement_domain::OperatorCalculation;

/// What an operator granted in a year, and what it pays or receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The operator.
    pub operator: OperatorId,
    /// The days granted, without formulas that have none.
    pub days: BTreeMap<Formula, u64>,
    /// The discounts on installations.
    pub installation: Cents,
    /// The subscription discounts, corrected.
    pub subscription: Cents,
    /// The calls discounts, corrected.
    pub calls: Cents,
    /// All three together.
    pub amount: Cents,
    /// The actual and the normative share, exact; none when nobody granted anything.
    pub shares: Option<(String, String)>,
    /// What it receives from the fund; negative: what it pays.
    pub compensation: Cents,
    /// When the draft was calculated.
    pub calculated_at: DateTime<Utc>,
}

impl Statement {
    /// The statement of a part of a calculation.
    pub fn of(part: &OperatorCalculation, calculated_at: DateTime<Utc>) -> Self {
        let mut days = BTreeMap::new();
        for granted in &part.days {
            *days.entry(granted.formula).or_default() += granted.days;
        }
        let shown = |shares: &stts_settlement_domain::Shares| {
            (shares.actual.to_string(), shares.normative.to_string())
        };
        Self {
            operator: part.operator.clone(),
            days,
            installation: part.installation.cents(),
            subscription: part.subscription.cents(),
            calls: part.calls.cents(),
            amount: part.amount.cents(),
            shares: part.shares.as_ref().map(shown),
            compensation: part.compensation.cents(),
            calculated_at,
        }
    }
}
