//! From what was granted and declared to who pays and who receives (decision on the fund,
//! chapter 7; domain, section 11).

use chrono::NaiveDate;
use stts_kernel::{Cents, Formula, OperatorId, Theoretical};

use crate::rounding::largest_remainder;
use crate::{
    Amount, Declaration, DeclarationPart, Declarations, Exact, Factors, MissingDeclaration,
    OperatorTotals, SettlementError, SettlementYear, Totals, Turnover,
};

const MONTHS: i64 = 12;

/// How a settlement is calculated. A published year names its method and keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// The decision on the fund of 2006: theoretical discounts with correction factors.
    Decision2006,
}

impl Method {
    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decision2006 => "DECISION_2006",
        }
    }

    /// The version of its implementation: grows when the same inputs could give another result.
    pub const fn version(self) -> u32 {
        match self {
            Self::Decision2006 => 1,
        }
    }
}

/// The settlement of a year, calculated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calculation {
    /// The year.
    pub year: SettlementYear,
    /// How it was calculated.
    pub method: Method,
    /// All discounts of all operators.
    pub total: Amount,
    /// Every participant, in the order of the ids.
    pub operators: Vec<OperatorCalculation>,
}

/// The part of one operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorCalculation {
    /// The operator.
    pub operator: OperatorId,
    /// The days behind the amounts; without formulas that have no day.
    pub days: Vec<DaysGranted>,
    /// The correction factors that were applied.
    pub factors: Factors,
    /// The turnover behind the normative share.
    pub turnover: Turnover,
    /// Discounts on installations.
    pub installation: Amount,
    /// Discounts on subscriptions, corrected by the factor.
    pub subscription: Amount,
    /// Discounts on calls, corrected by the factor.
    pub calls: Amount,
    /// The three together; rounded by itself, so it can differ by a cent from the sum of the
    /// rounded three.
    pub amount: Amount,
    /// The shares; absent when no operator granted any discount.
    pub shares: Option<Shares>,
    /// What the operator receives from the fund; negative: what it pays. All rounded compensations
    /// add up to 0.
    pub compensation: Amount,
}

/// Days of one formula under one tariff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaysGranted {
    /// The first day of the year on which the tariff holds.
    pub from: NaiveDate,
    /// The formula.
    pub formula: Formula,
    /// The days, over all beneficiaries.
    pub days: u64,
    /// The theoretical discounts per month, before the correction factors.
    pub monthly: Theoretical,
}

/// The two shares whose difference is compensated; each adds up to 1 over all operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shares {
    /// The part in all discounts.
    pub actual: Exact,
    /// The part in the turnover of public telephony.
    pub normative: Exact,
}

impl OperatorCalculation {
    /// The days of a formula, over all tariffs of the year.
    pub fn days_of(&self, formula: Formula) -> u64 {
        let of_formula = self.days.iter().filter(|days| days.formula == formula);
        of_formula.map(|days| days.days).sum()
    }
}

/// Settles the year of `totals` among the operators of `declarations`, exactly, rounding at the
/// end. See [`SettlementError`] for what it refuses, and in which order.
pub fn calculate(
    totals: &Totals,
    declarations: &Declarations,
) -> Result<Calculation, SettlementError> {
    refuse_strangers(totals, declarations)?;
    let participants = complete(totals, declarations)?;
    let discounts: Exact = participants.iter().map(|participant| &participant.amount).sum();
    let balances = balances(&participants, &discounts)?;
    let exact: Vec<Exact> = balances.iter().map(|balance| balance.compensation.clone()).collect();
    let rounded = largest_remainder(&exact);
    let operators = participants.into_iter().zip(balances).zip(&rounded);
    let operators = operators
        .map(|((participant, balance), cents)| {
            let compensation = Amount::rounded(balance.compensation, cents)?;
            participant.settled(balance.shares, compensation)
        })
        .collect::<Option<Vec<_>>>();
    Ok(Calculation {
        year: totals.year(),
        method: Method::Decision2006,
        total: Amount::half_up(discounts).ok_or(SettlementError::AmountTooLarge)?,
        operators: operators.ok_or(SettlementError::AmountTooLarge)?,
    })
}

fn refuse_strangers(totals: &Totals, declarations: &Declarations) -> Result<(), SettlementError> {
    let granting = totals.operators().map(|(operator, _)| operator);
    let operators: Vec<OperatorId> =
        granting.filter(|operator| !declarations.contains_key(*operator)).cloned().collect();
    if operators.is_empty() {
        Ok(())
    } else {
        Err(SettlementError::OperatorNotInSettlement { operators })
    }
}

/// A participant that declared everything, with the discounts it granted.
struct Participant {
    operator: OperatorId,
    days: Vec<DaysGranted>,
    factors: Factors,
    turnover: Turnover,
    installation: Exact,
    subscription: Exact,
    calls: Exact,
    amount: Exact,
}

