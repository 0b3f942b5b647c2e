//! What an operator earned on the market of public telephony.

use std::collections::BTreeMap;

use stts_kernel::Cents;

use crate::{InvalidDeclaration, TurnoverLine};

/// The turnover of one operator in one year, without VAT, by line of the form. A line that is not
/// named is 0, and a turnover without any line is a declared 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turnover {
    lines: BTreeMap<TurnoverLine, Cents>,
    is_estimate: bool,
}

impl Turnover {
    /// The operator's own declaration. Refused: a line named twice, a negative amount.
    pub fn declared(
        lines: impl IntoIterator<Item = (TurnoverLine, Cents)>,
    ) -> Result<Self, InvalidDeclaration> {
        Self::new(lines, false)
    }

    /// The fund manager's estimate for an operator that did not declare, marked as such.
    pub fn estimated(
        lines: impl IntoIterator<Item = (TurnoverLine, Cents)>,
    ) -> Result<Self, InvalidDeclaration> {
        Self::new(lines, true)
    }

    fn new(
        declared: impl IntoIterator<Item = (TurnoverLine, Cents)>,
        is_estimate: bool,
    ) -> Result<Self, InvalidDeclaration> {
        let mut lines = BTreeMap::new();
        for (line, amount) in declared {
            if amount < Cents::ZERO {
                return Err(InvalidDeclaration::NegativeTurnover { line });
            }
            if lines.insert(line, amount).is_some() {
                return Err(InvalidDeclaration::RepeatedLine { line });
            }
        }
        Ok(Self { lines, is_estimate })
    }

    /// The lines, in the order of the form.
    pub fn lines(&self) -> impl Iterator<Item = (TurnoverLine, Cents)> {
        self.lines.iter().map(|(line, amount)| (*line, *amount))
    }

    /// Whether the fund manager estimated it.
    pub const fn is_estimate(&self) -> bool {
        self.is_estimate
    }

    /// The turnover on the market of public telephony, in cents: all lines but internet access
    /// (domain, section 11.5).
    pub fn public_telephony_cents(&self) -> i128 {
        let counted = self.lines.iter().filter(|(line, _)| line.is_public_telephony());
        counted.map(|(_, amount)| i128::from(amount.0)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internet_access_is_accepted_and_left_out() {
        let turnover = Turnover::declared([
            (TurnoverLine::MobilePrepaid, Cents(i64::MAX)),
            (TurnoverLine::MobilePostpaid, Cents(1)),
            (TurnoverLine::InternetAccess, Cents(7)),
        ]);
        let turnover = turnover.unwrap();
        assert_eq!(turnover.public_telephony_cents(), i128::from(i64::MAX) + 1);
        assert_eq!(turnover.lines().count(), 3);
    }

    #[test]
    fn a_line_is_declared_once_and_never_negative() {
        let line = TurnoverLine::MobilePrepaid;
        let repeated = Turnover::declared([(line, Cents(1)), (line, Cents(1))]);
        assert_eq!(repeated, Err(InvalidDeclaration::RepeatedLine { line }));
        let negative = Turnover::estimated([(line, Cents(-1))]);
        assert_eq!(negative, Err(InvalidDeclaration::NegativeTurnover { line }));
    }

    #[test]
    fn nothing_is_a_declared_zero() {
        assert_eq!(Turnover::declared([]).unwrap().public_telephony_cents(), 0);
    }
}
