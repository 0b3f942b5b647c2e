//! The lines on which the tariff is granted.

use chrono::NaiveDate;
use stts_chassis::fields::date_message;
use stts_contracts::dossier::v1::{ActivationData, Formula, LineKind, PaymentKind};

use super::draw::Draw;

/// What an operator tells of a line, but for the dates of its story.
#[derive(Clone, Debug)]
pub(super) struct Line {
    data: ActivationData,
}

impl Line {
    /// A line with one of the formulas that a category allows. Prices are even, so that half of one
    /// is a whole number of cents.
    pub(super) fn draw(draw: &mut Draw, formulas: &[Formula], reference: &str) -> Self {
        let fixed = draw.below(10) < 6;
        let formula = formulas.get(draw.place(formulas.len())).copied().unwrap_or_default();
        let (line_kind, price, phone_number) = if fixed {
            let price = draw.one_of([0, 3_900, 5_500, 7_950]);
            (LineKind::Fixed, price, format!("02{:07}", draw.below(10_000_000)))
        } else {
            (LineKind::Mobile, 0, format!("047{:07}", draw.below(10_000_000)))
        };
        let prepaid = !fixed && draw.below(2) == 0;
        let payment_kind = if prepaid { PaymentKind::Prepaid } else { PaymentKind::Postpaid };
        let billing_day = draw.one_of([1, 5, 10, 15, 20, 28, 29, 30, 31]);
        let data = ActivationData {
            phone_number,
            line_kind: line_kind.into(),
            payment_kind: payment_kind.into(),
            installation_cost_cents: Some(price),
            formula: formula.into(),
            activation_date: None,
            billing_day,
            operator_reference: reference.to_owned(),
            approved_telephone_delivered: false,
        };
        Self { data }
    }

    /// The line, activated on that day.
    pub(super) fn activated_on(&self, date: NaiveDate) -> ActivationData {
        ActivationData { activation_date: Some(date_message(date)), ..self.data.clone() }
    }
}
