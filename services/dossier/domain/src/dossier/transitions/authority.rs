//! What BIPT decides.

use super::{AGENTS, By, To, Transition};
use crate::dossier::CommandName as Name;
use crate::dossier::Status::{
    self, Active, AwaitingActivation, AwaitingDocuments, AwaitingModification, AwaitingStop,
    AwaitingTransfer, AwaitingVerificationDocuments, AwaitingVerificationMultiple,
    AwaitingVerificationMultipleAndDocuments, Closed, Suspended,
};

const WITH_DOCUMENTS: &[Option<Status>] = &[
    Some(AwaitingDocuments),
    Some(AwaitingVerificationDocuments),
    Some(AwaitingVerificationMultipleAndDocuments),
];

const VERIFYING_DOCUMENTS: &[Option<Status>] =
    &[Some(AwaitingVerificationDocuments), Some(AwaitingVerificationMultipleAndDocuments)];

const SEVERAL_TARIFFS: &[Option<Status>] =
    &[Some(AwaitingVerificationMultiple), Some(AwaitingVerificationMultipleAndDocuments)];

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

/// The rows of BIPT's agents.
pub(super) const AUTHORITY: &[Transition] = &[
    Transition::new(
        Name::ApplyFor,
        &[None, Some(Closed)],
        By::Authority,
        AGENTS,
        &[To::Status(AwaitingActivation), To::Status(AwaitingDocuments)],
    ),
    Transition::new(
        Name::ApplyFor,
        &[Some(Suspended)],
        By::Authority,
        AGENTS,
        &[To::Status(AwaitingActivation), To::Status(AwaitingDocuments), To::Status(Closed)],
    ),
    Transition::new(
        Name::ApplyFor,
        &[Some(Active)],
        By::Authority,
        AGENTS,
        &[To::Status(AwaitingTransfer)],
    ),
    Transition::new(Name::RecordDocuments, WITH_DOCUMENTS, By::Authority, AGENTS, &[To::Same]),
    Transition::new(
        Name::GrantRight,
        &[Some(AwaitingDocuments)],
        By::Authority,
        AGENTS,
        &[To::Status(AwaitingActivation)],
    )
    .if_confirmed(true),
    Transition::new(
        Name::RefuseRight,
        &[Some(AwaitingDocuments)],
        By::Authority,
        AGENTS,
        &[To::Status(Closed)],
    )
    .if_confirmed(true),
    Transition::new(
        Name::GrantRightLate,
        &[Some(Closed)],
        By::Authority,
        AGENTS,
        &[To::Status(AwaitingActivation)],
    )
    .if_refused(),
    Transition::new(
        Name::UndoRightEnd,
        &[Some(AwaitingStop)],
        By::Authority,
        AGENTS,
        // A stop of the reduction that was asked for beside it stays.
        &[To::Status(Active), To::Status(AwaitingModification), To::Same],
    )
    .if_right_ends(),
    Transition::new(
        Name::ResolveDocuments,
        VERIFYING_DOCUMENTS,
        By::Authority,
        AGENTS,
        &[To::Status(Active), To::Status(AwaitingVerificationMultiple), To::Status(AwaitingStop)],
    ),
    Transition::new(
        Name::ResolveKeep,
        SEVERAL_TARIFFS,
        By::Authority,
        AGENTS,
        &[To::Status(Active), To::Status(AwaitingVerificationDocuments)],
    ),
    Transition::new(
        Name::ResolveDrop,
        SEVERAL_TARIFFS,
        By::Authority,
        AGENTS,
        &[To::Status(AwaitingStop)],
    ),
    Transition::new(Name::CorrectDossier, EVERY_STATUS, By::Authority, AGENTS, &[To::Any]),
];
