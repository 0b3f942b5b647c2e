//! Applying, confirming, completing, cancelling, transferring.

use super::{By, OPERATORS, To, Transition};
use crate::dossier::CommandName as Name;
use crate::dossier::Status::{
    Active, AwaitingActivation, AwaitingDocuments, AwaitingTransfer, Closed, Suspended,
};

/// The rows of an application, by an operator.
pub(super) const APPLICATION: &[Transition] = &[
    Transition::new(
        Name::Apply,
        &[None, Some(Closed)],
        By::AnyOperator,
        OPERATORS,
        &[To::Status(AwaitingActivation), To::Status(AwaitingDocuments)],
    ),
    Transition::new(
        Name::Apply,
        &[Some(Suspended)],
        By::AnyOperator,
        OPERATORS,
        &[To::Status(AwaitingActivation), To::Status(AwaitingDocuments), To::Status(Closed)],
    ),
    Transition::new(
        Name::ConfirmWithoutData,
        &[Some(AwaitingActivation), Some(AwaitingDocuments)],
        By::Holder,
        OPERATORS,
        &[To::Same],
    )
    .if_confirmed(false),
    Transition::new(
        Name::ConfirmWithoutData,
        &[Some(AwaitingTransfer)],
        By::Incoming,
        OPERATORS,
        &[To::Same],
    )
    .if_confirmed(false),
    Transition::new(
        Name::ConfirmWithData,
        &[Some(AwaitingActivation)],
        By::Holder,
        OPERATORS,
        &[To::Same],
    )
    .if_confirmed(false),
    Transition::new(
        Name::ConfirmWithData,
        &[Some(AwaitingTransfer)],
        By::Incoming,
        OPERATORS,
        &[To::Same],
    )
    .if_confirmed(false),
    Transition::new(
        Name::CompleteActivationData,
        &[Some(AwaitingActivation)],
        By::Holder,
        OPERATORS,
        &[To::Same],
    )
    .if_confirmed(true),
    Transition::new(
        Name::CompleteActivationData,
        &[Some(AwaitingTransfer)],
        By::Incoming,
        OPERATORS,
        &[To::Same],
    )
    .if_confirmed(true),
    Transition::new(
        Name::CancelApplication,
        &[Some(AwaitingActivation)],
        By::Holder,
        OPERATORS,
        &[To::Status(Suspended)],
    ),
    Transition::new(
        Name::CancelApplication,
        &[Some(AwaitingDocuments)],
        By::Holder,
        OPERATORS,
        &[To::Status(Closed)],
    ),
    Transition::new(
        Name::CancelApplication,
        &[Some(AwaitingTransfer)],
        By::Incoming,
        OPERATORS,
        &[To::Status(Suspended)],
    ),
    Transition::new(
        Name::ConfirmTransfer,
        &[Some(Active)],
        By::AnyOperator,
        OPERATORS,
        &[To::Status(AwaitingTransfer)],
    ),
];
