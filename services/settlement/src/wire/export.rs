//! The rows of the dossiers' export.

use stts_chassis::fields;
use stts_contracts::dossier::v1::{
    ExportReductionPeriodsResponse, ExportRow, ExportSummary as SummaryMessage,
    Formula as FormulaMessage, InstallationGrant, LineKind as LineMessage,
    ReductionPeriod as PeriodMessage,
};
use stts_kernel::{Cents, Formula, OperatorId, Period};
use stts_settlement_domain::{Installation, LineKind, ReductionPeriod};
use thiserror::Error;

use crate::ports::{ExportPart, ExportSummary, Grant, Granted};

/// A message of the export that is not one; names the field, never a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a row of the export is corrupt at {0}")]
pub struct CorruptExport(pub &'static str);

/// One message of the stream.
pub fn part(message: ExportReductionPeriodsResponse) -> Result<ExportPart, CorruptExport> {
    let rows: Result<Vec<Granted>, _> = message.rows.into_iter().map(granted).collect();
    Ok(ExportPart { rows: rows?, summary: message.summary.map(summary).transpose()? })
}

fn summary(message: SummaryMessage) -> Result<ExportSummary, CorruptExport> {
    let rows = u64::try_from(message.rows).map_err(|_| CorruptExport("summary.rows"))?;
    let sha256 = match message.sha256 {
        absent if absent.is_empty() => None,
        given => Some(given.try_into().map_err(|_| CorruptExport("summary.sha256"))?),
    };
    Ok(ExportSummary { rows, sha256 })
}

fn granted(row: ExportRow) -> Result<Granted, CorruptExport> {
    let key = u64::try_from(row.key).map_err(|_| CorruptExport("key"))?;
    let dossier_number = row.dossier_number.parse().map_err(|_| CorruptExport("dossier_number"))?;
    let operator = OperatorId::new(row.operator_id).map_err(|_| CorruptExport("operator_id"))?;
    let grant = match (row.reduction_period, row.installation_grant) {
        (Some(granted), None) => Grant::Period(period(operator, &granted)?),
        (None, Some(granted)) => Grant::Installation(installation(operator, &granted)?),
        _ => return Err(CorruptExport("reduction_period")),
    };
    Ok(Granted { key, dossier_number, grant })
}

fn period(operator: OperatorId, message: &PeriodMessage) -> Result<ReductionPeriod, CorruptExport> {
    let name = message.formula().as_str_name();
    let formula = name.strip_prefix("FORMULA_").and_then(Formula::from_name);
    let formula = formula.ok_or(CorruptExport("reduction_period.formula"))?;
    let from = message.begin_date.as_ref().and_then(|date| fields::date(date).ok());
    let from = from.ok_or(CorruptExport("reduction_period.begin_date"))?;
    let end = CorruptExport("reduction_period.end_date");
    let until = message.end_date.as_ref().map(fields::date).transpose().map_err(|_| end)?;
    let period = Period::new(from, until).map_err(|_| end)?;
    Ok(ReductionPeriod { operator, formula, period })
}

fn installation(
    operator: OperatorId,
    message: &InstallationGrant,
) -> Result<Installation, CorruptExport> {
    let line = match message.line_kind() {
        LineMessage::Fixed => LineKind::Fixed,
        LineMessage::Mobile => LineKind::Mobile,
        LineMessage::Unspecified => return Err(CorruptExport("installation_grant.line_kind")),
    };
    let date = message.date.as_ref().and_then(|date| fields::date(date).ok());
    let date = date.ok_or(CorruptExport("installation_grant.date"))?;
    let price = Cents(message.normal_price_cents);
    let installation = Installation::new(operator, line, price, date);
    installation.map_err(|_| CorruptExport("installation_grant.normal_price_cents"))
}

/// The row as it was sent: what the hash of the copy is made of.
pub(super) fn row(granted: &Granted) -> ExportRow {
    let row = ExportRow {
        key: i64::try_from(granted.key).unwrap_or(i64::MAX),
        dossier_number: granted.dossier_number.to_string(),
        operator_id: granted.grant.operator().to_string(),
        reduction_period: None,
        installation_grant: None,
    };
    match &granted.grant {
        Grant::Period(granted) => {
            let name = format!("FORMULA_{}", granted.formula.name());
            let formula = FormulaMessage::from_str_name(&name).unwrap_or_default();
            let reduction_period = PeriodMessage {
                formula: formula.into(),
                begin_date: Some(fields::date_message(granted.period.from())),
                end_date: granted.period.until().map(fields::date_message),
            };
            ExportRow { reduction_period: Some(reduction_period), ..row }
        }
        Grant::Installation(installation) => {
            let line = match installation.line() {
                LineKind::Fixed => LineMessage::Fixed,
                LineKind::Mobile => LineMessage::Mobile,
            };
            let installation_grant = InstallationGrant {
                line_kind: line.into(),
                normal_price_cents: installation.normal_price().0,
                date: Some(fields::date_message(installation.date())),
            };
            ExportRow { installation_grant: Some(installation_grant), ..row }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operator() -> OperatorId {
        OperatorId::new("OP01").unwrap()
    }

    fn grants() -> Vec<Grant> {
        let date = |text: &str| text.parse().unwrap();
        let period = |formula, until: Option<&str>| {
            let period = Period::new(date("2023-02-28"), until.map(date)).unwrap();
            Grant::Period(ReductionPeriod { operator: operator(), formula, period })
        };
        let installed = |line, cents| {
            let on = date("2024-02-29");
            Grant::Installation(Installation::new(operator(), line, Cents(cents), on).unwrap())
        };
        let mut grants: Vec<Grant> =
            Formula::ALL.iter().map(|formula| period(*formula, None)).collect();
        grants.push(period(Formula::CallsOnly, Some("2023-02-28")));
        grants.push(installed(LineKind::Fixed, 7001));
        grants.push(installed(LineKind::Mobile, 0));
        grants
    }

    fn sent(grant: Grant) -> ExportRow {
        row(&Granted { key: 1, dossier_number: "0000000097".parse().unwrap(), grant })
    }

    #[test]
    fn a_row_is_read_as_it_was_sent() {
        let dossier_number = "0000000097".parse().unwrap();
        for (key, grant) in (1..).zip(grants()) {
            let sent = Granted { key, dossier_number, grant };
            let message = ExportReductionPeriodsResponse { rows: vec![row(&sent)], summary: None };
            assert_eq!(part(message).unwrap().rows, [sent]);
        }
    }

    #[test]
    fn a_row_that_is_none_is_named_by_its_field() {
        type Change = fn(&mut ExportRow);
        let period: [(&str, Change); 7] = [
            ("key", |row| row.key = -1),
            ("dossier_number", |row| row.dossier_number = "0000000098".to_owned()),
            ("operator_id", |row| row.operator_id = String::new()),
            ("reduction_period", |row| row.reduction_period = None),
            ("reduction_period", |row| row.installation_grant = Some(InstallationGrant::default())),
            ("reduction_period.formula", |row| {
                row.reduction_period.as_mut().unwrap().formula = 99;
            }),
            ("reduction_period.begin_date", |row| {
                row.reduction_period.as_mut().unwrap().begin_date.as_mut().unwrap().month = 0;
            }),
        ];
        let installation: [(&str, Change); 3] = [
            ("installation_grant.line_kind", |row| {
                row.installation_grant.as_mut().unwrap().line_kind = 0;
            }),
            ("installation_grant.date", |row| {
                row.installation_grant.as_mut().unwrap().date = None;
            }),
            ("installation_grant.normal_price_cents", |row| {
                row.installation_grant.as_mut().unwrap().normal_price_cents = -1;
            }),
        ];
        let grants = grants();
        let (first, last) = (grants.first().unwrap(), grants.last().unwrap());
        for (grant, changes) in [(first, &period[..]), (last, &installation[..])] {
            for (field, change) in changes {
                let mut bad = sent(grant.clone());
                change(&mut bad);
                let message = ExportReductionPeriodsResponse { rows: vec![bad], summary: None };
                assert_eq!(part(message), Err(CorruptExport(field)));
            }
        }
    }

    #[test]
    fn a_summary_has_a_count_and_perhaps_a_hash() {
        let summarised = |rows, sha256: &[u8]| {
            let summary = Some(SummaryMessage { rows, sha256: sha256.to_vec() });
            part(ExportReductionPeriodsResponse { rows: Vec::new(), summary })
        };
        let expected = |sha256| Some(ExportSummary { rows: 3, sha256 });
        assert_eq!(summarised(3, &[]).unwrap().summary, expected(None));
        assert_eq!(summarised(3, &[7; 32]).unwrap().summary, expected(Some([7; 32])));
        assert_eq!(summarised(3, &[7; 31]), Err(CorruptExport("summary.sha256")));
        assert_eq!(summarised(-1, &[]), Err(CorruptExport("summary.rows")));
    }
}
