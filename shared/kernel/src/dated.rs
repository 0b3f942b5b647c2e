//! Rules that change over time: rows, each valid from a date until the next one.

use chrono::NaiveDate;
use thiserror::Error;

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The article of the law, such as `art. 38 §2`.
    pub article: String,
    /// The document in which it stands.
    pub source: String,
}

/// One row: a value that holds from a date on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedRow<T> {
    /// The first day on which it holds.
    pub valid_from: NaiveDate,
    /// What holds.
    pub value: T,
    /// Where it comes from.
    pub source: Source,
}

/// Rows in order, of which exactly one holds on any date from the first one needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    rows: Vec<DatedRow<T>>,
}

/// Why rows are refused; each names the row, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DatedError {
    /// There is no row.
    #[error("there is no row")]
    Empty,
    /// The first row begins after the first date for which a rule is needed.
    #[error("row 1 is valid from {valid_from}, but a rule is needed from {needed_from}")]
    Gap {
        /// When the first row begins.
        valid_from: NaiveDate,
        /// The first date for which a rule is needed.
        needed_from: NaiveDate,
    },
    /// Two rows begin on the same date.
    #[error("row {row} is valid from {valid_from}, and so is the row before it")]
    Overlap {
        /// The second of the two.
        row: usize,
        /// Their date.
        valid_from: NaiveDate,
    },
    /// A row begins before the one above it.
    #[error("row {row} is valid from {valid_from}, before the row above it")]
    Disorder {
        /// The later row.
        row: usize,
        /// Its date.
        valid_from: NaiveDate,
    },
}

impl<T> Dated<T> {
    /// Takes rows in order of their dates; a rule is needed on every date from `needed_from` on.
    pub fn new(rows: Vec<DatedRow<T>>, needed_from: NaiveDate) -> Result<Self, DatedError> {
        let first = rows.first().ok_or(DatedError::Empty)?;
        if first.valid_from > needed_from {
            return Err(DatedError::Gap { valid_from: first.valid_from, needed_from });
        }
        for (index, pair) in rows.windows(2).enumerate() {
            let (above, below) = (&pair[0], &pair[1]);
            let (row, valid_from) = (index + 2, below.valid_from);
            if valid_from == above.valid_from {
                return Err(DatedError::Overlap { row, valid_from });
            }
            if valid_from < above.valid_from {
                return Err(DatedError::Disorder { row, valid_from });
            }
        }
        Ok(Self { rows })
    }

    /// The row that holds on `date`; before the first one, the first.
    pub fn on(&self, date: NaiveDate) -> &DatedRow<T> {
        let later = self.rows.partition_point(|row| row.valid_from <= date);
        &self.rows[later.saturating_sub(1)]
    }

    /// All rows, in order.
    pub fn rows(&self) -> &[DatedRow<T>] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rows(dates: &[&str]) -> Vec<DatedRow<usize>> {
        let source = Source { article: "art. 1".into(), source: "law".into() };
        let row = |(value, text): (usize, &&str)| DatedRow {
            valid_from: date(text),
            value,
            source: source.clone(),
        };
        dates.iter().enumerate().map(row).collect()
    }

    #[test]
    fn the_row_of_a_date_is_the_last_that_began() {
        let dated = Dated::new(rows(&["2005-01-01", "2012-08-04"]), date("2005-07-01")).unwrap();
        assert_eq!(dated.on(date("2012-08-03")).value, 0);
        assert_eq!(dated.on(date("2012-08-04")).value, 1);
    }

    #[test]
    fn faults_are_named() {
        let needed = date("2005-07-01");
        assert_eq!(Dated::<usize>::new(Vec::new(), needed), Err(DatedError::Empty));
        let gap = Dated::new(rows(&["2005-07-02"]), needed);
        assert_eq!(
            gap,
            Err(DatedError::Gap { valid_from: date("2005-07-02"), needed_from: needed })
        );
        let twice = Dated::new(rows(&["2005-01-01", "2005-01-01"]), needed);
        assert_eq!(twice, Err(DatedError::Overlap { row: 2, valid_from: date("2005-01-01") }));
        let back = Dated::new(rows(&["2005-01-01", "2012-01-01", "2011-01-01"]), needed);
        assert_eq!(back, Err(DatedError::Disorder { row: 3, valid_from: date("2011-01-01") }));
    }
}
