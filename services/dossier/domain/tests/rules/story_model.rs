//! A dossier as small as can be: its status, who has it, and what it waits for. Written from the
//! description of its life, to be compared with the real one after every step of a random story.

use stts_dossier_domain::dossier::CommandName as Name;
use stts_dossier_domain::dossier::Status::{
    self, Active, AwaitingActivation, AwaitingDocuments, AwaitingModification, AwaitingStop,
    AwaitingTransfer, AwaitingVerificationDocuments as Documents,
    AwaitingVerificationMultiple as Multiple, AwaitingVerificationMultipleAndDocuments as Both,
    Closed, Suspended,
};

/// Who gives a command, as the model sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Operator(char),
    Bipt,
    System,
}

/// What is known of a dossier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) status: Option<Status>,
    pub(crate) holder: Option<char>,
    pub(crate) incoming: Option<char>,
    /// Of the application under way, which is the transfer while there is one.
    pub(crate) confirmed: bool,
    pub(crate) data: bool,
    /// Ends that are waited for.
    pub(crate) stops: Stops,
    /// The holder's reduction has ended while the dossier is being transferred.
    pub(crate) ended: bool,
    /// Closed by a refusal of BIPT, at this operator.
    pub(crate) refused_at: Option<char>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stops {
    pub(crate) reduction: bool,
    pub(crate) right: bool,
    pub(crate) death: bool,
}

const RUNNING: [Status; 7] =
    [Active, AwaitingModification, AwaitingTransfer, AwaitingStop, Multiple, Documents, Both];
const CHECKED: [Status; 5] = [Active, AwaitingModification, Multiple, Documents, Both];

impl Model {
    pub(crate) fn runs(&self) -> bool {
        self.status.is_some_and(|status| RUNNING.contains(&status)) && !self.ended
    }

    pub(crate) fn is_held(&self) -> bool {
        self.status.is_some_and(|status| status != Suspended && status != Closed)
    }

    fn holds(&self, who: Who) -> bool {
        matches!(who, Who::Operator(one) if self.holder == Some(one))
    }

    fn comes(&self, who: Who) -> bool {
        matches!(who, Who::Operator(one) if self.incoming == Some(one))
    }

    /// Whoever gives the data of the application under way.
    fn applies(&self, who: Who) -> bool {
        if self.incoming.is_some() { self.comes(who) } else { self.holds(who) }
    }

    /// Where a command may lead; nowhere when it must be refused for what the dossier is.
    pub(crate) fn leads(&self, command: Name, who: Who) -> Vec<Status> {
        let Some(status) = self.status else {
            let opens = matches!((command, who), (Name::Apply, Who::Operator(_)))
                || (command == Name::ApplyFor && who == Who::Bipt);
            return if opens { vec![AwaitingActivation, AwaitingDocuments] } else { Vec::new() };
        };
        match who {
            Who::System => self.by_itself(command, status),
            Who::Bipt => self.by_bipt(command, status),
            Who::Operator(_) => self.by_operator(command, status, who),
        }
    }

    fn by_operator(&self, command: Name, status: Status, who: Who) -> Vec<Status> {
        let same = |allowed: bool| if allowed { vec![status] } else { Vec::new() };
        let waiting = matches!(status, AwaitingActivation | AwaitingTransfer);
        match command {
            Name::Apply if !self.is_held() => vec![AwaitingActivation, AwaitingDocuments],
            Name::ConfirmWithoutData => same(
                self.applies(who) && !self.confirmed && (waiting || status == AwaitingDocuments),
            ),
            Name::ConfirmWithData => same(self.applies(who) && !self.confirmed && waiting),
            Name::CompleteActivationData => same(self.applies(who) && self.confirmed && waiting),
            Name::CancelApplication if self.applies(who) => match status {
                AwaitingDocuments => vec![Closed],
                AwaitingActivation | AwaitingTransfer => vec![Suspended],
                _ => Vec::new(),
            },
            Name::ConfirmTransfer if status == Active && !self.holds(who) => vec![AwaitingTransfer],
            Name::ModifyUndated => same(
                self.applies(who) && (status == AwaitingActivation || RUNNING.contains(&status)),
            ),
            Name::ModifyDated
                if self.holds(who) && matches!(status, Active | AwaitingModification) =>
            {
                vec![AwaitingModification]
            }
            Name::StopReduction | Name::StopRight if self.holds(who) => {
                self.stopped(command, status)
            }
            Name::RefreshPersonData if self.holds(who) || self.comes(who) => {
                vec![status, status.without_choice()]
            }
            _ => Vec::new(),
        }
    }

    fn stopped(&self, command: Name, status: Status) -> Vec<Status> {
        let right = command == Name::StopRight;
        match status {
            AwaitingTransfer if self.ended => {
                if right {
                    vec![Closed]
                } else {
                    Vec::new()
                }
            }
            AwaitingTransfer => vec![if right { AwaitingStop } else { AwaitingTransfer }],
            AwaitingStop if right => vec![AwaitingStop],
            AwaitingDocuments | AwaitingActivation if right => vec![Closed],
            status if CHECKED.contains(&status) => vec![AwaitingStop],
            _ => Vec::new(),
        }
    }

