//! The states of a settlement, and which action is allowed in which (domain, section 11).

use chrono::NaiveDate;
use stts_kernel::{ErrorKind, Refusal, named};

use crate::{RegisteredOperator, SettlementYear};

named!(
    /// The name of a state.
    StateName {
        /// Collecting declarations.
        Open = "OPEN",
        /// A draft was calculated from what is declared.
        Calculated = "CALCULATED",
        /// Somebody else than who calculated has approved the draft.
        Approved = "APPROVED",
        /// The statements were sent; nothing changes any more.
        Published = "PUBLISHED",
        /// All payments are in.
        Settled = "SETTLED",
    }
);

named!(
    /// What can be done with a settlement.
    Action {
        /// Take or replace the turnover of an operator.
        DeclareTurnover = "DECLARE_TURNOVER",
        /// Take or replace the correction factors of an operator.
        DeclareFactors = "DECLARE_FACTORS",
        /// Take up an operator that is registered later.
        AddParticipant = "ADD_PARTICIPANT",
        /// Make a draft, or make it anew.
        Calculate = "CALCULATE",
    }
);

/// One calculation of a settlement; every one is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Counted from 1 within the settlement.
    pub number: u32,
    /// The user who calculated, and who therefore cannot approve.
    pub calculated_by: String,
    /// SHA-256 of what [`write_inputs`](crate::write_inputs) writes.
    pub inputs_sha256: [u8; 32],
}

/// The state of a settlement, with the run that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Collecting declarations; a run made before a later declaration, or for other participants,
    /// is stale.
    Open,
    /// A draft, repeatable.
    Calculated(Run),
    /// The draft was approved.
    Approved(Run),
    /// The statements of the run were sent.
    Published(Run),
    /// All payments of the run are in.
    Settled(Run),
}

impl State {
    /// Its name.
    pub const fn name(&self) -> StateName {
        match self {
            Self::Open => StateName::Open,
            Self::Calculated(_) => StateName::Calculated,
            Self::Approved(_) => StateName::Approved,
            Self::Published(_) => StateName::Published,
            Self::Settled(_) => StateName::Settled,
        }
    }

    /// The run that it rests on; none while open.
    pub const fn run(&self) -> Option<&Run> {
        match self {
            Self::Open => None,
            Self::Calculated(run)
            | Self::Approved(run)
            | Self::Published(run)
            | Self::Settled(run) => Some(run),
        }
    }
}

/// The settlement of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The year.
    pub year: SettlementYear,
    /// How many runs were made, stale ones included.
    pub runs: u32,
    /// Where it stands.
    pub state: State,
}

/// One row of the transition table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The action.
    pub action: Action,
    /// A state in which it is allowed.
    pub from: StateName,
    /// The state after it.
    pub to: StateName,
}

/// Every allowed action; all others are refused with `SETTLEMENT_STATE`. A declaration or another
/// participant makes a draft stale, so it opens the settlement again.
pub const TRANSITIONS: &[Transition] = &[
    row(Action::DeclareTurnover, StateName::Open, StateName::Open),
    row(Action::DeclareTurnover, StateName::Calculated, StateName::Open),
    row(Action::DeclareFactors, StateName::Open, StateName::Open),
    row(Action::DeclareFactors, StateName::Calculated, StateName::Open),
    row(Action::AddParticipant, StateName::Open, StateName::Open),
    row(Action::AddParticipant, StateName::Calculated, StateName::Open),
    row(Action::Calculate, StateName::Open, StateName::Calculated),
    row(Action::Calculate, StateName::Calculated, StateName::Calculated),
];

const fn row(action: Action, from: StateName, to: StateName) -> Transition {
    Transition { action, from, to }
}

impl Settlement {
    /// Whether the state allows the action.
    pub fn allows(&self, action: Action) -> bool {
        let now = self.state.name();
        TRANSITIONS.iter().any(|row| row.action == action && row.from == now)
    }

    /// Refuses with `SETTLEMENT_STATE` what cannot be calculated: in another state (with `state`),
    /// or before the year is over (with `earliest_date` too), since its days are still being granted.
    pub fn calculable(&self, today: NaiveDate) -> Result<(), Refusal> {
        let over_from = self.year.over_from();
        if !self.allows(Action::Calculate) {
            Err(self.refusing(Vec::new()))
        } else if today < over_from {
            Err(self.refusing(vec![("earliest_date", over_from.to_string())]))
        } else {
            Ok(())
        }
    }

    /// Whether an operator that is registered now takes part in it. A settlement that was approved
    /// stays as it is: whatever comes later is for its correction.
    pub fn is_joined_by(&self, operator: &RegisteredOperator) -> bool {
        operator.takes_part_in(self.year) && self.allows(Action::AddParticipant)
    }

    /// `SETTLEMENT_STATE`, with the state and what else the caller needs to know.
    pub(crate) fn refusing(&self, mut facts: Vec<(&'static str, String)>) -> Refusal {
        facts.push(("state", self.state.name().name().to_owned()));
        Refusal::with(ErrorKind::SettlementState, facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_state() {
        for state in StateName::ALL {
            assert_eq!(StateName::from_name(state.name()), Some(*state));
        }
        assert_eq!(StateName::from_name("DRAFT"), None);
    }

    #[test]
    fn no_pair_of_state_and_action_has_two_rows() {
        for (index, row) in TRANSITIONS.iter().enumerate() {
            let same = |other: &&Transition| (other.action, other.from) == (row.action, row.from);
            assert_eq!(TRANSITIONS[index..].iter().filter(same).count(), 1, "{row:?}");
        }
    }
}
