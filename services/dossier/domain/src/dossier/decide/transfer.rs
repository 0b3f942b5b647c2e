//! Transfers from one operator to another (manual, chapter 6; domain, section 4).

use chrono::NaiveDate;
use stts_kernel::{ApplicationId, ErrorKind, OperatorId, Refusal};

use super::activate::begin;
use super::confirm;
use super::draft::Draft;
use crate::dossier::allowed_actions::not_allowed;
use crate::dossier::night::is_due;
use crate::dossier::{
    ActivationData, Application, ApplicationKind, Caller, Command, CommandName, Context, Decision,
    Dossier, Involvement, Party, Refused, Rules, Status, TaskKind, TaskParty, upcoming,
};

/// Whether the caller could take the dossier of a person over today. Never says which operator holds
/// it. Status and the month between two transfers are looked at again when the transfer is confirmed.
pub fn can_take_over<'a>(
    state: Option<&'a Dossier>,
    caller: &Caller,
    context: &Context<'_>,
) -> Result<&'a Dossier, Refusal> {
    let dossier = state.filter(|dossier| dossier.status.is_held());
    let dossier = dossier.ok_or(ErrorKind::ApplicationRequired)?;
    if matches!(dossier.involvement(caller), Involvement::Holder | Involvement::Incoming) {
        let metadata = vec![("dossier_number", dossier.number.to_string())];
        return Err(Refusal::with(ErrorKind::DossierExists, metadata));
    }
    let from = dossier.transferable_from().filter(|date| *date > context.today);
    if dossier.status != Status::Active {
        let earliest = from.max(active_again_on(dossier, context.rules));
        return Err(Refusal::with(ErrorKind::DossierNotTransferable, earliest_date(earliest)));
    }
    match from {
        Some(date) => Err(Refusal::with(ErrorKind::TransferredRecently, earliest_date(Some(date)))),
        None => Ok(dossier),
    }
}

/// When the dossier becomes active by itself, where that is known.
pub(in crate::dossier) fn active_again_on(dossier: &Dossier, rules: &Rules) -> Option<NaiveDate> {
    let comes = upcoming(dossier, rules).into_iter();
    comes.filter(|change| change.status == Status::Active).map(|change| change.date).min()
}

fn earliest_date(date: Option<NaiveDate>) -> Vec<(&'static str, String)> {
    date.map(|date| ("earliest_date", date.to_string())).into_iter().collect()
}

/// `ConfirmTransfer`: the dossier awaits the activation at the caller; until then its holder goes on
/// granting. The right and the household are not judged again.
pub(super) fn decide(
    state: Option<&Dossier>,
    data: Option<&ActivationData>,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    super::access::admit_profile(CommandName::ConfirmTransfer, context.caller)?;
    let operator = context.caller.operator().ok_or(ErrorKind::ProfileNotAllowed)?;
    let dossier = can_take_over(state, context.caller, context)?;
    let mut draft = incoming(dossier, operator, context);
    if let Some(data) = data {
        confirm::with_data(&mut draft, data, context)?;
    }
    Ok(draft.decided(CommandName::ConfirmTransfer, None))
}

/// BIPT applies for a person whose dossier is active elsewhere: a confirmed transfer.
pub(super) fn for_operator(
    dossier: &Dossier,
    operator: &OperatorId,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let there = Caller { party: Party::Operator(operator.clone()), ..context.caller.clone() };
    let dossier = can_take_over(Some(dossier), &there, context)?;
    let mut draft = incoming(dossier, operator, context);
    confirm::without_data(&mut draft, context);
    Ok(draft.decided(CommandName::ApplyFor, None))
}

fn incoming<'a>(
    dossier: &'a Dossier,
    operator: &OperatorId,
    context: &'a Context<'a>,
) -> Draft<'a> {
    let mut draft = Draft::of(dossier, context);
    draft.next.status = Status::AwaitingTransfer;
    draft.next.transfer = Some(Application {
        id: ApplicationId::random(context.ids),
        kind: ApplicationKind::Transfer,
        date: context.today,
        operator: operator.clone(),
        claims: None,
        missing: Vec::new(),
        right_decided_on: None,
        right_refused_on: None,
        documents_letter_date: None,
        documents_received_on: None,
        confirmed: false,
        activation_data: None,
    });
    draft
}

/// Night: the activation date at the incoming operator is reached.
pub(super) fn activate(dossier: &Dossier, context: &Context<'_>) -> Result<Decision, Refused> {
    let due = is_due(&Command::ActivateTransfer, dossier, context);
    let transfer = dossier.transfer.as_ref().filter(|_| due);
    let given = transfer.and_then(|transfer| Some((transfer, transfer.activation_data.as_ref()?)));
    let Some((transfer, data)) = given else {
        return Err(not_allowed(dossier, context.caller).into());
    };
    let mut draft = Draft::of(dossier, context);
    if let Some(end) = dossier.reduction_end_date() {
        draft.end_reduction(end);
    }
    draft.next.application = transfer.clone();
    draft.next.operator = Some(transfer.operator.clone());
    draft.next.transfer = None;
    draft.next.stops = Vec::new();
    draft.next.last_transfer_date = Some(transfer.date);
    // What operators were asked before is theirs to acknowledge; no later end concerns it.
    draft.next.open_tasks.retain(|task| task.to == TaskParty::Bipt);
    begin(&mut draft, data);
    Ok(draft.decided(CommandName::ActivateTransfer, None))
}

/// Night: the incoming operator neglected the transfer. It does not count as one, and never costs the
/// person anything: the holder goes on, unless it has stopped its reduction meanwhile.
pub(super) fn lapse(dossier: &Dossier, context: &Context<'_>) -> Result<Decision, Refused> {
    let due = is_due(&Command::LapseTransfer, dossier, context);
    let Some(transfer) = dossier.transfer.as_ref().filter(|_| due) else {
        return Err(not_allowed(dossier, context.caller).into());
    };
    let mut draft = Draft::of(dossier, context);
    draft.withdraw(TaskKind::EnterMissingData);
    draft.close_file(transfer.operator.clone());
    draft.next.transfer = None;
    match after_lapse(dossier) {
        Status::Suspended => draft.leave(Status::Suspended),
        status => draft.next.status = status,
    }
    Ok(draft.decided(CommandName::LapseTransfer, None))
}

/// Where a dossier goes when its transfer lapses.
pub(in crate::dossier) fn after_lapse(dossier: &Dossier) -> Status {
    let ended = dossier.reduction.as_ref().is_some_and(|reduction| reduction.end.is_some());
    if ended {
        Status::Suspended
    } else if dossier.stops.is_empty() {
        Status::Active
    } else {
        Status::AwaitingStop
    }
}
