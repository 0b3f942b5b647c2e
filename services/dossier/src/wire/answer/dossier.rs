//! A dossier as its caller may see it.

use stts_chassis::fields::date_message;
use stts_contracts::common::v1 as common;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{
    self as domain, ActivationData, Address, Application, Caller, Contact, Dossier, Involvement,
    PendingChange, PersonSnapshot, Reduction, Rules, Undue, Upcoming, upcoming,
};

use super::date::birth_date;
use crate::wire::words;

/// The dossier, with what this caller can do now and what will change by itself. While it is being
/// transferred, neither operator sees the other's part: the holder sees the status and when its own
/// reduction ends, the incoming operator nothing of the holder's (domain, section 9). An operator that
/// may take it over, or has just given that up, sees the person and the right.
pub fn dossier(dossier: &Dossier, caller: &Caller, rules: &Rules) -> contract::Dossier {
    let of_the_person = person_and_right(dossier, rules);
    if dossier.involvement(caller) == Involvement::Stranger {
        return of_the_person;
    }
    let application = application(dossier.application_of(caller));
    let shown = contract::Dossier {
        right_end_date: dossier.end_of_right().map(date_message),
        allowed_actions: allowed_actions(dossier, caller, rules),
        etag: dossier.version.to_string(),
        received_documents: received_documents(dossier, caller),
        application_date: application.application_date,
        confirmed: application.confirmed,
        activation_data: application.activation_data,
        ..of_the_person
    };
    let pending = pending(dossier, rules);
    match (dossier.involvement(caller), &dossier.transfer) {
        (Involvement::Incoming, _) => contract::Dossier { pending, ..shown },
        (Involvement::Holder, Some(_)) => with_reduction(shown, dossier),
        (
            Involvement::Holder
            | Involvement::Former
            | Involvement::Authority
            | Involvement::System
            | Involvement::Stranger,
            _,
        ) => contract::Dossier { pending, ..with_reduction(shown, dossier) },
    }
}

/// What arrived at BIPT tells of the person's health and means: no operator needs to know.
fn received_documents(dossier: &Dossier, caller: &Caller) -> Vec<contract::ReceivedDocument> {
    let for_bipt = dossier.involvement(caller) == Involvement::Authority;
    let documents = dossier.received_documents.iter().filter(|_| for_bipt);
    documents
        .map(|document| contract::ReceivedDocument {
            kind: document.kind.0.clone(),
            received_on: Some(date_message(document.received_on)),
        })
        .collect()
}

/// What is nobody's but the person's.
fn person_and_right(dossier: &Dossier, rules: &Rules) -> contract::Dossier {
    contract::Dossier {
        dossier_number: dossier.number.to_string(),
        status: words::status(dossier.status).into(),
        person: Some(beneficiary(&dossier.person)),
        contact: contact(&dossier.person),
        category: dossier.category().map_or(0, |category| words::category(category).into()),
        right_begin_date: dossier.right_begin_date.map(date_message),
        next_verification_date: dossier.next_verification_date(rules).map(date_message),
        ..contract::Dossier::default()
    }
}

/// What was applied for.
fn application(application: &Application) -> contract::Dossier {
    contract::Dossier {
        application_date: Some(date_message(application.date)),
        confirmed: application.confirmed,
        activation_data: application.activation_data.as_ref().map(activation_data),
        ..contract::Dossier::default()
    }
}

/// What the holder grants, and until when.
fn with_reduction(shown: contract::Dossier, dossier: &Dossier) -> contract::Dossier {
    contract::Dossier {
        operator_id: dossier.operator.as_ref().map(ToString::to_string).unwrap_or_default(),
        reduction_begin_date: dossier.reduction.as_ref().map(Reduction::begin).map(date_message),
        reduction_end_date: dossier.reduction_end_date().map(date_message),
        undue: dossier.undue().map(undue),
        pending_modification: dossier.pending_change.as_ref().map(pending_modification),
        ..shown
    }
}

