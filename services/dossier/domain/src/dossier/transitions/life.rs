//! What the holder does during the life of a dossier, and the two stops, which BIPT may give too.

use super::{ADMINISTRATIONS, AGENTS, By, OPERATORS, To, Transition};
use crate::dossier::CommandName as Name;
use crate::dossier::Status::{
    self, Active, AwaitingActivation, AwaitingDocuments, AwaitingModification, AwaitingStop,
    AwaitingTransfer, AwaitingVerificationDocuments, AwaitingVerificationMultiple,
    AwaitingVerificationMultipleAndDocuments, Closed, Suspended,
};

/// From where the holder changes at once what needs no date.
const UNDATED: &[Option<Status>] = &[
    Some(AwaitingActivation),
    Some(Active),
    Some(AwaitingModification),
    Some(AwaitingStop),
    Some(AwaitingVerificationMultiple),
    Some(AwaitingVerificationDocuments),
    Some(AwaitingVerificationMultipleAndDocuments),
];

/// From where a stop waits for its computed end.
const STOPPABLE: &[Option<Status>] = &[
    Some(Active),
    Some(AwaitingModification),
    Some(AwaitingVerificationMultiple),
    Some(AwaitingVerificationDocuments),
    Some(AwaitingVerificationMultipleAndDocuments),
];

/// Where a reduction runs.
const RUNNING: &[Option<Status>] = &[
    Some(Active),
    Some(AwaitingModification),
    Some(AwaitingTransfer),
    Some(AwaitingStop),
    Some(AwaitingVerificationMultiple),
    Some(AwaitingVerificationDocuments),
    Some(AwaitingVerificationMultipleAndDocuments),
];

/// Where a holder has a dossier.
const HELD: &[Option<Status>] = &[
    Some(AwaitingDocuments),
    Some(AwaitingActivation),
    Some(Active),
    Some(AwaitingModification),
    Some(AwaitingTransfer),
    Some(AwaitingStop),
    Some(AwaitingVerificationMultiple),
    Some(AwaitingVerificationDocuments),
    Some(AwaitingVerificationMultipleAndDocuments),
];

/// Where an application ends its right at once.
const NOT_YET_RUNNING: &[Option<Status>] = &[Some(AwaitingDocuments), Some(AwaitingActivation)];

/// Where the last action may have led; whether it can be taken back is in the history.
const ANY_HELD_OR_LEFT: &[Option<Status>] = &[
    Some(AwaitingDocuments),
    Some(AwaitingActivation),
    Some(Active),
    Some(AwaitingModification),
    Some(AwaitingTransfer),
    Some(AwaitingStop),
    Some(Suspended),
    Some(Closed),
    Some(AwaitingVerificationMultiple),
    Some(AwaitingVerificationDocuments),
    Some(AwaitingVerificationMultipleAndDocuments),
];

const STOPPED: &[To] = &[To::Status(AwaitingStop)];
const CLOSED: &[To] = &[To::Status(Closed)];
/// Who has moved away leaves the choice among the tariffs of the old household.
const REFRESHED: &[To] = &[To::Same, To::Status(Active), To::Status(AwaitingVerificationDocuments)];
const TRANSFERRING: &[Option<Status>] = &[Some(AwaitingTransfer)];

/// The rows of a dossier's life.
pub(super) const LIFE: &[Transition] = &[
    Transition::new(Name::ModifyUndated, UNDATED, By::Holder, OPERATORS, &[To::Same]),
    Transition::new(Name::ModifyUndated, TRANSFERRING, By::Incoming, OPERATORS, &[To::Same]),
    Transition::new(
        Name::ModifyDated,
        &[Some(Active), Some(AwaitingModification)],
        By::Holder,
        OPERATORS,
        &[To::Status(AwaitingModification)],
    ),
    Transition::new(Name::StopReduction, STOPPABLE, By::Holder, ADMINISTRATIONS, STOPPED),
    Transition::new(Name::StopReduction, STOPPABLE, By::Authority, AGENTS, STOPPED),
    Transition::new(Name::StopReduction, TRANSFERRING, By::Holder, ADMINISTRATIONS, &[To::Same])
        .if_running(true),
    Transition::new(Name::StopReduction, TRANSFERRING, By::Authority, AGENTS, &[To::Same])
        .if_running(true),
    Transition::new(Name::StopRight, RUNNING, By::Holder, ADMINISTRATIONS, STOPPED)
        .if_running(true),
    Transition::new(Name::StopRight, RUNNING, By::Authority, AGENTS, STOPPED).if_running(true),
    // The holder's reduction has ended before the incoming operator's begins.
    Transition::new(Name::StopRight, TRANSFERRING, By::Holder, ADMINISTRATIONS, CLOSED)
        .if_running(false),
    Transition::new(Name::StopRight, TRANSFERRING, By::Authority, AGENTS, CLOSED).if_running(false),
    Transition::new(Name::StopRight, NOT_YET_RUNNING, By::Holder, ADMINISTRATIONS, CLOSED),
    Transition::new(Name::StopRight, NOT_YET_RUNNING, By::Authority, AGENTS, CLOSED),
    Transition::new(Name::StopRight, &[Some(Suspended)], By::Authority, AGENTS, CLOSED),
    Transition::new(Name::RefreshPersonData, HELD, By::Holder, OPERATORS, REFRESHED),
    Transition::new(Name::RefreshPersonData, TRANSFERRING, By::Incoming, OPERATORS, &[To::Same]),
    Transition::new(
        Name::RefreshPersonData,
        &[Some(Active)],
        By::AnyOperator,
        OPERATORS,
        &[To::Same],
    ),
    Transition::new(
        Name::CancelLastAction,
        ANY_HELD_OR_LEFT,
        By::AnyOperator,
        ADMINISTRATIONS,
        &[To::Any],
    ),
];
