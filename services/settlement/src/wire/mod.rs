//! The only mapping between the fund's words and the contracts', without I/O.

mod answer;
mod export;
mod operator;
mod request;

pub use answer::Wire;
pub use export::{CorruptExport, part};
pub use request::{
    CalculateParsed, DeclareFactorsParsed, DeclareTurnoverParsed, OpenSettlementParsed,
    RegisterOperatorParsed, calculate, check_participation, declare_factors, declare_turnover,
    get_operator, get_statement, open_settlement, register_operator,
};
