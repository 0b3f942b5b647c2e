//! Answers in the words of the contracts.

use std::fmt::Write;

use prost::Message;
use stts_chassis::fields::timestamp;
use stts_contracts::settlement::v1::{
    CalculateResponse, CheckParticipationResponse, DeclareFactorsResponse, DeclareTurnoverResponse,
    FormulaDays, GetOperatorResponse, OpenSettlementResponse, ParticipationReason,
    RegisterOperatorResponse, Settlement, SettlementState, Statement as StatementMessage,
};
use stts_kernel::OperatorId;
use stts_settlement_domain as domain;

use super::{export, operator};
use crate::ports::{Answer, Encode, Granted, ParticipationCheck, Statement};

/// The words of the contracts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wire;

impl Encode for Wire {
    fn answer(&self, answer: Answer<'_>) -> Vec<u8> {
        match answer {
            Answer::Registered(registered) => {
                let operator = Some(operator::message(registered));
                RegisterOperatorResponse { operator }.encode_to_vec()
            }
            Answer::Opened { settlement, participants } => {
                let settlement = Some(settlement_message(settlement, participants));
                OpenSettlementResponse { settlement }.encode_to_vec()
            }
            Answer::TurnoverDeclared(turnover) => {
                let counted_cents = shown(turnover.public_telephony_cents());
                DeclareTurnoverResponse { counted_cents }.encode_to_vec()
            }
            Answer::FactorsDeclared => DeclareFactorsResponse {}.encode_to_vec(),
            Answer::Calculated { calculation, run, at } => {
                let statement = |part| Wire::statement(&Statement::of(part, at));
                CalculateResponse {
                    total_cents: calculation.total.cents().0,
                    statements: calculation.operators.iter().map(statement).collect(),
                    inputs_sha256: hexadecimal(&run.inputs_sha256),
                }
                .encode_to_vec()
            }
        }
    }

    fn hashed_row(&self, row: &Granted) -> Vec<u8> {
        export::row(row).encode_length_delimited_to_vec()
    }
}

impl Wire {
    /// A registered operator.
    pub fn operator(registered: &domain::RegisteredOperator) -> GetOperatorResponse {
        GetOperatorResponse { operator: Some(operator::message(registered)) }
    }

    /// Whether an operator takes part.
    pub fn participation(check: &ParticipationCheck) -> CheckParticipationResponse {
        let name = format!("PARTICIPATION_REASON_{}", check.standing.name());
        CheckParticipationResponse {
            takes_part: check.standing.takes_part(),
            reason: ParticipationReason::from_str_name(&name).unwrap_or_default().into(),
            registered_as: check.registered_as.clone().unwrap_or_default(),
            threshold_cents: check.threshold.map(|threshold| threshold.0),
            turnover_cents: check.turnover_cents.map(shown),
        }
    }

    /// A statement.
    pub fn statement(statement: &Statement) -> StatementMessage {
        let days = |(formula, days): (&stts_kernel::Formula, &u64)| FormulaDays {
            formula: formula.name().to_owned(),
            days: i64::try_from(*days).unwrap_or(i64::MAX),
        };
        let (actual_share, normative_share) = statement.shares.clone().unwrap_or_default();
        StatementMessage {
            operator_id: statement.operator.to_string(),
            days: statement.days.iter().map(days).collect(),
            installation_cents: statement.installation.0,
            subscription_cents: statement.subscription.0,
            calls_cents: statement.calls.0,
            amount_cents: statement.amount.0,
            actual_share,
            normative_share,
            compensation_cents: statement.compensation.0,
            calculated_at: Some(timestamp(statement.calculated_at)),
        }
    }
}

fn settlement_message(settlement: &domain::Settlement, participants: &[OperatorId]) -> Settlement {
    let name = format!("SETTLEMENT_STATE_{}", settlement.state.name().name());
    let state = SettlementState::from_str_name(&name).unwrap_or_default();
    Settlement {
        year: settlement.year.number(),
        state: state.into(),
        operator_ids: participants.iter().map(ToString::to_string).collect(),
    }
}

/// A turnover: 64 lines of at most 10^15 cents always fit.
fn shown(turnover_cents: i128) -> i64 {
    i64::try_from(turnover_cents).unwrap_or(i64::MAX)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
