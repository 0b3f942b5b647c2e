//! Apply (domain, section 4), and the same question asked without writing anything.

use chrono::{Days, NaiveDate};
use stts_kernel::{ApplicationId, Category, DossierNumber, ErrorKind, OperatorId, Refusal};

use super::access::admit_profile;
use super::draft::Draft;
use super::right::{Right, established, evaluated, kept, not_entitled, outcome, still_checked};
use super::transfer::{self, active_again_on};
use super::{apply_again, confirm};
use crate::dossier::allowed_actions::refused_application;
use crate::dossier::{
    Application, Apply, Caller, CommandName, Context, Decision, Dossier, Evaluated, Event,
    PlaceChange, PlaceState, RecordedFacts, Refused,
};
use crate::eligibility::{FactName, Outcome};

/// What `Apply` would answer.
#[derive(Clone, PartialEq, Eq)]
pub struct RightCheck {
    /// What is decided about the right; never denied, which is a refusal.
    pub outcome: Outcome,
    /// The granted categories, in the order of [`Category::ALL`].
    pub granted: Vec<Category>,
    /// The facts that are missing.
    pub missing: Vec<FactName>,
    /// The first day that a reduction could have if the contract were activated today and billed
    /// tomorrow; none while the right is undecided.
    pub first_possible_reduction_date: Option<NaiveDate>,
    /// The evaluation; absent when the last check of a suspended right still stands.
    pub evaluated: Option<Evaluated>,
}

stts_kernel::hidden_debug!(RightCheck);

/// Answers what `Apply` would answer. It is the same decision, of which nothing is written: the
/// events of a refusal are not to be published.
pub fn check_right(
    state: Option<&Dossier>,
    apply: &Apply,
    context: &Context<'_>,
) -> Result<RightCheck, Refused> {
    let decision = decide(state, apply, context)?;
    let outcome = outcome(decision.next.status);
    let tomorrow = context.today.checked_add_days(Days::new(1));
    Ok(RightCheck {
        outcome,
        first_possible_reduction_date: tomorrow.filter(|_| outcome == Outcome::Entitled),
        granted: decision.next.granted,
        missing: decision.next.application.missing,
        evaluated: decision.evaluated,
    })
}

/// Decides an application of an operator.
pub(super) fn decide(
    state: Option<&Dossier>,
    apply: &Apply,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    admit_profile(CommandName::Apply, context.caller)?;
    let operator = context.caller.operator().ok_or(ErrorKind::ProfileNotAllowed)?;
    admit_dossier(state, context.caller, context)?;
    let draft = registered(state, apply, operator, CommandName::Apply, context)?;
    Ok(draft.decided(CommandName::Apply, None))
}

/// Decides an application that BIPT makes at an operator: confirmed at once, so that the operator is
/// asked for its activation data, or the person for documents. A dossier that is active elsewhere is
/// transferred.
pub(super) fn decide_for(
    state: Option<&Dossier>,
    apply: &Apply,
    operator: &OperatorId,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    admit_profile(CommandName::ApplyFor, context.caller)?;
    if let Some(dossier) = state.filter(|dossier| dossier.status.is_held()) {
        return transfer::for_operator(dossier, operator, context);
    }
    let mut draft = registered(state, apply, operator, CommandName::ApplyFor, context)?;
    confirm::without_data(&mut draft, context);
    Ok(draft.decided(CommandName::ApplyFor, None))
}

/// What the person has already was looked at; now the household's place, and the right.
fn registered<'a>(
    state: Option<&'a Dossier>,
    apply: &Apply,
    operator: &OperatorId,
    command: CommandName,
    context: &'a Context<'a>,
) -> Result<Draft<'a>, Refused> {
    if context.place == PlaceState::Taken {
        let refusal = Refusal::from(ErrorKind::HouseholdAlreadyBenefits);
        return Err(refused(state, apply, operator, refusal, None, context));
    }
    if let Some(suspended) = state.filter(|dossier| still_checked(dossier, context)) {
        let right = kept(suspended);
        return Ok(received(state, apply, operator, (right, None), context));
    }
    let evaluated = evaluated(state, apply, context);
    if let Some(right) = established(state, &evaluated.evaluation, context.today) {
        return Ok(received(state, apply, operator, (right, Some(evaluated)), context));
    }
    let refusal = not_entitled(&evaluated.evaluation);
    let refused = refused(state, apply, operator, refusal, Some(evaluated), context);
    Err(apply_again::closing_what_was_suspended(state, refused, command, context))
}

