//! `CancelLastAction` (manual, chapter 11; domain, section 9).

use stts_kernel::ErrorKind;

use super::draft::Draft;
use crate::dossier::{
    CommandName, Context, Decision, Dossier, LastAction, OpenTask, PersonSnapshot, PlaceChange,
    PlaceState, Refused,
};

/// Restores the dossier as it was before the operator's last action. Nothing can be taken back twice.
/// The dossier does not tell who came and went before: to an operator that never had to do with it, its
/// caller shows none.
pub(super) fn decide(
    state: Option<&Dossier>,
    before: Option<&Dossier>,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    super::access::admit_profile(CommandName::CancelLastAction, context.caller)?;
    let dossier = state.ok_or(ErrorKind::DossierNotFound)?;
    let operator = context.caller.operator().ok_or(ErrorKind::ProfileNotAllowed)?;
    let own = |action: &&LastAction| action.operator == *operator;
    let last = dossier.last_action.as_ref().filter(own).ok_or(ErrorKind::NothingToCancel)?;
    let before = before.filter(|before| before.version == last.version_before);
    let before = before.ok_or(ErrorKind::Internal)?;
    let place = place(dossier, before, context)?;
    Ok(restored(dossier, before, place, context))
}

/// A dossier that nobody holds any more takes its household's place again.
fn place(
    dossier: &Dossier,
    before: &Dossier,
    context: &Context<'_>,
) -> Result<PlaceChange, Refused> {
    if dossier.status.is_held() || !before.status.is_held() {
        return Ok(PlaceChange::Keep);
    }
    match context.place {
        PlaceState::Taken => Err(ErrorKind::HouseholdAlreadyBenefits.into()),
        PlaceState::Free => Ok(PlaceChange::Take(dossier.place)),
        PlaceState::Own => Ok(PlaceChange::Keep),
    }
}

/// The dossier as it was, of the person as the register has them now. The tasks of the action are
/// withdrawn, and those that it ended come back.
fn restored(
    dossier: &Dossier,
    before: &Dossier,
    place: PlaceChange,
    context: &Context<'_>,
) -> Decision {
    let next = Dossier {
        person: person(dossier, before),
        open_tasks: dossier.open_tasks.clone(),
        last_action: None,
        ..before.clone()
    };
    let mut draft = Draft::to(Some(dossier), next, context);
    draft.place = place;
    let stands = |list: &[OpenTask], task: &OpenTask| list.iter().any(|other| other.id == task.id);
    for task in dossier.open_tasks.iter().filter(|task| !stands(&before.open_tasks, task)) {
        draft.withdraw_task(task);
    }
    for task in before.open_tasks.iter().filter(|task| !stands(&dossier.open_tasks, task)) {
        draft.raise_again(task);
    }
    draft.decided(CommandName::CancelLastAction, None)
}

/// Name and address may have come from the register since; language and contact are part of what is
/// taken back.
fn person(dossier: &Dossier, before: &Dossier) -> PersonSnapshot {
    PersonSnapshot {
        language: before.person.language,
        contact: before.person.contact.clone(),
        ..dossier.person.clone()
    }
}
