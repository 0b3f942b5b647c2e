//! An application and its activation data.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dossier::{ActivationData, Application, PhoneNumber};
use stts_kernel::{ApplicationId, BillingDay, Cents, OperatorId};
use uuid::Uuid;

use super::corrupt::{CorruptRecord, checked, optional};
use super::{date, name};

/// Mirrors [`Application`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplicationRecord {
    id: Uuid,
    kind: String,
    date: String,
    operator: String,
    claims: Option<Vec<String>>,
    missing: Vec<String>,
    right_decided_on: Option<String>,
    #[serde(default)]
    right_refused_on: Option<String>,
    documents_letter_date: Option<String>,
    documents_received_on: Option<String>,
    confirmed: bool,
    activation_data: Option<ActivationDataRecord>,
}

/// Mirrors [`ActivationData`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActivationDataRecord {
    phone_number: String,
    line_kind: String,
    payment_kind: String,
    installation_cost_cents: i64,
    formula: String,
    activation_date: String,
    billing_day: u32,
    approved_phone_delivered: bool,
    operator_reference: Option<String>,
}

impl From<&Application> for ApplicationRecord {
    fn from(application: &Application) -> Self {
        let Application {
            id,
            kind,
            date,
            operator,
            claims,
            missing,
            right_decided_on,
            right_refused_on,
            documents_letter_date,
            documents_received_on,
            confirmed,
            activation_data,
        } = application;
        Self {
            id: id.uuid(),
            kind: name::write(*kind),
            date: date::write(*date),
            operator: operator.to_string(),
            claims: claims.as_deref().map(name::write_all),
            missing: name::write_all(missing),
            right_decided_on: right_decided_on.map(date::write),
            right_refused_on: right_refused_on.map(date::write),
            documents_letter_date: documents_letter_date.map(date::write),
            documents_received_on: documents_received_on.map(date::write),
            confirmed: *confirmed,
            activation_data: activation_data.as_ref().map(ActivationDataRecord::from),
        }
    }
}

impl TryFrom<ApplicationRecord> for Application {
    type Error = CorruptRecord;

    fn try_from(record: ApplicationRecord) -> Result<Self, CorruptRecord> {
        let claims = record.claims.map(|claims| name::read_all("claims", &claims)).transpose()?;
        let day = |field, text: &Option<String>| date::read_optional(field, text.as_deref());
        Ok(Self {
            id: ApplicationId::from(record.id),
            kind: name::read("kind", &record.kind)?,
            date: date::read("date", &record.date)?,
            operator: checked("operator", OperatorId::new(record.operator))?,
            claims,
            missing: name::read_all("missing", &record.missing)?,
            right_decided_on: day("right_decided_on", &record.right_decided_on)?,
            right_refused_on: day("right_refused_on", &record.right_refused_on)?,
            documents_letter_date: day("documents_letter_date", &record.documents_letter_date)?,
            documents_received_on: day("documents_received_on", &record.documents_received_on)?,
            confirmed: record.confirmed,
            activation_data: optional("activation_data", record.activation_data)?,
        })
    }
}

impl From<&ActivationData> for ActivationDataRecord {
    fn from(data: &ActivationData) -> Self {
        let ActivationData {
            phone_number,
            line_kind,
            payment_kind,
            installation_cost,
            formula,
            activation_date,
            billing_day,
            approved_phone_delivered,
            operator_reference,
        } = data;
        Self {
            phone_number: phone_number.as_str().to_owned(),
            line_kind: name::write(*line_kind),
            payment_kind: name::write(*payment_kind),
            installation_cost_cents: installation_cost.0,
            formula: name::write(*formula),
            activation_date: date::write(*activation_date),
            billing_day: billing_day.get(),
            approved_phone_delivered: *approved_phone_delivered,
            operator_reference: operator_reference.clone(),
        }
    }
}

impl TryFrom<ActivationDataRecord> for ActivationData {
    type Error = CorruptRecord;

    fn try_from(record: ActivationDataRecord) -> Result<Self, CorruptRecord> {
        let number = PhoneNumber::from_e164(&record.phone_number);
        Ok(Self {
            phone_number: checked("phone_number", number)?,
            line_kind: name::read("line_kind", &record.line_kind)?,
            payment_kind: name::read("payment_kind", &record.payment_kind)?,
            installation_cost: Cents(record.installation_cost_cents),
            formula: name::read("formula", &record.formula)?,
            activation_date: date::read("activation_date", &record.activation_date)?,
            billing_day: checked("billing_day", BillingDay::new(record.billing_day))?,
            approved_phone_delivered: record.approved_phone_delivered,
            operator_reference: record.operator_reference,
        })
    }
}