    fn by_bipt(&self, command: Name, status: Status) -> Vec<Status> {
        let to = |allowed: bool, to: Status| if allowed { vec![to] } else { Vec::new() };
        match command {
            Name::ApplyFor if !self.is_held() => vec![AwaitingActivation, AwaitingDocuments],
            Name::ApplyFor => to(status == Active, AwaitingTransfer),
            Name::StopRight if status == Suspended => vec![Closed],
            Name::StopReduction | Name::StopRight => self.stopped(command, status),
            Name::RecordDocuments => {
                to(matches!(status, AwaitingDocuments | Documents | Both), status)
            }
            Name::GrantRight => {
                to(status == AwaitingDocuments && self.confirmed, AwaitingActivation)
            }
            Name::RefuseRight => to(status == AwaitingDocuments && self.confirmed, Closed),
            Name::GrantRightLate => {
                to(status == Closed && self.refused_at.is_some(), AwaitingActivation)
            }
            Name::UndoRightEnd if self.stops.right && !self.stops.death => {
                if self.stops.reduction {
                    vec![AwaitingStop]
                } else {
                    vec![Active, AwaitingModification]
                }
            }
            Name::ResolveDocuments => match status {
                Documents => vec![Active, AwaitingStop],
                Both => vec![Multiple, AwaitingStop],
                _ => Vec::new(),
            },
            Name::ResolveKeep => self.by_itself(Name::LeaveMultiple, status),
            Name::ResolveDrop => to(status.awaits_choice(), AwaitingStop),
            _ => Vec::new(),
        }
    }

    fn by_itself(&self, command: Name, status: Status) -> Vec<Status> {
        let to = |allowed: bool, to: Status| if allowed { vec![to] } else { Vec::new() };
        match (command, status) {
            (Name::Activate, AwaitingActivation) if self.data => vec![Active, Suspended],
            (Name::ActivateTransfer, AwaitingTransfer) => to(self.data, Active),
            (Name::ApplyModification, _) if status != AwaitingModification => {
                to(RUNNING.contains(&status), status)
            }
            (Name::EndStop, AwaitingStop) => {
                vec![if self.stops.right { Closed } else { Suspended }]
            }
            (Name::EndStop, AwaitingTransfer) => to(self.stops.reduction, AwaitingTransfer),
            (Name::LapseActivation, AwaitingActivation) => to(!self.data, Suspended),
            (Name::LapseTransfer, AwaitingTransfer) if self.data => Vec::new(),
            (Name::LapseTransfer, AwaitingTransfer) if self.ended => vec![Suspended],
            (Name::LapseTransfer, AwaitingTransfer) => {
                vec![if self.stops.reduction { AwaitingStop } else { Active }]
            }
            (Name::LapseDocuments, AwaitingDocuments) => to(self.confirmed, Closed),
            (Name::LapseConfirmation, AwaitingDocuments) => to(!self.confirmed, Closed),
            (Name::LapseConfirmation, AwaitingActivation) => to(!self.confirmed, Suspended),
            (Name::Verify, Active) => vec![Active, Documents, Multiple, Both, AwaitingStop],
            (Name::Verify, Documents) => vec![Both],
            (Name::ApplyModification, AwaitingModification) | (Name::LeaveMultiple, Multiple) => {
                vec![Active]
            }
            (Name::LeaveMultiple, Both) => vec![Documents],
            (Name::Verify, Multiple | Both)
            | (Name::RemindVerification, Documents | Both)
            | (Name::PersonInDoubt, _) => vec![status],
            (Name::PersonDataChanged, _) => to(status != Closed, status),
            (Name::Death | Name::HouseholdChanged, Closed) => Vec::new(),
            (Name::Death, _) => vec![if self.runs() { AwaitingStop } else { Closed }],
            (Name::HouseholdChanged, _) => vec![status, status.without_choice()],
            _ => Vec::new(),
        }
    }

    /// After a command that led to that status; it named an operator at which BIPT applies, and maybe
    /// came with activation data.
    pub(crate) fn follow(&mut self, command: Name, who: Who, to: Status, (at, data): (char, bool)) {
        let applicant = match who {
            Who::Operator(one) => one,
            Who::Bipt | Who::System => at,
        };
        match command {
            Name::Apply | Name::ApplyFor if !self.is_held() => {
                let confirmed = command == Name::ApplyFor;
                *self = Self { holder: Some(applicant), confirmed, ..Self::default() };
            }
            Name::ConfirmTransfer | Name::ApplyFor => {
                self.incoming = Some(applicant);
                (self.confirmed, self.data) = (data || command == Name::ApplyFor, data);
            }
            Name::ConfirmWithoutData => self.confirmed = true,
            Name::ConfirmWithData | Name::CompleteActivationData => {
                (self.confirmed, self.data) = (true, true);
            }
            Name::StopReduction => self.stops.reduction = true,
            Name::UndoRightEnd => self.stops.right = false,
            Name::EndStop if to == AwaitingTransfer => {
                (self.stops, self.ended) = (Stops::default(), true);
            }
            Name::ActivateTransfer => {
                self.holder = self.incoming.take();
                (self.stops, self.ended) = (Stops::default(), false);
            }
            Name::LapseTransfer => {
                (self.incoming, self.confirmed, self.data) = (None, true, true);
            }
            Name::RefuseRight => self.refused_at = self.holder,
            Name::GrantRightLate => {
                (self.holder, self.confirmed) = (self.refused_at.take(), true);
            }
            _ => {}
        }
        let ends_right = matches!(
            command,
            Name::StopRight
                | Name::Death
                | Name::ResolveDrop
                | Name::Verify
                | Name::ResolveDocuments
        );
        if to == AwaitingStop && ends_right {
            self.stops.right = true;
            self.stops.death |= command == Name::Death;
            if self.incoming.take().is_some() {
                (self.confirmed, self.data) = (true, true);
            }
        }
        self.status = Some(to);
        if !self.is_held() {
            let refused_at = self.refused_at;
            *self = Self { status: Some(to), refused_at, ..Self::default() };
        }
    }
}
