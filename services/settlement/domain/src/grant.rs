//! What operators granted: reductions over periods, and installations.

use chrono::NaiveDate;
use stts_kernel::{Cents, Formula, OperatorId, Period};
use thiserror::Error;

/// A reduction that an operator granted over a period; nothing in it is about the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReductionPeriod {
    /// Who granted it.
    pub operator: OperatorId,
    /// Which reductions.
    pub formula: Formula,
    /// On which days.
    pub period: Period,
}

/// Whether a line is at a fixed place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// At a fixed place: its installation is discounted.
    Fixed,
    /// Mobile: an activation cost is not an installation (decision on the fund, 6.1).
    Mobile,
}

/// An installation that an operator granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    operator: OperatorId,
    line: LineKind,
    normal_price: Cents,
    date: NaiveDate,
}

/// A normal price below 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the normal price of an installation cannot be negative")]
pub struct NegativePrice;

impl Installation {
    /// An installation of that normal price: what any customer would pay on that date, VAT
    /// included, before the social discount.
    pub fn new(
        operator: OperatorId,
        line: LineKind,
        normal_price: Cents,
        date: NaiveDate,
    ) -> Result<Self, NegativePrice> {
        if normal_price < Cents::ZERO {
            return Err(NegativePrice);
        }
        Ok(Self { operator, line, normal_price, date })
    }

    /// Who granted it.
    pub const fn operator(&self) -> &OperatorId {
        &self.operator
    }

    /// The day on which it counts: the activation or modification date.
    pub const fn date(&self) -> NaiveDate {
        self.date
    }

    /// Whether the line is at a fixed place.
    pub const fn line(&self) -> LineKind {
        self.line
    }

    /// What any customer would pay on that date.
    pub const fn normal_price(&self) -> Cents {
        self.normal_price
    }

    /// The price that is discounted: the normal price of a fixed line, nothing of a mobile one.
    pub const fn discounted_price(&self) -> Cents {
        match self.line {
            LineKind::Fixed => self.normal_price,
            LineKind::Mobile => Cents::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_never_negative_and_a_mobile_line_has_none() {
        let operator = OperatorId::new("OP01").unwrap();
        let installed = |line, cents| {
            let date = "2023-01-01".parse().unwrap();
            Installation::new(operator.clone(), line, Cents(cents), date)
        };
        assert_eq!(installed(LineKind::Fixed, -1), Err(NegativePrice));
        assert_eq!(installed(LineKind::Fixed, 7).unwrap().discounted_price(), Cents(7));
        assert_eq!(installed(LineKind::Mobile, 7).unwrap().discounted_price(), Cents::ZERO);
    }
}
