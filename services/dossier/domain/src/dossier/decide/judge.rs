//! BIPT records documents and decides on a right.

use chrono::NaiveDate;
use stts_kernel::{ErrorKind, Refusal, Violation};

use super::confirm::enter_missing_data;
use super::documents::{judged, record};
use super::draft::Draft;
use super::ending::follow_the_end;
use crate::dossier::{
    ChangeReason, CommandName, Context, Decision, DocumentKind, Dossier, Ends, Judgement,
    PlaceChange, PlaceState, ReceivedDocument, Refused, Status, TaskKind,
};

/// `RecordDocuments`: what arrived stops the deadline.
pub(super) fn received(
    dossier: &Dossier,
    (kinds, received_on): (&[DocumentKind], NaiveDate),
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let mut violations = unknown(kinds, context);
    if received_on > context.today {
        violations.push(violation("received_on".to_owned(), "lies in the future"));
    }
    if !violations.is_empty() {
        return Err(Refusal::invalid_fields(violations).into());
    }
    let mut draft = Draft::of(dossier, context);
    match draft.next.verification.as_mut() {
        Some(verification) => verification.documents_received_on = Some(received_on),
        None => draft.next.application.documents_received_on = Some(received_on),
    }
    let arrived = kinds.iter().map(|kind| ReceivedDocument { kind: kind.clone(), received_on });
    draft.next.received_documents.extend(arrived);
    Ok(draft.decided(CommandName::RecordDocuments, None))
}

/// Letters ask for no such document.
fn unknown(kinds: &[DocumentKind], context: &Context<'_>) -> Vec<Violation> {
    let proofs = &context.rules.documents.on(context.today).value.proofs;
    let is_unknown = |kind: &DocumentKind| proofs.iter().all(|(_, known)| known != kind);
    let unknown = kinds.iter().enumerate().filter(|(_, kind)| is_unknown(kind));
    unknown
        .map(|(index, _)| violation(format!("kinds[{index}]"), "is not a kind of document"))
        .collect()
}

fn violation(field: String, description: &str) -> Violation {
    Violation { field, description: description.to_owned() }
}

/// `DecideRight`, under the name that the status of the dossier gives it.
pub(super) fn decide(
    dossier: &Dossier,
    name: CommandName,
    judgement: &Judgement,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    match name {
        CommandName::RefuseRight => refuse(dossier, judgement, context),
        CommandName::UndoRightEnd => Ok(undo_end(dossier, judgement, context)),
        _ => grant(dossier, name, judgement, context),
    }
}

/// The right is established; also late, when it had been refused: then the dossier goes back to the
/// operator of that application.
fn grant(
    dossier: &Dossier,
    name: CommandName,
    judgement: &Judgement,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let evaluated = judged(judgement, context)?;
    let mut draft = Draft::of(dossier, context);
    if name == CommandName::GrantRightLate {
        if context.place == PlaceState::Taken {
            return Err(ErrorKind::HouseholdAlreadyBenefits.into());
        }
        draft.place = PlaceChange::Take(dossier.place);
        draft.withdraw(TaskKind::CloseFile);
        draft.next.operator = Some(dossier.application.operator.clone());
        draft.next.right_end_date = None;
    }
    record(&mut draft.next.recorded, &judgement.findings, context.today);
    draft.next.status = Status::AwaitingActivation;
    draft.next.granted = evaluated.evaluation.granted();
    draft.next.internet = evaluated.evaluation.internet;
    draft.next.right_begin_date = Some(context.today);
    draft.next.last_check_date = Some(context.today);
    let application = &mut draft.next.application;
    application.right_decided_on = Some(context.today);
    application.right_refused_on = None;
    application.missing = Vec::new();
    draft.evaluated = Some(evaluated);
    draft.done(TaskKind::ReviewDocuments);
    enter_missing_data(&mut draft);
    Ok(draft.decided(name, Some(ChangeReason::RightGranted)))
}

fn refuse(
    dossier: &Dossier,
    judgement: &Judgement,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let evaluated = judged(judgement, context)?;
    let mut draft = Draft::of(dossier, context);
    record(&mut draft.next.recorded, &judgement.findings, context.today);
    draft.next.last_check_date = Some(context.today);
    draft.next.application.right_refused_on = Some(context.today);
    draft.evaluated = Some(evaluated);
    draft.done(TaskKind::ReviewDocuments);
    draft.leave(Status::Closed);
    draft.close_file(dossier.application.operator.clone());
    Ok(draft.decided(CommandName::RefuseRight, Some(ChangeReason::RightRefused)))
}

/// The right goes on as if nothing had been; a stop of the reduction that was asked for beside it
/// stays, and so does a transfer that lapsed with the right.
fn undo_end(dossier: &Dossier, judgement: &Judgement, context: &Context<'_>) -> Decision {
    let mut draft = Draft::of(dossier, context);
    record(&mut draft.next.recorded, &judgement.findings, context.today);
    draft.next.stops.retain(|stop| stop.ends != Ends::Right);
    draft.next.last_check_date = Some(context.today);
    follow_the_end(&mut draft);
    draft.next.status = match (draft.next.stops.is_empty(), dossier.pending_change) {
        (false, _) => Status::AwaitingStop,
        (true, Some(_)) => Status::AwaitingModification,
        (true, None) => Status::Active,
    };
    draft.decided(CommandName::UndoRightEnd, Some(ChangeReason::RightEndUndone))
}
