//! What a command makes of a settlement.

use chrono::NaiveDate;
use stts_kernel::{ErrorKind, OperatorId, Refusal};

use crate::{
    Action, Factors, RegisteredOperator, Run, Settlement, SettlementError, SettlementYear, State,
    Turnover,
};

/// A command to the settlement of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Begins to collect the declarations of a year.
    OpenSettlement {
        /// The year.
        year: SettlementYear,
    },
    /// Takes an operator's turnover, in place of an earlier one; an estimate of the fund manager
    /// comes this way too.
    DeclareTurnover {
        /// Whose turnover it is.
        operator: OperatorId,
        /// The turnover.
        turnover: Turnover,
    },
    /// Takes an operator's correction factors, in place of earlier ones.
    DeclareFactors {
        /// Whose discounts they correct.
        operator: OperatorId,
        /// The factors.
        factors: Factors,
    },
    /// Takes up an operator that was registered after the year was opened. Ask
    /// [`Settlement::is_joined_by`] whether it takes part.
    AddParticipant {
        /// The operator.
        operator: OperatorId,
    },
    /// Takes the outcome of [`calculate`](crate::calculate) as the draft. Ask
    /// [`Settlement::calculable`] before calculating, and commit against the version of the settlement
    /// whose declarations were read.
    Calculate {
        /// The user who calculates.
        calculated_by: String,
        /// SHA-256 of what [`write_inputs`](crate::write_inputs) wrote.
        inputs_sha256: [u8; 32],
    },
}

/// What happened to a settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettlementEvent {
    /// It collects declarations.
    Opened {
        /// The year.
        year: SettlementYear,
    },
    /// An operator's turnover was taken.
    TurnoverDeclared {
        /// The operator.
        operator: OperatorId,
        /// The turnover.
        turnover: Turnover,
    },
    /// An operator's correction factors were taken.
    FactorsDeclared {
        /// The operator.
        operator: OperatorId,
        /// The factors.
        factors: Factors,
    },
    /// An operator that takes part was registered.
    ParticipantAdded {
        /// The operator.
        operator: OperatorId,
    },
    /// The draft no longer agrees with what is declared, or with who takes part.
    DraftBecameStale {
        /// The number of its run.
        run: u32,
    },
    /// A draft was made.
    Calculated {
        /// The run.
        run: Run,
    },
}

/// The settlement after a command, and what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The settlement as it is to be stored.
    pub next: Settlement,
    /// What happened, in order; never empty.
    pub events: Vec<SettlementEvent>,
}

/// Decides on a command. `settlement` is the one of that year, if there is one; `registry` holds
/// the registered operators; `today` is the date in Brussels.
///
/// Refused: a second settlement of a year, and an action that the state does not allow
/// (`SETTLEMENT_STATE`, with `state`); a calculation before the year is over (the same, with
/// `earliest_date`); a year that is not open yet (`SETTLEMENT_NOT_FOUND`); a
/// declaration of an operator that does not take part (`OPERATOR_NOT_IN_SETTLEMENT`, with
/// `operators`).
pub fn decide(
    settlement: Option<&Settlement>,
    command: Command,
    registry: &[RegisteredOperator],
    today: NaiveDate,
) -> Result<Decision, Refusal> {
    match command {
        Command::OpenSettlement { year } => open(settlement, year),
        Command::DeclareTurnover { operator, turnover } => {
            let settlement = allowing(settlement, Action::DeclareTurnover)?;
            taking_part(&operator, registry, settlement.year)?;
            Ok(reopened(settlement, SettlementEvent::TurnoverDeclared { operator, turnover }))
        }
        Command::DeclareFactors { operator, factors } => {
            let settlement = allowing(settlement, Action::DeclareFactors)?;
            taking_part(&operator, registry, settlement.year)?;
            Ok(reopened(settlement, SettlementEvent::FactorsDeclared { operator, factors }))
        }
        Command::AddParticipant { operator } => {
            let settlement = allowing(settlement, Action::AddParticipant)?;
            Ok(reopened(settlement, SettlementEvent::ParticipantAdded { operator }))
        }
        Command::Calculate { calculated_by, inputs_sha256 } => {
            let settlement = settlement.ok_or(ErrorKind::SettlementNotFound)?;
            settlement.calculable(today)?;
            let number = settlement.runs + 1;
            let run = Run { number, calculated_by, inputs_sha256 };
            let state = State::Calculated(run.clone());
            let next = Settlement { year: settlement.year, runs: number, state };
            Ok(Decision { next, events: vec![SettlementEvent::Calculated { run }] })
        }
    }
}

