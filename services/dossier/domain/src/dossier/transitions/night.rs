//! What the night run does, and what the register pushes.

use super::{By, SYSTEM, To, Transition};
use crate::dossier::CommandName as Name;
use crate::dossier::Status::{
    self, Active, AwaitingActivation, AwaitingDocuments, AwaitingModification, AwaitingStop,
    AwaitingTransfer, AwaitingVerificationDocuments, AwaitingVerificationMultiple,
    AwaitingVerificationMultipleAndDocuments, Closed, Suspended,
};

const EVERY_OPEN: &[Option<Status>] = &[
    Some(AwaitingDocuments),
    Some(AwaitingActivation),
    Some(Active),
    Some(AwaitingModification),
    Some(AwaitingTransfer),
    Some(AwaitingStop),
    Some(Suspended),
    Some(AwaitingVerificationMultiple),
    Some(AwaitingVerificationDocuments),
    Some(AwaitingVerificationMultipleAndDocuments),
];

const EVERY_STATUS: &[Option<Status>] = &[
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

const VERIFYING_DOCUMENTS: &[Option<Status>] =
    &[Some(AwaitingVerificationDocuments), Some(AwaitingVerificationMultipleAndDocuments)];

/// The rows of the night run, in the order in which it applies them, and then the register's.
pub(super) const NIGHT: &[Transition] = &[
    Transition::new(
        Name::Activate,
        &[Some(AwaitingActivation)],
        By::System,
        SYSTEM,
        &[To::Status(Active), To::Status(Suspended)],
    )
    .if_confirmed(true)
    .if_data(true),
    Transition::new(
        Name::ActivateTransfer,
        &[Some(AwaitingTransfer)],
        By::System,
        SYSTEM,
        &[To::Status(Active)],
    )
    .if_confirmed(true)
    .if_data(true),
    Transition::new(
        Name::ApplyModification,
        EVERY_OPEN,
        By::System,
        SYSTEM,
        &[To::Same, To::Status(Active)],
    ),
    Transition::new(
        Name::EndStop,
        &[Some(AwaitingStop)],
        By::System,
        SYSTEM,
        &[To::Status(Suspended), To::Status(Closed)],
    ),
    Transition::new(Name::EndStop, &[Some(AwaitingTransfer)], By::System, SYSTEM, &[To::Same]),
    Transition::new(
        Name::LapseActivation,
        &[Some(AwaitingActivation)],
        By::System,
        SYSTEM,
        &[To::Status(Suspended)],
    )
    .if_data(false),
    Transition::new(
        Name::LapseTransfer,
        &[Some(AwaitingTransfer)],
        By::System,
        SYSTEM,
        // The holder may have stopped its reduction meanwhile, or be about to.
        &[To::Status(Active), To::Status(Suspended), To::Status(AwaitingStop)],
    )
    .if_data(false),
    Transition::new(
        Name::LapseDocuments,
        &[Some(AwaitingDocuments)],
        By::System,
        SYSTEM,
        &[To::Status(Closed)],
    )
    .if_confirmed(true),
    Transition::new(
        Name::LapseConfirmation,
        &[Some(AwaitingActivation)],
        By::System,
        SYSTEM,
        &[To::Status(Suspended)],
    )
    .if_confirmed(false),
    Transition::new(
        Name::LapseConfirmation,
        &[Some(AwaitingDocuments)],
        By::System,
        SYSTEM,
        &[To::Status(Closed)],
    )
    .if_confirmed(false),
    Transition::new(
        Name::Verify,
        &[
            Some(Active),
            Some(AwaitingVerificationDocuments),
            Some(AwaitingVerificationMultiple),
            Some(AwaitingVerificationMultipleAndDocuments),
        ],
        By::System,
        SYSTEM,
        &[
            To::Same,
            To::Status(AwaitingVerificationDocuments),
            To::Status(AwaitingVerificationMultiple),
            To::Status(AwaitingVerificationMultipleAndDocuments),
            To::Status(AwaitingStop),
        ],
    ),
    Transition::new(
        Name::LeaveMultiple,
        &[Some(AwaitingVerificationMultiple), Some(AwaitingVerificationMultipleAndDocuments)],
        By::System,
        SYSTEM,
        &[To::Status(Active), To::Status(AwaitingVerificationDocuments)],
    ),
    Transition::new(Name::RemindVerification, VERIFYING_DOCUMENTS, By::System, SYSTEM, &[To::Same]),
    Transition::new(
        Name::Death,
        EVERY_OPEN,
        By::System,
        SYSTEM,
        &[To::Status(AwaitingStop), To::Status(Closed)],
    ),
    Transition::new(Name::NumberReplaced, EVERY_STATUS, By::System, SYSTEM, &[To::Same]),
    Transition::new(Name::PersonInDoubt, EVERY_STATUS, By::System, SYSTEM, &[To::Same]),
    Transition::new(Name::PersonDataChanged, EVERY_OPEN, By::System, SYSTEM, &[To::Same]),
    Transition::new(
        Name::HouseholdChanged,
        EVERY_OPEN,
        By::System,
        SYSTEM,
        // Who moves away leaves the choice among the tariffs of the old household.
        &[To::Same, To::Status(Active), To::Status(AwaitingVerificationDocuments)],
    ),
];
