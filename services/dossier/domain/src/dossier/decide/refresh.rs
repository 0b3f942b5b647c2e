//! What the register says of the person now: taken over by an operator, or pushed by the register.

use stts_kernel::{ErrorKind, HouseholdId};

use super::draft::Draft;
use super::transfer::can_take_over;
use crate::dossier::{
    CommandName, Context, Decision, Dossier, PersonFound, PersonSnapshot, PlaceChange, PlaceKey,
    Refused, TaskKind, TaskParty,
};

/// `RefreshPersonData`: name, address, language and household.
pub(super) fn by_operator(
    dossier: &Dossier,
    person: &PersonFound,
    context: &Context<'_>,
) -> Decision {
    let mut draft = Draft::of(dossier, context);
    let contact = draft.next.person.contact.clone();
    draft.next.person = PersonSnapshot { contact, ..person.snapshot.clone() };
    move_place(&mut draft, person.place_key());
    draft.decided(CommandName::RefreshPersonData, None)
}

/// The same, by an operator that is about to take the dossier over and has seen the person.
pub(super) fn before_transfer(
    state: Option<&Dossier>,
    person: &PersonFound,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    super::access::admit_profile(CommandName::RefreshPersonData, context.caller)?;
    let dossier = can_take_over(state, context.caller, context)?;
    Ok(by_operator(dossier, person, context))
}

/// The register changed a name or an address; language and contact are the person's own choice.
pub(super) fn by_register(
    dossier: &Dossier,
    person: &PersonSnapshot,
    context: &Context<'_>,
) -> Decision {
    let mut draft = Draft::of(dossier, context);
    let (language, contact) = (draft.next.person.language, draft.next.person.contact.clone());
    draft.next.person = PersonSnapshot { language, contact, ..person.clone() };
    draft.decided(CommandName::PersonDataChanged, None)
}

/// The person lives in another household. In collective living they are a household of one, and stay
/// it. Whoever was found beside other tariffs is not beside them any more.
pub(super) fn household(
    dossier: &Dossier,
    household_id: HouseholdId,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let place = PlaceKey::household(household_id);
    if dossier.place == place || dossier.place == PlaceKey::alone(dossier.person_id) {
        return Err(ErrorKind::ActionNotAllowed.into());
    }
    let mut draft = Draft::of(dossier, context);
    move_place(&mut draft, place);
    Ok(draft.decided(CommandName::HouseholdChanged, None))
}

fn move_place(draft: &mut Draft<'_>, place: PlaceKey) {
    if draft.next.place == place {
        return;
    }
    draft.next.place = place;
    if draft.next.status.awaits_choice() {
        draft.withdraw(TaskKind::ResolveMultiple);
        draft.next.status = draft.next.status.without_choice();
    }
    if draft.next.status.is_held() {
        draft.place = PlaceChange::Move(place);
    }
}

/// Two persons were merged, or a death was withdrawn: BIPT looks at it.
pub(super) fn in_doubt(dossier: &Dossier, context: &Context<'_>) -> Decision {
    let mut draft = Draft::of(dossier, context);
    draft.raise(TaskKind::ReviewPerson, TaskParty::Bipt, None);
    draft.decided(CommandName::PersonInDoubt, None)
}
