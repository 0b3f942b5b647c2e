//! What a participant tells the fund about a year.

use std::collections::BTreeMap;

use stts_kernel::OperatorId;

use crate::{ContributionRule, Factor, RegisteredOperator, SettlementYear, Turnover};

/// The two correction factors of an operator (domain, section 11.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factors {
    /// How far the discount on the subscription was used.
    pub subscription: Factor,
    /// How far the discount on calls was used.
    pub calls: Factor,
}

/// What one participant has declared so far. Whatever is absent blocks the calculation; a declared
/// 0 does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// The turnover of the year.
    pub turnover: Option<Turnover>,
    /// The correction factor for the subscription.
    pub factor_subscription: Option<Factor>,
    /// The correction factor for calls.
    pub factor_calls: Option<Factor>,
}

/// The participants of a settlement, each with its declaration, in the order of their ids.
pub type Declarations = BTreeMap<OperatorId, Declaration>;

/// The declarations to calculate with: every operator that takes part in the year by its standing
/// under the rule, with what it declared or an empty declaration; all others are left out.
pub fn declarations_of_participants(
    registry: &[RegisteredOperator],
    year: SettlementYear,
    rule: &ContributionRule,
    mut declared: Declarations,
) -> Declarations {
    let mut participants = Declarations::new();
    for operator in registry {
        let declaration = declared.remove(operator.operator_id()).unwrap_or_default();
        let turnover = declaration.turnover.as_ref().map(Turnover::public_telephony_cents);
        if operator.standing_in(year, rule, turnover).takes_part() {
            participants.insert(operator.operator_id().clone(), declaration);
        }
    }
    participants
}
