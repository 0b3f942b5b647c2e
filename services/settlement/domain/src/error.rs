//! Why a declaration is not taken, and why a settlement cannot be calculated.

use std::fmt;

use stts_kernel::{ErrorKind, OperatorId, Refusal};
use thiserror::Error;

use crate::TurnoverLine;

/// A declaration that is not one of the fund's (`DECLARATION_INVALID`).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidDeclaration {
    /// A total, or a line that the form does not have.
    #[error("{name} is not a line of the turnover form")]
    UnknownLine {
        /// The name given.
        name: String,
    },
    /// The same line twice.
    #[error("{} is declared twice", line.name())]
    RepeatedLine {
        /// The line.
        line: TurnoverLine,
    },
    /// A turnover below 0.
    #[error("{} is negative", line.name())]
    NegativeTurnover {
        /// The line.
        line: TurnoverLine,
    },
    /// A correction factor that is not a decimal from 0 to 1 with at most six decimals.
    #[error("a correction factor is a decimal from 0 to 1 with at most six decimals")]
    Factor,
}

impl InvalidDeclaration {
    /// The reason under which callers know it.
    pub const fn kind(&self) -> ErrorKind {
        ErrorKind::DeclarationInvalid
    }
}

/// Carries the `line` where there is one.
impl From<InvalidDeclaration> for Refusal {
    fn from(invalid: InvalidDeclaration) -> Self {
        let kind = invalid.kind();
        let line = match invalid {
            InvalidDeclaration::UnknownLine { name } => name,
            InvalidDeclaration::RepeatedLine { line }
            | InvalidDeclaration::NegativeTurnover { line } => line.name().to_owned(),
            InvalidDeclaration::Factor => return kind.into(),
        };
        Self::with(kind, vec![("line", line)])
    }
}

/// What a participant has to declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeclarationPart {
    /// The turnover.
    Turnover,
    /// The correction factor for the subscription.
    FactorSubscription,
    /// The correction factor for calls.
    FactorCalls,
}

impl DeclarationPart {
    /// The name used in contracts and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turnover => "turnover",
            Self::FactorSubscription => "factor_subscription",
            Self::FactorCalls => "factor_calls",
        }
    }
}

/// One thing that a participant has not declared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingDeclaration {
    /// The participant.
    pub operator: OperatorId,
    /// What is missing.
    pub part: DeclarationPart,
}

/// Such as `OP02.turnover`.
impl fmt::Display for MissingDeclaration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.operator, self.part.name())
    }
}

/// Why a settlement cannot be calculated (domain, section 11). Where several hold, the first of
/// this list is given.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettlementError {
    /// Operators that granted at least one day or installation in the year, but do not take part.
    #[error("operators granted reductions but do not take part: {}", joined(operators))]
    OperatorNotInSettlement {
        /// All of them, in the order of their ids; never empty.
        operators: Vec<OperatorId>,
    },
    /// Participants have not declared everything.
    #[error("not declared: {}", joined(missing))]
    DeclarationMissing {
        /// All that is missing; never empty.
        missing: Vec<MissingDeclaration>,
    },
    /// Discounts were granted, but no participant has turnover to divide their cost by.
    #[error("discounts were granted, but nobody has turnover")]
    NoTurnover,
    /// An amount exceeds what can be shown in cents; no real year comes near.
    #[error("an amount is too large to be shown")]
    AmountTooLarge,
}

impl SettlementError {
    /// The reason under which callers know it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::OperatorNotInSettlement { .. } => ErrorKind::OperatorNotInSettlement,
            Self::DeclarationMissing { .. } => ErrorKind::DeclarationMissing,
            Self::NoTurnover => ErrorKind::NoTurnover,
            Self::AmountTooLarge => ErrorKind::Internal,
        }
    }
}

/// Carries `operators` (`OP08,OP09`) or `missing` (`OP02.turnover,OP03.factor_calls`).
impl From<SettlementError> for Refusal {
    fn from(error: SettlementError) -> Self {
        let metadata = match &error {
            SettlementError::OperatorNotInSettlement { operators } => {
                vec![("operators", joined(operators))]
            }
            SettlementError::DeclarationMissing { missing } => vec![("missing", joined(missing))],
            SettlementError::NoTurnover | SettlementError::AmountTooLarge => Vec::new(),
        };
        Self::with(error.kind(), metadata)
    }
}

fn joined<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}
