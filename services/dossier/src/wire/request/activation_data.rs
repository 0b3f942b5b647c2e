//! The activation data.

use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{ActivationData, PhoneNumber};
use stts_kernel::{BillingDay, Cents};

use super::value::{listed, optional_text};
use crate::wire::words;

/// Activation data that may be absent; the outer `None` is bad data.
#[expect(clippy::option_option, reason = "absent and bad are different answers")]
pub(super) fn optional(
    fields: &mut Fields,
    data: Option<&contract::ActivationData>,
) -> Option<Option<ActivationData>> {
    within(fields, "activation_data", data)
}

/// The same under another path.
#[expect(clippy::option_option, reason = "absent and bad are different answers")]
pub(super) fn within(
    fields: &mut Fields,
    path: &str,
    data: Option<&contract::ActivationData>,
) -> Option<Option<ActivationData>> {
    data.map_or(Some(None), |data| activation_data(fields, path, data).map(Some))
}

/// Activation data that must be there.
pub(super) fn required(
    fields: &mut Fields,
    data: Option<&contract::ActivationData>,
) -> Option<ActivationData> {
    let data = fields.required("activation_data", data)?;
    activation_data(fields, "activation_data", data)
}

fn activation_data(
    fields: &mut Fields,
    within: &str,
    data: &contract::ActivationData,
) -> Option<ActivationData> {
    let path = |field| format!("{within}.{field}");
    let number = PhoneNumber::from_national(&data.phone_number);
    let number = fields.take(&path("phone_number"), number);
    let line_kind = listed(data.line_kind, words::line_kind_of);
    let line_kind = fields.take(&path("line_kind"), line_kind);
    let payment_kind = listed(data.payment_kind, words::payment_kind_of);
    let payment_kind = fields.take(&path("payment_kind"), payment_kind);
    let cost = fields.required(&path("installation_cost_cents"), data.installation_cost_cents);
    let formula = fields.take(&path("formula"), listed(data.formula, words::formula_of));
    let activation = fields.required(&path("activation_date"), data.activation_date.as_ref());
    let activation =
        activation.and_then(|date| fields.take(&path("activation_date"), fields::date(date)));
    let billing_day = BillingDay::new(u32::try_from(data.billing_day).unwrap_or(0));
    let billing_day = fields.take(&path("billing_day"), billing_day);
    Some(ActivationData {
        phone_number: number?,
        line_kind: line_kind?,
        payment_kind: payment_kind?,
        installation_cost: Cents(cost?),
        formula: formula?,
        activation_date: activation?,
        billing_day: billing_day?,
        approved_phone_delivered: data.approved_telephone_delivered,
        operator_reference: optional_text(&data.operator_reference),
    })
}