/// Months that were not due.
pub fn undue(undue: Undue) -> contract::Undue {
    contract::Undue {
        months: i32::try_from(undue.months).unwrap_or(i32::MAX),
        amount_cents: undue.amount.0,
    }
}

fn pending_modification(change: &PendingChange) -> contract::PendingModification {
    contract::PendingModification {
        modification_date: Some(date_message(change.date)),
        formula: change.formula.map_or(0, |formula| words::formula(formula).into()),
        installation_cost_cents: change.installation_cost.map(|cost| cost.0),
        line_kind: change.line_kind.map_or(0, |kind| words::line_kind(kind).into()),
        payment_kind: change.payment_kind.map_or(0, |kind| words::payment_kind(kind).into()),
    }
}

fn contact(person: &PersonSnapshot) -> Option<contract::Contact> {
    let Contact { email, phone } = &person.contact;
    (email.is_some() || phone.is_some()).then(|| contract::Contact {
        email: email.clone().unwrap_or_default(),
        phone_number: phone.clone().unwrap_or_default(),
    })
}

/// The dossier as it stood at the end of a tenure: nothing can be done to it, and what would have
/// changed by itself is not told, since others have it now.
pub fn past_dossier(dossier: &Dossier, caller: &Caller, rules: &Rules) -> contract::Dossier {
    let pending = Vec::new();
    let allowed_actions = Vec::new();
    contract::Dossier {
        pending,
        allowed_actions,
        next_verification_date: None,
        ..self::dossier(dossier, caller, rules)
    }
}

/// In the order in which it comes.
fn pending(dossier: &Dossier, rules: &Rules) -> Vec<contract::PendingChange> {
    let mut upcoming = upcoming(dossier, rules);
    upcoming.sort_by_key(|change| change.date);
    upcoming.iter().map(pending_change).collect()
}

/// What this caller can do on the dossier, and why not the rest.
pub fn allowed_actions(
    dossier: &Dossier,
    caller: &Caller,
    rules: &Rules,
) -> Vec<contract::AllowedAction> {
    let actions = domain::allowed_actions(dossier, caller, rules);
    actions
        .into_iter()
        .map(|judged| contract::AllowedAction {
            action: words::action(judged.action).into(),
            allowed: judged.allowed,
            reason: judged.reason.map_or(0, |reason| words::reason(reason).into()),
            clears_on: judged.clears_on.map(date_message),
        })
        .collect()
}

fn pending_change(upcoming: &Upcoming) -> contract::PendingChange {
    contract::PendingChange {
        status: words::status(upcoming.status).into(),
        date: Some(date_message(upcoming.date)),
        lapse: upcoming.lapse,
    }
}

fn beneficiary(person: &PersonSnapshot) -> contract::Beneficiary {
    contract::Beneficiary {
        last_name: person.last_name.clone(),
        first_name: person.first_name.clone(),
        birth_date: Some(birth_date(person.birth_date)),
        address: person.address.as_ref().map(address),
        language: words::language(person.language).into(),
    }
}

fn address(address: &Address) -> common::Address {
    common::Address {
        street: address.street.clone(),
        house_number: address.house_number.clone(),
        r#box: address.box_number.clone().unwrap_or_default(),
        postal_code: address.postal_code.clone(),
        municipality: address.municipality.clone(),
    }
}

fn activation_data(data: &ActivationData) -> contract::ActivationData {
    contract::ActivationData {
        phone_number: data.phone_number.national(),
        line_kind: words::line_kind(data.line_kind).into(),
        payment_kind: words::payment_kind(data.payment_kind).into(),
        installation_cost_cents: Some(data.installation_cost.0),
        formula: words::formula(data.formula).into(),
        activation_date: Some(date_message(data.activation_date)),
        billing_day: data.billing_day.get().cast_signed(),
        operator_reference: data.operator_reference.clone().unwrap_or_default(),
        approved_telephone_delivered: data.approved_phone_delivered,
    }
}
