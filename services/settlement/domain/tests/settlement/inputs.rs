//! The bytes that are hashed: old runs stay comparable only as long as they do not change.

use stts_kernel::{Cents, Formula, Period};
use stts_settlement_domain::{
    Declaration, Installation, LineKind, ReductionPeriod, SettlementYear, Totals, Turnover,
    TurnoverLine, write_inputs,
};

use crate::support::{date, operator, tariffs};

const WRITTEN: &str = "\
settlement 2012 DECISION_2006 1
tariff 2012-01-01 subscription=840 calls=310 calls_split=1150 installation_percent=50
tariff 2012-08-04 subscription=840 calls=310 calls_split=1150 installation_percent=50
operator OP01
factor_subscription 0.900000
factor_calls absent
turnover estimated
MOBILE_PREPAID 12
INTERNET_ACCESS 0
operator OP02
factor_subscription absent
factor_calls absent
turnover absent
granted OP01
days 2012-01-01 CALLS_SPLIT 1
days 2012-08-04 CALLS_SPLIT 2
installations 2012-08-04 5500
";

#[test]
fn the_inputs_are_written_line_by_line() {
    let mut totals = Totals::new(SettlementYear::new(2012).unwrap(), &tariffs());
    totals.add_period(&ReductionPeriod {
        operator: operator("OP01"),
        formula: Formula::CallsSplit,
        period: Period::new(date("2012-08-03"), Some(date("2012-08-06"))).unwrap(),
    });
    let on = date("2012-08-04");
    let installed = Installation::new(operator("OP01"), LineKind::Fixed, Cents(5500), on);
    totals.add_installation(&installed.unwrap());
    let estimated = Turnover::estimated([
        (TurnoverLine::InternetAccess, Cents(0)),
        (TurnoverLine::MobilePrepaid, Cents(12)),
    ]);
    let declaration = Declaration {
        turnover: estimated.ok(),
        factor_subscription: "0.9".parse().ok(),
        factor_calls: None,
    };
    let nothing = Declaration::default();
    let declarations = [(operator("OP02"), nothing), (operator("OP01"), declaration)].into();
    let mut bytes = Vec::new();
    write_inputs(&totals, &declarations, |part| bytes.extend_from_slice(part));
    assert_eq!(String::from_utf8(bytes).unwrap(), WRITTEN);
}