fn open(existing: Option<&Settlement>, year: SettlementYear) -> Result<Decision, Refusal> {
    if let Some(settlement) = existing {
        return Err(settlement.refusing(Vec::new()));
    }
    let next = Settlement { year, runs: 0, state: State::Open };
    Ok(Decision { next, events: vec![SettlementEvent::Opened { year }] })
}

fn allowing(settlement: Option<&Settlement>, action: Action) -> Result<&Settlement, Refusal> {
    let settlement = settlement.ok_or(ErrorKind::SettlementNotFound)?;
    if settlement.allows(action) { Ok(settlement) } else { Err(settlement.refusing(Vec::new())) }
}

fn taking_part(
    operator: &OperatorId,
    registry: &[RegisteredOperator],
    year: SettlementYear,
) -> Result<(), Refusal> {
    let registered = registry.iter().find(|registered| registered.operator_id() == operator);
    if registered.is_some_and(|registered| registered.takes_part_in(year)) {
        return Ok(());
    }
    let operators = vec![operator.clone()];
    Err(SettlementError::OperatorNotInSettlement { operators }.into())
}

/// Another declaration or participant: what was calculated before is stale.
fn reopened(settlement: &Settlement, event: SettlementEvent) -> Decision {
    let stale = settlement.state.run().map(|run| run.number);
    let stale = stale.map(|run| SettlementEvent::DraftBecameStale { run });
    let next = Settlement { year: settlement.year, runs: settlement.runs, state: State::Open };
    Decision { next, events: std::iter::once(event).chain(stale).collect() }
}

#[cfg(test)]
mod tests {
    use stts_kernel::Period;

    use super::*;
    use crate::{Factor, Participation, StateName, TRANSITIONS};

    fn year() -> SettlementYear {
        SettlementYear::new(2023).unwrap()
    }

    /// The first day on which it can be calculated.
    fn today() -> NaiveDate {
        "2024-01-01".parse().unwrap()
    }

    fn operator() -> OperatorId {
        OperatorId::new("OP01").unwrap()
    }

    fn registry(from_year: i32) -> Vec<RegisteredOperator> {
        let period = Period::open(Period::year(from_year).from());
        let participation = Participation { period, reason: "public telephony".into() };
        vec![
            RegisteredOperator::new(operator(), "One".into(), vec![participation], vec![]).unwrap(),
        ]
    }

    fn command(action: Action) -> Command {
        let factor = Factor::from_millionths(500_000).unwrap();
        match action {
            Action::DeclareTurnover => Command::DeclareTurnover {
                operator: operator(),
                turnover: Turnover::declared([]).unwrap(),
            },
            Action::DeclareFactors => Command::DeclareFactors {
                operator: operator(),
                factors: Factors { subscription: factor, calls: factor },
            },
            Action::AddParticipant => Command::AddParticipant { operator: operator() },
            Action::Calculate => {
                Command::Calculate { calculated_by: "manager".into(), inputs_sha256: [7; 32] }
            }
        }
    }

    fn settlement(state: StateName) -> Settlement {
        let run = Run { number: 3, calculated_by: "manager".into(), inputs_sha256: [0; 32] };
        let state = match state {
            StateName::Open => State::Open,
            StateName::Calculated => State::Calculated(run),
            StateName::Approved => State::Approved(run),
            StateName::Published => State::Published(run),
            StateName::Settled => State::Settled(run),
        };
        Settlement { year: year(), runs: 3, state }
    }

    #[test]
    fn every_state_takes_what_the_table_lists_and_refuses_the_rest() {
        for state in StateName::ALL {
            for action in Action::ALL {
                let row =
                    TRANSITIONS.iter().find(|row| row.action == *action && row.from == *state);
                let decided =
                    decide(Some(&settlement(*state)), command(*action), &registry(2020), today());
                match (row, decided) {
                    (Some(row), Ok(decision)) => {
                        assert_eq!(decision.next.state.name(), row.to, "{action:?} in {state:?}");
                    }
                    (None, Err(refusal)) => {
                        assert_eq!(refusal.kind, ErrorKind::SettlementState);
                        assert_eq!(refusal.metadata, [("state", state.name().to_owned())]);
                    }
                    (row, decided) => panic!("{action:?} in {state:?}: {row:?}, {decided:?}"),
                }
            }
        }
    }

