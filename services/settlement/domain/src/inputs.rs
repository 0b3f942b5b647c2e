//! The inputs of a calculation as bytes, to be hashed and kept with every run.

use crate::{Declaration, Declarations, Factor, Method, OperatorTotals, Totals};

/// Writes everything that [`calculate`](crate::calculate) reads, line by line: the year, the
/// method, the tariffs of the year, and per operator its declaration and what it granted. Equal
/// inputs give equal bytes, whatever the order in which they were added; other inputs give other
/// bytes. The caller hashes them as they come.
///
/// Days and prices are written added up, so that the bytes, too, do not grow with the number of
/// periods.
pub fn write_inputs(totals: &Totals, declarations: &Declarations, mut write: impl FnMut(&[u8])) {
    let mut line = |text: String| {
        write(text.as_bytes());
        write(b"\n");
    };
    let method = Method::Decision2006;
    line(format!("settlement {} {} {}", totals.year(), method.name(), method.version()));
    for span in totals.spans() {
        let tariff = span.tariff;
        line(format!(
            "tariff {} subscription={} calls={} calls_split={} installation_percent={}",
            span.days.from(),
            tariff.subscription.most().0,
            tariff.calls.0,
            tariff.calls_split.0,
            tariff.installation_percent,
        ));
    }
    for (operator, declaration) in declarations {
        line(format!("operator {operator}"));
        write_declaration(declaration, &mut line);
    }
    for (operator, granted) in totals.operators() {
        line(format!("granted {operator}"));
        write_granted(granted, &mut line);
    }
}

fn write_declaration(declaration: &Declaration, line: &mut impl FnMut(String)) {
    let factor = |factor: Option<Factor>| factor.map_or("absent".to_owned(), |it| it.to_string());
    line(format!("factor_subscription {}", factor(declaration.factor_subscription)));
    line(format!("factor_calls {}", factor(declaration.factor_calls)));
    let Some(turnover) = &declaration.turnover else { return line("turnover absent".to_owned()) };
    let kind = if turnover.is_estimate() { "estimated" } else { "declared" };
    line(format!("turnover {kind}"));
    for (leaf, amount) in turnover.lines() {
        line(format!("{} {}", leaf.name(), amount.0));
    }
}

fn write_granted(granted: &OperatorTotals, line: &mut impl FnMut(String)) {
    for (span, formula, days) in granted.days() {
        line(format!("days {span} {} {days}", formula.name()));
    }
    for (span, cents) in granted.installation_price_cents() {
        line(format!("installations {span} {cents}"));
    }
}
