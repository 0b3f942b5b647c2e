//! A row of a frozen copy of a year.

use stts_chassis::fields::date_message;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{InstallationGrant, LineKind, ReductionPeriod};

use crate::ports::Export;
use crate::wire::words;

/// The row under its key.
pub fn export_row(key: u64, row: &Export) -> contract::ExportRow {
    let key = i64::try_from(key).unwrap_or(i64::MAX);
    match row {
        Export::Period(number, period) => contract::ExportRow {
            key,
            dossier_number: number.to_string(),
            operator_id: period.operator.to_string(),
            reduction_period: Some(reduction_period(period)),
            installation_grant: None,
        },
        Export::Installation(number, grant) => contract::ExportRow {
            key,
            dossier_number: number.to_string(),
            operator_id: grant.operator.to_string(),
            reduction_period: None,
            installation_grant: Some(installation_grant(grant)),
        },
    }
}

fn reduction_period(period: &ReductionPeriod) -> contract::ReductionPeriod {
    contract::ReductionPeriod {
        formula: words::formula(period.formula).into(),
        begin_date: Some(date_message(period.period.from())),
        end_date: period.period.until().map(date_message),
    }
}

/// Half of the installation is granted for a fixed line only (annex art. 38 §1, 1°).
fn installation_grant(grant: &InstallationGrant) -> contract::InstallationGrant {
    contract::InstallationGrant {
        line_kind: words::line_kind(LineKind::Fixed).into(),
        normal_price_cents: grant.normal_price.0,
        date: Some(date_message(grant.granted_on)),
    }
}
