//! A correction, and why it was proposed.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dossier::Correction;
use stts_kernel::OperatorId;

use super::application::ActivationDataRecord;
use super::corrupt::{CorruptRecord, checked, optional};
use super::{VERSION, date, name};

/// Mirrors [`Correction`], with its reason. It never prints.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionRecord {
    v: u32,
    reason: String,
    status: Option<String>,
    operator: Option<String>,
    right_begin_date: Option<String>,
    right_end_date: Option<String>,
    granted: Option<Vec<String>>,
    last_check_date: Option<String>,
    application_date: Option<String>,
    confirmed: Option<bool>,
    activation_data: Option<ActivationDataRecord>,
    reduction_begin_date: Option<String>,
    reduction_end_date: Option<String>,
}

impl CorrectionRecord {
    /// The record of a correction that is proposed for a reason.
    pub fn new(correction: &Correction, reason: &str) -> Self {
        let Correction {
            status,
            operator,
            right_begin_date,
            right_end_date,
            granted,
            last_check_date,
            application_date,
            confirmed,
            activation_data,
            reduction_begin_date,
            reduction_end_date,
        } = correction;
        Self {
            v: VERSION,
            reason: reason.to_owned(),
            status: status.map(name::write),
            operator: operator.as_ref().map(ToString::to_string),
            right_begin_date: right_begin_date.map(date::write),
            right_end_date: right_end_date.map(date::write),
            granted: granted.as_deref().map(name::write_all),
            last_check_date: last_check_date.map(date::write),
            application_date: application_date.map(date::write),
            confirmed: *confirmed,
            activation_data: activation_data.as_ref().map(ActivationDataRecord::from),
            reduction_begin_date: reduction_begin_date.map(date::write),
            reduction_end_date: reduction_end_date.map(date::write),
        }
    }

    /// The correction, and its reason.
    pub fn read(self) -> Result<(Correction, String), CorruptRecord> {
        if self.v != VERSION {
            return Err(CorruptRecord::at("v"));
        }
        let day = |field, text: &Option<String>| date::read_optional(field, text.as_deref());
        let operator = self.operator.map(OperatorId::new).transpose();
        let granted = self.granted.map(|granted| name::read_all("granted", &granted));
        let correction = Correction {
            status: name::read_optional("status", self.status.as_deref())?,
            operator: checked("operator", operator)?,
            right_begin_date: day("right_begin_date", &self.right_begin_date)?,
            right_end_date: day("right_end_date", &self.right_end_date)?,
            granted: granted.transpose()?,
            last_check_date: day("last_check_date", &self.last_check_date)?,
            application_date: day("application_date", &self.application_date)?,
            confirmed: self.confirmed,
            activation_data: optional("activation_data", self.activation_data)?,
            reduction_begin_date: day("reduction_begin_date", &self.reduction_begin_date)?,
            reduction_end_date: day("reduction_end_date", &self.reduction_end_date)?,
        };
        Ok((correction, self.reason))
    }
}
