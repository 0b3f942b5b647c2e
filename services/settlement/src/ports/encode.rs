//! Answers as bytes, made before the commit and written in it.

use chrono::{DateTime, Utc};
use stts_kernel::OperatorId;
use stts_settlement_domain::{Calculation, RegisteredOperator, Run, Settlement, Turnover};

use super::Granted;

/// What a mutating request is answered with.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    /// `RegisterOperator`.
    Registered(&'a RegisteredOperator),
    /// `OpenSettlement`.
    Opened {
        /// The settlement.
        settlement: &'a Settlement,
        /// The operators that take part, by id.
        participants: &'a [OperatorId],
    },
    /// `DeclareTurnover`.
    TurnoverDeclared(&'a Turnover),
    /// `DeclareFactors`.
    FactorsDeclared,
    /// `Calculate`.
    Calculated {
        /// What came out.
        calculation: &'a Calculation,
        /// The run that it is the outcome of.
        run: &'a Run,
        /// When it was calculated.
        at: DateTime<Utc>,
    },
}

/// Puts answers into the words of the contracts.
pub trait Encode: Send + Sync {
    /// The response message, encoded.
    fn answer(&self, answer: Answer<'_>) -> Vec<u8>;

    /// A row of the dossiers' export as the bytes that go into the hash of the whole copy.
    fn hashed_row(&self, row: &Granted) -> Vec<u8>;
}
