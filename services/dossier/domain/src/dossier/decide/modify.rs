//! `ModifyDossier`: what changes at once, and what changes on a date.

use chrono::NaiveDate;
use stts_kernel::{BillingDay, Cents, ErrorKind, Formula, Period, Refusal, Violation, add_months};

use super::activate::installation;
use super::draft::Draft;
use super::ending::follow_the_end;
use crate::dates::{BillingDayChange, reduction_begin};
use crate::dossier::allowed_actions::not_allowed;
use crate::dossier::night::is_due;
use crate::dossier::{
    ActivationData, Command, CommandName, Context, Decision, Dossier, LineKind, Modification,
    PendingChange, Reduction, ReductionPeriod, Refused, Status, Undated, formula_allowed,
};

/// Months ahead that a modification date may lie (domain, section 3).
const MOST_MONTHS_AHEAD: u32 = 6;

/// Changes what was asked, all of it or nothing.
pub(super) fn decide(
    dossier: &Dossier,
    modification: &Modification,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let mut draft = Draft::of(dossier, context);
    change_at_once(&mut draft, &modification.undated, context)?;
    let Some(change) = modification.dated else {
        return Ok(draft.decided(CommandName::ModifyUndated, None));
    };
    check_date(change.date, &draft.next, context)?;
    check_change(&change, &draft.next, context)?;
    draft.next.pending_change = Some(change);
    draft.next.status = Status::AwaitingModification;
    Ok(draft.decided(CommandName::ModifyDated, None))
}

fn change_at_once(
    draft: &mut Draft<'_>,
    undated: &Undated,
    context: &Context<'_>,
) -> Result<(), Refused> {
    let person = &mut draft.next.person;
    person.language = undated.language.unwrap_or(person.language);
    if let Some(contact) = &undated.contact {
        person.contact = contact.clone();
    }
    if undated.touches_activation_data() {
        let Some(data) = draft.next.open_application_mut().activation_data.as_mut() else {
            return Err(no_activation_data(undated).into());
        };
        change_data(data, undated);
    }
    if let Some(day) = undated.billing_day.filter(|_| draft.next.transfer.is_none()) {
        change_billing(&mut draft.next, day, context.today);
        follow_the_end(draft);
    }
    Ok(())
}

fn change_data(data: &mut ActivationData, undated: &Undated) {
    if let Some(number) = &undated.phone_number {
        data.phone_number = number.clone();
    }
    if let Some(reference) = &undated.operator_reference {
        data.operator_reference.clone_from(reference);
    }
    data.billing_day = undated.billing_day.unwrap_or(data.billing_day);
}

/// Before activation data are given there is nothing of them to change.
fn no_activation_data(undated: &Undated) -> Refusal {
    let given = [
        ("phone_number", undated.phone_number.is_some()),
        ("billing_day", undated.billing_day.is_some()),
        ("operator_reference", undated.operator_reference.is_some()),
    ];
    let violation = |field: &str| Violation {
        field: format!("dossier.activation_data.{field}"),
        description: "no activation data are given yet: CompleteActivationData gives them"
            .to_owned(),
    };
    let fields = given.into_iter().filter(|(_, given)| *given);
    Refusal::invalid_fields(fields.map(|(field, _)| violation(field)).collect())
}

/// A reduction that has not begun begins anew by the new day; of one that runs the billing month
/// under way keeps its end (domain, section 5).
fn change_billing(dossier: &mut Dossier, day: BillingDay, today: NaiveDate) {
    let activation = dossier.application.activation_data.as_ref().map(|data| data.activation_date);
    let Some(reduction) = dossier.reduction.as_mut().filter(|running| running.end.is_none()) else {
        return;
    };
    let to_come = activation.filter(|_| reduction.begin() > today);
    let Some(activation) = to_come else {
        let change = BillingDayChange { changed_on: today, new_day: day };
        reduction.billing = reduction.billing.clone().changed(change);
        return;
    };
    let first = reduction_begin(activation, day);
    *reduction = Reduction::beginning(first, day);
    if let Some(period) = dossier.periods.last_mut() {
        period.period = Period::open(first);
    }
}

