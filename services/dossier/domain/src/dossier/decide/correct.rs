//! `CorrectDossier`: BIPT sets what should have been, and everything that follows from it is computed
//! anew (domain, section 3). That a second person approves it is not decided here.

use stts_kernel::{ErrorKind, Refusal, Violation};

use super::activate::installation;
use super::confirm;
use super::draft::Draft;
use super::ending::{announce, follow_the_end};
use super::recomputed::recomputed;
use crate::dossier::{
    Broken, CommandName, Context, Correction, Decision, Dossier, PlaceChange, PlaceState,
    Reduction, Refused, Status, TaskKind, TaskParty, formula_allowed, invariants,
};

/// Corrects the dossier, unless an invariant would not hold: the fields that break one are named.
pub(super) fn decide(
    dossier: &Dossier,
    correction: &Correction,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let (next, begins) = recomputed(dossier, correction, context);
    let broken = broken(dossier, &next, correction, context);
    if !broken.is_empty() {
        return Err(Refusal::invalid_fields(broken.iter().map(violation).collect()).into());
    }
    let place = place(dossier, &next, context)?;
    let mut draft = Draft::to(Some(dossier), next, context);
    draft.place = place;
    settle_tasks(&mut draft, dossier, context);
    let data = draft.next.application.activation_data.as_ref().filter(|_| begins);
    let grant = data.and_then(|data| installation(&draft.next, data, data.activation_date));
    if let Some(grant) = grant {
        draft.install(grant);
    }
    Ok(draft.decided(CommandName::CorrectDossier, None))
}

fn violation(broken: &Broken) -> Violation {
    Violation { field: format!("correction.{}", broken.field), description: broken.rule.to_owned() }
}

fn broken(
    dossier: &Dossier,
    next: &Dossier,
    correction: &Correction,
    context: &Context<'_>,
) -> Vec<Broken> {
    let mut broken = invariants(next, context.today);
    let touched = correction.granted.is_some() || correction.activation_data.is_some();
    let data = next.application.activation_data.as_ref().filter(|_| touched);
    let allowed = data.is_none_or(|data| {
        let tariff = &context.rules.tariff.on(data.activation_date).value;
        formula_allowed(data.formula, &next.granted, next.internet, tariff)
    });
    if !allowed {
        let (field, rule) = ("activation_data.formula", "is not one of any granted category");
        broken.push(Broken { field, rule });
    }
    let looked_at = has_task(dossier, TaskKind::ReviewPerson);
    if next == dossier && !looked_at {
        broken.push(Broken { field: "status", rule: "nothing would change" });
    }
    broken
}

fn has_task(dossier: &Dossier, kind: TaskKind) -> bool {
    dossier.open_tasks.iter().any(|task| task.kind == kind)
}

/// The household's place is taken or given up with the holding of the dossier.
fn place(dossier: &Dossier, next: &Dossier, context: &Context<'_>) -> Result<PlaceChange, Refused> {
    match (dossier.status.is_held(), next.status.is_held(), context.place) {
        (true, false, _) => Ok(PlaceChange::Release),
        (false, true, PlaceState::Taken) => Err(ErrorKind::HouseholdAlreadyBenefits.into()),
        (false, true, PlaceState::Free) => Ok(PlaceChange::Take(next.place)),
        (false, true, PlaceState::Own) | (true, true, _) | (false, false, _) => {
            Ok(PlaceChange::Keep)
        }
    }
}

/// Of the tasks those stay, or are raised, that the dossier as it is now demands (domain, section 8).
fn settle_tasks(draft: &mut Draft<'_>, before: &Dossier, context: &Context<'_>) {
    draft.done(TaskKind::ReviewPerson);
    if !draft.next.status.awaits_verification_documents() {
        draft.withdraw(TaskKind::ReviewVerification);
    }
    if !draft.next.status.awaits_choice() {
        draft.withdraw(TaskKind::ResolveMultiple);
    }
    settle_confirmation(draft, context);
    settle_files(draft, before);
    settle_terminations(draft, before);
}

/// A confirmed application waits for documents, or for its activation data.
fn settle_confirmation(draft: &mut Draft<'_>, context: &Context<'_>) {
    let application = draft.next.open_application();
    let (confirmed, has_data) = (application.confirmed, application.activation_data.is_some());
    let operator = TaskParty::Operator(application.operator.clone());
    let demanded = match draft.next.status {
        Status::AwaitingDocuments => Some((TaskKind::ReviewDocuments, TaskParty::Bipt)),
        Status::AwaitingActivation | Status::AwaitingTransfer if !has_data => {
            Some((TaskKind::EnterMissingData, operator))
        }
        _ => None,
    };
    let demanded = demanded.filter(|_| confirmed);
    let asked = draft.next.open_tasks.iter();
    let asked = asked
        .map(|task| (task.kind, task.to.clone()))
        .find(|asked| matches!(asked.0, TaskKind::ReviewDocuments | TaskKind::EnterMissingData));
    if asked == demanded {
        return;
    }
    draft.withdraw(TaskKind::ReviewDocuments);
    draft.withdraw(TaskKind::EnterMissingData);
    if demanded.is_some() {
        confirm::without_data(draft, context);
    }
}

/// An application or a transfer that is over closes the operator's file; one that is taken up again
/// opens it.
fn settle_files(draft: &mut Draft<'_>, before: &Dossier) {
    if let Some(transfer) = before.transfer.as_ref().filter(|_| draft.next.transfer.is_none()) {
        draft.close_file(transfer.operator.clone());
    }
    let waited = before.operator.as_ref().filter(|_| !before.status.runs_reduction());
    let left = waited.filter(|operator| draft.next.operator.as_ref() != Some(*operator));
    if let Some(operator) = left {
        draft.close_file(operator.clone());
    }
    if !before.status.is_held() && draft.next.status.is_held() {
        draft.withdraw(TaskKind::CloseFile);
    }
}

/// An operator whose reduction gets an end, another end, or none any more, did not ask for it.
fn settle_terminations(draft: &mut Draft<'_>, before: &Dossier) {
    let operator = &before.application.operator;
    let was = before.reduction_end_date();
    if draft.next.application.operator != *operator {
        let begin = before.reduction.as_ref().map(Reduction::begin);
        if let Some(begin) = begin.filter(|_| before.reduction_runs()) {
            draft.terminate(operator.clone(), begin, None);
        }
        return;
    }
    if draft.next.reduction_runs() {
        return follow_the_end(draft);
    }
    let laid = draft.next.periods.last().and_then(|granted| granted.period.until());
    let is = match &draft.next.reduction {
        Some(_) => draft.next.reduction_end_date(),
        None => laid.filter(|_| before.reduction_runs()),
    };
    if let Some(end) = is.filter(|_| is != was) {
        announce(draft, end);
    }
}
