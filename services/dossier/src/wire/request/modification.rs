//! A modification: of the values given, those that the mask names.
//!
//! To make another field changeable: an arm here, the field in the contract and in the domain's
//! `Undated` or `PendingChange`.

use chrono::NaiveDate;
use stts_chassis::fields::Fields;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{Modification, PendingChange, PhoneNumber, Undated};
use stts_kernel::{BillingDay, Cents};

use super::applicant::contact;
use super::value::{listed, optional_text};
use crate::wire::words;

/// How many paths of a mask are looked at; of so many some are bad.
const MOST_PATHS: usize = 32;

/// The modification that a mask names: at least one field, each once, and none that cannot be
/// changed. A date is given if and only if something changes on a date. The outer `None` of
/// `date` is a bad one.
#[expect(clippy::option_option, reason = "not given and bad are different answers")]
pub(super) fn modification(
    fields: &mut Fields,
    paths: &[String],
    changes: &contract::DossierChanges,
    date: Option<Option<NaiveDate>>,
) -> Modification {
    let (mut undated, mut change) = (Undated::default(), unchanged(date.flatten()));
    let mut is_dated = false;
    for (index, path) in paths.iter().enumerate().take(MOST_PATHS) {
        let at = format!("update_mask.paths[{index}]");
        if paths[..index].contains(path) {
            fields.add(at, "is named already");
        } else if on_date(fields, path, changes, &mut change) {
            is_dated = true;
        } else if !at_once(fields, path, changes, &mut undated) {
            fields.add(at, "is not a field that can be changed");
        }
    }
    match (is_dated, date) {
        _ if paths.is_empty() => fields.add("update_mask.paths", "names nothing to change"),
        (true, Some(None)) => {
            fields.add("modification_date", "is required for what changes on a date");
        }
        (false, Some(Some(_))) => {
            fields.add("modification_date", "nothing is named that changes on a date");
        }
        (true | false, _) => {}
    }
    Modification { undated, dated: Some(change).filter(|_| is_dated) }
}

/// Without a date nothing is dated, or the request is refused.
fn unchanged(date: Option<NaiveDate>) -> PendingChange {
    PendingChange {
        date: date.unwrap_or_default(),
        formula: None,
        installation_cost: None,
        line_kind: None,
        payment_kind: None,
    }
}

/// Takes over a field that changes at once; whether it is one.
fn at_once(
    fields: &mut Fields,
    path: &str,
    changes: &contract::DossierChanges,
    undated: &mut Undated,
) -> bool {
    let data = changes.activation_data.clone().unwrap_or_default();
    let at = format!("dossier.{path}");
    match path {
        "language" => {
            undated.language = fields.take(&at, listed(changes.language, words::language_of));
        }
        "contact" => undated.contact = Some(contact(changes.contact.as_ref())),
        "activation_data.phone_number" => {
            let number = PhoneNumber::from_national(&data.phone_number);
            undated.phone_number = fields.take(&at, number);
        }
        "activation_data.billing_day" => {
            let day = u32::try_from(data.billing_day).unwrap_or(0);
            undated.billing_day = fields.take(&at, BillingDay::new(day));
        }
        "activation_data.operator_reference" => {
            undated.operator_reference = Some(optional_text(&data.operator_reference));
        }
        _ => return false,
    }
    true
}

/// Takes over a field that changes on a date; whether it is one.
fn on_date(
    fields: &mut Fields,
    path: &str,
    changes: &contract::DossierChanges,
    change: &mut PendingChange,
) -> bool {
    let data = changes.activation_data.clone().unwrap_or_default();
    let at = format!("dossier.{path}");
    match path {
        "activation_data.formula" => {
            change.formula = fields.take(&at, listed(data.formula, words::formula_of));
        }
        "activation_data.installation_cost_cents" => {
            let cost = fields.required(&at, data.installation_cost_cents);
            change.installation_cost = cost.map(Cents);
        }
        "activation_data.line_kind" => {
            change.line_kind = fields.take(&at, listed(data.line_kind, words::line_kind_of));
        }
        "activation_data.payment_kind" => {
            let kind = listed(data.payment_kind, words::payment_kind_of);
            change.payment_kind = fields.take(&at, kind);
        }
        _ => return false,
    }
    true
}