/// Not before the reduction or its last change, at most six months ahead.
fn check_date(date: NaiveDate, dossier: &Dossier, context: &Context<'_>) -> Result<(), Refusal> {
    let reduction = dossier.reduction.as_ref();
    let earliest = reduction.map_or(context.today, |reduction| reduction.last_change_date);
    let latest = add_months(context.today, MOST_MONTHS_AHEAD).max(earliest);
    if (earliest..=latest).contains(&date) {
        return Ok(());
    }
    let metadata =
        vec![("earliest_date", earliest.to_string()), ("latest_date", latest.to_string())];
    Err(Refusal::with(ErrorKind::ModificationDateOutOfRange, metadata))
}

fn check_change(
    change: &PendingChange,
    dossier: &Dossier,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let tariff = &context.rules.tariff.on(change.date).value;
    let allowed = |formula| formula_allowed(formula, &dossier.granted, dossier.internet, tariff);
    if change.formula.is_some_and(|formula| !allowed(formula)) {
        let names: Vec<_> = Formula::ALL
            .iter()
            .filter(|formula| allowed(**formula))
            .map(|one| one.name())
            .collect();
        let metadata = vec![("allowed_formulas", names.join(","))];
        return Err(Refusal::with(ErrorKind::FormulaNotAllowed, metadata));
    }
    let data = dossier.application.activation_data.as_ref();
    let line_kind = change.line_kind.or(data.map(|data| data.line_kind));
    let cost = change.installation_cost.unwrap_or(Cents::ZERO);
    if line_kind == Some(LineKind::Mobile) && cost != Cents::ZERO {
        return Err(ErrorKind::InstallationCostNotAllowed.into());
    }
    Ok(())
}

/// Night: the modification date is reached. Where the formula changes, one period ends and the next
/// begins on that date.
pub(super) fn apply(dossier: &Dossier, context: &Context<'_>) -> Result<Decision, Refused> {
    let due = is_due(&Command::ApplyModification, dossier, context);
    let pending = dossier.pending_change.zip(dossier.modification_date());
    let Some((change, date)) = pending.filter(|_| due) else {
        return Err(not_allowed(dossier, context.caller).into());
    };
    let mut draft = Draft::of(dossier, context);
    draft.next.pending_change = None;
    if draft.next.status == Status::AwaitingModification {
        draft.next.status = Status::Active;
    }
    if let Some(data) = draft.next.application.activation_data.as_mut() {
        change_on_date(data, &change);
    }
    if let Some(reduction) = draft.next.reduction.as_mut() {
        reduction.last_change_date = date;
    }
    if let Some(formula) = change.formula {
        change_period(&mut draft.next.periods, formula, date);
    }
    if change.installation_cost.is_some()
        && let Some(data) = &draft.next.application.activation_data
        && let Some(grant) = installation(&draft.next, data, date)
    {
        draft.install(grant);
    }
    Ok(draft.decided(CommandName::ApplyModification, None))
}

fn change_on_date(data: &mut ActivationData, change: &PendingChange) {
    data.formula = change.formula.unwrap_or(data.formula);
    data.payment_kind = change.payment_kind.unwrap_or(data.payment_kind);
    data.line_kind = change.line_kind.unwrap_or(data.line_kind);
    data.installation_cost = match (change.installation_cost, data.line_kind) {
        (Some(cost), _) => cost,
        (None, LineKind::Mobile) => Cents::ZERO,
        (None, LineKind::Fixed) => data.installation_cost,
    };
}

fn change_period(periods: &mut Vec<ReductionPeriod>, formula: Formula, date: NaiveDate) {
    let Some(last) = periods.last_mut().filter(|last| last.formula != formula) else { return };
    let following =
        ReductionPeriod { operator: last.operator.clone(), formula, period: Period::open(date) };
    *last = last.cut(date);
    periods.push(following);
}