fn complete(
    totals: &Totals,
    declarations: &Declarations,
) -> Result<Vec<Participant>, SettlementError> {
    let mut participants = Vec::with_capacity(declarations.len());
    let mut missing = Vec::new();
    for (operator, declaration) in declarations {
        match declaration {
            Declaration {
                turnover: Some(turnover),
                factor_subscription: Some(subscription),
                factor_calls: Some(calls),
            } => {
                let factors = Factors { subscription: *subscription, calls: *calls };
                participants.push(Participant::new(totals, operator, turnover, factors));
            }
            incomplete => missing.extend(missing_of(operator, incomplete)),
        }
    }
    if missing.is_empty() {
        Ok(participants)
    } else {
        Err(SettlementError::DeclarationMissing { missing })
    }
}

fn missing_of(
    operator: &OperatorId,
    declaration: &Declaration,
) -> impl Iterator<Item = MissingDeclaration> {
    let parts = [
        (DeclarationPart::Turnover, declaration.turnover.is_none()),
        (DeclarationPart::FactorSubscription, declaration.factor_subscription.is_none()),
        (DeclarationPart::FactorCalls, declaration.factor_calls.is_none()),
    ];
    let missing = parts.into_iter().filter(|(_, is_missing)| *is_missing);
    missing.map(|(part, _)| MissingDeclaration { operator: operator.clone(), part })
}

impl Participant {
    fn new(totals: &Totals, operator: &OperatorId, turnover: &Turnover, factors: Factors) -> Self {
        let granted = totals.of(operator);
        let days = granted.map(|granted| days_granted(totals, granted)).unwrap_or_default();
        let installation = granted
            .map_or_else(|| Exact::whole(0), |granted| installation_discounts(totals, granted));
        let yearly = |monthly: fn(Theoretical) -> Cents| theoretical(totals.year(), &days, monthly);
        let subscription = &yearly(|monthly| monthly.subscription) * &factors.subscription.exact();
        let calls = &yearly(|monthly| monthly.calls) * &factors.calls.exact();
        let amount = &(&installation + &subscription) + &calls;
        let (operator, turnover) = (operator.clone(), turnover.clone());
        Self { operator, days, factors, turnover, installation, subscription, calls, amount }
    }

    fn settled(self, shares: Option<Shares>, compensation: Amount) -> Option<OperatorCalculation> {
        Some(OperatorCalculation {
            operator: self.operator,
            days: self.days,
            factors: self.factors,
            turnover: self.turnover,
            installation: Amount::half_up(self.installation)?,
            subscription: Amount::half_up(self.subscription)?,
            calls: Amount::half_up(self.calls)?,
            amount: Amount::half_up(self.amount)?,
            shares,
            compensation,
        })
    }
}

fn days_granted(totals: &Totals, granted: &OperatorTotals) -> Vec<DaysGranted> {
    let with_tariff = |(from, formula, days)| {
        let monthly = totals.tariff(from)?.theoretical(formula);
        Some(DaysGranted { from, formula, days, monthly })
    };
    granted.days().filter_map(with_tariff).collect()
}

/// The granted part of all normal prices (section 11.1); half of an odd price keeps its half cent.
fn installation_discounts(totals: &Totals, granted: &OperatorTotals) -> Exact {
    let discount = |(span, price_cents)| {
        let percent = totals.tariff(span)?.installation_percent;
        Some(&Exact::whole(price_cents) * &Exact::divided(percent, 100))
    };
    let discounts: Vec<Exact> = granted.installation_price_cents().filter_map(discount).collect();
    discounts.iter().sum()
}

/// Years of reduction times twelve times the monthly discount (section 11.2).
fn theoretical(
    year: SettlementYear,
    days: &[DaysGranted],
    monthly: fn(Theoretical) -> Cents,
) -> Exact {
    let yearly = |days: &DaysGranted| {
        let years = Exact::divided(days.days, year.days());
        &years * &Exact::whole(MONTHS * monthly(days.monthly).0)
    };
    days.iter().map(yearly).collect::<Vec<_>>().iter().sum()
}

/// How an operator stands against the others.
struct Balance {
    shares: Option<Shares>,
    compensation: Exact,
}

/// Compares what each granted with what its turnover asks of it (sections 11.4 to 11.6). Without
/// any discount there is nothing to share.
fn balances(
    participants: &[Participant],
    discounts: &Exact,
) -> Result<Vec<Balance>, SettlementError> {
    if discounts.is_zero() {
        let nothing = || Balance { shares: None, compensation: Exact::whole(0) };
        return Ok(participants.iter().map(|_| nothing()).collect());
    }
    let turnovers: Vec<Exact> = participants
        .iter()
        .map(|participant| Exact::whole(participant.turnover.public_telephony_cents()))
        .collect();
    let market: Exact = turnovers.iter().sum();
    if market.is_zero() {
        return Err(SettlementError::NoTurnover);
    }
    let balance = |(participant, turnover): (&Participant, &Exact)| {
        let actual = &participant.amount / discounts;
        let normative = turnover / &market;
        let compensation = &(&actual - &normative) * discounts;
        Balance { shares: Some(Shares { actual, normative }), compensation }
    };
    Ok(participants.iter().zip(&turnovers).map(balance).collect())
}