    #[test]
    fn a_declaration_or_another_participant_makes_the_draft_stale() {
        for action in [Action::DeclareTurnover, Action::DeclareFactors, Action::AddParticipant] {
            let draft = settlement(StateName::Calculated);
            let decision = decide(Some(&draft), command(action), &registry(2020), today()).unwrap();
            assert_eq!(decision.next, settlement(StateName::Open));
            let stale = SettlementEvent::DraftBecameStale { run: 3 };
            assert_eq!(decision.events.last(), Some(&stale));
            let open = settlement(StateName::Open);
            let decision = decide(Some(&open), command(action), &registry(2020), today()).unwrap();
            assert_eq!(decision.events.len(), 1);
        }
    }

    #[test]
    fn every_run_has_a_number_of_its_own() {
        let draft = settlement(StateName::Calculated);
        let decision = decide(Some(&draft), command(Action::Calculate), &[], today()).unwrap();
        let run = Run { number: 4, calculated_by: "manager".into(), inputs_sha256: [7; 32] };
        assert_eq!(decision.next.runs, 4);
        assert_eq!(decision.next.state, State::Calculated(run.clone()));
        assert_eq!(decision.events, [SettlementEvent::Calculated { run }]);
    }

    #[test]
    fn a_year_is_opened_once_and_before_anything_else() {
        let open = Command::OpenSettlement { year: year() };
        let decision = decide(None, open.clone(), &[], today()).unwrap();
        let next = Settlement { year: year(), runs: 0, state: State::Open };
        assert_eq!(decision.next, next);
        assert_eq!(decision.events, [SettlementEvent::Opened { year: year() }]);
        let again = decide(Some(&next), open, &[], today()).unwrap_err();
        assert_eq!(again.kind, ErrorKind::SettlementState);
        assert_eq!(again.metadata, [("state", "OPEN".to_owned())]);
        for action in Action::ALL {
            let refusal = decide(None, command(*action), &registry(2020), today()).unwrap_err();
            assert_eq!(refusal.kind, ErrorKind::SettlementNotFound, "{action:?}");
        }
    }

    #[test]
    fn only_a_participant_of_the_year_declares() {
        for registry in [vec![], registry(2024)] {
            for action in [Action::DeclareTurnover, Action::DeclareFactors] {
                let open = settlement(StateName::Open);
                let refusal = decide(Some(&open), command(action), &registry, today()).unwrap_err();
                assert_eq!(refusal.kind, ErrorKind::OperatorNotInSettlement);
                assert_eq!(refusal.metadata, [("operators", "OP01".to_owned())]);
            }
        }
    }

    #[test]
    fn a_year_is_calculated_when_it_is_over() {
        for state in [StateName::Open, StateName::Calculated] {
            for (today, allowed) in [
                ("2023-06-01", false),
                ("2023-12-31", false),
                ("2024-01-01", true),
                ("2029-12-31", true),
            ] {
                let settlement = settlement(state);
                let calculate = command(Action::Calculate);
                let decided = decide(Some(&settlement), calculate, &[], today.parse().unwrap());
                assert_eq!(decided.is_ok(), allowed, "{today}");
                let Err(refusal) = decided else { continue };
                assert_eq!(refusal.kind, ErrorKind::SettlementState);
                let earliest = ("earliest_date", "2024-01-01".to_owned());
                assert_eq!(refusal.metadata, [earliest, ("state", state.name().to_owned())]);
            }
        }
    }

    #[test]
    fn who_takes_part_joins_a_settlement_that_is_not_approved() {
        for (state, from_year, joins) in [
            (StateName::Open, 2020, true),
            (StateName::Calculated, 2023, true),
            (StateName::Calculated, 2024, false),
            (StateName::Approved, 2020, false),
            (StateName::Published, 2020, false),
            (StateName::Settled, 2020, false),
        ] {
            let joined = settlement(state).is_joined_by(&registry(from_year)[0]);
            assert_eq!(joined, joins, "{state:?} from {from_year}");
        }
    }
}