/// No dossier, or one that nobody holds (domain, section 4.3). Never says which operator holds it.
fn admit_dossier(
    state: Option<&Dossier>,
    caller: &Caller,
    context: &Context<'_>,
) -> Result<(), Refused> {
    let Some(dossier) = state.filter(|dossier| dossier.status.is_held()) else {
        return Ok(());
    };
    let kind = refused_application(dossier, dossier.involvement(caller));
    let earliest = || {
        let from = dossier.transferable_from().filter(|date| *date > context.today);
        let date = from.max(active_again_on(dossier, context.rules))?;
        Some(("earliest_date", date.to_string()))
    };
    let metadata = match kind {
        ErrorKind::DossierExists => vec![("dossier_number", dossier.number.to_string())],
        ErrorKind::DossierNotTransferable => earliest().into_iter().collect(),
        _ => Vec::new(),
    };
    Err(Refusal::with(kind, metadata).into())
}

fn application(
    state: Option<&Dossier>,
    apply: &Apply,
    operator: &OperatorId,
    missing: Vec<FactName>,
    context: &Context<'_>,
) -> Application {
    Application {
        id: ApplicationId::random(context.ids),
        kind: apply_again::kind(state),
        date: context.today,
        operator: operator.clone(),
        claims: apply.claims.clone(),
        missing,
        right_decided_on: None,
        right_refused_on: None,
        documents_letter_date: None,
        documents_received_on: None,
        confirmed: false,
        activation_data: None,
    }
}

/// The application is registered: the dossier is opened, or goes to the applying operator.
fn received<'a>(
    state: Option<&'a Dossier>,
    apply: &Apply,
    operator: &OperatorId,
    (right, evaluated): (Right, Option<Evaluated>),
    context: &'a Context<'a>,
) -> Draft<'a> {
    let place = apply.person.place_key();
    let last_check_date = match &evaluated {
        Some(_) => Some(context.today),
        None => state.and_then(|dossier| dossier.last_check_date),
    };
    let next = Dossier {
        number: state.map_or_else(|| DossierNumber::random(context.ids), |state| state.number),
        person_id: apply.person.person_id,
        person: apply.person.snapshot.clone(),
        place,
        status: right.status,
        operator: Some(operator.clone()),
        application: application(state, apply, operator, right.missing, context),
        transfer: None,
        granted: right.granted,
        internet: right.internet,
        right_begin_date: right.begin_date,
        right_end_date: None,
        reduction: None,
        periods: state.map(|state| state.periods.clone()).unwrap_or_default(),
        stops: Vec::new(),
        pending_change: None,
        last_check_date,
        verification: None,
        last_transfer_date: state.and_then(|state| state.last_transfer_date),
        last_action: None,
        recorded: state.map_or_else(RecordedFacts::default, |state| state.recorded.clone()),
        received_documents: state.map(|state| state.received_documents.clone()).unwrap_or_default(),
        open_tasks: Vec::new(),
        version: 1,
    };
    let mut draft = Draft::to(state, next, context);
    draft.place = PlaceChange::Take(place);
    draft.evaluated = evaluated;
    draft.event(Event::ApplicationReceived {
        dossier_number: draft.next.number,
        person_id: draft.next.person_id,
        application: draft.next.application.clone(),
        outcome: outcome(draft.next.status),
    });
    draft
}

/// The application is refused by a rule of which the person hears by letter.
fn refused(
    state: Option<&Dossier>,
    apply: &Apply,
    operator: &OperatorId,
    refusal: Refusal,
    evaluated: Option<Evaluated>,
    context: &Context<'_>,
) -> Refused {
    let reasons = evaluated.as_ref().map(|evaluated| evaluated.evaluation.reasons.clone());
    let event = Event::ApplicationRefused {
        person_id: apply.person.person_id,
        language: apply.person.snapshot.language,
        operator: operator.clone(),
        dossier_number: state.map(|dossier| dossier.number),
        refusal: refusal.kind,
        reasons: reasons.unwrap_or_default(),
        date: context.today,
    };
    Refused { refusal, events: vec![event], next: None, evaluated: evaluated.map(Box::new) }
}
